"""Folding what is alike: the steps of a loop, the terms of a sum, the many inputs of one layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.drawing.folding.items import Item, box_of
from autograd_lite.drawing.folding.repeats import FEWEST, LONGEST, repeats
from autograd_lite.drawing.folding.scopes import common_path

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence

    from autograd_lite.drawing.folding.view import View

ROUNDS = 4  # of folding: loops in loops in loops
MANY = 4  # what is used more often than that is an input of what repeats, and not the step before


def without_repeats(
    view: View, items: list[Item], is_enough: Callable[[list[Item]], bool], *, scoped: bool
) -> list[Item]:
    """``items`` where of repeating stretches and of leaves that are alike the first and the last remain.

    Folds no more often than it takes to have enough. What is in scopes is left alone unless ``scoped``.
    """
    for _ in range(ROUNDS):
        shorter = _one_round(view, items, scoped)
        if len(shorter) == len(items):
            break
        items = shorter
        if is_enough(items):
            return items
    return _without_alike_leaves(view, items, scoped)


class _Links:
    """What the boxes get from each other: ``operands`` in order, and the set of ``users``, by their positions."""

    def __init__(self, view: View, items: Sequence[Item]) -> None:
        boxes = box_of(items)
        self.operands: list[list[int]] = [[] for _ in items]
        self.users: list[set[int]] = [set() for _ in items]
        for edge in view.edges:
            tail, head = boxes[edge.tail], boxes[edge.head]
            if tail != head:
                self.operands[head].append(tail)
                self.users[tail].add(head)
        self.is_leaf = [item.kind == "node" and not view.nodes[item.members[0]].operands for item in items]


def _one_round(view: View, items: list[Item], scoped: bool) -> list[Item]:
    links = _Links(view, items)
    order = [k for k, item in enumerate(items) if not links.is_leaf[k] and (scoped or not item.path)]
    signatures = _signatures(view, items, links, order)
    middles = []
    for start, period, times in repeats(signatures):
        inner = order[start + period : start + period * (times - 1)]
        middles.append((inner, times - 2))
    return _merged(items, links, middles)


def _signatures(view: View, items: list[Item], links: _Links, order: list[int]) -> list[Hashable]:
    """What makes two boxes alike: the operation, and how far back in ``order`` its operands are."""
    place = {k: position for position, k in enumerate(order)}
    signatures: list[Hashable] = []
    for position, k in enumerate(order):
        operands: list[Hashable] = []
        for operand in links.operands[k]:
            back = position - place[operand] if operand in place else 0
            if links.is_leaf[operand] and len(links.users[operand]) <= MANY:
                operands.append(("leaf", len(links.users[operand])))
            elif 0 < back <= LONGEST and len(links.users[operand]) <= MANY:
                operands.append(back)
            else:
                operands.append(("shared", operand))
        item = items[k]
        node = view.nodes[item.members[0]]
        shape: Hashable = (item.kind, item.name if item.kind == "repeat" else len(item.members))
        if item.kind == "node" and node.primitive is not None:
            constants = tuple([k for k, x in enumerate(node.operands) if type(x) is float])
            static = node.operands[len(node.operands) - node.primitive.static :]
            shape = (node.primitive.name, len(node.operands), constants, static)
        signatures.append((shape, item.path, tuple(operands)))
    return signatures


def _merged(items: list[Item], links: _Links, middles: list[tuple[list[int], int]]) -> list[Item]:
    """``items`` where the boxes of each of ``middles`` have become one, together with the leaves they alone use."""
    merged_into = {k: number for number, (inner, _) in enumerate(middles) for k in inner}
    for leaf, users in enumerate(links.users):
        owners = {merged_into.get(user) for user in users} if links.is_leaf[leaf] else set()
        if len(owners) == 1 and (owner := owners.pop()) is not None:
            merged_into[leaf] = owner
    parts: dict[int, list[int]] = {}
    for k in range(len(items)):
        if k in merged_into:
            parts.setdefault(merged_into[k], []).append(k)
    result = []
    for k, item in enumerate(items):
        number = merged_into.get(k)
        if number is None:
            result.append(item)
        elif parts[number][0] == k:
            together = [items[part] for part in parts[number]]
            members = sorted(member for part in together for member in part.members)
            path = common_path(part.path for part in together)
            result.append(Item(tuple(members), path, f"× {middles[number][1]:,} more like this", "repeat"))
    return result


def _without_alike_leaves(view: View, items: list[Item], scoped: bool) -> list[Item]:
    links = _Links(view, items)
    alike: dict[Hashable, list[int]] = {}
    for k, item in enumerate(items):
        if links.is_leaf[k] and (scoped or not item.path):
            alike.setdefault((tuple(sorted(links.users[k])), item.path), []).append(k)
    return _merged(items, links, [(same[1:-1], len(same) - 2) for same in alike.values() if len(same) >= FEWEST])
