// Who changed keys sees theirs wherever the page names a key. Loaded for nobody else.

/** @type {(selector: string) => HTMLElement[]} */
const all = (selector) => [...document.querySelectorAll(selector)].map((found) => /** @type {any} */ (found));

function say() {
  /** The command, its first key, the own one. @type {[string, string, string][]} */
  const own = JSON.parse(all("main")[0].dataset.keys ?? "[]");
  for (const hint of all("kbd")) {
    const changed = own.find(([, first]) => [first, `⇧${first}`].includes(hint.textContent ?? ""));
    const shift = /** @type {HTMLElement | null} */ (hint.previousElementSibling);
    if (!changed) continue;
    hint.textContent = changed[2];
    if (shift?.textContent === "Shift") shift.hidden = true;
  }
  for (const button of all("[aria-keyshortcuts]")) {
    const shortcut = button.getAttribute("aria-keyshortcuts")?.replace(/^Shift\+(.)$/, (_, letter) => letter) ?? "";
    const changed = own.find(([, first]) => first === shortcut);
    if (!changed) continue;
    button.setAttribute("aria-keyshortcuts", changed[2]);
    for (const name of ["aria-label", "title"])
      if (button.hasAttribute(name))
        button.setAttribute(name, (button.getAttribute(name) ?? "").replace(/\([^()]*\)$/, `(${changed[2]})`));
  }
}

say();
addEventListener("quotemark:open", say);
