// Code points of the article's text (what the server counts) and places in the page's DOM (UTF-16), both ways.

const surface = /** @type {HTMLElement} */ (document.getElementById("article-text"));

/** The article's text as the page holds it: exactly `Article.text`. */
export const text = surface?.textContent ?? "";

/**
 * Conversions between code points and UTF-16 indices of one string.
 * @param {string} string
 * @returns {{length: number, toIndex: (point: number) => number, toPoint: (index: number) => number}} `length` in code points
 */
export function counter(string) {
  if (!/[\u{10000}-\u{10ffff}]/u.test(string)) {
    return { length: string.length, toIndex: (point) => point, toPoint: (index) => index };
  }
  const indices = [];
  for (let at = 0; at < string.length; at += string.codePointAt(at) > 0xffff ? 2 : 1) indices.push(at);
  indices.push(string.length);
  const last = indices.length - 1;
  /** @param {number} index */
  const toPoint = (index) => {
    let low = 0;
    let high = last;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (indices[middle] <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return { length: last, toIndex: (point) => indices[Math.max(0, Math.min(point, last))], toPoint };
}

/** Of the article's text: its length in code points, and the conversions. */
export const { length, toIndex, toPoint } = counter(text);

/** @param {number} start @param {number} end code points @returns {string} */
export const slice = (start, end) => text.slice(toIndex(start), toIndex(end));

/**
 * @param {Node} node @param {number} offset a DOM boundary point within the text
 * @returns {number} code point offset
 */
export function pointOf(node, offset) {
  const range = document.createRange();
  range.setStart(surface, 0);
  range.setEnd(node, offset);
  return toPoint(range.toString().length);
}

/** @param {Node | null} node @returns {boolean} */
export const inText = (node) => node !== null && surface.contains(node);

/**
 * @param {number} start @param {number} end code points
 * @returns {Range} the DOM range of the stretch
 */
export function rangeOf(start, end) {
  const range = document.createRange();
  const [startNode, startAt] = boundary(toIndex(start), false);
  const [endNode, endAt] = boundary(toIndex(end), true);
  range.setStart(startNode, startAt);
  range.setEnd(endNode, endAt);
  return range;
}

/**
 * @param {number} index UTF-16 index into `text`
 * @param {boolean} before whether a boundary between two text nodes belongs to the earlier one
 * @returns {[Node, number]}
 */
function boundary(index, before) {
  const walker = document.createTreeWalker(surface, NodeFilter.SHOW_TEXT);
  let passed = 0;
  let last = /** @type {Text | null} */ (null);
  for (let node = /** @type {Text | null} */ (walker.nextNode()); node; node = /** @type {Text | null} */ (walker.nextNode())) {
    if (index < passed + node.length || (before && index === passed + node.length)) return [node, index - passed];
    passed += node.length;
    last = node;
  }
  return last ? [last, last.length] : [surface, 0];
}
