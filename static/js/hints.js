// Letters over words: the next key says which word an edge goes to.
import { $, all, ofArticle } from "./dom.js";
import { rangeOf, slice, tokenIndex, tokens } from "./offsets.js";

const LETTERS = "asdfghjkqwertyuiopzxcvbnm3478"; // no two look alike, in either case: no l, no 0, 1, 2, 5, 6, 9
const NEAR = 11; // words
const page = ofArticle(() => ({
  layer: $("hints"),
  offered: /** @type {Token[]} */ ([]),
  take: /** @type {TakeToken} */ (() => {}),
  top: 0,
}));

/**
 * Offer words around a place for an edge: all near ones; further off, those at which a clause, a quote or a paragraph
 * begins or ends.
 * @type {(edge: Edge, point: number, done: TakeToken) => void}
 */
export function offerWords(edge, point, done) {
  const at = tokenIndex(edge === "end" ? point - 1 : point);
  const { layer } = page;
  const words = tokens();
  /** @type {Token[]} */
  const offered = [];
  for (let step = 0; step < words.length && offered.length < LETTERS.length; step++) {
    for (const index of new Set([at + step, at - step]))
      if (words[index] && mayBe(words[index], edge) && (step < NEAR || isStop(index, edge))) offered.push(words[index]);
  }
  Object.assign(page, { offered, take: done, top: scrollY });
  layer.hidden = false;
  layer.replaceChildren(
    ...offered
      .map((token, place) => ({ token, letter: LETTERS[place] }))
      .sort((a, b) => a.token.start - b.token.start)
      .map(({ token, letter }) => label(token, edge, letter)),
  );
  spread();
}

/** Move each letter that would cover another one to the right of it; at the window's edge, below it. */
function spread() {
  const labels = all("kbd", page.layer);
  /** @type {DOMRect[]} */
  const placed = [];
  for (const { left, top, width, height } of labels.map((element) => element.getBoundingClientRect())) {
    const box = new DOMRect(left, top, width, height);
    for (let other = placed.find(covers(box)); other; other = placed.find(covers(box))) {
      const fits = other.right + 1 + width < innerWidth;
      [box.x, box.y] = fits ? [other.right + 1, box.y] : [left, other.bottom + 1];
    }
    placed.push(box);
  }
  for (const [index, { x, y }] of placed.entries())
    Object.assign(labels[index].style, { left: `${x}px`, top: `${y}px`, translate: "none" });
}

/** @type {(box: DOMRect) => (other: DOMRect) => boolean} */
const covers = (box) => (other) =>
  box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom;

/**
 * Whether an edge can be there: nothing begins with a closing mark or ends with an opening one.
 * @type {(token: Token, edge: Edge) => boolean}
 */
const mayBe = ({ start, end }, edge) =>
  !(edge === "start" ? /^[.,;:!?…)\]”’»]$/ : /^[([“‘«¿¡]$/).test(slice(start, end));

/** @type {(index: number, edge: Edge) => boolean} */
function isStop(index, edge) {
  const first = edge === "start" ? index - 1 : index;
  const pair = tokens().slice(first, first + 2);
  return pair.length < 2 || /[^\p{L}\p{N}\p{M} ]/u.test(slice(pair[0].start, pair[1].end));
}

/** @type {(token: Token, edge: Edge, letter: string) => HTMLElement} */
function label(token, edge, letter) {
  const { left, right, top: y } = rangeOf(token.start, token.end).getBoundingClientRect();
  const element = document.createElement("kbd");
  element.textContent = letter;
  element.dataset.at = String(token[edge]);
  Object.assign(element.style, { left: `${edge === "start" ? left : right}px`, top: `${y}px` });
  return element;
}

const close = () => (page.layer.hidden = true);

document.addEventListener(
  "keydown",
  (event) => {
    if (page.layer.hidden || ["Shift", "AltGraph", "Alt", "Control"].includes(event.key)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    close();
    const token = page.offered[LETTERS.indexOf(event.key)];
    if (token) page.take(token);
  },
  { capture: true },
);
for (const type of ["pointerdown", "resize"]) addEventListener(type, close);
addEventListener("scroll", () => scrollY !== page.top && close(), { passive: true }); // the news of an earlier one may come late
