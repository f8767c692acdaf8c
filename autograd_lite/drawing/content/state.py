"""The state of a graph: whether its gradients are there, whether they are those of one pass, whether leaves changed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from autograd_lite.drawing import text
from autograd_lite.staleness import StaleGraphError, check_not_stale

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograd_lite.drawing.folding.view import View
    from autograd_lite.value import Value

NOT_RUN = "backward() has not run, or every gradient is 0"
NAMES = 3  # of nodes in a badge
ROUNDING = 1e-9  # of the sum of the absolute terms: the order of adding may differ, another pass does not hide below it


def unknown_gradients(part: View, outputs: Iterable[Value]) -> frozenset[Value]:
    """The nodes whose gradient of 0 says nothing: no backward pass can be seen to have reached them.

    A pass begins with 1 at an output. Where the gradient of an output is 0, none began there, or it was really 0.
    """
    began = {output for output in outputs if output.grad != 0.0}
    reached = [node in began for node in part.nodes]
    if part.partial and began:  # from outputs that are not shown
        return frozenset()
    for edge in reversed(part.edges):  # those into a node come before those out of it
        reached[edge.tail] = reached[edge.tail] or reached[edge.head]
    return frozenset([node for node, here in zip(part.nodes, reached, strict=True) if not here and node.grad == 0.0])


def not_run_badge(part: View, outputs: Sequence[Value], unknown: frozenset[Value]) -> str | None:
    """What to say of outputs without a gradient."""
    if len(unknown) == len(part.nodes):
        return NOT_RUN
    without = [output for output in outputs if output in unknown]
    return f"backward() has not run from {names(without)}, or the gradient there is 0" if without else None


def other_gradients(part: View, outputs: Iterable[Value]) -> dict[Value, float]:
    """The leaves whose gradient is not what the gradients in this graph make of it, with what they do.

    A leaf keeps what earlier passes and other graphs added to it; and anyone may set it.
    """
    ends = set(outputs)
    made: dict[Value, list[float]] = {
        node: []
        for k, node in enumerate(part.nodes)
        if not node.operands and not part.cut[k] and node not in ends and not node.notes.hooks
    }
    for edge in part.edges:
        leaf = part.nodes[edge.tail]
        if leaf in made:
            made[leaf].append(part.nodes[edge.head].grad * edge.local)
    return {
        leaf: sum(terms)
        for leaf, terms in made.items()
        if abs(leaf.grad - sum(terms)) > ROUNDING * sum(map(abs, terms))
    }


def repeated_badge(part: View, outputs: Sequence[Value], other: dict[Value, float]) -> str | None:
    """What to say where every leaf has the same whole multiple of its gradient, as after a cell that ran twice."""
    if any(output.grad != 1.0 for output in outputs) or not other:
        return None
    leaves = {edge.tail for edge in part.edges if not part.nodes[edge.tail].operands}
    if any(part.nodes[k].grad != 0.0 and part.nodes[k] not in other for k in leaves):
        return None
    factors = {leaf.grad / own for leaf, own in other.items() if own and math.isfinite(leaf.grad)}
    if not factors:
        return None
    times = round(min(factors))
    if times < 2 or any(abs(factor - times) > ROUNDING * times for factor in factors):
        return None
    return (
        f"the leaves have {times} times their gradients: has backward() run {times} times? zero_grad() sets them to 0"
    )


def stale_badge(part: View) -> str | None:
    """What to say where a leaf was changed after the graph was recorded."""
    try:
        check_not_stale(node for node in part.nodes if node.operands)
    except StaleGraphError as stale:
        changed = names(stale.leaves)
        return f"{changed} was changed after this graph was recorded: all other numbers are of before"
    return None


def names(nodes: Sequence[Value]) -> str:
    """A few nodes by name."""
    shown = [text.name_of(node, text.LIMIT) for node in nodes[:NAMES]]
    return ", ".join(shown) + (", …" if len(nodes) > NAMES else "")
