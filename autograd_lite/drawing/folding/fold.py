"""Folding: which nodes share a box, so that a picture stays readable at any size."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograd_lite.drawing.folding.alike import without_repeats
from autograd_lite.drawing.folding.items import Item, box_of
from autograd_lite.drawing.folding.scopes import common_path, places

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from autograd_lite.drawing.folding.scopes import Path, Places
    from autograd_lite.drawing.folding.view import View
    from autograd_lite.value import Value

    Collapse = str | Callable[[Value], str | None]

FEW_ARROWS = 100  # can be followed anyway
DENSE = 1.5  # arrows for each box: more than that cannot
LONG = 40  # boxes in a row: ten screens
COLLAPSE = ("auto", "none", "neuron", "layer")


@dataclass(frozen=True)
class Level:
    """One way to fold.

    Attributes:
        kind: of the boxes it makes.
        key: of a node, by its position; nodes with the same key share a box, and one with the key None has its own.
        box: of several nodes that have the same key.
    """

    kind: str
    key: Callable[[int], Hashable]
    box: Callable[[list[int]], Item]


@dataclass(frozen=True)
class Folding:
    """The boxes of a picture."""

    items: list[Item]

    @property
    def how(self) -> str:
        """In words how nodes were folded, "" if they were not."""
        ways = {"group": "as asked", "repeat": "where it repeats", "stretch": "in stretches"}
        kinds = sorted({item.kind for item in self.items} - {"node"}, key=lambda kind: (kind in ways, kind))
        return ", and ".join([ways.get(kind, f"by {kind}") for kind in kinds])


def fold(view: View, collapse: Collapse, max_nodes: int) -> Folding:
    """Decide which nodes share a box.

    ``"none"`` gives every node its own; ``"neuron"`` and ``"layer"`` fold what the scopes say; a function gives the
    name of the box that a node shares, or None. ``"auto"`` folds nothing if that makes at most ``max_nodes`` boxes, and
    else neurons, layers, the scopes around layers, and networks, the first of these that is enough; what is outside of
    scopes is folded where it repeats. Arrows count too: nobody can follow more than 100 if they are also more than one
    and a half for each box. So do rows of boxes that are longer than ten screens, where there are no scopes.
    """
    where = places(view)
    plain = [Item((k,), where.paths[k]) for k in range(len(view.nodes))]
    if collapse == "none":
        return Folding(plain)
    if callable(collapse):
        return Folding(_folded(view, where, _by_function(view, where, collapse)))
    levels = _levels(view, where)
    if collapse != "auto":
        chosen = next((level for level in levels if level.kind == collapse), None)
        return Folding(_folded(view, where, chosen) if chosen else plain)

    def is_readable(items: list[Item]) -> bool:
        return _is_readable(view, items, max_nodes) and (bool(levels) or _longest_path(view, items) <= LONG)

    items = plain
    ways = [None, *levels]
    for level in ways:
        if level is not None:  # what stands in an outer scope by itself is in no layer, and would be unfolded again
            items = min(_folded(view, where, level), items, key=len)
        if is_readable(items):
            return Folding(items)
        shorter = without_repeats(view, items, is_readable, scoped=level is ways[-1])
        if is_readable(shorter):
            break
    return Folding(shorter)


def _longest_path(view: View, items: list[Item]) -> int:
    """The number of boxes on the longest path."""
    boxes = box_of(items)
    longest = [1] * len(items)
    for edge in view.edges:  # those into a node come before those out of it
        tail, head = boxes[edge.tail], boxes[edge.head]
        if tail != head:
            longest[head] = max(longest[head], longest[tail] + 1)
    return max(longest)


def _is_readable(view: View, items: list[Item], max_nodes: int) -> bool:
    if len(items) > max_nodes:
        return False
    boxes = box_of(items)
    pairs = {(boxes[edge.tail], boxes[edge.head]) for edge in view.edges}
    return sum(tail != head for tail, head in pairs) <= max(FEW_ARROWS, DENSE * len(items))


def _folded(view: View, where: Places, level: Level) -> list[Item]:
    groups: dict[Hashable, list[int]] = {}
    for k in range(len(view.nodes)):
        key = level.key(k)
        groups.setdefault(k if key is None else (key,), []).append(k)
    return [
        level.box(members) if len(members) > 1 else Item((members[0],), where.paths[members[0]])
        for members in groups.values()
    ]


def _by_function(view: View, where: Places, function: Callable[[Value], str | None]) -> Level:
    names = [_asked(function, node) for node in view.nodes]

    def box(members: list[int]) -> Item:
        path = common_path(where.paths[k] for k in members)
        return Item(tuple(members), path, names[members[0]] or "", "group")

    return Level("group", names.__getitem__, box)


def _asked(function: Callable[[Value], str | None], node: Value) -> str | None:
    """The name that a function of the user's gives to the box of ``node``; None for none, as for an empty name."""
    try:
        name = function(node)
    except Exception as error:
        error.add_note(f"This was raised by the function that collapse is, for {node!r:.80}")
        raise
    if name is not None and not isinstance(name, str):
        raise TypeError(
            f"collapse is to give the name of a box or None for {node!r:.80}, not {name!r:.80} of type "
            f"{type(name).__name__}"
        )
    return name or None


def _levels(view: View, where: Places) -> list[Level]:
    """The ways to fold what is in scopes, the finest first; none if there are no scopes."""
    paths = where.paths
    used = set(paths)
    outer = {path[:length] for path in used for length in range(len(path))}  # scopes with scopes inside
    deepest = max(map(len, used), default=0)
    if not deepest:
        return []

    counts: Counter[Path] = Counter()  # of the neurons of each layer
    numbers: dict[int | None, int] = {}
    for path, neuron in zip(paths, where.neurons, strict=True):
        if neuron is not None and neuron not in numbers:
            counts[path] += 1
            numbers[neuron] = counts[path]

    def neuron_box(members: list[int]) -> Item:
        labels = [view.nodes[k].label for k in reversed(members) if view.nodes[k].operands]
        path = paths[members[0]]
        kind, title = ("neuron", "neuron") if path[-1].is_layer else ("scope", path[-1].title)
        number = f" {numbers[where.neurons[members[0]]]}" if kind == "neuron" or counts[path] > 1 else ""
        name = next(filter(None, labels), None) or title + number
        return Item(tuple(members), path, name, kind)

    def scope_level(depth: int) -> Level:
        kind = "layer" if depth == deepest else "scope"

        def key(k: int) -> Path | None:
            path = paths[k][:depth]
            return path if len(path) == depth or path not in outer else None

        def box(members: list[int]) -> Item:
            path = paths[members[0]][:depth]
            return Item(tuple(members), path[:-1], path[-1].title, "layer" if path[-1].is_layer else "scope")

        return Level(kind, key, box)

    def network(k: int) -> Hashable:
        return (paths[k][0].networks[:1] or paths[k][0]) if paths[k] else None

    def network_box(members: list[int]) -> Item:
        part = paths[members[0]][0]
        name, kind = ("network", "network") if part.networks else (part.title, "scope")
        return Item(tuple(members), (), name, kind)

    levels = [Level("neuron", where.neurons.__getitem__, neuron_box), *map(scope_level, range(deepest, 0, -1))]
    if any(path and path[0].networks for path in used):
        levels.append(Level("network", network, network_box))
    return levels
