"""Arithmetic: + - * / // %, negation and the identity, with IEEE results where Python's operators raise."""

from __future__ import annotations

import math

from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


SMALLEST_NORMAL = 2.0**-1022


@primitive("+")
def add(a: float, b: float) -> float:
    """Sum. add(a, b) = a + b; both local gradients are 1.

    >>> add(1.0, 2.0)
    3.0
    """
    return a + b


@add.rule
def add_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    return add_gradient


def add_gradient() -> tuple[float, float]:
    return 1.0, 1.0


@primitive("-")
def sub(a: float, b: float) -> float:
    """Difference. sub(a, b) = a - b; the local gradients are 1 and -1.

    >>> sub(1.0, 2.0)
    -1.0
    """
    return a - b


@sub.rule
def sub_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    return sub_gradient


def sub_gradient() -> tuple[float, float]:
    return 1.0, -1.0


@primitive("id")
def identity(x: float) -> float:
    """The number itself. identity(x) = x; its derivative is 1.

    On a node it is another node of the same value: a variable of one's own, apart from the node it came from.

    >>> identity(2.0)
    2.0
    """
    return x


@identity.rule
def identity_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    return identity_gradient


def identity_gradient() -> tuple[float]:
    return (1.0,)


@primitive("neg")
def neg(x: float) -> float:
    """Negation. neg(x) = -x; its derivative is -1.

    >>> neg(2.0)
    -2.0
    """
    return -x


@neg.rule
def neg_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    return neg_gradient


def neg_gradient() -> tuple[float]:
    return (-1.0,)


@primitive("*")
def mul(a: float, b: float) -> float:
    """Product. mul(a, b) = a b; the local gradients are b and a.

    >>> mul(2.0, 3.0)
    6.0
    """
    return a * b


@mul.rule
def mul_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    def mul_gradient(a: Any = a, b: Any = b) -> tuple[Any, Any]:
        return b, a

    return mul_gradient


@primitive("/")
def div(a: float, b: float) -> float:
    """Quotient, as IEEE 754 defines it. div(a, b) = a / b; the local gradients are 1/b and -(a/b)/b.

    A division by zero gives inf with the sign of both operands, and 0/0 gives nan.

    >>> div(1.0, 4.0), div(-1.0, 0.0), div(0.0, 0.0)
    (0.25, -inf, nan)
    """
    try:
        return a / b
    except ZeroDivisionError:
        if a == 0.0 or a != a:
            return math.nan
        return math.copysign(math.inf, a) * math.copysign(1.0, b)


@div.rule
def div_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    def div_gradient(a: Any = a, b: Any = b) -> tuple[Any, Any]:
        return div(1.0, b), neg(div_power(a, b, 2.0))

    return div_gradient


@primitive("/**", static=1)
def div_power(a: float, b: float, n: float) -> float:
    """Quotient by a whole power n >= 1 that is a constant. div_power(a, b; n) = a / b^n; its local gradients are
    1/b^n and -n a/b^(n+1).

    It is what differentiates a quotient: a / b^2 is a double for some a and b whose quotient a / b is too small to have
    all its digits, so (a / b) / b would not do.

    >>> div_power(1.0, 2.0, 3.0), div_power(5e-324, 2.0**-60, 2.0) == 5e-324 * 2.0**120
    (0.125, True)
    """
    scale = 2.0**1000 if -1.0 < b < 1.0 and -SMALLEST_NORMAL < div(a, b) < SMALLEST_NORMAL else 1.0
    quotient = a * scale
    for _ in range(int(n)):
        quotient = div(quotient, b)
        if scale > 1.0 and math.fabs(quotient) > 1.0:  # it grows: no more digits to lose, but an overflow ahead
            quotient, scale = quotient / scale, 1.0
    return quotient / scale


@div_power.rule
def div_power_rule(y: Any, a: Any, b: Any, n: float) -> Callable[[], tuple[Any, Any]]:
    def div_power_gradient(a: Any = a, b: Any = b, n: float = n) -> tuple[Any, Any]:
        return div_power(1.0, b, n), mul(-n, div_power(a, b, n + 1.0))

    return div_power_gradient


@primitive("//")
def floordiv(a: float, b: float) -> float:
    """Floor of the quotient, as Python has it. floordiv(a, b) = floor(a / b); both derivatives are 0.

    A division by zero gives what a / b does.

    >>> floordiv(7.0, 2.0), floordiv(-7.0, 2.0), floordiv(1.0, 0.0)
    (3.0, -4.0, inf)
    """
    return a // b if b != 0.0 else div.value(a, b)


@floordiv.rule
def floordiv_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    return floordiv_gradient


def floordiv_gradient() -> tuple[float, float]:
    return 0.0, 0.0


@primitive("%")
def mod(a: float, b: float) -> float:
    """Remainder with the sign of b, as Python has it. mod(a, b) = a - b floor(a / b), nan for b = 0.

    The local gradients are 1 and -floor(a / b).

    >>> mod(7.0, 2.0), mod(-7.0, 2.0), mod(1.0, 0.0)
    (1.0, 1.0, nan)
    """
    return a % b if b != 0.0 else math.nan


@mod.rule
def mod_rule(y: Any, a: Any, b: Any) -> Callable[[], tuple[Any, Any]]:
    def mod_gradient(a: Any = a, b: Any = b) -> tuple[Any, Any]:
        return 1.0, neg(floordiv(a, b))

    return mod_gradient


def divmod(a: Any, b: Any) -> tuple[Any, Any]:
    """Floor of the quotient, and remainder: (a // b, a % b).

    >>> divmod(7.0, 2.0)
    (3.0, 1.0)
    """
    return floordiv(a, b), mod(a, b)
