"""Neuron, Layer and MLP as in micrograd: the same signatures, the same initial weights, the same numbers."""

from __future__ import annotations

import random

from autograd_lite.nn.module import Module
from autograd_lite.primitives import dot
from autograd_lite.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class Neuron(Module):
    """relu(b + sum_i w_i x_i), or without the relu when ``nonlin`` is false.

    The weights are drawn from ``random.uniform(-1, 1)``, in order; the bias starts at 0. Raises ``ValueError`` for
    an input of the wrong length.

    >>> random.seed(0)
    >>> Neuron(2)
    ReLUNeuron(2)
    """

    def __init__(self, nin: int, nonlin: bool = True) -> None:
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(0)
        self.nonlin = nonlin

    def __call__(self, x: Sequence[Value | float]) -> Value:
        if len(x) != len(self.w):
            raise ValueError(f"this neuron takes {len(self.w)} inputs, not {len(x)}")
        # The bias is the weight of an input that is always 1: the whole sum is one node, and it is added up in
        # micrograd's order.
        activation: Value = dot([self.b, *self.w], [1.0, *x])
        return activation.relu() if self.nonlin else activation

    def __repr__(self) -> str:
        return f"{'ReLU' if self.nonlin else 'Linear'}Neuron({len(self.w)})"


class Layer(Module):
    """``nout`` neurons on the same ``nin`` inputs; a layer of one returns its Value, others a list.

    >>> Layer(2, 2)
    Layer of [ReLUNeuron(2), ReLUNeuron(2)]
    """

    def __init__(self, nin: int, nout: int, **kwargs: Any) -> None:
        self.neurons = [Neuron(nin, **kwargs) for _ in range(nout)]

    def __call__(self, x: Sequence[Value | float]) -> Any:
        out = [neuron(x) for neuron in self.neurons]
        return out[0] if len(out) == 1 else out

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class MLP(Module):
    """Multilayer perceptron: ``nin`` inputs, then layers of ``nouts`` neurons, all with relu but the last.

    >>> len(MLP(3, [4, 4, 1]).parameters())
    41
    """

    def __init__(self, nin: int, nouts: Sequence[int]) -> None:
        sizes = [nin, *nouts]
        last = len(nouts) - 1
        self.layers = [Layer(sizes[i], sizes[i + 1], nonlin=i != last) for i in range(len(nouts))]

    def __call__(self, x: Sequence[Value | float]) -> Any:
        for layer in self.layers[:-1]:
            out = layer(x)
            x = out if isinstance(out, list) else [out]
        return self.layers[-1](x)

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(str, self.layers))}]"
