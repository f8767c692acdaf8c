"""The logarithm of the gamma function, and its derivatives of every order.

For x > 0 the derivatives are sums of terms of one sign,

    psi^(n)(x) = (-1)^(n+1) (n!/x^(n+1) + n!/(x+1)^(n+1) + n!/(x+2)^(n+1) + ...),    n = 1, 2, 3, ...,

of which the first are added up, and the rest is a short asymptotic series; psi itself is such a sum against a
logarithm. For x < 0 they are reflected. Where lgamma and psi have their positive roots, Taylor series about the roots
keep the digits. Formulas are those of the NIST Digital Library of Mathematical Functions (DLMF), https://dlmf.nist.gov.
"""

from __future__ import annotations

import math

from autograd_lite.primitives.arithmetic import div
from autograd_lite.primitives.exponential import exp
from autograd_lite.primitives.nary import dot, fsum
from autograd_lite.primitives.powers import power
from autograd_lite.primitives.table import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


EULER_GAMMA = 0.5772156649015329
BERNOULLI = (  # B_2, B_4, ..., B_26
    *(1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798),
    *(-174611 / 330, 854513 / 138, -236364091 / 2730, 8553103 / 6),
)
PSI_ROOT, PSI_ROOT_LOW = 1.4616321449683622, 9.549995429965697e-17  # the positive root of psi, as a sum of two doubles
LARGEST_FACTORIAL = 170.0  # 171! is beyond the doubles

_TAYLOR: dict[float, tuple[float, ...]] = {}


def _taylor(a: float) -> tuple[float, ...]:
    """psi^(k)(a) / k! for k = 1, 2, ..., 64; made on first use, since an import is to cost nothing."""
    if a not in _TAYLOR:
        _TAYLOR[a] = tuple(polygamma(a, float(k)) / math.factorial(k) for k in range(1, 65))
    return _TAYLOR[a]


def _psi_near_root(x: float) -> float:
    """psi(x) = psi'(a) u + psi''(a) u^2/2 + ... with u = x - a, about its root a: for |u| < 0.75."""
    u, slope = (x - PSI_ROOT) - PSI_ROOT_LOW, 0.0
    for c in reversed(_taylor(PSI_ROOT)):
        slope = slope * u + c
    return u * slope


def _term(n: float, x: float) -> float:
    """n! / x^(n+1), divided in two steps: x^(n+1) may be no double where the quotient is one."""
    if n > LARGEST_FACTORIAL:
        return exp(lgamma(n + 1.0) - (n + 1.0) * math.log(x))
    half = (n + 1.0) // 2.0
    return div(div(float(math.factorial(int(n))), power(x, half)), power(x, n + 1.0 - half))


def _sum_from(x: float, n: float) -> float:
    """(-1)^(n+1) psi^(n)(x) for x > 0: terms as they are up to y, the rest asymptotically (DLMF 5.11.2, 5.15.8).

    From y = 8 + 3n/4 on, the first term that the series leaves out is below 1e-18 of the whole.
    """
    terms: list[float] = []  # fsum adds them without rounding: what is left is the rounding of the terms
    y, lost = x, 0.0
    while y < 8.0 + 0.75 * n:
        terms.append(_term(n, y) * (1.0 - (n + 1.0) * lost / y))
        if not terms[-1] > 1e-18 * terms[0]:  # nor is what follows; and so it ends for inf and nan
            return fsum.value(*terms)
        y = x + len(terms)
        added = y - x
        lost = (x - (y - added)) + (len(terms) - added)  # x + len(terms) - y, exactly: it counts n times
    correction, weight = 0.5 / y, 0.5 * (n + 1.0) / y / y
    for j, bernoulli in enumerate(BERNOULLI, start=1):
        correction += bernoulli * weight
        weight *= (n + 2 * j + 1) * (n + 2 * j) / ((2 * j + 2) * (2 * j + 1)) / y / y
    if n == 0.0:
        terms += [-math.log(y), -lost / y, correction]
    else:
        terms.append(_term(n - 1.0, y) * (1.0 + n * correction) * (1.0 - n * lost / y))
    return fsum.value(*terms)


def _cot_derivative(r: float, n: float) -> float:
    """The n-th derivative of pi cot(pi r) for 0 < r <= 1/2, without its sign, which is (-1)^n.

    Its Taylor coefficients follow from cot' = -(1 + cot^2), by sums without cancellation: they keep their digits even
    beside r = 1/2, where those of even order vanish.
    """
    t = math.tan(math.pi * (0.5 - r)) if r > 0.25 else div(1.0, math.tan(math.pi * r))
    if n > LARGEST_FACTORIAL:
        return math.inf if n % 2.0 == 1.0 or t != 0.0 else 0.0
    c = [t]
    for k in range(int(n)):
        c.append((dot(c, c[::-1]) + (k == 0)) / (k + 1))
    return float(math.factorial(int(n))) * (power(math.pi, n + 1.0) * c[-1])


def _with_order(x: Any, n: float) -> tuple[Any, float]:
    return x, n


@primitive("ψ", static=1, spread=_with_order)
def polygamma(x: float, n: float) -> float:
    """Polygamma function of order n = 0, 1, 2, ... (a constant): polygamma(x; n) = psi^(n)(x), the derivative of order
    n + 1 of lgamma (DLMF 5.15); digamma is n = 0. Its derivative is polygamma(x; n + 1).

    At the poles 0, -1, -2, ... it is +inf for odd n. For even n the sides of a pole differ in sign: polygamma(+-0.0; n)
    is -+inf, at the others it is nan, as it is at -inf. At +inf it is inf for n = 0, otherwise 0.

    Raises ``ValueError`` for an order that is no whole number from 0 on.

    Largest measured error for x > 0: 3.8 ulp up to n = 170, beside the root of digamma too. For x < 0: 3n + 1 ulp (15
    for n = 0), relative to the larger one of the two terms of the reflection (DLMF 5.15.6), which cancel at the roots.
    Beyond n = 170, where n! is no double: about 2n log(n) ulp.

    >>> polygamma(1.0, 0), polygamma(2.0, 0) - polygamma(1.0, 0), polygamma(-1.0, 1)
    (-0.5772156649015329, 1.0, inf)
    """
    if not (n >= 0.0 and n.is_integer()):
        raise ValueError(f"the order of polygamma is a whole number 0, 1, 2, ..., not {n!r}")
    odd = n % 2.0 == 1.0
    sign = 1.0 if odd else -1.0
    if x > 0.0:
        return _psi_near_root(x) if n == 0.0 and -0.75 < x - PSI_ROOT < 0.75 else sign * _sum_from(x, n)
    if x == 0.0:
        return math.inf if odd else -math.copysign(math.inf, x)
    if not x > -math.inf:
        return math.nan
    r = math.remainder(x, 1.0)  # exact
    if r == 0.0:
        return math.inf if odd else math.nan
    cot = _cot_derivative(math.fabs(r), n) * (sign if r > 0.0 else 1.0)
    return cot if math.isinf(cot) else cot - sign * polygamma(1.0 - x, n)


@polygamma.rule
def polygamma_rule(y: Any, x: Any, n: float) -> Callable[[], tuple[Any]]:
    def polygamma_gradient(x: Any = x, n: float = n) -> tuple[Any]:
        return (polygamma(x, n + 1.0),)

    return polygamma_gradient


def digamma(x: Any) -> Any:
    """The logarithmic derivative of the gamma function (DLMF 5.2.2): polygamma(x; 0), on floats and on nodes.

    >>> digamma(1.0)
    -0.5772156649015329
    """
    return polygamma(x, 0.0)


def _lgamma_beside(a: float, t: float) -> float:
    """lgamma(a + t) for its roots a = 1 and 2, by its Taylor series (compare DLMF 5.7.3): for |t| <= 0.7."""
    slope = 0.0
    for k, c in reversed(list(enumerate(_taylor(a), start=2))):
        slope = slope * t + c / k
    return t * (slope * t + (a - 1.0 - EULER_GAMMA))


def _lgamma_right(x: float) -> float:
    """lgamma(x) for x > 0."""
    if x >= 8.0:
        try:
            return math.lgamma(x)  # below it loses digits: 58 ulps at 2.2, five digits beside 1 and 2
        except OverflowError:
            return math.inf
    if x < 0.5:
        return _lgamma_beside(1.0, x) - math.log(x)
    product = 1.0
    while x > 2.5:  # gamma(x) = (x - 1) gamma(x - 1)
        x -= 1.0
        product *= x
    return math.log(product) + (_lgamma_beside(2.0, x - 2.0) if x > 1.3 else _lgamma_beside(1.0, x - 1.0))


@primitive("lnΓ")
def lgamma(x: float) -> float:
    """Logarithm of the absolute value of the gamma function. lgamma(x) = log |Gamma(x)|, +inf at the poles 0, -1,
    -2, ... and at both infinities; its derivative is digamma(x) (DLMF 5.2.2).

    Largest measured error for x > 0: 2.5 ulp, beside the roots 1 and 2 too. For x < 0: 3 ulp, relative to the larger
    one of the two terms of the reflection (DLMF 5.5.3), which cancel at the roots.

    >>> lgamma(1.0), lgamma(3.0) == math.log(2.0), lgamma(-1.0)
    (0.0, True, inf)
    """
    if x > 0.0:
        return _lgamma_right(x)
    if x != x:
        return x
    if -1e-17 < x < 0.0:  # pi x would lose the digits of a subnormal x
        return -math.log(-x)
    sine = math.sin(math.pi * math.fabs(math.remainder(x, 1.0))) if x > -math.inf else 0.0
    return math.log(math.pi / sine) - _lgamma_right(1.0 - x) if sine > 0.0 else math.inf


@lgamma.rule
def lgamma_rule(y: Any, x: Any) -> Callable[[], tuple[Any]]:
    def lgamma_gradient(x: Any = x) -> tuple[Any]:
        return (polygamma(x, 0.0),)

    return lgamma_gradient
