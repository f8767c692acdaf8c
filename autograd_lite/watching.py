"""The backward pass that somebody watches: hooks on gradients, and a look at every number for anomalies.

It does what :func:`autograd_lite.graph.backward` does, which is the one that runs as long as nobody watches. When a
hook or the look raises, the gradients of the leaves are what they were before.
"""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from autograd_lite import graph, modes
from autograd_lite.anomalies import AnomalyError, check_sum, check_term, is_finite
from autograd_lite.graph import operations
from autograd_lite.primitives.table import is_node, number

if TYPE_CHECKING:
    from autograd_lite.notes import Hook

_running: list[set[Any]] = []  # the nodes of the passes that are under way, in the thread that holds `graph.passing`


def backward(output: Any, debugged: bool = True) -> list[float]:
    """Accumulate d output / d leaf into the leaves, call the hooks, and check the numbers if that is the mode.

    Returns what the operations handed on, from the output to the leaves. A debugger that does something in its place is
    passed over if not ``debugged``.
    """
    if debugged and modes.in_place_of_backward is not None:
        return modes.in_place_of_backward(output)
    mode = modes.current()
    if not mode.recording:
        raise RuntimeError(
            "backward() under no_grad(): in that block no graph is recorded. Compute the output, and call its "
            "backward(), outside of it"
        )
    modes.check_history(output)
    with graph.passing:
        order = operations(output)
        receivers = [receiver for node in order for receiver in node.receivers if not receiver.operands]
        leaves = dict.fromkeys(receivers if order else [output])
        before = {leaf: leaf.grad for leaf in leaves}
        # A hook may start this pass within another one, which has nodes in common with it and goes on with their sums.
        interrupted = [(node, node.grad) for node in order if any(node in nodes for nodes in _running)]
        _running.append(set(order))
        try:
            return _pass(output, order, leaves, mode.anomaly)
        except BaseException as error:
            for leaf, gradient in before.items():
                leaf.grad = gradient
            if isinstance(error, AnomalyError):
                error.output = output
            raise
        finally:
            _running.pop()
            for node, gradient in interrupted:
                node.grad = gradient


def _pass(output: Any, order: list[Any], leaves: dict[Any, None], anomaly: bool) -> list[float]:
    handed = []
    brought = {leaf: 0.0 for leaf in leaves if leaf.notes.hooks}  # a hook on a leaf is shown what this pass brings
    for node in order:
        node.grad = 0.0
    if output.operands:
        output.grad = 1.0
    elif brought:
        brought[output] = 1.0
    else:
        output.grad += 1.0
    for node in reversed(order):
        upstream = node.grad = arrived(node, node.grad, anomaly)
        handed.append(upstream)
        local_gradients = node.local_gradient()
        for operand, receiver, local in zip(node.operands, node.receivers, local_gradients, strict=False):
            term = upstream * local
            if anomaly:
                check_term(node, operand, upstream, local, term)
            if receiver in brought:
                brought[receiver] += term
            else:
                receiver.grad += term
            if anomaly and type(operand) is not float:
                check_sum(node, operand, brought.get(receiver, receiver.grad))
    for leaf, gradient in brought.items():
        gradient = arrived(leaf, gradient, anomaly)  # in which a hook may run a pass that adds to the leaf
        leaf.grad += gradient
    return handed


def arrived(node: Any, gradient: Any, anomaly: bool) -> Any:
    """The whole gradient of a node, a float or a node itself, after the node's hooks have seen it."""
    finite = is_finite(gradient)
    for hook in node.notes.hooks:
        try:
            answer = hook(gradient)
            if answer is not None:
                gradient = answer if is_node(gradient) and is_node(answer) else number(_plain(answer, gradient))
        except Exception as error:
            error.add_note(
                f"It was raised by the hook {_name(hook)} on the gradient {gradient!r:.80} of {node!r:.200}; the "
                "gradients of all leaves are as they were before the pass. A hook takes the gradient, and returns "
                "None or the number to put in its place"
            )
            raise
        if anomaly and finite and not is_finite(gradient):
            raise AnomalyError(f"the hook {_name(hook)} made {gradient!r:.80} of a gradient of {node!r:.200}")
    return gradient


def _plain(answer: Any, gradient: Any) -> Any:
    """A hook's answer; ``TypeError`` where it is a node and the gradient is not."""
    if is_node(answer) and not is_node(gradient):
        raise TypeError(f"the hook returned {answer!r:.80}, but this gradient is a plain number; return its .data")
    return answer


def _name(hook: Hook) -> str:
    return str(getattr(hook, "__qualname__", repr(hook)))


def stopping(node: Any) -> Hook:
    """The hook of ``node.break_on_gradient()``. It may not hold the node, which holds it: that would be a cycle."""
    weak = weakref.ref(node)

    # A debugger shows the line of `breakpoint()`, or that behind it, and the function's variables.
    def break_here(gradient: Any, node: Any = weak) -> Any:
        """A backward pass has the whole ``gradient`` of ``node``. Going ``up`` leads to the pass, and to its caller."""
        node = node()
        breakpoint()  # `node` has its whole `gradient`; go `up` to see the backward pass
        return gradient  # what `node` hands on: assign to it to change that, or go `up` to see the backward pass

    return break_here
