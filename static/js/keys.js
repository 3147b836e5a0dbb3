// Which key asks for which command. No command fires while a text field has the focus or a dialog is open.

/** @typedef {{command: string, value?: string, exact?: boolean, extend?: boolean}} Call */

const PLAIN = /** @type {Record<string, Call>} */ ({
  j: { command: "next" },
  ArrowDown: { command: "next" },
  k: { command: "previous" },
  ArrowUp: { command: "previous" },
  a: { command: "accept" },
  x: { command: "reject" },
  " ": { command: "skip" },
  A: { command: "accept-many" },
  u: { command: "undo" },
  c: { command: "role", value: "content" },
  s: { command: "role", value: "speaker" },
  v: { command: "role", value: "cue" },
  "+": { command: "fragment" },
  n: { command: "no-speaker" },
  p: { command: "person" },
  f: { command: "flag" },
  h: { command: "guidelines" },
  "?": { command: "keys" },
  "/": { command: "search" },
  "[": { command: "edge", value: "start -1" },
  "]": { command: "edge", value: "start 1" },
  "{": { command: "edge", value: "end -1" },
  "}": { command: "edge", value: "end 1" },
  Delete: { command: "remove" },
  Backspace: { command: "remove" },
  Enter: { command: "finish" },
  Escape: { command: "clear" },
});

/** @param {KeyboardEvent} event @returns {Call | null} */
export function callOf(event) {
  if (event.ctrlKey || event.metaKey) {
    if (event.key.toLowerCase() !== "z") return null;
    return { command: event.shiftKey ? "redo" : "undo" };
  }
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
    return { command: "cursor", value: event.key === "ArrowRight" ? "1" : "-1", extend: event.shiftKey, exact: event.altKey };
  }
  if (event.shiftKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    return { command: "cursor-line", value: event.key === "ArrowDown" ? "1" : "-1" };
  }
  if (event.altKey) return bracket(event);
  if (/^[1-9]$/.test(event.key)) return { command: "digit", value: event.key };
  return PLAIN[event.key] ?? null;
}

/** With Alt many layouts give another character, so the place of the key decides. @param {KeyboardEvent} event @returns {Call | null} */
function bracket(event) {
  const direction = { BracketLeft: "-1", BracketRight: "1" }[event.code] ?? { "[": "-1", "{": "-1", "]": "1", "}": "1" }[event.key];
  if (!direction) return null;
  const edge = event.shiftKey || event.key === "{" || event.key === "}" ? "end" : "start";
  return { command: "edge", value: `${edge} ${direction}`, exact: true };
}

/** @param {(call: Call) => void} run */
export function listen(run) {
  document.addEventListener("keydown", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    const field = target.closest("input:not([type=radio]), textarea, select, [contenteditable]");
    // The field of a window that has just closed keeps the focus until the next frame: that key is the workbench's.
    if (document.querySelector("dialog:modal") || field?.checkVisibility()) return;
    if ((event.key === "Enter" || event.key === " ") && target.closest("button, a, summary")) return;
    if (target.matches("input[type=radio]:focus-visible") && ["ArrowLeft", "ArrowRight"].includes(event.key) && !event.shiftKey && !event.altKey) return;
    const call = callOf(event);
    if (!call) return;
    if (event.repeat && call.command === "finish") return event.preventDefault();
    event.preventDefault();
    run(call);
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest("[data-command]")) : null;
    if (!button) return;
    event.preventDefault();
    run({ command: button.dataset.command ?? "", value: button.dataset.value });
  });
}
