// Reasons: why something is refused, and the remedy. Those that end or begin with a mark are parts of a sentence.

/** @typedef {import("./refusal.js").Wording} Wording */

/** @type {Record<string, string>} */
const KINDS_IN_CHINESE = { label: "标签", op: "运算", scope: "作用域" };

/** @satisfies {Record<string, (...values: (string | number)[]) => Wording>} */
export const REASONS = {
  // --- moving ---
  noMoment: (moment, end) => ({
    en: `there is no moment ${moment}: they go from 0 to ${end}`,
    zh: `没有时刻 ${moment}：时刻从 0 到 ${end}`,
  }),
  timesMade: (count) => ({
    en: `a movement is made at least once, not ${count} times`,
    zh: `移动次数至少为 1，不能是 ${count}`,
  }),
  nodeReached: (position, last, now) => ({
    en: `node #${position} was reached at moment ${last}, and this is moment ${now}`,
    zh: `结点 #${position} 在时刻 ${last} 已经到达，现在是时刻 ${now}`,
  }),
  nodesReached: (count, last, now) => ({
    en: `the last of ${count} nodes was reached at moment ${last}, and this is moment ${now}`,
    zh: `${count} 个结点中最后一个在时刻 ${last} 已经到达，现在是时刻 ${now}`,
  }),

  // --- stop points ---
  breakpointOnEdges: () => ({
    en:
      "a breakpoint stops at nodes, and local and contribution are of edges; its condition may be about node, data, " +
      "grad, upstream, op, label and scope; watch w1 if abs(contribution) > 1e3 stops at edges",
    zh:
      "断点停在结点处，而 local 和 contribution 属于边；断点的条件可以使用 node、data、grad、upstream、op、label 和 scope；" +
      "要停在边上，请改设监视点，如 w1 if abs(contribution) > 1e3",
  }),
  breakpointOnNothing: () => ({
    en: "a breakpoint needs a label, an operation, a scope, a line, #node, or a condition: if abs(grad) > 1",
    zh: "断点需要标签、运算、作用域、行号、#n 或条件，如 if abs(grad) > 1",
  }),
  watchpointOnNothing: () => ({
    en: "a watchpoint needs a label, #node, or a condition: if abs(contribution) > 1e3",
    zh: "监视点需要标签、#n 或条件，如 if abs(contribution) > 1e3",
  }),
  nothingContributes: () => ({
    en: "nothing contributes to the gradient of the output, which is 1; watch another node",
    zh: "输出的梯度就是 1，没有任何贡献加到它上面；请监视其他结点",
  }),
  nothingBehindIf: () => ({
    en: "a condition follows if, such as abs(grad) > 1e3",
    zh: "if 后面要写条件，如 abs(grad) > 1e3",
  }),
  noStopPoint: (number, known) => ({
    en: `there is no stop point ${number}; there are ${known || "none"}`,
    zh: `没有 ${number} 号断点；现有编号：${known || "无"}`,
  }),
  stopPointStays: () => ({
    en: "stop point 0 cannot be deleted, as nothing would bring it back; it can be turned off",
    zh: "0 号断点删除后无法恢复，所以不能删除；可以把它关闭",
  }),

  // --- nodes ---
  noNode: (asked, last) => ({
    en: `there is no node ${asked}: they go from #0 to #${last}`,
    zh: `没有结点 ${asked}：编号从 #0 到 #${last}`,
  }),
  noneOfKind: (kind, name) => ({
    en: `no node of this ${kind}: "${name}"`,
    zh: `没有${KINDS_IN_CHINESE[kind]}为“${name}”的结点`,
  }),
  noneNamed: (name) => ({
    en: `no label, operation or scope "${name}" in this graph`,
    zh: `图中没有标签、运算或作用域“${name}”`,
  }),
  isIt: (near) => ({ en: `; is it ${near}?`, zh: `；是不是 ${near}？` }),
  thereAre: (kind, names) => ({
    en: `; there are ${kind}s: ${names}`,
    zh: `；现有${KINDS_IN_CHINESE[kind]}：${names}`,
  }),
  andThereAre: (kind, names) => ({
    en: `; ${kind}s: ${names}`,
    zh: `；${KINDS_IN_CHINESE[kind]}：${names}`,
  }),
  noLinesKnown: () => ({
    en: "no node knows the line it was made on: that was not captured",
    zh: "没有记录结点由哪一行代码产生",
  }),
  noFile: (name, files) => ({
    en: `no node was made by a file ${name}; there are ${files}`,
    zh: `没有由文件 ${name} 产生的结点；现有文件：${files}`,
  }),
  noLine: (line, file, near) => ({
    en: `no node was made on line ${line} of ${file}; near it are ${near}`,
    zh: `${file} 第 ${line} 行没有产生结点；附近产生结点的行：${near}`,
  }),

  // --- how a condition is written ---
  column: (column) => ({ en: `column ${column}: `, zh: `第 ${column} 列：` }),
  empty: () => ({
    en: "the condition is empty; write one, such as abs(grad) > 1e3",
    zh: "条件是空的；请写一个，如 abs(grad) > 1e3",
  }),
  tooLong: (length, longest) => ({
    en: `the condition has ${length} characters, and ${longest} are the most`,
    zh: `条件有 ${length} 个字符，最多只能有 ${longest} 个`,
  }),
  tooDeep: (deepest) => ({
    en: `this is nested more than ${deepest} deep`,
    zh: `括号嵌套超过了 ${deepest} 层`,
  }),
  breaksOff: () => ({ en: "the condition breaks off here", zh: "条件到这里还没有写完" }),
  misplaced: (typed) => ({ en: `${typed} has no place here`, zh: `${typed} 不能写在这里` }),
  isSomethingMissing: () => ({
    en: "; is something missing? A product is written 2*grad, with the sign",
    zh: "；是不是漏了什么？乘法要写出乘号，如 2*grad",
  }),
  writtenAs: (typed, remedy) => ({ en: `for ${typed} write ${remedy}`, zh: `${typed} 应写成 ${remedy}` }),
  quoteIsOpen: () => ({
    en: "a text ends with the quote that it begins with; in it a \\ stands before quotes and \\ only",
    zh: "字符串以什么引号开头，就要以什么引号结尾；其中的 \\ 后面只能是引号或 \\",
  }),
  notDecimal: () => ({
    en: "this is no number; numbers are decimal: 12, 0.5, 1e-3",
    zh: "这不是数；数要写成十进制，如 12、0.5、1e-3",
  }),
  beyondRange: () => ({
    en: "this is beyond the range of doubles (about 1.8e308); write inf",
    zh: "超出了双精度浮点数的范围（约 1.8e308）；请写 inf",
  }),

  // --- what a condition means ---
  noComparison: (typed) => ({
    en: `a condition is a comparison, such as ${typed} > 0`,
    zh: `条件应当是比较，如 ${typed} > 0`,
  }),
  unknownName: (typed, names) => ({
    en: `there is no ${typed} here, but ${names}; a text stands in quotes, "${typed}"`,
    zh: `不认识 ${typed}；可用的名称：${names}；字符串要加引号，如 "${typed}"`,
  }),
  unknownFunction: (typed, known) => ({
    en: `there is no function ${typed} on this page, but ${known}`,
    zh: `本页没有函数 ${typed}；可用的函数：${known}`,
  }),
  takesOne: (typed) => ({
    en: `${typed} takes one number; write ${typed}(x)`,
    zh: `${typed} 只取一个数；请写 ${typed}(x)`,
  }),
  takesSeveral: (typed) => ({
    en: `${typed} takes several numbers; write ${typed}(a, b)`,
    zh: `${typed} 要取多个数；请写 ${typed}(a, b)`,
  }),
  takesCondition: () => ({
    en: "where takes a condition and two numbers; write where(grad > 0, a, b)",
    zh: "where 要取一个条件和两个数；请写 where(grad > 0, a, b)",
  }),
  truth: (typed) => ({
    en: `${typed} is true or false, and no number; conditions are joined by and, or, not`,
    zh: `${typed} 的结果是真或假，不是数；条件之间用 and、or、not 连接`,
  }),
  truthBegins: () => ({
    en: "what begins here is true or false, and no number; conditions are joined by and, or, not",
    zh: "从这里开始的式子是真或假，不是数；条件之间用 and、or、not 连接",
  }),
  equalToNan: () => ({
    en: "nothing is equal to nan, nor less or greater; write isnan(x)",
    zh: "没有数等于、小于或大于 nan；请写 isnan(x)",
  }),
  textForNumber: (typed) => ({
    en: `${typed} is a text, and no number; numbers stand without quotes`,
    zh: `${typed} 是字符串，不是数；数不加引号`,
  }),
  textAlone: (typed) => ({
    en: `${typed} is a text, and is compared with one, as in ${typed} == "mul"`,
    zh: `${typed} 是字符串，只能与字符串比较，如 ${typed} == "mul"`,
  }),
  textsOrdered: () => ({
    en: "texts are compared by == != in and not in",
    zh: "字符串只能用 ==、!=、in 和 not in 比较",
  }),
  numberForText: (typed) => ({ en: `${typed} is a number; `, zh: `${typed} 是数；` }),
  comparedWithText: () => ({
    en: "it is not compared with a text; texts stand in quotes, numbers do not",
    zh: "不能与字符串比较；字符串要加引号，数不加",
  }),
  inNumbers: (typed) => ({
    en: `in looks for texts; write ${typed} == 1 or ${typed} == 2`,
    zh: `in 只查找字符串；请写 ${typed} == 1 or ${typed} == 2`,
  }),
  inNumber: () => ({
    en: "in looks into a text, or a list of texts",
    zh: "in 只在字符串或字符串列表中查找",
  }),
  inOneText: (typed, text) => ({
    en: `the texts it may be are a list: ${typed} in (${text}, ...)`,
    zh: `可取的字符串要写成列表：${typed} in (${text}, ...)`,
  }),
  inChain: () => ({
    en: "in joins no chain of comparisons; write and between two of them",
    zh: "in 不能连写成一串比较；请在两个比较之间写 and",
  }),
  listAlone: () => ({
    en: 'a list stands behind in: op in ("mul", "add")',
    zh: '列表只能写在 in 后面：op in ("mul", "add")',
  }),
  listOfOthers: () => ({
    en: 'a list behind in has texts in quotes: op in ("mul", "add")',
    zh: 'in 后面的列表中只能有加引号的字符串：op in ("mul", "add")',
  }),
};
