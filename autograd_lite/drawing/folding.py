"""Folding: which nodes share a box, so that a picture stays readable at any size."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograd_lite.drawing.alike import without_repeats
from autograd_lite.drawing.items import Item, own_item
from autograd_lite.drawing.scopes import common_path, places

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from autograd_lite.drawing.scopes import Path, Places
    from autograd_lite.drawing.view import View
    from autograd_lite.value import Value

    Collapse = str | Callable[[Value], str | None]

ARROWS = 2  # for each box that is not too many
LONG = 40  # boxes in a row: ten screens
COLLAPSE = ("auto", "none", "neuron", "layer")


@dataclass(frozen=True)
class Level:
    """One way to fold.

    Attributes:
        kind: of the boxes it makes.
        key: of a node, by its position; nodes with the same key share a box, and one with the key None has its own.
        name: of the box with these nodes, and the path of the scopes around it.
    """

    kind: str
    key: Callable[[int], Hashable]
    name: Callable[[list[int]], tuple[str, Path]]


@dataclass(frozen=True)
class Folding:
    """The boxes of a picture, and in words how nodes were folded, "" if they were not."""

    items: list[Item]
    how: str


def fold(view: View, collapse: Collapse, max_nodes: int) -> Folding:
    """Decide which nodes share a box.

    ``"none"`` gives every node its own; ``"neuron"`` and ``"layer"`` fold what the scopes say; a function gives the
    name of the box that a node shares, or None. ``"auto"`` folds nothing if that makes at most ``max_nodes`` boxes, and
    else neurons, layers, the scopes around layers, and networks, the first of these that is enough; what is outside of
    scopes is folded where it repeats. Arrows count too: nobody can follow more than two a box.
    """
    where = places(view)
    plain = [own_item(k, where.paths[k]) for k in range(len(view.nodes))]
    if callable(collapse):
        return _folding(view, _folded(view, where, _by_function(view, where, collapse)), "as asked")
    levels = _levels(view, where)
    if collapse == "none":
        return Folding(plain, "")
    if collapse != "auto":
        chosen = next((level for level in levels if level.kind == collapse), None)
        return _folding(view, _folded(view, where, chosen) if chosen else plain, f"by {collapse}")
    if not levels:
        return _folding(view, _repeats_folded(view, plain, max_nodes), "where it repeats")
    items = plain
    steps: list[Level | None] = [None, *levels]
    for level in steps:
        if level is not None:
            items = _folded(view, where, level)
        how = f"by {level.kind}" if level else ""
        if _is_readable(view, items, max_nodes):
            return _folding(view, items, how)
        shorter = without_repeats(
            view, items, lambda them: _is_readable(view, them, max_nodes), scoped=level is levels[-1]
        )
        if _is_readable(view, shorter, max_nodes):
            break
    return _folding(view, shorter, f"{how}, and where it repeats" if how else "where it repeats")


def _repeats_folded(view: View, items: list[Item], max_nodes: int) -> list[Item]:
    """What repeats is folded also where there are few boxes but too many in a row."""

    def is_short(them: list[Item]) -> bool:
        return _is_readable(view, them, max_nodes) and _longest_path(view, them) <= LONG

    return items if is_short(items) else without_repeats(view, items, is_short, scoped=True)


def _longest_path(view: View, items: list[Item]) -> int:
    """The number of boxes on the longest path."""
    box_of = {k: number for number, item in enumerate(items) for k in item.members}
    longest = [1] * len(items)
    for edge in view.edges:  # those into a node come before those out of it
        tail, head = box_of[edge.tail], box_of[edge.head]
        if tail != head:
            longest[head] = max(longest[head], longest[tail] + 1)
    return max(longest)


def _is_readable(view: View, items: list[Item], max_nodes: int) -> bool:
    if len(items) > max_nodes:
        return False
    box_of = {k: number for number, item in enumerate(items) for k in item.members}
    pairs = {(box_of[edge.tail], box_of[edge.head]) for edge in view.edges}
    return len(pairs) <= ARROWS * max_nodes


def _folding(view: View, items: list[Item], how: str) -> Folding:
    return Folding(items, how if len(items) < len(view.nodes) else "")


def _folded(view: View, where: Places, level: Level) -> list[Item]:
    groups: dict[Hashable, list[int]] = {}
    for k in range(len(view.nodes)):
        key = level.key(k)
        groups.setdefault(k if key is None else (key,), []).append(k)
    items = []
    for members in groups.values():
        if len(members) == 1:
            items.append(own_item(members[0], where.paths[members[0]]))
        else:
            name, path = level.name(members)
            items.append(Item(tuple(members), path, name, level.kind))
    return items


def _by_function(view: View, where: Places, function: Callable[[Value], str | None]) -> Level:
    def key(k: int) -> str | None:
        name = function(view.nodes[k])
        if name is not None and not isinstance(name, str):
            raise TypeError(
                f"collapse is to give the name of a box or None for {view.nodes[k]!r}, not {name!r:.80} of type "
                f"{type(name).__name__}"
            )
        return name

    def name(members: list[int]) -> tuple[str, Path]:
        return key(members[0]) or "", common_path(where.paths[k] for k in members)

    return Level("group", key, name)


def _levels(view: View, where: Places) -> list[Level]:
    """The ways to fold what is in scopes, the finest first; none if there are no scopes."""
    paths = where.paths
    used = set(paths)
    outer = {path[:length] for path in used for length in range(len(path))}  # scopes with scopes inside
    deepest = max(map(len, used), default=0)
    if not deepest:
        return []

    def at_depth(depth: int) -> Callable[[int], Hashable]:
        def key(k: int) -> Hashable:
            path = paths[k]
            if len(path) >= depth:
                return path[:depth]
            return path if path not in outer else None

        return key

    def scope_name(key: Callable[[int], Hashable]) -> Callable[[list[int]], tuple[str, Path]]:
        def name(members: list[int]) -> tuple[str, Path]:
            path: Path = key(members[0])  # type: ignore[assignment]
            return path[-1].title, path[:-1]

        return name

    numbers: dict[Path, dict[int | None, int]] = {}  # of the neurons of each layer
    for path, neuron in zip(paths, where.neurons, strict=True):
        if neuron is not None:
            known = numbers.setdefault(path, {})
            known.setdefault(neuron, len(known) + 1)

    def neuron_name(members: list[int]) -> tuple[str, Path]:
        path = common_path(paths[k] for k in members)
        labels = [view.nodes[k].label for k in members if view.nodes[k].operands]
        name = next((label for label in reversed(labels) if label), None)
        return name or f"neuron {numbers[path][where.neurons[members[0]]]}", path

    def network(k: int) -> Hashable:
        return (paths[k][0].networks[:1] or paths[k][0]) if paths[k] else None

    levels = [Level("neuron", lambda k: where.neurons[k], neuron_name)]
    for depth in range(deepest, 0, -1):
        key = at_depth(depth)
        levels.append(Level("layer" if depth == deepest else "scope", key, scope_name(key)))
    if any(path and path[0].networks for path in used):
        levels.append(Level("network", network, lambda members: ("network", ())))
    return levels
