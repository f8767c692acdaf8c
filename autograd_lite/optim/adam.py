"""Adam and AdamW: steps of about the learning rate, however large or small the gradients are."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from autograd_lite.optim.checked import Checked, count, not_negative, positive, real, reals
from autograd_lite.optim.optimizer import Optimizer

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from autograd_lite.value import Value


def _betas(words: str, value: Any) -> tuple[float, float]:
    """Two numbers in [0, 1)."""
    if not isinstance(value, (tuple, list)) or len(value) != 2:
        raise TypeError(f"{words} must be two numbers such as (0.9, 0.999), not {value!r:.80}")
    first, second = (real(f"{words}[{i}]", beta) for i, beta in enumerate(value))
    for i, beta in enumerate((first, second)):
        if not 0.0 <= beta < 1.0:
            raise ValueError(f"{words}[{i}] must be a number >= 0 and < 1, not {value[i]!r}")
    return first, second


def _squares(words: str, value: Any) -> list[float]:
    """Means of squares: no negative numbers, which have no root."""
    squares = reals(words, value)
    for i, x in enumerate(squares):
        if x < 0.0:
            raise ValueError(f"{words}[{i}] is a mean of squares, not {x!r}")
    return squares


class Adam(Optimizer):
    """Adam, with g = dE/dw + weight_decay w: a step along the mean gradient over the root of its mean square,

        m <- beta1 m + (1 - beta1) g        v <- beta2 v + (1 - beta2) g^2
        w <- w - lr m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps)

    in step t = 1, 2, ..., with m = v = 0 before. The powers make up for that start. Kingma and Ba, "Adam: A Method for
    Stochastic Optimization", ICLR 2015, algorithm 1.

    Args:
        params: the Values to move; see :class:`Optimizer`.
        lr: the learning rate, a finite number >= 0; may be assigned between steps.
        betas: (beta1, beta2), each >= 0 and < 1.
        eps: keeps the denominator from 0, a finite number > 0 (PyTorch takes 0, too, and then makes nan of a parameter
            whose gradient has always been 0).
        weight_decay: the factor of w in g, a finite number >= 0. It is divided by the root like the gradient; see
            :class:`AdamW`.

    Attributes:
        exp_avg, exp_avg_sq: m and v of every parameter.
        steps: t.

    Raises ``ValueError`` and ``TypeError`` for what cannot be used, as :class:`Optimizer` says.

    >>> from autograd_lite import Value
    >>> a, b = Value(1.0), Value(1.0)
    >>> optimiser = Adam([a, b], lr=0.1)
    >>> (1e6 * a + 1e-3 * b).backward()
    >>> optimiser.step()
    >>> round(a.data, 4), round(b.data, 4)
    (0.9, 0.9)
    """

    betas = Checked(_betas)
    eps = Checked(positive)
    weight_decay = Checked(not_negative)
    exp_avg = Checked(reals)
    exp_avg_sq = Checked(_squares)
    steps = Checked(count)
    _exp_avg: list[float]
    _exp_avg_sq: list[float]
    _steps: int

    _saved = ("lr", "betas", "eps", "weight_decay", "steps", "exp_avg", "exp_avg_sq")
    _decoupled = False

    def __init__(
        self,
        params: Iterable[Value],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(params, lr)
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.steps = 0
        self.exp_avg = [0.0] * len(self.parameters)
        self.exp_avg_sq = [0.0] * len(self.parameters)

    def _move(self) -> None:
        (beta1, beta2), lr, eps, decay = self.betas, self.lr, self.eps, self.weight_decay
        t = self._steps = self._steps + 1
        gradients = self._gradients(0.0 if self._decoupled else decay)
        means = [beta1 * m + (1.0 - beta1) * g for m, g in zip(self._exp_avg, gradients, strict=True)]
        squares = [beta2 * v + (1.0 - beta2) * g * g for v, g in zip(self._exp_avg_sq, gradients, strict=True)]
        rate = lr / (1.0 - beta1**t)
        root = math.sqrt(1.0 - beta2**t)
        kept = 1.0 - lr * decay if self._decoupled else 1.0
        for parameter, m, v in zip(self.parameters, means, squares, strict=True):
            parameter.data = kept * parameter.data - rate * (m / (math.sqrt(v) / root + eps))
        self._exp_avg, self._exp_avg_sq = means, squares

    def _check(self) -> None:
        for name in ("exp_avg", "exp_avg_sq"):
            if len(getattr(self, name)) != len(self.parameters):
                raise ValueError(
                    f"{name} has {len(getattr(self, name))} numbers for {len(self.parameters)} parameters; it has one "
                    "for each"
                )


class AdamW(Adam):
    """Adam with decoupled weight decay: g = dE/dw, and each step begins with

        w <- (1 - lr weight_decay) w

    so that all parameters decay alike, and not the less the larger their gradients are. Loshchilov and Hutter,
    "Decoupled Weight Decay Regularization", ICLR 2019, in the form that PyTorch gives it. Parameters, attributes and
    errors are those of :class:`Adam`.

    >>> from autograd_lite import Value
    >>> w = Value(1.0)
    >>> optimiser = AdamW([w], lr=0.5, weight_decay=0.5)
    >>> optimiser.step()  # its gradient is 0
    >>> w.data
    0.75
    """

    _decoupled = True

    def __init__(
        self,
        params: Iterable[Value],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
    ) -> None:
        super().__init__(params, lr, betas, eps, weight_decay)
