// One question to the server, as the user of this page.

const place = /** @type {HTMLElement} */ (document.getElementById("nothing-lost"));
export const addresses = place.dataset;
export const user = document.getElementById("main")?.dataset.user ?? "";

export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? "";

/**
 * @param {string} address @param {URLSearchParams} [body] posted where given
 * @returns {Promise<Response | null>} null where no answer came, or none of ours (a proxy's, a hotel's)
 */
export async function ask(address, body) {
  const headers = { "X-CSRFToken": token(), "Quotemark-User": user, "HX-Request": "true" };
  const keepalive = (body?.toString().length ?? 0) < 30000; // goes on when the page is left
  try {
    const response = await fetch(address, { method: body ? "POST" : "GET", body, headers, keepalive, signal: AbortSignal.timeout(20000) });
    if (response.status === 403) await fetch(addresses.login ?? ""); // brings the cookie back where that was lost
    return response.status >= 400 || response.headers.has("Quotemark-User") ? response : null;
  } catch {
    return null;
  }
}

/** @param {Response} response @returns {number} the number of the action that the answer tells of, 0 for none */
export const orderOf = (response) => Number(response.headers.get("Quotemark-Order") ?? 0);
