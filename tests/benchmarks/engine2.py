"""The engine against micrograd, on the network with 8 inputs, 10 hidden neurons and 1 output, all sigmoid.

One measurement is one example: forward, error, backward, gradients back to zero. It runs in a process that has
imported the two engines and the standard library only, since much of micrograd's time is the cyclic collector's, and
that grows with everything that has been imported. The two take turns in short rounds, and what counts is the median
of the rounds' ratios: a noisy machine slows both of a pair.

``python -m tests.benchmarks.engine`` prints one measurement as JSON; ``--network``, ``--no-collector`` and ``--memory``
choose which.
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

from micrograd.engine import Value as MicrogradValue

from autograd_lite import Value
from autograd_lite.graph import topological_order
from autograd_lite.nn import SigmoidMLP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

D, Q = 8, 10
X = [random.Random(1).random() for _ in range(D)]
Y = 1.0
EXAMPLES_PER_ROUND = 20


def sigmoid(self: Any) -> Any:
    """What micrograd lacks, written as micrograd writes its relu."""
    s = 1.0 / (1.0 + math.exp(-self.data))
    out = MicrogradValue(s, (self,), "sigmoid")

    def _backward() -> None:
        self.grad += (s * (1.0 - s)) * out.grad

    out._backward = _backward

    return out


MicrogradValue.sigmoid = sigmoid


class ScalarNetwork:
    """The network written with + * and sigmoid alone, for either engine; it starts from the parameters of ``net``."""

    def __init__(self, Value: Any, net: SigmoidMLP) -> None:
        self.v = [[Value(p.data) for p in row] for row in net.v]
        self.gamma = [Value(p.data) for p in net.gamma]
        self.w = [Value(row[0].data) for row in net.w]
        self.theta = Value(net.theta[0].data)

    def parameters(self) -> list[Any]:
        return [*(p for row in self.v for p in row), *self.gamma, *self.w, self.theta]

    def error(self) -> Any:
        beta = self.theta * -1.0
        for h in range(Q):
            alpha = self.gamma[h] * -1.0
            for i in range(D):
                alpha = alpha + self.v[i][h] * X[i]
            beta = beta + self.w[h] * alpha.sigmoid()
        difference = beta.sigmoid() + -Y
        return difference * difference * 0.5


def example(error: Callable[[], Any], parameters: list[Any]) -> Callable[[], None]:
    """One training example without the step: what is timed."""

    def run() -> None:
        error().backward()
        for p in parameters:
            p.grad = 0.0

    return run


def micrograd_nodes(output: Any) -> int:
    seen, todo = {output}, [output]
    while todo:
        for parent in todo.pop()._prev:
            if parent not in seen:
                seen.add(parent)
                todo.append(parent)
    return len(seen)


def round_of(run: Callable[[], None]) -> float:
    """Seconds per example."""
    start = time.perf_counter()
    for _ in range(EXAMPLES_PER_ROUND):
        run()
    seconds = (time.perf_counter() - start) / EXAMPLES_PER_ROUND
    1 and gc.collect()
    return seconds


def bytes_of(error: Callable[[], Any]) -> int:
    """What a graph takes that is kept, without its parameters; freed again afterwards."""
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    output = error()
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    del output
    return taken


def check_equal(ours: Callable[[], Any], parameters: list[Any], theirs: Callable[[], Any], others: list[Any]) -> None:
    """Both engines must compute the same thing before their times mean anything."""
    a, b = ours(), theirs()
    a.backward()
    b.backward()
    if not math.isclose(a.data, b.data, rel_tol=1e-13):
        raise AssertionError(f"the errors differ: {a.data} and {b.data}")
    for p, q in zip(parameters, others, strict=True):
        if not math.isclose(p.grad, q.grad, rel_tol=1e-11):
            raise AssertionError(f"the gradients differ: {p.grad} and {q.grad}")
        p.grad = q.grad = 0.0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--network", choices=["scalar", "nn"], default="scalar", help="how ours is written")
    arguments.add_argument("--no-collector", action="store_true", help="turn the cyclic collector off for both")
    arguments.add_argument("--memory", action="store_true", help="compare bytes instead of seconds")
    arguments.add_argument("--rounds", type=int, default=120)
    chosen = arguments.parse_args()

    net = SigmoidMLP(D, Q, 1, seed=0)
    theirs = ScalarNetwork(MicrogradValue, net)
    if chosen.network == "nn":
        error, parameters = (lambda: net.error(X, [Y])), net.parameters()
    else:
        scalar = ScalarNetwork(Value, net)
        error, parameters = scalar.error, scalar.parameters()
    their_parameters = theirs.parameters()
    check_equal(error, parameters, theirs.error, their_parameters)

    result: dict[str, float] = {
        "nodes": len(topological_order(error())),
        "micrograd_nodes": micrograd_nodes(theirs.error()),
    }
    gc.collect()
    if chosen.memory:
        ours_bytes, their_bytes = bytes_of(error), bytes_of(theirs.error)
        result |= {"ours": ours_bytes, "micrograd": their_bytes, "ratio": ours_bytes / their_bytes}
    else:
        if chosen.no_collector:
            gc.disable()
        ours, micrograd = example(error, parameters), example(theirs.error, their_parameters)
        times = []
        for i in range(-5, chosen.rounds):  # the first five warm up
            if i % 2:
                a = round_of(ours)
                b = round_of(micrograd)
            else:
                b = round_of(micrograd)
                a = round_of(ours)
            if i >= 0:
                times.append((a, b))
        result |= {
            "ours": statistics.median(a for a, _ in times),
            "micrograd": statistics.median(b for _, b in times),
            "ratio": statistics.median(b / a for a, b in times),
        }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
