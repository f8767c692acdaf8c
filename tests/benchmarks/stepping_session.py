"""``continue`` to a breakpoint on a line, in a recording of 100,000 edges. Prints JSON."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

from autograd_lite import Value, capture, record
from autograd_lite.stepping.sessions.session import Session, Stop

ROUNDS = 5


def program(edges: int) -> Any:
    """A chain with two edges for each node, of which one in a thousand is made on a line of its own."""
    w = Value(0.999999)
    y = Value(1.0)
    with capture("site"):
        for k in range(edges // 2):
            if k % 1000 == 1:
                y = y + w  # the breakpoint is here
            y = y * w
    return y


LINE = program.__code__.co_firstlineno + 7


def measure(edges: int) -> dict[str, float]:
    """Medians of seconds.

    * ``open``: a session looks for numbers that are not finite, as each face of the debugger does at its beginning;
    * ``first``: the first breakpoint in a recording is set, and run to;
    * ``later``: on to the next stop at it;
    * ``another``: another session in the same recording does all three, as when a training loop is stopped again;
    * ``condition``: a condition is asked of every node, and never holds.
    """
    times: dict[str, list[float]] = {name: [] for name in ("open", "first", "later", "another", "condition")}

    def timed(name: str, run: Callable[..., Any], *arguments: Any) -> Any:
        start = time.perf_counter()
        result = run(*arguments)
        times[name].append(time.perf_counter() - start)
        return result

    for _ in range(ROUNDS):
        recording = record(program(edges))
        session = Session(recording)
        timed("open", session.points[0].moments, recording)
        stop = timed("first", to_the_line, session)
        if not stop.met or recording.nodes[stop.moment.node].site.line != LINE:
            raise AssertionError(f"it stopped at {stop}, and not on line {LINE}")
        for _ in range(20):
            timed("later", session.resume)
        timed("another", to_the_line, Session(recording))
        session = Session(recording)
        session.break_at("if abs(grad) > 1e300")
        timed("condition", session.resume)
    return {"edges": recording.edges, **{name: statistics.median(found) for name, found in times.items()}}


def to_the_line(session: Session) -> Stop:
    """Set the breakpoint, and run to it."""
    session.break_at(f"stepping_session.py:{LINE}")
    return session.resume()


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("edges", type=int, nargs="?", default=100_000)
    print(json.dumps(measure(parser.parse_args().edges)))


if __name__ == "__main__":
    main()
