// Whereabouts: the words by which people name nodes: a label, an operation, a scope, a line of source, a position.

import { REASONS } from "./reasons.js";
import { Refusal } from "./refusal.js";

const SHOWN = 8; // names in an error
// Digits may be as wide as those that input methods write.
const POSITION = /^#([0-9０-９]+)$/;
const LINE = /^(?:(.*):)?\s*([0-9０-９]+)$/;

/** @typedef {import("./recording.js").Recording} Recording */
/** @typedef {"label" | "op" | "scope" | "line" | "node"} Kind */

/** Some nodes, named so that it can be said of any recording which they are there. */
export class Whereabouts {
  /**
   * @param {Kind} kind
   * @param {string} name the label, the name of the primitive, the path of the scope, the file, or ""
   * @param {number} number the line, or the position of the node
   */
  constructor(kind, name, number = 0) {
    this.kind = kind;
    this.name = name;
    this.number = number;
  }

  /**
   * The positions of the nodes, in ascending order; none where the recording has no such nodes.
   *
   * @param {Recording} recording
   * @returns {number[]}
   */
  positions(recording) {
    const { name, number } = this;
    switch (this.kind) {
      case "label":
        return positionsOf(recording.labels, (label) => label === name);
      case "op":
        return positionsOf(recording.operations, (operation) => operation.name === name);
      case "scope": {
        const wanted = `/${name.replace(/^\/+|\/+$/g, "")}/`;
        return positionsOf(recording.scopes, (path) => `/${path}/`.includes(wanted));
      }
      case "line":
        return positionsOf(
          recording.sites,
          ([file, line]) => line === number && isFile(recording.files[file].name, name),
        );
      default:
        return number < recording.nodes ? [number] : [];
    }
  }

  toString() {
    if (this.kind === "line") return `${this.name}:${this.number}`;
    return this.kind === "node" ? `#${this.number}` : `${this.kind}:${this.name}`;
  }
}

/**
 * What a person means by `text`, who may have typed:
 *
 * - `w1`: a label, or an operation by name or sign (`mul`, `*`), or a scope; the first of these that there is.
 *   `label:w1`, `op:mul` and `scope:hidden` say which.
 * - `12`: a line of `file`; `train.py:12`: a line of another one, or of all that are called so.
 * - `#7`: the node at this position.
 *
 * @param {string} text
 * @param {Recording} recording
 * @param {string | null} [file]
 * @returns {Whereabouts}
 * @throws {Refusal} with what there is, if there is no such node
 */
export function find(text, recording, file = null) {
  const asked = text.trim();
  const position = POSITION.exec(asked);
  if (position !== null) {
    const found = new Whereabouts("node", "", integerOf(position[1]));
    if (found.positions(recording).length > 0) return found;
    throw new Refusal(REASONS.noNode(asked, recording.nodes - 1));
  }
  const of = /^(label|op|scope):(.*)$/s.exec(asked); // before lines: the layers of a network are scopes 0, 1, ...
  if (of !== null) {
    const [kind, name] = [/** @type {Kind} */ (of[1]), of[2].trim()];
    const found = named(kind, name, recording);
    if (found.positions(recording).length > 0) return found;
    throw missing(REASONS.noneOfKind(kind, name), name, recording, [kind]);
  }
  const line = LINE.exec(asked);
  if (line !== null) return onLine((line[1] ?? "").trim(), integerOf(line[2]), recording, file);
  /** @type {Kind[]} */
  const kinds = ["label", "op", "scope"];
  for (const kind of kinds) {
    const found = named(kind, asked, recording);
    if (found.positions(recording).length > 0) return found;
  }
  throw missing(REASONS.noneNamed(asked), asked, recording, kinds);
}

/** @param {string} digits */
function integerOf(digits) {
  return Number(digits.normalize("NFKC"));
}

/**
 * @template T
 * @param {{table: T[], of: Int32Array}} table
 * @param {(row: T) => boolean} isMeant
 */
function positionsOf({ table, of }, isMeant) {
  const meant = table.map(isMeant);
  /** @type {number[]} */
  const found = [];
  for (let position = 0; position < of.length; position++) if (meant[of[position]]) found.push(position);
  return found;
}

/**
 * @param {Kind} kind
 * @param {string} name
 * @param {Recording} recording
 */
function named(kind, name, recording) {
  const { table, of } = recording.operations;
  let meant = name;
  if (kind === "op" && !table.some((operation) => operation.name === name)) {
    for (const row of of) if (row >= 0 && table[row].symbol === name) meant = table[row].name; // the last one's
  }
  return new Whereabouts(kind, meant);
}

/**
 * @param {string} name of a file, or ""
 * @param {number} number
 * @param {Recording} recording
 * @param {string | null} file what is meant by ""
 */
function onLine(name, number, recording, file) {
  const files = recording.files.map((known) => known.name);
  if (files.length === 0) throw new Refusal(REASONS.noLinesKnown());
  const meant = name === "" ? [file ?? files[0]] : files.filter((known) => isFile(known, name));
  if (meant.length === 0) throw new Refusal(REASONS.noFile(name, listed(files)));
  const sites = recording.sites.table.filter(([at]) => meant.includes(files[at]));
  const lines = [...new Set(sites.map(([, line]) => line))];
  if (!lines.includes(number)) {
    lines.sort((a, b) => Math.abs(a - number) - Math.abs(b - number) || a - b);
    const near = lines.slice(0, 3).sort((a, b) => a - b);
    throw new Refusal(REASONS.noLine(number, meant[0], listed(near.map(String))));
  }
  const found = meant.filter((file) => sites.some(([at, line]) => line === number && files[at] === file));
  return new Whereabouts("line", found.length === 1 ? found[0] : name, number);
}

/**
 * Whether the path `name` is what `asked` means, which may leave out folders in front.
 *
 * @param {string} name
 * @param {string} asked
 */
function isFile(name, asked) {
  const [path, wanted] = [name, asked].map(partsOf);
  return name === asked || (wanted.length > 0 && path.slice(-wanted.length).join("/") === wanted.join("/"));
}

/** The names in a path; the root is one, too. @param {string} path */
function partsOf(path) {
  const names = path.split("/").filter((part) => part !== "" && part !== ".");
  return path.startsWith("/") ? ["", ...names] : names;
}

/**
 * @param {import("./refusal.js").Wording} what
 * @param {string} name
 * @param {Recording} recording
 * @param {Kind[]} kinds
 */
function missing(what, name, recording, kinds) {
  /** @type {Record<string, string[]>} */
  const tables = {
    label: recording.labels.table,
    op: [...new Set(recording.operations.table.map((operation) => operation.name))],
    scope: recording.scopes.table,
  };
  const near = nearest(
    name,
    kinds.flatMap((kind) => tables[kind]),
  );
  if (near !== null) return new Refusal(what, REASONS.isIt(near));
  const there = kinds.filter((kind) => tables[kind].length > 0);
  const [first, others] = [REASONS.thereAre, REASONS.andThereAre];
  return new Refusal(what, ...there.map((kind, k) => (k === 0 ? first : others)(kind, listed(tables[kind]))));
}

/** @param {string[]} names */
function listed(names) {
  return names.slice(0, SHOWN).join(", ") + (names.length > SHOWN ? ", …" : "");
}

/**
 * The name that was meant by one that is mistyped, if it takes few corrections to get there.
 *
 * @param {string} typed
 * @param {string[]} names
 * @returns {string | null}
 */
function nearest(typed, names) {
  let [found, fewest] = [/** @type {string | null} */ (null), Math.floor(0.4 * typed.length) + 1];
  for (const name of names) {
    const corrections = Math.abs(name.length - typed.length) < fewest ? distance(typed, name) : fewest;
    if (corrections < fewest) [found, fewest] = [name, corrections];
  }
  return found;
}

/**
 * How many characters have to be changed, left out and put in to make one text of the other (Levenshtein).
 *
 * @param {string} a
 * @param {string} b
 */
function distance(a, b) {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row.push(Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + Number(a[i - 1] !== b[j - 1])));
    }
    above = row;
  }
  return above[b.length];
}
