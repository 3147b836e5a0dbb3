// What other tabs and devices of the same person did in this article: told by a tab, or asked of the server.
import { addresses, ask, orderOf, user } from "./server.js";

const channel = new BroadcastChannel(`quotemark:${user}:${addresses.changes}`);
/** The number of the last action that this page has shown. */
let shown = Number(addresses.order);
/** @type {(html: string, status: number, verb: string) => void} */
let apply = () => {};
/** @type {(response: Response | null) => boolean} */
let note = () => true;

export const known = () => shown;

/** @param {typeof apply} draw @param {typeof note} heardFrom told of each answer, or of none */
export function start(draw, heardFrom) {
  apply = draw;
  note = heardFrom;
  setInterval(() => document.hidden || void pull(), 15000);
  document.addEventListener("visibilitychange", () => document.hidden || void pull());
  addEventListener("focus", () => void pull());
  addEventListener("offline", () => void pull());
}

/** This page's own action was answered. @param {number} order its number @param {string} html @param {string} verb */
export function heard(order, html, verb) {
  if (!order) return;
  channel.postMessage({ order, html, verb });
  if (order === shown + 1) shown = order;
  else if (order > shown) void pull(); // something else was done in between
}

/** @param {number} order all up to this one is on the page */
export const caughtUp = (order) => void (shown = Math.max(shown, order));

channel.addEventListener("message", ({ data: { order, html } }) => {
  if (order === shown + 1) {
    shown = order;
    apply(html, 200, "sync");
  } else if (order > shown) void pull();
});

/** Ask the server what was done behind the last action shown. @returns {Promise<boolean>} whether this user was answered */
export async function pull() {
  const from = shown;
  const response = await ask(`${addresses.changes}?since=${from}`);
  const html = response?.status === 200 ? await response.text().catch(() => "") : "";
  note(response);
  if (html && shown === from) {
    caughtUp(orderOf(/** @type {Response} */ (response)));
    apply(html, 200, "sync");
  }
  return response?.ok ?? false;
}
