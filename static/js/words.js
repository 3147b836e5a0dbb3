// The words of the cards, and the marks in the text. A page brings each card as numbers (annotator/workbench/brief.py):
// what it quotes stands in the text, and what it has in common with others in a table. What is in sight is completed
// first, the rest in pieces between which keys are heard. Whatever needs a card before that completes it.
import { ROLES, cardOf, dress, idOf, listed, renumber, reveal, spansOf, tintBy, whenMet } from "./cards.js";
import { $, all, ofArticle } from "./dom.js";
import { redrawn, slice, toIndex } from "./offsets.js";

const RANK = ["caption", "content", "speaker", "cue", "mention", "credit", "damaged"]; // which of two is the outer one
const CARD = 96; // pixels of the window's height to a card: some are lower, but so is the list
const UNITS = 3; // UTF-16 units of text to a pixel of height: more than a column has
const PIECE = 12; // milliseconds

const page = ofArticle(read);

/** What waits. A card has at once all but its content. @type {() => Waiting} */
function read() {
  /** @type {Waiting} */
  const found = { cards: new Map(), blocks: new Map(), known: [], shapes: [] };
  const table = $("table");
  if (!table) return found;
  found.known = JSON.parse(table.textContent);
  table.remove();
  const cards = /** @type {Card[]} */ (all("#cards > [id]"));
  const brief = JSON.parse(`[${cards.map(({ textContent }) => `[${textContent}]`).join()}]`);
  const marks = cards.flatMap((card, at) => begin(card, brief[at], found));
  marks.sort((one, other) => one.from - other.from).reverse();
  /** @type {Mark[]} */
  let here = [];
  for (const block of all("#article-text [data-start]")) {
    const [start, end] = [block.dataset.start, block.dataset.end].map((point) => toIndex(Number(point)));
    here = here.filter(({ to }) => to > start);
    for (let next; (next = marks.at(-1)) && next.from < end; marks.pop()) here.push(next);
    if (here[0]) found.blocks.set(block, { start, end, marks: [...here] });
  }
  return found;
}

/** Read a card's numbers. Returns its marks. @type {(card: Card, brief: any[], page: Waiting) => Mark[]} */
function begin(card, [shape, numbers, place, ...values], { cards, known, shapes }) {
  const { kind } = card.dataset;
  const [name, type, note] = known[place];
  /** @type {RoleSpan[]} */
  const spans = [];
  for (let at = 0; at + 2 < numbers.length; at += 3)
    spans.push([ROLES[kind][numbers[at]], numbers[at + 1], numbers[at + 1] + numbers[at + 2]]);
  // Every other part is a place for a value: {type}, a role for its words, {} or {score} for the next of the card's own.
  const parts = (shapes[shape] ??= known[shape].split(/\{(\w*)\}/));
  const own = parts.filter((part, at) => at % 2 && ["", "score"].includes(part));
  dress(card, spans);
  if (name) card.dataset[kind === "repair" ? "replacement" : "type"] = name;
  if (own.includes("score")) card.dataset.score = known[values[own.indexOf("score")]];
  cards.set(card, { parts, spans, type, values });
  const id = idOf(card);
  const marks = spans.map(([role, start, end], part) => {
    const from = toIndex(start);
    return { role, from, to: toIndex(end), start: from, id, note, part };
  });
  if (kind === "repair") marks[0].from = marks[0].to = toIndex(numbers[3]); // where it departs from the text
  return marks;
}

/** Write a card that waits, all but its number. @type {OfCard<void>} */
function fill(card) {
  const brief = page.cards.get(card);
  if (!brief) return;
  const { parts, spans, type, values } = brief;
  page.cards.delete(card);
  delete card.dataset.score;
  card.tabIndex = -1; // from now on it is seen
  let next = 0;
  /** @type {(place: string) => string} */
  const value = (place) => {
    if (place === "type") return type;
    if (["", "score"].includes(place)) return page.known[values[next++]];
    const words = spans.filter(([role]) => role === place).map(([, start, end]) => onOneLine(slice(start, end)));
    return words.join(" … ");
  };
  card.innerHTML = parts.map((part, at) => (at % 2 ? escaped(value(part)) : part)).join("");
}

/** @type {(block: HTMLElement) => void} */
function drawBlock(block) {
  const waiting = page.blocks.get(block);
  page.blocks.delete(block);
  if (waiting && block.isConnected) draw(block, waiting.start, waiting.marks);
}

/** After some were completed. */
function settle() {
  redrawn();
  renumber();
}

/** Where a card's frame begins and ends, in UTF-16 indices. @type {OfCard<[number, number]>} */
function reach(card) {
  const places = spansOf(card).flatMap(([, start, end]) => [toIndex(start), toIndex(end)]);
  return [Math.min(...places), Math.max(...places)];
}

/** Complete a card, and what is in sight with it; without one, what a page begins with. @type {(card: Card | null) => void} */
export function complete(card) {
  if (!waits()) return;
  const list = listed();
  const at = card ? list.indexOf(card) : 0;
  const [from, to] = card ? reach(card) : [0, 0];
  if (card) fill(card);
  const height = innerHeight;
  const [near, around] = [height * UNITS, height / CARD];
  for (const one of list.slice(Math.max(0, at - around), at + around)) fill(one);
  for (const [block, { start, end }] of page.blocks) if (start < to + near && end > from - near) drawBlock(block);
  settle();
}

const waits = () => page.cards.size + page.blocks.size > 0;

/** Complete the page, part by part. */
function* rest() {
  for (const block of page.blocks.keys()) yield drawBlock(block);
  for (const card of page.cards.keys()) yield fill(card);
}

/** Complete the page at once. */
export function completeAll() {
  if (!waits()) return;
  Array.from(rest());
  settle();
}

/** Complete the page in pieces, behind what is painted and pressed. Nothing more once another article is shown. */
export async function completeRest() {
  const { cards } = page;
  const parts = rest();
  await painted();
  reveal(); // what was laid out for the first time has moved it
  await painted();
  for (let more = waits(); more; await new Promise(soon)) {
    if (page.cards !== cards) return;
    const end = performance.now() + PIECE;
    while ((more = !parts.next().done) && performance.now() < end) continue;
    redrawn();
    if (!more) renumber();
  }
}

/** After the next frame; of a page that nobody sees, once it is seen. */
const painted = () => new Promise((resolve) => requestAnimationFrame(() => soon(resolve)));

/** In a task of its own. @type {(run: (value?: unknown) => void) => unknown} */
const soon = (run) => ("scheduler" in window ? scheduler.postTask(run) : setTimeout(run));

whenMet(complete);
// What is selected must stay where it is.
for (const type of ["selectstart", "pointerdown"]) document.addEventListener(type, completeAll, { capture: true });

/** @type {(words: string) => string} */
const escaped = (words) => words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

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
    const { from, to, role, id } = mark;
    const verdict = cardOf(id)?.dataset.verdict ?? "suggested";
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
      const element = elementOf(mark, begin, verdict);
      node.before(element);
      if (from < to) element.append(node);
    }
  }
}

/** @type {Record<string, string>} */
const CLASSES = { mention: "entity", damaged: "repair" };
/** @type {Record<string, string>} */
const NOTES = { mention: "type", damaged: "words" };

/** @type {(mark: Mark, begin: number, verdict: Verdict) => HTMLElement} */
function elementOf({ role, id, note, part, start }, begin, verdict) {
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
