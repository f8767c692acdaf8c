"""Products in a row: time and memory per node as the chain grows, and against PyTorch. Prints JSON."""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

ROUNDS = 3


def chain(x: Any, length: int) -> Any:
    """The power x^(length + 1), by so many multiplications."""
    y = x
    for _ in range(length):
        y = y * x
    return y


def pass_over(variable: Callable[[float], Any], length: int) -> dict[str, float]:
    """Seconds for the forward pass, the backward pass, and freeing the graph."""
    gc.collect()
    x = variable(1.0)
    start = time.perf_counter()
    y = chain(x, length)
    built = time.perf_counter()
    y.backward()
    derived = time.perf_counter()
    del y
    freed = time.perf_counter()
    if float(x.grad) != length + 1.0:
        raise AssertionError(f"the derivative of 1^n is n = {length + 1}, not {x.grad}")
    return {"forward": built - start, "backward": derived - built, "free": freed - derived}


def grow(length: int) -> dict[str, float]:
    """One pass, and the bytes of the graph, in a pass of its own: the tracing of memory is slow."""
    from autograd_lite import Value

    times = pass_over(Value, length)
    x = Value(1.0)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    y = chain(x, length)
    taken = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    del y
    return times | {"bytes": taken}


def against_torch(length: int) -> dict[str, float]:
    """Both in turn; the median of the rounds' ratios.

    Each runs twice in its turn, and the second time counts: where the system takes the pages that one has freed while
    the other runs, as a virtual machine's may, the first time measures how it brings them back (a second, here).
    """
    import torch

    from autograd_lite import Value

    def tensor(x: float) -> Any:
        return torch.tensor(x, dtype=torch.float64, requires_grad=True)

    torch.set_num_threads(1)

    def turn(variable: Callable[[float], Any]) -> float:
        pass_over(variable, length)
        return sum(pass_over(variable, length).values())

    times = [(turn(Value), turn(tensor)) for _ in range(ROUNDS)]
    return {
        "seconds": statistics.median(a for a, _ in times),
        "peer_seconds": statistics.median(b for _, b in times),
        "ratio": statistics.median(b / a for a, b in times),
    }


def main() -> None:
    """Measure what is asked for."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("length", type=int)
    arguments.add_argument("--torch", action="store_true")
    arguments.add_argument("--no-collector", action="store_true")
    chosen = arguments.parse_args()
    if chosen.no_collector:
        gc.disable()
    print(json.dumps((against_torch if chosen.torch else grow)(chosen.length)))


if __name__ == "__main__":
    main()
