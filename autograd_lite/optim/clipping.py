"""Clipping gradients, between ``backward()`` and ``step()``: by their norm, or each by its value."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from autograd_lite.optim.checked import real
from autograd_lite.optim.parameters import checked_parameters, require_gradients
from autograd_lite.primitives import number, power
from autograd_lite.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def clip_grad_norm_(
    parameters: Iterable[Value] | Value, max_norm: float, norm_type: float = 2.0, error_if_nonfinite: bool = False
) -> float:
    """Scale all gradients by min(1, max_norm / (norm + 1e-6)), and return the norm that they had.

    The norm is (sum |g|^p)^(1/p) over the gradients g of all parameters, with p = norm_type, and max |g| for p = inf.
    No power overflows on the way to it. The 1e-6 is PyTorch's.

    Args:
        parameters: the Values whose gradients are scaled (``optimiser.parameters``), or one.
        max_norm: the largest norm, >= 0; inf only measures it.
        norm_type: p > 0.
        error_if_nonfinite: what a norm of nan or inf does. By default, as in PyTorch, the gradients are scaled by it: a
            gradient of nan makes all of them nan, an infinite one makes the others 0 and itself nan. With True it
            raises, and leaves them as they are.

    Raises:
        ValueError: no parameters, one given twice, max_norm or norm_type outside its range.
        TypeError: what is no Value or no number.
        RuntimeError: a norm that is not finite, with error_if_nonfinite.

    >>> from autograd_lite import Value
    >>> a, b = Value(1.0), Value(2.0)
    >>> (30.0 * a + 40.0 * b).backward()
    >>> clip_grad_norm_([a, b], max_norm=5.0)
    50.0
    >>> round(a.grad, 5), round(b.grad, 5)
    (3.0, 4.0)
    """
    clipped = checked_parameters([parameters] if isinstance(parameters, Value) else parameters, "clip_grad_norm_")
    require_gradients(clipped)
    limit = _limit("max_norm", max_norm)
    p = real("norm_type", norm_type)
    if not p > 0.0:
        raise ValueError(f"norm_type must be a number > 0, math.inf for the largest gradient, not {norm_type!r}")
    gradients = [number(parameter.grad) for parameter in clipped]
    norm = _norm(gradients, p)
    if error_if_nonfinite and not math.isfinite(norm):
        i = next((i for i, g in enumerate(gradients) if not math.isfinite(g)), None)
        reason = f"see parameter {i}, {clipped[i]!r:.80}" if i is not None else "all are finite, but their norm is not"
        raise RuntimeError(
            f"the norm of the gradients is {norm} ({reason}), and they are unchanged: look for the origin in the loss, "
            "or pass error_if_nonfinite=False to scale them by it nevertheless"
        )
    coefficient = limit / (norm + 1e-6)
    if not coefficient >= 1.0:  # nan, too
        for parameter, gradient in zip(clipped, gradients, strict=True):
            parameter.grad = coefficient * gradient
    return norm


def clip_grad_value_(parameters: Iterable[Value] | Value, clip_value: float) -> None:
    """Put every gradient into [-clip_value, clip_value]; one that is nan stays nan, as in PyTorch.

    Args:
        parameters: the Values whose gradients are clipped (``optimiser.parameters``), or one.
        clip_value: a number >= 0.

    Raises ``ValueError`` and ``TypeError`` as :func:`clip_grad_norm_` does.

    >>> from autograd_lite import Value
    >>> a, b = Value(1.0), Value(2.0)
    >>> (-30.0 * a + 0.5 * b).backward()
    >>> clip_grad_value_([a, b], 1.0)
    >>> a.grad, b.grad
    (-1.0, 0.5)
    """
    clipped = checked_parameters([parameters] if isinstance(parameters, Value) else parameters, "clip_grad_value_")
    require_gradients(clipped)
    limit = _limit("clip_value", clip_value)
    for parameter in clipped:
        if abs(parameter.grad) > limit:
            parameter.grad = math.copysign(limit, parameter.grad)


def _limit(words: str, value: float) -> float:
    limit = real(words, value)
    if not limit >= 0.0:
        raise ValueError(f"{words} must be a number >= 0, not {value!r}")
    return limit


def _norm(gradients: Sequence[float], p: float) -> float:
    """The p-norm; nan if there is a nan, otherwise inf if there is an inf."""
    if any(map(math.isnan, gradients)):
        return math.nan
    if p == 2.0:
        return math.hypot(*gradients)
    largest = max(map(abs, gradients))
    if p == math.inf or largest in (0.0, math.inf):
        return largest
    total = math.fsum([(abs(g) / largest) ** p for g in gradients])
    return largest * power(total, 1.0 / p)
