// Edits of the current frame: which part the keys move, and every change, shown at once and sent to the server.
import { $, all, paint, word } from "./dom.js";
import {
  KINDS,
  ROLES,
  advance,
  cardOf,
  current,
  dress,
  idOf,
  isOn,
  partsOf,
  place,
  setCurrent,
  showKind,
  spansOf,
  versionOf,
} from "./cards.js";
import { drawHandles } from "./handles.js";
import { offerWords } from "./hints.js";
import { tell } from "./notices.js";
import { moved, rangeOf, shownAt, tokenAt } from "./offsets.js";
import * as saving from "./saving.js";
import * as selection from "./selection.js";
import { askFor, pickPerson } from "./windows.js";

/** The active part, which the keys move: chosen by c, s or v. Without one, the first part's start and the last part's end move. @type {RoleSpan | undefined} */
let active;
/** What waits for words. @type {Call | null} */
let armed = null;
const AT = /** @type {const} */ ({ start: 1, end: 2 }); // in a RoleSpan

/** @type {GoTo} */
export function goTo(card, scroll) {
  if (card !== current()) active = undefined;
  arm(null);
  show(card, scroll);
}

/** @type {GoTo} */
function show(card, scroll) {
  setCurrent(card, scroll);
  if (!card || !spansOf(card).some(same(active))) active = undefined;
  paint("active", ...(active ? [rangeOf(active[1], active[2])] : []));
  drawHandles(card ? spansOf(card) : [], active ?? (card ? partsOf(card)[0] : undefined), moveEdge);
}

/** @type {(span?: RoleSpan) => (other: RoleSpan) => boolean} */
const same = (span) => (other) => String(span) === String(other);

/** @type {(card: Card, edge: Edge) => RoleSpan | undefined} */
const part = (card, edge) => active ?? partsOf(card, wanted(card)).at(edge === "start" ? 0 : -1);

/** @type {OfCard<Role>} */
const wanted = (card) =>
  (armed?.command === "role" ? roleOf(card, armed.value) : undefined) ?? ROLES[card.dataset.kind][0];

/** c, s and v mean the kind's own roles. @type {(card: Card, key?: string) => Role | undefined} */
const roleOf = (card, key = "") => ROLES[card.dataset.kind][["content", "speaker", "cue"].indexOf(key)];

/** @type {(verb: string, card: Card, more?: Fields) => void} */
export const send = (verb, card, more = {}) =>
  saving.send({ verb, card: idOf(card), version: versionOf(card), ...more });

/** Spans on their way to the server, with the words that they mean. @type {(spans: RoleSpan[]) => Fields} */
const asFields = (spans) => ({ spans: JSON.stringify(spans), words: JSON.stringify(shownAt(spans)) });

/** Change the current frame. @type {(spans: RoleSpan[] | null, more?: Fields) => void} */
function change(spans, more = {}) {
  const card = current();
  if (!card) return;
  const fields = spans ? { ...more, ...asFields(spans) } : more;
  send("change", card, fields);
  advance(card);
  if (spans) Object.assign(card.dataset, { spans: fields.spans, moved: "" });
  card.dataset.type = more.quote_type ?? more.entity_type ?? card.dataset.type ?? "";
  arm(null);
  selection.clear();
  show(card, false);
}

/** Wait for the words that a command needs; null stops waiting. @type {(call: Call | null) => void} */
function arm(call) {
  armed = call;
  $("armed").hidden = !call;
  $("main").toggleAttribute("data-armed", Boolean(call));
  if (call) $("armed").dataset.for = call.command === "fragment" ? "fragment" : call.value;
}

export function disarm() {
  const call = armed;
  arm(null);
  return call;
}

export const isArmed = () => armed !== null;

/** Without a selection the role's parts become active in turn, and the words selected next replace the active one. @type {ByKey} */
export function setRole(key) {
  const card = current();
  const role = card && roleOf(card, key);
  if (!role) return tell(word("choose-first"));
  const span = selection.picked();
  if (span)
    return put(
      spansOf(card).filter((other) => other[0] !== role),
      [role, ...span],
    );
  const parts = partsOf(card, role);
  active = parts[(parts.findIndex(same(active)) + 1) % parts.length];
  arm({ command: "role", value: key });
  show(card, false);
}

/** Set the spans to the others and the new one, which becomes active. @type {(spans: RoleSpan[], now: RoleSpan) => void} */
function put(spans, now) {
  const next = joined([...spans, now]);
  if (active || now[0] !== "content")
    active = next.find((span) => span[0] === now[0] && span[1] <= now[1] && now[2] <= span[2]);
  change(next);
}

/** @type {ByKey} */
export function addFragment(key) {
  const card = current();
  const span = selection.picked();
  if (card?.dataset.kind !== "quote") return tell(word("choose-first"));
  if (span) put(spansOf(card), [/** @type {Role} */ (key), ...span]);
  else arm({ command: "fragment", value: key });
}

/** Parts of one role that touch or overlap become one. @type {(spans: RoleSpan[]) => RoleSpan[]} */
function joined(spans) {
  /** @type {RoleSpan[]} */
  const result = [];
  for (const [role, start, end] of spans.sort((a, b) => a[1] - b[1])) {
    const last = result.findLast((span) => span[0] === role);
    if (last && start <= last[2]) last[2] = Math.max(last[2], end);
    else result.push([role, start, end]);
  }
  return result;
}

/** Take an edge to a place; beyond the part's other edge, the word there is the part. @type {MoveEdge} */
function moveEdge(span, edge, to) {
  const [role, start, end] = span;
  const { start: first, end: last } = tokenAt(edge === "start" ? to : to - 1);
  /** @type {RoleSpan} */
  const now = edge === "start" ? [role, to, to < end ? end : last] : [role, to > start ? start : first, to];
  const card = current();
  if (card)
    put(
      spansOf(card).filter((other) => !same(span)(other)),
      now,
    );
}

/** @type {(edge: Edge, way: Way, exact: boolean) => void} */
export function stepEdge(edge, way, exact) {
  const card = current();
  const span = card && part(card, edge);
  if (!span) return tell(word("choose-first"));
  const [, start, end] = span;
  const to = moved(span[AT[edge]], edge, way, exact);
  if (to === span[AT[edge]] || (edge === "start" ? to >= end : to <= start)) tell(word("no-further"));
  else moveEdge(span, edge, to);
}

/**
 * Offer letters for the edge of the selection, or of the active part. A part that does not exist yet asks for a
 * second letter, for its end.
 * @type {(edge: Edge) => void}
 */
export function jumpEdge(edge) {
  const picked = selection.picked();
  const card = current();
  const role = card && wanted(card);
  const span = card && part(card, edge);
  const [shown] = card ? partsOf(card) : [];
  offerWords(edge, picked?.[AT[edge] - 1] ?? (span ?? shown)?.[AT[edge]] ?? 0, (token) => {
    if (picked && edge === "start") selection.select(Math.max(picked[1], token.end), token.start);
    else if (picked) selection.select(Math.min(picked[0], token.start), token.end);
    else if (span) moveEdge(span, edge, token[edge]);
    else
      offerWords(
        "end",
        token.end,
        (last) => card && role && put(spansOf(card), (active = [role, token.start, last.end])),
      );
  });
}

/** Remove the active part. Returns true, and removes nothing, if the annotation cannot be without it. */
export function removePart() {
  const card = current();
  const gone = card && part(card, "end");
  if (!card || !gone) return false;
  const left = spansOf(card).filter((span) => !same(gone)(span));
  if (!left.some((span) => span[0] === ROLES[card.dataset.kind][0])) return true;
  active = undefined;
  if (gone[0] === "speaker" && !left.some((span) => span[0] === "speaker")) noSpeaker();
  else change(left);
  return false;
}

export function noSpeaker() {
  const card = current();
  if (card?.dataset.kind === "quote")
    change(
      spansOf(card).filter((span) => span[0] !== "speaker"),
      { speaker_kind: "none" },
    );
}

/** @type {ByKey} */
export const setType = (type) => change(null, { [`${current()?.dataset.kind}_type`]: type });

/** @type {ByKey} */
export function digit(digit) {
  const kind = KINDS[Number(digit) - 1];
  const button = all("[data-detail] :is([data-command=type], [data-command=words])")[Number(digit) - 1];
  if (button && !selection.selected()) {
    if (button.matches(":disabled")) tell(word("type-off"));
    else button.click();
  } else if (kind) addNew(kind);
}

/** Make the selection a new annotation, or wait for its words. @type {(kind: Kind) => void} */
export function addNew(kind) {
  if (!isOn(kind)) return tell(word("kind-off"));
  const span = selection.selected();
  if (span) add(kind, span);
  else arm({ command: "add", value: kind });
}

export function replaceWords() {
  const replacement = current()?.dataset.replacement;
  if (replacement !== undefined) askFor("replacement", replacement, (words) => change(null, { replacement: words }));
}

/** @type {(kind: Kind, span: Span, more?: Fields) => void} */
function add(kind, span, more) {
  if (kind === "repair" && !more)
    return askFor("replacement", String(getSelection()), (replacement) => add(kind, span, { replacement }));
  const card = /** @type {Card} */ (/** @type {any} */ (document.createElement("li")));
  /** @type {RoleSpan[]} */
  const spans = [[ROLES[kind][0], ...span]];
  const fields = asFields(spans);
  card.id = `annotation-${saving.newId()}`;
  Object.assign(card.dataset, { kind, verdict: "added", moved: "" });
  dress(card, spans);
  card.tabIndex = -1;
  place(card);
  /** @type {Fields} */
  const type = kind === "entity" ? { entity_type: $("main").dataset.newEntity ?? "" } : {};
  send("add", card, { kind, ...type, ...fields, ...more });
  advance(card);
  selection.clear();
  showKind(kind);
  goTo(card);
}

export function person() {
  const card = current();
  if (!card || !["quote", "entity"].includes(card.dataset.kind)) return;
  pickPerson(idOf(card), ({ person, name = "" }) => {
    const still = cardOf(idOf(card));
    if (!still) return;
    if (still !== current()) goTo(still); // an undo's answer may have moved on meanwhile
    change(null, person ? { person } : { name });
  });
}
