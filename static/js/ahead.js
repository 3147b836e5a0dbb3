// The next article of the queue, asked for while this one is worked on. It is kept in memory only, and not for long.
// Nothing is taken by that: what the server gives at the end is shown, and this page only if it is the very same.
import { $, all } from "./dom.js";
import { addresses, ask } from "./server.js";

const KEPT = 300_000; // milliseconds

/** @type {{ state: string, page: Document } | null} */
let held = null;
let timer = 0;

/** What the page that is held was drawn from, as the server wrote it; "" without one. */
export const state = () => held?.state ?? "";

/** The page, which is no longer held. */
export function taken() {
  const page = held?.page;
  drop();
  return page;
}

function drop() {
  held = null;
  clearTimeout(timer);
}

/** The page in an answer, if it can be put in the place of this one: a workbench of the same project, language and scripts. @type {(answer: Answer | null) => Document | null} */
export function pageIn(answer) {
  const page = new DOMParser().parseFromString(answer?.ok ? answer.html : "", "text/html");
  const isAlike =
    page.getElementById("main")?.dataset.alike === $("main").dataset.alike &&
    all("script, link", page.head).every(({ outerHTML }) => document.head.innerHTML.includes(outerHTML));
  return isAlike ? page : null;
}

const idle = () => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));

async function look() {
  drop();
  timer = setTimeout(look, KEPT);
  await idle();
  const { ahead } = addresses;
  if (document.hidden || !ahead) return;
  const answer = await ask(ahead);
  const page = pageIn(answer);
  if (!page) return;
  if (ahead === addresses.ahead) held = { state: answer?.headers.get("Quotemark-State") ?? "", page };
}

void look();
addEventListener("quotemark:arrived", look);
addEventListener("quotemark:refused", drop);
addEventListener("visibilitychange", () => document.hidden || held || void look());
