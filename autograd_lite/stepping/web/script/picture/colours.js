// Colours: the class of a number on the scale that all pictures of a page share. By the rules of drawing/content/scale.py.

const LEVELS = 5; // on each side of zero

/** A scale from strongly negative over zero to strongly positive: level 5 ends at 10**top, and each spans `width` decades. */
export class ColourScale {
  #fences;

  /** @param {{top: number, width: number} | null} scale null where there is no number with a colour */
  constructor(scale) {
    this.#fences = scale && [4, 3, 2, 1].map((below) => Number(`1e${scale.top - below * scale.width}`));
  }

  /** From -5 to 5; 0 for zero and for what is not finite. @param {number} x */
  level(x) {
    if (this.#fences === null || x === 0 || !Number.isFinite(x)) return 0;
    const level = 1 + this.#fences.filter((fence) => Math.abs(x) > fence).length;
    return x > 0 ? level : -level;
  }

  /** The class of a number's colour, "" for none. @param {number | null} x */
  colour(x) {
    const level = x === null ? 0 : this.level(x);
    return level === 0 ? "" : `${level > 0 ? "p" : "n"}${Math.abs(level)}`;
  }

  /** How thick an arrow is, along which so large a contribution flows. @param {number} largest @param {boolean} strange */
  weight(largest, strange) {
    return strange ? LEVELS : Math.abs(this.level(largest));
  }
}
