// The cards and their marks: which is current, what stands in them, how they look after a decision.
import { $, all, paint, word } from "./dom.js";
import { announce } from "./notices.js";
import { rangeOf, slice } from "./offsets.js";

const list = $("cards");
const surface = $("article-text");
const threshold = $("main").dataset.threshold ?? "";

/** The roles of each kind, the one that it cannot lack first. @type {Record<Kind, Role[]>} */
export const ROLES = { quote: ["content", "speaker", "cue"], entity: ["mention"], caption: ["caption", "credit"], repair: ["damaged"] };
export const KINDS = /** @type {Kind[]} */ (Object.keys(ROLES));

export const cards = () => /** @type {Card[]} */ (all(".card", list));

/** @type {(card: Card) => string} */
export const idOf = (card) => card.id.replace("annotation-", "");

/** @type {(id: string) => Card | null} */
export const cardOf = (id) => /** @type {any} */ ($(`annotation-${id}`));

/** @type {(card: Card) => RoleSpan[]} */
export const spansOf = (card) => JSON.parse(card.dataset.spans);

/** Its spans in one role, or in the one that it cannot lack, in text order. @type {(card: Card, role?: Role) => RoleSpan[]} */
export const partsOf = (card, role = ROLES[card.dataset.kind][0]) => spansOf(card).filter((span) => span[0] === role);

/** @type {(card: Card) => HTMLElement[]} */
const marksOf = (card) => all(`[data-annotation~="${idOf(card)}"]`, surface);

let currentId = "";
export const current = () => cardOf(currentId);

/** The kind that the list shows, or all. */
export const shown = () => /** @type {Kind | "all"} */ ($("main").dataset.show);

/** See to it that the list shows cards of this kind. @type {(kind: Kind) => void} */
export function showKind(kind) {
  if (!["all", kind].includes(shown())) show(kind);
}

/** Show the cards of one kind, or all. @type {(kind: string) => void} */
export function show(kind) {
  /** @type {HTMLInputElement} */ ($(`filter-${kind}`)).checked = true;
  $("main").dataset.show = kind;
  recount();
}

/** The undecided cards that the list shows, of all or of these. @type {(among?: Card[]) => Card[]} */
export function undecided(among = cards()) {
  const kind = shown();
  return among.filter((card) => card.dataset.verdict === "suggested" && ["all", card.dataset.kind].includes(kind));
}

/** Those of them that score as much as the threshold or more. */
export const sureCards = () => undecided().filter((card) => Number(card.dataset.score ?? 0) >= Number(threshold));

/** The next undecided card, from the other end where there is none further on. @type {(way: Way, from?: Card | null) => Card | null} */
export function neighbour(way, from = current()) {
  const everything = way > 0 ? cards() : cards().reverse();
  const at = from ? everything.indexOf(from) : -1;
  return undecided([...everything.slice(at + 1), ...everything.slice(0, Math.max(at, 0))])[0] ?? null;
}

/** @type {(card: Card | null, scroll?: boolean) => void} */
export function setCurrent(card, scroll = true) {
  const focused = /** @type {HTMLElement} */ (document.activeElement);
  const held = list.contains(focused) && (focused.dataset.command ?? "card");
  for (const old of all("[aria-current]", list)) old.removeAttribute("aria-current");
  for (const old of all("[data-detail]", list)) old.remove();
  for (const old of all(".is-current", surface)) old.classList.remove("is-current");
  currentId = card ? idOf(card) : "";
  paint("moved", ...all("[data-moved]", list).flatMap((moved) => spansOf(/** @type {Card} */ (moved)).map(([, start, end]) => rangeOf(start, end))));
  drawThread(card?.dataset.kind === "quote" ? spansOf(card) : []);
  if (!card) return;
  card.setAttribute("aria-current", "true");
  card.append(...details(card));
  if (held) /** @type {HTMLElement} */ (card.querySelector(`[data-command="${held}"]`) ?? card).focus({ preventScroll: true });
  const marks = "moved" in card.dataset ? [] : marksOf(card);
  for (const mark of marks) mark.classList.add("is-current");
  if (!scroll) return;
  card.scrollIntoView({ block: "nearest", behavior: "instant" });
  const { top = 0, bottom = 0 } = marks[0]?.getBoundingClientRect() ?? {};
  (marks.find((mark) => mark.matches(".content")) ?? marks[0])?.scrollIntoView({ behavior: "instant", block: top > 60 && bottom < innerHeight - 20 ? "nearest" : "center" });
  announce(`${card.querySelector(".card-head")?.textContent}. ${card.querySelector(".excerpt")?.textContent ?? ""}`);
}

/** What only the current card shows: its parts, its type and the keys that decide. @type {(card: Card) => HTMLElement[]} */
function details(card) {
  const templates = all(`#detail-${card.dataset.kind}, #detail-decide`);
  const parts = templates.flatMap((template) => all("*", /** @type {DocumentFragment} */ (/** @type {any} */ (template).content.cloneNode(true))));
  for (const part of parts) {
    if (!part.parentElement) part.dataset.detail = "";
    if (part.dataset.slot) part.textContent = wordsOf(card, part.dataset.slot);
    if (part.dataset.command === "type") part.setAttribute("aria-pressed", String(part.dataset.value === card.dataset.type));
  }
  return parts.filter((part) => "detail" in part.dataset);
}

/** @type {(card: Card, slot: string) => string} */
function wordsOf(card, slot) {
  const parts = partsOf(card, slot === "words" ? "content" : /** @type {Role} */ (slot));
  const words = parts.map(([, start, end]) => slice(start, end)).join(" … ");
  if (slot !== "words") return words ? `“${words}”` : word(slot === "speaker" ? "no-speaker" : "none");
  const n = words.match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0;
  return word(parts.length > 1 ? "parts" : n === 1 ? "word" : "words", { n, parts: parts.length });
}

/** The words between the parts of the current frame carry a thin line. @type {(spans: RoleSpan[]) => void} */
function drawThread(spans) {
  const gaps = [];
  let reached = Infinity;
  for (const [, start, end] of spans.sort((a, b) => a[1] - b[1])) {
    if (start > reached && start - reached < 400) gaps.push(rangeOf(reached, start));
    reached = reached < end || reached === Infinity ? end : reached;
  }
  paint("thread", ...gaps);
}

/** Show a verdict at once, before the server has answered. @type {(card: Card, verdict: Verdict) => void} */
export function showVerdict(card, verdict) {
  const state = /** @type {HTMLElement} */ (card.querySelector(".state"));
  card.dataset.verdict = state.dataset.verdict = verdict;
  card.dataset.version = String(Number(card.dataset.version) + 1);
  state.querySelector("use")?.setAttribute("href", `#icon-${verdict}`);
  state.querySelector(".state-word")?.replaceChildren(word(verdict));
  tint(card);
}

/** Give the marks of a card the verdict of the cards that share them. @type {(card: Card) => void} */
export function tint(card) {
  for (const mark of marksOf(card)) {
    const verdicts = (mark.dataset.annotation ?? "").split(" ").map((id) => cardOf(id)?.dataset.verdict ?? "suggested");
    mark.dataset.verdict = verdicts.sort((a, b) => RANK.indexOf(a) - RANK.indexOf(b))[0];
    if (mark.matches(".caption")) mark.closest("figure")?.setAttribute("data-verdict", card.dataset.verdict);
  }
}
const RANK = ["added", "corrected", "accepted", "suggested", "rejected"];

/** So many of a kind, in words. @type {(n: number, kind?: string) => string} */
export const counted = (n, kind = "all") => word(`${kind}${n === 1 ? "" : "-n"}`, { n });

/** Number the quotes in reading order, in the list and in the text. */
export function renumber() {
  for (const [index, card] of all('[data-kind="quote"]', list).entries()) {
    const [number, place, mark] = [String(index + 1), card.querySelector(".card-number"), $(`text-${card.id.slice(11)}`)];
    if (place && place.textContent !== number) place.textContent = number;
    if (mark && mark.dataset.n !== number) mark.dataset.n = number;
  }
  for (const part of all("[data-part]", surface)) part.dataset.part = cardOf(part.dataset.annotation ?? "")?.querySelector(".card-number")?.textContent ?? "";
}

/** How many there are and how far the article is, and what Shift+A would accept. */
export function recount() {
  const everything = cards();
  for (const place of all("[data-count]")) {
    place.textContent = String(everything.filter((card) => [card.dataset.kind, "all"].includes(place.dataset.count ?? "")).length);
  }
  const decided = everything.filter((card) => card.dataset.verdict !== "suggested").length;
  Object.assign(document.querySelector("#progress progress") ?? {}, { max: everything.length, value: decided });
  for (const place of all("[data-progress]")) place.textContent = String(place.dataset.progress === "all" ? everything.length : decided);
  const sure = sureCards().length;
  $("bulk").hidden = !sure;
  $("bulk-words").textContent = word("sure", { what: counted(sure, shown()), threshold: Number(threshold).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2 }) });
}

/** Whether the first comes behind the second in reading order. @type {(one: Element | null, other: Element | null) => boolean} */
function isBehind(one, other) {
  if (!one || !other) return false;
  const [[start, end], [otherStart, otherEnd]] = [one, other].map((card) => {
    const parts = partsOf(/** @type {Card} */ (card));
    return [parts[0][1], parts[parts.length - 1][2]];
  });
  return start > otherStart || (start === otherStart && end > otherEnd);
}

/** Put a new or moved card where it belongs. @type {(card: Card) => void} */
export function place(card) {
  const { parentElement, previousElementSibling, nextElementSibling } = card;
  if (parentElement && (list.dataset.grouped || !isBehind(previousElementSibling, card) && !isBehind(card, nextElementSibling))) return;
  list.querySelector(".nothing-here")?.remove();
  list.insertBefore(card, cards().find((other) => isBehind(other, card)) ?? null);
}
