"""History: the error of a network after every pass of a training, and how the training ended."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import os
    from pathlib import Path

Outcome = Literal["passes", "stop_below", "patience", "callback", "interrupt", "divergence"]


@dataclass
class History:
    """What happened in training. Two histories are equal when all but their seconds are.

    Attributes:
        mode: "standard" (an update after every example), "accumulated" (one a pass) or "mini-batch".
        errors: E = (1/m) sum_k E_k over all m examples, before the first pass and after each one.
        validation_errors: the same over the validation rows, if there are any.
        learning_rates: the learning rate of each pass.
        seconds: the duration of each pass.
        outcome: what ended training: "passes" (all done), "stop_below" (E fell below it), "patience" (so many passes
            without improvement of the validation error), "callback" (one said so), "interrupt" (Ctrl-C), "divergence"
            (E is no finite number); None before the end.
        kept: the pass whose parameters the network has in the end. That is the last one; with ``patience`` the best
            one; after a divergence the one before. (After Ctrl-C the network has learned from a part of the next pass.)
        gradients: by layer, the root mean square of dE/dw over its n weights and biases w, sqrt((1/n) sum_w (dE/dw)^2),
            where each of ``errors`` was measured; empty unless training was asked for ``gradients``. So layers of
            different sizes can be compared, and a layer in which the gradient vanishes or explodes is seen.

    >>> history = History("standard", errors=[0.5, 0.25, 0.125])
    >>> history.passes, history.error
    (2, 0.125)
    """

    mode: str
    errors: list[float]
    validation_errors: list[float] = field(default_factory=list)
    learning_rates: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list, compare=False)
    outcome: Outcome | None = None
    kept: int | None = None
    gradients: dict[str, list[float]] = field(default_factory=dict)

    @property
    def passes(self) -> int:
        """How many passes over the examples were completed."""
        return len(self.errors) - 1

    @property
    def error(self) -> float:
        """The last error."""
        return self.errors[-1]

    @property
    def best_pass(self) -> int | None:
        """The first pass with the smallest validation error, 0 if none is better than none; None without validation."""
        if not self.validation_errors:
            return None
        return min(
            range(len(self.validation_errors)),
            key=lambda k: math.inf if math.isnan(self.validation_errors[k]) else self.validation_errors[k],
        )

    @property
    def reached(self) -> bool:
        """Whether E fell below ``stop_below``."""
        return self.outcome == "stop_below"

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended it; what was learned until then is kept."""
        return self.outcome == "interrupt"

    @property
    def diverged(self) -> bool:
        """Whether E was no finite number in the end."""
        return self.outcome == "divergence"

    def until(self, passes: int) -> History:
        """A copy that ends after so many passes.

        >>> History("standard", errors=[0.5, 0.25, 0.125], learning_rates=[0.1, 0.1]).until(1).learning_rates
        [0.1]
        """
        return replace(
            self,
            errors=self.errors[: passes + 1],
            validation_errors=self.validation_errors[: passes + 1],
            learning_rates=self.learning_rates[:passes],
            seconds=self.seconds[:passes],
            gradients={layer: numbers[: passes + 1] for layer, numbers in self.gradients.items()},
        )

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write it to a ``.csv`` or ``.json`` file, atomically and to the last digit; return the path.

        The CSV table has a row for each pass, from 0 for the state before the first one, and the columns ``pass``,
        ``error``, ``validation_error``, ``learning_rate``, ``seconds``, ``mode``, ``kept`` (1 in the row whose
        parameters the network has), ``outcome`` (in the last row) and ``gradient_LAYER`` for each layer whose gradient
        was measured. A cell without a number is empty.

        Raises ``ValueError`` for another ending, and ``OSError`` when the file cannot be written.

        >>> import tempfile, pathlib
        >>> with tempfile.TemporaryDirectory() as directory:
        ...     path = History("standard", [0.5, 0.25], learning_rates=[0.1]).save(f"{directory}/run.csv")
        ...     print(path.read_text().splitlines()[2], History.load(path).errors)
        1,0.25,,0.1,,standard,, [0.5, 0.25]
        """
        from autograd_lite.nn.training import history_files

        return history_files.save(self, path)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> History:
        """Read what :meth:`save` wrote. Raises ``ValueError`` naming the file and what is wrong with it."""
        from autograd_lite.nn.training import history_files

        return history_files.load(path)

    def plot(self, axes: Any = None) -> Any:
        """Draw the curves of the errors with matplotlib, on ``axes`` or on new ones; return the axes.

        A dotted line is the validation error, and a dot on it the pass that was kept. The scale is logarithmic, unless
        an error is negative; what has no logarithm is marked at the edge.

        Raises ``ImportError`` naming the extra to install when matplotlib is missing.
        """
        from autograd_lite.nn.training import curves

        return curves.plot(self, axes)
