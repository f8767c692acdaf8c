"""Stretches: what folds no further by scopes or repetitions, in pieces that follow each other."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from autograd_lite.drawing.folding.items import Item
from autograd_lite.drawing.folding.repeats import repeats

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from autograd_lite.drawing.folding.view import View

PIECES = 20  # five screens in a row; with them, three pictures one in the other reach each of 8,000 steps
MOST_NEIGHBOURS = 20


def stretches(part: View, inside: Collection[int], numbers: Sequence[int]) -> list[Item]:
    """The boxes of ``part`` where the nodes ``inside`` are in about 20 pieces of equal length, and so are many others.

    A piece has operations that follow each other, with the leaves that are used there first; where steps repeat, it has
    whole steps. It is named by the ``numbers`` of its first and its last operation.
    """
    within = set(inside)
    outside = [k for k in range(len(part.nodes)) if k not in within]
    before = [k for k in outside if any(edge.head in within for edge in part.uses[k])]
    after = sorted({*outside} - {*before})
    items = _pieces(part, sorted(within), numbers)
    for neighbours in (before, after):
        single = len(neighbours) <= MOST_NEIGHBOURS
        items += [Item((k,), ()) for k in neighbours] if single else _pieces(part, neighbours, numbers)
    return sorted(items, key=lambda item: item.members)


def _pieces(part: View, members: Sequence[int], numbers: Sequence[int]) -> list[Item]:
    operations = [k for k in members if part.nodes[k].operands]
    order = operations or members  # many leaves of one sum
    length, offset = _length(part, order)
    piece_of = {k: max(0, place - offset) // length for place, k in enumerate(order)}
    first_of = dict(piece_of)
    for k in members:
        if k not in piece_of:
            piece_of[k] = min((first_of[edge.head] for edge in part.uses[k] if edge.head in first_of), default=0)
    pieces: dict[int, list[int]] = {}
    for k in members:
        pieces.setdefault(piece_of[k], []).append(k)
    named: dict[int, list[int]] = {}
    for k in order:
        named.setdefault(first_of[k], []).append(numbers[k])
    return [
        Item(tuple(piece), (), f"#{named[number][0]:,} … #{named[number][-1]:,}", "stretch")
        if len(piece) > 1
        else Item((piece[0],), ())
        for number, piece in pieces.items()
    ]


def _length(part: View, order: Sequence[int]) -> tuple[int, int]:
    """How many operations a piece has, and where the first whole one begins."""
    names = [node.primitive.name if node.primitive else "" for node in map(part.nodes.__getitem__, order)]
    length = -(-len(order) // PIECES)
    periods: Counter[tuple[int, int]] = Counter()
    for repeat in repeats(names):
        periods[repeat.period, repeat.start % repeat.period] += repeat.period * repeat.times
    if not periods:
        return length, 0
    (period, offset), _ = periods.most_common(1)[0]
    return -(-length // period) * period, offset
