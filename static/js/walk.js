// Pages on which one walks from one thing to the next and decides nothing: j and k, and a click.

/** @type {() => HTMLElement[]} */
const walked = () => [...document.querySelectorAll("[data-walked]")].map((found) => /** @type {any} */ (found));

/** @type {(found: HTMLElement | undefined, scroll?: boolean) => void} */
function go(found, scroll = true) {
  if (!found) return;
  for (const other of walked()) if (other !== found) other.removeAttribute("aria-current");
  found.setAttribute("aria-current", "true");
  found.focus({ preventScroll: true });
  if (scroll) found.scrollIntoView({ block: "nearest" });
}

/** @type {Record<string, number>} */
const WAYS = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 };

document.addEventListener("keydown", (event) => {
  const { key, target, altKey, ctrlKey, metaKey, defaultPrevented } = event;
  if (defaultPrevented || altKey || ctrlKey || metaKey || !(key in WAYS)) return;
  if (target instanceof Element && target.closest("input, select, textarea")) return;
  const list = walked();
  const at = list.findIndex((one) => one.hasAttribute("aria-current"));
  event.preventDefault();
  go(list[at < 0 ? 0 : Math.max(0, Math.min(list.length - 1, at + WAYS[key]))]);
});

document.addEventListener("click", ({ target }) => {
  const found = target instanceof Element && target.closest("[data-walked]");
  if (found instanceof HTMLElement && !found.hasAttribute("aria-current")) go(found, false);
});

const named = document.getElementById(location.hash.slice(1))?.closest("[data-walked]");
if (named instanceof HTMLElement) go(named);
