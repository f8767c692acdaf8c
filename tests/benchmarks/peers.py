"""The same network on the same example in other libraries: 8 inputs, 10 hidden neurons and 1 output, all sigmoid.

A contender computes the error of one example and its full gradient, from nothing, each time it is called. Importing a
peer is the caller's choice: each function here imports its own, so that a process holds no other.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from typing import Any, NamedTuple

D, Q = 8, 10
X = [random.Random(1).random() for _ in range(D)]
Y = 1.0


class Contender(NamedTuple):
    """``run`` computes error and gradient once; ``gradient`` reads the last one and resets it, outside the timing."""

    run: Callable[[], Any]
    gradient: Callable[[], list[float]]
    error: Callable[[], Any] | None = None  # the graph alone, where its size is compared


class ScalarNetwork:
    """The network written with + * and sigmoid alone, for any engine; it starts from the parameters of ``net``."""

    def __init__(self, variable: Callable[[float], Any], net: Any) -> None:
        self.v = [[variable(p.data) for p in row] for row in net.v]
        self.gamma = [variable(p.data) for p in net.gamma]
        self.w = [variable(row[0].data) for row in net.w]
        self.theta = variable(net.theta[0].data)

    def parameters(self) -> list[Any]:
        """In the order of ``SigmoidMLP``."""
        return [*(p for row in self.v for p in row), *self.gamma, *self.w, self.theta]

    def error(self) -> Any:
        """E = 1/2 (yhat - y)^2 on the one example."""
        beta = self.theta * -1.0
        for h in range(Q):
            alpha = self.gamma[h] * -1.0
            for i in range(D):
                alpha = alpha + self.v[i][h] * X[i]
            beta = beta + self.w[h] * alpha.sigmoid()
        difference = beta.sigmoid() + -Y
        return difference * difference * 0.5


def _of_nodes(error: Callable[[], Any], parameters: list[Any]) -> Contender:
    """Of an engine whose nodes have ``backward()`` and ``grad``."""

    def run() -> None:
        error().backward()

    def gradient() -> list[float]:
        numbers = [float(p.grad) for p in parameters]
        for p in parameters:
            p.grad = 0.0
        return numbers

    return Contender(run, gradient, error)


def scalar(net: Any) -> Contender:
    """Ours, one node per operation."""
    from autograd_lite import Value

    network = ScalarNetwork(Value, net)
    return _of_nodes(network.error, network.parameters())


def nn(net: Any) -> Contender:
    """Ours, one node per weighted sum."""
    return _of_nodes(lambda: net.error(X, [Y]), net.parameters())


def micrograd(net: Any) -> Contender:
    """micrograd, with a sigmoid written as it writes its relu."""
    from micrograd.engine import Value

    def sigmoid(self: Any) -> Any:
        s = 1.0 / (1.0 + math.exp(-self.data))
        out = type(self)(s, (self,), "sigmoid")

        def _backward() -> None:
            self.grad += (s * (1.0 - s)) * out.grad

        out._backward = _backward

        return out

    Value.sigmoid = sigmoid
    network = ScalarNetwork(Value, net)
    return _of_nodes(network.error, network.parameters())


def torch(net: Any) -> Contender:
    """PyTorch, one tensor per scalar."""
    import torch

    torch.set_num_threads(1)
    network = ScalarNetwork(lambda x: torch.tensor(x, dtype=torch.float64, requires_grad=True), net)
    parameters = network.parameters()

    def run() -> None:
        network.error().backward()

    def gradient() -> list[float]:
        numbers = [p.grad.item() for p in parameters]
        for p in parameters:
            p.grad = None
        return numbers

    return Contender(run, gradient)


def hips(net: Any) -> Contender:
    """HIPS autograd, on arrays."""
    import autograd.numpy as np
    from autograd import value_and_grad

    x = np.array(X)
    parameters = [
        np.array([[p.data for p in row] for row in net.v]),
        np.array([p.data for p in net.gamma]),
        np.array([row[0].data for row in net.w]),
        net.theta[0].data,
    ]

    def sigmoid(a: Any) -> Any:
        return 1.0 / (1.0 + np.exp(-a))

    def error(parameters: Any) -> Any:
        v, gamma, w, theta = parameters
        y_hat = sigmoid(np.dot(w, sigmoid(np.dot(x, v) - gamma)) - theta)
        return 0.5 * (y_hat - Y) ** 2

    error_and_gradient = value_and_grad(error)
    last: list[Any] = []

    def run() -> None:
        last[:] = error_and_gradient(parameters)[1]

    def gradient() -> list[float]:
        return [float(number) for part in last for number in np.ravel(part)]

    return Contender(run, gradient)


CONTENDERS: dict[str, Callable[[Any], Contender]] = {
    "scalar": scalar,
    "nn": nn,
    "micrograd": micrograd,
    "torch": torch,
    "hips": hips,
}
