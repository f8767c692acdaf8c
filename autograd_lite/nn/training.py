"""Training: standard and accumulated backpropagation, with a history of the error."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograd_lite.nn.progress import Bar
from autograd_lite.optim import SGD
from autograd_lite.primitives import number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Literal, Protocol

    from autograd_lite.value import Value

    class Trainable(Protocol):
        """A network with an error on one example; :class:`SigmoidMLP` is one."""

        def __call__(self, x: Sequence[Value | float], /) -> Sequence[Value]: ...
        def error(self, x: Sequence[Value | float], y: Sequence[float], /) -> Value: ...
        def parameters(self) -> list[Value]: ...


Example = tuple[list[float], list[float]]
MODES = ("standard", "accumulated")


@dataclass
class History:
    """What happened in training.

    Attributes:
        mode: "standard" or "accumulated".
        errors: E = (1/m) sum_k E_k over all m examples, before the first pass and after each one.
        reached: whether E fell below ``stop_below``.
        interrupted: whether Ctrl-C ended it; what was learned until then is kept.
    """

    mode: str
    errors: list[float]
    reached: bool = False
    interrupted: bool = False

    @property
    def passes(self) -> int:
        """How many passes over the examples were completed."""
        return len(self.errors) - 1

    @property
    def error(self) -> float:
        """The last error."""
        return self.errors[-1]


def train(
    net: Trainable,
    X: Iterable[Any],
    Y: Iterable[Any],
    mode: Literal["standard", "accumulated"] = "standard",
    learning_rate: float = 0.1,
    passes: int = 1000,
    stop_below: float | None = None,
    seed: int | None = None,
) -> History:
    """Gradient descent on the error of ``net`` over the examples (X, Y).

    Standard BP updates after every example, with the gradient of its E_k. Accumulated BP updates once per pass, with
    the gradient of E = (1/m) sum_k E_k; by that 1/m it moves m times less far per pass, so it takes a learning rate
    scaled by m to need about the same number of passes.

    Args:
        net: a network with ``error(x, y)`` and ``parameters()``.
        X, Y: the m examples, as sequences of rows or NumPy arrays; a row of Y may be one plain number.
        mode: "standard" or "accumulated".
        learning_rate: eta in w <- w - eta dE/dw.
        passes: how many passes over all examples at most.
        stop_below: stop as soon as E, measured after each pass, is smaller than this.
        seed: shuffle the examples before every pass, repeatably; None keeps their order.

    A progress bar appears on a terminal once it takes longer than a second.

    Returns:
        The history. Ctrl-C ends training early, with ``interrupted`` set and the parameters as they then are.

    Raises:
        ValueError: no examples, X and Y of different lengths, a number that is not finite (named by its row and
            column), an unknown mode, or a learning rate or number of passes that cannot be used.

    >>> from autograd_lite.nn import SigmoidMLP
    >>> history = train(SigmoidMLP(1, 2, 1, seed=0), X=[[0.0], [1.0]], Y=[0, 1], learning_rate=1.0, passes=50)
    >>> history.passes, history.errors[-1] < history.errors[0]
    (50, True)
    """
    if mode not in MODES:
        raise ValueError(f"mode is 'standard' or 'accumulated', not {mode!r}")
    if not isinstance(passes, int) or passes < 0:
        raise ValueError(f"passes is an int >= 0, not {passes!r}")
    examples = _examples(X, Y)
    optimiser = SGD(net.parameters(), lr=learning_rate)
    one_pass = _standard_pass if mode == "standard" else _accumulated_pass
    shuffle: Callable[[list[Example]], None] = (lambda _: None) if seed is None else random.Random(seed).shuffle
    order = list(examples)
    history = History(mode, [_mean_error(net, examples)])
    try:
        with Bar(f"{mode} BP", passes) as bar:
            while history.passes < passes and not history.reached:
                shuffle(order)
                one_pass(net, order, optimiser)
                history.errors.append(_mean_error(net, examples))
                history.reached = stop_below is not None and history.error < stop_below
                bar.advance(history.error)
    except KeyboardInterrupt:
        history.interrupted = True
    return history


def mean_error(net: Trainable, X: Iterable[Any], Y: Iterable[Any]) -> float:
    """E = (1/m) sum_k E_k over the m examples."""
    return _mean_error(net, _examples(X, Y))


def accuracy(net: Trainable, X: Iterable[Any], Y: Iterable[Any]) -> float:
    """The share of examples that are classified rightly.

    With one output: prediction and target on the same side of 1/2. With several: the largest output is that of the
    largest target.
    """
    examples = _examples(X, Y)
    return sum(_class([v.data for v in net(x)]) == _class(y) for x, y in examples) / len(examples)


def _class(y: Sequence[float]) -> int:
    return int(y[0] > 0.5) if len(y) == 1 else max(range(len(y)), key=y.__getitem__)


def _mean_error(net: Trainable, examples: list[Example]) -> float:
    return math.fsum(net.error(x, y).data for x, y in examples) / len(examples)


def _standard_pass(net: Trainable, examples: list[Example], optimiser: SGD) -> None:
    for x, y in examples:
        optimiser.zero_grad()
        net.error(x, y).backward()
        optimiser.step()


def _accumulated_pass(net: Trainable, examples: list[Example], optimiser: SGD) -> None:
    optimiser.zero_grad()
    share = 1.0 / len(examples)
    for x, y in examples:  # leaves accumulate: one graph at a time in memory, the gradient of their sum in the end
        (share * net.error(x, y)).backward()
    optimiser.step()


def _examples(X: Iterable[Any], Y: Iterable[Any]) -> list[Example]:
    """The examples as rows of plain floats."""
    inputs = [_row(row, k, "X") for k, row in enumerate(X)]
    outputs = [_row(row, k, "Y") for k, row in enumerate(Y)]
    if not inputs or len(inputs) != len(outputs):
        raise ValueError(
            f"X and Y hold one row per example, and at least one; X has {len(inputs)} rows and Y has {len(outputs)}"
        )
    return list(zip(inputs, outputs, strict=True))


def _row(row: Any, k: int, name: str) -> list[float]:
    """Row ``k`` of X or Y; a plain number is a row of one."""
    entries = list(row) if hasattr(row, "__iter__") and not isinstance(row, str) else [row]
    numbers = []
    for i, entry in enumerate(entries):
        try:
            x = number(entry)
        except TypeError as error:
            raise TypeError(f"{name}[{k}][{i}]: {error}") from None
        if not math.isfinite(x):
            raise ValueError(f"{name}[{k}][{i}] is {x}; training needs finite numbers: mend or remove that row")
        numbers.append(x)
    return numbers
