"""``record``: run a backward pass, and keep it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING

from autograd_lite import graph, modes
from autograd_lite.graph import topological_order
from autograd_lite.primitives.table import is_node
from autograd_lite.stepping.recording import Recording

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.value import Value


def record(output: Value, backward: bool = True) -> Recording:
    """Run ``output.backward()``, and keep every step of it: a sequence of :class:`Step`, from the output to the leaves.

    The gradients are those of ``backward()``, to the last bit. With ``backward=False`` no ``grad`` is changed and no
    hook is called: it is the pass as it would be. It costs about three times what the pass does.

    Raises ``TypeError`` for what is no Value, and all that ``backward()`` raises.

    >>> from autograd_lite import Value, record
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> y = w * x
    >>> ((to_w, to_x),) = [step.edges for step in record(y)]
    >>> to_w.upstream, to_w.local, to_w.contribution, w.grad
    (1.0, 2.0, 2.0, 2.0)
    """
    if not is_node(output):
        raise TypeError(f"record() takes a Value, not {output!r:.80} of type {type(output).__name__}")
    gradient = attrgetter("grad")
    with graph.passing:
        nodes = topological_order(output)
        leaves = bisect_left(nodes, True, key=lambda node: bool(node.operands))
        prior = array("d", map(gradient, nodes[:leaves]))
        handed = final = None
        if backward:
            output.backward()
            # What operations handed on, after their hooks. A leaf whose own gradient is asked for hands nothing on.
            handed = array("d", map(gradient, reversed(nodes[leaves:]))) or array("d", [1.0])
            final = array("d", map(gradient, nodes[:leaves]))
        else:
            modes.check_history(output)
        first, local = local_gradients(nodes, leaves)
        data, labels = array("d", map(attrgetter("_number"), nodes)), tuple(map(attrgetter("label"), nodes))
    return Recording(tuple(nodes), labels, data, prior, first, local, handed, final)


def local_gradients(nodes: Sequence[Value], leaves: int) -> tuple[array[int], array[float]]:
    """The local gradients of all edges in the order of the backward pass, and where those of each step begin."""
    first, locals_ = array("q", [0]), array("d")
    for k in range(len(nodes) - 1, leaves - 1, -1):
        node = nodes[k]
        operands, gradients = node.operands, node.local_gradient()
        if node.receivers is operands:  # no constant among them
            locals_.extend(gradients)
        else:
            locals_.extend(local for x, local in zip(operands, gradients, strict=False) if type(x) is not float)
        first.append(len(locals_))
    if leaves == len(nodes):
        first.append(0)
    return first, locals_
