"""Frames: the rectangles around what was made in a scope."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.drawing import text
from autograd_lite.drawing.content.picture import Frame
from autograd_lite.drawing.folding.items import box_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.drawing.folding.items import Item
    from autograd_lite.drawing.folding.scopes import Path
    from autograd_lite.drawing.folding.view import View


def frames(items: Sequence[Item], part: View) -> list[Frame]:
    """A frame for every scope that has boxes in it, outer ones first.

    A scope that is entered again with what came out of it, as a layer that is applied twice, has a frame for each time:
    arrows would have to run backwards otherwise.
    """
    entries = _entries(items, part)
    positions: dict[tuple[tuple[Path, int], ...], int] = {}
    inside: list[list[int]] = []
    members: list[list[int]] = []
    for k, item in enumerate(items):
        around = tuple([(path, entries[k][path]) for path in _prefixes(item.path)])
        for length in range(1, len(around) + 1):
            if around[:length] not in positions:
                positions[around[:length]] = len(positions)
                inside.append([])
                members.append([])
            members[positions[around[:length]]] += item.members
        if around:
            inside[positions[around]].append(k)
    found = []
    for around, position in positions.items():
        path = around[-1][0]
        leaves = sum(not part.nodes[k].operands for k in members[position])
        count = len(members[position])
        full = text.shortened(text.printable("/".join(name.name for name in path)), text.TOOLTIP)
        found.append(
            Frame(
                text.shortened(path[-1].title, text.TOOLTIP),
                f"scope {full}: {count:,} node{'s' * (count != 1)}, of which {leaves:,} are leaves",
                tuple(inside[position]),
                positions.get(around[:-1]),
            )
        )
    return found


def _prefixes(path: Path) -> list[Path]:
    return [path[:length] for length in range(1, len(path) + 1)]


def _entries(items: Sequence[Item], part: View) -> list[dict[Path, int]]:
    """For each box, and each scope around it, how many times at most the scope was left and entered again before."""
    boxes = box_of(items)
    operands: list[dict[int, None]] = [{} for _ in items]
    users: list[dict[int, None]] = [{} for _ in items]
    for edge in part.edges:
        tail, head = boxes[edge.tail], boxes[edge.head]
        if tail != head:
            operands[head][tail] = users[tail][head] = None
    entries: list[dict[Path, int]] = [dict.fromkeys(_prefixes(item.path), 0) for item in items]
    passed: list[dict[Path, int]] = [dict(own) for own in entries]  # the latest entry of each scope on the way to a box
    for k in sorted(range(len(items)), key=lambda k: items[k].members[-1]):
        for operand in operands[k]:
            for path, entry in passed[operand].items():
                passed[k][path] = max(passed[k].get(path, 0), entry)
                if path in entries[k]:
                    again = path not in entries[operand]
                    entries[k][path] = max(entries[k][path], entry + 1 if again else entries[operand][path])
        for path, entry in entries[k].items():
            passed[k][path] = max(passed[k][path], entry)
    for k in range(len(items)):
        if not operands[k] and users[k]:  # leaves stand where they are used first
            for path in entries[k]:
                within = [entries[user][path] for user in users[k] if path in entries[user]]
                entries[k][path] = min(within) if len(within) == len(users[k]) else 0
    return entries
