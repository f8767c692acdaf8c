"""All benchmarks, as one table: what was measured, what is claimed, and whether it held. A miss is marked, no error."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from rich.console import Console
from rich.table import Table


def run(module: str, *arguments: str) -> dict[str, float]:
    """The JSON that a benchmark prints, from a process of its own."""
    command = [sys.executable, "-m", f"tests.benchmarks.{module}", *arguments]
    answer: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return answer


class Report:
    """The table: a row for each measurement."""

    def __init__(self) -> None:
        self.table = Table(title="autograd_lite")
        self.misses = 0
        for name, justify in (
            ("what", "left"),
            ("measured", "right"),
            ("claim", "right"),
            ("", "left"),
            ("beside it", "left"),
        ):
            self.table.add_column(name, justify=justify)  # type: ignore[arg-type]

    def add(self, what: str, measured: str, beside: str, claim: str = "", holds: bool | None = None) -> None:
        """A row; ``holds`` is None where nothing is claimed."""
        mark = "" if holds is None else "[green]held[/]" if holds else "[bold red]MISSED[/]"
        self.misses += holds is False
        self.table.add_row(what, measured, claim, mark, beside)


def against_micrograd(report: Report) -> None:
    """Time with the cyclic collector on and off, and memory."""
    forms = [("scalar", "scalar network", 2.3, 0.45), ("nn", "nn.SigmoidMLP", 7.0, None)]
    results: dict[str, dict[str, float]] = {}
    for network, name, claim, _ in forms:
        for collector in (True, False):
            result = results[network] = run("engine", "--network", network, *([] if collector else ["--no-collector"]))
            beside = (
                f"{result['ours'] * 1e6:.0f} us, {result['nodes']} nodes; "
                f"micrograd {result['micrograd'] * 1e6:.0f} us, {result['micrograd_nodes']} nodes"
            )
            if collector:
                what, claimed = f"{name}, times as fast as micrograd", (f">= {claim}", result["ratio"] >= claim)
                report.add(what, f"{result['ratio']:.2f}", beside, *claimed)
            else:
                report.add("  with the cyclic collector off", f"{result['ratio']:.2f}", beside)
    for network, name, _, bound in forms:
        result = results[network]
        ratio = result["bytes"] / result["micrograd_bytes"]
        beside = f"{result['bytes']} B; micrograd {result['micrograd_bytes']} B"
        claimed = (f"<= {bound}", ratio <= bound) if bound else ()
        report.add(f"{name}, bytes of the graph over micrograd's", f"{ratio:.2f}", beside, *claimed)


def chain(report: Report) -> None:
    """A million nodes in a row."""
    seconds = run("chain")
    for part, time in seconds.items():
        report.add(f"a chain of a million nodes, {part}", f"{time:.2f} s", "")


def startup(report: Report) -> None:
    """The import."""
    result = run("startup")
    ms = {name: seconds * 1e3 for name, seconds in result.items()}
    beside = f"{ms['imported']:.1f} ms; bare Python {ms['bare']:.1f} ms"
    report.add("import autograd_lite", f"{ms['difference']:.1f} ms", beside, "< 25 ms", ms["difference"] < 25.0)


def main() -> None:
    """Measure everything, one after the other."""
    console = Console()
    report = Report()
    parts: list[Callable[[Report], Any]] = [against_micrograd, chain, startup]
    for part in parts:
        with console.status(part.__doc__ or part.__name__):
            part(report)
    console.print(report.table)
    console.print(f"{report.misses} missed" if report.misses else "all claims held")


if __name__ == "__main__":
    main()
