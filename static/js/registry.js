// Keys of the registry's pages (a merge, x keep apart, u undo), and selecting quotes: Shift-click takes all in between.

document.addEventListener("keydown", (event) => {
  const { key, target, altKey, ctrlKey, metaKey, defaultPrevented, repeat } = event;
  if (defaultPrevented || repeat || altKey || ctrlKey || metaKey) return;
  if (target instanceof Element && target.closest("input:not([type=checkbox]), select, textarea")) return;
  const button = document.querySelector(`button[data-key="${CSS.escape(key.toLowerCase())}"]`);
  if (!(button instanceof HTMLButtonElement)) return;
  event.preventDefault();
  button.click();
});

const form = document.getElementById("move-form");
if (form instanceof HTMLFormElement) {
  /** @type {HTMLInputElement[]} */
  const boxes = [...document.querySelectorAll(".said input[type=checkbox]")].map((box) => /** @type {any} */ (box));
  const output = form.querySelector("output");
  let last = -1;

  const count = () => {
    const number = boxes.filter((box) => box.checked).length;
    if (output) output.value = String(number);
    form.toggleAttribute("data-selected", number > 0);
  };

  for (const [place, box] of boxes.entries()) {
    box.addEventListener("click", ({ shiftKey }) => {
      if (shiftKey && last >= 0)
        for (let at = Math.min(last, place); at <= Math.max(last, place); at++) boxes[at].checked = box.checked;
      last = place;
      count();
    });
  }
  /** @type {HTMLButtonElement[]} */
  const buttons = [...form.querySelectorAll("[data-select]")].map((button) => /** @type {any} */ (button));
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const box of boxes) box.checked = button.dataset.select === "all";
      count();
    });
  }
  count();
}
