// What is selected in the text: by mouse or touch, or by the text cursor that the arrow keys move.
import { inText, pointOf, rangeOf, length } from "./offsets.js";
import { moved, snapped, tokenAt, tokenBefore, trimmed } from "./tokens.js";

/** @type {number | null} code point where the text cursor stands */
let cursor = null;
/** @type {number | null} where the keyboard selection began */
let anchor = null;
let exactly = false;

/** @param {{exact?: boolean}} [options] @returns {[number, number] | null} the selected stretch, by tokens unless exact */
export function selected({ exact = exactly } = {}) {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  if (!inText(range.startContainer) || !inText(range.endContainer)) return null;
  const start = pointOf(range.startContainer, range.startOffset);
  const end = pointOf(range.endContainer, range.endOffset);
  return exact ? trimmed(start, end) : snapped(start, end);
}

/** @returns {[number, number] | null} the selection, else the word at the text cursor */
export function picked() {
  const span = selected();
  if (span) return span;
  if (cursor === null) return null;
  const token = tokenAt(cursor);
  return token ? [token.start, token.end] : null;
}

export function clear() {
  getSelection()?.removeAllRanges();
  cursor = anchor = null;
  exactly = false;
  CSS.highlights?.delete("text-cursor");
}

/** A selection made by mouse or touch goes on from its own ends. */
function adopt() {
  const made = getSelection();
  if (cursor !== null || !made || made.isCollapsed || !inText(made.anchorNode) || !inText(made.focusNode)) return;
  anchor = pointOf(/** @type {Node} */ (made.anchorNode), made.anchorOffset);
  cursor = pointOf(/** @type {Node} */ (made.focusNode), made.focusOffset);
}

/**
 * Move the text cursor, or its end of the selection.
 * @param {-1 | 1} direction @param {{extend: boolean, exact: boolean, home: number}} options `home` is where a new cursor starts
 */
export function move(direction, { extend, exact, home }) {
  if (extend) adopt();
  exactly ||= exact; // one edge set by character keeps the other where it was put
  if (cursor === null) {
    cursor = tokenAt(home)?.start ?? 0;
    anchor = null;
    if (!extend) return show();
  }
  if (!extend) {
    if (!getSelection()?.isCollapsed) getSelection()?.removeAllRanges();
    anchor = null;
    cursor = step(cursor, direction, exact, "start");
    return show();
  }
  if (anchor === null) {
    anchor = direction > 0 ? cursor : exact ? cursor : tokenAt(cursor)?.end ?? cursor;
    if (direction < 0 && !exact) cursor = tokenAt(cursor)?.start ?? cursor;
    else cursor = step(cursor, direction, exact, "end");
  } else {
    cursor = step(cursor, direction, exact, cursor > anchor || (cursor === anchor && direction > 0) ? "end" : "start");
  }
  const range = rangeOf(Math.min(anchor, cursor), Math.max(anchor, cursor));
  getSelection()?.removeAllRanges();
  getSelection()?.addRange(range);
  CSS.highlights?.delete("text-cursor");
  reveal(rangeOf(Math.max(0, cursor - 1), Math.min(length, cursor + 1)));
}

/** Put the text cursor on a word. @param {number} point */
export function placeAt(point) {
  clear();
  cursor = tokenAt(point)?.start ?? point;
  show();
}

/** Grow or shrink the selection by a line. @param {-1 | 1} direction @param {number} home where a new cursor starts */
export function moveLine(direction, home) {
  const selection = getSelection();
  if (!selection) return;
  adopt();
  cursor ??= tokenAt(home)?.start ?? 0;
  if (selection.isCollapsed || anchor === null) {
    anchor = cursor;
    const at = rangeOf(cursor, cursor);
    selection.collapse(at.startContainer, at.startOffset);
  }
  selection.modify("extend", direction > 0 ? "forward" : "backward", "line");
  if (selection.focusNode && inText(selection.focusNode)) cursor = pointOf(selection.focusNode, selection.focusOffset);
  CSS.highlights?.delete("text-cursor");
}

/** @param {number} at @param {-1 | 1} direction @param {boolean} exact @param {"start" | "end"} edge */
function step(at, direction, exact, edge) {
  if (exact) return Math.max(0, Math.min(length, at + direction));
  if (edge === "end" && direction < 0) return Math.max(anchor !== null && at > anchor ? anchor : 0, tokenBefore(at - 1)?.end ?? at);
  return moved(at, edge, direction, false);
}

function show() {
  const token = cursor === null ? undefined : tokenAt(cursor);
  if (!token) return;
  const range = rangeOf(token.start, token.end);
  CSS.highlights?.set("text-cursor", new Highlight(range));
  reveal(range);
}

/** @param {Range} range */
function reveal(range) {
  const box = range.getBoundingClientRect();
  if (box.top < 80 || box.bottom > innerHeight - 60) scrollBy({ top: box.top - innerHeight / 2 });
}

document.getElementById("article-text")?.addEventListener("pointerup", (event) => {
  exactly = event.altKey;
  if (!selected()) return;
  cursor = anchor = null;
  CSS.highlights?.delete("text-cursor");
});
