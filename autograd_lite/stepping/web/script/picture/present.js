// Present: what a picture shows of the nodes at a moment, kept from one moment to the next.

/** @typedef {import("../engine/recording.js").Recording} Recording */

const FAR = 256; // moments: beyond, all nodes are looked up anew, which takes as long as some hundred steps

/**
 * The gradients at a moment, which may be any. Going to one nearby touches only what changes on the way.
 */
export class Present {
  #recording;
  #gradients;
  #known;

  /** @param {Recording} recording */
  constructor(recording) {
    this.#recording = recording;
    this.#gradients = new Float64Array(recording.nodes);
    this.#known = new Uint8Array(recording.nodes);
    this.at = -1;
    /** How many edges have been walked, and the one that is walked now, or -1. */
    this.walked = 0;
    this.edge = -1;
    this.node = -1;
  }

  /**
   * Go to a moment.
   *
   * @param {number} at
   * @returns {Set<number> | null} the nodes of which something may be different now; null for all
   */
  go(at) {
    const [before, recording] = [this.at, this.#recording];
    if (before === at) return new Set();
    const { node, edge, backward } = recording.moment(at);
    this.at = at;
    this.node = node;
    this.edge = edge ?? -1;
    this.walked = backward ? recording.walked(at) : 0;
    const touched = before < 0 ? null : this.#between(before, at);
    if (touched === null) for (let position = 0; position < recording.nodes; position++) this.#look(position);
    else for (const position of touched) this.#look(position);
    return touched;
  }

  /** Whether the value of a node is there. @param {number} position */
  hasData(position) {
    return position <= this.at;
  }

  /** The gradient of a node; null where nothing has arrived yet. @param {number} position */
  gradient(position) {
    return this.#known[position] ? this.#gradients[position] : null;
  }

  /** Whether a number that is shown of a node is not finite. @param {number} position */
  isStrange(position) {
    if (this.#known[position] && !Number.isFinite(this.#gradients[position])) return true;
    return position <= this.at && !Number.isFinite(this.#recording.data[position]);
  }

  /** @param {number} position */
  #look(position) {
    const recording = this.#recording;
    const gradient = recording.gradient(position, this.at);
    let known = gradient !== null;
    if (gradient === 0) {
      const { intoRows } = recording;
      known = intoRows.size(position) === 0 || intoRows.lastBelow(position, this.walked) >= 0;
    }
    this.#known[position] = known ? 1 : 0;
    this.#gradients[position] = gradient ?? 0;
  }

  /**
   * The nodes that moments from one to another one are about.
   *
   * @param {number} from
   * @param {number} to
   */
  #between(from, to) {
    const { start, end, changes } = this.#recording;
    const [low, high] = from < to ? [from, to] : [to, from];
    // Leaves may have a gradient from before, and hooks change it at the end.
    if (high - low > FAR || (low < start && high >= start) || high === end) return null;
    const touched = new Set();
    for (let moment = low; moment <= high; moment++) {
      touched.add(this.#recording.reached(moment));
      touched.add(this.#recording.moment(moment).node);
    }
    for (const change of changes) if (low <= change.moment && change.moment <= high) touched.add(change.node);
    return touched;
  }
}
