// The workbench: each command changes the page at once and is sent to the server, whose answers replace parts of it.
import { $, all, on, twin, word } from "./dom.js";
import * as edit from "./edit.js";
import {
  cardOf,
  counted,
  current,
  hear,
  hearFirst,
  idOf,
  isOn,
  neighbour,
  place,
  recount,
  renumber,
  show,
  showFlags,
  showKind,
  showMore,
  showVerdict,
  spansOf,
  stillOpen,
  sureCards,
  tint,
  versionOf,
} from "./cards.js";
import { group, grouped } from "./groups.js";
import { listen } from "./keys.js";
import { refuse, tell, tellDone } from "./notices.js";
import { redrawn } from "./offsets.js";
import { listenToPointer } from "./pointer.js";
import { isLeaving, leaveBy } from "./onward.js";
import * as saving from "./saving.js";
import * as selection from "./selection.js";
import { showSteps } from "./steps.js";
import { askFor, askToSkip, confirmFinish, showGuidelines, showSearch } from "./windows.js";
import { complete, completeAll, completeRest } from "./words.js";

const { goTo, send } = edit;

/** @type {(verb: "accept" | "reject") => void} */
function decide(verb) {
  const card = current();
  if (!card) return;
  if (verb === "accept" && ["accepted", "corrected", "added"].includes(card.dataset.verdict)) return goTo(neighbour(1));
  send(verb, card);
  swapped = NaN; // whoever has decided here means this article by Enter
  const next = neighbour(1);
  if (card.dataset.verdict === "added") {
    goTo(next); // first, so that the focus goes along
    card.remove();
    renumber();
    hearFirst(word("removed"));
  } else showVerdict(card, verb === "accept" ? "accepted" : "rejected");
  recount();
  goTo(next);
  if (!next) tell(stillOpen() ? word("still", { what: stillOpen() }) : word("all-decided"));
}

/** @type {(sure: Card[], otherwise: string) => void} */
function acceptMany(sure, otherwise) {
  if (!sure.length) return tell(word(otherwise));
  saving.send({ verb: "accept-many", cards: sure.map(idOf).join(",") });
  for (const card of sure) showVerdict(card, "accepted");
  recount();
  if (current()?.dataset.verdict !== "suggested") goTo(neighbour(1)); // what was not among them is still to be judged
  tellDone(word("accepted-all", { what: counted(sure.length) }));
}

let swapped = NaN; // when the article was swapped in, in milliseconds, until one has decided in it

function finish() {
  if (performance.now() - swapped < 500) return; // the second half of a double press
  const [what, optional] = [stillOpen(), stillOpen(false)];
  const leave = () => leaveBy("finish");
  const sentence = word("stay-out", { what }) + (optional && ` ${word("optional", { what: optional })}`);
  if (what) confirmFinish(sentence, leave);
  else leave();
}

/** Ask why the article is skipped, and leave it once all is saved. */
function skipArticle() {
  if (document.querySelector("[data-command=skip-article]")) askToSkip(() => void leaveBy("skip-form"));
}

/** @type {Run} */
function moveCursor({ command, value = "", extend, exact }) {
  const card = current();
  const forward = $("article-text").closest("[dir=rtl]") ? "ArrowLeft" : "ArrowRight";
  const home = card ? Math.min(...spansOf(card).map((span) => span[1])) : 0;
  selection.move([forward, "ArrowDown"].includes(value) ? 1 : -1, {
    extend,
    exact,
    line: command === "cursor-line",
    home,
  });
}

function flag() {
  const card = current();
  if (!card) return;
  askFor("flag", "", (note) => {
    send("flag", card, { note });
    tell(word("flagged"));
  });
}

/** @type {(way: Way) => (call: { value: string }) => void} */
function step(way) {
  return ({ value }) => goTo(value ? (neighbour(way, current(), true) ?? current()) : neighbour(way));
}

/** @type {Record<string, (call: Call & { value: string }) => void>} */
const COMMANDS = {
  next: step(1),
  skip: step(1),
  previous: step(-1),
  kind: ({ value }) => (isOn(value) ? $(`filter-${value}`).click() : tell(word("kind-off"))),
  accept: () => decide("accept"),
  reject: () => decide("reject"),
  "accept-many": () => acceptMany(sureCards(), "none-sure"),
  "accept-group": ({ value }) => acceptMany(grouped(value), "none-alike"),
  undo: () => saving.send({ verb: "undo" }),
  redo: () => saving.send({ verb: "redo" }),
  role: ({ value }) => edit.setRole(value),
  fragment: ({ value }) => edit.addFragment(value || "content"),
  "no-speaker": edit.noSpeaker,
  person: edit.person,
  type: ({ value }) => edit.setType(value),
  words: edit.replaceWords,
  digit: ({ value }) => edit.digit(value),
  edge: ({ value, exact = false }) =>
    edit.stepEdge(value.startsWith("start") ? "start" : "end", value.endsWith("-1") ? -1 : 1, exact),
  jump: ({ value }) => edit.jumpEdge(/** @type {Edge} */ (value)),
  remove: () => edit.removePart() && decide("reject"),
  flag,
  "skip-article": skipArticle,
  guidelines: showGuidelines,
  keys: () => $("keys").showModal(),
  more: showMore,
  add: ({ value }) => edit.addNew(/** @type {Kind} */ (value)),
  search: () => showSearch(selection.placeAt),
  steps: showSteps,
  finish: () => (edit.isArmed() && selection.selected() ? run(/** @type {Call} */ (edit.disarm())) : finish()),
  clear: () => {
    edit.disarm();
    selection.clear();
  },
  cursor: moveCursor,
  "cursor-line": moveCursor,
};

/** Commands that need no card but those that they go to. Before any other, the whole page is completed. */
const QUICK = "next skip previous kind accept reject undo redo flag more guidelines keys steps clear";
const quick = new Set(QUICK.split(" "));

/** @type {Run} */
function run(call) {
  if (isLeaving()) return;
  if (!quick.has(call.command)) completeAll();
  COMMANDS[call.command]?.({ value: "", ...call });
}

listen(run);
listenToPointer(run);
on("click", "#cards > .card:not([aria-current])", (card) => goTo(card));
on("change", ".filters input", (filter) => {
  const kind = filter.id.replace("filter-", "");
  show(kind);
  group();
  const card = neighbour(1, null) ?? neighbour(1, null, true);
  goTo(card);
  if (!card) tell(counted(0, kind));
});

/** @type {Apply} */
function apply(html, status, verb) {
  const { content } = Object.assign(document.createElement("template"), { innerHTML: html });
  const [shown, held] = [current(), document.activeElement];
  const moved = all("#cards > [data-moved]");
  const drawn = all(".card", content).filter((card) => {
    if (status === 409) saving.drop(idOf(card));
    else saving.rebase(idOf(card), versionOf(card));
    if (saving.isPending(idOf(card))) card.remove(); // the page is ahead: the last answer draws it
    return card.parentNode;
  });
  const parts = all("[hx-swap-oob]", content);
  for (const part of parts) swap(part);
  redrawn();
  showFlags();
  for (const card of drawn) {
    place(card);
    tint(card);
  }
  const target = ["undo", "redo"].includes(verb) && drawn[0] ? drawn[0] : shown && cardOf(idOf(shown));
  if (target) showKind(target.dataset.kind);
  group();
  if (!target || target !== shown || moved[0] || !parts.every((part) => part.matches(".card, #history, #flags")))
    goTo(target ?? neighbour(1, null), target?.id !== shown?.id);
  // An added card is empty until the answer draws it.
  if (target && verb !== "sync" && drawn.includes(target))
    target.scrollIntoView({ block: "nearest", behavior: "instant" });
  if (held.dataset.command && !held.isConnected) twin(held, current() ?? document)?.focus({ preventScroll: true });
  renumber();
  recount();
  if (target && target.id === shown?.id && ["add", "change", "undo", "redo"].includes(verb)) hear(target);
  const message = content.querySelector("#refusal")?.textContent;
  if (message) refuse(message, status);
}

/**
 * Replace the element of the fragment's id, and give the focus back to what had it. A card keeps its suggester's name,
 * which answers leave out.
 * @type {(element: HTMLElement) => void}
 */
function swap(element) {
  const old = $(element.id);
  if (old?.matches(".card")) complete(/** @type {Card} */ (old));
  const held = old?.contains(document.activeElement) && document.activeElement;
  if (element.getAttribute("hx-swap-oob") === "delete") return old?.remove();
  element.removeAttribute("hx-swap-oob");
  const by = old?.querySelector(".by");
  if (by) element.querySelector(".reason")?.before(by);
  if (old) old.replaceWith(element);
  else if (element.matches(".card")) place(/** @type {Card} */ (element));
  if (!held) return;
  const next = $(held.id) ?? twin(held, element) ?? element;
  (next.matches(":disabled") ? all("button:enabled", element)[0] : next)?.focus({ preventScroll: true });
}

/** The card named in the address (`#text-ID`, `#annotation-ID`, `?annotation=ID`), else the first undecided one. */
function firstCard() {
  const asked = new URLSearchParams(location.search).get("annotation") ?? "";
  const named = cardOf(location.hash.replace(/^#(text|annotation)-/, "")) ?? cardOf(asked);
  if (named) showKind(named.dataset.kind);
  return named ?? neighbour(1, null);
}

document.addEventListener("quotemark:flags", showFlags); // notes.js has drawn the list anew
function open() {
  showFlags();
  goTo(firstCard());
  recount();
  void completeRest();
}

/** Another article was swapped in: say which, and begin where a page begins. */
function openNext() {
  swapped = performance.now();
  selection.clear();
  hearFirst(
    all(".notices .notice, .crumb-title")
      .map(({ textContent }) => textContent.trim())
      .join(". "),
  );
  open();
  $("main").focus({ preventScroll: true }); // last: it needs the layout
}

history.scrollRestoration = "manual"; // the current frame is what has to be in sight
saving.start(apply);
open();
addEventListener("quotemark:open", openNext);
addEventListener("pageshow", (event) => event.persisted && location.reload());
