"""What the command prints: tables for a person to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from autograd_lite.datasets import Dataset
    from autograd_lite.experiment import Run


def print_runs(runs: Sequence[Run], data: Dataset, name: str, stop_below: float, limit: float) -> None:
    """What was trained, how it went, and how the gradients compare with the book's."""
    console = Console(highlight=False)
    net, m = runs[0].net, len(data.X)
    parameters = len(net.parameters())
    console.print(f"\n[bold]A {net.d}-{net.q}-{net.l} sigmoid network learns {escape(name)}[/bold]")
    console.print(f"{m} examples, {parameters} parameters; it predicts {escape(', '.join(data.outputs))}")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("BP", no_wrap=True)
    for heading in ("rate η", "passes", "E before", "E after", "right", "seconds"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("", no_wrap=True)
    for run in runs:
        history = run.history
        table.add_row(
            history.mode,
            f"{run.learning_rate:.4g}",
            f"{history.passes:,}",
            f"{history.errors[0]:.4f}",
            f"[bold]{run.error:.4f}[/bold]",
            f"{round(run.accuracy * m)}/{m}",
            f"{run.seconds:.1f}",
            _outcome(run, stop_below),
        )
    console.print(table)
    for run in runs:
        if run.validation is not None:
            error, share = run.validation
            console.print(f"{run.history.mode} BP on the validation rows: E = {error:.4f}, {share:.1%} right.")
    if runs[0].validation is not None:
        console.print()
    if len(runs) > 1 and runs[0].learning_rate != runs[1].learning_rate:
        console.print(
            f"Accumulated BP follows the mean gradient, (1/{m}) Σ dEₖ, once a pass; standard BP takes {m} steps "
            f"a pass. With its learning rate scaled by m = {m}, the two need about the same number of passes.\n",
            style="dim",
        )
    difference = max(run.difference for run in runs)
    right = difference <= limit
    console.print(
        f"{'[green]✓' if right else '[bold red]✗'}[/] The gradients of all {parameters} parameters on all {m} examples "
        f"{'equal' if right else 'DIFFER FROM'} the book's four formulas, before and after training: largest relative "
        f"difference {difference:.2g}, limit {limit:.0e}.\n"
    )


def _outcome(run: Run, stop_below: float) -> str:
    return {
        "interrupt": "[yellow]stopped[/yellow]",
        "divergence": "[bold red]diverged[/]",
        "patience": f"[green]pass {run.history.kept}[/green]",
        "stop_below": f"[green]E < {stop_below:g}[/green]",
    }.get(str(run.history.outcome), f"[yellow]E ≥ {stop_below:g}[/yellow]")


def print_files(files: Sequence[tuple[Path, str]]) -> None:
    """What to look at next."""
    console = Console(highlight=False)
    console.print("[bold]What to look at next[/bold]")
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column()
    for path, what in files:
        table.add_row(f"  {escape(str(path))}", what)
    console.print(table)
