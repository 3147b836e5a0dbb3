// The small windows: keys, guidelines, a flag's note, a repair's words, search, the question before finishing.
import { rangeOf, text, toPoint } from "./offsets.js";

/** @param {string} id @returns {HTMLDialogElement} */
const dialog = (id) => /** @type {HTMLDialogElement} */ (document.getElementById(id));
const main = /** @type {HTMLElement} */ (document.getElementById("main"));

export const showKeys = () => dialog("keys").showModal();

export async function showGuidelines() {
  const place = /** @type {HTMLElement} */ (document.getElementById("guidelines-text"));
  dialog("guidelines").showModal();
  if (place.childElementCount) return;
  const response = await fetch(main.dataset.guidelines ?? "", { headers: { "HX-Request": "true" } });
  place.innerHTML = await response.text();
}

/**
 * Ask for one line and hand it over.
 * @param {"flag" | "replacement"} id @param {string} field id of the input @param {string} value what stands in it first
 * @param {(answer: string) => void} done
 */
export function ask(id, field, value, done) {
  const input = /** @type {HTMLInputElement} */ (document.getElementById(field));
  const form = /** @type {HTMLFormElement} */ (document.getElementById(`${id}-form`));
  input.value = value;
  dialog(id).showModal();
  input.focus();
  form.onsubmit = () => {
    if (input.value.trim()) done(input.value);
  };
}

/** @param {string} sentence @param {() => void} done */
export function confirmFinish(sentence, done) {
  const place = /** @type {HTMLElement} */ (document.getElementById("confirm-words"));
  place.textContent = sentence;
  const form = /** @type {HTMLFormElement} */ (document.getElementById("confirm-form"));
  const opened = performance.now();
  form.onsubmit = (event) => (performance.now() - opened < 500 ? event.preventDefault() : done()); // a double Enter is no answer
  dialog("confirm").showModal();
}

/** @type {(point: number) => void} */
let leave = () => {};

/** @param {(point: number) => void} done gets the place that was looked at last, when the window closes */
export function showSearch(done) {
  leave = done;
  dialog("search").show();
  /** @type {HTMLInputElement} */ (document.getElementById("search-words")).select();
}

/** @type {number[]} UTF-16 indices of what was found */
let found = [];
let at = -1;

function search() {
  const words = /** @type {HTMLInputElement} */ (document.getElementById("search-words")).value;
  found = [];
  at = -1;
  if (words) {
    const pattern = new RegExp(words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"), "giu");
    found = [...text.matchAll(pattern)].map((match) => match.index);
  }
  const ranges = found.slice(0, 500).map((index) => rangeOf(toPoint(index), toPoint(index + words.length)));
  CSS.highlights?.set("found", new Highlight(...ranges));
  CSS.highlights?.delete("found-here");
  say(words ? `${found.length} found` : "");
  if (found.length) go(words);
}

/** @param {string} words */
function go(words) {
  at = (at + 1) % found.length;
  const range = rangeOf(toPoint(found[at]), toPoint(found[at] + words.length));
  CSS.highlights?.set("found-here", new Highlight(range));
  scrollBy({ top: range.getBoundingClientRect().top - innerHeight / 2 });
  say(`${at + 1} of ${found.length}`);
}

/** @param {string} words */
function say(words) {
  const place = document.getElementById("search-found");
  if (place) place.textContent = words;
}

const input = document.getElementById("search-words");
input?.addEventListener("input", search);
document.getElementById("search-form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  if (found.length && input instanceof HTMLInputElement) go(input.value);
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !dialog("search").open) return;
  event.stopImmediatePropagation();
  dialog("search").close();
  if (input instanceof HTMLInputElement) input.blur(); // so that the very next key is the text's
  CSS.highlights?.delete("found");
  CSS.highlights?.delete("found-here");
  if (found.length && at >= 0) leave(toPoint(found[at]));
});
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
});
