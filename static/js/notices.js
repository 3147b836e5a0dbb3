// Short messages: heard by a screen reader, and seen, some with an Undo.

const announcer = /** @type {HTMLElement} */ (document.getElementById("announcer"));
const toasts = /** @type {HTMLElement} */ (document.getElementById("toasts"));
const template = /** @type {HTMLTemplateElement} */ (document.getElementById("toast"));

/** For the screen reader alone: what the eye sees anyway. @param {string} words */
export function announce(words) {
  announcer.textContent = "";
  requestAnimationFrame(() => (announcer.textContent = words));
}

/** For both: why a key did nothing, or what to do first. @param {string} words */
export const tell = (words) => show(words, "info", 3500);

/** What was done to many at once, with an Undo. @param {string} words */
export const tellDone = (words) => show(words, "done", 10000);

/** A refusal of the server. @param {string} words @param {number} status */
export const refuse = (words, status) => show(words, status === 409 ? "warning" : "error", 8000);

/** @param {string} words @param {"info" | "done" | "warning" | "error"} level @param {number} time milliseconds that it stays */
function show(words, level, time) {
  toasts.querySelectorAll('[data-level="info"], [data-level="done"]').forEach((old) => old.remove());
  const toast = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  toast.dataset.level = level;
  if (level !== "done") toast.querySelector("[data-command]")?.remove();
  toast.querySelectorAll("[data-dismiss], [data-command]").forEach((button) => button.addEventListener("click", () => toast.remove()));
  toasts.append(toast);
  const place = toast.querySelector("[data-slot=words]");
  if (place) place.textContent = words;
  setTimeout(() => toast.remove(), time);
}
