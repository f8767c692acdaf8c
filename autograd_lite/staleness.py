"""Stale graphs: a leaf was changed after the graph was recorded, so its numbers belong to no one point."""

from __future__ import annotations

import math

from autograd_lite.graph import operand_data

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from autograd_lite.graph import Node
    from autograd_lite.primitives.table import LocalGradients

SHOWN = 4  # leaves in a message
TRIED = 200  # leaves of a node: trying each of n operands costs n^2 steps


class StaleGraphError(ValueError):
    """A leaf was changed after the graph that is to be read again had been recorded."""


def check_not_stale(order: Iterable[Node]) -> None:
    """Raise :class:`StaleGraphError` if a node of ``order`` is no longer what its operands evaluate to.

    Its local gradients are compared as well: 0 x is 0 for every x, but its derivative by the first factor is x.
    """
    for node in order:
        operands = operand_data(node, {})
        now = node.primitive.value(*operands)
        slopes, slopes_now = node.local_gradient(), node.primitive.gradient(now, *operands)()
        different = _differences(slopes, slopes_now)
        if _alike(now, node.data) and not different:
            continue
        leaves = list(map(repr, _suspects(node, operands, different)))
        more = f" or one of {len(leaves) - SHOWN} more" if len(leaves) > SHOWN else ""
        if _alike(now, node.data):
            what = f"local gradients {slopes_now} in place of {slopes}"
        else:
            what = f"the value {now}" if different else f"the value {now} (unless its own was set)"
        raise StaleGraphError(
            f"leaf changed since the graph was recorded: {' or '.join(leaves[:SHOWN])}{more}; {node!r} would now "
            f"have {what:.160}. Run your computation again, then ask for its gradients"
        )


def _suspects(node: Node, operands: list[float], different: set[int]) -> list[Any]:
    """The leaves among the operands of a stale node that may have changed; the node itself, where it has none.

    A leaf is cleared when other local gradients depend on it than those that are ``different``: with nan in its place
    they are nan. Those of a weighted sum tell which of its many operands it was.
    """
    leaves = list(dict.fromkeys(o for o in node.operands if type(o) is not float and not o.operands))
    primitive = node.primitive
    slopes = primitive.gradient(primitive.value(*operands), *operands)()
    suspects = []
    for leaf in leaves if len(leaves) <= TRIED else ():
        marked = [math.nan if o is leaf else x for o, x in zip(node.operands, operands)]
        try:
            touched = _differences(slopes, primitive.gradient(primitive.value(*marked), *marked)())
        except (ArithmeticError, ValueError):  # a user's primitive, outside its domain: this tells nothing
            touched = different
        if touched <= different and bool(touched) == bool(different):
            suspects.append(leaf)
    return suspects or leaves or [node]


def _differences(a: LocalGradients, b: LocalGradients) -> set[int]:
    """Where two tuples of numbers are not alike."""
    return set() if a == b else {i for i, pair in enumerate(zip(a, b)) if not _alike(*pair)}


def _alike(a: float, b: float) -> bool:
    """Equal, or both nan."""
    return a == b or (a != a and b != b)
