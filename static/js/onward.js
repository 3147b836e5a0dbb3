// On to the next article within this page: what shows an article is put in the place of the last one's; scripts and
// styles stay. Whatever is not another workbench of the project is loaded as a page.
import { pageIn, state, taken } from "./ahead.js";
import { signIn } from "./asking.js";
import { $, ofArticle, word } from "./dom.js";
import { tell } from "./notices.js";
import * as saving from "./saving.js";
import { ask, renewTokens } from "./server.js";
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

/** @type {(form: HTMLFormElement) => Promise<void>} */
async function leave(form) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  const answer = (await saving.idle(5000)) ? await ask(form.action, body, { "Quotemark-Held": state() }) : null;
  if (!answer || answer.status >= 500) {
    void pull(); // the bar says what is wrong
    return tell(word("no-answer-again"));
  }
  if (answer.status === 401) {
    await signIn(pull);
    return leave(form);
  }
  const address = answer.headers.get("Quotemark-Next");
  renewTokens();
  if (!address) return form.submit(); // its page says what is wrong
  const now = answer.headers.get("Quotemark-State");
  const next = now === null ? null : now && now === state() ? taken() : await fetched(address);
  if (!next || !(await saving.idle(3000))) return location.assign(address);
  history.pushState(null, "", address);
  swap(next, answer.html);
}

/** The page of an article as it is now; null if it is none that can be swapped in. @type {(address: string) => Promise<Document | null>} */
const fetched = async (address) => pageIn(await ask(address));

/** @type {(next: Document, notices?: string) => void} */
function swap(next, notices = "") {
  dispatchEvent(new Event("quotemark:leave"));
  const announcer = $("announcer"); // stays: a screen reader hears only what it knows
  CSS.highlights?.clear();
  document.title = next.title;
  document.body.replaceChildren(...next.body.childNodes);
  $("announcer").replaceWith(announcer);
  $("main").insertAdjacentHTML("beforebegin", notices);
  renewTokens();
  scrollTo(0, 0);
  dispatchEvent(new Event("quotemark:open"));
}

/** Back and forward: the article that the address names. */
async function walk() {
  const next = (await saving.idle(1000)) ? await fetched(here()) : null;
  if (next) swap(next);
  else location.reload();
}

addEventListener("popstate", () => {
  if (here() === page.address) return;
  if (leaving) location.reload();
  else void away(walk);
});
