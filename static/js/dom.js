// Short names for what every module does with the page. Types that several modules share are in scripts/typescript/types.d.ts.

/**
 * @type {<K extends string>(
 *   id: K,
 * ) => K extends keyof Ids ? Ids[K] : K extends `annotation-${string}` ? Card | null : K extends `filter-${string}` ? HTMLInputElement : HTMLElement}
 */
export const $ = (id) => /** @type {any} */ (document.getElementById(id));

/** @type {<S extends string>(selector: S, root?: ParentNode) => Found<S>[]} */
export const all = (selector, root = document) => /** @type {any} */ ([...root.querySelectorAll(selector)]);

/**
 * The button of a drawn-anew part that does what this one did; if there is none, one of its command.
 * @type {(button: HTMLElement, root: ParentNode) => HTMLElement | undefined}
 */
export function twin({ dataset: { command, value } }, root) {
  const found = command ? all(`[data-command="${command}"]`, root) : [];
  return found.find((button) => button.dataset.value === value) ?? found[0];
}

/** A copy of a template's content. @type {(id: "toast" | "group-head") => HTMLElement} */
export const copy = (id) => /** @type {any} */ ($(id).content.firstElementChild?.cloneNode(true));

/**
 * Listen to whatever matches the selector, also after the server has rendered it again.
 * @type {<K extends keyof DocumentEventMap, S extends string>(
 *   type: K,
 *   selector: S,
 *   run: (found: Found<S>, event: DocumentEventMap[K]) => void,
 * ) => void}
 */
export const on = (type, selector, run) =>
  document.addEventListener(type, (event) => {
    const found = event.target instanceof Element && event.target.closest(selector);
    if (found) run(/** @type {any} */ (found), event);
  });

/**
 * Give exactly these ranges the style `::highlight(name)`.
 * @type {(name: string, ...ranges: Range[]) => void}
 */
export const paint = (name, ...ranges) => void CSS.highlights?.set(name, new Highlight(...ranges));

/**
 * What a module keeps of the article on the page. Another article is swapped in with a `quotemark:open`: then it is
 * made anew, so that nothing of the last one is left.
 * @type {<T extends object>(make: () => T) => T}
 */
export function ofArticle(make) {
  const kept = make();
  addEventListener("quotemark:open", () => Object.assign(kept, make()));
  return kept;
}

/** Whether there is a touch screen and no keyboard. The style sheets ask the same. */
const keyless = matchMedia("(hover: none) and (pointer: coarse)");

/**
 * A sentence of the page's list (templates/workbench/_words.html), with its `{names}` filled in. Where there is no
 * keyboard, its variant that speaks of no keys.
 * @type {(name: string, values?: Record<string, string | number>) => string}
 */
export const word = (name, values = {}) =>
  ((keyless.matches && $(`word-${name}-keyless`)) || $(`word-${name}`)).textContent.replace(/\{(\w+)\}/g, (_, key) =>
    String(values[key]),
  );
