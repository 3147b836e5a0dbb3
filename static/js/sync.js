// What other tabs and devices of the same person did in this article: received from a tab, or fetched from the server.
import { ofArticle } from "./dom.js";
import { addresses, ask, orderOf, user } from "./server.js";

/** @type {BroadcastChannel | undefined} */
let channel;
const page = ofArticle(() => {
  channel?.close();
  channel = new BroadcastChannel(`quotemark:${user}:${addresses.changes}`);
  channel.onmessage = ({ data: { order, html } }) => {
    if (order === page.shown + 1) {
      page.shown = order;
      apply(html, 200, "sync");
    } else if (order > page.shown) void pull();
  };
  return { shown: Number(addresses.order) }; // the number of the last action that this page has shown
});
/** @type {Apply} */
let apply = () => {};
/** @type {HeardFrom} */
let note = () => true;

export const known = () => page.shown;

/** @type {(draw: Apply, heardFrom: HeardFrom) => void} */
export function start(draw, heardFrom) {
  [apply, note] = [draw, heardFrom];
  const look = () => document.hidden || void pull();
  setInterval(look, 15000);
  addEventListener("visibilitychange", look);
  for (const type of ["focus", "offline"]) addEventListener(type, pull);
}

/** An action of this page was answered. @type {(order: number, html: string) => void} */
export function heard(order, html) {
  if (!order) return;
  channel?.postMessage({ order, html });
  if (order === page.shown + 1) page.shown = order;
  else if (order > page.shown) void pull(); // something else was done in between
}

/** The page shows every action up to this one. @type {(order: number) => void} */
export const caughtUp = (order) => void (page.shown = Math.max(page.shown, order));

export async function pull() {
  const from = page.shown;
  const response = await ask(`${addresses.changes}?since=${from}`);
  note(response);
  if (response?.status === 200 && page.shown === from) {
    caughtUp(orderOf(response));
    apply(response.html, 200, "sync");
  }
  return response?.ok ?? false;
}
