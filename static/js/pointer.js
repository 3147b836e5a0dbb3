// Mouse and finger in the text: a click picks, two taps select, a bar stands by selected words, a menu by a mark that is pressed long.
import { $, on } from "./dom.js";
import { disarm, goTo, isArmed } from "./edit.js";
import { cards, current, showKind, spansOf } from "./frames.js";
import { pointAt, tokenAt } from "./offsets.js";
import * as selection from "./selection.js";

const surface = $("article-text");
const bar = $("selection-menu");
const menu = $("mark-menu");
/** @type {Token | null} the word of the first of two taps */
let tapped = null;
let timer = 0;
let isPointed = false; // whether it was not the keyboard that came last
/** @type {HTMLElement} */
let focused = surface;

/** The annotations under a pointer, the shortest first. @type {(event: MouseEvent) => Card[]} */
function under({ target, clientX, clientY }) {
  const point = pointAt(clientX, clientY);
  if (point === null || !(target instanceof Element && target.closest("[data-annotation]"))) return [];
  const found = cards().map((card) => ({ card, size: Math.min(...spansOf(card).map(([, start, end]) => (start <= point && point <= end ? end - start : Infinity))) }));
  return found.filter(({ card, size }) => size < Infinity && card.dataset.verdict !== "rejected").sort((a, b) => a.size - b.size).map(({ card }) => card);
}

/** @type {(card: Card) => void} */
function pick(card) {
  showKind(card.dataset.kind);
  goTo(card);
  selection.clear();
}

/** @type {(run: (call: Call) => void) => void} */
export function listenToPointer(run) {
  const finish = () => {
    tapped = null;
    const call = disarm();
    if (call) run(call);
  };
  surface.addEventListener("click", (event) => {
    if (selection.selected()) return;
    if (isArmed()) return tap(tokenAt(pointAt(event.clientX, event.clientY) ?? 0));
    const found = under(event);
    if (found.length) pick(found[(found.findIndex((card) => card === current()) + 1) % found.length]);
  });
  /** One tap is one end of what is meant, the next the other. @type {(token: Token) => void} */
  function tap(token) {
    const first = tapped ?? token;
    selection.select(Math.min(first.start, token.start), tapped ? Math.max(first.end, token.end) : first.start);
    if (tapped) finish();
    else tapped = token;
  }
  surface.addEventListener("pointerup", (event) => {
    selection.setExact(event.altKey);
    if (event.pointerType === "mouse" && isArmed() && selection.selected()) finish();
  });
}

/** Open the menu for the annotation under the pointer. @type {(event: MouseEvent) => boolean} */
function openMenu(event) {
  const found = under(event);
  const card = found.find((one) => one === current()) ?? found[0];
  if (!card || isArmed() || !menu.hidden) return !menu.hidden;
  focused = /** @type {HTMLElement} */ (document.activeElement);
  pick(card);
  menu.dataset.kind = card.dataset.kind;
  show(menu, event.clientX, event.clientY + 8);
  menu.querySelector("button")?.focus({ preventScroll: true });
  return true;
}

function closeMenu() {
  const back = menu.contains(document.activeElement) && (focused.isConnected ? focused : surface);
  menu.hidden = true;
  if (back) back.focus({ preventScroll: true });
}

/** @type {(box: HTMLElement, x: number, y: number) => void} */
function show(box, x, y) {
  box.hidden = false;
  box.style.setProperty("--x", `${Math.max(8, Math.min(x, innerWidth - box.offsetWidth - 8))}px`);
  box.style.setProperty("--y", `${Math.max(8, Math.min(y, innerHeight - box.offsetHeight - 8))}px`);
}

surface.addEventListener("pointerdown", (event) => {
  isPointed = true;
  if (event.pointerType !== "mouse") timer = setTimeout(openMenu, 500, event);
});
for (const type of ["pointermove", "pointerup", "pointercancel", "contextmenu"]) surface.addEventListener(type, () => clearTimeout(timer));
surface.addEventListener("contextmenu", (event) => {
  if (!selection.selected() && openMenu(event)) event.preventDefault();
});
document.addEventListener("selectionchange", () => {
  bar.hidden = true;
  clearTimeout(timer);
  timer = setTimeout(() => {
    const { left, bottom } = (isPointed && selection.selected() && getSelection()?.getRangeAt(0).getBoundingClientRect()) || {};
    if (left !== undefined && bottom !== undefined) show(bar, left, bottom + 10);
  }, 200); // a finger may still be pulling
});
document.addEventListener("keydown", (event) => {
  isPointed = false;
  bar.hidden = true;
  if (event.key !== "Escape" || menu.hidden) return;
  event.stopImmediatePropagation();
  closeMenu();
}, { capture: true });
document.addEventListener("pointerdown", ({ target }) => target instanceof Node && !menu.contains(target) && closeMenu());
on("pointerdown", "#selection-menu", (_, event) => event.preventDefault()); // a press on the bar keeps the selection
on("click", "#mark-menu button", closeMenu);
addEventListener("scroll", () => (bar.hidden = true), { passive: true });
