// Which key, button or gesture asks for which command. No command fires while a text field has the focus or a window is open.
import { $, ofArticle, on } from "./dom.js";

/** @type {Record<string, string>} */
const KEYS = {
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  J: "next any",
  K: "previous any",
  " ": "skip",
  a: "accept",
  x: "reject",
  A: "accept-many",
  g: "accept-group",
  q: "kind quote",
  e: "kind entity",
  i: "kind caption",
  r: "kind repair",
  0: "kind all",
  u: "undo",
  Enter: "finish",
  c: "role content",
  s: "role speaker",
  v: "role cue",
  "+": "fragment content",
  S: "fragment speaker",
  V: "fragment cue",
  n: "no-speaker",
  p: "person",
  f: "flag",
  N: "skip-article",
  Delete: "remove",
  Backspace: "remove",
  "[": "edge start -1",
  "]": "edge start 1",
  "{": "edge end -1",
  "}": "edge end 1",
  ",": "edge start -1",
  ".": "edge start 1",
  "<": "edge end -1",
  ">": "edge end 1",
  "(": "jump start",
  ")": "jump end",
  h: "guidelines",
  H: "steps",
  "?": "keys",
  "/": "search",
  Escape: "clear",
};

/** What the user's keys mean. What the page says of those that they changed, own-keys.js says anew. @type {() => Record<string, string>} */
function ownKeys() {
  /** The command, its first key, the own one. @type {[string, string, string][]} */
  const own = JSON.parse($("main").dataset.keys ?? "[]");
  const keys = { ...KEYS };
  for (const [, first] of own) delete keys[first];
  for (const [command, , key] of own) keys[key] = command;
  return keys;
}

const page = ofArticle(() => {
  $("keys-switch").checked = localStorage.getItem("keys") !== "off";
  return { keys: ownKeys() };
});

// With Alt many layouts give another character, so the place of the key decides: without Shift, with it.
/** @type {Record<string, string>} */
const PLACES = { BracketLeft: "[{", BracketRight: "]}", Comma: ",<", Period: ".>", IntlBackslash: "<>" };
const hasOption = navigator.platform.startsWith("Mac");

/** Whether Control or Command is held. Control with Alt is how Windows reports AltGr. @type {(event: KeyboardEvent) => boolean} */
const isHeld = ({ ctrlKey, metaKey, altKey }) => metaKey || (ctrlKey && !altKey);

/** Whether the layout needs AltGr or Option to write this bracket: then Alt does not mean “by character”. @type {(event: KeyboardEvent) => boolean} */
const isWritten = (event) =>
  /^[[\]{}]$/.test(event.key) &&
  (hasOption || event.ctrlKey || event.getModifierState("AltGraph") || !event.code.startsWith("Bracket"));

/** @type {(event: KeyboardEvent) => Call | null} */
function callOf(event) {
  const { key, code, shiftKey } = event;
  const altKey = event.altKey && !isWritten(event);
  if (isHeld(event)) return key.toLowerCase() === "z" ? { command: shiftKey ? "redo" : "undo" } : null;
  if (/^Arrow[LR]/.test(key)) return { command: "cursor", value: key, extend: shiftKey, exact: altKey };
  if (shiftKey && key.startsWith("Arrow")) return { command: "cursor-line", value: key, extend: true };
  if (/^[1-9]$/.test(key) && !altKey) return { command: "digit", value: key };
  const found = page.keys[(altKey && PLACES[code]?.[shiftKey ? 1 : 0]) || key];
  if (!found || (altKey && !found.startsWith("edge"))) return null;
  const [command, ...value] = found.split(" ");
  return { command, value: value.join(" "), exact: altKey };
}

on("change", "#keys-switch", () => localStorage.setItem("keys", $("keys-switch").checked ? "on" : "off"));

/** @type {(run: Run) => void} */
export function listen(run) {
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const field = target.closest("input:not([type=radio]), textarea, select, [contenteditable]");
    // The field of a window that has just closed keeps the focus until the next frame: that key is the workbench's.
    if (event.defaultPrevented || document.querySelector("dialog:modal") || field?.checkVisibility()) return;
    if (["Enter", " "].includes(key) && target.closest("button, a, summary")) return;
    if (target.matches("input[type=radio]:focus-visible") && /^Arrow[LR]/.test(key) && !event.shiftKey && !event.altKey)
      return;
    const call = callOf(event);
    if (!call || (!$("keys-switch").checked && key.length === 1 && !isHeld(event))) return;
    event.preventDefault();
    if (!event.repeat || call.command !== "finish") run(call);
  });
  on("click", "[data-command]", (button, event) => {
    event.preventDefault();
    run({ command: button.dataset.command ?? "", value: button.dataset.value });
  });
}
