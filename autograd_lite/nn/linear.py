"""Linear: a layer of weighted sums."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from autograd_lite.nn.labels import indexed
from autograd_lite.nn.module import Module
from autograd_lite.nn.randomness import generator, uniform
from autograd_lite.nn.shapes import flattened, nested, rows_of, size
from autograd_lite.nn.sums import weighted_sums
from autograd_lite.value import Value

if TYPE_CHECKING:
    from autograd_lite.nn.randomness import Seed


class Linear(Module):
    """y_j = b_j + sum_i w_ji x_i, one ``dot`` node for each output.

    Takes an example, a list of ``in_features`` numbers, and gives a list of ``out_features`` Values; or a batch of
    examples, in lists or arrays of any depth, and gives a batch of outputs.

    Args:
        in_features, out_features: how many numbers come in and go out, each at least 1.
        bias: whether there is a b_j.
        seed: what the initial values are drawn by: an int, a generator to be shared among layers, such as
            ``random.Random(0)``, or None for the global one.

    Attributes:
        weight, bias: the parameters, ``weight[j][i]`` and ``bias[j]`` (None without), initially uniform between
            -1/sqrt(in_features) and 1/sqrt(in_features), as in PyTorch. Their labels count from 1: w₁₂, b₁.

    Raises ``ValueError`` for an input whose rows are not of ``in_features`` numbers.

    >>> layer = Linear(2, 1, seed=0)
    >>> layer
    Linear(in_features=2, out_features=1, bias=True)
    >>> (w,), (b,) = layer.weight, layer.bias
    >>> layer([3.0, 5.0])[0].data == b.data + w[0].data * 3.0 + w[1].data * 5.0
    True
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True, *, seed: Seed = None) -> None:
        self.in_features = in_features = size("in_features", in_features)
        self.out_features = out_features = size("out_features", out_features)
        source, bound = generator(seed), 1.0 / math.sqrt(in_features)

        def parameter(name: str, *indices: int) -> Value:
            return Value(uniform(source, -bound, bound), indexed(name, *indices))

        self.weight = [[parameter("w", j, i) for i in range(in_features)] for j in range(out_features)]
        self.bias = [parameter("b", j) for j in range(out_features)] if bias else None

    def __call__(self, x: Any) -> Any:
        numbers, shape = flattened(x, f"the input of {self!r}")
        if shape[-1:] != (self.in_features,):
            raise ValueError(
                f"{self!r} takes rows of {self.in_features} numbers, but was given {self._given(shape)}: {x!r:.80}"
            )
        outputs = [y for row in rows_of(numbers, self.in_features) for y in self._neurons(row)]
        return nested(outputs, (*shape[:-1], self.out_features))

    def _neurons(self, row: list[Value | float]) -> list[Value]:
        if self.bias is None:
            return weighted_sums(map(tuple, self.weight), tuple(row))
        # The bias is the weight of an input that is always 1, so that the whole sum is one node.
        return weighted_sums([(b, *ws) for b, ws in zip(self.bias, self.weight, strict=True)], (1.0, *row))

    def _given(self, shape: tuple[int, ...]) -> str:
        return f"rows of {shape[-1]}" if len(shape) > 1 else f"{shape[0]}" if shape else "a single number"

    def __repr__(self) -> str:
        bias = self.bias is not None
        return f"Linear(in_features={self.in_features}, out_features={self.out_features}, bias={bias})"
