// After an @ in a note, the members of the project are offered: ↓ ↑ choose, Enter or Tab takes, Esc closes.

/** By address. @type {Map<string, Promise<string[]>>} */
const known = new Map();
/** @type {HTMLUListElement | null} */
let list = null;
let at = 0;

/** @type {(address: string) => Promise<string[]>} */
function members(address) {
  const names = known.get(address) ?? asked(address).catch(() => []);
  known.set(address, names);
  return names;
}

/** @type {(address: string) => Promise<string[]>} */
async function asked(address) {
  const response = await fetch(address);
  return response.ok ? (await response.json()).names : [];
}

/** What was typed after the @ before the caret, or null. @type {(field: HTMLTextAreaElement) => string | null} */
const typed = (field) => /(?:^|[^\w.@+-])@([\w.@+-]*)$/.exec(field.value.slice(0, field.selectionStart))?.[1] ?? null;

function close() {
  list?.previousElementSibling?.removeAttribute("aria-activedescendant");
  list?.remove();
  list = null;
}

/** @type {(field: HTMLTextAreaElement) => void} */
function mark(field) {
  for (const [number, item] of [...(list?.children ?? [])].entries()) {
    item.ariaSelected = String(number === at);
    if (number === at) field.setAttribute("aria-activedescendant", item.id);
  }
}

/** @type {(field: HTMLTextAreaElement, name: string) => void} */
function take(field, name) {
  field.setRangeText(`${name} `, field.selectionStart - (typed(field)?.length ?? 0), field.selectionStart, "end");
  close();
}

/** @type {(field: HTMLTextAreaElement) => Promise<void>} */
async function offer(field) {
  const start = typed(field)?.toLowerCase();
  if (start === undefined) return close();
  const names = (await members(field.dataset.mentions ?? "")).filter((name) => name.toLowerCase().startsWith(start));
  close();
  if (!names[0] || typed(field) === null) return;
  list = document.createElement("ul");
  list.className = "mentions";
  list.role = "listbox";
  list.ariaLabel = "@";
  for (const [number, name] of names.slice(0, 6).entries()) {
    const item = document.createElement("li");
    Object.assign(item, { role: "option", id: `mention-${number}`, textContent: name });
    item.onmousedown = (event) => {
      event.preventDefault();
      take(field, name);
    };
    list.append(item);
  }
  field.after(list);
  at = 0;
  mark(field);
}

/** @type {(event: Event) => HTMLTextAreaElement | null} */
const fieldOf = ({ target }) =>
  target instanceof HTMLTextAreaElement && target.dataset.mentions !== undefined ? target : null;

document.addEventListener("input", (event) => {
  const field = fieldOf(event);
  if (field) void offer(field);
});
document.addEventListener("focusout", close);
document.addEventListener(
  "keydown",
  (event) => {
    const field = fieldOf(event);
    if (!list || !field) return;
    const number = list.children.length;
    if (event.key === "ArrowDown") at = (at + 1) % number;
    else if (event.key === "ArrowUp") at = (at + number - 1) % number;
    else if (event.key === "Escape") close();
    else if (event.key === "Enter" || event.key === "Tab") take(field, list.children[at].textContent ?? "");
    else return;
    event.preventDefault();
    event.stopPropagation();
    mark(field);
  },
  true,
);
