// Threads in a window: read and answered without leaving the article.
import { showFlags } from "./cards.js";
import { $, all, on, word } from "./dom.js";
import { tell } from "./notices.js";

const { notes = "" } = $("main").dataset;
const box = $("notes-list");

/** Null without an answer. @type {(address: string, body?: FormData) => Promise<string | null>} */
async function fetched(address, body) {
  const method = body ? "POST" : "GET";
  const response = await fetch(address, { method, body, headers: { "HX-Request": "true" } }).catch(() => null);
  if (response && !response.redirected && (response.ok || response.status === 422)) return response.text();
  tell(word("no-answer-again"));
  return null;
}

/** Draw the questions on the cards anew. */
async function refresh() {
  const html = await fetched(`${notes}?part=marks`);
  if (html) $("flags").outerHTML = html;
  showFlags();
}

on("click", "a[data-thread]", async (link, event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const html = await fetched(link.href);
  if (html === null) return;
  box.innerHTML = html;
  if (!$("notes").open) $("notes").showModal();
  const fresh = all("[data-new]", box);
  if (!fresh[0]) return;
  const body = new FormData(all("form", box)[0]);
  for (const { dataset } of fresh) body.append("thread", dataset.new ?? "");
  if ((await fetched("/inbox/seen/", body)) !== null) void refresh();
});

on("submit", "#notes-list form", async (form, event) => {
  event.preventDefault();
  const html = await fetched(form.action, new FormData(form));
  if (html === null) return;
  const old = form.closest(".thread:not(form)") ?? $("threads");
  const next = document.createRange().createContextualFragment(html).firstElementChild;
  if (next) old.replaceWith(next);
  all("textarea", next ?? box)[0]?.focus();
  void refresh();
});
