"""From boxes, arrows, frames and their places to the text of an SVG document.

The document is built as a tree of elements, so that nothing in it can be taken for markup. Text is text, and
every box and arrow has a tooltip. The same content gives the same bytes.
"""

from __future__ import annotations

import hashlib
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, NamedTuple

from autograd_lite.drawing import text
from autograd_lite.drawing.output.arrows import draw_arrow, write_on_arrows
from autograd_lite.drawing.output.elements import number, numbers, write
from autograd_lite.drawing.output.legend import Legend
from autograd_lite.drawing.output.style import MOMENT, MOVING, css
from autograd_lite.drawing.placing.labels import Rectangle
from autograd_lite.drawing.placing.measures import (
    EDGE,
    GAP,
    MARGIN,
    NOTE,
    PAD,
    ROW,
    STACK,
    box_size,
    columns,
    sheet_size,
    sign_width,
    text_width,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.drawing.content.picture import Box, Line, Picture
    from autograd_lite.drawing.placing.layout import Layout, Point

HATCH = "hatch"  # the pattern's id, behind the picture's own prefix


class Drawn(NamedTuple):
    """The tree of an SVG document, and where the parts of its picture are in it.

    Attributes:
        root: the whole.
        nodes: for each box its element, or those of its lines.
        arrows: the element of each arrow.
        written: the element of the last line on each arrow, None for none.
        origin: where the coordinates of the layout begin.
    """

    root: ET.Element
    nodes: list[list[ET.Element]]
    arrows: list[ET.Element]
    written: list[ET.Element | None]
    origin: Point


def document(picture: Picture, place: Layout, theme: str) -> str:
    """The SVG document that shows ``picture`` with its parts where ``place`` puts them."""
    root = draw(picture, place, theme).root
    set_ids(root)
    return serialized(root)


def draw(picture: Picture, place: Layout, theme: str) -> Drawn:
    """The same as a tree, in which nothing has an id yet."""
    legend = Legend(picture.scale, picture.coloured_by, picture.hatched, picture.stages)
    above = MARGIN + (NOTE if picture.heading else 0.0)
    top = above + NOTE * len(picture.badges)
    bottom = top + place.height + MARGIN
    words = [picture.heading, *picture.badges, *picture.notes]
    width = max([place.width, legend.width, *(text_width(line) + 2 * PAD for line in words)]) + 2 * MARGIN
    height = bottom + NOTE * len(picture.notes) + legend.height
    root = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": f"autograd-lite theme-{theme}",
            "width": number(width),
            "height": number(height),
            "viewBox": f"0 0 {number(width)} {number(height)}",
            "role": "group",
            "aria-label": f"{picture.title}. {picture.description}",
        },
    )
    ET.SubElement(root, "title").text = picture.title
    ET.SubElement(root, "desc").text = picture.description
    ET.SubElement(root, "style").text = css() + _more_css(picture)
    if picture.hatched:
        _define_hatch(root)
    ET.SubElement(root, "rect", {"class": "ground", "width": "100%", "height": "100%"})
    if picture.heading:
        write(root, MARGIN, MARGIN + ROW / 2, picture.heading, "heading")
    for k, badge in enumerate(picture.badges):
        _draw_badge(root, badge, above + NOTE * k)
    whole = ET.SubElement(root, "g", {"transform": f"translate({number(MARGIN)} {number(top)})"})
    for frame, corners in zip(picture.frames, place.frames, strict=True):
        _draw_frame(whole, frame.tooltip, corners)
    arrows = [draw_arrow(whole, arrow, curve) for arrow, curve in zip(picture.arrows, place.curves, strict=True)]
    nodes = [
        _draw_table(whole, box, centre) if box.lines else [_draw_box(whole, box, centre)]
        for box, centre in zip(picture.boxes, place.centres, strict=True)
    ]
    titles = [_write_title(whole, frame.title, at) for frame, at in zip(picture.frames, place.frames, strict=True)]
    written = write_on_arrows(whole, picture, place, titles)
    for k, note in enumerate(picture.notes):
        write(root, MARGIN, bottom + NOTE * k + ROW / 2, note, "note")
    legend.draw(root, MARGIN, height - legend.height)
    return Drawn(root, nodes, arrows, written, (MARGIN, top))


def _more_css(picture: Picture) -> str:
    """The styles that only some pictures need."""
    return (MOMENT if picture.stages or picture.heading else "") + (MOVING if picture.moving else "")


def set_ids(root: ET.Element, suffix: str = "") -> str:
    """Give ids to what has one, such as no other picture on the same page has, and return what they begin with.

    Args:
        suffix: what tells the picture from others that may have the same content.
    """
    prefix = "g" + hashlib.sha256(ET.tostring(root)).hexdigest()[:8] + suffix
    root.set("id", prefix)
    counts = {"node": 0, "arrow": 0, "cluster": 0}
    for element in root.iter():
        kind = element.get("class", "").partition(" ")[0]
        if element.tag == "g" and kind in counts:
            element.set("id", f"{prefix}-{kind}-{counts[kind]}")
            counts[kind] += 1
        elif kind == "hatch":
            element.set("fill", f"url(#{prefix}-{HATCH})")
        elif element.tag == "pattern":
            element.set("id", f"{prefix}-{HATCH}")
    return prefix


def serialized(root: ET.Element) -> str:
    """The text of a document."""
    ET.indent(root, " ")
    for words in root.iter("text"):  # space between the pieces of a text would be seen
        for piece in words:
            words.text = piece.tail = None
    return ET.tostring(root, encoding="unicode") + "\n"


def _define_hatch(root: ET.Element) -> None:
    attributes = numbers(width=8, height=8) | {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    pattern = ET.SubElement(ET.SubElement(root, "defs"), "pattern", attributes)
    ET.SubElement(pattern, "path", {"class": "stripe", "d": "M2 0V8"})


def _draw_badge(parent: ET.Element, words: str, top: float) -> None:
    frame = numbers(x=MARGIN, y=top, width=text_width(words) + 2 * PAD, height=ROW, rx=ROW / 2)
    ET.SubElement(parent, "rect", {"class": "badge", **frame})
    write(parent, MARGIN + PAD, top + ROW / 2, words, "badge")


def _draw_frame(parent: ET.Element, tooltip: str, corners: Rectangle) -> None:
    left, top, right, bottom = corners
    group = ET.SubElement(parent, "g", {"class": "cluster", "role": "group", "aria-label": tooltip})
    ET.SubElement(group, "title").text = tooltip
    shape = numbers(x=left, y=top, width=right - left, height=bottom - top, rx=8)
    ET.SubElement(group, "rect", {"class": "frame", **shape})


def _write_title(parent: ET.Element, title: str, corners: Rectangle) -> Rectangle:
    """Write the title of a frame, as much of it as there is room for, and return the rectangle that it takes."""
    left, top, right, _ = corners
    room = int((right - left - 2 * PAD) / text_width("m"))
    shown = text.shortened(title, max(room, 1))
    if shown:
        write(parent, left + PAD, top + ROW / 2 + 2.0, shown, "title")
    return left + PAD, top + 2.0, left + PAD + text_width(shown), top + 2.0 + ROW


def _node(parent: ET.Element, what: Box | Line, left: float, top: float) -> ET.Element:
    """The group of a node, which the keyboard reaches and a screen reader reads."""
    attributes = {
        "class": what.classes + (" hatched" if what.hatched else ""),
        "role": "img",
        "tabindex": "0",
        "aria-label": what.spoken,
        "transform": f"translate({number(left)} {number(top)})",
    }
    group = ET.SubElement(parent, "g", attributes)
    ET.SubElement(group, "title").text = what.tooltip
    return group


def _draw_box(parent: ET.Element, box: Box, centre: Point) -> ET.Element:
    whole, (width, height) = box_size(box), sheet_size(box)
    group = _node(parent, box, centre[0] - whole[0] / 2, centre[1] - whole[1] / 2)
    sheet = numbers(width=width, height=height, rx=5.0 if box.sign or box.stacked else height / 3)
    if box.stacked:
        ET.SubElement(group, "rect", {"class": "shape", **numbers(x=STACK, y=STACK), **sheet})
    ET.SubElement(group, "rect", {"class": "shape", **sheet})
    if box.hatched or box.ever_hatched:
        ET.SubElement(group, "rect", {"class": "hatch", **sheet})
    if box.sign:
        _draw_sign(group, box, height)
    middle = (len(box.rows) - 1) / 2
    for k, row in enumerate(box.rows):
        y = height / 2 + (k - middle) * ROW
        write(group, sign_width(box) + PAD, y, row.name, row.style)
        if row.number:
            write(group, width - PAD, y, row.number, _number_class(row.number), "end")
    return group


def _draw_table(parent: ET.Element, box: Box, centre: Point) -> list[ET.Element]:
    """The table; returned are the groups of its lines."""
    width, height = sheet_size(box)
    attributes = {
        "class": box.classes,
        "role": "group",
        "aria-label": box.spoken,
        "transform": f"translate({number(centre[0] - width / 2)} {number(centre[1] - height / 2)})",
    }
    group = ET.SubElement(parent, "g", attributes)
    ET.SubElement(group, "rect", {"class": "sheet", **numbers(width=width, height=height, rx=5)})
    widths = columns(box)
    _write_line(group, [row.name for row in box.rows], widths, EDGE / 2 + ROW / 2, "head")
    entries = []
    for k, line in enumerate(box.lines, start=1):
        entry = _node(group, line, 1.0, k * ROW + EDGE / 2)
        ET.SubElement(entry, "rect", {"class": "shape", **numbers(width=width - 2, height=ROW)})
        if line.hatched or line.ever_hatched:
            ET.SubElement(entry, "rect", {"class": "hatch", **numbers(width=width - 2, height=ROW)})
        _write_line(entry, line.cells, widths, ROW / 2, "label")
        entries.append(entry)
    return entries


def _write_line(parent: ET.Element, cells: Sequence[str], widths: Sequence[float], y: float, style: str) -> None:
    """The cells of one line of a table: the first one from the left, and numbers up to the right."""
    x = PAD
    for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        if column == 0:
            write(parent, x, y, cell, style)
        else:
            write(parent, x + width, y, cell, "head" if style == "head" else _number_class(cell), "end")
        x += width + GAP


def _number_class(words: str) -> str:
    known = any(c.isdigit() for c in words) or words == "–"
    return "number" if known else "number nonfinite"


def _draw_sign(parent: ET.Element, box: Box, height: float) -> None:
    right, bottom = number(sign_width(box)), number(height - 1)
    if box.rows:
        field = f"M{right} 1H5Q1 1 1 5V{number(height - 5)}Q1 {bottom} 5 {bottom}H{right}Z"
        ET.SubElement(parent, "path", {"class": "sign", "d": field})
    write(parent, sign_width(box) / 2, height / 2, box.sign, "operation", "middle")
