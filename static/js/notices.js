// Short messages: heard by a screen reader, and seen.

const announcer = /** @type {HTMLElement} */ (document.getElementById("announcer"));

/** For the screen reader alone: what the eye sees anyway. @param {string} words */
export function announce(words) {
  announcer.textContent = "";
  requestAnimationFrame(() => (announcer.textContent = words));
}

/** For both: why a key did nothing, or what to do first. @param {string} words */
export function tell(words) {
  announce(words);
  show(words, "info", 3500);
}

/** A refusal of the server. @param {string} words @param {number} status */
export function refuse(words, status) {
  show(words, status === 409 ? "warning" : "error", 8000).setAttribute("role", "alert");
}

/** @param {string} words @param {"info" | "warning" | "error"} level @param {number} time milliseconds that it stays */
function show(words, level, time) {
  document.querySelectorAll('.notice-floating[data-level="info"]').forEach((old) => old.remove());
  const box = document.createElement("p");
  box.className = "notice notice-floating";
  box.dataset.level = level;
  box.textContent = words;
  document.body.append(box);
  setTimeout(() => box.remove(), time);
  return box;
}
