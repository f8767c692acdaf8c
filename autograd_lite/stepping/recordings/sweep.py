"""``record``: run a backward pass, and keep it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING

from autograd_lite import graph, modes, notes, watching
from autograd_lite.graph import topological_order
from autograd_lite.primitives.table import is_node
from autograd_lite.stepping.recordings.recording import Recording

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograd_lite.value import Value


def record(output: Value, backward: bool = True) -> Recording:
    """Run ``output.backward()``, and keep every step of it: a sequence of :class:`Step`, from the output to the leaves.

    The gradients are those of ``backward()``, to the last bit. With ``backward=False`` no ``grad`` is changed and no
    hook is called: it is the pass as it would be. It takes two to four times as long as the pass alone.

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
    with graph.passing:
        nodes = topological_order(output)
        leaves = bisect_left(nodes, True, key=lambda node: bool(node.operands))
        data, labels, gradients = numbers_and_labels(nodes)
        handed, final = array("d"), None
        if backward and (modes.active or notes.hooked):  # hooks may change gradients
            handed.extend(watching.backward(output))
            final = array("d", [leaf.grad for leaf in nodes[:leaves]])
        else:
            modes.check_history(output)
            if backward:  # the rest follows by arithmetic
                graph.backward(output, nodes[leaves:])
        first, local = local_gradients(nodes, leaves)
    return Recording(tuple(nodes), labels, data, gradients[:leaves], first, local, handed, final)


def numbers_and_labels(nodes: Iterable[Value]) -> tuple[array[float], tuple[str | None, ...], array[float]]:
    """Data, labels and gradients; in one walk, since it is their way from memory that takes the time."""
    data, labels, gradients = [], [], []
    for node in nodes:
        data.append(node._number)
        label = node.label
        labels.append(label if label is None or type(label) is str else str(label))  # which may be set to anything
        gradients.append(node.grad)
    return array("d", data), tuple(labels), array("d", gradients)


def local_gradients(nodes: Sequence[Value], leaves: int) -> tuple[array[int], array[float]]:
    """The local gradients of all edges in the order of the backward pass, and where those of each step begin."""
    first = [0]
    locals_: list[float] = []
    for node in reversed(nodes[leaves:]):
        operands, gradients = node.operands, node.local_gradient()
        if node.receivers is operands:  # no constant among them
            locals_ += gradients
        else:
            locals_ += [local for x, local in zip(operands, gradients, strict=False) if type(x) is not float]
        first.append(len(locals_))
    if leaves == len(nodes):
        first.append(0)
    return array("q", first), array("d", locals_)
