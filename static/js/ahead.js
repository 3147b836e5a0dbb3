// The next article of the queue, asked for while this one is worked on. It is kept in memory only, and not for long.
// Nothing is taken by that: what the server gives at the end is shown, and this page only if it is the very same.
import { $, all } from "./dom.js";
import { addresses, ask } from "./server.js";

const KEPT = 300_000; // milliseconds
const SLICE = 60_000; // characters that are parsed at once: a few milliseconds

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

/** Whether the page can be put in the place of this one: a workbench of the same project, language and scripts. @type {(page: Document) => boolean} */
export function isAlike(page) {
  const here = document.head.innerHTML;
  return (
    page.getElementById("main")?.dataset.alike === $("main").dataset.alike &&
    all("script, link", page.head).every(({ outerHTML }) => here.includes(outerHTML))
  );
}

const idle = () => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }));

async function look() {
  drop();
  timer = setTimeout(look, KEPT);
  await idle();
  const { ahead } = addresses;
  if (document.hidden || !ahead) return;
  const answer = await ask(ahead);
  const page = answer?.status === 200 && (await parsed(answer.html));
  if (page && ahead === addresses.ahead && isAlike(page))
    held = { state: answer.headers.get("Quotemark-State") ?? "", page };
}

/** Between the keys, so that none waits. @type {(html: string) => Promise<Document>} */
async function parsed(html) {
  const page = document.implementation.createHTMLDocument();
  page.open();
  for (let at = 0, end = 0; at < html.length; at = end) {
    end = html.indexOf(">", at + SLICE) + 1 || html.length;
    page.write(html.slice(at, end));
    await idle();
  }
  page.close();
  return page;
}

void look();
addEventListener("quotemark:open", look);
addEventListener("quotemark:refused", drop);
addEventListener("visibilitychange", () => document.hidden || held || void look());
