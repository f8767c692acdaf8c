"""The size of the gradient of the mean error in each layer of a network."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from autograd_lite.nn.training.evaluation import error_number, in_mode, mean

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from autograd_lite.nn.training.examples import Example
    from autograd_lite.nn.training.protocols import Trainable
    from autograd_lite.value import Value


def mean_error_and_gradients(
    net: Trainable,
    error: Callable[[Sequence[float], Any], Value],
    examples: Sequence[Example],
    layers: Mapping[str, Sequence[Value]],
) -> tuple[float, dict[str, float]]:
    """E = (1/m) sum_k E_k, and by layer the root mean square of dE/dw over its n parameters, sqrt((1/n) sum (dE/dw)^2).

    The network is as it is in use, without dropout. The ``grad`` of its parameters is afterwards what it was.
    """
    parameters = [p for own in layers.values() for p in own]
    before = [p.grad for p in parameters]
    errors = []
    try:
        for p in parameters:
            p.grad = 0.0
        with in_mode(net, training=False):
            for x, y in examples:
                E = error(x, y)
                errors.append(error_number(E))
                E.backward()
        m = len(errors)
        # hypot does not overflow where the squares would
        sizes = {layer: math.hypot(*(p.grad / m for p in own)) / math.sqrt(len(own)) for layer, own in layers.items()}
    finally:
        for p, grad in zip(parameters, before, strict=True):
            p.grad = grad
    return mean(errors), sizes
