// The editor of a case: stretches of the passage with their roles, moved by words, and what the frame says beside them.

const TOKEN = /[\p{L}\p{N}\p{M}]+(?:[’'.\-][\p{L}\p{N}\p{M}]+)*|[^\s\p{L}\p{N}\p{M}]/gu;
const SHOWN = ["content", "speaker", "cue", "mention", "caption", "credit", "damaged"];

/** @type {(type: string, selector: string, run: (found: any) => void) => void} */
const on = (type, selector, run) =>
  document.addEventListener(type, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) run(found);
  });
/** @type {(selector: string, root: HTMLElement) => any[]} */
const all = (selector, root) => [...root.querySelectorAll(selector)];
/** @type {(element: HTMLElement) => any} */
const editorOf = (element) => element.closest(".case-editor");
/** @type {(editor: HTMLElement) => any} */
const passageOf = (editor) => editor.querySelector(".editor-passage");

/**
 * The passage's text and its node, what counts in it, and the places of its words in the article.
 * @type {(editor: HTMLElement) => { node: any; text: string; points: (index: number) => number; index: (point: number) => number; words: number[][] }}
 */
function textOf(editor) {
  const passage = passageOf(editor);
  const text = passage.textContent ?? "";
  const first = Number(passage.dataset.start);
  /** @type {(index: number) => number} */
  const points = (index) => first + [...text.slice(0, index)].length;
  /** @type {(point: number) => number} */
  const index = (point) => [...text].slice(0, point - first).join("").length;
  const words = [...text.matchAll(TOKEN)].map((found) => [points(found.index), points(found.index + found[0].length)]);
  return { node: passage.firstChild, text, points, index, words };
}

/** @type {(part: HTMLElement) => number[]} */
const spanOf = ({ dataset }) => [Number(dataset.start), Number(dataset.end)];

/** @type {(part: HTMLElement, start: number, end: number) => void} */
function place(part, start, end) {
  const { text, index } = textOf(editorOf(part));
  Object.assign(part.dataset, { start, end });
  all(".editor-words", part)[0].textContent = text.slice(index(start), index(end));
  paint(editorOf(part));
}

/** Draw the roles of the frames' stretches over the passage. @type {(editor: HTMLElement) => void} */
function paint(editor) {
  const { node, index } = textOf(editor);
  for (const role of SHOWN) {
    const ranges = !editor.isConnected
      ? []
      : all(`.editor-part[data-role=${role}]`, editor).map((part) => {
          const [start, end] = spanOf(part);
          const range = document.createRange();
          range.setStart(node, Math.max(0, index(start)));
          range.setEnd(node, Math.min(node.length, index(end)));
          return range;
        });
    CSS.highlights?.set(`edit-${role}`, new Highlight(...ranges));
  }
}

/** The selected words of the passage as whole words, else null. @type {(editor: HTMLElement) => number[] | null} */
function selected(editor) {
  const selection = getSelection();
  const { node, points, words } = textOf(editor);
  if (!selection || selection.isCollapsed || selection.anchorNode !== node || selection.focusNode !== node) return null;
  const ends = [selection.anchorOffset, selection.focusOffset].map(points).sort((a, b) => a - b);
  const inside = words.filter(([start, end]) => end > ends[0] && start < ends[1]);
  return inside.length ? [inside[0][0], inside[inside.length - 1][1]] : null;
}

/** @type {(frame: HTMLElement, role: string) => number[]} */
function freeWord(frame, role) {
  const { words } = textOf(editorOf(frame));
  const parts = all(".editor-part", frame);
  const same = parts.filter(({ dataset }) => dataset.role === role);
  const last = Math.max(0, ...(same.length ? same : parts).map(({ dataset }) => Number(dataset.end)));
  return words.find(([start]) => start >= last) ?? words[words.length - 1];
}

on("click", "[data-add]", (button) => {
  const frame = button.closest("[data-frame]");
  const editor = editorOf(button);
  const [start, end] = selected(editor) ?? freeWord(frame, button.dataset.add);
  const part = editor
    .querySelector(`template[data-part=${button.dataset.add}]`)
    .content.firstElementChild.cloneNode(true);
  frame.querySelector(".editor-parts").append(part);
  place(part, start, end);
  part.querySelector("button").focus();
  getSelection()?.removeAllRanges();
});

on("click", "[data-move]", (button) => {
  const part = button.closest(".editor-part");
  const [edge, way] = button.dataset.move.split(" ");
  const { words } = textOf(editorOf(part));
  let [start, end] = spanOf(part);
  if (edge === "start")
    start = (way < 0 ? words.findLast(([from]) => from < start) : words.find(([from]) => from > start))?.[0] ?? start;
  else end = (way < 0 ? words.findLast(([, to]) => to < end) : words.find(([, to]) => to > end))?.[1] ?? end;
  if (start < end) place(part, start, end);
});

on("click", "[data-remove-part], [data-remove-frame]", (button) => {
  const editor = editorOf(button);
  const gone = button.closest(button.hasAttribute("data-remove-part") ? ".editor-part" : "[data-frame]");
  gone.remove();
  paint(editor);
  editor.querySelector(".editor-passage").focus();
});

on("click", "[data-another]", (button) => {
  const editor = editorOf(button);
  const frame = editor.querySelector("template[data-blank]").content.firstElementChild.cloneNode(true);
  editor.querySelector("[data-frames]").append(frame);
  frame.querySelector("[data-add]").focus();
});

on("click", "[data-cancel]", (button) => {
  const found = button.closest("[data-case]");
  const editor = editorOf(button);
  editor.remove();
  paint(editor);
  found.focus();
});

/** What the form says, as the server reads it. @type {(editor: HTMLElement) => object[]} */
function framesOf(editor) {
  const { text, index } = textOf(editor);
  return all("[data-frame]", editor).map((frame) => {
    const spans = all(".editor-part", frame).map((part) => [part.dataset.role, ...spanOf(part)]);
    const fields = all("[data-field]", frame).map((field) => [field.dataset.field, field.value]);
    return {
      kind: frame.dataset.kind,
      spans,
      words: spans.map(([, start, end]) => text.slice(index(start), index(end))),
      person: Number(frame.dataset.person) || null,
      ...Object.fromEntries(fields),
    };
  });
}

document.addEventListener("htmx:configRequest", (event) => {
  const { target, detail } = /** @type {any} */ (event);
  const editor = target.closest?.(".case-editor");
  if (editor && detail.verb === "post") detail.parameters.frames = JSON.stringify(framesOf(editor));
});

document.addEventListener("htmx:afterSettle", (event) => {
  const { detail } = /** @type {any} */ (event);
  const editor = detail.elt.querySelector?.(".case-editor") ?? detail.elt.closest?.(".case-editor");
  if (!editor) return;
  paint(editor);
  passageOf(editor).focus();
  editor.scrollIntoView({ block: "nearest" });
});
