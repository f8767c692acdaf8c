"""Sweeps over a recorded graph in both directions, and the gradients they give: as numbers, or as graphs again."""

from __future__ import annotations

from autograd_lite import modes, notes
from autograd_lite.graph import operations
from autograd_lite.primitives.arithmetic import identity
from autograd_lite.primitives.table import is_node, number
from autograd_lite.staleness import check_not_stale

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from typing import Any, Literal, TypeVar, overload

    from autograd_lite.graph import N
    from autograd_lite.primitives.table import LocalGradients

    T = TypeVar("T")
else:

    def overload(function: Any) -> Any:
        return function


@overload
def gradients(output: N, inputs: Sequence[N], create_graph: Literal[False] = False) -> list[float]: ...


@overload
def gradients(output: N, inputs: Sequence[N], create_graph: Literal[True]) -> list[N]: ...


@overload
def gradients(output: N, inputs: N, create_graph: Literal[False] = False) -> float: ...


@overload
def gradients(output: N, inputs: N, create_graph: Literal[True]) -> N: ...


def gradients(output: Any, inputs: Any, create_graph: bool = False) -> Any:
    """The derivatives of ``output`` by each of ``inputs``; no node's ``grad`` is touched. Hooks are called.

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
        RuntimeError: ``output`` has no history (``no_grad``, ``detach``); or ``create_graph`` under ``no_grad()``.

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
    modes.check_history(output)
    if create_graph and modes.active and not modes.current().recording:
        raise RuntimeError(
            "gradients(..., create_graph=True) under no_grad(): in that block no graph is made; call it outside of it, "
            "or leave create_graph out"
        )
    order = operations(output)
    results = Linearization(order, wanted, create_graph).pull({output: 1.0})
    if create_graph:
        known = {*order, *(operand for node in order for operand in node.operands if type(operand) is not float)}
        for i, result in enumerate(results):
            results[i] = _node_of_its_own(result, type(output), known)
            known.add(results[i])
    else:
        results = [number(result) for result in results]  # a rule of a user's may return an int
    return results[0] if one else results


def _node_of_its_own(result: Any, kind: Any, known: Collection[Any]) -> Any:
    """A recorded derivative as a node that is no part of the function's graph, so that a label names it alone."""
    if not is_node(result):  # it depends on nothing
        return kind(result)
    return identity(result) if result in known else result


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
        self.create_graph = create_graph
        if create_graph:
            order = list(order)
            check_not_stale(order)
        for node in order:
            for operand in node.operands:
                if type(operand) is not float and operand in self.reached:
                    self.reached.add(node)
                    self.nodes.append(node)
                    break
        self.local_gradients = self._sweep(self._local_gradients)

    @property
    def hooked(self) -> bool:
        """Whether a node has hooks on its gradient."""
        return notes.hooked and any(node.notes.hooks for node in self.reached)

    def _local_gradients(self) -> list[Callable[[], LocalGradients]]:
        if not self.create_graph:
            return [node.local_gradient for node in self.nodes]
        # Recorded once and used by every sweep, or a Jacobian would record them once for each of its rows.
        return [_remembered(node.primitive.gradient(node, *node.operands)()) for node in self.nodes]

    def _sweep(self, function: Callable[..., T], *arguments: Any) -> T:
        return modes.recorded(function, *arguments) if self.create_graph else function(*arguments)

    def push(self, tangents: Mapping[Any, Any]) -> dict[Any, Any]:
        """The forward sweep: the change of each node when inputs change by ``tangents``; none, where it is missing."""
        return self._sweep(self._push, tangents)

    def _push(self, tangents: Mapping[Any, Any]) -> dict[Any, Any]:
        anomalies = _anomalies() if modes.active and modes.current().anomaly else None
        changes = dict(tangents)
        for node, local_gradient in zip(self.nodes, self.local_gradients):
            change = changes.get(node)  # that of an input which depends on others
            for operand, local in zip(node.operands, local_gradient()):
                if type(operand) is not float and operand in changes:
                    term = _product(changes[operand], local)
                    if anomalies is not None:
                        anomalies.check_term(node, operand, changes[operand], local, term)
                    change = term if change is None else change + term
            if change is not None:
                changes[node] = change
        return changes

    def pull(self, cotangents: Mapping[Any, Any]) -> list[Any]:
        """The reverse sweep: for each input, how a result changes by it that changes by nodes as ``cotangents`` say."""
        return self._sweep(self._pull, cotangents)

    def _pull(self, cotangents: Mapping[Any, Any]) -> list[Any]:
        anomaly = modes.active and modes.current().anomaly
        anomalies = _anomalies() if anomaly else None
        watching = _watching() if anomaly or self.hooked else None
        reached = self.reached
        adjoints = {node: cotangent for node, cotangent in cotangents.items() if node in reached}
        for node, local_gradient in zip(reversed(self.nodes), reversed(self.local_gradients)):
            upstream = adjoints.get(node)
            if upstream is None:
                continue
            if watching is not None:
                upstream = adjoints[node] = watching.arrived(node, upstream, anomaly)
            for operand, local in zip(node.operands, local_gradient()):
                if type(operand) is not float and operand in reached:
                    term = _product(upstream, local)
                    if anomalies is not None:
                        anomalies.check_term(node, operand, upstream, local, term)
                    before = adjoints.get(operand)
                    adjoints[operand] = term = term if before is None else before + term
                    if anomalies is not None:
                        anomalies.check_sum(node, operand, term)
        if watching is not None:  # what is not among the nodes above, leaves above all
            done = set(self.nodes)
            for node in dict.fromkeys(self.inputs):
                if node in adjoints and node not in done:
                    adjoints[node] = watching.arrived(node, adjoints[node], anomaly)
        return [adjoints.get(node, 0.0) for node in self.inputs]


def _anomalies() -> Any:
    from autograd_lite import anomalies

    return anomalies


def _watching() -> Any:
    from autograd_lite import watching

    return watching


def _remembered(local_gradients: LocalGradients) -> Callable[[], LocalGradients]:
    return lambda: local_gradients


def _product(change: Any, local: Any) -> Any:
    """change * local, without a node for a factor that is the constant 1."""
    if type(change) is float and change == 1.0:
        return local
    return change if type(local) is float and local == 1.0 else change * local
