// The cards and their marks: which is current, what stands in them, how they look after a decision.
import { announce } from "./notices.js";
import { rangeOf, slice } from "./offsets.js";

/** @typedef {[string, number, number]} RoleSpan role, start, end (code points) */

const list = /** @type {HTMLElement} */ (document.getElementById("cards"));
const surface = /** @type {HTMLElement} */ (document.getElementById("article-text"));

/** @returns {HTMLElement[]} */
export const cards = () => [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(".card"))];

/** @param {HTMLElement} card */
export const idOf = (card) => card.id.replace("annotation-", "");

/** @param {string} id @returns {HTMLElement | null} */
export const cardOf = (id) => document.getElementById(`annotation-${id}`);

/** @param {HTMLElement} card @returns {RoleSpan[]} */
export const spansOf = (card) => JSON.parse(card.dataset.spans ?? "[]");

/** @returns {HTMLElement | null} */
export const current = () => list.querySelector('.card[aria-current="true"]');

/** @param {string} id @returns {HTMLElement[]} */
export const marksOf = (id) => [.../** @type {NodeListOf<HTMLElement>} */ (surface.querySelectorAll(`[data-annotation~="${id}"]`))];

export const shownKind = () => document.querySelector(".filters input:checked")?.id.replace("filter-", "") ?? "all";

/** @param {HTMLElement} card */
export const isShown = (card) => ["all", card.dataset.kind].includes(shownKind());

/** @param {HTMLElement | null} card @param {{scroll?: boolean}} [options] */
export function setCurrent(card, { scroll = true } = {}) {
  const before = current();
  if (before && before !== card) {
    before.removeAttribute("aria-current");
    before.querySelectorAll("[data-detail]").forEach((detail) => detail.remove());
  }
  surface.querySelectorAll(".is-current").forEach((mark) => mark.classList.remove("is-current"));
  if (!card) return drawThread([]);
  card.setAttribute("aria-current", "true");
  drawDetail(card);
  const marks = marksOf(idOf(card));
  marks.forEach((mark) => mark.classList.add("is-current"));
  drawThread(card.dataset.kind === "quote" ? spansOf(card) : []);
  if (!scroll) return;
  card.scrollIntoView({ block: "nearest" });
  (marks.find((mark) => mark.matches(".content")) ?? marks[0])?.scrollIntoView({ block: isSeen(marks[0]) ? "nearest" : "center" });
  announce(`${card.querySelector(".card-head")?.textContent?.trim() ?? ""}. ${card.querySelector(".excerpt")?.textContent ?? ""}`);
}

/** @param {HTMLElement} mark */
function isSeen(mark) {
  const box = mark.getBoundingClientRect();
  return box.top > 60 && box.bottom < innerHeight - 20;
}

/** @param {1 | -1} direction @param {boolean} undecidedOnly @param {HTMLElement | null} from */
export function neighbour(direction, undecidedOnly = true, from = current()) {
  const all = cards().filter((card) => card === from || (isShown(card) && (!undecidedOnly || card.dataset.verdict === "suggested")));
  const at = from ? all.indexOf(from) : -1;
  const others = all.filter((card) => card !== from);
  if (from && at >= 0) return all[at + direction] ?? (direction > 0 ? others[0] : others.at(-1)) ?? null;
  return (direction > 0 ? all[0] : all.at(-1)) ?? null;
}

/** Draw what only the current card shows: its parts and the keys that decide. @param {HTMLElement} card */
function drawDetail(card) {
  card.querySelectorAll("[data-detail]").forEach((detail) => detail.remove());
  if (card.dataset.kind === "quote") card.append(filled(fragment("detail-quote"), card));
  card.append(fragment("detail-decide"));
}

/** @param {string} id @returns {HTMLElement} */
function fragment(id) {
  const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
  const element = /** @type {HTMLElement} */ (template.content.firstElementChild?.cloneNode(true));
  element.dataset.detail = "";
  return element;
}

/** @param {HTMLElement} detail @param {HTMLElement} card */
function filled(detail, card) {
  const spans = spansOf(card);
  const words = (/** @type {string} */ role) => spans.filter((span) => span[0] === role).map((span) => slice(span[1], span[2])).join(" … ");
  const put = (/** @type {string} */ slot, /** @type {string} */ value) => {
    const element = detail.querySelector(`[data-slot="${slot}"]`);
    if (element) element.textContent = value;
  };
  const parts = spans.filter((span) => span[0] === "content").length;
  const count = words("content").split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  put("words", `${count} ${count === 1 ? "word" : "words"}${parts > 1 ? ` in ${parts} parts` : ""}`);
  put("speaker", words("speaker") ? `“${words("speaker")}”` : "none stated");
  put("cue", words("cue") ? `“${words("cue")}”` : "none");
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (detail.querySelectorAll('[data-command="type"]'))) {
    button.setAttribute("aria-pressed", String(button.dataset.value === card.dataset.type));
  }
  return detail;
}

/** The words between the parts of the current frame carry a thin line. @param {RoleSpan[]} spans */
function drawThread(spans) {
  if (!CSS.highlights) return;
  CSS.highlights.delete("thread");
  if (spans.length < 2) return;
  const ordered = spans.map((span) => [span[1], span[2]]).sort((a, b) => a[0] - b[0]);
  const gaps = [];
  let reached = ordered[0][1];
  for (const [start, end] of ordered) {
    if (start > reached && start - reached < 400) gaps.push(rangeOf(reached, start));
    reached = Math.max(reached, end);
  }
  CSS.highlights.set("thread", new Highlight(...gaps));
}

const WORDS = { suggested: "undecided", accepted: "accepted", corrected: "corrected", rejected: "rejected", added: "added" };

/** Show a verdict at once, before the server has answered. @param {HTMLElement} card @param {keyof typeof WORDS} verdict */
export function showVerdict(card, verdict) {
  card.dataset.verdict = verdict;
  card.dataset.version = String(Number(card.dataset.version) + 1);
  const state = card.querySelector(".state");
  if (state instanceof HTMLElement) {
    state.dataset.verdict = verdict;
    state.querySelector("use")?.setAttribute("href", `#icon-${verdict}`);
    const word = state.querySelector(".state-word");
    if (word) word.textContent = WORDS[verdict];
  }
  paint(idOf(card));
}

/** Give the marks of a card the verdict of the cards that share them. @param {string} id */
export function paint(id) {
  for (const mark of marksOf(id)) {
    const verdicts = (mark.dataset.annotation ?? "").split(" ").map((name) => cardOf(name)?.dataset.verdict ?? "suggested");
    mark.dataset.verdict = verdicts.find((verdict) => !["suggested", "rejected"].includes(verdict)) ?? verdicts.find((verdict) => verdict === "suggested") ?? verdicts[0];
  }
  const figure = marksOf(id).find((mark) => mark.matches(".caption"))?.closest("figure");
  if (figure instanceof HTMLElement) figure.dataset.verdict = cardOf(id)?.dataset.verdict ?? "suggested";
}

/** Number the quotes in reading order, in the list and in the text. */
export function renumber() {
  let number = 0;
  for (const card of cards().filter((candidate) => candidate.dataset.kind === "quote")) {
    number += 1;
    const place = card.querySelector(".card-number");
    if (place) place.textContent = String(number);
    const mark = document.getElementById(`text-${idOf(card)}`);
    if (mark) mark.dataset.n = String(number);
  }
}

/** The numbers on the tabs, how far the article is, and what Shift+A would accept. @param {number} threshold */
export function recount(threshold) {
  const all = cards();
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-count]"))) {
    const kind = place.dataset.count;
    place.textContent = String(kind === "all" ? all.length : all.filter((card) => card.dataset.kind === kind).length);
  }
  const decided = all.filter((card) => card.dataset.verdict !== "suggested").length;
  const bar = /** @type {HTMLProgressElement} */ (document.querySelector("#progress progress"));
  bar.max = all.length;
  bar.value = decided;
  for (const [name, count] of [["decided", decided], ["all", all.length]]) {
    const place = document.querySelector(`[data-progress="${name}"]`);
    if (place) place.textContent = String(count);
  }
  const sure = sureCards(threshold);
  const bulk = /** @type {HTMLElement} */ (document.getElementById("bulk"));
  const names = { quote: "quotes", entity: "entities", caption: "captions", repair: "repairs", all: "suggestions" };
  const words = /** @type {HTMLElement} */ (document.getElementById("bulk-words"));
  words.textContent = `${sure.length} ${names[/** @type {keyof typeof names} */ (shownKind())]} undecided at ${threshold.toFixed(2)} or more`;
  bulk.hidden = sure.length === 0;
}

/** @param {number} threshold @returns {HTMLElement[]} the undecided cards shown that score as much or more */
export const sureCards = (threshold) =>
  cards().filter((card) => isShown(card) && card.dataset.verdict === "suggested" && Number(card.dataset.score ?? 0) >= threshold);

/** What the server sorts by: first start and last end of the main role, kind, id. @param {HTMLElement} card @returns {(number | string)[]} */
function sortKey(card) {
  const main = spansOf(card).filter((span) => ["content", "mention", "caption", "damaged"].includes(span[0]));
  const kind = ["quote", "entity", "caption", "repair"].indexOf(card.dataset.kind ?? "quote");
  return [Math.min(...main.map((span) => span[1])), Math.max(...main.map((span) => span[2])), kind, idOf(card)];
}

/** Put a new or moved card where it belongs in reading order. @param {HTMLElement} card */
export function place(card) {
  const key = sortKey(card);
  const after = cards().find((other) => {
    if (other === card) return false;
    const theirs = sortKey(other);
    const at = key.findIndex((value, index) => value !== theirs[index]);
    return at >= 0 && key[at] < theirs[at];
  });
  list.querySelector(".nothing-here")?.remove();
  const next = after ?? null;
  if (card.parentElement !== list || card.nextElementSibling !== next) list.insertBefore(card, next);
}
