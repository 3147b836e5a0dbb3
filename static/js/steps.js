// The panel of the last actions: what was done here, in words; each leads to its card, and undo goes down to any.
import { word } from "./dom.js";
import { addresses, ask } from "./server.js";
import { isIdle, send } from "./saving.js";

const panel = /** @type {HTMLDialogElement} */ (document.getElementById("steps"));
const list = /** @type {HTMLElement} */ (document.getElementById("steps-list"));

async function show() {
  if (!panel.open) panel.showModal();
  for (let tries = 0; !isIdle() && tries < 100; tries++) await new Promise((resolve) => setTimeout(resolve, 30));
  const response = await ask(addresses.history ?? "");
  list.innerHTML = response?.ok ? await response.text() : `<p>${word("no-answer")}</p>`;
  for (const time of list.getElementsByTagName("time")) time.textContent = new Date(time.dateTime).toLocaleTimeString([], { timeStyle: "short" });
}

list.addEventListener("click", ({ target }) => {
  const button = target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest("button")) : null;
  if (button?.dataset.back) {
    for (let step = 0; step < Number(button.dataset.back); step++) send({ verb: "undo" });
    void show();
  } else if (button?.dataset.card) {
    panel.close();
    const card = document.getElementById(`annotation-${button.dataset.card}`);
    if (card && !card.checkVisibility()) document.getElementById("filter-all")?.click();
    card?.click();
  }
});

document.getElementById("steps-open")?.addEventListener("click", () => void show());
document.addEventListener("keydown", (event) => {
  const writing = event.target instanceof Element && event.target.closest("input:not([type=radio]), textarea, select");
  if (event.key === "H" && !event.ctrlKey && !event.metaKey && !writing && !document.querySelector("dialog[open]")) void show();
});
