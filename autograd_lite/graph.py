"""The computation graph: topological order, the backward pass, and evaluation at other points.

A node has ``operands`` (nodes and plain floats, in order), ``receivers`` (the nodes its gradient is handed to, in the
same order), ``data``, ``grad``, the ``primitive`` that made it and its ``local_gradient`` closure; a leaf has no
operands. A float is a constant: gradients do not flow there. Nothing here recurses: depth is limited by memory alone.
"""

from __future__ import annotations

from _thread import RLock

from autograd_lite.primitives.table import number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from typing import Any, Protocol, TypeVar

    from autograd_lite.primitives.table import LocalGradients

    class Node(Protocol):
        """What the graph needs of a node; ``Value`` is one."""

        grad: float
        label: str | None
        operands: tuple[Any, ...]
        local_gradient: Callable[[], LocalGradients]
        receivers: tuple[Any, ...]

        @property
        def data(self) -> float: ...
        @property
        def primitive(self) -> Any: ...  # a Primitive, and None for a leaf

    N = TypeVar("N", bound=Node)

# Held by a backward pass: passes in two threads over graphs with common nodes would lose contributions, since `+=` is
# not one step. A hook may start a pass of its own, so the thread that holds it may take it again.
passing = RLock()


def _renew() -> None:
    """In a child process the thread that holds the lock may not be there, and would never give it back."""
    global passing
    passing = RLock()


try:
    from posix import register_at_fork
except ImportError:  # where there is no fork
    pass
else:
    register_at_fork(after_in_child=_renew)


def operations(*outputs: N, known: Collection[N] = ()) -> list[N]:
    """The interior nodes that ``outputs`` depend on, themselves included, in topological order.

    Every node comes after its operands, operands from left to right: the order of a depth-first traversal that
    emits a node when it leaves it. Leaves are not listed (see :func:`topological_order`), nor the nodes in ``known``
    and what is reached through them alone. Linear in the edges. ``receivers`` are the operands without the constants:
    this loop and that of :func:`backward` are where training spends its time.

    >>> from autograd_lite import Value
    >>> x = Value(2.0)
    >>> [node._op for node in operations(x * x + 1.0)]
    ['*', '+']
    """
    if len(outputs) == 1 and not known:
        order = _tree(outputs[0])
        if order is not None:
            return order
    order = []
    seen: set[N] = set(known)
    for output in outputs:
        if output in seen or not output.operands:
            continue
        seen.add(output)
        path: list[N] = []  # the nodes entered and not yet left, above the current one
        unread: list[Any] = []  # for each of them, the operands still to be visited
        node, operands = output, iter(output.receivers)
        while True:
            for operand in operands:
                if operand.receivers and operand not in seen:
                    seen.add(operand)
                    path.append(node)
                    unread.append(operands)
                    node, operands = operand, iter(operand.receivers)
                    break
            else:
                order.append(node)
                if not path:
                    break
                node, operands = path.pop(), unread.pop()
    return order


def _tree(output: N) -> list[N] | None:
    """The operations below ``output`` in the order of :func:`operations` if none of them is used twice, else None.

    Postorder from left to right is preorder from right to left, read backwards, so a plain stack will do: faster, and
    nothing is kept for the way back, which in a deep graph would cost the cyclic collector more than all the rest.
    """
    order: list[N] = []
    seen: set[N] = set()
    stack = [output] if output.operands else []
    while stack:
        node = stack.pop()
        order.append(node)
        for receiver in node.receivers:
            if receiver.receivers:
                if receiver in seen:
                    return None
                seen.add(receiver)
                stack.append(receiver)
    order.reverse()
    return order


def topological_order(*outputs: N) -> list[N]:
    """All nodes that ``outputs`` depend on: the leaves in the order of their first use, then the operations.

    >>> from autograd_lite import Value
    >>> x, y = Value(2.0, label="x"), Value(3.0, label="y")
    >>> [node.label or node._op for node in topological_order(y * x + x)]
    ['y', 'x', '*', '+']
    """
    order = operations(*outputs)
    leaves = {
        operand: None
        for node in order
        for operand in node.operands
        if type(operand) is not float and not operand.operands
    }
    leaves.update((output, None) for output in outputs if not output.operands)
    return [*leaves, *order]


def backward(output: N, order: list[N] | None = None) -> None:
    """Accumulate d output / d leaf into the ``grad`` of every leaf that ``output`` depends on.

    The chain rule, from the output to the leaves: each node hands ``upstream * local gradient`` to each of its
    operands. Interior nodes are reset first, so their ``grad`` is that of this pass alone, and a second call adds
    the same amounts to the leaves again. ``order`` is that of :func:`operations`, if it is known already.
    """
    with passing:
        if not output.operands:
            output.grad += 1.0
            return
        if order is None:
            order = operations(output)
        for node in order:
            node.grad = 0.0
        output.grad = 1.0
        for node in reversed(order):
            upstream = node.grad
            for receiver, local in zip(node.receivers, node.local_gradient()):
                receiver.grad += upstream * local


def operand_data(node: Node, data: Mapping[Any, float]) -> list[float]:
    """The numbers a node was computed from, where ``data`` replaces those of the nodes it names."""
    return [operand if type(operand) is float else data.get(operand, operand.data) for operand in node.operands]


def evaluate(output: N, at: Mapping[N, float]) -> float:
    """The value of ``output`` with the nodes in ``at`` set to other numbers; the recorded graph is unchanged.

    The graph is evaluated as recorded: Python's own branches are not taken again.

    >>> from autograd_lite import Value
    >>> x = Value(3.0)
    >>> evaluate(x * x + 1.0, {x: 10.0})
    101.0
    """
    data: dict[Any, float] = {node: number(x) for node, x in at.items()}
    for node in operations(output):
        if node not in data:
            data[node] = node.primitive.value(*operand_data(node, data))
    return data.get(output, output.data)
