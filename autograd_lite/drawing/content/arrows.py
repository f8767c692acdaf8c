"""What an arrow says: the local derivative of one use of a node, or how many uses it stands for."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

from autograd_lite.drawing import text
from autograd_lite.drawing.content.picture import Arrow
from autograd_lite.drawing.content.scale import LEVELS
from autograd_lite.drawing.content.shown import range_of
from autograd_lite.drawing.folding.items import box_of
from autograd_lite.drawing.folding.view import is_weighted_sum

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.drawing.content.numbers import Stage
    from autograd_lite.drawing.content.shown import Shown
    from autograd_lite.drawing.folding.items import Item
    from autograd_lite.drawing.folding.view import Edge, View
    from autograd_lite.value import Value

SHORT = 8  # characters of a label that is written on an arrow
FAN = 12  # arrows that meet at one box and still carry text
MOST = 8  # arrows from one box to another one, beyond which one stands for all


def arrows(items: Sequence[Item], view: View, shown: Shown, written: bool) -> list[Arrow]:
    """One arrow for every use of a node that has a box of its own, and one between boxes that stand for several.

    ``a * a`` has two. Arrows carry text where ``written``, but not where so many meet that nobody could tell whose it
    is; the current one always does. Uses within a box have none.
    """
    boxes = box_of(items)
    ends = [(boxes[edge.tail], boxes[edge.head]) for edge in view.edges]
    counts = Counter(ends)
    bundles: dict[tuple[int, int, int], list[Edge]] = {}
    for edge, (tail, head) in zip(view.edges, ends, strict=True):
        if tail != head:
            own = items[tail].kind == items[head].kind == "node" and counts[tail, head] <= MOST
            bundles.setdefault((tail, head, edge.position if own else 0), []).append(edge)
    outgoing = Counter(tail for tail, _, _ in bundles)
    incoming = Counter(head for _, head, _ in bundles)
    found = []
    for (tail, head, _), bundle in bundles.items():
        has_room = max(outgoing[tail], incoming[head]) <= FAN and items[tail].kind != "table"
        found.append(_arrow(tail, head, bundle, view, shown, written and has_room))
    return found


def _arrow(tail: int, head: int, edges: Sequence[Edge], view: View, shown: Shown, written: bool) -> Arrow:
    heads = [view.nodes[edge.head] for edge in edges]
    stages = [shown.stage(edge, head) for edge, head in zip(edges, heads, strict=True)]
    flows = [
        upstream * edge.local
        for edge, head, stage in zip(edges, heads, stages, strict=True)
        if stage != "coming" and (upstream := shown.gradient(head)) is not None
    ]
    strange = shown.show != "structure" and not all(map(math.isfinite, [*(edge.local for edge in edges), *flows]))
    largest = max(map(abs, filter(math.isfinite, flows)), default=0.0)
    words, tooltip = _words(edges, heads, stages, flows, shown)
    stage: Stage = "current" if "current" in stages else "coming" if all(stages) else ""
    text_stage: Stage = "" if shown.numbers.moving else stage
    return Arrow(
        tail,
        head,
        words if (written and shown.show != "structure") or text_stage == "current" else "",
        tooltip,
        LEVELS if strange else abs(shown.scale.level(largest)) if shown.scale and flows else 0,
        strange,
        stage,
        text_stage,
        edges,
    )


def _words(
    edges: Sequence[Edge], heads: Sequence[Value], stages: Sequence[Stage], flows: Sequence[float], shown: Shown
) -> tuple[str, str]:
    """What is written on an arrow, and its tooltip."""
    if len(edges) == 1:
        words, tooltip = local_of(edges[0], heads[0]), about(edges[0], heads[0], shown)
    else:
        words = f"{len(edges):,} edges"
        tooltip = f"{words}\nlocal derivatives {range_of(edge.local for edge in edges).exact()}"
        if flows:
            tooltip += f"\ncontributions {range_of(flows).exact()}"
        if "coming" in stages:
            tooltip += f"\n{stages.count('coming'):,} of them still to come"
    if "current" in stages:
        at = stages.index("current")
        if not shown.numbers.moving:
            words = product_of(edges[at], heads[at], shown)
        if len(edges) > 1:
            tooltip += f"\ncurrent: {about(edges[at], heads[at], shown)}"
    return words, tooltip


def about(edge: Edge, head: Value, shown: Shown) -> str:
    """What there is to say of one use of a node: which operand it is, its local derivative, and its contribution."""
    partner = _partner(head, edge.position)
    lines = [f"operand {edge.position} of {text.name_of(head)}"]
    if partner is not None:
        lines[0] += f", which goes with {_called(partner, head)}"
    lines.append(f"local derivative {edge.local!r}")
    upstream = shown.upstream(edge, head)
    if upstream is not None:
        lines.append(f"upstream {upstream!r} × local = contribution {upstream * edge.local!r}")
    if shown.stage(edge, head) == "coming":
        lines.append("its contribution is still to come")
    return "\n".join(lines)


def product_of(edge: Edge, head: Value, shown: Shown) -> str:
    """The contribution of the current edge as a picture writes it: upstream × local = contribution, in two lines.

    In one line it would part all ranks of the picture that far.
    """
    upstream = shown.upstream(edge, head)
    if upstream is None:
        return local_of(edge, head)
    return f"{text.digits(upstream)} × {text.digits(edge.local)}\n= {text.digits(upstream * edge.local)}"


def local_of(edge: Edge, head: Value) -> str:
    """The local derivative as a picture writes it; in a weighted sum it is what the operand is multiplied by: x = 3."""
    partner = _partner(head, edge.position)
    label = "" if partner is None or isinstance(partner, float) else text.label_of(partner)
    return f"{label} = {text.digits(edge.local)}" if 0 < len(label) <= SHORT else text.digits(edge.local)


def _partner(node: Value, position: int) -> Value | float | None:
    """What the operand at ``position`` of a weighted sum is multiplied by; None for other operations."""
    if not is_weighted_sum(node):
        return None
    half = len(node.operands) // 2
    partner: Value | float = node.operands[(position - 1 + half) % (2 * half)]
    return partner


def _called(partner: Value | float, head: Value) -> str:
    if isinstance(partner, float):
        return repr(partner)
    return text.label_of(partner) or f"operand {1 + next(k for k, x in enumerate(head.operands) if x is partner)}"
