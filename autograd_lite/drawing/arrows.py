"""What an arrow says: the local derivative of one use of a node, or how many uses it stands for."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograd_lite.drawing import text
from autograd_lite.drawing.boxes import about_edge, partner_of
from autograd_lite.drawing.items import box_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.drawing.boxes import Showing
    from autograd_lite.drawing.items import Item
    from autograd_lite.drawing.view import Edge, View

SHORT = 8  # characters of a label that is written on an arrow


@dataclass(frozen=True)
class Arrow:
    """An arrow between two boxes, given by their positions; ``text`` is written on it, "" for nothing.

    Its ``weight``, from 0 to 5, says how large a contribution to a gradient flows along it.
    """

    tail: int
    head: int
    text: str
    tooltip: str
    weight: int = 0


def arrows(items: Sequence[Item], view: View, showing: Showing, written: bool) -> list[Arrow]:
    """One arrow for every use of a node that has a box of its own, and one between boxes that stand for several.

    ``a * a`` has two. Arrows carry text where ``written``. Uses within a box have none.
    """
    boxes = box_of(items)
    bundles: dict[tuple[int, int, int], list[Edge]] = {}
    for edge in view.edges:
        tail, head = boxes[edge.tail], boxes[edge.head]
        if tail != head:
            own = items[tail].kind == items[head].kind == "node"
            bundles.setdefault((tail, head, edge.position if own else 0), []).append(edge)
    return [
        _arrow(tail, head, bundle[0], view, showing, written)
        if len(bundle) == 1
        else _bundle(tail, head, bundle, view, showing, written and items[tail].kind != "table")
        for (tail, head, _), bundle in bundles.items()
    ]


def _arrow(tail: int, head: int, edge: Edge, view: View, showing: Showing, written: bool) -> Arrow:
    node = view.nodes[edge.head]
    number = text.digits(edge.local)
    partner, name = partner_of(node, edge.position)
    if partner is not None and partner.label and len(name) <= SHORT:
        number = f"{name} = {number}"
    shown = number if written and showing.show != "structure" else ""
    return Arrow(tail, head, shown, about_edge(edge, node, showing), _weight([node.grad * edge.local], showing))


def _bundle(tail: int, head: int, edges: Sequence[Edge], view: View, showing: Showing, written: bool) -> Arrow:
    locals_ = [edge.local for edge in edges]
    tooltip = [f"{len(edges):,} edges", f"local derivatives from {min(locals_)!r} to {max(locals_)!r}"]
    contributions = [view.nodes[edge.head].grad * edge.local for edge in edges]
    if showing.show == "gradient" and showing.ran:
        tooltip.append(f"contributions from {min(contributions)!r} to {max(contributions)!r}")
    shown = f"{len(edges):,} edges" if written else ""
    return Arrow(tail, head, shown, "\n".join(tooltip), _weight(contributions, showing))


def _weight(contributions: Sequence[float], showing: Showing) -> int:
    if showing.show != "gradient" or not showing.ran or showing.scale is None:
        return 0
    largest = max((abs(x) for x in contributions if math.isfinite(x)), default=0.0)
    return abs(showing.scale.level(largest))
