// Mouse and finger in the text: a click picks, two taps select, selected words get a bar, a long press on a mark opens a menu.
import { $, all, on } from "./dom.js";
import { disarm, goTo, isArmed } from "./edit.js";
import { cards, current, showKind, spansOf } from "./cards.js";
import { pointAt, tokenAt } from "./offsets.js";
import * as selection from "./selection.js";

const surface = $("article-text");
const bar = $("selection-menu");
const menu = $("mark-menu");
/** The word of the first of two taps. @type {Token | null} */
let tapped = null;
let timer = 0;
let isPointed = false; // whether it was not the keyboard that came last
/** @type {HTMLElement} */
let focused = surface;

/** The annotations under a pointer, the shortest first. @type {(event: MouseEvent) => Card[]} */
function under({ target, clientX, clientY }) {
  const point = pointAt(clientX, clientY);
  if (point === null || !target.closest("[data-annotation]")) return [];
  /** @type {OfCard<number>} */
  const size = (card) =>
    Math.min(...spansOf(card).map(([, start, end]) => (start <= point && point <= end ? end - start : Infinity)));
  return cards()
    .filter((card) => card.dataset.verdict !== "rejected" && size(card) < Infinity)
    .sort((a, b) => size(a) - size(b));
}

/** @type {OfCard<void>} */
function pick(card) {
  showKind(card.dataset.kind);
  goTo(card);
  selection.clear();
}

/** @type {(run: Run) => void} */
export function listenToPointer(run) {
  const finish = () => {
    tapped = null;
    const call = disarm();
    if (call) run(call);
  };
  surface.onclick = (event) => {
    if (selection.selected()) return;
    if (isArmed()) return tap(tokenAt(pointAt(event.clientX, event.clientY) ?? 0));
    const found = under(event);
    if (found.length) pick(found[(found.findIndex((card) => card === current()) + 1) % found.length]);
  };
  /** One tap is one end of what is meant, the next the other. @type {TakeToken} */
  function tap(token) {
    const first = tapped ?? token;
    selection.select(Math.min(first.start, token.start), tapped ? Math.max(first.end, token.end) : first.start);
    if (tapped) finish();
    else tapped = token;
  }
  surface.onpointerup = ({ altKey, pointerType }) => {
    selection.setExact(altKey);
    if (pointerType === "mouse" && isArmed() && selection.selected()) finish();
  };
}

/** Open the menu for the annotation under the pointer. Returns whether it opened. @type {(event: MouseEvent) => boolean} */
function openMenu(event) {
  const found = under(event);
  const card = found.find((one) => one === current()) ?? found[0];
  if (!card || isArmed() || !menu.hidden) return !menu.hidden;
  focused = document.activeElement;
  pick(card);
  menu.dataset.kind = card.dataset.kind;
  show(menu, event.clientX, event.clientY + 8);
  all("button", menu)[0].focus({ preventScroll: true });
  return true;
}

function closeMenu() {
  const back = menu.contains(document.activeElement) && (focused.isConnected ? focused : surface);
  menu.hidden = true;
  if (back) back.focus({ preventScroll: true });
}

/** Show a box at a place in the window, in pixels. @type {(box: HTMLElement, x: number, y: number) => void} */
function show(box, x, y) {
  box.hidden = false;
  box.style.setProperty("--x", `${Math.max(8, Math.min(x, innerWidth - box.offsetWidth - 8))}px`);
  box.style.setProperty("--y", `${Math.max(8, Math.min(y, innerHeight - box.offsetHeight - 8))}px`);
}

surface.onpointerdown = (event) => {
  isPointed = true;
  if (event.pointerType !== "mouse") timer = setTimeout(openMenu, 500, event);
};
for (const type of ["pointermove", "pointerup", "pointercancel", "contextmenu"])
  surface.addEventListener(type, () => clearTimeout(timer));
surface.oncontextmenu = (event) => selection.selected() !== null || !openMenu(event);
document.addEventListener("selectionchange", () => {
  bar.hidden = true;
  clearTimeout(timer);
  timer = setTimeout(() => {
    const box = isPointed && selection.selected() && getSelection()?.getRangeAt(0).getBoundingClientRect();
    if (box) show(bar, box.left, box.bottom + 10);
  }, 200); // a finger may still be pulling
});
document.addEventListener(
  "keydown",
  (event) => {
    isPointed = false;
    bar.hidden = true;
    if (event.key !== "Escape" || menu.hidden) return;
    event.stopImmediatePropagation();
    closeMenu();
  },
  { capture: true },
);
document.addEventListener("pointerdown", ({ target }) => !menu.contains(target) && closeMenu());
on("pointerdown", "#selection-menu", (_, event) => event.preventDefault()); // a press on the bar keeps the selection
on("click", "#mark-menu button", closeMenu);
addEventListener("scroll", () => (bar.hidden = true), { passive: true });
