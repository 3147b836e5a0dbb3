// Short messages, shown and read by a screen reader; some have an Undo.
import { $, all, copy } from "./dom.js";

/** For a screen reader only: what is visible anyway. @type {Say} */
export function announce(words) {
  $("announcer").textContent = "";
  requestAnimationFrame(() => ($("announcer").textContent = words));
}

/** Why a key did nothing, or what to do first. @type {Say} */
export const tell = (words) => show(words, "info", 3500);

/** What was done to many at once, with an Undo. @type {Say} */
export const tellDone = (words) => show(words, "done", 10000);

/** Show that the server refused. @type {(words: string, status: number) => void} */
export const refuse = (words, status) => show(words, status === 409 ? "warning" : "error", 8000);

/**
 * `time`: how long it stays, in milliseconds.
 * @type {(words: string, level: "info" | "done" | "warning" | "error", time: number) => void}
 */
function show(words, level, time) {
  for (const old of all("[data-level=info], [data-level=done]", $("toasts"))) old.remove();
  const toast = copy("toast");
  toast.dataset.level = level;
  for (const button of all("button", toast)) button.onclick = () => toast.remove();
  if (level !== "done") all("[data-command]", toast)[0].remove();
  $("toasts").append(toast);
  all("[data-slot]", toast)[0].textContent = words;
  setTimeout(() => toast.remove(), time);
}
