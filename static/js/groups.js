// Entities of one name stand together under its heading while the list shows entities alone, each with the words around it.
import { $, all } from "./dom.js";
import { cards, partsOf, shown, undecided } from "./frames.js";
import { slice } from "./offsets.js";

const list = $("cards");
const [BEFORE, AFTER] = [18, 40]; // code points
/** @type {Map<string, Card[]>} */
let groups = new Map();

/** @type {(card: Card) => string} */
const nameOf = (card) => card.querySelector(".card-note")?.textContent || slice(partsOf(card)[0][1], partsOf(card)[0][2]);

/** The undecided cards of the group with this key. @type {(key: string) => Card[]} */
export const grouped = (key) => undecided(groups.get(key) ?? []);

/** Put the list in groups, or back in reading order. */
export function group() {
  const isOn = shown() === "entity";
  if (!isOn && !list.dataset.grouped) return;
  const focused = /** @type {HTMLElement} */ (document.activeElement);
  const top = list.scrollTop;
  const entries = cards().map((card) => ({ card, start: partsOf(card)[0][1] })).sort((a, b) => a.start - b.start);
  groups = new Map();
  for (const { card } of entries) {
    const key = isOn && card.dataset.kind === "entity" ? `${nameOf(card).toLowerCase()} ${card.dataset.type}` : card.id;
    groups.set(key, groups.get(key) ?? []).get(key)?.push(card);
  }
  for (const old of all(".group-head", list)) old.remove();
  for (const [key, members] of groups) {
    if (members.length > 1) list.append(head(key, members));
    for (const card of members) dress(card, members.length > 1);
    list.append(...members);
  }
  list.dataset.grouped = isOn ? "yes" : "";
  list.scrollTop = top;
  if (list.contains(focused)) focused.focus({ preventScroll: true });
}

/** @type {(key: string, members: Card[]) => HTMLElement} */
function head(key, members) {
  const template = /** @type {HTMLTemplateElement} */ (/** @type {unknown} */ ($("group-head")));
  const element = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  const words = { name: nameOf(members[0]), type: members[0].querySelector(".type")?.textContent ?? "", count: `× ${members.length}` };
  for (const [slot, text] of Object.entries(words)) element.querySelector(`[data-slot=${slot}]`)?.append(text);
  for (const button of all("button", element)) Object.assign(button, { hidden: undecided(members).length < 2 }).dataset.value = key;
  return element;
}

/** @type {(card: Card, isMember: boolean) => void} */
function dress(card, isMember) {
  if (card.dataset.kind !== "entity" || isMember === "grouped" in card.dataset) return;
  const [, start, end] = partsOf(card)[0];
  const [before, after] = [slice(Math.max(0, start - BEFORE), start), slice(end, end + AFTER)].map((words) => Object.assign(document.createElement("span"), { className: "around", textContent: words }));
  card.querySelector(".card-title")?.replaceChildren(...(isMember ? [before, slice(start, end), after] : [slice(start, end)]));
  card.toggleAttribute("data-grouped", isMember);
}
