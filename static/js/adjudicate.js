// The page of adjudication: which case is current, keys for its buttons, and what to do while the server is away.
// Every step is a form of the page, sent by htmx; the buttons work without this script.
import "./case-editor.js";

/** @type {(selector: string, root?: ParentNode) => HTMLElement[]} */
const all = (selector, root = document) => /** @type {any} */ ([...root.querySelectorAll(selector)]);
/** @type {(selector: string) => HTMLElement | null} */
const first = (selector) => document.querySelector(selector);
/** @type {(id: string) => HTMLElement | null} */
const $ = (id) => document.getElementById(id);
const cases = () => all("[data-case]");
const current = () => first("[data-case][aria-current]");
/** Cases on their way to the server: the keys have left them. @type {Set<string>} */
const sent = new Set();

/** @type {(found: HTMLElement | undefined, scroll?: boolean) => void} */
function go(found, scroll = true) {
  for (const other of cases()) if (other !== found) other.removeAttribute("aria-current");
  if (!found) return;
  found.setAttribute("aria-current", "true");
  found.focus({ preventScroll: true });
  if (scroll) found.scrollIntoView({ block: "nearest" });
}

/** The next open case after this one, else the first. @type {(key: string | undefined) => HTMLElement | undefined} */
function nextOpen(key) {
  const list = cases();
  const at = list.findIndex(({ dataset }) => dataset.case === key);
  /** @type {(one: HTMLElement) => boolean} */
  const isOpen = ({ dataset }) => dataset.state === "open" && !sent.has(dataset.case ?? "");
  return list.slice(at + 1).find(isOpen) ?? list.find(isOpen);
}

/** @type {(way: number) => void} */
function step(way) {
  const list = cases();
  const at = list.findIndex((one) => one.hasAttribute("aria-current"));
  go(list[Math.max(0, Math.min(list.length - 1, at + way))]);
}

/** @type {Record<string, () => void>} */
const COMMANDS = {
  j: () => step(1),
  k: () => step(-1),
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  u: () => first("#steps [value=undo]:not(:disabled)")?.click(),
  U: () => first("#steps [value=redo]:not(:disabled)")?.click(),
  Enter: () => first("#onward, #save button:not(:disabled)")?.click(),
  Escape: () => first(".case-editor [data-cancel]")?.click(),
};

document.addEventListener("keydown", (event) => {
  const { key, target, shiftKey } = event;
  const field = target.closest("input, textarea, select");
  if (event.defaultPrevented || (field && key !== "Escape") || event.altKey) return;
  if (["Enter", " "].includes(key) && target.closest("button, a, summary")) return;
  const undoes = (event.ctrlKey || event.metaKey) && key.toLowerCase() === "z";
  if ((event.ctrlKey || event.metaKey) && !undoes) return;
  const inPassage = target.closest(".editor-passage") && key.startsWith("Arrow");
  const name = undoes || key.toLowerCase() === "u" ? (shiftKey ? "U" : "u") : key;
  /** @type {HTMLElement | null | undefined} */
  const button = inPassage ? null : current()?.querySelector(`.decide-sides [data-key="${CSS.escape(name)}"]`);
  const command = button ? () => button.click() : COMMANDS[name];
  if (!command || inPassage) return;
  event.preventDefault();
  if (!event.repeat || "jkArrowDownArrowUp".includes(name)) command();
});

document.addEventListener("click", ({ target }) => {
  /** @type {HTMLElement | null} */
  const found = target.closest("[data-case]");
  if (found && !found.hasAttribute("aria-current")) go(found, false);
});

/** @type {(state: "saved" | "waiting") => void} */
function show(state) {
  const [saved, words] = [$("saved"), $("saved-words")];
  if (words) words.textContent = words.dataset[state] ?? "";
  if (saved) saved.dataset.state = state;
}

// Not when the request leaves: it may wait for the one before, and the next key is meant for the next case.
document.addEventListener("submit", ({ target }) => {
  /** @type {HTMLElement | null} */
  const found = target instanceof Element ? target.closest("[data-case]") : null;
  if (!found) return;
  sent.add(found.dataset.case ?? "");
  go(nextOpen(found.dataset.case) ?? found);
});

/** Listen to an event of htmx. @type {(type: string, run: (detail: any) => void) => void} */
const heard = (type, run) =>
  document.addEventListener(`htmx:${type}`, (event) => run(/** @type {any} */ (event).detail));

// What the server refuses comes with the case as it stands, so it is shown like any other answer.
heard("beforeSwap", (detail) => {
  if ([409, 422].includes(detail.xhr.status)) Object.assign(detail, { shouldSwap: true, isError: false });
});

heard("afterRequest", ({ xhr, requestConfig, elt }) => {
  const key = elt.closest("[data-case]")?.dataset.case ?? requestConfig.parameters.get?.("case");
  if (key) sent.delete(key);
  if (xhr.status && xhr.status < 500) return show("saved");
  if (requestConfig.verb !== "post") return;
  show("waiting"); // the form keeps the action's id: sent again, it has one effect
  setTimeout(() => elt.isConnected && elt.requestSubmit(requestConfig.triggeringEvent?.submitter ?? undefined), 3000);
});

heard("afterSettle", (detail) => {
  const told = $("told");
  if (told && !told.hidden) return go($(`case-${detail.elt.dataset?.case}`) ?? current() ?? undefined);
  if (detail.elt.closest?.(".case-editor-place")) return;
  if (!current()) go(nextOpen(undefined) ?? cases()[0]);
  if (!nextOpen(undefined)) first("#save button, #onward")?.focus();
});

document.querySelector(".differences")?.setAttribute("data-script", "");
go(
  ($(location.hash.slice(1))?.closest("[data-case]") ?? nextOpen(undefined) ?? cases()[0]) || undefined,
  Boolean(location.hash),
);
