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
    """A leaf was changed after the graph that is to be read again had been recorded.

    Attributes:
        leaves: those that may be the one.
    """

    leaves: tuple[Any, ...] = ()


def check_not_stale(order: Iterable[Node]) -> None:
    """Raise :class:`StaleGraphError` if a node of ``order`` is no longer what its operands evaluate to.

    Its local gradients are compared as well: 0 x is 0 for every x, but its derivative by the first factor is x.
    """
    for node in order:
        operands = operand_data(node, {})
        slopes = node.local_gradient()
        try:
            now, slopes_now = _at(node, operands)
        except (ArithmeticError, ValueError) as error:  # a user's primitive, now outside its domain
            raise _stale(node, _leaves(node), f"no value: {error}") from None
        different = _differences(slopes, slopes_now)
        if not different and _alike(now, node.data):
            continue
        if _alike(now, node.data):
            what = f"local gradients {slopes_now} in place of {slopes}"
        else:
            what = f"the value {now}" if different else f"the value {now} (unless its own was set)"
        raise _stale(node, _suspects(node, operands, slopes_now, different), what)


def _stale(node: Node, suspects: list[Any], what: str) -> StaleGraphError:
    shown = [repr(leaf) for leaf in suspects[:SHOWN]]
    more = f" or one of {len(suspects) - SHOWN} more" if len(suspects) > SHOWN else ""
    error = StaleGraphError(
        f"leaf changed since the graph was recorded: {' or '.join(shown)}{more}; {node!r} would now have {what:.160}. "
        "Run your computation again, then ask for its gradients"
    )
    error.leaves = tuple(suspects)
    return error


def _suspects(node: Node, operands: list[float], slopes: LocalGradients, different: set[int]) -> list[Any]:
    """The leaves among the operands of a stale node that may have changed; the node itself, where it has none.

    Cleared is a leaf on which none of the local gradients depends that are ``different``: with nan, or the other sign,
    in its place they are as before. Those of a weighted sum tell which of its many operands it was.
    """
    leaves = _leaves(node)
    suspects = []
    for leaf in leaves if different and len(leaves) <= TRIED else ():
        touched = set()
        for mark in (math.nan, -leaf.data):
            marked = [mark if o is leaf else x for o, x in zip(node.operands, operands)]
            try:
                touched |= _differences(slopes, _at(node, marked)[1])
            except (ArithmeticError, ValueError):  # a user's primitive, outside its domain: this tells nothing
                touched |= different
        if touched & different:
            suspects.append(leaf)
    return suspects or leaves or [node]


def _leaves(node: Node) -> list[Any]:
    return list(dict.fromkeys(o for o in node.operands if type(o) is not float and not o.operands))


def _at(node: Node, operands: list[float]) -> tuple[float, LocalGradients]:
    """The value and the local gradients that the primitive of ``node`` has at other operands."""
    y = node.primitive.value(*operands)
    return y, node.primitive.gradient(y, *operands)()


def _differences(a: LocalGradients, b: LocalGradients) -> set[int]:
    """Where two tuples of numbers are not alike."""
    return set() if a == b else {i for i, pair in enumerate(zip(a, b)) if not _alike(*pair)}


def _alike(a: float, b: float) -> bool:
    """Equal, or both nan."""
    return a == b or (a != a and b != b)
