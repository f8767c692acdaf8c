"""What ``import autograd_lite`` adds to the start of Python: interleaved, in fresh processes. Prints JSON."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time

RUNS = 25


def start(code: str) -> float:
    """Seconds from the start of a Python process that runs ``code`` to its end."""
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - begin


def main() -> None:
    start("import autograd_lite")  # so that its byte code is cached
    pairs = [(start("pass"), start("import autograd_lite")) for _ in range(RUNS)]
    bare, imported = zip(*pairs, strict=True)
    print(
        json.dumps(
            {
                "bare": statistics.median(bare),
                "imported": statistics.median(imported),
                "difference": statistics.median(b - a for a, b in pairs),
            }
        )
    )


if __name__ == "__main__":
    main()
