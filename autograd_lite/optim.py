"""Optimisers: rules that move parameters against their gradients."""

from __future__ import annotations

import math

from autograd_lite.primitives import number
from autograd_lite.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["SGD"]


class SGD:
    """Stochastic gradient descent: w <- w - lr * dE/dw for every parameter.

    Args:
        parameters: the Values to move.
        lr: the learning rate, a finite number that is not negative; may be assigned between steps.

    Raises ``ValueError`` for no parameters or an unusable learning rate, ``TypeError`` for what is no Value.

    >>> w = Value(1.0)
    >>> optimiser = SGD([w], lr=0.1)
    >>> (w * w).backward()
    >>> optimiser.step()
    >>> w.data
    0.8
    """

    def __init__(self, parameters: Iterable[Value], lr: float = 1e-3) -> None:
        self.parameters = list(parameters)
        if not self.parameters:
            raise ValueError("an optimiser needs at least one parameter; pass net.parameters()")
        for parameter in self.parameters:
            if not isinstance(parameter, Value):
                raise TypeError(
                    f"an optimiser moves Values, but {parameter!r:.80} is of type {type(parameter).__name__}; "
                    "pass net.parameters()"
                )
        self.lr = lr

    @property
    def lr(self) -> float:
        """The learning rate."""
        return self._lr

    @lr.setter
    def lr(self, lr: float) -> None:
        rate = number(lr)
        if not (math.isfinite(rate) and rate >= 0.0):
            raise ValueError(f"the learning rate must be a finite number >= 0, not {lr!r}")
        self._lr = rate

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0; without it, gradients accumulate from step to step."""
        for parameter in self.parameters:
            parameter.grad = 0.0

    def step(self) -> None:
        """Move every parameter once, by its present gradient."""
        for parameter in self.parameters:
            parameter.data -= self._lr * parameter.grad

    def state_dict(self) -> dict[str, float]:
        """The learning rate: all that decides its further steps."""
        return {"lr": self._lr}

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Go on as the optimiser would that gave ``state``."""
        self.lr = state["lr"]
