"""Exponentials and logarithms."""

from __future__ import annotations

import math

from autograd_lite.primitives.table import primitive

LN2 = math.log(2.0)
LN10 = math.log(10.0)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@primitive("exp")
def exp(x: float) -> float:
    """Exponential. exp(x) = e^x, inf beyond 709.78; its derivative is itself.

    >>> exp(0.0), exp(1000.0)
    (1.0, inf)
    """
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf


@exp.rule
def exp_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def exp_gradient(y: Any = y) -> tuple[Any]:
        return (y,)

    return exp_gradient


@primitive("exp2")
def exp2(x: float) -> float:
    """Power of two. exp2(x) = 2^x, inf from 1024 on; its derivative is 2^x log 2.

    >>> exp2(10.0), exp2(2000.0)
    (1024.0, inf)
    """
    try:
        return math.exp2(x)
    except OverflowError:
        return math.inf


@exp2.rule
def exp2_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def exp2_gradient(x: Any = x) -> tuple[Any]:
        root = exp2(0.5 * x)
        return (LN2 * root * root,)  # may be a double where 2^x is none any more

    return exp2_gradient


@primitive("expm1")
def expm1(x: float) -> float:
    """e^x - 1, with all its digits near 0; its derivative is e^x.

    >>> expm1(1e-20), expm1(1000.0)
    (1e-20, inf)
    """
    try:
        return math.expm1(x)
    except OverflowError:
        return math.inf


@expm1.rule
def expm1_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def expm1_gradient(x: Any = x) -> tuple[Any]:
        return (exp(x),)  # y + 1 would keep no digit of a small e^x

    return expm1_gradient


@primitive("log")
def log(x: float) -> float:
    """Natural logarithm. log(0) = -inf, and nan for x < 0; its derivative is 1/x, +inf at both zeros.

    >>> log(1.0), log(0.0), log(-1.0)
    (0.0, -inf, nan)
    """
    if x > 0.0:
        return math.log(x)
    return -math.inf if x == 0.0 else math.nan


@log.rule
def log_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def log_gradient(x: Any = x) -> tuple[Any]:
        return (log_slope(x, 1.0),)

    return log_gradient


@primitive("log_slope", static=1)
def log_slope(x: float, c: float) -> float:
    """The derivative of c log x. log_slope(x; c) = c/x, +inf at both zeros, and nan for x < 0, where log is nan.

    A primitive of its own because of these cases; its derivative is -c/x^2. The constant belongs to it, since 1/x may
    be beyond the largest double where c/x is not.

    >>> log_slope(4.0, 1.0), log_slope(-0.0, 1.0), log_slope(-1.0, 1.0)
    (0.25, inf, nan)
    """
    if x > 0.0:
        return c / x
    return math.inf if x == 0.0 else math.nan


@log_slope.rule
def log_slope_rule(y: Any, x: Any, c: float) -> Callable[[], tuple[Any]]:
    def log_slope_gradient(y: Any = y, x: Any = x) -> tuple[Any]:
        return (-(y * log_slope(x, 1.0)),)

    return log_slope_gradient


@primitive("log2")
def log2(x: float) -> float:
    """Binary logarithm. log2(0) = -inf, and nan for x < 0; its derivative is 1/(x log 2), +inf at both zeros.

    >>> log2(8.0), log2(0.0), log2(-1.0)
    (3.0, -inf, nan)
    """
    if x > 0.0:
        return math.log2(x)
    return -math.inf if x == 0.0 else math.nan


@log2.rule
def log2_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def log2_gradient(x: Any = x) -> tuple[Any]:
        return (log_slope(x, 1.0 / LN2),)

    return log2_gradient


@primitive("log10")
def log10(x: float) -> float:
    """Common logarithm. log10(0) = -inf, and nan for x < 0; its derivative is 1/(x log 10), +inf at both zeros.

    >>> log10(1000.0), log10(0.0), log10(-1.0)
    (3.0, -inf, nan)
    """
    if x > 0.0:
        return math.log10(x)
    return -math.inf if x == 0.0 else math.nan


@log10.rule
def log10_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def log10_gradient(x: Any = x) -> tuple[Any]:
        return (log_slope(x, 1.0 / LN10),)

    return log10_gradient


@primitive("log1p")
def log1p(x: float) -> float:
    """log(1 + x), with all its digits near 0. log1p(-1) = -inf, and nan below; its derivative is 1/(1 + x).

    >>> log1p(1e-20), log1p(-1.0), log1p(-2.0)
    (1e-20, -inf, nan)
    """
    if x > -1.0:
        return math.log1p(x)
    return -math.inf if x == -1.0 else math.nan


@log1p.rule
def log1p_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def log1p_gradient(x: Any = x) -> tuple[Any]:
        return (log_slope(1.0 + x, 1.0),)

    return log1p_gradient
