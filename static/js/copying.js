// Buttons that copy what stands in a field. Without a clipboard (plain HTTP) they stay hidden, and the field is selected by hand.
import { all, on } from "./dom.js";

for (const button of all("[data-copies]")) button.hidden = !navigator.clipboard;

on("click", "[data-copies]", async (button) => {
  const field = /** @type {HTMLInputElement} */ (document.getElementById(button.dataset.copies ?? ""));
  await navigator.clipboard.writeText(field.value);
  const [before, after] = /** @type {HTMLElement[]} */ ([...button.children]);
  before.hidden = true;
  after.hidden = false;
});
