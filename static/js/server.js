// One question to the server, as the user of this page.
import { $ } from "./dom.js";

export const addresses = $("nothing-lost").dataset;
export const user = $("main").dataset.user ?? "";

export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";

/**
 * Post the body, or get if there is none. Null if there was no answer, or not one of ours (a proxy's, a hotel's).
 * @type {(address?: string, body?: URLSearchParams) => Promise<Response | null>}
 */
export async function ask(address = "", body) {
  const headers = { "X-CSRFToken": token(), "Quotemark-User": user, "HX-Request": "true" };
  const keepalive = String(body ?? "").length < 30000; // goes on when the page is left
  try {
    const response = await fetch(address, {
      method: body ? "POST" : "GET",
      body,
      headers,
      keepalive,
      signal: AbortSignal.timeout(20000),
    });
    if (response.status === 403) await fetch(addresses.login ?? ""); // brings back a lost cookie
    return response.status >= 400 || response.headers.has("Quotemark-User") ? response : null;
  } catch {
    return null;
  }
}

/** The number of the action in the answer, 0 for none. @type {(response: Response) => number} */
export const orderOf = (response) => Number(response.headers.get("Quotemark-Order") ?? 0);
