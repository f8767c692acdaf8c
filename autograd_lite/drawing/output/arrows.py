"""Arrows in an SVG document, and the texts on them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from typing import TYPE_CHECKING

from autograd_lite.drawing.output.elements import number, numbers, write
from autograd_lite.drawing.placing.labels import Rectangle, place_labels, rectangle
from autograd_lite.drawing.placing.measures import BARE, SMALL, arrow_text_size, box_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograd_lite.drawing.content.numbers import Stage
    from autograd_lite.drawing.content.picture import Arrow, Picture
    from autograd_lite.drawing.placing.layout import Layout, Point


def draw_arrow(parent: ET.Element, arrow: Arrow, curve: Sequence[Point]) -> ET.Element:
    """Add an arrow along ``curve``, without its text."""
    classes = f"arrow w{arrow.weight}{' strange' if arrow.strange else ''}{_class(arrow.stage)}"
    group = ET.SubElement(parent, "g", {"class": classes})
    ET.SubElement(group, "title").text = arrow.tooltip
    start, *rest = (f"{number(x)} {number(y)}" for x, y in curve[:-1])
    spline = f"M{start}C{' '.join(rest)}"
    ET.SubElement(group, "path", {"class": "reach", "d": spline})  # invisible and wide: easy to point at
    ET.SubElement(group, "path", {"d": spline})
    ET.SubElement(group, "polygon", {"class": "tip", "points": _tip(curve[-2], curve[-1])})
    return group


def write_on_arrows(
    parent: ET.Element, picture: Picture, place: Layout, titles: Sequence[Rectangle]
) -> list[ET.Element | None]:
    """Add the texts of all arrows where there is room for them, clear of the boxes and of the ``titles`` of frames."""
    arrows = picture.arrows
    obstacles = [rectangle(at, *box_size(box)) for box, at in zip(picture.boxes, place.centres, strict=True)]
    obstacles += titles
    sizes = [arrow_text_size(arrow) if arrow.text else None for arrow in arrows]
    # The current one finds its place before the others do.
    order = sorted(range(len(arrows)), key=lambda k: arrows[k].text_stage != "current")
    middles = list(_middles(arrows))
    found = place_labels(
        (place.curves[k][:-1] for k in order), (sizes[k] for k in order), obstacles, (middles[k] for k in order)
    )
    centres = dict(zip(order, found, strict=True))
    written = []
    for k, (arrow, size) in enumerate(zip(arrows, sizes, strict=True)):
        text = None
        if size and (centre := centres[k]):
            left, top, _, _ = rectangle(centre, *size)
            ground = numbers(x=left, y=top, width=size[0], height=size[1], rx=2)
            ET.SubElement(parent, "rect", {"class": f"ground{_class(arrow.text_stage)}", **ground})
            lines = arrow.text.split("\n")
            for line, words in enumerate(lines):
                y = centre[1] + (line - (len(lines) - 1) / 2) * (SMALL + BARE)
                text = write(parent, centre[0], y, words, f"local{_class(arrow.text_stage)}", "middle")
        written.append(text)
    return written


def _class(stage: Stage) -> str:
    """The CSS class of an arrow that the pass is at, or has still to come to."""
    return f" {stage}" if stage else ""


def _middles(arrows: Sequence[Arrow]) -> Iterable[float]:
    """Where texts are wanted: in the middle of the arrow, and of parallel arrows, as those of a * a, one by one."""
    many = Counter((arrow.tail, arrow.head) for arrow in arrows)
    before: Counter[tuple[int, int]] = Counter()
    for arrow in arrows:
        pair = arrow.tail, arrow.head
        yield (before[pair] + 0.5) / many[pair]
        before[pair] += 1


def _tip(base: Point, tip: Point) -> str:
    """The corners of the arrow's head: an isosceles triangle from ``base`` to ``tip``, 0.7 times as wide as long."""
    dx, dy = 0.35 * (tip[0] - base[0]), 0.35 * (tip[1] - base[1])
    corners = [(base[0] - dy, base[1] + dx), tip, (base[0] + dy, base[1] - dx)]
    return " ".join(f"{number(x)},{number(y)}" for x, y in corners)
