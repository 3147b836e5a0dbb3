// Handles at the edges of the current frame's parts. A dragged edge goes to the nearest word; with Alt to the nearest character.
import { $, ofArticle, paint } from "./dom.js";
import { nearest, pointAt, rangeOf } from "./offsets.js";

const edges = new ResizeObserver(() => drawHandles(...page.drawn));
const page = ofArticle(() => {
  edges.disconnect();
  edges.observe($("article-text"));
  return { layer: $("handles"), drawn: /** @type {Parameters<typeof drawHandles>} */ ([[], undefined, () => {}]) };
});

/** @type {(spans: RoleSpan[], active: RoleSpan | undefined, drop: MoveEdge) => void} */
export function drawHandles(spans, active, drop) {
  const { layer } = page;
  page.drawn = [spans, active, drop];
  const origin = layer.getBoundingClientRect();
  const rtl = getComputedStyle(layer).direction === "rtl";
  const handles = spans.flatMap((span) => {
    const boxes = [...rangeOf(span[1], span[2]).getClientRects()];
    return boxes.length ? [handle(span, "start", boxes[0]), handle(span, "end", boxes[boxes.length - 1])] : [];
  });
  layer.replaceChildren(...handles);

  /** @type {(span: RoleSpan, edge: Edge, box: DOMRect) => HTMLElement} */
  function handle(span, edge, box) {
    const element = document.createElement("span");
    element.className = "handle";
    Object.assign(element.dataset, { edge, role: span[0] });
    if (String(span) === String(active)) element.dataset.active = "";
    const place = {
      x: ((edge === "start") === rtl ? box.right : box.left) - origin.left,
      y: box.top - origin.top,
      line: box.height,
    };
    for (const [name, value] of Object.entries(place)) element.style.setProperty(`--${name}`, `${value}px`);
    element.onpointerdown = (event) => drag(event, span, edge, box.top + box.height / 2 - event.clientY);
    return element;
  }
}

/**
 * `lift`: how far the finger is from the line that it holds, in pixels.
 * @type {(begun: PointerEvent, span: RoleSpan, edge: Edge, lift: number) => void}
 */
function drag(begun, span, edge, lift) {
  const [, start, end] = span;
  const held = /** @type {HTMLElement} */ (begun.currentTarget);
  const {
    layer,
    drawn: [, , drop],
  } = page;
  const begin = edge === "start" ? start : end;
  let to = begin;
  begun.preventDefault();
  held.setPointerCapture(begun.pointerId);
  layer.classList.add("is-dragging"); // what lies under the handle is asked for now
  held.onpointermove = ({ clientX, clientY, altKey }) => {
    if (clientY > innerHeight - 60 || clientY < 100) scrollBy({ top: clientY < 100 ? -12 : 12, behavior: "instant" });
    const point = pointAt(clientX, clientY + lift);
    if (point === null) return;
    to = altKey ? point : nearest(point, edge);
    const [from, upto] = edge === "start" ? [to, end] : [start, to];
    paint("active", ...(from < upto ? [rangeOf(from, upto)] : []));
  };
  held.onlostpointercapture = held.onpointercancel = (event) => {
    held.onlostpointercapture = held.onpointercancel = null;
    layer.classList.remove("is-dragging");
    drop(span, edge, event.type === "pointercancel" ? begin : to);
  };
}
