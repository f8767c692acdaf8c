"""The main job: train the book's network both ways, and check every gradient against the hand-derived formulas."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograd_lite.files import write_atomically
from autograd_lite.nn import SigmoidMLP, accuracy, train

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from autograd_lite.datasets import Dataset
    from autograd_lite.nn import History


@dataclass
class Run:
    """One training.

    Attributes:
        net: the trained network.
        history: its errors.
        learning_rate: eta.
        accuracy: the share of the examples that it classifies rightly in the end.
        difference: the largest relative difference between the engine's gradients and the book's, over all parameters
            and examples, before and after training.
        seconds: how long training took.
    """

    net: SigmoidMLP
    history: History
    learning_rate: float
    accuracy: float
    difference: float
    seconds: float


def run(
    data: Dataset,
    mode: str,
    *,
    hidden: int,
    learning_rate: float,
    passes: int,
    stop_below: float,
    seed: int,
    shuffle: bool = False,
) -> Run:
    """Train a d-``hidden``-l network on ``data``, and compare its gradients with the book's before and after.

    ``learning_rate`` is that of standard BP. Accumulated BP follows the mean gradient of m examples once where standard
    BP follows m gradients one after the other, so it gets m times that rate.
    """
    net = SigmoidMLP(len(data.X[0]), hidden, len(data.Y[0]), seed=seed)
    eta = learning_rate * len(data.X) if mode == "accumulated" else learning_rate
    before = _difference_from_book(net, data)
    started = time.perf_counter()
    history = train(
        net,
        data.X,
        data.Y,
        mode=mode,  # type: ignore[arg-type]
        learning_rate=eta,
        passes=passes,
        stop_below=stop_below,
        seed=seed if shuffle else None,
    )
    seconds = time.perf_counter() - started
    difference = max(before, _difference_from_book(net, data))
    return Run(net, history, eta, accuracy(net, data.X, data.Y), difference, seconds)


def _difference_from_book(net: SigmoidMLP, data: Dataset) -> float:
    return max(net.difference_from_book(x, y) for x, y in zip(data.X, data.Y, strict=True))


def report(runs: Sequence[Run]) -> dict[str, object]:
    """The outcome in numbers, by mode, as it is written to ``report.json``."""
    return {
        **{
            r.history.mode: {
                "passes": r.history.passes,
                "error": r.history.error,
                "accuracy": r.accuracy,
                "learning_rate": r.learning_rate,
            }
            for r in runs
        },
        "max_relative_difference": max(r.difference for r in runs),
    }


def write(runs: Sequence[Run], data: Dataset, directory: Path) -> list[tuple[Path, str]]:
    """Write what a person looks at next into ``directory``, and return each file with what it is.

    The numbers and the network come first: a picture that cannot be drawn does not cost them.
    """
    from autograd_lite.drawing import draw
    from autograd_lite.drawing.plots import learning_curves

    first = runs[0]
    numbers = write_atomically(directory / "report.json", json.dumps(report(runs), indent=2) + "\n")
    first.net.save(directory / "model.json")
    E = first.net.error(data.X[0], data.Y[0])
    first.net.zero_grad()
    E.backward()
    return [
        (draw(E).save(directory / "graph.svg"), "every node of E on the first example: values and gradients"),
        (
            learning_curves([r.history for r in runs]).save(directory / "loss.svg"),
            "the error after every pass, a curve for each mode",
        ),
        (directory / "model.json", f"the parameters after {first.history.mode} BP: SigmoidMLP.load reads them"),
        (numbers, "the figures of the table above"),
    ]
