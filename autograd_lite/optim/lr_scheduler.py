"""Schedules: learning rates that change from epoch to epoch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from autograd_lite.optim.checked import Checked, count, not_negative, period
from autograd_lite.optim.optimizer import Optimizer
from autograd_lite.optim.state import Stateful
from autograd_lite.primitives import power

if TYPE_CHECKING:
    from typing import Any


class LRScheduler(Stateful):
    """A learning rate as a function of the epochs so far; :class:`StepLR` and :class:`CosineAnnealingLR` are two.

    PyTorch computes the new rate from the one before, and rounding adds up; here each is computed from the first, so
    that the last of a thousand epochs is as exact as the second. It follows that nobody else may set the rate
    meanwhile, and :meth:`step` raises ``RuntimeError`` if somebody did: one schedule for an optimiser at a time, and a
    new one after a change by hand.

    Args:
        optimizer: whose ``lr`` is set. Its present one is the rate of epoch 0.

    Attributes:
        last_epoch: how often :meth:`step` was called.
        base_lr: the rate of epoch 0.
    """

    last_epoch = Checked(count)
    base_lr = Checked(not_negative)
    last_lr = Checked(not_negative)

    _saved: tuple[str, ...] = ("base_lr", "last_epoch", "last_lr")

    def __init__(self, optimizer: Optimizer) -> None:
        if not isinstance(optimizer, Optimizer):
            raise TypeError(
                f"a schedule sets the learning rate of an optimiser, not of {optimizer!r:.80} of type "
                f"{type(optimizer).__name__}; pass SGD(net.parameters()), say"
            )
        self.optimizer = optimizer
        self.last_epoch = 0
        self.base_lr = self.last_lr = optimizer.lr

    def step(self) -> None:
        """Go on to the next epoch: to be called once after each, behind the steps of the optimiser."""
        if self.optimizer.lr != self.last_lr:
            raise RuntimeError(
                f"the learning rate is {self.optimizer.lr}, and this {type(self).__name__} had left it at "
                f"{self.last_lr}: make a new schedule after setting it by hand, use one schedule at a time, and load "
                "the states of optimiser and schedule together"
            )
        rate = self._rate(self.last_epoch + 1)
        self.optimizer.lr = rate
        self.last_lr = rate
        self.last_epoch += 1

    def get_last_lr(self) -> list[float]:
        """The learning rate of the present epoch, in a list of one (as in PyTorch, which has one for each group)."""
        return [self.last_lr]

    def _rate(self, epoch: int) -> float:
        """The rate of an epoch."""
        raise NotImplementedError

    def _identity(self) -> dict[str, Any]:
        return {"schedule": type(self).__name__}


class StepLR(LRScheduler):
    """The rate of epoch t is base_lr gamma^floor(t / step_size): a factor of gamma every step_size epochs.

    Args:
        optimizer: whose ``lr`` is set; see :class:`LRScheduler`.
        step_size: an int >= 1.
        gamma: a finite number >= 0.

    Raises ``ValueError`` and ``TypeError`` for what cannot be used.

    >>> from autograd_lite import Value
    >>> from autograd_lite.optim import SGD
    >>> schedule = StepLR(SGD([Value(1.0)], lr=8.0), step_size=2, gamma=0.5)
    >>> for _ in range(4):
    ...     schedule.step()
    ...     print(schedule.get_last_lr())
    [8.0]
    [4.0]
    [4.0]
    [2.0]
    """

    step_size = Checked(period)
    gamma = Checked(not_negative)

    _saved = (*LRScheduler._saved, "step_size", "gamma")

    def __init__(self, optimizer: Optimizer, step_size: int, gamma: float = 0.1) -> None:
        super().__init__(optimizer)
        self.step_size = step_size
        self.gamma = gamma

    def _rate(self, epoch: int) -> float:
        rate: float = self.base_lr * power(self.gamma, float(epoch // self.step_size))
        return rate


class CosineAnnealingLR(LRScheduler):
    """The rate of epoch t falls from base_lr to eta_min in T_max epochs, along half a period of the cosine,

        eta_min + (base_lr - eta_min) (1 + cos(pi t / T_max)) / 2

    and rises again in the next T_max. Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts",
    ICLR 2017, without the restarts. Near eta_min the sum 1 + cos has no digits left; it is computed as the square of a
    sine, which has all of them.

    Args:
        optimizer: whose ``lr`` is set; see :class:`LRScheduler`.
        T_max: an int >= 1.
        eta_min: a finite number >= 0.

    Raises ``ValueError`` and ``TypeError`` for what cannot be used.

    >>> from autograd_lite import Value
    >>> from autograd_lite.optim import SGD
    >>> schedule = CosineAnnealingLR(SGD([Value(1.0)], lr=1.0), T_max=4)
    >>> for _ in range(4):
    ...     schedule.step()
    ...     print(f"{schedule.get_last_lr()[0]:.3f}")
    0.854
    0.500
    0.146
    0.000
    """

    T_max = Checked(period)
    eta_min = Checked(not_negative)

    _saved = (*LRScheduler._saved, "T_max", "eta_min")

    def __init__(self, optimizer: Optimizer, T_max: int, eta_min: float = 0.0) -> None:
        super().__init__(optimizer)
        self.T_max = T_max
        self.eta_min = eta_min

    def _rate(self, epoch: int) -> float:
        position = epoch % (2 * self.T_max)
        fallen = min(position, 2 * self.T_max - position)  # of T_max
        quarter = math.pi / 2.0 / self.T_max
        return (
            self.base_lr * math.sin(quarter * (self.T_max - fallen)) ** 2
            + self.eta_min * math.sin(quarter * fallen) ** 2
        )
