// The words of the cards, and the marks in the text. A page brings each card as numbers (annotator/workbench/brief.py):
// what it quotes stands in the text, and what it has in common with others in a table.
import { ROLES, dress, idOf, tintBy } from "./cards.js";
import { all } from "./dom.js";
import { counter } from "./offsets.js";

const RANK = ["caption", "content", "speaker", "cue", "mention", "credit", "damaged"]; // which of two is the outer one

/** @type {(words: string) => string} */
const escaped = (words) => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Complete a page, card by card, then block by block; nothing where that is done. @type {(page: Document) => Generator<void>} */
export function* filling(page) {
  const [surface, table] = all("#article-text, #table", page);
  if (!table) return;
  const text = surface.textContent;
  const { toIndex } = counter(text);
  const filled = { known: JSON.parse(table.textContent), text, toIndex };
  /** @type {Mark[]} */
  const marks = [];
  for (const card of all("#cards > [id]", page)) {
    marks.push(...fill(/** @type {Card} */ (card), filled));
    yield;
  }
  table.remove();
  marks.sort((one, other) => one.from - other.from).reverse();
  /** @type {Mark[]} */
  let here = [];
  for (const block of all("[data-start]", surface)) {
    const [start, end] = [block.dataset.start, block.dataset.end].map((point) => toIndex(Number(point)));
    here = here.filter(({ to }) => to > start);
    for (let next; (next = marks.at(-1)) && next.from < end; marks.pop()) here.push(next);
    draw(block, start, here);
    yield;
  }
}

/** Write a card, all but its number. Returns its marks. @type {(card: Card, page: Filled) => Mark[]} */
function fill(card, { text, known, toIndex }) {
  const { kind, verdict } = card.dataset;
  const [shape, numbers, place, ...rest] = JSON.parse(`[${card.textContent}]`);
  const [name, type, note] = known[place];
  /** @type {RoleSpan[]} */
  const spans = [];
  for (let at = 0; at + 2 < numbers.length; at += 3)
    spans.push([ROLES[kind][numbers[at]], numbers[at + 1], numbers[at + 1] + numbers[at + 2]]);
  const marks = spans.map(([role, start, end], part) => {
    const from = toIndex(start);
    return { role, from, to: toIndex(end), start: from, id: idOf(card), verdict, note, part };
  });
  // A place for a value is {type}, the name of a role for its words, or {} for the next of the card’s own.
  card.innerHTML = known[shape].replace(/\{(\w*)\}/g, (/** @type {string} */ _, /** @type {string} */ value) => {
    const parts = marks.filter(({ role }) => role === value).map(({ from, to }) => onOneLine(text.slice(from, to)));
    return escaped(value === "type" ? type : value ? parts.join(" … ") : known[rest.shift()]);
  });
  dress(card, spans);
  if (name) card.dataset[kind === "repair" ? "replacement" : "type"] = name;
  if (kind === "repair") marks[0].from = marks[0].to = toIndex(numbers[3]); // where it departs from the text
  return marks;
}

/** On one line, without the characters that turn the direction of what follows. @type {(words: string) => string} */
const onOneLine = (words) =>
  words
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, "")
    .trim()
    .replace(/\s+/g, " ");

/** Which of two marks at one place is the outer one. @type {(one: Mark, other: Mark) => number} */
const outerFirst = (one, other) =>
  one.from - other.from || other.to - one.to || RANK.indexOf(one.role) - RANK.indexOf(other.role);

/**
 * Draw the marks of a block that is a text yet, which starts at this index. Where two cross, the later one is drawn in
 * pieces.
 * @type {(block: HTMLElement, start: number, marks: Mark[]) => void}
 */
function draw(block, start, marks) {
  const nodes = [{ node: /** @type {Text} */ (block.firstChild), from: start }];
  let first = 0;
  for (const mark of marks.map((mark) => ({ ...mark, from: Math.max(mark.from, start) })).sort(outerFirst)) {
    const { from, to, role, id, verdict } = mark;
    while (nodes[first + 1]?.from <= from) first++;
    for (let at = first; nodes[at]?.from <= to; at++) {
      const { node, from: begin } = nodes[at];
      const cut = [from, to].find((place) => begin < place && place < begin + node.length);
      if (cut) nodes.splice(at + 1, 0, { node: node.splitText(cut - begin), from: cut });
      if (begin < from || (begin === to && begin > from)) continue;
      const { parentElement: around } = node;
      if (ROLES.quote.indexOf(role) > 0 && around?.className === role && around.childNodes.length === 1) {
        around.dataset.annotation += ` ${id}`; // of two quotes, drawn once
        tintBy(around, [verdict, around.dataset.verdict ?? "suggested"]);
        continue;
      }
      const element = elementOf(mark, begin);
      node.before(element);
      if (from < to) element.append(node);
    }
  }
}

/** @type {Record<string, string>} */
const CLASSES = { mention: "entity", damaged: "repair" };
/** @type {Record<string, string>} */
const NOTES = { mention: "type", damaged: "words" };

/** @type {(mark: Mark, begin: number) => HTMLElement} */
function elementOf({ role, id, verdict, note, part, start }, begin) {
  const element = document.createElement(ROLES.quote.includes(role) ? "mark" : "span");
  element.className = CLASSES[role] ?? role;
  element.dataset.annotation = id;
  tintBy(element, [verdict]);
  const noted = NOTES[role];
  if (noted) element.dataset[noted] = note;
  if (role !== "content" || begin !== start) return element;
  element.dataset[part ? "part" : "n"] = "";
  if (!part) element.id = `text-${id}`;
  return element;
}
