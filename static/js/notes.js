// Threads in a window of the workbench: read and answered without leaving the article.

/** @type {(id: string) => HTMLElement} */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/** Null without an answer. @type {(address: string, body?: FormData) => Promise<string | null>} */
async function fetched(address, body) {
  const method = body ? "POST" : "GET";
  const response = await fetch(address, { method, body, headers: { "HX-Request": "true" } }).catch(() => null);
  const well = response && !response.redirected && (response.ok || response.status === 422);
  part("notes-trouble").hidden = Boolean(well);
  return well ? response.text() : null;
}

/** Draw the questions on the cards anew. */
async function refresh() {
  const html = await fetched(`${part("main").dataset.notes}?part=marks`);
  if (html) part("flags").outerHTML = html;
  document.dispatchEvent(new Event("quotemark:flags"));
}

/** @type {(address: string) => Promise<void>} */
async function open(address) {
  const [box, shell] = [part("notes-list"), /** @type {HTMLDialogElement} */ (part("notes"))];
  box.replaceChildren();
  if (!shell.open) shell.showModal();
  box.innerHTML = (await fetched(address)) ?? "";
  const fresh = box.querySelectorAll("[data-new]");
  const form = box.querySelector("form");
  if (!fresh[0] || !form) return;
  const body = new FormData(form);
  for (const thread of fresh) body.append("thread", /** @type {HTMLElement} */ (thread).dataset.new ?? "");
  if ((await fetched(part("main").dataset.seen ?? "", body)) !== null) void refresh();
}

/** @type {(form: HTMLFormElement) => Promise<void>} */
async function post(form) {
  const html = await fetched(form.action, new FormData(form));
  if (html === null) return;
  const old = form.closest(".thread:not(form)") ?? part("threads");
  const next = document.createRange().createContextualFragment(html).firstElementChild;
  if (next) old.replaceWith(next);
  next?.querySelector("textarea")?.focus();
  void refresh();
}

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("a[data-thread]");
  if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  void open(link.href);
});
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!form.closest("#notes-list")) return;
  event.preventDefault();
  void post(form);
});
