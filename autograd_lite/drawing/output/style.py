"""How pictures look: sizes of type, and CSS with a light and a dark set of colours."""

from __future__ import annotations

from autograd_lite.drawing.placing.measures import FONT_SIZE, SMALL

# Every pair of text and ground has a contrast of at least 4.5:1 (WCAG 2.2 AA), which a test computes. Orange is
# positive and blue negative, a pair that all common kinds of colour blindness tell apart; p5 and n5 are the strongest.
LIGHT = {
    "ground": "#ffffff",
    "box": "#ffffff",
    "sign": "#eceef2",
    "frame": "#f6f7f9",
    "border": "#7c8698",
    "strong": "#1f5fa8",
    "ink": "#18202b",
    "dim": "#566070",
    "arrow": "#8590a0",
    "alarm": "#8c1d18",
    "hatch": "#f4d0cc",
    "p1": "#fdf3e7",
    "p2": "#fbe3c6",
    "p3": "#f8cb98",
    "p4": "#f1ab62",
    "p5": "#e0862f",
    "n1": "#edf4fb",
    "n2": "#d3e5f6",
    "n3": "#abcff0",
    "n4": "#7db3e6",
    "n5": "#5494d4",
}
DARK = {
    "ground": "#12161c",
    "box": "#1c222b",
    "sign": "#2c3440",
    "frame": "#171c23",
    "border": "#6b7687",
    "strong": "#7fb3f0",
    "ink": "#eef2f7",
    "dim": "#a5afbd",
    "arrow": "#76818f",
    "alarm": "#ffb4ab",
    "hatch": "#4a2226",
    "p1": "#32291c",
    "p2": "#3f3120",
    "p3": "#5b4021",
    "p4": "#794e1e",
    "p5": "#96591a",
    "n1": "#182b40",
    "n2": "#1c3148",
    "n3": "#1e4266",
    "n4": "#205385",
    "n5": "#2465a3",
}
THEMES = ("auto", "light", "dark")
WEIGHTS = (1.2, 1.2, 1.7, 2.3, 3.0, 4.0)  # of arrows, by how large a contribution flows along them

THEMED = """
.%(name)s { %(light)s }
@media (prefers-color-scheme: dark) { .%(name)s.theme-auto { %(dark)s } }
:is([data-jp-theme-light="true"], [data-theme="light"], html[theme="light"], .vscode-light, .vscode-high-contrast-light)
  .%(name)s.theme-auto { %(light)s }
:is([data-jp-theme-light="false"], [data-theme="dark"], html[theme="dark"], .vscode-dark,
  .vscode-high-contrast:not(.vscode-high-contrast-light)) .%(name)s.theme-auto { %(dark)s }
.%(name)s.theme-dark { %(dark)s }
"""
STYLE = """
.autograd-lite { background: var(--ground);
  font: %(size)gpx "DejaVu Sans Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; }
.autograd-lite text { fill: var(--ink); white-space: pre }
.autograd-lite .shape { fill: var(--box); stroke: var(--border) }
.autograd-lite .leaf .shape { stroke-width: 1.5 }
.autograd-lite .output .shape { stroke: var(--strong); stroke-width: 2.5 }
.autograd-lite .cut .shape { stroke-dasharray: 4 3 }
.autograd-lite .hatched .shape { stroke: var(--alarm); stroke-width: 2 }
.autograd-lite .stripe { fill: none; stroke: var(--hatch); stroke-width: 4 }
.autograd-lite .sign { fill: var(--sign) }
.autograd-lite .sheet { fill: var(--box); stroke: var(--border) }
.autograd-lite .table .shape { stroke: none }
.autograd-lite .focus .shape { stroke: var(--strong); stroke-width: 2.5; stroke-dasharray: none }
.autograd-lite .head { fill: var(--dim) }
.autograd-lite .index { font-size: .75em }
.autograd-lite .label { font-weight: bold }
.autograd-lite .frame { fill: var(--frame); stroke: var(--border); stroke-opacity: .6 }
.autograd-lite .title, .autograd-lite .local, .autograd-lite .note { fill: var(--dim) }
.autograd-lite .title { paint-order: stroke; stroke: var(--frame); stroke-width: 4px; stroke-linejoin: round }
.autograd-lite .small, .autograd-lite .local, .autograd-lite .fence { font-size: %(small)gpx }
.autograd-lite rect.badge { fill: none; stroke: var(--alarm) }
.autograd-lite text.badge { fill: var(--alarm) }
.autograd-lite text.nonfinite, .autograd-lite text.alarm { fill: var(--alarm); font-weight: bold }
.autograd-lite .arrow path { fill: none; stroke: var(--arrow); stroke-width: 1.2 }
.autograd-lite .strange path { stroke: var(--alarm); stroke-dasharray: 6 3 }
.autograd-lite .strange .tip { fill: var(--alarm) }
.autograd-lite .arrow path.reach { stroke: transparent; stroke-width: 9 }
.autograd-lite .ground { fill: var(--ground) }
.autograd-lite .local, .autograd-lite .ground, .autograd-lite .hatch { pointer-events: none }
.autograd-lite .tip { fill: var(--arrow) }
.autograd-lite .arrow:hover path:not(.reach) { stroke: var(--strong) }
.autograd-lite .node:focus { outline: none }
.autograd-lite .node:hover .shape, .autograd-lite .node:focus-visible .shape {
  stroke: var(--strong); stroke-width: 3; stroke-dasharray: none }
"""

# Only in pictures of a moment. What is current is told apart by its width and a framed text, what is to come by dots
# and hollow tips: not by colour alone.
MOMENT = """
.autograd-lite .heading { font-weight: bold }
.autograd-lite .current .shape, .autograd-lite .current .hatch {
  stroke: var(--strong); stroke-width: 4.5; stroke-dasharray: none }
.autograd-lite .arrow.current path { stroke: var(--strong); stroke-width: 4.5; stroke-dasharray: none }
.autograd-lite .table .current .shape, .autograd-lite .table .current .hatch { stroke-width: 3.5 }
.autograd-lite .current .tip { fill: var(--strong) }
.autograd-lite .current.ground { stroke: var(--strong); stroke-width: 1.5 }
.autograd-lite .current.local { fill: var(--ink); font-weight: bold }
.autograd-lite .coming path { fill: none; stroke: var(--arrow); stroke-width: 1.4; stroke-dasharray: 2 4 }
.autograd-lite .coming .tip { fill: none; stroke: var(--arrow) }
.autograd-lite .arrow path.reach { stroke: transparent; stroke-width: 9; stroke-dasharray: none }
"""

# Only in pictures that move: what may be hatched is so at times, and in the forward pass nodes are still to come.
MOVING = """
.autograd-lite .node:not(.hatched) .hatch { display: none }
.autograd-lite .node.coming .shape { stroke-width: 1.4; stroke-dasharray: 2 4 }
.autograd-lite .node.coming .sign { fill: var(--sign); stroke: none }
.autograd-lite .node.coming text { fill: var(--dim) }
.autograd-lite .node[role="button"] { cursor: pointer }
.autograd-lite .selected .shape { stroke: var(--ink); stroke-width: 3; stroke-dasharray: none }
.autograd-lite .current.selected .shape { stroke: var(--strong); stroke-width: 4.5 }
.autograd-lite .mark { display: none; fill: var(--alarm); stroke: var(--ground); stroke-width: 1.5 }
.autograd-lite .stop .mark { display: inline }
.autograd-lite .opener rect { fill: var(--sign); stroke: var(--border) }
.autograd-lite .opener path { fill: none; stroke: var(--ink); stroke-width: 1.5 }
.autograd-lite .opener:hover rect { stroke: var(--strong); stroke-width: 2 }
.autograd-lite .callout { pointer-events: none }
.autograd-lite .callout rect { fill: var(--ground); stroke: var(--strong); stroke-width: 1.5 }
.autograd-lite .callout text { font-weight: bold }
"""


def themed(name: str) -> str:
    """Rules that give the elements of this class our colours: those of their theme, or of what is around them.

    Pages that know a theme of their own say so on an element around the picture: JupyterLab, marimo and Sphinx, Colab,
    and VS Code.
    """
    light, dark = ("; ".join(f"--{name}: {colour}" for name, colour in colours.items()) for colours in (LIGHT, DARK))
    return THEMED % {"name": name, "light": light, "dark": dark}


def css() -> str:
    """The style sheet of a picture; its rules reach nothing outside, where the picture is part of a page."""
    levels = [f"{sign}{level}" for sign in "pn" for level in range(1, 6)]
    rules = [f".autograd-lite .{name} .shape {{ fill: var(--{name}) }}" for name in levels]
    rules += [f".autograd-lite .w{k} path {{ stroke-width: {width:g} }}" for k, width in enumerate(WEIGHTS) if k > 1]
    rules.append(".autograd-lite .arrow path.reach { stroke-width: 9 }")
    rules.append(".autograd-lite .hatched .shape { fill: var(--box) }")
    return themed("autograd-lite") + STYLE % {"size": FONT_SIZE, "small": SMALL} + "\n".join(rules) + "\n"
