// A set that is read and not worked on: which card is current, walked by j and k, and which kinds the list shows.
import { cardOf, current, neighbour, setCurrent } from "./cards.js";
import { $, all, on } from "./dom.js";

/** @type {(way: Way) => void} */
function go(way) {
  const next = neighbour(way, current(), true);
  if (next) setCurrent(next);
}

/** @type {Record<string, Way>} */
const WAYS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const { key, target, altKey, ctrlKey, metaKey, defaultPrevented } = event;
  if (defaultPrevented || altKey || ctrlKey || metaKey) return;
  if (target instanceof Element && target.closest("input:not([type=radio]), select, textarea")) return;
  if (target instanceof Element && key.startsWith("Arrow") && target.closest("input")) return;
  const filter = all(".filters input").find((input) => input.getAttribute("aria-keyshortcuts") === key);
  if (!filter && !(key in WAYS)) return;
  event.preventDefault();
  if (filter) filter.click();
  else go(WAYS[key]);
});

on("change", ".filters input", ({ id }) => {
  const kind = /** @type {Kind | "all"} */ (id.slice("filter-".length));
  $("main").dataset.show = kind;
  if (!["all", current()?.dataset.kind].includes(kind)) go(1);
});

on("click", ".card", (card) => setCurrent(/** @type {Card} */ (/** @type {unknown} */ (card)), false));

on("click", "#article-text [data-annotation]", ({ dataset }) => {
  const card = cardOf(dataset.annotation?.split(" ").pop() ?? "");
  if (card) setCurrent(card);
});

const asked = new URLSearchParams(location.search).get("annotation") ?? "";
const named = cardOf(location.hash.replace(/^#(text|annotation)-/, "")) ?? cardOf(asked);
if (named) setCurrent(named);
