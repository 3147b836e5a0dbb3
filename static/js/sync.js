// What other tabs and devices of the same person did in this article: received from a tab, or fetched from the server.
import { addresses, ask, orderOf, user } from "./server.js";

const channel = new BroadcastChannel(`quotemark:${user}:${addresses.changes}`);
let shown = Number(addresses.order); // the number of the last action that this page has shown
/** @type {Apply} */
let apply = () => {};
/** @type {HeardFrom} */
let note = () => true;

export const known = () => shown;

/** @type {(draw: Apply, heardFrom: HeardFrom) => void} */
export function start(draw, heardFrom) {
  [apply, note] = [draw, heardFrom];
  const look = () => document.hidden || void pull();
  setInterval(look, 15000);
  document.addEventListener("visibilitychange", look);
  for (const type of ["focus", "offline"]) addEventListener(type, pull);
}

/** An action of this page was answered. @type {(order: number, html: string) => void} */
export function heard(order, html) {
  if (!order) return;
  channel.postMessage({ order, html });
  if (order === shown + 1) shown = order;
  else if (order > shown) void pull(); // something else was done in between
}

/** The page shows every action up to this one. @type {(order: number) => void} */
export const caughtUp = (order) => void (shown = Math.max(shown, order));

channel.onmessage = ({ data: { order, html } }) => {
  if (order === shown + 1) {
    shown = order;
    apply(html, 200, "sync");
  } else if (order > shown) void pull();
};

export async function pull() {
  const from = shown;
  const response = await ask(`${addresses.changes}?since=${from}`);
  const html = response?.status === 200 && (await response.text().catch(() => ""));
  note(response);
  if (response && html && shown === from) {
    caughtUp(orderOf(response));
    apply(html, 200, "sync");
  }
  return response?.ok ?? false;
}
