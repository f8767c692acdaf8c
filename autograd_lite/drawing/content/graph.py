"""The picture of a graph: what is said of all its boxes, arrows and frames together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from autograd_lite.drawing.content.arrows import arrows
from autograd_lite.drawing.content.boxes import folded_box, node_box
from autograd_lite.drawing.content.frames import frames
from autograd_lite.drawing.content.picture import Box, Picture
from autograd_lite.drawing.content.scale import scale_of
from autograd_lite.drawing.content.state import names
from autograd_lite.drawing.content.tables import table_box
from autograd_lite.drawing.folding.view import RADIUS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.drawing.content.shown import Shown
    from autograd_lite.drawing.folding.items import Item
    from autograd_lite.drawing.folding.view import View
    from autograd_lite.value import Value

WRITTEN_ARROWS = 60  # up to so many boxes, local derivatives are written on the arrows; beyond, they would overlap


def graph_picture(
    part: View,
    items: Sequence[Item],
    outputs: Sequence[Value],
    shown: Shown,
    *,
    notes: Sequence[str],
    badges: Sequence[str] = (),
    heading: str = "",
) -> Picture:
    """What the picture of the graph of ``outputs`` says; one that moves has its scale already.

    Args:
        part: the nodes and edges of it that are shown.
        items: which of them share a box.
        notes, badges, heading: as in a :class:`Picture`; to the notes are added those about what is written in it.
    """
    moving = shown.numbers.moving
    if not moving:
        numbers = [number for node in part.nodes if (number := shown.number(node)) is not None]
        shown = replace(shown, scale=scale_of(numbers))
    drawn = arrows(items, part, shown, written=len(items) <= WRITTEN_ARROWS)
    notes = list(notes)
    if any(arrow.text for arrow in drawn if arrow.text_stage != "current"):
        notes.append("on an arrow: d result / d operand")
    if any(item.kind == "table" for item in items) and shown.show != "structure":
        notes.append("local: d result / d operand")
    if any(arrow.text_stage == "current" for arrow in drawn):
        notes.append("on the current arrow: upstream × local = contribution")

    def box(item: Item) -> Box:
        if item.kind == "table":
            return table_box(item, part, shown)
        if item.kind == "node":
            return node_box(part.nodes[item.members[0]], part.cut[item.members[0]], shown)
        return folded_box(item, [part.nodes[k] for k in item.members], shown)

    sentences = [heading, *badges] if heading else badges
    return Picture(
        title=f"Computation graph of {names(outputs)}",
        description=f"{len(part.nodes):,} nodes in {len(items):,} boxes, with {len(drawn):,} arrows from operands to "
        f"results.{''.join(f' {sentence}.' for sentence in sentences)}",
        badges=badges,
        notes=notes,
        boxes=[box(item) for item in items],
        arrows=drawn,
        frames=frames(items, part),
        scale=shown.scale,
        coloured_by="data" if shown.show == "value" else "gradient",
        heading=heading,
        moving=moving,
    )


def how_it_is_folded(part: View, items: Sequence[Item], how: str) -> list[str]:
    """A note on what is folded, ``how``; none where that is ""."""
    return [f"{len(part.nodes):,} nodes in {len(items):,} boxes, folded {how}"] if how else []


def what_is_left_out(
    part: View, items: Sequence[Item], how: str, around: Sequence[Value], depth: int | None, radius: int | None
) -> list[str]:
    """Notes on what is folded, ``how``, and on what is not shown."""
    notes = how_it_is_folded(part, items, how)
    if part.partial:
        limits = [f"at most {_edges(depth)} from the outputs"] if depth is not None else []
        if around:
            limits.append(f"at most {_edges(RADIUS if radius is None else radius)} from {names(around)}")
        notes.append(
            f"{len(part.nodes):,} of {part.whole:,} nodes, {' and '.join(limits)}; "
            "a dashed box has neighbours that are not shown"
        )
    return notes


def _edges(count: int) -> str:
    return f"{count} edge{'s' * (count != 1)}"
