"""The page of a recording of 100,000 steps: its size, and how fast it opens and shows any step. Prints JSON."""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from autograd_lite import Value, save_page
from tests.chromium import running

JUMPS = 200

# What takes time is the script, and the layout that it makes necessary.
JUMP = """async (moment) => {
  const slider = document.querySelector("[data-part=slider]");
  const begin = performance.now();
  slider.value = String(moment);
  slider.dispatchEvent(new Event("input"));
  document.querySelector("[data-part=sentence]").getBoundingClientRect();
  return performance.now() - begin;
}"""


def chain(steps: int) -> Value:
    """Two edges for each step but one."""
    w = Value(0.999999, label="w")
    y = Value(1.0, label="x")
    for _ in range(steps):
        y = y * w
    return y


def measure(steps: int) -> dict[str, float]:
    """Seconds to write the page and to open it, its bytes, and until any moment stands in the document."""
    with tempfile.TemporaryDirectory() as folder, running() as browser:
        y = chain(steps)
        start = time.perf_counter()
        path = save_page(y, Path(folder, "steps.html"))
        written = time.perf_counter() - start
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        start = time.perf_counter()
        page.goto(path.as_uri())
        page.wait_for_selector("[data-part=sentence]:not(:empty)")
        opened = time.perf_counter() - start
        end = int(page.get_attribute("[data-part=slider]", "max") or 0)
        # The golden ratio sends them everywhere, and nowhere twice.
        times = [page.evaluate(JUMP, int(end * (k * 0.6180339887 % 1.0))) for k in range(1, JUMPS + 1)]
        return {
            "steps": steps,
            "moments": end + 1,
            "bytes": path.stat().st_size,
            "written": written,
            "opened": opened,
            "middle": statistics.median(times) / 1e3,
            "longest": max(times) / 1e3,
        }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("steps", type=int, nargs="?", default=100_000)
    print(json.dumps(measure(parser.parse_args().steps)))


if __name__ == "__main__":
    main()
