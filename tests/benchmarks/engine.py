"""One of ours against a peer, on one example of a small network. Prints JSON.

Both run in one process that has imported the two and otherwise the standard library only, since the cyclic collector's
work grows with everything that has been imported. They take turns in rounds, before each of which the garbage of the
other is collected; what counts is the median of the rounds' ratios: a machine that is slow for a moment is slow for
both. They must agree before their times mean anything.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import statistics
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from tests.benchmarks.peers import CONTENDERS, Contender

EXAMPLES_PER_ROUND = 200  # enough for the rare and long collections of the oldest generation to have their share
WARM_UP, ROUNDS = 3, 31


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


def check_equal(ours: Contender, theirs: Contender) -> None:
    """The same gradient, up to rounding."""
    ours.run()
    theirs.run()
    for a, b in zip(ours.gradient(), theirs.gradient(), strict=True):
        if not math.isclose(a, b, rel_tol=1e-11):
            raise AssertionError(f"the gradients differ: {a} and {b}")


def round_of_examples(contender: Contender) -> float:
    """Seconds per example, where the collector starts with nothing to collect."""
    gc.collect()
    start = time.perf_counter()
    for _ in range(EXAMPLES_PER_ROUND):
        contender.run()
    seconds = (time.perf_counter() - start) / EXAMPLES_PER_ROUND
    contender.gradient()
    return seconds


def main() -> None:
    """Check, measure and print."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("ours", choices=["scalar", "nn"])
    arguments.add_argument("peer", choices=["micrograd", "torch", "hips"])
    arguments.add_argument("--no-collector", action="store_true")
    chosen = arguments.parse_args()

    from autograd_lite.nn import SigmoidMLP

    net = SigmoidMLP(8, 10, 1, seed=0)
    ours, theirs = CONTENDERS[chosen.ours](net), CONTENDERS[chosen.peer](net)
    check_equal(ours, theirs)
    result: dict[str, float] = {}
    for name, contender in (("", ours), ("peer_", theirs)):
        if contender.error:
            result |= {f"{name}nodes": nodes_of(contender.error()), f"{name}bytes": bytes_of(contender.error)}
    if chosen.no_collector:
        gc.disable()
    times = [(round_of_examples(ours), round_of_examples(theirs)) for _ in range(WARM_UP + ROUNDS)][WARM_UP:]
    result |= {
        "seconds": statistics.median(a for a, _ in times),
        "peer_seconds": statistics.median(b for _, b in times),
        "ratio": statistics.median(b / a for a, b in times),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
