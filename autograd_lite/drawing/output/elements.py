"""Numbers and texts as an SVG document has them."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from autograd_lite.drawing import text
from autograd_lite.drawing.placing.measures import ASCENT, text_width

LOWERED = 2.5  # how far below the line an index stands


def number(x: float) -> str:
    """A length with as many digits as a screen shows."""
    return f"{x:.1f}".removesuffix(".0")


def numbers(**lengths: float) -> dict[str, str]:
    """Attributes that are lengths."""
    return {name: number(x) for name, x in lengths.items()}


def write(parent: ET.Element, x: float, y: float, words: str, classes: str, anchor: str = "start") -> ET.Element:
    """``words`` with their middle at height ``y``; they start, have their middle or end at ``x``."""
    attributes = {"class": classes, "x": number(x), "y": number(y + ASCENT), "text-anchor": anchor}
    if not text.has_known_width(words):  # whatever font a browser finds, it is not wider than its place
        attributes |= {"textLength": number(text_width(words)), "lengthAdjust": "spacingAndGlyphs"}
    element = ET.SubElement(parent, "text", attributes)
    pieces = text.runs(words)
    if not any(low for _, low in pieces):
        element.text = words
        return element
    depth = 0.0
    for piece, low in pieces:
        wanted = LOWERED if low else 0.0
        span = ET.SubElement(element, "tspan", {"class": "index"} if low else {})
        if wanted != depth:
            span.set("dy", number(wanted - depth))
        span.text, depth = piece, wanted
    return element
