/** The words of the page, in English and in Chinese. */

const ENGLISH = {
  code: "en",
  itself: "English",
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
  arrived: (/** @type {number} */ count, /** @type {number} */ all) => `${count} of ${all} contributions are there`,
  all: "complete",
  noneYet: "nothing has arrived yet",
  over: "With this, the backward pass is over.",

  upstream: "upstream",
  local: "local",
  contribution: "contribution",
  old: "old",
  term: "term",
  new: "new",
  value: "value",
  gradient: "gradient",

  // The picture.
  picture: "Computation graph",
  whole: "whole graph",
  zoomIn: "larger",
  zoomOut: "smaller",
  fit: "fit",
  showCurrent: "show where the pass is",
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
  followed: "follows the pass; click on a node to keep it here",
  follow: "follow the pass",
  scope: "in",
  chainRule: "The chain rule: one term for each use",
  output: "This is the output: its gradient by itself is 1.",
  unused: "Nothing is added to the gradient of this node.",
  prior: "before this pass",
  there: "arrived",
  toCome: "to come",
  sum: "sum so far",
  further: (/** @type {number} */ count) => `${count} more`,
  path: "Along the only path, all local gradients in a row",
  operands: "Operands, and what each is multiplied by",
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
  notChecked: "This leaf was not checked: the graph is too large for differences of all its leaves.",
  notComplete: "The gradient is compared when the pass is over.",

  // The source.
  source: "Source",
  noSource:
    "Which line made a node is not known. It is, if the page is written by autograd-lite page, or after capture().",
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
  stoppedBy: "Stopped at",
  notFinite: (/** @type {number} */ count) =>
    count === 1
      ? "One number that is not finite is produced: go there"
      : `${count} numbers that are not finite are produced: go to the first`,

  // Moving.
  do: {
    home: "beginning",
    rcontinue: "stop before",
    back: "node back",
    stepback: "step back",
    play: "play",
    pause: "pause",
    step: "step",
    next: "node",
    continue: "next stop",
    end: "end",
    finish: "end of the call",
    start: "begin backward",
  },
  moment: "moment",
  speed: "speed",
  language: "Language",
  theme: "Colours",
  themes: { auto: "as the system", light: "light", dark: "dark" },
  help: "Keys",
  close: "close",
  keys: [
    ["→ ←", "step forwards, back"],
    ["Shift → ←", "to the next node, the node before"],
    ["Space", "play and pause"],
    ["Home End", "the beginning, the end"],
    ["g", "where the backward pass begins"],
    ["c r", "on, back to the next stop"],
    ["e", "to the end of this call"],
    ["b", "break at the node that is shown"],
    ["!", "to the first number that is not finite"],
    ["/", "find"],
    ["+ − 0", "zoom, fit"],
    ["Esc", "follow the pass again"],
  ],
};

/** @typedef {typeof ENGLISH} Texts */

/** @type {Texts} */
const CHINESE = {
  code: "zh",
  itself: "中文",
  forward: "前向传播",
  backward: "反向传播",
  of: (number, end) => `${number} / ${end}`,

  leaf: (name, x) => `${name} 是叶结点，值为 ${x}。`,
  computed: (name, how, x) => `${name} = ${how} = ${x}。`,
  begins: (E) => `反向传播从输出开始：∂${E}/∂${E} = 1。`,
  complete: (E, name, x) => `∂${E}/∂${name} 已全部到齐：${x}。`,
  handsOn: (count) => `接着传给它的 ${count} 个操作数。`,
  edge: (node, parent) => `${node} 把梯度传给 ${parent}：`,
  isAdded: (product, E, parent) => `${product}，加到 ∂${E}/∂${parent} 上，`,
  became: (before, after) => `原为 ${before}，现为 ${after}`,
  wasSet: (x) => `；随后被人为设为 ${x}`,
  arrived: (count, all) => `共 ${all} 项，已到 ${count} 项`,
  all: "已到齐",
  noneYet: "尚无贡献到达",
  over: "至此，反向传播结束。",

  upstream: "上游梯度",
  local: "局部梯度",
  contribution: "贡献",
  old: "原值",
  term: "新增项",
  new: "新值",
  value: "值",
  gradient: "梯度",

  picture: "计算图",
  whole: "整个图",
  zoomIn: "放大",
  zoomOut: "缩小",
  fit: "适合窗口",
  showCurrent: "显示当前位置",
  inPicture: {
    unknown: "–",
    noData: "值尚未算出",
    missing: "尚无贡献到达",
    coming: "贡献尚未到达",
    someComing: (count) => `其中 ${count} 项尚未到达`,
    current: "当前",
    opens: "按 Enter 展开",
    instead: {
      data: "值",
      grad: "梯度",
      local: "局部梯度",
      operand: "操作数",
      leaf: "叶",
      nodes: "结点",
      leaves: "叶结点",
      parameters: "参数",
      "not finite": "非有限",
      gradient: "梯度",
      current: "当前",
      "still to come": "未到",
      "on an arrow: d result / d operand": "箭头上：∂结果/∂操作数",
      "local: d result / d operand": "局部梯度：∂结果/∂操作数",
    },
    edges: (count) => `${count} 条边`,
  },
  members: (name, count) => `${name}：${count} 个结点`,

  node: "结点",
  followed: "跟随反向传播；点击结点可把它固定在此",
  follow: "跟随反向传播",
  scope: "位于",
  chainRule: "链式法则：每次使用对应一项",
  output: "这是输出：它对自身的梯度为 1。",
  unused: "没有任何贡献加到此结点的梯度上。",
  prior: "本次传播之前",
  there: "已到",
  toCome: "未到",
  sum: "目前之和",
  further: (count) => `另有 ${count} 项`,
  path: "沿唯一的路径，局部梯度依次相乘",
  operands: "操作数，以及各自所乘的局部梯度",
  breakHere: "在此设断点",
  runTo: "运行到此",

  check: "差分检验",
  checkTitle: "差分检验",
  quotient: "差商",
  extrapolated: "h → 0 时",
  byPass: "反向传播",
  agrees: "两者一致。",
  differs: "两者不一致。",
  unsure: "差商不收敛：此处可能有尖点或极点。",
  notChecked: "此叶结点未检验：图太大，无法对所有叶结点做差分。",
  notComplete: "反向传播结束后再作比较。",

  source: "源代码",
  noSource: "不知道结点由哪一行产生。用 autograd-lite page 生成网页，或先调用 capture()，即可显示。",
  inFunction: (name) => `函数 ${name}`,
  line: (line, isSet) => (isSet ? `第 ${line} 行：取消断点` : `第 ${line} 行：设断点`),

  parameters: "参数",
  rate: "学习率 η",
  name: "名称",
  update: "更新量 −η ∂",
  afterwards: "更新后的值",
  onlyLabel: "只显示名称含",

  find: "查找与断点",
  findPlaceholder: "w1, mul, hidden, 12, #7, if abs(grad) > 1",
  findHelp: "标签、运算、作用域、源代码行号，或用 #n 指定结点；其后可写条件，如 if grad > 1。",
  found: (count) => `${count} 个结点`,
  breakAt: "断点",
  breakOnce: "一次性断点",
  watch: "监视",
  kinds: { breakpoint: "断点", watchpoint: "监视点", catch: "捕获" },
  temporary: "一次",
  caught: "产生了非有限的数",
  anyNode: "任意结点",
  hits: (count) => `命中 ${count} 次`,
  letPass: "忽略次数",
  remove: "删除",
  enabled: "在此停下",
  stoppedBy: "停在",
  notFinite: (count) => `产生了 ${count} 个非有限的数：跳到第一个`,

  do: {
    home: "开头",
    rcontinue: "上一断点",
    back: "上一结点",
    stepback: "后退一步",
    play: "播放",
    pause: "暂停",
    step: "前进一步",
    next: "下一结点",
    continue: "下一断点",
    end: "结尾",
    finish: "本次调用结束",
    start: "反向开始处",
  },
  moment: "时刻",
  speed: "速度",
  language: "语言",
  theme: "颜色",
  themes: { auto: "跟随系统", light: "浅色", dark: "深色" },
  help: "按键",
  close: "关闭",
  keys: [
    ["→ ←", "前进、后退一步"],
    ["Shift → ←", "下一、上一结点"],
    ["空格", "播放与暂停"],
    ["Home End", "开头、结尾"],
    ["g", "反向传播开始处"],
    ["c r", "下一、上一断点"],
    ["e", "本次调用结束"],
    ["b", "在所示结点设断点"],
    ["!", "第一个非有限的数"],
    ["/", "查找"],
    ["+ − 0", "缩放、适合窗口"],
    ["Esc", "重新跟随"],
  ],
};

/** By the code of the language. */
export const LANGUAGES = { en: ENGLISH, zh: CHINESE };

/**
 * The language among ours that a reader prefers, by the browser's list.
 * @param {readonly string[]} preferred
 * @returns {keyof typeof LANGUAGES}
 */
export function preferredLanguage(preferred) {
  for (const tag of preferred) {
    const code = tag.toLowerCase().split("-")[0];
    if (code === "en" || code === "zh") return code;
  }
  return "en";
}
