// Handles at the edges of the current frame's parts. A dragged edge goes to the nearest word; with Alt to the nearest character.
import { $, paint } from "./dom.js";
import { nearest, pointAt, rangeOf } from "./offsets.js";

const layer = $("handles");
/** @type {Parameters<typeof drawHandles>} */
let drawn = [[], undefined, () => {}];

/** @type {(spans: RoleSpan[], active: RoleSpan | undefined, drop: (span: RoleSpan, edge: Edge, to: number) => void) => void} */
export function drawHandles(spans, active, drop) {
  drawn = [spans, active, drop];
  const origin = layer.getBoundingClientRect();
  const rtl = getComputedStyle(layer).direction === "rtl";
  const handles = spans.flatMap((span) => {
    const boxes = rangeOf(span[1], span[2]).getClientRects();
    return boxes.length ? [handle(span, "start", boxes[0]), handle(span, "end", boxes[boxes.length - 1])] : [];
  });
  layer.replaceChildren(...handles);

  /** @type {(span: RoleSpan, edge: Edge, box: DOMRect) => HTMLElement} */
  function handle(span, edge, box) {
    const element = document.createElement("span");
    element.className = "handle";
    Object.assign(element.dataset, { edge, role: span[0] });
    if (String(span) === String(active)) element.dataset.active = "";
    const place = { x: ((edge === "start") === rtl ? box.right : box.left) - origin.left, y: box.top - origin.top, line: box.height };
    for (const [name, value] of Object.entries(place)) element.style.setProperty(`--${name}`, `${value}px`);
    element.onpointerdown = (event) => drag(event, span, edge, box.top + box.height / 2 - event.clientY);
    return element;
  }
}

/** `lift`: how far the finger is from the line that it holds. @type {(begun: PointerEvent, span: RoleSpan, edge: Edge, lift: number) => void} */
function drag(begun, [role, start, end], edge, lift) {
  const held = /** @type {HTMLElement} */ (begun.currentTarget);
  const drop = drawn[2];
  let to = edge === "start" ? start : end;
  begun.preventDefault();
  held.setPointerCapture(begun.pointerId);
  layer.classList.add("is-dragging"); // what lies under the handle is asked for now
  held.onpointermove = (event) => {
    if (event.clientY > innerHeight - 60 || event.clientY < 100) scrollBy({ top: event.clientY < 100 ? -12 : 12, behavior: "instant" });
    const point = pointAt(event.clientX, event.clientY + lift);
    if (point === null) return;
    to = event.altKey ? point : nearest(point, edge);
    const [from, upto] = edge === "start" ? [to, end] : [start, to];
    paint("active", ...(from < upto ? [rangeOf(from, upto)] : []));
  };
  held.onlostpointercapture = held.onpointercancel = (event) => {
    held.onlostpointercapture = held.onpointercancel = null;
    layer.classList.remove("is-dragging");
    drop([role, start, end], edge, event.type === "pointercancel" ? (edge === "start" ? start : end) : to);
  };
}

new ResizeObserver(() => drawHandles(...drawn)).observe($("article-text"));
