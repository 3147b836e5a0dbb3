// Actions on their way: kept in the browser until the server has acknowledged them, sent one after another.
import { askAbout, signIn } from "./asking.js";
import { $, ofArticle, word } from "./dom.js";
import { ask, orderOf, user } from "./server.js";
import * as sync from "./sync.js";

const everywhere = `quotemark:${user}:`; // what another user left is never read
const page = ofArticle(() => {
  const address = $("main").dataset.actions ?? "";
  return { address, here: `${everywhere}${address}:` };
});

/** A UUID, also on a page without TLS: browsers make one for every blob. */
export function newId() {
  if (isSecureContext) return crypto.randomUUID();
  const blob = URL.createObjectURL(new Blob());
  URL.revokeObjectURL(blob);
  return blob.slice(-36);
}

const tab = newId();
/** By key in the browser's store; keys sort by time. @type {Map<string, Fields>} */
const pending = new Map();
let made = 0;
let beside = 0; // what is on its way and no action
let sending = false;
let full = false;
let trouble = "";
let wait = 500;
let timer = 0;
let asked = ""; // the card about which a question is open
/** The action whose answer is being drawn. @type {Answered | null} */
let answered = null;
/** @type {Apply} */
let apply = () => {};

/** `callback` gets each answer's fragments, in order. @type {(callback: Apply) => void} */
export function start(callback) {
  apply = callback;
  void navigator.locks?.request(tab, () => new Promise(() => {})); // held as long as this page lives
  sync.start(apply, heardFrom);
  void adopt();
  setTimeout(adopt, 1500); // the page before a reload may still have been open
  addEventListener("quotemark:open", show);
  addEventListener("quotemark:open", adopt);
}

/** Queue an action under a new id and send it. @type {(fields: Fields) => void} */
export function send(fields) {
  const time = Math.round(performance.timeOrigin + performance.now());
  document.dispatchEvent(new CustomEvent("quotemark:action", { detail: fields })); // activity.js adds the seconds
  keep(`${page.here}${time}-${String(made++).padStart(6, "0")}-${tab}`, {
    ...fields,
    action: newId(),
    tab,
    order: String(sync.known()),
  });
  void drain();
}

/** Say that this is on its way, until its answer has come. @type {(answer: Promise<unknown>) => void} */
export function tellOf(answer) {
  beside++;
  show();
  void answer.finally(() => {
    beside--;
    show();
  });
}

/** Whether actions on the card are still on their way. @type {(card: string) => boolean} */
export const isPending = (card) => card !== asked && [...pending.values()].some((fields) => fields.card === card);

/** Wait until all is saved, `longest` milliseconds at most. Returns whether it is. @type {(longest: number) => Promise<boolean>} */
export async function idle(longest) {
  for (const end = performance.now() + longest; pending.size && performance.now() < end;)
    await new Promise((resolve) => setTimeout(resolve, 20));
  return !pending.size;
}

/**
 * What this page did to a card after the action that is being answered applies to the state which that action made.
 * The answer to a repeated request shows the present state, which may be another's work: then the action's number counts.
 * @type {(card: string, version: string) => void}
 */
export function rebase(card, version) {
  if (!answered) return;
  const { fields, repeated, order } = answered;
  const undone = version === "0" && ["undo", "redo"].includes(fields.verb);
  for (const [key, later] of pending) {
    if (later.card === card && later.tab === fields.tab)
      keep(key, { ...later, version: repeated && !undone ? String(order) : version });
  }
}

/** Hold back the card's edits until a question is answered; the page shows the present state. @type {(card: string) => void} */
export const drop = (card) => void (asked = card);

/** @type {(key: string, fields: Fields) => void} */
function keep(key, fields) {
  pending.set(key, fields);
  try {
    localStorage.setItem(key, JSON.stringify(fields));
  } catch {
    full = true; // then this page must stay open until all is sent
  }
  show();
}

/** @type {(key: string) => void} */
function forget(key) {
  pending.delete(key);
  localStorage.removeItem(key);
}

/** Take over what closed pages have left in the browser's storage, for this article and others. */
async function adopt() {
  const alive = new Set(((await navigator.locks?.query())?.held ?? []).map((lock) => lock.name));
  for (const key of Object.keys(localStorage).sort()) {
    const fields = key.startsWith(everywhere) && JSON.parse(localStorage.getItem(key) ?? "{}");
    if (!fields || alive.has(fields.tab)) continue;
    if (key.startsWith(page.here)) pending.set(key, fields);
    else void sendElsewhere(key, fields);
  }
  void drain();
}

/** A question about it waits until the other article is open. @type {(key: string, fields: Fields) => void} */
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

/** Send one action. Returns whether to go on with the next one. @type {(key: string) => Promise<boolean>} */
async function sendOne(key) {
  const fields = pending.get(key) ?? {};
  const response = await ask(page.address, new URLSearchParams(fields));
  if (!heardFrom(response) || !response) return false;
  const { html } = response;
  const order = orderOf(response);
  if (response.status === 401) await signIn(sync.pull);
  else if (response.status === 409) await question(key, html, order);
  else {
    pending.delete(key);
    answered = { fields, repeated: response.headers.has("Quotemark-Repeated"), order };
    try {
      apply(html, response.status, fields.verb);
    } finally {
      answered = null;
      passOn(fields.tab, order);
      forget(key); // behind what the answer changed there: cut off in between, it is sent again and has one effect
    }
    sync.heard(order, html);
  }
  return true;
}

/**
 * A pending undo of this page has seen what the page itself did before it, and nothing else.
 * @type {(tab: string, order: number) => void}
 */
function passOn(tab, order) {
  for (const [key, later] of pending) {
    if (later.tab === tab && ["undo", "redo"].includes(later.verb) && Number(later.order) === order - 1)
      keep(key, { ...later, order: String(order) });
  }
}

/**
 * This was changed elsewhere in the meantime: show it and ask.
 * @type {(key: string, html: string, order: number) => Promise<void>}
 */
async function question(key, html, order) {
  const fields = pending.get(key) ?? {};
  asked = fields.card ?? "";
  apply(html, asked ? 409 : 200, asked ? fields.verb : "sync");
  if (!asked) sync.caughtUp(order);
  const version = await askAbout(html);
  if (version) keep(key, { ...fields, version, order: String(order), instead: "on" });
  else
    for (const [later, { card, tab }] of pending)
      if (later === key || (asked && card === asked && tab === fields.tab)) forget(later);
  asked = "";
}

/** @type {HeardFrom} */
function heardFrom(response) {
  const status = response?.status ?? 0;
  const well = [200, 204, 401, 409, 422].includes(status);
  trouble =
    well && status !== 401
      ? ""
      : word(status === 401 ? "signed-out" : !status ? "offline" : status >= 500 ? "server-error" : "server-refuses", {
          status,
        });
  clearTimeout(timer);
  if (well) wait = 500;
  else timer = setTimeout(goOn, (wait = Math.min(wait * 2, 15000)));
  show();
  if (well && pending.size) void drain();
  return well;
}

const goOn = () => void (pending.size ? drain() : sync.pull());

function show() {
  const { dataset } = $("saved");
  const number = pending.size;
  const state = trouble || (full && number) ? "waiting" : number + beside ? "saving" : "saved";
  const before = dataset.state;
  const name = trouble
    ? (["kept-0", "kept-1"][number] ?? "kept-n")
    : full && number
      ? "store-full"
      : (["saved", "saving"][number + beside] ?? "saving-n");
  const words = ($("saved-words").textContent = word(name, { trouble, n: trouble ? number : number + beside }));
  dataset.state = state;
  if (state !== before && [state, before].includes("waiting")) $("connection").textContent = words;
}

addEventListener("online", goOn);
addEventListener("beforeunload", (event) => {
  if (full && pending.size) event.preventDefault();
});
