// The languages of the page, and which of them a reader prefers.

import { CHINESE } from "./chinese.js";
import { ENGLISH } from "./english.js";

/** By the code of the language. */
export const LANGUAGES = { en: ENGLISH, zh: CHINESE };
/** @typedef {keyof typeof LANGUAGES} Language */

/**
 * The language among ours that a reader prefers, by the browser's list.
 * @param {readonly string[]} preferred
 * @returns {Language}
 */
export function preferredLanguage(preferred) {
  for (const tag of preferred) {
    const code = tag.toLowerCase().split("-")[0];
    if (code === "en" || code === "zh") return code;
  }
  return "en";
}
