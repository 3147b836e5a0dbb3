// What the scripts say, in the reader's language: the English sentence is the key, the page brings the translations.

/** @type {Record<string, string>} */
const translations = JSON.parse(document.getElementById("words")?.textContent ?? "{}");

/**
 * The sentence in the reader's language. Every sentence stands in annotator/script_words.py, too (a test compares).
 * @param {string} sentence with places like {count} @param {Record<string, string | number>} [values] what stands in them
 */
export const t = (sentence, values = {}) => (translations[sentence] ?? sentence).replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ""));
