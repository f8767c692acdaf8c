"""All benchmarks, as one table: what was measured, what is claimed, and whether it held. A miss is marked, no error."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

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


class Claim(NamedTuple):
    """How many times as fast as a peer one of ours is to be; None where only the figure is of interest."""

    ours: str
    peer: str
    ratio: float | None


NAMES = {
    "scalar": "scalar network",
    "nn": "nn.SigmoidMLP",
    "micrograd": "micrograd",
    "torch": "PyTorch, a tensor per scalar",
    "hips": "HIPS autograd, arrays",
}
CLAIMS = [
    Claim("scalar", "micrograd", 2.5),
    Claim("nn", "micrograd", 8.0),
    Claim("scalar", "torch", 5.0),
    Claim("nn", "torch", None),
    Claim("scalar", "hips", None),
    Claim("nn", "hips", 3.0),
]
MOST_BYTES = 0.45  # of micrograd's


def against_peers(report: Report) -> None:
    """Peers, on one example of a small network."""
    for ours, peer, claimed in CLAIMS:
        result = run("engine", ours, peer)
        ratio = result["ratio"]
        claim = (f">= {claimed}", ratio >= claimed) if claimed else ()
        report.add(f"{NAMES[ours]}, times as fast as {NAMES[peer]}", f"{ratio:.2f}", beside(result), *claim)
        if peer == "micrograd":
            result = run("engine", ours, peer, "--no-collector")
            report.add("  with the cyclic collector off", f"{result['ratio']:.2f}", beside(result))
            size = result["bytes"] / result["peer_bytes"]
            sizes = f"{result['bytes']} B; peer {result['peer_bytes']} B"
            claim = (f"<= {MOST_BYTES}", size <= MOST_BYTES) if ours == "scalar" else ()
            report.add("  bytes of the graph over the peer's", f"{size:.2f}", sizes, *claim)


def beside(result: dict[str, float]) -> str:
    """Both times, and the nodes of the graphs where they are known."""
    ours, theirs = (
        f"{result[f'{who}seconds'] * 1e6:.0f} us"
        + (f", {result[f'{who}nodes']} nodes" if f"{who}nodes" in result else "")
        for who in ("", "peer_")
    )
    return f"{ours}; peer {theirs}"


def chains(report: Report) -> None:
    """Chains from a thousand nodes to three million."""
    for length in (10**3, 10**4, 10**5, 10**6, 3 * 10**6):
        result = run("chain", str(length))
        parts = [f"{part} {result[part] / length * 1e6:.2f} us" for part in ("forward", "backward", "free")]
        total = sum(result[part] for part in ("forward", "backward", "free"))
        report.add(
            f"a chain of {length:,} nodes",
            f"{total:.3g} s",
            f"per node: {', '.join(parts)}, {result['bytes'] / length:.0f} B",
        )
    for option, name, claimed in (((), "", 1.5), (("--no-collector",), ", collector paused", 5.0)):
        result = run("chain", str(10**6), "--torch", *option)
        report.add(
            f"a chain of 1,000,000 nodes, times as fast as PyTorch{name}",
            f"{result['ratio']:.2f}",
            f"{result['seconds']:.1f} s; peer {result['peer_seconds']:.1f} s",
            f">= {claimed}",
            result["ratio"] >= claimed,
        )


def startup(report: Report) -> None:
    """The import."""
    result = run("startup")
    ms = {name: seconds * 1e3 for name, seconds in result.items()}
    beside = f"{ms['imported']:.1f} ms; bare Python {ms['bare']:.1f} ms"
    report.add("import autograd_lite", f"{ms['difference']:.1f} ms", beside, "< 25 ms", ms["difference"] < 25.0)


PICTURES = {  # the graphs, and about how many seconds their pictures may take
    "60": ("a graph of 60 nodes", 0.3),
    "640": ("640 nodes in clusters", 1.5),
    "100000": ("a network of 100,000 parameters, folded", 3.0),
    "400000": ("a network of 400,000 parameters, folded", None),
}
MOST_GROWTH = 1.2  # of the memory for each parameter


def drawing(report: Report) -> None:
    """Pictures: their time without that of the graph, judged by its order of magnitude, and their memory."""
    sizes = {}
    for graph, (name, ceiling) in PICTURES.items():
        result = run("drawing", graph)
        seconds, sizes[graph] = result["seconds"], result["bytes"] / int(graph)
        claim = (f"about {ceiling} s", seconds < 3.0 * ceiling) if ceiling else ()
        size = f"{result['boxes']} boxes, {result['bytes'] / 1e6:.1f} MB"
        report.add(f"draw {name}", f"{seconds:.2f} s", size, *claim)
    growth = sizes["400000"] / sizes["100000"]
    bytes_each = f"{sizes['100000']:.0f} and {sizes['400000']:.0f} B a parameter"
    report.add(
        "  memory a parameter, 4 times as many", f"{growth:.2f}", bytes_each, f"<= {MOST_GROWTH}", growth <= MOST_GROWTH
    )


def stepping(report: Report) -> None:
    """Capture of places, and recordings of backward passes."""
    result = run("stepping", "off")
    report.add(
        "capture off, over never switched on",
        f"{result['ratio']:.2f}",
        "in turn",
        "the same code",
        bool(result["same"]),
    )
    for network, name, most in (
        ("hand", "dot and sigmoid by hand", 0.3),
        ("nn", "nn.SigmoidMLP", 0.3),
        ("scalar", "scalar network", None),
    ):
        result = run("stepping", network)
        share = result["ratio"] - 1.0
        claim = (f"< {most:.0%}", share < most) if most else ()
        report.add(f"capture of sites, of a forward pass: {name}", f"{share:.0%}", times(result), *claim)
    for graph, name in (("binary", "sums and products"), ("wide", "wide weighted sums")):
        result = run("stepping", graph)
        edges, bytes_each = result["edges"], result["bytes"] / result["edges"]
        what = f"{edges:,} edges, {result['nodes']:,} nodes; {times(result)}"
        report.add(f"record {name}, over backward()", f"{result['ratio']:.2f}", what, "< 4", result["ratio"] < 4.0)
        ms = {name: result[name] * 1e3 for name in ("goto", "longest", "first")}
        what = f"the longest of all {ms['longest']:.2f} ms; the very first {ms['first']:.0f} ms"
        report.add("  go to any moment, and show it", f"{ms['goto']:.3f} ms", what, "about 5 ms", ms["longest"] < 15.0)
        what = f"{result['kept_bytes'] / edges:.0f} B before anything is asked"
        report.add("  bytes for each edge", f"{bytes_each:.0f}", what, "<= 100", bytes_each <= 100.0)
    result = run("stepping_session")
    ms = {name: result[name] * 1e3 for name in ("open", "first", "later", "condition")}
    beside = f"the session before {ms['open']:.0f} ms; on {ms['later']:.2f} ms; a condition {ms['condition']:.0f} ms"
    report.add("continue to a line", f"{ms['first']:.0f} ms", beside, "about 50 ms", ms["first"] < 150.0)


def page(report: Report) -> None:
    """The page of a large recording, in a browser."""
    result = run("stepping_page")
    megabytes, ms = result["bytes"] / 1e6, {name: result[name] * 1e3 for name in ("middle", "longest")}
    written = f"{result['moments']:,} moments; written in {result['written']:.1f} s"
    report.add(f"page of {result['steps']:,} steps", f"{megabytes:.1f} MB", written, "< 20 MB", megabytes < 20.0)
    report.add("  opened by Chromium", f"{result['opened']:.1f} s", "", "seconds", result["opened"] < 10.0)
    beside = f"the longest of all {ms['longest']:.0f} ms"
    report.add("  any step shown", f"{ms['middle']:.0f} ms", beside, "about 50 ms", ms["longest"] < 150.0)


def times(result: dict[str, float]) -> str:
    """Both times, of what was measured and of what it is measured by."""
    seconds, plain = result["seconds"], result["plain_seconds"]
    scale, unit = (1e6, "us") if seconds < 1e-3 else (1e3, "ms")
    return f"{seconds * scale:.0f} {unit}; without {plain * scale:.0f} {unit}"


def main() -> None:
    """Measure everything, one after the other."""
    console = Console()
    report = Report()
    parts: list[Callable[[Report], Any]] = [against_peers, chains, startup, drawing, stepping, page]
    for part in parts:
        with console.status(part.__doc__ or part.__name__):
            part(report)
    console.print(report.table)
    console.print(f"{report.misses} missed" if report.misses else "all claims held")


if __name__ == "__main__":
    main()
