// Short messages: heard by a screen reader, and seen, some with an Undo.
import { $, all, copy } from "./dom.js";

/** @type {Say} */
export function announce(words) {
  $("announcer").textContent = "";
  requestAnimationFrame(() => ($("announcer").textContent = words));
}

/** @type {Say} */
export const tell = (words) => show(words, "info", 3500);

/** @type {Say} */
export const tellDone = (words) => show(words, "done", 10000);

/** @type {Refuse} */
export const refuse = (words, status) => show(words, status === 409 ? "warning" : "error", 8000);

/** @type {ShowNotice} */
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
