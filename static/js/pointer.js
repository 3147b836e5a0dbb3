// Mouse and finger in the text: a click picks, two taps select, selected words get a bar, a long press on a mark opens a menu.
import { $, all, ofArticle, on } from "./dom.js";
import { disarm, goTo, isArmed } from "./edit.js";
import { cards, current, showKind, spansOf } from "./cards.js";
import { pointAt, tokenAt } from "./offsets.js";
import * as selection from "./selection.js";

let press = 0; // the timer of a long press
let pause = 0; // the timer of the bar
let isPointed = false; // whether it was not the keyboard that came last
let isDragging = false; // whether a mouse button is held down: the words are not chosen yet
let isSpent = false; // whether the press that lasts has opened the menu
const page = ofArticle(() => {
  clearTimeout(press);
  return {
    bar: $("selection-menu"),
    menu: $("mark-menu"),
    focused: /** @type {HTMLElement} */ ($("article-text")),
    /** The word of the first of two taps. @type {Token | null} */
    tapped: null,
  };
});

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
    page.tapped = null;
    const call = disarm();
    if (call) run(call);
  };
  on("click", "#article-text", (_, event) => {
    if (selection.selected()) return;
    if (isArmed()) return tap(tokenAt(pointAt(event.clientX, event.clientY) ?? 0));
    const found = under(event);
    if (found.length) pick(found[(found.findIndex((card) => card === current()) + 1) % found.length]);
  });
  /** One tap is one end of what is meant, the next the other. @type {TakeToken} */
  function tap(token) {
    const { tapped } = page;
    const first = tapped ?? token;
    selection.select(Math.min(first.start, token.start), tapped ? Math.max(first.end, token.end) : first.start);
    if (tapped) finish();
    else page.tapped = token;
  }
  addEventListener("pointerup", ({ altKey, pointerType }) => {
    if (!isDragging) return;
    isDragging = false;
    selection.setExact(altKey);
    if (pointerType === "mouse" && isArmed() && selection.selected()) finish();
    offerBar(0);
  });
}

/** Show the bar beside the selected words, after `wait` milliseconds: a finger may still be pulling. @type {(wait: number) => void} */
function offerBar(wait) {
  clearTimeout(pause);
  pause = setTimeout(() => {
    const box =
      isPointed && !isDragging && selection.selected() && getSelection()?.getRangeAt(0).getBoundingClientRect();
    if (box && box.bottom > 0 && box.top < innerHeight) show(page.bar, box.left, box.bottom + 10);
  }, wait);
}

/** Open the menu for the annotation under the pointer. Returns whether it opened. @type {(event: MouseEvent) => boolean} */
function openMenu(event) {
  const { menu } = page;
  const found = under(event);
  const card = found.find((one) => one === current()) ?? found[0];
  if (!card || isArmed() || !menu.hidden) return !menu.hidden;
  page.focused = document.activeElement;
  pick(card);
  menu.dataset.kind = card.dataset.kind;
  isSpent = true;
  show(menu, event.clientX, event.clientY + 8, event.clientY - 8);
  all("button", menu)[0].focus({ preventScroll: true });
  return true;
}

function closeMenu() {
  const { menu, focused } = page;
  const back = menu.contains(document.activeElement) && (focused.isConnected ? focused : $("article-text"));
  menu.hidden = true;
  if (back) back.focus({ preventScroll: true });
}

/**
 * Show a box at a place in the window, in pixels: below it, or where there is no room above `over`.
 * @type {(box: HTMLElement, x: number, y: number, over?: number) => void}
 */
function show(box, x, y, over = y) {
  box.hidden = false;
  const last = innerHeight - box.offsetHeight - 8;
  const top = y > last ? Math.min(last, over - box.offsetHeight) : y;
  box.style.setProperty("--x", `${Math.max(8, Math.min(x, innerWidth - box.offsetWidth - 8))}px`);
  box.style.setProperty("--y", `${Math.max(8, top)}px`);
}

// From the margin on: words at the end of a line are easily selected from there.
on("pointerdown", ".reading", (_, { pointerType, buttons, target }) => {
  isDragging = pointerType === "mouse" && buttons === 1 && !target.matches(".handle");
});
addEventListener("pointercancel", () => (isDragging = false));
on("pointerdown", "#article-text", (_, event) => {
  if (event.pointerType !== "mouse") press = setTimeout(openMenu, 500, event);
});
for (const type of /** @type {const} */ (["pointermove", "pointerup", "pointercancel", "contextmenu"]))
  on(type, "#article-text", () => clearTimeout(press));
on("contextmenu", "#article-text", (_, event) => {
  if (!selection.selected() && openMenu(event)) event.preventDefault();
});
document.addEventListener("selectionchange", () => {
  page.bar.hidden = true;
  clearTimeout(press);
  offerBar(200);
});
// A long press ends in a mouse's press and click for whatever has come to lie under the finger.
document.addEventListener("touchend", (event) => isSpent && event.preventDefault(), { capture: true, passive: false });
document.addEventListener(
  "keydown",
  (event) => {
    isPointed = false;
    page.bar.hidden = true;
    if (event.key !== "Escape" || page.menu.hidden) return;
    event.stopImmediatePropagation();
    closeMenu();
  },
  { capture: true },
);
document.addEventListener(
  "pointerdown",
  ({ target }) => {
    isSpent = false;
    isPointed = true;
    if (!page.menu.contains(target)) closeMenu();
  },
  { capture: true },
);
on("pointerdown", "#selection-menu", (_, event) => event.preventDefault()); // a press on the bar keeps the selection
on("click", "#mark-menu button", closeMenu);
addEventListener(
  "scroll",
  () => {
    page.bar.hidden = true;
    offerBar(200);
  },
  { passive: true },
);
