// Which key, button or gesture asks for which command. No command fires while a text field has the focus or a window is open.
import { $, on } from "./dom.js";

/** @type {Record<string, string>} */
const KEYS = {
  j: "next",
  ArrowDown: "next",
  k: "previous",
  ArrowUp: "previous",
  " ": "skip",
  a: "accept",
  x: "reject",
  A: "accept-many",
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
  Delete: "remove",
  Backspace: "remove",
  "[": "edge start -1",
  "]": "edge start 1",
  "{": "edge end -1",
  "}": "edge end 1",
  "(": "jump start",
  ")": "jump end",
  ";": "jump cursor",
  h: "guidelines",
  H: "steps",
  "?": "keys",
  "/": "search",
  Escape: "clear",
};

/** @type {(event: KeyboardEvent) => Call | null} */
function callOf(event) {
  const { key, code, shiftKey, altKey } = event;
  if (event.ctrlKey || event.metaKey) return key.toLowerCase() === "z" ? { command: shiftKey ? "redo" : "undo" } : null;
  if (key === "ArrowLeft" || key === "ArrowRight")
    return { command: "cursor", value: key, extend: shiftKey, exact: altKey };
  if (shiftKey && key.startsWith("Arrow")) return { command: "cursor-line", value: key, extend: true };
  if (/^[1-9]$/.test(key) && !altKey) return { command: "digit", value: key };
  // With Alt many layouts give another character, so the place of the key decides.
  const bracket = { BracketLeft: "[{", BracketRight: "]}" }[code]?.[shiftKey ? 1 : 0] ?? key;
  const found = KEYS[altKey ? bracket : key];
  if (!found || (altKey && !found.startsWith("edge"))) return null;
  const [command, ...value] = found.split(" ");
  return { command, value: value.join(" "), exact: altKey };
}

const letters = $("keys-switch");
letters.checked = localStorage.getItem("keys") !== "off";
letters.onchange = () => localStorage.setItem("keys", letters.checked ? "on" : "off");

/** @type {(run: Run) => void} */
export function listen(run) {
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const field = target.closest("input:not([type=radio]), textarea, select, [contenteditable]");
    // The field of a window that has just closed keeps the focus until the next frame: that key is the workbench's.
    if (event.defaultPrevented || document.querySelector("dialog:modal") || field?.checkVisibility()) return;
    if (["Enter", " "].includes(key) && target.closest("button, a, summary")) return;
    if (
      target.matches("input[type=radio]:focus-visible") &&
      ["ArrowLeft", "ArrowRight"].includes(key) &&
      !event.shiftKey &&
      !event.altKey
    )
      return;
    const call = callOf(event);
    if (!call || (!letters.checked && key.length === 1 && !event.ctrlKey && !event.metaKey)) return;
    event.preventDefault();
    if (!event.repeat || call.command !== "finish") run(call);
  });
  on("click", "[data-command]", (button, event) => {
    event.preventDefault();
    run({ command: button.dataset.command ?? "", value: button.dataset.value });
  });
}
