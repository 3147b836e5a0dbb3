// Short words for what every module does with the page. Types: scripts/typescript/types.d.ts.

/** @type {Find} */
export const $ = (id) => /** @type {any} */ (document.getElementById(id));

/** @type {All} */
export const all = (selector, root = document) => /** @type {any} */ ([...root.querySelectorAll(selector)]);

/** @type {Copy} */
export const copy = (id) => /** @type {any} */ ($(id).content.firstElementChild?.cloneNode(true));

/** @type {Listen} */
export const on = (type, selector, run) =>
  document.addEventListener(type, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) run(/** @type {any} */ (found), event);
  });

/** @type {Paint} */
export const paint = (name, ...ranges) => void CSS.highlights?.set(name, new Highlight(...ranges));

/** @type {Word} */
export const word = (name, values = {}) => $(`word-${name}`).textContent.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
