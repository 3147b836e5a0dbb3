// Blind checks: a key for each answer. The buttons work without this script.

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.defaultPrevented || event.repeat || event.altKey || event.ctrlKey || event.metaKey) return;
  if (/** @type {HTMLElement} */ (target).closest("input, textarea, select")) return;
  /** @type {HTMLButtonElement | null} */
  const button = document.querySelector(`#check button[data-key="${CSS.escape(key.toLowerCase())}"]:not(:disabled)`);
  if (!button) return;
  event.preventDefault();
  button.click();
});

// The next one is announced, and reading goes on from its question.
document.addEventListener("htmx:afterSwap", () => {
  const heading = document.getElementById("check-asks");
  heading?.focus({ preventScroll: true });
  heading?.scrollIntoView({ block: "nearest" });
});
