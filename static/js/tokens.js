// Words and single marks of the text: what a selection snaps to and what an edge moves by.
import { text, toIndex, toPoint, length } from "./offsets.js";

const TOKEN = /[\p{L}\p{N}\p{M}]+(?:[’'.\-][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]/gu;

/** @type {{start: number, end: number}[]} in code points, in order */
const tokens = [...text.matchAll(TOKEN)].map((match) => ({
  start: toPoint(match.index),
  end: toPoint(match.index + match[0].length),
}));

/** @param {(token: {start: number, end: number}) => boolean} holds @returns {number} index of the first token for which it holds */
function first(holds) {
  let low = 0;
  let high = tokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(tokens[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** @param {number} point @returns {{start: number, end: number} | undefined} the token that holds the point, or the next one */
export const tokenAt = (point) => tokens[first((token) => token.end > point)] ?? tokens.at(-1);

/** @param {number} point @returns {{start: number, end: number} | undefined} the last token that ends at or before the point */
export const tokenBefore = (point) => tokens[first((token) => token.end > point) - 1];

/** @param {number} start @param {number} end @returns {[number, number] | null} the stretch grown to whole tokens, without edge space */
export function snapped(start, end) {
  const from = tokens[first((token) => token.end > start)];
  const to = tokens[first((token) => token.start >= end) - 1];
  return from && to && from.start <= to.start ? [from.start, to.end] : null;
}

/** @param {number} start @param {number} end @returns {[number, number] | null} the stretch without edge space */
export function trimmed(start, end) {
  const words = text.slice(toIndex(start), toIndex(end));
  const left = words.length - words.trimStart().length;
  const right = words.length - words.trimEnd().length;
  const span = /** @type {[number, number]} */ ([toPoint(toIndex(start) + left), toPoint(toIndex(end) - right)]);
  return span[0] < span[1] ? span : null;
}

/**
 * @param {number} point an edge @param {"start" | "end"} edge @param {-1 | 1} direction
 * @param {boolean} exact by a character instead of a token
 * @returns {number} where the edge goes
 */
export function moved(point, edge, direction, exact) {
  if (exact) return Math.max(0, Math.min(length, point + direction));
  if (edge === "start") {
    const index = first((token) => token.start >= point);
    const token = direction < 0 ? tokens[index - 1] : tokens[first((candidate) => candidate.start > point)];
    return token ? token.start : point;
  }
  const token = direction < 0 ? tokens[first((candidate) => candidate.end >= point) - 1] : tokens[first((candidate) => candidate.end > point)];
  return token ? token.end : point;
}
