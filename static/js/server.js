// One question to the server, as the user of this page.
import { $, all, ofArticle } from "./dom.js";

export const addresses = ofArticle(() => ({ ...$("nothing-lost").dataset }));
export const user = $("main").dataset.user ?? "";

export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";

/** Give the forms the token of the present session. */
export function renewTokens() {
  for (const field of all("[name=csrfmiddlewaretoken]")) field.value = token();
}

/**
 * Post the body, or get if there is none. Null if there was no answer, or not one of ours (a proxy's, a hotel's).
 * Nothing comes, ever, where the page shows another article by then.
 * @type {(address?: string, body?: URLSearchParams, more?: Record<string, string>) => Promise<Answer | null>}
 */
export async function ask(address = "", body, more) {
  const main = $("main");
  const answer = await askAnyway(address, body, more);
  return main.isConnected ? answer : new Promise(() => {});
}

/** The same, answered whichever article is shown by then. @type {typeof ask} */
export async function askAnyway(address = "", body, more) {
  const answer = await fetched(address, body, more).catch(() => null);
  if ([401, 403, 404].includes(answer?.status ?? 0)) dispatchEvent(new Event("quotemark:refused"));
  return answer;
}

/** @type {(address: string, body?: URLSearchParams, more?: Record<string, string>) => Promise<Answer | null>} */
async function fetched(address, body, more) {
  const response = await fetch(address, {
    method: body ? "POST" : "GET",
    body,
    headers: { "X-CSRFToken": token(), "Quotemark-User": user, "HX-Request": "true", ...more },
    keepalive: body && String(body).length < 30000, // goes on when the page is left
    signal: AbortSignal.timeout(20000),
  });
  const html = await response.text();
  if (response.status === 403) await fetch(addresses.login ?? ""); // brings back a lost cookie
  return response.status >= 400 || response.headers.has("Quotemark-User") ? Object.assign(response, { html }) : null;
}

/** The number of the action in the answer, 0 for none. @type {(response: Response) => number} */
export const orderOf = (response) => Number(response.headers.get("Quotemark-Order") ?? 0);
