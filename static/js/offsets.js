// Places in the article: code points (what the server counts), the page's DOM (UTF-16), and words.
import { $, ofArticle } from "./dom.js";

/**
 * Conversions between the code points and the UTF-16 indices of one string. `length` in code points.
 * @type {(
 *   text: string,
 * ) => { length: number; toIndex: (point: number) => number; toPoint: (index: number) => number }}
 */
export function counter(string) {
  if (!/[\u{10000}-\u{10ffff}]/u.test(string))
    return { length: string.length, toIndex: (point) => point, toPoint: (index) => index };
  const indices = [0];
  for (const character of string) indices.push(indices[indices.length - 1] + character.length);
  const length = indices.length - 1;
  const toIndex = (/** @type {number} */ point) => indices[Math.max(0, Math.min(point, length))];
  return { length, toIndex, toPoint: (index) => first(indices, (start) => start > index) - 1 };
}

/**
 * Index of the first of sorted things for which `holds` is true; their number if there is none.
 * @type {<T>(things: T[], holds: (thing: T) => boolean) => number}
 */
function first(things, holds) {
  let [low, high] = [0, things.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(things[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

const article = ofArticle(() => {
  const surface = $("article-text");
  const text = surface.textContent ?? "";
  return {
    surface,
    text,
    ...counter(text),
    /** The text nodes, each with the UTF-16 index at which it starts. @type {{node: Text, start: number}[]} */
    nodes: [],
    /** @type {Token[] | null} */
    tokens: null,
  };
});

/** Exactly `Article.text`. */
export const text = () => article.text;

/** @type {(index: number) => number} */
export const toPoint = (index) => article.toPoint(index);

/** @type {(point: number) => number} */
export const toIndex = (point) => article.toIndex(point);

/** @type {(start: number, end: number) => string} */
export const slice = (start, end) => article.text.slice(article.toIndex(start), article.toIndex(end));

/**
 * The words that the page shows at these spans now, one text each. A translator may have put others there than the
 * article's: the server compares them before it stores a span.
 * @type {(spans: RoleSpan[]) => string[]}
 */
export function shownAt(spans) {
  const now = article.surface.textContent ?? "";
  const places = now === article.text ? article : counter(now);
  return spans.map(([, start, end]) => now.slice(places.toIndex(start), places.toIndex(end)));
}

/** Parts of the text were drawn again. */
export const redrawn = () => void (article.nodes = []);

/** @type {(node: Node | null) => boolean} */
export const inText = (node) => article.surface.contains(node);

/**
 * The place at a DOM boundary; a boundary outside the text counts as its start or end.
 * @type {(node: Node, offset: number) => number}
 */
export function pointOf(node, offset) {
  const range = document.createRange();
  range.selectNodeContents(article.surface);
  const side = range.comparePoint(node, offset);
  if (side) return side < 0 ? 0 : article.length;
  range.setEnd(node, offset);
  return toPoint(range.toString().length);
}

/**
 * The place of the text at these pixels of the window; null outside the text.
 * @type {(x: number, y: number) => number | null}
 */
export function pointAt(x, y) {
  const caret = document.caretPositionFromPoint(x, y);
  return caret && inText(caret.offsetNode) ? pointOf(caret.offsetNode, caret.offset) : null;
}

/** @type {(start: number, end: number) => Range} */
export function rangeOf(start, end) {
  const { nodes, toIndex } = article;
  if (!nodes.length) {
    const walker = document.createTreeWalker(article.surface, NodeFilter.SHOW_TEXT);
    for (let at = 0, node = walker.nextNode(); node instanceof Text; at += node.length, node = walker.nextNode())
      nodes.push({ node, start: at });
  }
  const range = document.createRange();
  const [from, to] = [toIndex(start), toIndex(end)];
  const head = nodes[first(nodes, (one) => one.start > from) - 1];
  const tail = nodes[Math.max(0, first(nodes, (one) => one.start >= to) - 1)];
  if (head) range.setStart(head.node, from - head.start);
  if (tail) range.setEnd(tail.node, to - tail.start);
  return range;
}

const TOKEN = /[\p{L}\p{N}\p{M}]+(?:[’'.\-][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]/gu;

/** Words and single marks in order: what a selection snaps to and what an edge moves by. @type {() => Token[]} */
export const tokens = () =>
  (article.tokens ??= [...article.text.matchAll(TOKEN)].map(({ index, 0: { length: size } }) => ({
    start: toPoint(index),
    end: toPoint(index + size),
  })));

/** Index of the token that holds the place, or of the next one. @type {(point: number) => number} */
export const tokenIndex = (point) =>
  Math.min(
    first(tokens(), (token) => token.end > point),
    tokens().length - 1,
  );

/** @type {(point: number) => Token} */
export const tokenAt = (point) => tokens()[tokenIndex(point)] ?? { start: 0, end: article.length };

/**
 * The span without spaces at its edges, extended to whole tokens unless `exact`.
 * @type {(start: number, end: number, exact: boolean) => Span | null}
 */
export function snapped(start, end, exact) {
  const words = tokens();
  const from = words[first(words, (token) => token.end > start)];
  const to = words[first(words, (token) => token.start >= end) - 1];
  if (!from || !to || from.start > to.start) return null;
  return exact ? [Math.max(start, from.start), Math.min(end, to.end)] : [from.start, to.end];
}

/**
 * Where an edge moves by one token, or by one character if `exact`.
 * @type {(point: number, edge: Edge, way: Way, exact?: boolean) => number}
 */
export function moved(point, edge, way, exact) {
  if (exact) return Math.max(0, Math.min(article.length, point + way));
  const words = tokens();
  const at = way < 0 ? first(words, (token) => token[edge] >= point) - 1 : first(words, (token) => token[edge] > point);
  return words[at]?.[edge] ?? point;
}

/** The place nearest to the point where a token starts, or ends. @type {(point: number, edge: Edge) => number} */
export function nearest(point, edge) {
  const [before, after] = [moved(point + 1, edge, -1), moved(point, edge, 1)];
  return after - point < point - before ? after : before;
}
