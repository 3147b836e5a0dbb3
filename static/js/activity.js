// Active time: stretches that end with the last key, pointer or scroll before 60 idle seconds, or when the page is
// hidden. They stay in the browser until the server has them. Loaded only where the project measures time.

const IDLE = 60_000;
const MOST = 200; // stretches that are kept without a connection
const { user = "" } = /** @type {HTMLElement} */ (document.querySelector("[data-activity]")).dataset;
const everywhere = `quotemark-time:${user}:`;
let here = ""; // where the stretches of this article are kept; "" while its project measures no time

/** The stretch that goes on: [start, end] in milliseconds. @type {[number, number] | null} */
let open = null;
let closed = 0; // the length of those before it
let told = 0; // how much of the time actions have been given
let sent = 0; // up to where the open stretch is on the server

/** @type {(key: string) => [number, number][]} */
const kept = (key) => JSON.parse(localStorage.getItem(key) ?? "[]");

/** Keep these and what is kept already, each start once with its latest end. @type {(key: string, more: [number, number][]) => void} */
function keep(key, more) {
  const found = new Map(kept(key));
  for (const [start, end] of more) found.set(start, Math.max(end, found.get(start) ?? 0));
  write(key, [...found].slice(-MOST));
}

/** @type {(key: string, stretches: [number, number][]) => void} */
function write(key, stretches) {
  try {
    if (stretches.length) localStorage.setItem(key, JSON.stringify(stretches));
    else localStorage.removeItem(key);
  } catch {
    // the browser keeps nothing: what is open is sent all the same
  }
}

function alive() {
  if (document.hidden || !here) return;
  const now = Date.now();
  if (open && now >= open[1] && now - open[1] <= IDLE) open[1] = now;
  else {
    close();
    open = [now, now];
  }
}

function close() {
  if (open && open[1] > open[0]) {
    keep(here, [open]);
    closed += open[1] - open[0];
  }
  open = null;
  sent = 0;
}

/** @type {(key: string, stretches: [number, number][]) => Promise<void>} */
async function post(key, stretches) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";
  const body = new URLSearchParams({
    sent: String(Date.now()),
    stretches: stretches.map((one) => one.join("-")).join(),
  });
  const headers = { "X-CSRFToken": token, "Quotemark-User": user };
  const answer = await fetch(key.slice(everywhere.length), { method: "POST", body, headers, keepalive: true }).catch(
    () => null,
  );
  if (!answer?.headers.has("Quotemark-User") || answer.status === 401 || answer.status >= 500) return;
  const got = new Map(stretches);
  write(
    key,
    kept(key).filter(([start, end]) => end > (got.get(start) ?? 0)),
  );
}

function flush() {
  const going = open && open[1] > Math.max(open[0], sent) ? open : null;
  if (going) {
    keep(here, [going]);
    sent = going[1];
  }
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith(everywhere) && kept(key)[0]) void post(key, kept(key));
  }
}

/** Another article begins. */
function begin() {
  const { activity } = /** @type {HTMLElement} */ (document.getElementById("main")).dataset;
  here = activity ? everywhere + activity : "";
  [closed, told] = [0, 0];
  alive();
}

/** This article is left. */
function leave() {
  alive();
  close();
  flush();
}

function seen() {
  if (!document.hidden) return alive();
  const now = Date.now();
  if (open && now >= open[1] && now - open[1] <= IDLE) open[1] = now;
  close();
  flush();
}

for (const sign of ["keydown", "pointerdown", "pointermove", "wheel", "scroll", "touchmove"])
  addEventListener(sign, alive, { capture: true, passive: true });
document.addEventListener("visibilitychange", seen);
addEventListener("pagehide", leave);
addEventListener("quotemark:leave", leave);
addEventListener("quotemark:arrived", begin);
addEventListener("online", flush);
setInterval(flush, 60_000);
document.addEventListener("quotemark:action", (event) => {
  const fields = /** @type {CustomEvent<Record<string, string>>} */ (event).detail;
  const seconds = Math.round((closed + (open ? open[1] - open[0] : 0) - told) / 1000);
  told += seconds * 1000;
  fields.seconds = String(seconds);
});
begin();
flush();
