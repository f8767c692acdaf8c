// Refusal: what a person asked for and cannot have, said in the language of the page.

/**
 * The same in each language.
 *
 * @typedef {Record<import("../words/languages.js").Language, string>} Wording
 */

/** The error of what was asked, not of the page: its words are for the person. `message` has them in English. */
export class Refusal extends Error {
  #parts;

  /** @param {...Wording} parts what is said, one after the other; see reasons.js */
  constructor(...parts) {
    super(parts.map((part) => part.en).join(""));
    this.#parts = parts;
  }

  /** What is said. @param {import("../words/languages.js").Language} language */
  in(language) {
    return this.#parts.map((part) => part[language]).join("");
  }
}
