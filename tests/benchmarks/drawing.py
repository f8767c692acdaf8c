"""How long a picture takes, without building its graph, and how its memory grows. Prints JSON."""

from __future__ import annotations

import argparse
import json
import statistics
import time
import tracemalloc
import warnings
from collections.abc import Callable

from autograd_lite import Value, draw, logsumexp
from autograd_lite.nn import Linear, Sequential, SigmoidMLP, Tanh

ROUNDS = 3


def book(d: int, q: int) -> Value:
    """The error of the book's network with d inputs and q hidden neurons."""
    E = SigmoidMLP(d, q, 1, seed=0).error([0.5] * d, [1.0])
    E.backward()
    return E


def network(width: int) -> Value:
    """The loss of a network with about width^2 parameters."""
    net = Sequential(Linear(width, width, seed=0), Tanh(), Linear(width, 10, seed=1))
    outputs = net([Value(k / width, label=f"x_{k}") for k in range(width)])
    loss: Value = logsumexp(outputs) - outputs[0]
    loss.backward()
    return loss


# Each with how it is drawn.
GRAPHS: dict[str, tuple[Callable[[], Value], dict[str, str]]] = {
    "60": (lambda: book(3, 6), {}),
    "640": (lambda: book(4, 70), {"collapse": "none"}),
    "100000": (lambda: network(311), {}),
    "400000": (lambda: network(627), {}),
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("graph", choices=GRAPHS)
    make, options = GRAPHS[parser.parse_args().graph]
    warnings.simplefilter("ignore", UserWarning)  # it folds
    value = make()
    draw(Value(1.0))  # what is imported on the first picture
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        picture = draw(value, **options)  # type: ignore[arg-type]
        seconds.append(time.perf_counter() - start)
    tracemalloc.start()
    draw(value, **options)  # type: ignore[arg-type]
    _, peak = tracemalloc.get_traced_memory()
    figures = {"seconds": statistics.median(seconds), "bytes": peak, "boxes": picture.svg.count('class="node')}
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
