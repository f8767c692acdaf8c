"""The engine against micrograd, on the network with 8 inputs, 10 hidden neurons and 1 output, all sigmoid.

One example is timed: the error and its full gradient, from nothing. Both engines run in one process that has imported
the two and otherwise the standard library only, since the cyclic collector's work grows with everything that has been
imported. They take turns in rounds, before each of which the other's garbage is collected; what counts is the median of
the rounds' ratios: a machine that is slow for a moment is slow for both.

As a program it first checks that both engines agree, then prints the figures as JSON.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import random
import statistics
import time
import tracemalloc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

D, Q = 8, 10
X = [random.Random(1).random() for _ in range(D)]
Y = 1.0
EXAMPLES_PER_ROUND = 200  # enough for the rare and long collections of the oldest generation to have their share
WARM_UP, ROUNDS = 3, 31


def sigmoid(self: Any) -> Any:
    """What micrograd lacks, written as micrograd writes its relu."""
    s = 1.0 / (1.0 + math.exp(-self.data))
    out = type(self)(s, (self,), "sigmoid")

    def _backward() -> None:
        self.grad += (s * (1.0 - s)) * out.grad

    out._backward = _backward

    return out


class ScalarNetwork:
    """The network written with + * and sigmoid alone, for either engine; it starts from the parameters of ``net``."""

    def __init__(self, Value: Any, net: Any) -> None:
        self.v = [[Value(p.data) for p in row] for row in net.v]
        self.gamma = [Value(p.data) for p in net.gamma]
        self.w = [Value(row[0].data) for row in net.w]
        self.theta = Value(net.theta[0].data)

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


def nodes_of(output: Any) -> int:
    """How many nodes ``output`` depends on, leaves and itself included (constants are nodes in micrograd only)."""
    seen, todo = {id(output)}, [output]
    while todo:
        for parent in todo.pop()._prev:
            if id(parent) not in seen:
                seen.add(id(parent))
                todo.append(parent)
    return len(seen)


def bytes_of(error: Callable[[], Any]) -> int:
    """What a graph takes while it is kept, without its parameters."""
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    output = error()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    del output
    return taken


def check_equal(ours: Callable[[], Any], parameters: list[Any], theirs: Callable[[], Any], others: list[Any]) -> None:
    """Both engines must compute the same numbers before their times mean anything."""
    a, b = ours(), theirs()
    a.backward()
    b.backward()
    if not math.isclose(a.data, b.data, rel_tol=1e-13):
        raise AssertionError(f"the errors differ: {a.data} and {b.data}")
    for p, q in zip(parameters, others, strict=True):
        if not math.isclose(p.grad, q.grad, rel_tol=1e-11):
            raise AssertionError(f"the gradients differ: {p.grad} and {q.grad}")
        p.grad = q.grad = 0.0


def round_of_examples(error: Callable[[], Any], parameters: list[Any]) -> float:
    """Seconds per example, where the collector starts with nothing to collect."""
    gc.collect()
    start = time.perf_counter()
    for _ in range(EXAMPLES_PER_ROUND):
        error().backward()
    seconds = (time.perf_counter() - start) / EXAMPLES_PER_ROUND
    for p in parameters:
        p.grad = 0.0
    return seconds


def main() -> None:
    """Check, measure and print."""
    from micrograd.engine import Value as MicrogradValue

    from autograd_lite import Value
    from autograd_lite.nn import SigmoidMLP

    arguments = argparse.ArgumentParser()
    arguments.add_argument("--network", choices=["scalar", "nn"], required=True)
    arguments.add_argument("--no-collector", action="store_true")
    chosen = arguments.parse_args()

    MicrogradValue.sigmoid = sigmoid
    net = SigmoidMLP(D, Q, 1, seed=0)
    peer = ScalarNetwork(MicrogradValue, net)
    theirs, their_parameters = peer.error, peer.parameters()
    if chosen.network == "scalar":
        network = ScalarNetwork(Value, net)
        ours, parameters = network.error, network.parameters()
    else:
        ours, parameters = (lambda: net.error(X, [Y])), net.parameters()
    check_equal(ours, parameters, theirs, their_parameters)
    sizes = {
        "nodes": nodes_of(ours()),
        "micrograd_nodes": nodes_of(theirs()),
        "bytes": bytes_of(ours),
        "micrograd_bytes": bytes_of(theirs),
    }
    if chosen.no_collector:
        gc.disable()
    times = [
        (round_of_examples(ours, parameters), round_of_examples(theirs, their_parameters))
        for _ in range(WARM_UP + ROUNDS)
    ][WARM_UP:]
    result = sizes | {
        "ours": statistics.median(a for a, _ in times),
        "micrograd": statistics.median(b for _, b in times),
        "ratio": statistics.median(b / a for a, b in times),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
