"""A chain of a million nodes: seconds for the forward pass, the backward pass, and freeing it. Prints JSON."""

from __future__ import annotations

import json
import time

from autograd_lite import Value

LENGTH = 1_000_000


def main() -> None:
    x = Value(1.0)
    start = time.perf_counter()
    y = x
    for _ in range(LENGTH):
        y = y * 1.0
    built = time.perf_counter()
    y.backward()
    derived = time.perf_counter()
    del y
    freed = time.perf_counter()
    if x.grad != 1.0:
        raise AssertionError(f"the derivative of a product with ones is 1, not {x.grad}")
    print(json.dumps({"forward": built - start, "backward": derived - built, "free": freed - derived}))


if __name__ == "__main__":
    main()
