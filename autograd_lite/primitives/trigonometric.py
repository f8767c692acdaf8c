"""Angles: trigonometric functions and their inverses, in radians."""

from __future__ import annotations

import math

from autograd_lite.primitives.arithmetic import div, neg
from autograd_lite.primitives.powers import rsqrt
from autograd_lite.primitives.scaling import normalizer
from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


@primitive("sin")
def sin(x: float) -> float:
    """Sine of an angle in radians, nan at infinity; its derivative is cos(x).

    >>> sin(0.0)
    0.0
    """
    return math.sin(x) if math.isfinite(x) else math.nan


@sin.rule
def sin_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def sin_gradient(x: Any = x) -> tuple[Any]:
        return (cos(x),)

    return sin_gradient


@primitive("cos")
def cos(x: float) -> float:
    """Cosine of an angle in radians, nan at infinity; its derivative is -sin(x).

    >>> cos(0.0)
    1.0
    """
    return math.cos(x) if math.isfinite(x) else math.nan


@cos.rule
def cos_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def cos_gradient(x: Any = x) -> tuple[Any]:
        return (-sin(x),)

    return cos_gradient


@primitive("tan")
def tan(x: float) -> float:
    """Tangent of an angle in radians, nan at infinity; its derivative is 1 + tan(x)^2.

    >>> tan(0.0)
    0.0
    """
    return math.tan(x) if math.isfinite(x) else math.nan


@tan.rule
def tan_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def tan_gradient(y: Any = y) -> tuple[Any]:
        return (1.0 + y * y,)

    return tan_gradient


@primitive("asin")
def asin(x: float) -> float:
    """Arc sine, between -pi/2 and pi/2, nan for |x| > 1; its derivative is 1/sqrt(1 - x^2), +inf at both ends.

    >>> asin(0.0), asin(2.0)
    (0.0, nan)
    """
    return math.asin(x) if -1.0 <= x <= 1.0 else math.nan


@asin.rule
def asin_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def asin_gradient(x: Any = x) -> tuple[Any]:
        return (rsqrt(one_minus_square(x)),)

    return asin_gradient


@primitive("acos")
def acos(x: float) -> float:
    """Arc cosine, between 0 and pi, nan for |x| > 1; its derivative is -1/sqrt(1 - x^2), -inf at both ends.

    >>> acos(1.0), acos(2.0)
    (0.0, nan)
    """
    return math.acos(x) if -1.0 <= x <= 1.0 else math.nan


@acos.rule
def acos_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def acos_gradient(x: Any = x) -> tuple[Any]:
        return (-rsqrt(one_minus_square(x)),)

    return acos_gradient


@primitive("1-²")
def one_minus_square(x: float) -> float:
    """1 - x^2 = (1 - x)(1 + x), with all its digits near 1 and -1; its derivative is -2x.

    A primitive of its own because the derivatives of arc sine, arc cosine and area tangent need those digits, and
    their derivatives in turn must not be differences of 1 + x and 1 - x.

    >>> one_minus_square(2.0)
    -3.0
    """
    return (1.0 - x) * (1.0 + x)


@one_minus_square.rule
def one_minus_square_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def one_minus_square_gradient(x: Any = x) -> tuple[Any]:
        return (-2.0 * x,)

    return one_minus_square_gradient


@primitive("atan")
def atan(x: float) -> float:
    """Arc tangent, between -pi/2 and pi/2; its derivative is 1/(1 + x^2).

    >>> atan(0.0)
    0.0
    """
    return math.atan(x)


@atan.rule
def atan_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def atan_gradient(x: Any = x) -> tuple[Any]:
        return (atan_slope(x),)

    return atan_gradient


@primitive("1/(1+²)")
def atan_slope(x: float) -> float:
    """The derivative of the arc tangent. atan_slope(x) = 1/(1 + x^2).

    Its derivative is -2 x / (1 + x^2)^2: a primitive of its own, since (1 + x^2)^2 overflows long before that
    underflows.

    >>> atan_slope(1.0)
    0.5
    """
    return 1.0 / (1.0 + x * x)


@atan_slope.rule
def atan_slope_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def atan_slope_gradient(y: Any = y, x: Any = x) -> tuple[Any]:
        return (-2.0 * (x * y) * y,)

    return atan_slope_gradient


@primitive("atan2")
def atan2(y: float, x: float) -> float:
    """The angle of the point (x, y), between -pi and pi. Note the order of the operands, which is that of C.

    The local gradients are x/(x^2 + y^2) by y and -y/(x^2 + y^2) by x, both nan at the origin.

    >>> atan2(0.0, 1.0), atan2(0.0, 0.0)
    (0.0, 0.0)
    """
    return math.atan2(y, x)


@atan2.rule
def atan2_rule(angle: Any, y: Any, x: Any) -> Callable[[], tuple[Any, Any]]:
    def atan2_gradient(y: Any = y, x: Any = x) -> tuple[Any, Any]:
        scale = normalizer(y, x, 0.0)  # without it x^2 + y^2 overflows, or underflows, far from where its quotients do
        ys, xs = y * scale, x * scale
        square = ys * ys + xs * xs
        return div(xs * scale, square), neg(div(ys * scale, square))

    return atan2_gradient


@primitive("degrees")
def degrees(x: float) -> float:
    """Radians to degrees. degrees(x) = 180 x / pi; its derivative is 180/pi.

    >>> degrees(math.pi)
    180.0
    """
    return math.degrees(x)


@degrees.rule
def degrees_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def degrees_gradient() -> tuple[Any]:
        return (180.0 / math.pi,)

    return degrees_gradient


@primitive("radians")
def radians(x: float) -> float:
    """Degrees to radians. radians(x) = pi x / 180; its derivative is pi/180.

    >>> radians(180.0) == math.pi
    True
    """
    return math.radians(x)


@radians.rule
def radians_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def radians_gradient() -> tuple[Any]:
        return (math.pi / 180.0,)

    return radians_gradient
