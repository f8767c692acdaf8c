// Variables: the names that conditions know, and what they are for a node at a moment.

/** @typedef {import("./recording.js").Recording} Recording */

/**
 * The values of `names` for the node at `position`; null if there is none of one of them at this moment.
 *
 * There are always `node` (its position), `data`, `op`, `label` and `scope`. In the backward pass there is `grad`, what
 * has arrived of its gradient, and `upstream`, the gradient that is handed on at this moment: its own at its turn, and on
 * an edge that of the node the edge comes from. There alone are `local` and `contribution`.
 *
 * @param {Recording} recording
 * @param {number} position
 * @param {number} moment
 * @param {string[]} names
 * @returns {Record<string, number | string> | null}
 */
export function variables(recording, position, moment, names) {
  /** @type {Record<string, number | string>} */
  const found = {};
  for (const name of names) {
    const value = VARIABLES[name](recording, position, moment);
    if (value === null) return null;
    found[name] = value;
  }
  return found;
}

/** @type {Record<string, (recording: Recording, position: number, moment: number) => number | string | null>} */
const VARIABLES = {
  node: (_recording, position) => position,
  data: (recording, position) => recording.data[position],
  // Leaves have a gradient in the forward pass, from before, which is not that of this pass.
  grad: (recording, position, moment) => (moment < recording.start ? null : recording.gradient(position, moment)),
  upstream: (recording, _position, moment) =>
    moment < recording.start ? null : recording.upstream[recording.stepAt(moment)],
  local: (recording, _position, moment) => {
    const { edge } = recording.moment(moment);
    return edge === null ? null : recording.local[edge];
  },
  contribution: (recording, _position, moment) => {
    const { edge } = recording.moment(moment);
    return edge === null ? null : recording.contribution(edge);
  },
  op: (recording, position) => recording.operation(position)?.name ?? "",
  label: (recording, position) => recording.label(position),
  scope: (recording, position) => recording.scope(position),
};
