"""What capture and recordings cost: capture of a forward pass, a recording of a backward pass. Prints JSON."""

from __future__ import annotations

import argparse
import gc
import json
import random
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from autograd_lite import Value, capture, dot, logsumexp, record, sigmoid
from autograd_lite.nn import Linear, Sequential, SigmoidMLP, Tanh
from autograd_lite.stepping import Recording
from tests.benchmarks.peers import CONTENDERS, D, Q, X, Y

EXAMPLES_PER_ROUND, WARM_UP, ROUNDS = 30, 5, 61
PAIRS = 5  # of processes
PASSES = 15
MOMENTS = 300


def seconds(work: Callable[[], Any], times: int = 1) -> float:
    """Of this process, where the collector starts with nothing to collect."""
    gc.collect()
    start = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - start) / times


def paired(one: Callable[[], float], other: Callable[[], float], rounds: int) -> dict[str, float]:
    """The least seconds of both in turn, and the median of the rounds' ratios."""
    times = [(one(), other()) for _ in range(rounds)]
    return {
        "seconds": min(a for a, _ in times),
        "plain_seconds": min(b for _, b in times),
        "ratio": statistics.median(a / b for a, b in times),
    }


# --- capture ----------------------------------------------------------------------------------------------------------


def by_hand() -> Callable[[], Value]:
    """The error of the book's network, 8-10-1, as it is written with ``dot`` and ``sigmoid``."""
    draw = random.Random(0).random
    v = [[Value(draw()) for _ in range(D)] for _ in range(Q)]
    gamma = [Value(draw()) for _ in range(Q)]
    w = [Value(draw()) for _ in range(Q)]
    theta = Value(draw())

    def error() -> Value:
        b = [sigmoid(dot(v[h], X) - gamma[h]) for h in range(Q)]
        y_hat = sigmoid(dot(w, b) - theta)
        E: Value = 0.5 * (y_hat - Y) ** 2
        return E

    return error


def network(name: str) -> Callable[[], Any]:
    """The same, by hand, as a module, or of + * and sigmoid alone."""
    error = None if name == "hand" else CONTENDERS[name](SigmoidMLP(D, Q, 1, seed=0)).error
    return error or by_hand()


def forward(error: Callable[[], Any]) -> float:
    """Seconds of a forward pass, after some in which Python has adapted its byte code."""
    for _ in range(WARM_UP):
        error()
    return seconds(error, EXAMPLES_PER_ROUND)


def capturing(name: str) -> dict[str, float]:
    """A forward pass with capture of sites, and without."""
    error = network(name)

    def captured() -> float:
        with capture("site"):
            return forward(error)

    return paired(captured, lambda: forward(error), ROUNDS)


def in_a_process_of_its_own(switched: bool) -> dict[str, float]:
    """The least seconds of a forward pass; if ``switched``, after capture has been on and off again."""
    error = network("scalar")
    before = dict(vars(Value))
    if switched:
        with capture("stack"):
            error()
    same = all(vars(Value)[name] is x for name, x in before.items())
    return {"seconds": min(forward(error) for _ in range(ROUNDS)), "same": same}


def off() -> dict[str, float]:
    """Off costs nothing if what runs are the very functions that run where capture was never asked for.

    So this is what is checked. The ratio, of processes in turn, shows that Python's caches recover as well.
    """
    command = [sys.executable, "-m", "tests.benchmarks.stepping"]
    run = [
        [
            json.loads(subprocess.run([*command, part], check=True, capture_output=True).stdout)
            for part in ("on-off", "never")
        ]
        for _ in range(PAIRS)
    ]
    return {
        "ratio": statistics.median(a["seconds"] / b["seconds"] for a, b in run),
        "same": all(a["same"] for a, _ in run),
    }


# --- recordings -------------------------------------------------------------------------------------------------------


def binary() -> Value:
    """About 100,000 edges of sums and products, where each result is used several times."""
    draw = random.Random(0)
    nodes = [Value(draw.random()) for _ in range(60)]
    for _ in range(60_000):
        a, b = draw.choice(nodes[-60:]), draw.choice(nodes[-60:])
        nodes.append(a * b if draw.random() < 0.5 else a + b)
    output = nodes[-1]
    for node in nodes[-60:-1]:
        output = output + node
    return output


def wide() -> Value:
    """The loss of a network with about 100,000 parameters, each the operand of one weighted sum among 641 nodes."""
    net = Sequential(Linear(311, 311, seed=0), Tanh(), Linear(311, 10, seed=1))
    loss: Value = logsumexp(net([Value(k / 311) for k in range(311)]))
    return loss


def build_all(recording: Recording) -> None:
    """All that is found out when it is first asked for."""
    timeline, groups = recording.timeline, recording.groups
    _ = recording.parent, recording.operand, recording.upstream, recording.into, timeline.arrivals
    _ = recording.position(recording.nodes[0])
    _ = groups.operations, groups.labels, groups.scopes, groups.lines


def show(recording: Recording, number: int) -> tuple[Any, ...]:
    """Go to a moment, and read what a debugger shows there."""
    timeline = recording.timeline
    moment = timeline.moment(number)
    gradient = timeline.gradient(moment.node, number)
    if moment.edge is None:
        return moment, gradient, recording.nodes[moment.node]
    return moment, gradient, recording.edge(moment.edge), timeline.gradient(recording.parent[moment.edge], number)


def recording_of(output: Value) -> dict[str, float]:
    """The time of a recording over that of the pass, that of going to any moment of it, and its memory."""
    record(output)
    figures = paired(lambda: seconds(lambda: record(output)), lambda: seconds(output.backward), PASSES)
    recording = record(output)
    start, end = recording.timeline.start, recording.timeline.end
    numbers = random.Random(0).sample(range(end + 1), MOMENTS)
    figures |= {
        "edges": recording.edges,
        "nodes": len(recording.nodes),
        "first": seconds(lambda: show(recording, start + 1)),
    }
    each = [seconds_of(recording, number) for number in numbers]
    figures |= {"goto": statistics.median(each), "longest": max(each)}
    del recording
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    recording = record(output)
    kept = tracemalloc.get_traced_memory()[0] - before
    build_all(recording)
    gc.collect()
    return figures | {"kept_bytes": kept, "bytes": tracemalloc.get_traced_memory()[0] - before}


def seconds_of(recording: Recording, number: int) -> float:
    """By a clock that is fine enough for one moment."""
    start = time.perf_counter()
    show(recording, number)
    return time.perf_counter() - start


PARTS: dict[str, Callable[[], dict[str, float]]] = {
    "off": off,
    "on-off": lambda: in_a_process_of_its_own(True),
    "never": lambda: in_a_process_of_its_own(False),
    **{name: lambda name=name: capturing(name) for name in ("hand", "nn", "scalar")},  # type: ignore[misc]
    "binary": lambda: recording_of(binary()),
    "wide": lambda: recording_of(wide()),
}


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("part", choices=PARTS)
    print(json.dumps(PARTS[parser.parse_args().part]()))


if __name__ == "__main__":
    main()
