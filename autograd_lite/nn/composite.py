"""A network as a composite function: what each layer hands back in the backward pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from autograd_lite import modes
from autograd_lite.graph import operations
from autograd_lite.linearization import gradients
from autograd_lite.nn.module import Module
from autograd_lite.nn.shapes import flattened
from autograd_lite.primitives.table import is_node

if TYPE_CHECKING:
    from autograd_lite.value import Value


class LayerGradients(NamedTuple):
    """What the backward pass leaves at a layer x -> f(x; w) of a network with the result z.

    Attributes:
        layer: its name.
        dz_dw: the derivative by each of its parameters, by name.
        dz_dx: the derivative by each of its inputs, in order, one call of the layer after the other: what the layer
            before goes on with. An input that is a plain number is a constant, and has none.

    Derivatives are total, as those in ``grad`` are: where an input or a weight is used elsewhere too, that use counts.
    """

    layer: str
    dz_dw: dict[str, float]
    dz_dx: list[float]


class Composite(Module):
    """A module of layers that work one after the other; each records its nodes in ``modes.layer_scope``."""

    def __init__(self) -> None:
        self._key = object()  # by which nodes know their network

    def layer_gradients(self, loss: Value) -> list[LayerGradients]:
        """dz/dw and dz/dx of every layer, z being ``loss``, in the order in which the backward pass computes them.

        That is from the last layer to the first: z = f_n(... f_2(f_1(x; w_1); w_2) ...; w_n), and each layer needs only
        dz/dx of the one behind it (Zhou, *Machine Learning*, chapter 5.3; Rumelhart, Hinton and Williams 1986). The
        numbers are those that ``loss.backward()`` adds to ``grad``; no ``grad`` is changed.

        A layer that made no node on the way to ``loss`` is left out. Raises ``ValueError`` if that is all of them,
        ``TypeError`` for what is no Value, and ``RuntimeError`` for one without a history.

        >>> from autograd_lite.nn import SigmoidMLP
        >>> net = SigmoidMLP(2, 3, 1, seed=0)
        >>> output, hidden = net.layer_gradients(net.error([0.5, 1.0], [1.0]))
        >>> output.layer, list(output.dz_dw), len(output.dz_dx)
        ('output', ['w.0.0', 'w.1.0', 'w.2.0', 'theta.0'], 3)
        >>> hidden.dz_dx  # its inputs are plain numbers
        []
        """
        if not is_node(loss):
            raise TypeError(f"layer_gradients() takes a Value, not {loss!r:.80} of type {type(loss).__name__}")
        modes.check_history(loss)
        numbers: list[int] = []  # of the layers, in the order of the forward pass
        calls: dict[tuple[int, int, tuple[int, ...]], tuple[Any, ...]] = {}  # the inputs
        for node in operations(loss):
            for key, number, call, inputs, _ in node.notes.owners:
                if key is self._key:
                    numbers.append(number)
                    nodes = [x for x in self._inputs(node, inputs) if is_node(x)]
                    calls.setdefault((call, number, tuple(map(id, nodes))), tuple(nodes))
        if not numbers:
            raise ValueError(
                f"{loss!r} does not depend on this {type(self).__name__}: none of its nodes was made by calling it"
            )
        layers = self.named_layers()
        by_call = sorted(calls, key=lambda call: call[0])
        found = [
            (*layers[i], [x for call in by_call if call[1] == i for x in calls[call]])
            for i in dict.fromkeys(reversed(numbers))
        ]
        wanted = list(dict.fromkeys(node for _, own, inputs in found for node in (*own.values(), *inputs)))
        slopes = dict(zip(wanted, gradients(loss, wanted), strict=True))
        return [
            LayerGradients(name, {key: slopes[w] for key, w in own.items()}, [slopes[x] for x in inputs])
            for name, own, inputs in found
        ]

    def _inputs(self, node: Value, inputs: tuple[Any, ...]) -> tuple[Any, ...]:
        """The inputs of the call of a layer that ``node`` was made in, as its notes have them."""
        return inputs

    def named_layers(self) -> list[tuple[str, dict[str, Value]]]:
        """The name of each layer, by its number, and its parameters by name."""
        raise NotImplementedError


def nodes_of(x: Any) -> tuple[Value, ...]:
    """The nodes among the inputs of a layer, in order; none, where it takes something that is no array of numbers."""
    try:
        numbers, _ = flattened(x, "the input")
    except (TypeError, ValueError):
        return ()
    return tuple([number for number in numbers if not isinstance(number, float)])
