// Two questions that work waits for: whose edit stands, and who is here.
import { word } from "./dom.js";
import { addresses, ask, token, user } from "./server.js";

/** @param {string} id @returns {any} */
const element = (id) => document.getElementById(id);

/**
 * An edit met a newer one: show what changed and ask.
 * @param {string} html the server's answer @returns {Promise<string>} the version to put mine upon, "" to leave what stands
 */
export function askAbout(html) {
  const told = new DOMParser().parseFromString(html, "text/html").getElementById("stale");
  const dialog = element("stale-dialog");
  element("stale-words").replaceChildren(...(told?.childNodes ?? []));
  dialog.oncancel = (/** @type {Event} */ event) => event.preventDefault(); // Escape answers nothing
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "mine" ? (told?.dataset.version ?? "0") : "");
  });
}

/** The session is over: sign in here, without leaving the page. @param {() => Promise<boolean>} retry whether the user is back */
export function signIn(retry) {
  const dialog = element("sign-in");
  const problem = element("sign-in-problem");
  dialog.oncancel = (/** @type {Event} */ event) => event.preventDefault();
  if (!dialog.open) dialog.showModal();
  problem.textContent = "";
  return /** @type {Promise<void>} */ (
    new Promise((resolve) => {
      const back = async () => {
        if (!dialog.open || !(await retry())) return;
        for (const field of document.getElementsByName("csrfmiddlewaretoken")) /** @type {any} */ (field).value = token();
        removeEventListener("focus", back);
        dialog.close();
        resolve();
      };
      addEventListener("focus", back); // signed in again in another tab
      element("sign-in-form").onsubmit = async (/** @type {SubmitEvent} */ event) => {
        event.preventDefault();
        problem.textContent = await enter(new URLSearchParams(/** @type {any} */ (new FormData(element("sign-in-form")))));
        if (!problem.textContent) await back();
        else element("sign-in-password").select();
      };
    })
  );
}

/** @param {URLSearchParams} form @returns {Promise<string>} what is wrong, "" where this page's user is signed in */
async function enter(form) {
  form.set("next", `${addresses.changes}?since=${addresses.order}`);
  await ask(addresses.login ?? ""); // brings the token's cookie where that was lost
  const answer = await fetch(addresses.login ?? "", { method: "POST", body: form, headers: { "X-CSRFToken": token() } }).catch(() => null);
  const who = answer?.headers.get("Quotemark-User");
  if (who === user) return "";
  if (who) return word("other-account", { name: addresses.name ?? "" });
  if (!answer || answer.status >= 500) return word("no-answer-again");
  return word(answer.status === 200 ? "wrong-password" : "too-many-tries");
}
