// The cards and their marks: which is current, what they hold, how they look after a decision.
import { $, all, ofArticle, paint, twin, word } from "./dom.js";
import { announce } from "./notices.js";
import { rangeOf, slice } from "./offsets.js";

const page = ofArticle(() => {
  const surface = $("article-text");
  return {
    surface,
    list: $("cards"),
    threshold: Number($("main").dataset.threshold),
    /** What is asked for, shown or off, by kind and by `entity:TYPE`. @type {Record<string, string>} */
    levels: JSON.parse($("main").dataset.levels ?? "{}"),
    currentId: "",
    /** The marks of the current card. */
    lit: all(".is-current", surface),
    given: "", // what was just decided, until it is said
    tallies: all("[data-count], [data-progress]"),
  };
});

/** @type {OfCard<boolean>} */
const isAsked = ({ dataset: { kind, type } }) => (page.levels[`${kind}:${type}`] ?? page.levels[kind]) === "asked";

/** The roles of each kind, the one that it cannot lack first. @type {Record<Kind, Role[]>} */
export const ROLES = {
  quote: ["content", "speaker", "cue"],
  entity: ["mention"],
  caption: ["caption", "credit"],
  repair: ["damaged"],
};
export const KINDS = /** @type {Kind[]} */ (Object.keys(ROLES));
const STRONGEST = /** @type {const} */ (["added", "corrected", "accepted", "suggested", "rejected"]);

export const cards = () => all(".card", page.list);

/** @type {OfCard<string>} */
export const idOf = (card) => card.id.slice("annotation-".length);

/** @type {(id: string) => Card | null} */
export const cardOf = (id) => $(`annotation-${id}`);

/** Make an element a card of the list, which is seen once it has its tabindex. @type {(card: Card, spans: RoleSpan[]) => void} */
export function dress(card, spans) {
  card.className = card.dataset.kind === "quote" ? "card" : "card card-small";
  card.dataset.spans = JSON.stringify(spans);
}

/** Completes a card that waits for its words, and what is in sight with it (words.js). @type {(card: Card | null) => void} */
let meet = () => {};

/** @type {(complete: (card: Card | null) => void) => void} */
export const whenMet = (complete) => void (meet = complete);

/** @type {OfCard<string>} */
export const versionOf = (card) => card.dataset.version ?? "0";

/** One decision further. @type {OfCard<void>} */
export const advance = (card) => void (card.dataset.version = String(Number(versionOf(card)) + 1));

/** @type {OfCard<RoleSpan[]>} */
export const spansOf = (card) => JSON.parse(card.dataset.spans);

/**
 * The card's spans in one role (its main role by default), in text order.
 * @type {(card: Card, role?: Role) => RoleSpan[]}
 */
export const partsOf = (card, role = ROLES[card.dataset.kind][0]) => spansOf(card).filter((span) => span[0] === role);

/** @type {OfCard<HTMLElement[]>} */
const marksOf = (card) => all(`[data-annotation~="${idOf(card)}"]`, page.surface);

/** Show on the cards what was asked about them; the server lists the questions for the whole page. */
export function showFlags() {
  for (const old of all(".flag-thread", page.list)) old.remove();
  $("article-notes").textContent = all("#flags > [data-notes]")[0]?.textContent ?? "";
  for (const { dataset, children } of all("#flags > [data-flagged]")) {
    const card = cardOf(dataset.flagged ?? "");
    if (card) meet(card);
    card?.querySelector(".evidence")?.after(children[0].cloneNode(true));
  }
}

export const current = () => cardOf(page.currentId);

export const shown = () => /** @type {Kind | "all"} */ ($("main").dataset.show);

/** Whether the project has this kind at all. @type {(kind: string) => boolean} */
export const isOn = (kind) => $(`filter-${kind}`) !== null;

/** Make sure that the list shows cards of this kind. @type {(kind: string) => void} */
export function showKind(kind) {
  if (!["all", kind].includes(shown())) show(kind);
}

/** Show cards of this kind only; "all" is a kind. @type {(kind: string) => void} */
export function show(kind) {
  $(`filter-${kind}`).checked = true;
  $("main").dataset.show = kind;
  recount();
}

/** The cards that the list shows, of all or of these. @type {(among?: Card[]) => Card[]} */
export function listed(among = cards()) {
  const kind = shown();
  return among.filter(({ dataset }) => ["all", dataset.kind].includes(kind));
}

/** Those of them that are undecided. @type {(among?: Card[]) => Card[]} */
export const undecided = (among) => listed(among).filter(({ dataset }) => dataset.verdict === "suggested");

/** In the list of one kind those that are asked for, while there are any; else all. @type {(among: Card[]) => Card[]} */
function askedFirst(among) {
  const first = shown() === "all" ? [] : among.filter(isAsked);
  return first[0] ? first : among;
}

export const sureCards = () => askedFirst(undecided().filter((card) => scoreOf(card) >= page.threshold));

/** @type {OfCard<number>} */
const scoreOf = (card) => Number(card.dataset.score ?? card.querySelector("meter")?.value ?? 0);

/**
 * The next undecided card (what is asked for comes first), or with `any` the next of any verdict; after the last one,
 * the first.
 * @type {(way: Way, from?: Card | null, any?: boolean) => Card | null}
 */
export function neighbour(way, from = current(), any = false) {
  const everything = way > 0 ? cards() : cards().reverse();
  const at = from ? everything.indexOf(from) : -1;
  const inTurn = [...everything.slice(at + 1), ...everything.slice(0, Math.max(at, 0))];
  return (any ? listed(inTurn) : askedFirst(undecided(inTurn)))[0] ?? null;
}

/** What is undecided in all lists, in words: of what is asked for, or of what is optional. @type {(wanted?: boolean) => string} */
export function stillOpen(wanted = true) {
  const open = cards().filter((card) => card.dataset.verdict === "suggested" && isAsked(card) === wanted);
  const numbers = KINDS.map((kind) => open.filter(({ dataset }) => dataset.kind === kind).length);
  return KINDS.flatMap((kind, at) => (numbers[at] ? counted(numbers[at], kind) : [])).join(", ");
}

/** @type {GoTo} */
export function setCurrent(card, scroll = true) {
  meet(card);
  const focused = document.activeElement;
  const held = page.list.contains(focused) && focused;
  current()?.removeAttribute("aria-current");
  for (const old of all("[data-detail]", current() ?? page.list)) old.remove();
  for (const mark of page.lit) mark.classList.remove("is-current");
  page.currentId = card ? idOf(card) : "";
  paint(
    "moved",
    ...all("[data-moved]", page.list)
      .flatMap(spansOf)
      .map(([, start, end]) => rangeOf(start, end)),
  );
  drawThread(card?.dataset.kind === "quote" ? spansOf(card) : []);
  if (!card) return hear(null);
  card.ariaCurrent = "true";
  addDetails(card);
  if (held) (twin(held, card) ?? card).focus({ preventScroll: true });
  const lit = (page.lit = "moved" in card.dataset ? [] : marksOf(card));
  for (const mark of lit) mark.classList.add("is-current");
  if (!scroll) return;
  reveal();
  hear(card);
}

/** Scroll to the current card and its marks. */
export function reveal() {
  current()?.scrollIntoView({ block: "nearest", behavior: "instant" });
  const { lit } = page;
  const { top = 0, bottom = 0 } = lit[0]?.getBoundingClientRect() ?? {};
  (lit.find((mark) => mark.matches(".content")) ?? lit[0])?.scrollIntoView({
    behavior: "instant",
    block: top > 60 && bottom < innerHeight - 20 ? "nearest" : "center",
  });
}

/** Say first what was done to a card. @type {Say} */
export const hearFirst = (words) => void (page.given = words);

/** For a screen reader: what was just decided, then this card. @type {(card: Card | null) => void} */
export function hear(card) {
  const words = [page.given, card?.firstElementChild && heard(card)].filter(Boolean).join(". ");
  page.given = "";
  if (words) setTimeout(announce, 0, words);
}

/** “quote 8, Jens Stoltenberg says, “For …”, direct, score 0.94, undecided”. @type {OfCard<string>} */
function heard(card) {
  const { kind, replacement: other } = card.dataset;
  /** @type {(selector: string) => string} */
  const text = (selector) => card.querySelector(selector)?.textContent.trim() ?? "";
  const words = partsOf(card)
    .map(([, start, end]) => slice(start, end))
    .join(" … ");
  const [type, score] = [text(".type"), text(".score")];
  const parts = {
    quote: [
      word("heard-quote", { n: text(".card-number") }),
      `${text(".chip-name, .person-none") || text(".person-chip")} ${text(".cue-word")}`.trim(),
      /^[“"«]/.test(words) ? words : `“${words}”`,
      type,
    ],
    entity: [word("heard-entity"), `“${words}”`, text(".card-note"), type],
    caption: [type, `“${words}”`, text(".card-note")],
    repair: [type, other ? word("heard-repair", { words, other }) : words],
  }[kind];
  return [...parts, score && word("heard-score", { score }), text(".state"), text(".flag-note")]
    .filter(Boolean)
    .join(", ");
}

/** @type {OfCard<void>} */
function addDetails(card) {
  const { kind, type } = card.dataset;
  for (const { content } of all(`template:is(#detail-${kind}, #detail-decide)`)) card.append(content.cloneNode(true));
  for (const slot of all("[data-slot]", card)) slot.textContent = wordsOf(card, slot.dataset.slot);
  for (const button of all("[data-command=type]", card)) button.ariaPressed = String(button.dataset.value === type);
  for (const button of all("[data-command=more]", card)) button.ariaExpanded = String("more" in $("main").dataset);
}

/** Open or close the parts of the current card, where the window is narrow. */
export function showMore() {
  const isOpen = $("main").toggleAttribute("data-more");
  for (const button of all("[data-command=more]", page.list)) button.ariaExpanded = String(isOpen);
}

/** @type {(card: Card, slot?: string) => string} */
function wordsOf(card, slot) {
  const parts = partsOf(card, slot === "words" ? undefined : /** @type {Role} */ (slot));
  const words = parts.map(([, start, end]) => slice(start, end)).join(" … ");
  if (slot !== "words") return words ? `“${words}”` : word(slot === "speaker" ? "no-speaker" : "none");
  const n = words.match(/[\p{L}\p{N}]\S*/gu)?.length ?? 0;
  return word(parts.length > 1 ? "parts" : n === 1 ? "word" : "words", { n, parts: parts.length });
}

/** Underline the words between the parts of the current frame. @type {(spans: RoleSpan[]) => void} */
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
  meet(card);
  card.dataset.verdict = verdict;
  advance(card);
  hearFirst((all(".state", card)[0].textContent = word(verdict)));
  tint(card);
}

/** Give the marks of a card the verdict of the cards that share them. @type {OfCard<void>} */
export function tint(card) {
  for (const mark of marksOf(card)) {
    const verdicts = mark.dataset.annotation?.split(" ").map((id) => cardOf(id)?.dataset.verdict ?? "suggested");
    tintBy(mark, verdicts);
    if (mark.matches(".caption")) mark.closest("figure")?.setAttribute("data-verdict", card.dataset.verdict);
  }
}

/** @type {(mark: HTMLElement, verdicts?: string[]) => void} */
export function tintBy(mark, verdicts) {
  const verdict = STRONGEST.find((one) => verdicts?.includes(one));
  if (verdict === "suggested") delete mark.dataset.verdict;
  else mark.dataset.verdict = verdict;
}

/** A number of cards of a kind, in words. @type {(n: number, kind?: string) => string} */
export const counted = (n, kind = "all") => word(`${kind}${n === 1 ? "" : "-n"}`, { n });

/** Number the quotes in reading order, in the list and in the text. */
export function renumber() {
  for (const [index, card] of all('.card[data-kind="quote"]', page.list).entries()) {
    const [number, place, mark] = [String(index + 1), card.querySelector(".card-number"), $(`text-${idOf(card)}`)];
    if (place && place.textContent !== number) place.textContent = number;
    if (mark && mark.dataset.n !== number) mark.dataset.n = number;
  }
  for (const part of all("[data-part]", page.surface))
    part.dataset.part = cardOf(part.dataset.annotation ?? "")?.querySelector(".card-number")?.textContent ?? "";
}

/** Update the counts, the progress and what Shift+A would accept. */
export function recount() {
  const facts = cards().map((card) => [
    "all",
    card.dataset.kind,
    ...(isAsked(card) ? ["asked", card.dataset.verdict === "suggested" ? "open" : "decided"] : []),
  ]);
  const count = (what = "all") => facts.filter((fact) => fact.includes(what)).length;
  for (const place of page.tallies) place.textContent = String(count(place.dataset.count ?? place.dataset.progress));
  Object.assign($("progress").firstElementChild ?? {}, { max: count("asked"), value: count("decided") });
  const sure = sureCards().length;
  $("bulk").hidden = !sure;
  $("bulk-words").textContent = word("sure", {
    what: counted(sure, shown()),
    threshold: page.threshold.toLocaleString(document.documentElement.lang, { minimumFractionDigits: 2 }),
  });
}

/**
 * Whether the first comes after the second in reading order.
 * @type {(one: Element | null, other: Element | null) => boolean}
 */
function isBehind(one, other) {
  if (!one || !other) return false;
  const [[start, end], [otherStart, otherEnd]] = [one, other].map((card) => {
    const parts = partsOf(/** @type {Card} */ (card));
    return [parts[0][1], parts[parts.length - 1][2]];
  });
  return start > otherStart || (start === otherStart && end > otherEnd);
}

/** Put a new or moved card where it belongs. @type {OfCard<void>} */
export function place(card) {
  const { parentElement, previousElementSibling, nextElementSibling } = card;
  if (
    parentElement &&
    (page.list.dataset.grouped || (!isBehind(previousElementSibling, card) && !isBehind(card, nextElementSibling)))
  )
    return;
  page.list.querySelector(".nothing-here")?.remove();
  page.list.insertBefore(card, cards().find((other) => isBehind(other, card)) ?? null);
}
