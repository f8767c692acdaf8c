"""Neuron, Layer and MLP as in micrograd: the same signatures, the same initial weights, the same numbers."""

from __future__ import annotations

from autograd_lite.modes import layer_scope
from autograd_lite.nn.activations import activation_function, name_of
from autograd_lite.nn.composite import Composite, nodes_of
from autograd_lite.nn.module import Module
from autograd_lite.nn.randomness import generator, uniform
from autograd_lite.nn.shapes import size
from autograd_lite.primitives import dot
from autograd_lite.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from autograd_lite.nn.activations import Function
    from autograd_lite.nn.randomness import Seed


class Neuron(Module):
    """activation(b + sum_i w_i x_i), or without the activation when ``nonlin`` is false.

    The activation is the name of one, or a function from Value to Value. The weights are drawn from uniform(-1, 1), in
    order, by the global generator unless there is a ``seed``; the bias starts at 0. Raises ``ValueError`` for an input
    of the wrong length or an unknown activation.

    >>> Neuron(2), Neuron(2, activation="tanh"), Neuron(2, nonlin=False)
    (ReLUNeuron(2), tanhNeuron(2), LinearNeuron(2))
    """

    def __init__(self, nin: int, nonlin: bool = True, activation: str | Function = "relu", seed: Seed = None) -> None:
        source = generator(seed)
        self.w = [Value(uniform(source, -1.0, 1.0)) for _ in range(size("nin", nin))]
        self.b = Value(0)
        self.nonlin = nonlin
        self.activation = activation
        self._function = activation_function(activation)

    def __call__(self, x: Sequence[Value | float]) -> Value:
        if hasattr(x, "columns"):  # a data frame iterates over their names
            raise TypeError(
                f"this neuron takes one row of {len(self.w)} numbers, not a table of type {type(x).__name__}; pass the "
                "rows of its .to_numpy() one by one"
            )
        if len(x) != len(self.w):
            raise ValueError(f"this neuron takes {len(self.w)} inputs, not {len(x)}")
        # The bias is the weight of an input that is always 1: the whole sum is one node, and it is added up in
        # micrograd's order.
        received: Value = dot([self.b, *self.w], [1.0, *x])
        return self._function(received) if self.nonlin else received

    def __repr__(self) -> str:
        return f"{name_of(self.activation) if self.nonlin else 'Linear'}Neuron({len(self.w)})"


class Layer(Module):
    """``nout`` neurons on the same ``nin`` inputs; a layer of one returns its Value, others a list.

    >>> Layer(2, 2)
    Layer of [ReLUNeuron(2), ReLUNeuron(2)]
    """

    def __init__(self, nin: int, nout: int, **kwargs: Any) -> None:
        self.neurons = [Neuron(nin, **kwargs) for _ in range(size("nout", nout))]

    def __call__(self, x: Sequence[Value | float]) -> Any:
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class MLP(Composite):
    """Multilayer perceptron: ``nin`` inputs, then layers of ``nouts`` neurons, all with an activation but the last.

    The nodes of layer i are in the scope "i", by which pictures group them.

    Args:
        nin: the number of inputs.
        nouts: the numbers of neurons of the layers.
        activation: "relu" as in micrograd, another name, such as "tanh", or a function from Value to Value.
        seed: what the weights are drawn by: an int, a generator, or None for the global one, as in micrograd.

    >>> len(MLP(3, [4, 4, 1]).parameters())
    41
    >>> MLP(2, [1, 1], activation="tanh", seed=0)
    MLP of [Layer of [tanhNeuron(2)], Layer of [LinearNeuron(1)]]
    """

    def __init__(self, nin: int, nouts: Sequence[int], activation: str | Function = "relu", seed: Seed = None) -> None:
        super().__init__()
        sizes = [nin, *nouts]
        if not nouts:
            raise ValueError("an MLP has at least one layer; nouts is empty")
        options: dict[str, Any] = {"activation": activation, "seed": generator(seed)}
        last = len(nouts) - 1
        self.layers = [Layer(sizes[i], sizes[i + 1], nonlin=i != last, **options) for i in range(len(nouts))]

    def __call__(self, x: Sequence[Value | float]) -> Any:
        out: Any = x
        for i, layer in enumerate(self.layers):
            with layer_scope(str(i), self._key, i, nodes_of(x)):
                out = layer(x)
            x = out if isinstance(out, list) else [out]
        return out

    def named_layers(self) -> list[tuple[str, dict[str, Value]]]:
        """The number of each layer as text, and its parameters by their names in it."""
        return [(str(i), dict(layer.named_parameters())) for i, layer in enumerate(self.layers)]

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(str, self.layers))}]"
