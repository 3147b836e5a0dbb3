// The workbench: commands from keys, buttons and clicks; each changes the page at once and tells the server.
import * as dialogs from "./dialogs.js";
import * as frames from "./frames.js";
import { listen } from "./keys.js";
import { refuse, tell } from "./notices.js";
import * as picker from "./picker.js";
import * as saving from "./saving.js";
import * as selection from "./selection.js";
import { moved } from "./tokens.js";
import { length, rangeOf } from "./offsets.js";

const main = /** @type {HTMLElement} */ (document.getElementById("main"));
const list = /** @type {HTMLElement} */ (document.getElementById("cards"));
const threshold = Number(main.dataset.threshold ?? "0.9");
const MAIN_ROLE = { quote: "content", entity: "mention", caption: "caption", repair: "damaged" };
const KINDS = /** @type {const} */ (["quote", "entity", "caption", "repair"]);

/** The part of the current frame that the edge keys move: [role, place among the role's spans] */
let active = { card: "", role: "", place: -1 };

/** @param {string} verb @param {HTMLElement} card @param {Record<string, string>} [more] */
function send(verb, card, more = {}) {
  saving.send({ verb, card: frames.idOf(card), version: card.dataset.version ?? "0", ...more });
}

/** @param {HTMLElement | null} card */
function goTo(card) {
  active = { card: "", role: "", place: -1 };
  frames.setCurrent(card);
  drawActive();
}

/** @param {"accept" | "reject"} verb */
function decide(verb) {
  const card = frames.current();
  if (!card) return;
  const own = card.dataset.verdict === "added";
  if (verb === "accept" && ["accepted", "corrected", "added"].includes(card.dataset.verdict ?? "")) return goTo(frames.neighbour(1));
  send(verb, card);
  const next = frames.neighbour(1);
  if (own) card.remove();
  else frames.showVerdict(card, verb === "accept" ? "accepted" : "rejected");
  frames.recount(threshold);
  goTo(next);
  if (!next || next.dataset.verdict !== "suggested") tell("Nothing undecided is left here. Enter finishes the article.");
}

/**
 * Make the current frame say something else, here and on the server.
 * @param {import("./frames.js").RoleSpan[] | null} spans @param {Record<string, string>} [more]
 */
function change(spans, more = {}) {
  const card = frames.current();
  if (!card) return;
  const fields = spans ? { ...more, spans: JSON.stringify(spans) } : more;
  send("change", card, fields);
  card.dataset.version = String(Number(card.dataset.version) + 1);
  if (spans) card.dataset.spans = JSON.stringify(spans);
  if (more.quote_type) card.dataset.type = more.quote_type;
  frames.setCurrent(card, { scroll: false });
}

/** @param {string} role */
function setRole(role) {
  const card = frames.current();
  const span = selection.picked();
  const kind = /** @type {(typeof KINDS)[number]} */ (card?.dataset.kind ?? "quote");
  if (role === "content") role = MAIN_ROLE[kind];
  if (kind === "caption" && role === "speaker") role = "credit";
  if (!span) return activate(role);
  if (!card || !rolesOf(card).includes(role)) return tell("Choose a quote first, or press 1 to make the selection a new one.");
  const others = frames.spansOf(card).filter((other) => other[0] !== role);
  change([...others, [role, ...span]]);
  active = { card: frames.idOf(card), role, place: 0 };
  selection.clear();
}

/** @param {HTMLElement} card @returns {string[]} */
const rolesOf = (card) => ({ quote: ["content", "speaker", "cue"], entity: ["mention"], caption: ["caption", "credit"], repair: ["damaged"] })[card.dataset.kind ?? "quote"] ?? [];

/** With nothing selected, c, s and v choose the part that the edge keys move. @param {string} role */
function activate(role) {
  const card = frames.current();
  if (!card) return;
  const spans = frames.spansOf(card).filter((span) => span[0] === role);
  if (!spans.length) return tell(`This quote has no ${role}. Select its words, then press the key again.`);
  const same = active.card === frames.idOf(card) && active.role === role;
  active = { card: frames.idOf(card), role, place: same ? (active.place + 1) % spans.length : 0 };
  tell(`${role}${spans.length > 1 ? ` part ${active.place + 1} of ${spans.length}` : ""}: the edge keys move it`);
  drawActive();
}

/** The chosen part carries a thick line of its own. */
function drawActive() {
  const card = frames.current();
  const chosen = card && active.card === frames.idOf(card) ? edgeSpan(card, frames.spansOf(card), "start") : undefined;
  if (chosen) CSS.highlights?.set("active", new Highlight(rangeOf(chosen[1], chosen[2])));
  else CSS.highlights?.delete("active");
}

function addFragment() {
  const card = frames.current();
  const span = selection.picked();
  if (!card || card.dataset.kind !== "quote" || !span) return tell("Select the words of the further part first.");
  change(merged([...frames.spansOf(card), ["content", ...span]]));
  selection.clear();
}

/** Content parts that touch or overlap become one. @param {import("./frames.js").RoleSpan[]} spans */
function merged(spans) {
  const parts = spans.filter((span) => span[0] === "content").sort((a, b) => a[1] - b[1]);
  /** @type {import("./frames.js").RoleSpan[]} */
  const joined = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last && part[1] <= last[2]) last[2] = Math.max(last[2], part[2]);
    else joined.push([...part]);
  }
  return [...joined, ...spans.filter((span) => span[0] !== "content")];
}

/** @param {string} value "start -1" … "end 1" @param {boolean} exact */
function moveEdge(value, exact) {
  const card = frames.current();
  if (!card) return;
  const [edge, way] = value.split(" ");
  const spans = frames.spansOf(card);
  const span = edgeSpan(card, spans, edge);
  if (!span) return;
  const at = edge === "start" ? 1 : 2;
  const to = moved(span[at], /** @type {"start" | "end"} */ (edge), way === "1" ? 1 : -1, exact);
  const crosses = edge === "start" ? to >= span[2] : to <= span[1];
  const overlaps = spans.some((other) => other !== span && other[0] === span[0] && (edge === "start" ? other[1] < span[1] && to < other[2] : other[2] > span[2] && to > other[1]));
  if (crosses || overlaps || to < 0 || to > length) return tell("The edge can go no further.");
  span[at] = to;
  change(spans);
}

/** The active part; without one, the first part's start and the last part's end. */
function edgeSpan(/** @type {HTMLElement} */ card, /** @type {import("./frames.js").RoleSpan[]} */ spans, /** @type {string} */ edge) {
  const chosen = active.card === frames.idOf(card);
  const role = chosen ? active.role : MAIN_ROLE[/** @type {"quote"} */ (card.dataset.kind)];
  const parts = spans.filter((span) => span[0] === role).sort((a, b) => a[1] - b[1]);
  return chosen ? parts[active.place] ?? parts[0] : edge === "start" ? parts[0] : parts.at(-1);
}

function removeActive() {
  const card = frames.current();
  if (!card) return;
  const chosen = active.card === frames.idOf(card);
  const role = chosen ? active.role : MAIN_ROLE[/** @type {"quote"} */ (card.dataset.kind)];
  const spans = frames.spansOf(card);
  const parts = spans.filter((span) => span[0] === role);
  const gone = chosen ? parts[active.place] : parts.at(-1);
  const left = spans.filter((span) => span !== gone);
  if (!left.some((span) => span[0] === MAIN_ROLE[/** @type {"quote"} */ (card.dataset.kind)])) return decide("reject");
  const none = role === "speaker" && !left.some((span) => span[0] === "speaker");
  change(left, none ? { speaker_kind: "none" } : {});
  active = { card: "", role: "", place: -1 };
}

function noSpeaker() {
  const card = frames.current();
  if (card?.dataset.kind !== "quote") return;
  card.dataset.speakerKind = "none";
  change(frames.spansOf(card).filter((span) => span[0] !== "speaker"), { speaker_kind: "none" });
}

/** @param {string} digit */
function digit(digit) {
  const kind = KINDS[Number(digit) - 1];
  if (selection.selected()) return kind ? add(kind) : undefined;
  const card = frames.current();
  if (!card) return;
  const types = ["direct", "mixed", "indirect"];
  if (card.dataset.kind === "quote" && types[Number(digit) - 1]) return change(null, { quote_type: types[Number(digit) - 1] });
  if (card.dataset.kind === "repair") dialogs.ask("replacement", "replacement-words", card.dataset.replacement ?? "", (words) => change(null, { replacement: words }));
  const entityTypes = ["PERSON", "ORG", "GPE", "LOC", "NORP", "DATE", "EVENT", "FAC", "WORK_OF_ART"];
  if (card.dataset.kind === "entity") change(null, { entity_type: entityTypes[Number(digit) - 1] });
}

/** @param {(typeof KINDS)[number]} kind */
function add(kind) {
  const span = selection.selected();
  if (!span) return;
  if (kind === "repair") {
    const words = getSelection()?.toString() ?? "";
    dialogs.ask("replacement", "replacement-words", words, (replacement) => insert(kind, span, { replacement }));
  } else insert(kind, span);
}

/** @param {(typeof KINDS)[number]} kind @param {[number, number]} span @param {Record<string, string>} [more] */
function insert(kind, span, more = {}) {
  const card = document.createElement("li");
  const spans = [[MAIN_ROLE[kind], ...span]];
  card.id = `annotation-${crypto.randomUUID()}`;
  card.className = kind === "quote" ? "card" : "card card-small";
  card.tabIndex = -1;
  Object.assign(card.dataset, { kind, verdict: "added", version: "0", spans: JSON.stringify(spans) });
  frames.place(card);
  send("add", card, { kind, spans: JSON.stringify(spans), ...more });
  card.dataset.version = "1";
  selection.clear();
  showKind(kind);
  goTo(card);
}

/** @param {string} kind */
function showKind(kind) {
  const filter = /** @type {HTMLInputElement} */ (document.getElementById(`filter-${kind}`));
  if (frames.shownKind() !== "all") filter.checked = true;
}

function person() {
  const card = frames.current();
  if (!card || !["quote", "entity"].includes(card.dataset.kind ?? "")) return;
  picker.open(frames.idOf(card), (choice) => {
    const still = document.getElementById(card.id);
    if (!still) return;
    if (still !== frames.current()) goTo(still); // an undo's answer may have moved on meanwhile
    change(null, choice.person ? { person: choice.person } : { name: choice.name ?? "" });
  });
}

function acceptMany() {
  const sure = frames.sureCards(threshold);
  if (!sure.length) return tell(`Nothing undecided here scores ${threshold.toFixed(2)} or more.`);
  saving.send({ verb: "accept-many", cards: sure.map(frames.idOf).join(",") });
  sure.forEach((card) => frames.showVerdict(card, "accepted"));
  frames.recount(threshold);
  tell(`${sure.length} accepted. u takes all of them back.`);
  goTo(frames.neighbour(1));
}

function finish() {
  const form = /** @type {HTMLFormElement} */ (document.getElementById("finish"));
  const open = frames.cards().filter((card) => card.dataset.verdict === "suggested");
  const leave = async () => {
    while (!saving.isIdle()) await new Promise((resolve) => setTimeout(resolve, 20));
    form.submit();
  };
  if (!open.length) return void leave();
  const words = KINDS.map((kind) => [open.filter((card) => card.dataset.kind === kind).length, kind])
    .filter(([count]) => count)
    .map(([count, kind]) => `${count} ${count === 1 ? kind : kind === "entity" ? "entities" : `${kind}s`}`)
    .join(", ");
  dialogs.confirmFinish(`Undecided: ${words}. They stay out of your set; you can come back at any time.`, () => void leave());
}

/** @param {string} verb */
function history(verb) {
  saving.send({ verb });
}

/** Where a new text cursor starts: at the current frame. */
function home() {
  const card = frames.current();
  return card ? Math.min(...frames.spansOf(card).map((span) => span[1])) : 0;
}

/** @param {import("./keys.js").Call} call @returns {1 | -1} */
const direction = (call) => (call.value === "1" ? 1 : -1);

/** @type {Record<string, (call: import("./keys.js").Call) => void>} */
const COMMANDS = {
  next: () => goTo(frames.neighbour(1)),
  previous: () => goTo(frames.neighbour(-1)),
  skip: () => goTo(frames.neighbour(1)),
  accept: () => decide("accept"),
  reject: () => decide("reject"),
  "accept-many": acceptMany,
  undo: () => history("undo"),
  redo: () => history("redo"),
  role: (call) => setRole(call.value ?? ""),
  fragment: addFragment,
  "no-speaker": noSpeaker,
  person,
  type: (call) => change(null, { quote_type: call.value ?? "" }),
  digit: (call) => digit(call.value ?? ""),
  edge: (call) => moveEdge(call.value ?? "", call.exact ?? false),
  remove: removeActive,
  flag: () => {
    const card = frames.current();
    if (card) dialogs.ask("flag", "flag-note", "", (note) => send("flag", card, { note }));
  },
  guidelines: () => void dialogs.showGuidelines(),
  keys: dialogs.showKeys,
  search: () => dialogs.showSearch(selection.placeAt),
  finish,
  clear: selection.clear,
  cursor: (call) => selection.move(direction(call), { extend: call.extend ?? false, exact: call.exact ?? false, home: home() }),
  "cursor-line": (call) => selection.moveLine(direction(call), home()),
};

listen((call) => COMMANDS[call.command]?.(call));

list.addEventListener("click", (event) => {
  const card = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest(".card")) : null;
  if (card && card !== frames.current()) goTo(card);
});

// A click picks the shortest annotation under the pointer; a second click the next larger one.
document.getElementById("article-text")?.addEventListener("click", (event) => {
  if (!getSelection()?.isCollapsed || !(event.target instanceof Element)) return;
  const found = [];
  for (let mark = event.target.closest("[data-annotation]"); mark; mark = mark.parentElement?.closest("[data-annotation]") ?? null) {
    found.push(...(mark.getAttribute("data-annotation") ?? "").split(" "));
  }
  const shown = [...new Set(found)].map(frames.cardOf).filter((card) => card && card.dataset.verdict !== "rejected");
  if (!shown.length) return;
  const at = shown.indexOf(frames.current());
  const card = /** @type {HTMLElement} */ (shown[(at + 1) % shown.length]);
  if (!frames.isShown(card)) {
    showKind(card.dataset.kind ?? "quote");
    frames.recount(threshold);
  }
  goTo(card);
});

document.querySelector(".filters")?.addEventListener("change", () => {
  frames.recount(threshold);
  goTo(frames.neighbour(1, true, null));
});

/** Put the server's fragments in their places. @param {string} html @param {number} status @param {string} verb */
function apply(html, status, verb) {
  const answer = new DOMParser().parseFromString(`<template>${html}</template>`, "text/html");
  const content = /** @type {HTMLTemplateElement} */ (answer.querySelector("template")).content;
  const shown = frames.current();
  const touched = /** @type {HTMLElement[]} */ ([...content.querySelectorAll(".card")]);
  for (const card of touched) {
    const id = card.id.replace("annotation-", "");
    if (status === 409) saving.drop(id);
    else saving.rebase(id, card.dataset.version);
    if (saving.isPending(id)) card.remove(); // the page is ahead: the last answer draws it
  }
  const drawn = touched.filter((card) => card.isConnected || content.contains(card));
  for (const card of drawn) {
    if (!document.getElementById(card.id)) frames.place(/** @type {HTMLElement} */ (document.importNode(card, true)));
  }
  const gone = [...content.querySelectorAll('[hx-swap-oob="delete"]')].map((element) => element.id);
  gone.filter((id) => !document.getElementById(id)).forEach((id) => content.getElementById(id)?.remove());
  const holder = document.createElement("div");
  holder.append(document.importNode(content, true));
  htmx.swap(document.body, holder.innerHTML, { swapStyle: "none", swapDelay: 0, settleDelay: 0 });
  for (const { id } of touched) {
    const live = document.getElementById(id);
    if (live) frames.place(live);
    frames.paint(id.replace("annotation-", ""));
  }
  const target = ["undo", "redo"].includes(verb) && touched.length ? touched[0].id : shown?.id;
  const card = target ? document.getElementById(target) : null;
  if (card && !frames.isShown(card)) showKind(card.dataset.kind ?? "quote");
  frames.setCurrent(card ?? frames.neighbour(1, true, null), { scroll: target !== shown?.id });
  frames.renumber();
  frames.recount(threshold);
  drawActive();
  const message = content.querySelector("#refusal")?.textContent;
  if (message) refuse(message, status);
}

/** The card that the address names (`#text-ID` or `#annotation-ID`), else the first undecided one. */
function firstCard() {
  const named = document.getElementById(location.hash.replace(/^#(text|annotation)-/, "annotation-"));
  if (!named?.matches(".card")) return frames.neighbour(1, true, null);
  showKind(named.dataset.kind ?? "quote");
  return named;
}

saving.start(apply);
goTo(firstCard());
frames.recount(threshold);
addEventListener("pageshow", (event) => event.persisted && location.reload());
