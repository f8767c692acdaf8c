"""What training asks of a network, an optimiser, a schedule of learning rates, and a loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from autograd_lite.value import Value

Loss = Callable[[Any, Any], Value]  # of what the network gives for a row of X, and that row of Y


class Trainable(Protocol):
    """A network: any :class:`Module` with a ``__call__``. With ``error(x, y)``, it has a loss of its own."""

    def __call__(self, x: Sequence[Value | float], /) -> Any:
        """The outputs for one row of inputs: a sequence of Values, or one Value."""

    def parameters(self) -> list[Value]:
        """What is to be learned, in a fixed order."""


class Optimizer(Protocol):
    """What moves the parameters, such as those of :mod:`autograd_lite.optim`."""

    lr: float

    def zero_grad(self) -> None:
        """Set all gradients to 0."""

    def step(self) -> None:
        """Move every parameter once, by its present gradient."""

    def state_dict(self) -> Any:
        """All that decides its further steps, in numbers, lists and dicts that no later step changes."""

    def load_state_dict(self, state: Any, /) -> None:
        """Go on as the optimiser would that gave ``state``."""


class Schedule(Protocol):
    """What changes the learning rate of an optimiser, once a pass."""

    def step(self) -> None:
        """A pass is over."""

    def state_dict(self) -> Any:
        """All that decides its further steps, as for an optimiser."""

    def load_state_dict(self, state: Any, /) -> None:
        """Go on as the schedule would that gave ``state``."""


def require(thing: object, what: str, *names: str) -> None:
    """Raise ``TypeError`` naming what of ``names`` is missing in ``thing``, which is to be ``what``."""
    if isinstance(thing, type):
        raise TypeError(f"{thing.__name__} is a class, not {what}; pass an object of it, {thing.__name__}(...)")
    missing = [name for name in names if not hasattr(thing, name)]
    if missing:
        raise TypeError(
            f"{type(thing).__name__} is not {what}: it has no {', '.join(missing)}; training uses {', '.join(names)}"
        )


def require_function(thing: object, what: str) -> None:
    """Raise ``TypeError`` for what cannot be called, and for a class, whose objects are meant."""
    if isinstance(thing, type):
        raise TypeError(f"{what} is the class {thing.__name__}; pass an object of it, {thing.__name__}()")
    if not callable(thing):
        raise TypeError(f"{what} is a function, not {thing!r:.80} of type {type(thing).__name__}")
