// What is selected in the text: the browser's own selection. A collapsed one is the text cursor.
import { paint } from "./dom.js";
import { inText, moved, pointOf, rangeOf, snapped, tokenAt } from "./offsets.js";

let exactly = false; // an end that was set by character stays where it was put
const made = () => /** @type {Selection} */ (getSelection());
const anchor = () => pointOf(/** @type {Node} */ (made().anchorNode), made().anchorOffset);
const cursor = () => pointOf(/** @type {Node} */ (made().focusNode), made().focusOffset);
const isHere = () => inText(made().anchorNode) || inText(made().focusNode);

/** The selected stretch, by tokens unless it was set by character. @type {() => Span | null} */
export const selected = () =>
  isHere() && !made().isCollapsed ? snapped(Math.min(anchor(), cursor()), Math.max(anchor(), cursor()), exactly) : null;

/** The selection, else the word at the text cursor. @type {() => Span | null} */
export function picked() {
  if (!isHere()) return null;
  const { start, end } = tokenAt(cursor());
  return selected() ?? [start, end];
}

export function clear() {
  made().removeAllRanges();
  exactly = false;
}

/** Whether the selection counts by character instead of by token. @type {(exact: boolean) => void} */
export const setExact = (exact) => void (exactly = exact);

/** Select from one place to another; equal places are the text cursor. @type {(from: number, to: number) => void} */
export function select(from, to) {
  const { startContainer, startOffset, endContainer, endOffset } = rangeOf(Math.min(from, to), Math.max(from, to));
  if (from === to) made().collapse(startContainer, startOffset);
  else if (from < to) made().setBaseAndExtent(startContainer, startOffset, endContainer, endOffset);
  else made().setBaseAndExtent(endContainer, endOffset, startContainer, startOffset);
  reveal();
}

/** Put the text cursor on a word. @type {ByNumber} */
export const placeAt = (point) => select(tokenAt(point).start, tokenAt(point).start);

/**
 * Move the text cursor, or with `extend` that end of the selection. `home` is where a new cursor starts.
 * @type {(way: Way, options: { extend?: boolean; exact?: boolean; line: boolean; home: number }) => void}
 */
export function move(way, { extend, exact, line, home }) {
  const isNew = !isHere();
  if (isNew) placeAt(home);
  if (isNew && !extend) return;
  const at = cursor();
  if (!extend) return select(moved(at, "start", way, exact), moved(at, "start", way, exact));
  exactly ||= exact ?? false;
  const { start, end } = tokenAt(at);
  if (line) return made().modify("extend", way > 0 ? "forward" : "backward", "line");
  if (made().isCollapsed && way < 0 && !exact) return select(end, start);
  const from = anchor();
  const edge = at > from || (at === from && way > 0) ? "end" : "start";
  const to = moved(at, edge, way, exact);
  select(from, exact ? to : edge === "end" ? Math.max(from, to) : Math.min(from, to));
}

/** Scroll to where the selection ends. */
function reveal() {
  const box = rangeOf(cursor(), cursor() + 1).getBoundingClientRect();
  if (box.top < 80 || box.bottom > innerHeight - 60) scrollBy({ top: box.top - innerHeight / 2, behavior: "instant" });
}

// The text cursor is shown as a highlight of its word.
document.addEventListener("selectionchange", () => {
  const [start, end] = isHere() && made().isCollapsed ? (picked() ?? []) : [];
  paint("text-cursor", ...(start === undefined || end === undefined ? [] : [rangeOf(start, end)]));
});
