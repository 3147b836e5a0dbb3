// The person type-ahead: best guess first, Enter takes it. Choices are rendered by the server.

const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("picker"));
const search = /** @type {HTMLInputElement} */ (document.getElementById("picker-search"));
const list = /** @type {HTMLElement} */ (document.getElementById("picker-choices"));
const address = document.getElementById("main")?.dataset.people ?? "";

/** @type {(choice: {person?: string, name?: string}) => void} */
let take = () => {};
let card = "";
let asked = 0;
let shown = 0;
let taking = false;

/** @param {string} id the card @param {(choice: {person?: string, name?: string}) => void} callback */
export function open(id, callback) {
  card = id;
  take = callback;
  search.value = "";
  search.readOnly = taking = false;
  list.replaceChildren();
  dialog.showModal();
  search.focus();
  void refresh();
}

async function refresh() {
  const number = ++asked;
  const query = new URLSearchParams({ card, q: search.value });
  const response = await fetch(`${address}?${query}`, { headers: { "HX-Request": "true" } });
  const html = await response.text();
  if (number !== asked) return;
  list.innerHTML = html;
  shown = number;
  choose(0);
  if (taking) finish(choices()[0]);
}

const choices = () => [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[role=option]"))];

/** @param {number} index */
function choose(index) {
  const all = choices();
  if (!all.length) return search.removeAttribute("aria-activedescendant");
  const at = (index + all.length) % all.length;
  all.forEach((choice, place) => choice.setAttribute("aria-selected", String(place === at)));
  search.setAttribute("aria-activedescendant", all[at].id);
  all[at].scrollIntoView({ block: "nearest" });
}

const chosen = () => choices().findIndex((choice) => choice.getAttribute("aria-selected") === "true");

/** @param {HTMLElement | undefined} choice */
function finish(choice) {
  if (!choice) return;
  dialog.close();
  take({ person: choice.dataset.person, name: choice.dataset.name });
}

search.addEventListener("input", () => void refresh());
search.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(chosen() + (event.key === "ArrowDown" ? 1 : -1));
  }
  if (event.key === "Enter") {
    event.preventDefault();
    if (shown === asked) return finish(choices()[Math.max(0, chosen())]);
    search.readOnly = taking = true; // the list for these words is on its way: its best guess is meant
  }
});
list.addEventListener("click", (event) => {
  if (event.target instanceof Element) finish(/** @type {HTMLElement | undefined} */ (event.target.closest("[role=option]") ?? undefined));
});
