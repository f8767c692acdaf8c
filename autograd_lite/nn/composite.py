"""A network as a composite function: what each layer hands back in the backward pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from autograd_lite.graph import operations
from autograd_lite.linearization import gradients
from autograd_lite.nn.module import Module

if TYPE_CHECKING:
    from autograd_lite.value import Value


class LayerGradients(NamedTuple):
    """What the backward pass leaves at a layer x -> f(x; w) of a network with the result z.

    Attributes:
        layer: its name.
        dz_dw: the derivative by each of its parameters, by name.
        dz_dx: the derivative by each of its inputs, in order, for every example that z depends on: what the layer
            before goes on with. An input that is a plain number is a constant, and has none.
    """

    layer: str
    dz_dw: dict[str, float]
    dz_dx: list[float]


class Composite(Module):
    """A module of layers that work one after the other; each records its nodes in ``modes.layer_scope``."""

    def layer_gradients(self, loss: Value) -> list[LayerGradients]:
        """dz/dw and dz/dx of every layer, z being ``loss``, in the order in which the backward pass computes them.

        That is from the last layer to the first: z = f_n(... f_2(f_1(x; w_1); w_2) ...; w_n), and each layer needs only
        dz/dx of the one behind it (Zhou, *Machine Learning*, chapter 5.3; Rumelhart, Hinton and Williams 1986). The
        numbers are those that ``loss.backward()`` adds to ``grad``; no ``grad`` is changed.

        Raises ``ValueError`` if no node that ``loss`` depends on was made by this network.

        >>> from autograd_lite.nn import SigmoidMLP
        >>> net = SigmoidMLP(2, 3, 1, seed=0)
        >>> output, hidden = net.layer_gradients(net.error([0.5, 1.0], [1.0]))
        >>> output.layer, list(output.dz_dw), len(output.dz_dx)
        ('output', ['w.0.0', 'w.1.0', 'w.2.0', 'theta.0'], 3)
        >>> hidden.dz_dx  # its inputs are plain numbers
        []
        """
        operands: dict[int, dict[Value, None]] = {}
        made: set[tuple[int, Value]] = set()
        order = operations(loss)
        numbers = [next((i for module, i in node.notes.owners if module is self), None) for node in order]
        for node, number in zip(order, numbers, strict=True):
            if number is not None:
                operands.setdefault(number, {}).update(dict.fromkeys(node.parents))
                made.add((number, node))
        if not operands:
            raise ValueError(
                f"{loss!r} does not depend on this {type(self).__name__}: none of its nodes was made by calling it"
            )
        layers = self._layers()
        found: list[tuple[str, dict[str, Value], list[Value]]] = []
        for number in dict.fromkeys(i for i in reversed(numbers) if i is not None):
            name, parameters = layers[number]
            own = set(parameters.values())
            inputs = [x for x in operands[number] if x not in own and (number, x) not in made]
            found.append((name, parameters, inputs))
        wanted = [node for _, parameters, inputs in found for node in (*parameters.values(), *inputs)]
        slopes = dict(zip(wanted, gradients(loss, wanted), strict=True))
        return [
            LayerGradients(name, {key: slopes[w] for key, w in parameters.items()}, [slopes[x] for x in inputs])
            for name, parameters, inputs in found
        ]

    def _layers(self) -> list[tuple[str, dict[str, Value]]]:
        """The name of each layer, by its number, and its parameters by name."""
        raise NotImplementedError
