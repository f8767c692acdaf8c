"""How pictures look: sizes of type, and CSS with a light and a dark set of colours."""

from __future__ import annotations

FONT_SIZE = 12.0
SMALL = 10.0  # on arrows

# Every pair of text and ground has a contrast of at least 4.5:1 (WCAG 2.2 AA), which a test computes.
LIGHT = {
    "ground": "#ffffff",
    "box": "#ffffff",
    "leaf": "#eaf2fc",
    "sign": "#eceef2",
    "border": "#8993a4",
    "strong": "#1f5fa8",
    "ink": "#18202b",
    "dim": "#566070",
    "arrow": "#8590a0",
    "alarm": "#b3261e",
}
DARK = {
    "ground": "#12161c",
    "box": "#1c222b",
    "leaf": "#1a2b40",
    "sign": "#2c3440",
    "border": "#6b7687",
    "strong": "#7fb3f0",
    "ink": "#e9edf3",
    "dim": "#a5afbd",
    "arrow": "#76818f",
    "alarm": "#ff9a91",
}
STYLE = """
.autograd-lite { %(light)s; background: var(--ground);
  font: %(size)gpx "DejaVu Sans Mono", Menlo, Consolas, "Noto Sans Mono CJK SC", monospace; }
@media (prefers-color-scheme: dark) { .autograd-lite { %(dark)s } }
.autograd-lite text { fill: var(--ink); white-space: pre }
.autograd-lite .node rect { fill: var(--box); stroke: var(--border) }
.autograd-lite .leaf rect { fill: var(--leaf) }
.autograd-lite .output rect { stroke: var(--strong); stroke-width: 2.5 }
.autograd-lite .sign { fill: var(--sign) }
.autograd-lite .label { font-weight: bold }
.autograd-lite text.dim, .autograd-lite text.local, .autograd-lite text.note { fill: var(--dim) }
.autograd-lite rect.badge { fill: none; stroke: var(--alarm) }
.autograd-lite text.badge { fill: var(--alarm) }
.autograd-lite text.nonfinite { fill: var(--alarm); font-weight: bold }
.autograd-lite .arrow path { fill: none; stroke: var(--arrow); stroke-width: 1.2 }
.autograd-lite .arrow path.reach { stroke: transparent; stroke-width: 9 }
.autograd-lite .local { font-size: %(small)gpx }
.autograd-lite .ground { fill: var(--ground) }
.autograd-lite .local, .autograd-lite .ground { pointer-events: none }
.autograd-lite .arrow:hover path:not(.reach) { stroke: var(--strong); stroke-width: 2.2 }
.autograd-lite .tip { fill: var(--arrow) }
"""


def css() -> str:
    """The style sheet of a picture; its rules reach nothing outside, where the picture is part of a page."""
    light, dark = ("; ".join(f"--{name}: {colour}" for name, colour in colours.items()) for colours in (LIGHT, DARK))
    return STYLE % {"light": light, "dark": dark, "size": FONT_SIZE, "small": SMALL}
