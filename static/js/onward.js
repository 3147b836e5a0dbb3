// On to the next article within this page: what shows an article is put in the place of the last one's; scripts and
// styles stay. The page that is held is shown at once. Whatever is not another workbench of the project is loaded.
import { pageIn, state, taken } from "./ahead.js";
import { signIn } from "./asking.js";
import { $, ofArticle, word } from "./dom.js";
import { tell } from "./notices.js";
import * as saving from "./saving.js";
import { ask, askAnyway, renewTokens } from "./server.js";
import { pull } from "./sync.js";

const here = () => location.pathname + location.search;
const page = ofArticle(() => ({ address: here() }));
let leaving = 0; // the timer of a notice, as long as this article is being left

/** Whether this article is being left: what is pressed now is meant for nothing that is in sight. */
export const isLeaving = () => leaving > 0;

/** Run it while no command does. @type {(run: () => Promise<void>) => Promise<void>} */
async function away(run) {
  if (leaving) return;
  leaving = setTimeout(() => tell(word("opening")), 500);
  await run().finally(() => {
    clearTimeout(leaving);
    leaving = 0;
  });
}

/** Send a form that ends the work on this article, once all is saved. @type {(form: "finish" | "skip-form") => Promise<void>} */
export const leaveBy = (form) => away(() => leave($(form)));

/**
 * What is held is shown while the server is asked; until it has answered, no key does anything there. If the server
 * gives another article or none, that page is taken back.
 * @type {(form: HTMLFormElement) => Promise<void>}
 */
async function leave(form) {
  const held = state();
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  const asked = (await saving.idle(5000)) && askAnyway(form.action, body, { "Quotemark-Held": held });
  const shown = asked && held ? taken() : null;
  const putBack = shown && swap(shown.title, shown.body.childNodes);
  if (asked) saving.tellOf(asked);
  const answer = (await asked) || null;
  const address = answer?.headers.get("Quotemark-Next");
  const now = answer?.headers.get("Quotemark-State") ?? null;
  renewTokens();
  if (address && shown && now === held) return arrive(address, answer?.html);
  if (address) return goOn(address, now === null ? null : await fetched(address));
  if (putBack) {
    putBack();
    dispatchEvent(new Event("quotemark:arrived"));
  }
  if (!answer || answer.status >= 500) {
    void pull(); // the bar says what is wrong
    return tell(word("no-answer-again"));
  }
  if (answer.status !== 401) return form.submit(); // its page says what is wrong
  await signIn(pull);
  return leave(form);
}

/** The page of an article as it is now; null if it is none that can be swapped in. @type {(address: string) => Promise<Document | null>} */
const fetched = async (address) => pageIn(await ask(address));

/** @type {(address: string, next: Document | null) => Promise<void>} */
async function goOn(address, next) {
  if (!next || !(await saving.idle(3000))) return location.assign(address);
  swap(next.title, next.body.childNodes);
  arrive(address);
}

/** The page that is shown is that of this address, and it is worked on from now on. @type {(address: string, notices?: string) => void} */
function arrive(address, notices = "") {
  history.pushState(null, "", address);
  page.address = here();
  $("main").insertAdjacentHTML("beforebegin", notices);
  dispatchEvent(new Event("quotemark:arrived"));
}

/** Show another page. Returns what puts back the one that was there. @type {(title: string, nodes: Iterable<Node>) => () => void} */
function swap(title, nodes) {
  const [before, old] = [document.title, [...document.body.childNodes]];
  dispatchEvent(new Event("quotemark:leave"));
  const announcer = $("announcer"); // stays: a screen reader hears only what it knows
  CSS.highlights?.clear();
  document.title = title;
  document.body.replaceChildren(...nodes);
  $("announcer").replaceWith(announcer);
  renewTokens();
  scrollTo(0, 0);
  dispatchEvent(new Event("quotemark:open"));
  return () => void swap(before, old);
}

/** Back and forward: the article that the address names. */
async function walk() {
  const next = (await saving.idle(1000)) ? await fetched(here()) : null;
  if (!next) return location.reload();
  swap(next.title, next.body.childNodes);
  dispatchEvent(new Event("quotemark:arrived"));
}

addEventListener("popstate", () => {
  if (here() === page.address) return;
  if (leaving) location.reload();
  else void away(walk);
});
