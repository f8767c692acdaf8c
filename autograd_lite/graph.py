"""The computation graph: topological order, sweeps in both directions, gradients, and evaluation at other points.

A node has ``operands`` (nodes and plain floats, in order), ``receivers`` (the nodes its gradient is handed to, in the
same order), ``data``, ``grad``, the ``primitive`` that made it and its ``local_gradient`` closure; a leaf has no
operands. A float is a constant: gradients do not flow there. Nothing here recurses: depth is limited by memory alone.
"""

from __future__ import annotations

from autograd_lite.primitives.table import is_node, number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import Any, Literal, Protocol, TypeVar, overload

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
else:

    def overload(function: Any) -> Any:
        return function


class StaleGraphError(ValueError):
    """A leaf was changed after the graph that is to be read again had been recorded."""


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


def backward(output: Node) -> None:
    """Accumulate d output / d leaf into the ``grad`` of every leaf that ``output`` depends on.

    The chain rule, from the output to the leaves: each node hands ``upstream * local gradient`` to each of its
    operands. Interior nodes are reset first, so their ``grad`` is that of this pass alone, and a second call adds
    the same amounts to the leaves again.
    """
    if not output.operands:
        output.grad += 1.0
        return
    order = operations(output)
    for node in order:
        node.grad = 0.0
    output.grad = 1.0
    for node in reversed(order):
        upstream = node.grad
        for receiver, local in zip(node.receivers, node.local_gradient()):
            receiver.grad += upstream * local


@overload
def gradients(output: N, inputs: Sequence[N], create_graph: Literal[False] = False) -> list[float]: ...


@overload
def gradients(output: N, inputs: Sequence[N], create_graph: Literal[True]) -> list[N]: ...


@overload
def gradients(output: N, inputs: N, create_graph: Literal[False] = False) -> float: ...


@overload
def gradients(output: N, inputs: N, create_graph: Literal[True]) -> N: ...


def gradients(output: Any, inputs: Any, create_graph: bool = False) -> Any:
    """The derivatives of ``output`` by each of ``inputs``; no node's ``grad`` is touched.

    Args:
        output: a node.
        inputs: a node, leaf or interior, or a list or tuple of them.
        create_graph: when true, the derivatives are nodes of a graph of their own, which can be differentiated
            again; otherwise they are floats.

    Returns:
        One derivative for one input, a list for a sequence; 0 for an input that ``output`` does not depend on.

    Raises:
        TypeError: ``output`` or an input is not a node.
        StaleGraphError: with ``create_graph``, when a leaf was changed after the graph was recorded.

    >>> from autograd_lite import Value
    >>> x = Value(3.0)
    >>> (slope,) = gradients(x**3, [x], create_graph=True)
    >>> slope.data, gradients(slope, x)
    (27.0, 18.0)
    """
    one = not isinstance(inputs, (list, tuple))
    wanted = [inputs] if one else list(inputs)
    for what, node in [("output", output), *(("input", node) for node in wanted)]:
        if not is_node(node):
            raise TypeError(
                f"gradients() takes Values, but its {what} {node!r:.80} is of type {type(node).__name__}; "
                "pass the Value that your computation started from or returned"
            )
    results = Linearization(operations(output), wanted, create_graph).pull({output: 1.0})
    if create_graph:  # a derivative that depends on nothing is a constant node
        results = [result if is_node(result) else type(output)(result) for result in results]
    return results[0] if one else results


class Linearization:
    """What a recorded function does to small changes: the linear map J of the graph between inputs and results.

    The local gradients along the edges are the map. Read forwards they push changes of the inputs on to the results,
    J v; read backwards they pull sensitivities of the results back to the inputs, u J. A sweep costs as much as
    the edges it visits, whatever the number of paths (Griewank and Walther, *Evaluating Derivatives*, chapter 3).

    Args:
        order: the nodes that the results depend on, as :func:`operations` lists them.
        inputs: nodes, leaves or interior.
        create_graph: when true, local gradients are nodes, so what comes out can be differentiated again.

    Raises :class:`StaleGraphError` with ``create_graph``, when a leaf was changed after the graph was recorded.

    >>> from autograd_lite import Value
    >>> x, y = Value(2.0), Value(3.0)
    >>> u, v = x * y, x + y
    >>> linear = Linearization(operations(u, v), [x, y])
    >>> change = linear.push({x: 1.0})
    >>> change[u], change[v], linear.pull({u: 1.0})
    (3.0, 1.0, [3.0, 2.0])
    """

    def __init__(self, order: Iterable[Any], inputs: Iterable[Any], create_graph: bool = False) -> None:
        self.inputs = list(inputs)
        self.reached = set(self.inputs)  # the nodes that depend on an input, and the inputs
        self.nodes: list[Any] = []  # the interior ones among them, in topological order
        if create_graph:
            order = list(order)
            check_not_stale(order)
        for node in order:
            for operand in node.operands:
                if type(operand) is not float and operand in self.reached:
                    self.reached.add(node)
                    self.nodes.append(node)
                    break
        # Recorded once and used by every sweep, or a Jacobian would record them once for each of its rows.
        self.local_gradients: list[Callable[[], LocalGradients]] = [
            _remembered(node.primitive.gradient(node, *node.operands)()) if create_graph else node.local_gradient
            for node in self.nodes
        ]

    def push(self, tangents: Mapping[Any, Any]) -> dict[Any, Any]:
        """The forward sweep: the change of each node when inputs change by ``tangents``; none, where it is missing."""
        changes = dict(tangents)
        for node, local_gradient in zip(self.nodes, self.local_gradients):
            change = changes.get(node)  # that of an input which depends on others
            for operand, local in zip(node.operands, local_gradient()):
                if type(operand) is not float and operand in changes:
                    term = _product(changes[operand], local)
                    change = term if change is None else change + term
            if change is not None:
                changes[node] = change
        return changes

    def pull(self, cotangents: Mapping[Any, Any]) -> list[Any]:
        """The reverse sweep: for each input, how a result changes by it that changes by nodes as ``cotangents`` say."""
        reached = self.reached
        adjoints = {node: cotangent for node, cotangent in cotangents.items() if node in reached}
        for node, local_gradient in zip(reversed(self.nodes), reversed(self.local_gradients)):
            upstream = adjoints.get(node)
            if upstream is None:
                continue
            for operand, local in zip(node.operands, local_gradient()):
                if type(operand) is not float and operand in reached:
                    term = _product(upstream, local)
                    before = adjoints.get(operand)
                    adjoints[operand] = term if before is None else before + term
        return [adjoints.get(node, 0.0) for node in self.inputs]


def _remembered(local_gradients: LocalGradients) -> Callable[[], LocalGradients]:
    return lambda: local_gradients


def _product(change: Any, local: Any) -> Any:
    """change * local, without a node for a factor that is the constant 1."""
    if type(change) is float and change == 1.0:
        return local
    return change if type(local) is float and local == 1.0 else change * local


def _operand_data(node: Node, data: Mapping[Any, float]) -> list[float]:
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
            data[node] = node.primitive.value(*_operand_data(node, data))
    return data.get(output, output.data)


def check_not_stale(order: Iterable[Node]) -> None:
    """Raise :class:`StaleGraphError` if a node of ``order`` is no longer what its operands evaluate to.

    Its local gradients are compared as well: 0 x is 0 for every x, but its derivative by the first factor is x.
    """
    for node in order:
        operands = _operand_data(node, {})
        now = node.primitive.value(*operands)
        slopes, slopes_now = node.local_gradient(), node.primitive.gradient(now, *operands)()
        if _alike(now, node.data) and (slopes == slopes_now or all(map(_alike, slopes, slopes_now))):
            continue
        leaves = dict.fromkeys(o for o in node.operands if type(o) is not float and not o.operands) or [node]
        what = f"local gradients {slopes_now} in place of {slopes}" if _alike(now, node.data) else f"the value {now}"
        raise StaleGraphError(
            f"leaf changed since the graph was recorded: {' or '.join(map(repr, leaves))}; {node!r} would now "
            f"have {what:.160}. Run your computation again, then ask for its gradients"
        )


def _alike(a: float, b: float) -> bool:
    """Equal, or both nan."""
    return a == b or (a != a and b != b)
