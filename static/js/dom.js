// Short words for what every module does with the page. Types are in scripts/typescript/types.d.ts.

/** @type {Find} */
export const $ = (id) => /** @type {any} */ (document.getElementById(id));

/** @type {All} */
export const all = (selector, root = document) => /** @type {any} */ ([...root.querySelectorAll(selector)]);

/** Listen to whatever fits the selector, now or after the server has drawn it again. @type {Listen} */
export const on = (type, selector, run) =>
  document.addEventListener(type, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) run(/** @type {HTMLElement} */ (found), event);
  });

/** Draw stretches of the text in the style `::highlight(name)`, and nothing else in it. @type {Paint} */
export const paint = (name, ...ranges) => void CSS.highlights?.set(name, new Highlight(...ranges));

/** A sentence of the page's list (templates/workbench/_words.html), with its `{names}` filled in. @type {Word} */
export const word = (name, values = {}) => $(`word-${name}`).textContent.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
