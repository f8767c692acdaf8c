// What a reader would see of each picture on the page: where texts stand, what is behind them, what they say.
// It knows the picture by g.node, g.cluster, g.legend, g.arrow, text and title alone.
() => {
  const INVISIBLE = "defs, pattern, marker, clipPath, mask, linearGradient, radialGradient, symbol";
  const SHAPES = "rect, path, polygon, circle, ellipse";
  const SLACK = 0.5; // pixels

  const all = (selector, within = document) =>
    [...within.querySelectorAll(selector)].filter((element) => !element.closest(INVISIBLE));
  const rectangle = (element) => element.getBoundingClientRect();
  const named = (element) => element.textContent.slice(0, 40);
  const shared = (a, b) => [
    Math.min(a.right, b.right) - Math.max(a.left, b.left),
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top),
  ];
  const overlap = (a, b) => {
    const [width, height] = shared(a, b);
    return width > SLACK && height > SLACK;
  };

  const beyond = (r, frame) =>
    Math.max(frame.left - r.left, r.right - frame.right, frame.top - r.top, r.bottom - frame.bottom);

  // --- where texts stand ---

  const GROUPS = "g.node, g.cluster, g.legend";
  const outside = []; // a text beyond the box that it stands in
  const colliding = []; // two texts of one box, one on the other
  for (const group of all(GROUPS)) {
    const box = group.querySelector("rect");
    if (!box) continue;
    const frame = rectangle(box);
    const texts = all("text", group).filter((text) => text.closest(GROUPS) === group);
    texts.forEach((text, k) => {
      const r = rectangle(text);
      if (!group.matches("g.legend") && beyond(r, frame) > SLACK) outside.push(`${named(text)}: ${beyond(r, frame).toFixed(1)} px`);
      for (const other of texts.slice(0, k)) {
        // The boxes of two lines share the room that only tall letters need.
        const [width, height] = shared(r, rectangle(other));
        if (width > SLACK && height > r.height / 3) colliding.push(`${named(text)} / ${named(other)}`);
      }
    });
  }
  const frames = all("g.cluster").map((group) => rectangle(group.querySelector("rect")));
  for (const title of all("text.title")) // of a frame
    if (!frames.some((frame) => beyond(rectangle(title), frame) <= SLACK)) outside.push(`${named(title)}: a title`);
  const boxes = all("g.node").map((group) => ({ name: group.id, frame: rectangle(group.querySelector("rect")) }));
  const legend = all("g.legend").map((group) => ({ name: "legend", frame: rectangle(group) }));
  const loose = all("text") // on arrows, in the heading, names of clusters
    .filter((text) => !text.closest("g.node, g.legend"))
    .map((text) => ({ name: named(text), frame: rectangle(text) }));
  const pairs = (these, those) =>
    these.flatMap((a, k) => (those ?? these.slice(0, k)).filter((b) => overlap(a.frame, b.frame)).map((b) => `${a.name} / ${b.name}`));
  const crowded = [...pairs(loose), ...pairs(loose, [...boxes, ...legend])]; // a text over another one, or over a box
  const touching = [...pairs(boxes), ...pairs(boxes, legend)]; // a box over another one
  const picture = document.querySelector("svg.autograd-lite");
  const whole = rectangle(picture);
  const cut = all("text, rect, polygon", picture) // what the edge of the picture cuts off
    .map((element) => [element, rectangle(element)])
    .filter(([, r]) => Math.max(whole.left - r.left, whole.top - r.top, r.right - whole.right, r.bottom - whole.bottom) > 1)
    .map(([element]) => `${element.tagName} ${named(element)}`);

  // --- contrast: WCAG 2.2, from computed colours and from the shapes that were painted before a text, under it ---

  const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
  canvas.width = canvas.height = 1;
  const brush = canvas.getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const colour = (css) => {
    if (!known.has(css)) {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = css;
      brush.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
      known.set(css, [r, g, b, a / 255]);
    }
    return known.get(css);
  };
  const over = (top, below) => [0, 1, 2].map((k) => top[3] * top[k] + (1 - top[3]) * below[k]);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a, b) => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  };
  const opacity = (element) => {
    let share = 1;
    for (let e = element; e instanceof Element; e = e.parentNode) share *= parseFloat(getComputedStyle(e).opacity);
    return share;
  };
  const ink = (element, property) => {
    const style = getComputedStyle(element);
    const [r, g, b, a] = colour(style[property]);
    return [r, g, b, a * parseFloat(style[`${property}-opacity`] || 1) * opacity(element)];
  };
  // The colours that a shape puts down: one, or those of a hatching or a gradient.
  const paints = (shape) => {
    const fill = getComputedStyle(shape).fill;
    if (fill === "none") return [];
    const server = /^url\(["']?#(.+?)["']?\)/.exec(fill);
    if (!server) return [ink(shape, "fill")];
    const inside = [...document.getElementById(server[1]).querySelectorAll("*")];
    const colours = inside.flatMap((element) => {
      if (element.tagName === "stop") return [colour(getComputedStyle(element).stopColor)];
      return ["fill", "stroke"].filter((p) => getComputedStyle(element)[p] !== "none").map((p) => ink(element, p));
    });
    return [...colours, [0, 0, 0, 0]]; // between the lines of a hatching, nothing
  };
  const painted = all(`${SHAPES}, text`).map((shape, order) => ({ shape, order, frame: rectangle(shape) }));
  const covers = ({ shape, frame }, x, y) => {
    if (x < frame.left || x > frame.right || y < frame.top || y > frame.bottom) return false;
    const matrix = shape.getScreenCTM();
    return matrix ? shape.isPointInFill(new DOMPoint(x, y).matrixTransform(matrix.inverse())) : false;
  };
  let pages = [[255, 255, 255]];
  for (const element of [document.documentElement, document.body, picture].filter(Boolean))
    pages = [over(colour(getComputedStyle(element).backgroundColor), pages[0])];
  let least = Infinity;
  const faint = []; // a text with too little contrast
  for (const { shape: text, order, frame: r } of painted) {
    if (text.tagName !== "text" || !r.width) continue;
    const under = painted.slice(0, order).filter(({ shape, frame }) => overlap(frame, r) && shape.tagName !== "text");
    for (const part of [0.02, 0.5, 0.98]) {
      const [x, y] = [r.left + part * r.width, r.top + r.height / 2];
      let grounds = pages;
      for (const { shape } of under.filter((ground) => covers(ground, x, y))) {
        const colours = paints(shape);
        if (colours.length) grounds = colours.flatMap((top) => grounds.map((ground) => over(top, ground)));
        if (colours.length === 1 && colours[0][3] === 1) grounds = grounds.slice(0, 1);
      }
      const worst = Math.min(...grounds.map((ground) => contrast(over(ink(text, "fill"), ground), ground)));
      least = Math.min(least, worst);
      if (worst < 4.5) faint.push(`${named(text)}: ${worst.toFixed(2)}`);
    }
  }

  // --- what is said ---

  const direct = (element, name) => [...element.children].find((child) => child.tagName === name)?.textContent.trim();
  const silent = all("g.node, g.arrow").filter((group) => !direct(group, "title")).map((group) => group.id);
  const unnamed = all("g.node").filter((g) => !g.getAttribute("aria-label") || !g.getAttribute("role")).map((g) => g.id);
  return {
    nodes: boxes.length,
    arrows: all("g.arrow").length,
    texts: all("text").length,
    loose: loose.length,
    outside,
    colliding,
    crowded,
    touching,
    beyond: cut,
    faint,
    least,
    silent,
    unnamed,
    frames: boxes.map(({ frame }) => [frame.left, frame.top, frame.right, frame.bottom]),
    whole: [whole.width, whole.height],
    title: direct(picture, "title"),
    description: direct(picture, "desc"),
    scripts: document.querySelectorAll("script, foreignObject, iframe, image, img, a").length,
    hacked: window.hacked,
  };
}
