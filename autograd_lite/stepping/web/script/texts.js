/** The words of the page, in English and in Chinese. */

const ENGLISH = {
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

/** @type {Texts} */
const CHINESE = {
  code: "zh",
  itself: "中文",
  subtitle: "：反向传播，逐步演示",
  forward: "前向传播",
  backward: "反向传播",
  of: (number, end) => `${number} / ${end}`,

  leaf: (name, x) => `${name} 是叶结点，值为 ${x}。`,
  computed: (name, how, x) => `${name} = ${how} = ${x}。`,
  begins: (E) => `反向传播从输出开始：∂${E}/∂${E} = 1。`,
  complete: (E, name, x) => `∂${E}/∂${name} 的各项已全部到齐，值为 ${x}。`,
  handsOn: (count) => `接着传给它的 ${count} 个操作数。`,
  edge: (node, parent) => `${node} 把梯度传给 ${parent}：`,
  isAdded: (product, E, parent) => `${product}，累加到 ∂${E}/∂${parent}：`,
  became: (before, after) => `原为 ${before}，现为 ${after}`,
  wasSet: (x) => `；随后被手动设为 ${x}`,
  arrived: (count, all) => `共 ${all} 项，已到 ${count} 项`,
  all: "已到齐",
  allOfGradient: "梯度（已到齐）",
  state: (words) => `（${words}）`,
  noneYet: "尚无贡献到达",
  over: "至此，反向传播结束。",

  upstream: "上游梯度",
  local: "局部梯度",
  contribution: "贡献",
  old: "原值",
  term: "新增项",
  new: "新值",
  value: "值",

  picture: "计算图",
  whole: "全图",
  zoomIn: "放大",
  zoomOut: "缩小",
  fit: "适合窗口",
  showCurrent: "显示当前位置",
  skipPicture: "跳过计算图",
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
  followed: "随当前时刻切换；点击结点可将其固定在此",
  follow: "跟随当前时刻",
  scope: "位于",
  chainRule: "链式法则：每次使用对应一项",
  output: "这是输出：它对自身的梯度为 1。",
  unused: "没有任何贡献累加到此结点的梯度上。",
  prior: "本次传播之前",
  there: "已到",
  toCome: "未到",
  sum: "当前累计",
  further: (count) => `另有 ${count} 项`,
  path: "到输出只有一条路径：局部梯度依次相乘",
  operands: "操作数及对应的局部梯度",
  breakHere: "在此设断点",
  runTo: "运行到此",

  check: "用差分检验梯度",
  checkTitle: "差分检验",
  quotient: "中心差商",
  extrapolated: "外推至 h → 0",
  byPass: "反向传播",
  agrees: "两者一致。",
  differs: "两者不一致。",
  unsure: "差商不收敛：此处可能有折点或极点。",
  notChecked: "此叶结点未检验：图太大，其值不是有限数，或有数值被手动改过。",
  notComplete: "用来比较的是反向传播结束时的梯度。",

  source: "源代码",
  noSource: "没有记录结点由哪一行代码产生。用 autograd-lite page 生成网页，或在建图之前调用 capture()，即可记录。",
  inFunction: (name) => `函数 ${name}`,
  line: (line, isSet) => (isSet ? `第 ${line} 行：取消断点` : `第 ${line} 行：设断点`),

  parameters: "参数",
  rate: "学习率 η",
  name: "名称",
  update: "更新量 −η ∂",
  afterwards: "更新后的值",
  onlyLabel: "名称包含",

  find: "查找与断点",
  findPlaceholder: "w1, mul, hidden, 12, #7, if abs(grad) > 1",
  findHelp: "标签、运算、作用域、源代码行号，或用 #n 指定结点；其后可写条件，如 if grad > 1。",
  found: (count) => `${count} 个结点`,
  breakAt: "设断点",
  breakOnce: "设一次性断点",
  watch: "设监视点",
  kinds: { breakpoint: "断点", watchpoint: "监视点", catch: "捕获" },
  temporary: "一次性",
  caught: "产生了非有限数（inf 或 nan）",
  anyNode: "任意结点",
  hits: (count) => `命中 ${count} 次`,
  letPass: "忽略次数",
  remove: "删除",
  enabled: "在此停下",
  unread: (why) => `本页无法识别该条件，不会在此停下（${why}）。`,
  stoppedBy: "停在",
  notFinite: (count) =>
    count === 1 ? "产生了一个非有限数（inf 或 nan）：跳到该处" : `产生了 ${count} 个非有限数（inf 或 nan）：跳到第一个`,

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
  },
  moment: "时刻",
  speed: "速度",
  language: "语言",
  theme: "配色",
  themes: { auto: "跟随系统", light: "浅色", dark: "深色" },
  help: "快捷键",
  close: "关闭",
  keys: [
    ["→ ←", "前进、后退一步"],
    ["Shift → ←", "下一个、上一个结点"],
    ["空格", "播放与暂停"],
    ["Home End", "开头、结尾"],
    ["g", "反向传播的开始"],
    ["c r", "下一个、上一个断点"],
    ["e", "本次调用的结束"],
    ["b", "在所示结点设断点"],
    ["!", "第一个非有限的数"],
    ["/", "查找"],
    ["+ − 0", "缩放、适合窗口"],
    ["Esc", "重新跟随当前时刻"],
  ],
};

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
