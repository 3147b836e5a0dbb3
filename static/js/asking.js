// Two questions that block the work: whose edit counts, and who is signed in. Escape answers neither.
import { $, word } from "./dom.js";
import { addresses, ask, renewTokens, token, user } from "./server.js";

/**
 * An edit conflicts with a newer one: show what changed and ask. Takes the server's answer. Returns the version on
 * which to put mine, "" to keep the newer one.
 * @type {(html: string) => Promise<string>}
 */
export function askAbout(html) {
  const told = new DOMParser().parseFromString(html, "text/html").getElementById("stale");
  const dialog = $("stale-dialog");
  $("stale-words").replaceChildren(...(told?.childNodes ?? []));
  dialog.oncancel = () => false;
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.onclose = () => resolve(dialog.returnValue === "mine" ? (told?.dataset.version ?? "0") : "");
  });
}

/**
 * The session has ended: sign in here, without leaving the page. `retry` says whether the user is signed in again.
 * @type {(retry: () => Promise<boolean>) => Promise<void>}
 */
export function signIn(retry) {
  const [dialog, problem, form] = [$("sign-in"), $("sign-in-problem"), $("sign-in-form")];
  dialog.oncancel = () => false;
  if (!dialog.open) dialog.showModal();
  problem.textContent = "";
  return new Promise((resolve) => {
    const back = async () => {
      if (!dialog.open || !(await retry())) return;
      renewTokens();
      removeEventListener("focus", back);
      dialog.close();
      resolve();
    };
    addEventListener("focus", back); // signed in again in another tab
    form.onsubmit = (event) => {
      event.preventDefault();
      void enter(new URLSearchParams(/** @type {any} */ (new FormData(form)))).then((wrong) => {
        problem.textContent = wrong;
        if (wrong) $("sign-in-password").select();
        else void back();
      });
    };
  });
}

/** Sign in. Returns what is wrong, "" if this page's user is signed in. @type {(form: URLSearchParams) => Promise<string>} */
async function enter(form) {
  const login = addresses.login ?? "";
  form.set("next", `${addresses.changes}?since=${addresses.order}`);
  await ask(login); // brings the token's cookie where that was lost
  const answer = await fetch(login, { method: "POST", body: form, headers: { "X-CSRFToken": token() } }).catch(
    () => null,
  );
  const who = answer?.headers.get("Quotemark-User");
  if (who === user) return "";
  if (who) return word("other-account", { name: addresses.name ?? "" });
  if (!answer || answer.status >= 500) return word("no-answer-again");
  return word(answer.status === 200 ? "wrong-password" : "too-many-tries");
}
