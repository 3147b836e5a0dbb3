// Actions on their way: kept in the browser until the server has acknowledged them, sent one after another.
import { word } from "./dom.js";
import { askAbout, signIn } from "./asking.js";
import { ask, orderOf, user } from "./server.js";
import * as sync from "./sync.js";

/** @typedef {Record<string, string>} Fields one action as the server reads it; `tab` says which page made it */

const saved = /** @type {HTMLElement} */ (document.getElementById("saved"));
const words = /** @type {HTMLElement} */ (document.getElementById("saved-words"));
const heard = /** @type {HTMLElement} */ (document.getElementById("connection"));
const address = document.getElementById("main")?.dataset.actions ?? "";
const everywhere = `quotemark:${user}:`; // what another user left is never read
const here = `${everywhere}${address}:`;

/** @returns {string} a UUID, also where the page does not come over TLS */
export const newId = () =>
  crypto.randomUUID?.() ??
  "10000000-1000-4000-8000-100000000000".replace(/[018]/g, (digit) => (Number(digit) ^ (crypto.getRandomValues(new Uint8Array(1))[0] & (15 >> (Number(digit) / 4)))).toString(16));

const tab = newId();
/** What this page has to send, by its key in the browser's store; keys sort by time. @type {Map<string, Fields>} */
const pending = new Map();
let made = 0;
let sending = false;
let full = false;
let trouble = "";
let wait = 500;
let timer = 0;
/** The card about which a question is open. */
let asked = "";
/** The action whose answer is being drawn. @type {{fields: Fields, repeated: boolean, order: number} | null} */
let answered = null;
/** @type {(html: string, status: number, verb: string) => void} */
let apply = () => {};

/** @param {(html: string, status: number, verb: string) => void} callback gets each answer's fragments, in order */
export function start(callback) {
  apply = callback;
  void navigator.locks?.request(tab, () => new Promise(() => {})); // held as long as this page lives
  sync.start(apply, heardFrom);
  void adopt();
  setTimeout(() => void adopt(), 1500); // the page before a reload may have been alive still
}

/** @param {Fields} fields an action; its id is made here @returns {string} the id */
export function send(fields) {
  const action = newId();
  const time = Math.round(performance.timeOrigin + performance.now());
  keep(`${here}${time}-${String(made++).padStart(6, "0")}-${tab}`, { ...fields, action, tab, order: String(sync.known()) });
  void drain();
  return action;
}

/** @param {string} card whether actions on it are still on their way */
export const isPending = (card) => card !== asked && [...pending.values()].some((fields) => fields.card === card);

export const isIdle = () => pending.size === 0;

/**
 * What this page did to a card behind the action that is being answered, it did to the state which that action made.
 * The answer to a repetition tells what stands by now, which may be another's work: then the action's number counts.
 * @param {string} card @param {string | undefined} version
 */
export function rebase(card, version) {
  if (!answered || !version) return;
  const { fields, repeated, order } = answered;
  const undone = version === "0" && ["undo", "redo"].includes(fields.verb);
  for (const [key, later] of pending) {
    if (later.card === card && later.tab === fields.tab) keep(key, { ...later, version: repeated && !undone ? String(order) : version });
  }
}

/** @param {string} card its edits wait for the answer to a question; the page shows what stands */
export const drop = (card) => void (asked = card);

/** @param {string} key @param {Fields} fields */
function keep(key, fields) {
  pending.set(key, fields);
  try {
    localStorage.setItem(key, JSON.stringify(fields));
  } catch {
    full = true; // then this page must stay open until all is sent
  }
  show();
}

/** @param {string} key */
function forget(key) {
  pending.delete(key);
  localStorage.removeItem(key);
}

/** Take over what pages that are gone have left in the store: for this article, and for others. */
async function adopt() {
  const alive = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
  for (const key of Object.keys(localStorage).sort()) {
    const fields = key.startsWith(everywhere) && JSON.parse(localStorage.getItem(key) ?? "{}");
    if (!fields || alive.has(fields.tab)) continue;
    if (key.startsWith(here)) pending.set(key, fields);
    else void sendElsewhere(key, fields);
  }
  void drain();
}

/** A question about it waits until the other article is open. @param {string} key @param {Fields} fields */
async function sendElsewhere(key, fields) {
  const response = await ask(key.slice(everywhere.length).split(":")[0], new URLSearchParams(fields));
  if (response?.status === 200) localStorage.removeItem(key);
}

async function drain() {
  if (sending) return;
  sending = true;
  show();
  for (let key = next(); key && (await sendOne(key)); key = next());
  sending = false;
  show();
}

const next = () => [...pending.keys()].sort()[0];

/** @param {string} key @returns {Promise<boolean>} whether to go on with the next one */
async function sendOne(key) {
  const fields = /** @type {Fields} */ (pending.get(key));
  const response = await ask(address, new URLSearchParams(fields));
  const html = (response && (await response.text().catch(() => null))) ?? null;
  if (!heardFrom(html === null ? null : response) || !response || html === null) return false;
  if (response.status === 401) return signedOut();
  if (response.status === 409) return question(key, html, orderOf(response));
  pending.delete(key);
  answered = { fields, repeated: response.headers.has("Quotemark-Repeated"), order: orderOf(response) };
  try {
    apply(html, response.status, fields.verb);
  } finally {
    answered = null;
    passOn(fields.tab, orderOf(response));
    forget(key); // behind what the answer changed there: cut off in between, it is sent again and has one effect
  }
  sync.heard(orderOf(response), html, fields.verb);
  return true;
}

/** An undo of this page has seen what the page itself did before it, and nothing else. @param {string} tab @param {number} order */
function passOn(tab, order) {
  for (const [key, later] of pending) {
    if (later.tab === tab && ["undo", "redo"].includes(later.verb) && Number(later.order) === order - 1) keep(key, { ...later, order: String(order) });
  }
}

/** Somewhere else this was changed meanwhile: show it and ask. @param {string} key @param {string} html @param {number} order */
async function question(key, html, order) {
  const fields = /** @type {Fields} */ (pending.get(key));
  asked = fields.card ?? "";
  apply(html, asked ? 409 : 200, asked ? fields.verb : "sync");
  if (!asked) sync.caughtUp(order);
  const version = await askAbout(html);
  if (version) keep(key, { ...fields, version, order: String(order), instead: "on" });
  else for (const [later, { card, tab }] of pending) if (later === key || (asked && card === asked && tab === fields.tab)) forget(later);
  asked = "";
  return true;
}

async function signedOut() {
  await signIn(sync.pull);
  return true;
}

/** Note how the server answered, and try again later where it did not. @param {Response | null} response @returns {boolean} */
function heardFrom(response) {
  const { status } = response ?? { status: 0 };
  const well = [200, 204, 401, 409, 422].includes(status);
  trouble = well && status !== 401 ? "" : word(status === 401 ? "signed-out" : !status ? "offline" : status >= 500 ? "server-error" : "server-refuses", { status });
  clearTimeout(timer);
  if (well) wait = 500;
  else timer = setTimeout(() => void (pending.size ? drain() : sync.pull()), (wait = Math.min(wait * 2, 15000)));
  show();
  if (well && pending.size) void drain();
  return well;
}

/** Say how things stand: seen at once, and heard where that changes. */
function show() {
  const number = pending.size;
  const state = trouble || (full && number) ? "waiting" : number ? "saving" : "saved";
  const before = saved.dataset.state;
  const name = trouble ? ["kept-0", "kept-1"][number] ?? "kept-n" : full && number ? "store-full" : ["saved", "saving"][number] ?? "saving-n";
  words.textContent = word(name, { trouble, n: number });
  saved.dataset.state = state;
  if (state !== before && [state, before].includes("waiting")) heard.textContent = words.textContent;
}

addEventListener("online", () => void (pending.size ? drain() : sync.pull()));
addEventListener("beforeunload", (event) => {
  if (full && pending.size) event.preventDefault();
});
