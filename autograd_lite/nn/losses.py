"""The losses as modules, whose options are chosen when they are made: the functions of ``nn.functional``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd_lite.nn import functional
from autograd_lite.nn.module import Module

if TYPE_CHECKING:
    from autograd_lite.nn.functional import Reduction


class _Loss(Module):
    def __init__(self, reduction: Reduction = "mean") -> None:
        functional.check_reduction(reduction)
        self.reduction = reduction

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


class MSELoss(_Loss):
    """Squared error, (x - t)^2: :func:`autograd_lite.nn.functional.mse_loss`.

    >>> MSELoss()([1.0, 5.0], [0.0, 2.0])
    5.0
    """

    def __call__(self, input: Any, target: Any) -> Any:
        return functional.mse_loss(input, target, self.reduction)


class L1Loss(_Loss):
    """Absolute error, |x - t|: :func:`autograd_lite.nn.functional.l1_loss`.

    >>> L1Loss()([1.0, 5.0], [0.0, 2.0])
    2.0
    """

    def __call__(self, input: Any, target: Any) -> Any:
        return functional.l1_loss(input, target, self.reduction)


class HuberLoss(_Loss):
    """Squared error near 0, absolute beyond ``delta``: :func:`autograd_lite.nn.functional.huber_loss`.

    >>> HuberLoss(delta=2.0)([5.0], [0.0])
    8.0
    """

    def __init__(self, reduction: Reduction = "mean", delta: float = 1.0) -> None:
        super().__init__(reduction)
        self.delta = functional.check_delta(delta)

    def __call__(self, input: Any, target: Any) -> Any:
        return functional.huber_loss(input, target, self.reduction, self.delta)


class BCEWithLogitsLoss(_Loss):
    """Cross-entropy of two classes: :func:`autograd_lite.nn.functional.binary_cross_entropy_with_logits`.

    >>> BCEWithLogitsLoss()([0.0], [1.0])
    0.6931471805599453
    """

    def __call__(self, input: Any, target: Any) -> Any:
        return functional.binary_cross_entropy_with_logits(input, target, self.reduction)


class CrossEntropyLoss(_Loss):
    """Cross-entropy of several classes: :func:`autograd_lite.nn.functional.cross_entropy`.

    >>> CrossEntropyLoss(reduction="sum")([[0.0, 0.0], [0.0, 1000.0]], [0, 1])
    0.6931471805599453
    """

    def __call__(self, input: Any, target: Any) -> Any:
        return functional.cross_entropy(input, target, self.reduction)
