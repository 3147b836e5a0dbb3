// Groups entities of one name under a heading while the list shows only entities.
import { $, all, copy } from "./dom.js";
import { cards, current, partsOf, shown, undecided } from "./cards.js";
import { slice } from "./offsets.js";
import { completeAll } from "./words.js";

const [BEFORE, AFTER] = [18, 40]; // code points around a name

/** @type {OfCard<string>} */
const nameOf = (card) =>
  card.querySelector(".card-note")?.textContent || slice(partsOf(card)[0][1], partsOf(card)[0][2]);

/** What the entities of one group share; "" for other kinds. @type {OfCard<string>} */
const keyOf = (card) => (card.dataset.kind === "entity" ? `${nameOf(card)} ${card.dataset.type}` : "");

/** The undecided cards of one group, by default the current card's. @type {(key?: string) => Card[]} */
export function grouped(key) {
  const card = current();
  const wanted = key || (card && keyOf(card));
  return wanted ? undecided().filter((one) => keyOf(one) === wanted) : [];
}

/** Put the list in groups, or back in reading order. */
export function group() {
  const list = $("cards");
  const isOn = shown() === "entity";
  if (!isOn && !list.dataset.grouped) return;
  completeAll();
  const [focused, top] = [document.activeElement, list.scrollTop];
  const entries = cards()
    .map((card) => ({ card, start: partsOf(card)[0][1] }))
    .sort((a, b) => a.start - b.start);
  /** @type {Map<string, Card[]>} */
  const groups = new Map();
  for (const { card } of entries) {
    const key = (isOn && keyOf(card)) || card.id;
    groups
      .set(key, groups.get(key) ?? [])
      .get(key)
      ?.push(card);
  }
  for (const old of all(".group-head", list)) old.remove();
  for (const [key, members] of groups) {
    const isGroup = members.length > 1;
    if (isGroup) list.append(head(key, members));
    for (const card of members) if (isGroup !== "grouped" in card.dataset) dress(card, isGroup);
    list.append(...members);
  }
  list.dataset.grouped = isOn ? "yes" : "";
  list.scrollTop = top;
  if (list.contains(focused)) focused.focus({ preventScroll: true });
}

/** @type {(key: string, members: Card[]) => HTMLElement} */
function head(key, members) {
  const element = copy("group-head");
  const [name, type, count, button] = all("*", element);
  name.textContent = nameOf(members[0]);
  type.textContent = all(".type", members[0])[0].textContent;
  count.textContent = `× ${members.length}`;
  button.hidden = undecided(members).length < 2;
  button.dataset.value = key;
  return element;
}

/** @type {(card: Card, isMember: boolean) => void} */
function dress(card, isMember) {
  const [, start, end] = partsOf(card)[0];
  const around = [slice(Math.max(0, start - BEFORE), start), slice(end, end + AFTER)];
  const [before, after] = around.map((words) =>
    Object.assign(document.createElement("span"), { className: "around", textContent: isMember ? words : "" }),
  );
  card.querySelector(".card-title")?.replaceChildren(before, slice(start, end), after);
  card.toggleAttribute("data-grouped", isMember);
}
