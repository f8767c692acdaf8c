// The words of the page in English.

export const ENGLISH = {
  code: "en",
  itself: "English",
  subtitle: ": the backward pass, step by step", // behind the name of the output
  forward: "Forward pass",
  backward: "Backward pass",
  of: (/** @type {number} */ number, /** @type {number} */ end) => `${number} of ${end}`,

  // What happens at a moment; names are those of nodes, and numbers are written already.
  leaf: (/** @type {string} */ name, /** @type {string} */ x) => `${name} is a leaf; its value is ${x}.`,
  computed: (/** @type {string} */ name, /** @type {string} */ how, /** @type {string} */ x) =>
    `${name} = ${how} = ${x}.`,
  begins: (/** @type {string} */ E) => `The backward pass begins at the output: ∂${E}/∂${E} = 1.`,
  complete: (/** @type {string} */ E, /** @type {string} */ name, /** @type {string} */ x) =>
    `All of ∂${E}/∂${name} has arrived: ${x}.`,
  handsOn: (/** @type {number} */ count) =>
    count === 1 ? "It is handed on to one operand." : `It is handed on to ${count} operands.`,
  edge: (/** @type {string} */ node, /** @type {string} */ parent) => `${node} hands its gradient on to ${parent}:`,
  isAdded: (/** @type {string} */ product, /** @type {string} */ E, /** @type {string} */ parent) =>
    `${product} is added to ∂${E}/∂${parent},`,
  became: (/** @type {string} */ before, /** @type {string} */ after) => `which was ${before} and is ${after} now`,
  wasSet: (/** @type {string} */ x) => `; it was then set to ${x} by hand`,
  arrived: (/** @type {number} */ count, /** @type {number} */ all) =>
    `${count} of ${all} contributions ${count === 1 ? "has" : "have"} arrived`,
  all: "complete",
  allOfGradient: "gradient, complete",
  state: (/** @type {string} */ words) => ` (${words})`,
  noneYet: "nothing has arrived yet",
  over: "With this, the backward pass is over.",

  upstream: "upstream",
  local: "local",
  contribution: "contribution",
  old: "old",
  term: "term",
  new: "new",
  value: "value",

  // The picture.
  picture: "Computation graph",
  whole: "whole graph",
  zoomIn: "larger",
  zoomOut: "smaller",
  fit: "fit",
  showCurrent: "show where the pass is",
  skipPicture: "past the picture",
  inPicture: {
    unknown: "–",
    noData: "its value is not there yet",
    missing: "nothing has arrived here yet",
    coming: "its contribution is still to come",
    someComing: (/** @type {number} */ count) => `${count.toLocaleString("en")} of them still to come`,
    current: "current",
    opens: "Enter opens it",
    /** What is written in pictures, in place of what Python wrote. */
    instead: /** @type {Record<string, string>} */ ({}),
    edges: (/** @type {string} */ count) => `${count} edges`,
  },
  members: (/** @type {string} */ name, /** @type {number} */ count) => `${name}: ${count} nodes`,

  // A node.
  node: "Node",
  followed: "follows the pass; click a node to keep it here",
  follow: "follow the pass",
  scope: "in",
  chainRule: "The chain rule: one term for each use",
  output: "This is the output: its gradient with respect to itself is 1.",
  unused: "Nothing contributes to the gradient of this node.",
  prior: "before this pass",
  there: "arrived",
  toCome: "to come",
  sum: "sum so far",
  further: (/** @type {number} */ count) => `${count} more`,
  path: "The only path to the output: the product of its local gradients",
  operands: "Operands, and the local gradient for each",
  breakHere: "break here",
  runTo: "run to it",

  // The check by differences.
  check: "check by differences",
  checkTitle: "Check by differences",
  quotient: "difference quotient",
  extrapolated: "for h → 0",
  byPass: "the backward pass",
  agrees: "They agree.",
  differs: "They differ.",
  unsure: "The quotients do not settle: there may be a kink or a pole here.",
  notChecked:
    "This leaf was not checked: the graph is too large, its value is not finite, or a number was changed by hand.",
  notComplete: "The gradient that is compared is that at the end of the pass.",

  // The source.
  source: "Source",
  noSource:
    "The lines that made the nodes were not recorded. They are by autograd-lite page, and after a call of capture().",
  noText: "its source is not known",
  inFunction: (/** @type {string} */ name) => `in ${name}`,
  line: (/** @type {number} */ line, /** @type {boolean} */ isSet) =>
    isSet ? `line ${line}: remove the breakpoint` : `line ${line}: set a breakpoint`,

  // The leaves.
  parameters: "Parameters",
  rate: "learning rate η",
  name: "name",
  update: "update −η ∂",
  afterwards: "new value",
  onlyLabel: "only names with",

  // Finding and stopping.
  find: "Find and stop",
  findPlaceholder: "w1, mul, hidden, 12, #7, if abs(grad) > 1",
  findHelp:
    "A label, an operation, a scope, a line of source, #n for a node; behind it a condition, such as if grad > 1.",
  found: (/** @type {number} */ count) => (count === 1 ? "one node" : `${count} nodes`),
  breakAt: "break",
  breakOnce: "break once",
  watch: "watch",
  kinds: { breakpoint: "breakpoint", watchpoint: "watchpoint", catch: "catch" },
  temporary: "once",
  caught: "a number that is not finite is produced",
  anyNode: "any node",
  hits: (/** @type {number} */ count) => `met ${count}×`,
  letPass: "let pass",
  remove: "remove",
  enabled: "stop here",
  unread: (/** @type {string} */ why) => `The page cannot read this condition, and does not stop here (${why}).`,
  stoppedBy: "Stopped at",
  notFinite: (/** @type {number} */ count) =>
    count === 1
      ? "One number that is not finite is produced: go there"
      : `${count} numbers that are not finite are produced: go to the first`,

  // Moving.
  do: {
    home: "beginning",
    rcontinue: "previous stop",
    back: "previous node",
    stepback: "step back",
    play: "play",
    pause: "pause",
    step: "step",
    next: "next node",
    continue: "next stop",
    end: "end",
  },
  moment: "moment",
  speed: "speed",
  language: "Language",
  theme: "Colours",
  themes: { auto: "like the system", light: "light", dark: "dark" },
  help: "Keys",
  close: "close",
  keys: [
    ["→ ←", "step forwards, back"],
    ["Shift → ←", "to the next, the previous node"],
    ["Space", "play and pause"],
    ["Home End", "the beginning, the end"],
    ["g", "where the backward pass begins"],
    ["c r", "to the next, the previous stop"],
    ["e", "to the end of this call"],
    ["b", "break at the node that is shown"],
    ["!", "to the first number that is not finite"],
    ["/", "find"],
    ["+ − 0", "zoom, fit"],
    ["Esc", "follow the pass again"],
  ],
};

/** @typedef {typeof ENGLISH} Texts */
