"""From boxes, arrows and their places to the text of an SVG document.

The document is built as a tree of elements, so that nothing in it can be taken for markup. Text is text, and
every box and arrow has a tooltip. The same content gives the same bytes.
"""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograd_lite.drawing import text
from autograd_lite.drawing.labels import place_labels, rectangle
from autograd_lite.drawing.style import FONT_SIZE, SMALL, css

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.drawing.layout import Layout, Point

ROW = 17.0  # from one line of text to the next
PAD = 8.0
GAP = 10.0  # between a row's name and its number
HEIGHT = 2 * ROW + 8.0
MARGIN = 14.0
NOTE = 22.0  # the height of a line of notes above the picture
ASCENT = 4.2  # from the middle of a line down to the base of its letters


@dataclass(frozen=True)
class Box:
    """What stands in a box.

    Attributes:
        sign: the operation, in a field of its own on the left; None for a leaf.
        rows: name and number, one pair a line.
        labelled: whether the first name is the node's label.
        classes: CSS classes.
        tooltip: the exact numbers.
        spoken: what a screen reader says.
    """

    sign: str | None
    rows: tuple[tuple[str, str], ...]
    labelled: bool
    classes: str
    tooltip: str
    spoken: str

    @property
    def sign_width(self) -> float:
        """The width in pixels of the field with the operation, 0 for a leaf."""
        return 0.0 if self.sign is None else FONT_SIZE * text.width(self.sign) + 2 * PAD

    @property
    def width(self) -> float:
        """In pixels."""
        rows = max(FONT_SIZE * (text.width(name) + text.width(number)) for name, number in self.rows)
        return self.sign_width + rows + GAP + 2 * PAD

    @property
    def height(self) -> float:
        """In pixels."""
        return HEIGHT


@dataclass(frozen=True)
class Arrow:
    """An arrow between two boxes, given by their positions; ``text`` is written on it."""

    tail: int
    head: int
    text: str | None
    tooltip: str


def document(
    boxes: Sequence[Box],
    arrows: Sequence[Arrow],
    place: Layout,
    *,
    title: str,
    description: str,
    note: str | None = None,
    badge: str | None = None,
) -> str:
    """The SVG document that shows ``boxes`` and ``arrows`` where ``place`` puts them.

    Above the picture stand ``badge``, which warns, and ``note``, which explains.
    """
    heading = [(words, classes) for words, classes in ((badge, "badge"), (note, "note")) if words]
    top = MARGIN + NOTE * len(heading)
    width = max([place.width, *(FONT_SIZE * text.width(words) + 2 * PAD for words, _ in heading)]) + 2 * MARGIN
    height = place.height + top + MARGIN
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "autograd-lite",
            "width": _number(width),
            "height": _number(height),
            "viewBox": f"0 0 {_number(width)} {_number(height)}",
            "role": "group",
            "aria-label": f"{title}. {description}",
        },
    )
    ET.SubElement(root, "title").text = title
    ET.SubElement(root, "desc").text = description
    ET.SubElement(root, "style").text = css()
    ET.SubElement(root, "rect", {"class": "ground", "width": "100%", "height": "100%"})
    for k, (words, classes) in enumerate(heading):
        _write_heading(root, words, classes, MARGIN + NOTE * k)
    picture = ET.SubElement(root, "g", {"transform": f"translate({_number(MARGIN)} {_number(top)})"})
    for arrow, curve in zip(arrows, place.curves, strict=True):
        _draw_arrow(picture, arrow, curve)
    for box, centre in zip(boxes, place.centres, strict=True):
        _draw_box(picture, box, centre)
    _write_on_arrows(picture, boxes, arrows, place)
    return _with_ids(root)


def _with_ids(root: ET.Element) -> str:
    """The document, where boxes and arrows have ids that no other picture on the same page has."""
    prefix = "g" + hashlib.sha256(ET.tostring(root)).hexdigest()[:8]
    counts = {"node": 0, "arrow": 0}
    for element in root.iter("g"):
        kind = element.get("class", "").partition(" ")[0]
        if kind in counts:
            element.set("id", f"{prefix}-{kind}-{counts[kind]}")
            counts[kind] += 1
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


def _number(x: float) -> str:
    """A length with as many digits as a screen shows."""
    return f"{x:.1f}".removesuffix(".0")


def _text(parent: ET.Element, x: float, y: float, words: str, classes: str, anchor: str = "start") -> None:
    """``words`` with their middle at height ``y``; they start, have their middle or end at ``x``."""
    attributes = {"class": classes, "x": _number(x), "y": _number(y + ASCENT), "text-anchor": anchor}
    ET.SubElement(parent, "text", attributes).text = words


def _write_heading(parent: ET.Element, words: str, classes: str, top: float) -> None:
    if classes == "badge":
        frame = {"x": MARGIN, "y": top, "width": FONT_SIZE * text.width(words) + 2 * PAD, "height": ROW, "rx": ROW / 2}
        ET.SubElement(parent, "rect", {"class": "badge", **{name: _number(x) for name, x in frame.items()}})
    _text(parent, MARGIN + (PAD if classes == "badge" else 0.0), top + ROW / 2, words, classes)


def _draw_box(parent: ET.Element, box: Box, centre: Point) -> None:
    left, top = centre[0] - box.width / 2, centre[1] - box.height / 2
    group = ET.SubElement(
        parent,
        "g",
        {
            "class": box.classes,
            "role": "img",
            "aria-label": box.spoken,
            "transform": f"translate({_number(left)} {_number(top)})",
        },
    )
    ET.SubElement(group, "title").text = box.tooltip
    ET.SubElement(group, "rect", {"width": _number(box.width), "height": _number(box.height), "rx": "5"})
    if box.sign is not None:
        right, bottom = _number(box.sign_width), _number(box.height - 1)
        field = f"M{right} 1H5Q1 1 1 5V{_number(box.height - 5)}Q1 {bottom} 5 {bottom}H{right}Z"
        ET.SubElement(group, "path", {"class": "sign", "d": field})
        _text(group, box.sign_width / 2, box.height / 2, box.sign, "operation", anchor="middle")
    for k, (name, number) in enumerate(box.rows):
        y = box.height / 2 + (k - (len(box.rows) - 1) / 2) * ROW
        _text(group, box.sign_width + PAD, y, name, "label" if k == 0 and box.labelled else "dim")
        classes = "number" if any(c.isdigit() for c in number) or number == "–" else "number nonfinite"
        _text(group, box.width - PAD, y, number, classes, anchor="end")


def _draw_arrow(parent: ET.Element, arrow: Arrow, curve: Sequence[Point]) -> None:
    group = ET.SubElement(parent, "g", {"class": "arrow"})
    ET.SubElement(group, "title").text = arrow.tooltip
    start, *rest = (f"{_number(x)} {_number(y)}" for x, y in curve[:-1])
    spline = f"M{start}C{' '.join(rest)}"
    ET.SubElement(group, "path", {"class": "reach", "d": spline})  # invisible and wide: easy to point at
    ET.SubElement(group, "path", {"d": spline})
    ET.SubElement(group, "polygon", {"class": "tip", "points": _tip(curve[-2], curve[-1])})


def _write_on_arrows(parent: ET.Element, boxes: Sequence[Box], arrows: Sequence[Arrow], place: Layout) -> None:
    obstacles = [rectangle(centre, box.width, box.height) for box, centre in zip(boxes, place.centres, strict=True)]
    sizes = [(SMALL * text.width(arrow.text) + 4.0, SMALL + 2.0) if arrow.text else None for arrow in arrows]
    centres = place_labels((curve[:-1] for curve in place.curves), sizes, obstacles)
    for arrow, size, centre in zip(arrows, sizes, centres, strict=True):
        if arrow.text and size and centre:
            left, top, _, _ = rectangle(centre, *size)
            ground = {"x": left, "y": top, "width": size[0], "height": size[1]}
            ET.SubElement(parent, "rect", {"class": "ground", **{name: _number(x) for name, x in ground.items()}})
            _text(parent, centre[0], centre[1], arrow.text, "local", anchor="middle")


def _tip(base: Point, tip: Point) -> str:
    """The corners of the arrow's head: an isosceles triangle from ``base`` to ``tip``, 0.7 times as wide as long."""
    dx, dy = 0.35 * (tip[0] - base[0]), 0.35 * (tip[1] - base[1])
    corners = [(base[0] - dy, base[1] + dx), tip, (base[0] + dy, base[1] - dx)]
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in corners)
