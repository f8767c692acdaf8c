"""``autograd-lite train``: a sigmoid network on the melons, or on a CSV file, and its gradients against the book's."""

from __future__ import annotations

import argparse
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from autograd_lite import experiment
from autograd_lite.datasets import load_watermelon3, read_csv
from autograd_lite.nn.training.checkpoint import Checkpoint
from autograd_lite.nn.training.descent import MODES
from autograd_lite.nn.training.history_files import require_known_ending

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from autograd_lite.datasets import Dataset
    from autograd_lite.experiment import Run
    from autograd_lite.nn.training.descent import Mode

LIMIT = 1e-12  # how far the engine's gradients may be from the hand-derived ones, relatively


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command to those of the parser."""
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
    how.add_argument("--batch-size", metavar="N", type=int, help="train once, in batches of N, in place of --mode")
    how.add_argument(
        "--learning-rate",
        metavar="ETA",
        type=float,
        default=argparse.SUPPRESS,  # or its help would say None
        help="of standard BP, and by sgd N times it for batches of N, so M times for accumulated BP "
        "(default: 0.1, and 0.001 for adam and adamw)",
    )
    how.add_argument("--optimizer", choices=experiment.OPTIMIZERS, default="sgd", help="the rule of descent")
    how.add_argument("--momentum", metavar="MU", type=float, help="of sgd")
    how.add_argument("--weight-decay", metavar="LAMBDA", type=float, help="of the optimizer")
    how.add_argument("--passes", metavar="N", type=int, default=4000, help="passes over the data at most")
    how.add_argument("--stop-below", metavar="E", type=float, default=0.01, help="stop when the mean error is below")
    how.add_argument("--seed", type=int, default=0, help="for the initial values, and the order with --shuffle")
    how.add_argument("--shuffle", action="store_true", help="shuffle the examples before every pass")
    how.add_argument("--validation", metavar="FRACTION", type=float, help="set examples aside (by --seed) to validate")
    how.add_argument("--patience", metavar="N", type=int, help="stop N passes after the best validation error; keep it")
    files = train.add_argument_group(
        "files", "With --mode both, the names of the checkpoint and the history get the mode before their endings."
    )
    files.add_argument("--checkpoint", metavar="FILE", type=Path, help="write all it takes to go on, after every pass")
    files.add_argument("--resume", action="store_true", help="go on from the checkpoint, if it is there")
    files.add_argument(
        "--history", metavar="FILE", type=Path, help="write the error after every pass, as .csv or .json"
    )
    files.add_argument("--output", metavar="DIR", type=Path, help="write the report, the network and pictures there")
    train.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Train, report, and return the exit status."""
    data = _data(options)
    modes, arguments = _how(options)
    _require_places(options, modes)
    if options.output is not None:  # what would fail after the work, fails before it
        from autograd_lite.nn.training.curves import require_matplotlib

        require_matplotlib()
        options.output.mkdir(parents=True, exist_ok=True)
    if options.validation is not None:
        data, arguments["validation"] = experiment.set_aside(data, options.validation, options.seed)
    runs: list[Run] = []
    for mode in modes:
        for path in (options.checkpoint, options.history):
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
        checkpoint, history = (_file(path, mode, modes) for path in (options.checkpoint, options.history))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # of a divergence, which the table shows
            runs.append(experiment.run(data, mode, checkpoint=checkpoint, **arguments))
        if history is not None:
            runs[-1].history.save(history)
        if runs[-1].history.interrupted:
            break
    from autograd_lite import console

    console.print_runs(runs, data, options.csv.name if options.csv else "watermelon 3.0", options.stop_below, LIMIT)
    if options.output is not None:
        console.print_files(experiment.write(runs, data, options.output))
    if max(run.difference for run in runs) > LIMIT or any(run.history.diverged for run in runs):
        return 1
    return 130 if runs[-1].history.interrupted else 0


def _how(options: argparse.Namespace) -> tuple[Sequence[Mode | None], dict[str, Any]]:
    """The modes to train in, and the arguments of each training; ``ValueError`` for those that do not go together."""
    for name, needed in (("resume", "checkpoint"), ("patience", "validation")):
        if getattr(options, name) and getattr(options, needed) is None:
            raise ValueError(f"--{name} goes with --{needed}")
    if options.batch_size is not None and options.mode != "both":
        raise ValueError("--mode is the name of a batch size; give it or --batch-size, not both")
    if options.batch_size is not None and options.batch_size < 1:
        raise ValueError(f"--batch-size is at least 1, not {options.batch_size}")
    if options.momentum is not None and options.optimizer != "sgd":
        raise ValueError("--momentum goes with --optimizer sgd")
    if options.history is not None:
        require_known_ending(options.history)
    names = "hidden learning_rate passes stop_below seed shuffle batch_size optimizer patience resume"
    arguments = {name: getattr(options, name, None) for name in names.split()}
    given = {name: getattr(options, name) for name in ("momentum", "weight_decay")}
    arguments["optimizer_options"] = {name: x for name, x in given.items() if x is not None}
    if options.batch_size is not None:
        return [None], arguments
    return MODES if options.mode == "both" else [options.mode], arguments


def _require_places(options: argparse.Namespace, modes: Sequence[Mode | None]) -> None:
    """Raise, before the work, where a file could not be written after it, or would replace another one of this run."""
    checkpoints, histories = (
        [_file(path, mode, modes) for mode in modes] for path in (options.checkpoint, options.history)
    )
    reports = [options.output / name for name in experiment.FILES] if options.output else []
    taken = {options.csv.resolve(): "the data"} if options.csv else {}
    for what, paths in (("the checkpoint", checkpoints), ("the history", histories), ("a file of --output", reports)):
        for path in paths:
            if path is None:
                continue
            if path.is_dir():
                raise ValueError(f"{what} cannot be written to {path}, which is a directory; name a file in it")
            other = taken.setdefault(path.resolve(), what)
            if other is not what:
                raise ValueError(f"{path} would hold both {other} and {what}; give each a file of its own")
            if what == "the checkpoint" and not options.resume:
                Checkpoint(path, {}).refuse_to_overwrite()


def _file(path: Path | None, mode: Mode | None, modes: Sequence[Mode | None]) -> Path | None:
    """The file of one training, with the mode in its name where there are several."""
    if path is None:
        return None
    if not path.name:
        raise ValueError("a checkpoint or a history needs the name of a file, and this one is empty")
    return path.with_name(f"{path.stem}-{mode}{path.suffix}") if len(modes) > 1 else path


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
