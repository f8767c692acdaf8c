"""The command line: ``autograd-lite train``."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from autograd_lite import __version__, experiment
from autograd_lite.datasets import load_watermelon3, read_csv
from autograd_lite.nn.training import MODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.datasets import Dataset
    from autograd_lite.experiment import Run

LIMIT = 1e-12  # how far the engine's gradients may be from the hand-derived ones, relatively


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with ``arguments`` (those of the process by default) and return its exit status.

    0 on success, 1 when a gradient differs from the book's formulas, 2 for unusable arguments or data, 130 after
    Ctrl-C.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):  # a terminal without η or 好瓜 shows ?, and loses nothing else
        sys.stdout.reconfigure(errors="replace")
    try:
        return _train(options)
    except (ValueError, OSError, ImportError) as error:
        print(f"autograd-lite: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograd-lite", description="Exact gradients, made visible.")
    parser.add_argument("--version", action="version", version=f"autograd-lite {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    train = commands.add_parser(
        "train",
        help="train a sigmoid network on the watermelon data, or on a CSV file",
        description="Train a one-hidden-layer sigmoid network with standard and with accumulated backpropagation, and "
        "check every gradient on every example against the formulas of Zhou Zhihua's book.",
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    data = train.add_argument_group("data")
    data.add_argument("csv", nargs="?", type=Path, help="a CSV file with a header; without it, watermelon 3.0")
    data.add_argument("--label", metavar="COLUMN", help="the column to predict (required with a CSV file)")
    data.add_argument("--ignore", metavar="COLUMN", action="append", default=[], help="leave a column out; repeatable")
    data.add_argument(
        "--categorical", metavar="COLUMN", action="append", default=[], help="one-hot a column of numbers; repeatable"
    )
    data.add_argument("--encoding", default="utf-8-sig", help="of the CSV file, for example gbk")
    how = train.add_argument_group("training")
    how.add_argument("--mode", choices=("both", *MODES), default="both", help="which backpropagation")
    how.add_argument("--hidden", metavar="Q", type=int, default=5, help="number of hidden neurons")
    how.add_argument(
        "--learning-rate", metavar="ETA", type=float, default=0.1, help="of standard BP; accumulated BP gets M times it"
    )
    how.add_argument("--passes", metavar="N", type=int, default=4000, help="passes over the data at most")
    how.add_argument("--stop-below", metavar="E", type=float, default=0.01, help="stop when the mean error is below")
    how.add_argument("--seed", type=int, default=0, help="for the initial values, and the order with --shuffle")
    how.add_argument("--shuffle", action="store_true", help="shuffle the examples before every pass")
    train.add_argument("--output", metavar="DIR", type=Path, help="write the report, the network and pictures there")
    return parser


def _train(options: argparse.Namespace) -> int:
    data = _data(options)
    if options.output is not None:  # what would fail after the work, fails before it
        from autograd_lite.nn.curves import require_matplotlib

        require_matplotlib()
        options.output.mkdir(parents=True, exist_ok=True)
    runs: list[Run] = []
    for mode in MODES if options.mode == "both" else (options.mode,):
        runs.append(
            experiment.run(
                data,
                mode,
                hidden=options.hidden,
                learning_rate=options.learning_rate,
                passes=options.passes,
                stop_below=options.stop_below,
                seed=options.seed,
                shuffle=options.shuffle,
            )
        )
        if runs[-1].history.interrupted:
            break
    from autograd_lite import console

    console.print_runs(runs, data, options.csv.name if options.csv else "watermelon 3.0", options.stop_below, LIMIT)
    if options.output is not None:
        console.print_files(experiment.write(runs, data, options.output))
    if max(run.difference for run in runs) > LIMIT:
        return 1
    return 130 if runs[-1].history.interrupted else 0


def _data(options: argparse.Namespace) -> Dataset:
    if options.csv is None:
        for name in ("label", "ignore", "categorical"):
            if getattr(options, name):
                raise ValueError(f"--{name} goes with a CSV file: autograd-lite train FILE.csv --{name} ...")
        return load_watermelon3()
    if options.label is None:
        raise ValueError(f"which column of {options.csv} is to be predicted? Name it with --label COLUMN")
    return read_csv(
        options.csv,
        options.label,
        ignore=options.ignore,
        categorical=options.categorical,
        encoding=options.encoding,
    )
