// Buttons that copy what stands in a field. Without a clipboard (plain HTTP) they stay hidden, and the field is selected by hand.
import { $, on } from "./dom.js";

for (const button of document.querySelectorAll("[data-copies]")) button.hidden = !navigator.clipboard;

on("click", "[data-copies]", async (button) => {
  await navigator.clipboard.writeText($(button.dataset.copies).value);
  const [before, after] = button.children;
  before.hidden = true;
  after.hidden = false;
});
