// The panel of the last actions: what was done here, in words; each links to its card, and undo goes back to any.
import { $, all, on, word } from "./dom.js";
import { cardOf } from "./cards.js";
import { idle, send } from "./saving.js";
import { addresses, ask } from "./server.js";

export async function showSteps() {
  if (!$("steps").open) $("steps").showModal();
  await idle(3000);
  const response = await ask(addresses.history);
  $("steps-list").innerHTML = response?.ok ? response.html : `<p>${word("no-answer")}</p>`;
  for (const time of all("time", $("steps-list")))
    time.textContent = new Date(time.dateTime).toLocaleTimeString([], { timeStyle: "short" });
}

on("click", "#steps-list [data-back]", (button) => {
  for (let step = 0; step < Number(button.dataset.back); step++) send({ verb: "undo" });
  void showSteps();
});
on("click", "#steps-list [data-card]", (button) => {
  $("steps").close();
  const card = cardOf(button.dataset.card ?? "");
  if (card && !card.checkVisibility()) $("filter-all").click();
  card?.click();
});
