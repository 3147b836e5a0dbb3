// Actions on their way to the server: one after another, kept in the browser until they are acknowledged.

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const address = main.dataset.actions ?? "";
const store = `quotemark-pending:${main.dataset.user}:${address}`;
const saved = /** @type {HTMLElement} */ (document.getElementById("saved"));
const words = /** @type {HTMLElement} */ (document.getElementById("saved-words"));

/** @typedef {Record<string, string>} Fields */
/** @type {Fields[]} */
let pending = JSON.parse(localStorage.getItem(store) ?? "[]");
let sending = false;
let wait = 500;

/** @type {(html: string, status: number, verb: string) => void} */
let apply = () => {};

/** @param {(html: string, status: number, verb: string) => void} callback gets each answer's fragments, in order */
export function start(callback) {
  apply = callback;
  if (pending.length) void drain();
}

/** @param {Fields} fields an action; its id is made here @returns {string} the id */
export function send(fields) {
  const action = crypto.randomUUID();
  pending.push({ action, ...fields });
  keep();
  void drain();
  return action;
}

/** @param {string} card whether actions on it are still on their way */
export const isPending = (card) => pending.some((fields) => fields.card === card);

/** What is still on its way for this card was made after the state that the server has just told. @param {string} card @param {string | undefined} version */
export function rebase(card, version) {
  for (const fields of pending) if (fields.card === card && version) fields.version = version;
  keep();
}

/** @param {string} card what was made on a state that the server refused goes with it */
export function drop(card) {
  const gone = pending.filter((fields) => fields.card === card);
  pending = pending.filter((fields) => fields.card !== card);
  keep(gone.map((fields) => fields.action));
}

export const isIdle = () => pending.length === 0;

/** @param {string[]} done ids that need no sending any more; what another tab waits for stays in the store */
function keep(done = []) {
  const mine = new Set([...done, ...pending.map((fields) => fields.action)]);
  const others = JSON.parse(localStorage.getItem(store) ?? "[]").filter((/** @type {Fields} */ fields) => !mine.has(fields.action));
  localStorage.setItem(store, JSON.stringify([...others, ...pending]));
  show(pending.length ? "saving" : "saved", pending.length ? "Saving…" : "Saved");
}

/** @param {"saved" | "saving" | "waiting"} state @param {string} sentence */
function show(state, sentence) {
  saved.dataset.state = state;
  words.textContent = sentence;
}

async function drain() {
  if (sending) return;
  sending = true;
  while (pending.length) {
    const answer = await post(pending[0]);
    if (!answer) break;
    const done = pending.shift();
    keep(done ? [done.action] : []);
    wait = 500;
    apply(answer.html, answer.status, done?.verb ?? "");
  }
  sending = false;
}

/** @param {Fields} fields @returns {Promise<{html: string, status: number} | null>} null when it has to be tried again */
async function post(fields) {
  try {
    const response = await fetch(address, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { "X-CSRFToken": cookie("csrftoken"), "HX-Request": "true" },
    });
    if (response.redirected) return later("Signed out. Sign in again in another tab: your work is kept here.");
    if (response.status === 403) return later("The server refused the session. Reload the page: your work is kept here.");
    if (response.status >= 500) return later("The server had an error. Trying again.");
    return { html: await response.text(), status: response.status };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return later("No connection. Your work is kept here and sent when it is back.");
  }
}

/** @param {string} sentence */
function later(sentence) {
  show("waiting", sentence);
  setTimeout(() => void drain(), wait);
  wait = Math.min(wait * 2, 15000);
  return null;
}

/** @param {string} name */
const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

addEventListener("online", () => void drain());
addEventListener("beforeunload", (event) => {
  if (pending.length) event.preventDefault();
});
