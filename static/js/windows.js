// The small windows: guidelines, notes, words, the question before finishing, who speaks, search.
import { $, all, on, paint, word } from "./dom.js";
import { tell } from "./notices.js";
import { rangeOf, text, toPoint } from "./offsets.js";

/** Fetch a fragment rendered by the server. @type {(address: string) => Promise<string>} */
const fetched = async (address) => (await fetch(address, { headers: { "HX-Request": "true" } })).text();
on("click", "[data-close]", (button) => button.closest("dialog")?.close());

export async function showGuidelines() {
  $("guidelines").showModal();
  $("guidelines-text").innerHTML ||= await fetched($("main").dataset.guidelines ?? "");
}

// Threads, and the names after an @, have scripts of their own, which are loaded when they are first needed.
/** @type {(script: "threads" | "names") => Promise<unknown>} */
const load = (script) => import($("notes").dataset[script] ?? "").catch(() => null);
let hasThreads = false;
on("click", "a[data-thread]", async (link, event) => {
  if (hasThreads || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!(await load("threads"))) return tell(word("no-answer-again"));
  hasThreads = true;
  link.click();
});
on("focusin", "textarea[data-mentions]", async (field) => {
  if (await load("names")) field.dispatchEvent(new Event("input", { bubbles: true })); // for what was typed meanwhile
});

/**
 * Ask for one line and pass it to `done`.
 * @type {(id: "flag" | "replacement", value: string, done: (answer: string) => void) => void}
 */
export function askFor(id, value, done) {
  const [field] = all("input, textarea", $(id));
  field.value = value;
  $(`${id}-form`).onsubmit = () => void (field.value.trim() && done(field.value));
  $(id).showModal();
  field.focus();
}

/** @type {(done: () => void) => void} */
export function askToSkip(done) {
  $("skip-form").onsubmit = (event) => {
    event.preventDefault();
    $("skip").close();
    done();
  };
  $("skip").showModal();
  $("skip-reason").focus();
}

on("keydown", "#flag-note, #skip-reason, #replacement-words", (field, event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  field.closest("form")?.requestSubmit();
});

/** @type {(sentence: string, done: () => void) => void} */
export function confirmFinish(sentence, done) {
  $("confirm-words").textContent = sentence;
  const opened = performance.now();
  $("confirm-form").onsubmit = (event) => {
    event.preventDefault();
    if (performance.now() - opened < 500) return; // a double Enter is no answer
    $("confirm").close();
    done();
  };
  $("confirm").showModal();
}

// Who speaks: a type-ahead. The server renders the choices, best guess first; Enter takes the marked one, a digit the one with that number.
const choices = () => all("[role=option]", $("picker-choices"));
const marked = () => choices().findIndex((choice) => choice.ariaSelected === "true");
/** @type {TakePerson} */
let take = () => {};
let card = "";
/** The list for the words that stand there now. @type {Promise<void>} */
let listed = Promise.resolve();

/** Let the user choose the person of the annotation `id`. @type {(id: string, done: TakePerson) => void} */
export function pickPerson(id, done) {
  [card, take] = [id, done];
  $("picker-search").value = "";
  $("picker-choices").replaceChildren();
  $("picker").showModal();
  listed = list();
}

/** @type {() => Promise<void>} */
async function list() {
  const name = $("picker-search");
  const query = new URLSearchParams({ card, q: name.value });
  const html = await fetched(`${$("main").dataset.people}?${query}`);
  if (!name.isConnected) return;
  if (query.get("q") !== name.value) return listed;
  $("picker-choices").innerHTML = html;
  mark(0);
}

/** @type {ByNumber} */
function mark(place) {
  const everything = choices();
  const choice = everything.at(place % everything.length);
  for (const other of everything) other.ariaSelected = String(other === choice);
  $("picker-search").setAttribute("aria-activedescendant", choice?.id ?? "");
  choice?.scrollIntoView({ block: "nearest" });
}

/** @type {(place?: number) => Promise<void>} */
async function pick(place) {
  await listed; // it may be on its way
  const choice = choices()[place ?? marked()];
  if (!choice || !$("picker").open) return;
  $("picker").close();
  take(choice.dataset);
}

on("click", "#picker-choices [role=option]", (choice) => void pick(choices().indexOf(choice)));
on("input", "#picker-search", () => (listed = list()));
on("keydown", "#picker-search", (_, event) => {
  const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (way) mark(marked() + way);
  else if (event.key === "Enter") void pick();
  else if (!$("picker-search").value && /^[1-9]$/.test(event.key)) void pick(Number(event.key) - 1);
  else return;
  event.preventDefault();
});

// Search: matches are highlighted, Enter goes to the next, Escape or “Close” puts the text cursor there.
/** @type {number[]} UTF-16 indices */
let found = [];
let at = -1;
/** @type {ByNumber} */
let leave = () => {};

/** `done` gets the place of the match shown last, when the window closes. @type {(done: ByNumber) => void} */
export function showSearch(done) {
  leave = done;
  $("search").show();
  $("search-words").select();
  if (!$("search-words").value) seek();
}

/** @type {(index: number) => Range} */
const hit = (index) => rangeOf(toPoint(index), toPoint(index + $("search-words").value.length));

function next() {
  at = found.length ? (at + 1) % found.length : -1;
  const here = found.slice(at, at + 1).map(hit);
  paint("found-here", ...here);
  here[0]?.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "instant" });
  $("search-found").textContent = $("search-words").value && word("found", { at: at + 1, n: found.length });
}

function seek() {
  const { value } = $("search-words");
  const pattern = new RegExp(value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "giu");
  found = value ? [...text().matchAll(pattern)].map((match) => match.index) : [];
  at = -1;
  paint("found", ...found.slice(0, 500).map(hit));
  next();
}

on("input", "#search-words", seek);
on("click", "#search-close", closeSearch);
on("submit", "#search-form", (_, event) => {
  event.preventDefault();
  next();
});
function closeSearch() {
  $("search").close();
  $("search-words").blur(); // so that the very next key is the text's
  paint("found");
  paint("found-here");
  if (at >= 0) leave(toPoint(found[at]));
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !$("search").open) return;
  event.stopImmediatePropagation();
  closeSearch();
});
