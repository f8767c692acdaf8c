"""The main job: train the book's network, and check every gradient against the hand-derived formulas."""

from __future__ import annotations

import json
import random
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from autograd_lite import optim
from autograd_lite.files import write_atomically
from autograd_lite.nn import SigmoidMLP, accuracy, mean_error, train

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from autograd_lite.datasets import Dataset
    from autograd_lite.nn import History
    from autograd_lite.nn.training.descent import Mode

# What `write` writes; a map only of two inputs.
FILES = ("report.json", "model.json", "graph.svg", "loss.svg", "gradients.svg", "map.svg")
OPTIMIZERS = {"sgd": "SGD", "adam": "Adam", "adamw": "AdamW"}  # as the command calls them, and as `optim` does
RATES = {"sgd": 0.1, "adam": 0.001, "adamw": 0.001}


@dataclass
class Run:
    """One training.

    Attributes:
        net: the trained network.
        history: its errors.
        learning_rate: eta.
        accuracy: the share of the examples that it classifies rightly in the end.
        validation: error and accuracy on the examples set aside for validation, if there are any.
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
    validation: tuple[float, float] | None = None

    @property
    def error(self) -> float:
        """The error of the network as it is in the end."""
        return self.history.errors[self.history.kept or 0]


def set_aside(data: Dataset, fraction: float, seed: int) -> tuple[Dataset, Dataset]:
    """The examples to learn from and those for validation, a ``fraction`` of all, drawn by ``seed``.

    Raises ``ValueError`` where either part would be empty.
    """
    m = len(data.X)
    if not 0.0 < fraction < 1.0 or not 0 < (count := round(fraction * m)) < m:
        raise ValueError(f"a fraction {fraction:g} of {m} examples leaves none for validation, or none to learn from")
    held_out = set(random.Random(seed).sample(range(m), count))

    def part(wanted: bool) -> Dataset:
        chosen = [k for k in range(m) if (k in held_out) == wanted]
        return replace(data, X=[data.X[k] for k in chosen], Y=[data.Y[k] for k in chosen])

    return part(False), part(True)


def run(
    data: Dataset,
    mode: Mode | None,
    *,
    hidden: int,
    learning_rate: float | None,
    passes: int,
    stop_below: float,
    seed: int,
    shuffle: bool = False,
    batch_size: int | None = None,
    optimizer: str = "sgd",
    optimizer_options: dict[str, float] | None = None,
    validation: Dataset | None = None,
    **more: Any,
) -> Run:
    """Train a d-``hidden``-l network on ``data``, and compare its gradients with the book's before and after.

    ``learning_rate`` is that of a step after each example. SGD follows the mean gradient of a batch of n examples once
    where it else follows n gradients one after the other, so it gets n times that rate; Adam's steps have the same size
    for any n. ``more`` are arguments of ``train``.
    """
    net = SigmoidMLP(len(data.X[0]), hidden, len(data.Y[0]), seed=seed)
    eta = RATES[optimizer] if learning_rate is None else learning_rate
    if optimizer == "sgd":
        eta *= len(data.X) if mode == "accumulated" else min(batch_size or 1, len(data.X))
    rule = getattr(optim, OPTIMIZERS[optimizer])(net.parameters(), lr=eta, **(optimizer_options or {}))
    before = _difference_from_book(net, data)
    started = time.perf_counter()
    history = train(
        net,
        data.X,
        data.Y,
        mode=mode,
        batch_size=batch_size,
        optimizer=rule,
        passes=passes,
        stop_below=stop_below,
        seed=seed if shuffle else None,
        validation=None if validation is None else (validation.X, validation.Y),
        gradients=True,
        **more,
    )
    seconds = time.perf_counter() - started
    difference = max(before, _difference_from_book(net, data))
    trained = Run(net, history, eta, accuracy(net, data.X, data.Y), difference, seconds)
    if validation is not None:
        rows = validation.X, validation.Y
        trained.validation = mean_error(net, *rows), accuracy(net, *rows)
    return trained


def _difference_from_book(net: SigmoidMLP, data: Dataset) -> float:
    return max(net.difference_from_book(x, y) for x, y in zip(data.X, data.Y, strict=True))


def report(runs: Sequence[Run]) -> dict[str, object]:
    """The outcome in numbers, by mode, as it is written to ``report.json``."""
    return {
        **{
            r.history.mode: {
                "passes": r.history.passes,
                "error": r.error,
                "accuracy": r.accuracy,
                "learning_rate": r.learning_rate,
                **(
                    dict(zip(("validation_error", "validation_accuracy"), r.validation, strict=True))
                    if r.validation
                    else {}
                ),
            }
            for r in runs
        },
        "max_relative_difference": max(r.difference for r in runs),
    }


def write(runs: Sequence[Run], data: Dataset, directory: Path) -> list[tuple[Path, str]]:
    """Write what a person looks at next into ``directory``, and return each file with what it is.

    The numbers and the network come first: a picture that cannot be drawn does not cost them.
    """
    from autograd_lite.drawing import decision_map, draw, gradient_flow, learning_curves

    first, histories = runs[0], [r.history for r in runs]
    numbers = write_atomically(directory / "report.json", json.dumps(report(runs), indent=2) + "\n")
    first.net.save(directory / "model.json")
    E = first.net.error(data.X[0], data.Y[0])
    first.net.zero_grad()
    E.backward()
    files = [
        (draw(E).save(directory / "graph.svg"), "every node of E on the first example: values and gradients"),
        (
            learning_curves(histories).save(directory / "loss.svg"),
            "the error after every pass, a curve for each mode",
        ),
        (
            gradient_flow(histories).save(directory / "gradients.svg"),
            "how large the gradient is in each layer after every pass",
        ),
    ]
    if len(data.inputs) == 2:
        one, classes = data.outputs[0], data.outputs
        if len(classes) == 1:  # an output "kind=a" tells it from the other class
            classes = [one.replace("=", "≠", 1), one]
        plane = decision_map(first.net, data.X, data.Y, names=data.inputs, classes=classes)
        said = f"what the network says after {first.history.mode} BP, over both inputs"
        files.append((plane.save(directory / "map.svg"), said))
    return [
        *files,
        (directory / "model.json", f"the parameters after {first.history.mode} BP: SigmoidMLP.load reads them"),
        (numbers, "the figures of the table above"),
    ]
