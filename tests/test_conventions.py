"""What holds at kinks, poles and the ends of the range: the conventions, exactly, signed zeros included."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mpmath import mp

from autograd_lite import Value, gradients, primitives, sqrt, where
from autograd_lite.primitives import Primitive, table
from autograd_lite.primitives.gamma import BERNOULLI, PSI_ROOT, PSI_ROOT_LOW
from tests.oracles.points import LARGEST, SMALLEST, any_float, inf, nan


def gradients_at(row: Primitive, *point: float) -> tuple[float, ...]:
    return row.gradient(row.value(*point), *point)()


def same(a: float, b: float) -> bool:
    """The same double: nan is nan, and the sign of zero counts."""
    return (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1.0, a) == math.copysign(1.0, b))


# Row, operands (static parameters last), value, local gradients.
AT_KINKS_AND_POLES: list[tuple[Primitive, tuple[float, ...], float, tuple[float, ...]]] = [
    # kinks
    (primitives.relu, (0.0,), 0.0, (0.0,)),
    (primitives.relu, (-0.0,), 0.0, (0.0,)),
    (primitives.abs, (0.0,), 0.0, (0.0,)),
    (primitives.leaky_relu, (0.0, 0.1), 0.0, (0.1,)),
    (primitives.leaky_relu, (-0.0, 0.1), -0.0, (0.1,)),
    (primitives.leaky_relu, (0.0, -0.1), -0.0, (-0.1,)),
    (primitives.elu, (0.0, 0.5), 0.0, (0.5,)),
    (primitives.clip, (1.0, 1.0, 2.0), 1.0, (0.5,)),
    (primitives.clip, (2.0, 1.0, 2.0), 2.0, (0.5,)),
    (primitives.clip, (inf, -inf, inf), inf, (0.5,)),
    (primitives.clip, (-0.0, 0.0, 1.0), -0.0, (0.5,)),
    (primitives.clip, (0.0, -1.0, -0.0), 0.0, (0.5,)),
    (primitives.clip, (nan, 1.0, 2.0), nan, (nan,)),
    (primitives.copysign, (0.0, -1.0), -0.0, (-0.0, 0.0)),
    (primitives.copysign, (3.0, -0.0), -3.0, (-1.0, 0.0)),
    (primitives.copysign, (-3.0, 0.0), 3.0, (-1.0, 0.0)),
    (primitives.hypot, (0.0, 0.0), 0.0, (0.0, 0.0)),
    (primitives.hypot, (0.0,), 0.0, (0.0,)),
    (primitives.hypot, (), 0.0, ()),
    (primitives.direction, (0.0, 0.0), 0.0, (inf, nan)),
    # jumps
    (primitives.sign, (-0.0,), -0.0, (0.0,)),
    (primitives.step, (0.0,), 0.0, (0.0,)),
    (primitives.step, (-0.0,), 0.0, (0.0,)),
    (primitives.floor, (2.0,), 2.0, (0.0,)),
    (primitives.floor, (-0.0,), -0.0, (0.0,)),
    (primitives.ceil, (-0.5,), -0.0, (0.0,)),
    (primitives.ceil, (-inf,), -inf, (0.0,)),
    (primitives.trunc, (-0.5,), -0.0, (0.0,)),
    (primitives.trunc, (-3.0,), -3.0, (0.0,)),
    (primitives.trunc, (inf,), inf, (0.0,)),
    (primitives.round, (0.5, 0.0), 0.0, (0.0,)),
    (primitives.round, (-0.5, 0.0), -0.0, (0.0,)),
    (primitives.round, (1.5, 0.0), 2.0, (0.0,)),
    (primitives.round, (inf, 2.0), inf, (0.0,)),
    (primitives.round, (-1.7e308, -308.0), -inf, (0.0,)),
    (primitives.floordiv, (6.0, 2.0), 3.0, (0.0, 0.0)),
    (primitives.floordiv, (-1.0, inf), -1.0, (0.0, 0.0)),
    (primitives.floordiv, (1.0, -0.0), -inf, (0.0, 0.0)),
    (primitives.floordiv, (0.0, 0.0), nan, (0.0, 0.0)),
    (primitives.mod, (6.0, 2.0), 0.0, (1.0, -3.0)),
    (primitives.mod, (6.0, -2.0), -0.0, (1.0, 3.0)),
    (primitives.mod, (1.0, 0.0), nan, (1.0, -inf)),
    (primitives.select, (-0.0, 1.0, 2.0), 2.0, (0.0, 0.0, 1.0)),
    (primitives.select, (0.0, inf, 2.0), 2.0, (0.0, 0.0, 1.0)),
    (primitives.select, (nan, 1.0, 2.0), nan, (0.0, nan, nan)),
    # poles and the ends of a domain
    (primitives.sqrt, (0.0,), 0.0, (inf,)),
    (primitives.sqrt, (-0.0,), -0.0, (inf,)),
    (primitives.cbrt, (0.0,), 0.0, (inf,)),
    (primitives.cbrt, (-0.0,), -0.0, (inf,)),
    (primitives.cbrt, (-inf,), -inf, (0.0,)),
    (primitives.reciprocal, (0.0,), inf, (-inf,)),
    (primitives.reciprocal, (-0.0,), -inf, (-inf,)),
    (primitives.log, (-0.0,), -inf, (inf,)),
    (primitives.log2, (0.0,), -inf, (inf,)),
    (primitives.log2, (-0.0,), -inf, (inf,)),
    (primitives.log10, (0.0,), -inf, (inf,)),
    (primitives.log10, (-0.0,), -inf, (inf,)),
    (primitives.log1p, (-1.0,), -inf, (inf,)),
    (primitives.log1p, (-0.0,), -0.0, (1.0,)),
    (primitives.asin, (1.0,), math.pi / 2, (inf,)),
    (primitives.asin, (-1.0,), -math.pi / 2, (inf,)),
    (primitives.acos, (1.0,), 0.0, (-inf,)),
    (primitives.acos, (-1.0,), math.pi, (-inf,)),
    (primitives.acosh, (1.0,), 0.0, (inf,)),
    (primitives.atanh, (1.0,), inf, (inf,)),
    (primitives.atanh, (-1.0,), -inf, (inf,)),
    (primitives.atanh, (-0.0,), -0.0, (1.0,)),
    (primitives.logit, (0.0,), -inf, (inf,)),
    (primitives.logit, (1.0,), inf, (inf,)),
    (primitives.logit, (-0.0,), -inf, (inf,)),
    (primitives.logit, (0.5,), 0.0, (4.0,)),
    (primitives.atan2, (0.0, 0.0), 0.0, (nan, nan)),
    (primitives.atan2, (-0.0, -1.0), -math.pi, (-1.0, 0.0)),
    (primitives.atan2, (0.0, -1.0), math.pi, (-1.0, -0.0)),
    # infinities and saturation
    (primitives.exp2, (1024.0,), inf, (2.0**1023 * (2.0 * math.log(2.0)),)),
    (primitives.exp2, (-inf,), 0.0, (0.0,)),
    (primitives.expm1, (-inf,), -1.0, (0.0,)),
    (primitives.expm1, (1000.0,), inf, (inf,)),
    (primitives.sinh, (-1000.0,), -inf, (inf,)),
    (primitives.cosh, (-1000.0,), inf, (-inf,)),
    (primitives.asinh, (-inf,), -inf, (0.0,)),
    (primitives.acosh, (inf,), inf, (0.0,)),
    (primitives.atan, (inf,), math.pi / 2, (0.0,)),
    (primitives.tan, (inf,), nan, (nan,)),
    (primitives.log_sigmoid, (-inf,), -inf, (1.0,)),
    (primitives.log_sigmoid, (inf,), -0.0, (0.0,)),
    (primitives.softplus, (-inf,), 0.0, (0.0,)),
    (primitives.softplus, (inf,), inf, (1.0,)),
    (primitives.silu, (-inf,), -0.0, (0.0,)),
    (primitives.silu, (-1e4,), -0.0, (0.0,)),
    (primitives.silu, (inf,), inf, (nan,)),
    (primitives.elu, (-inf, 2.0), -2.0, (0.0,)),
    (primitives.prod, (0.0, 2.0, 3.0), 0.0, (6.0, 0.0, 0.0)),
    (primitives.prod, (0.0, 0.0, 3.0), 0.0, (0.0, 0.0, 0.0)),
    (primitives.prod, (), 1.0, ()),
    (primitives.mean, (1.7e308, 1.7e308), 1.7e308, (0.5, 0.5)),
    (primitives.mean, (inf, 1.0), inf, (0.5, 0.5)),
    (primitives.logsumexp, (), -inf, ()),
    (primitives.logsumexp, (-inf, 1.0), 1.0, (0.0, 1.0)),
    (primitives.logsumexp, (inf, 1.0), inf, (nan, nan)),
    (primitives.logsumexp, (-inf, -inf), -inf, (nan, nan)),
    (primitives.logaddexp, (-1000.0, 1000.0), 1000.0, (0.0, 1.0)),
    (primitives.exp_difference, (inf, 1.0), inf, (inf, -inf)),
    (primitives.exp_difference, (709.9, 0.0), inf, (inf, -inf)),
    (primitives.mean, (1.7e308, 1.7e308, -inf), -inf, (1 / 3, 1 / 3, 1 / 3)),
    # arithmetic, as IEEE 754 has it
    (primitives.add, (inf, -inf), nan, (1.0, 1.0)),
    (primitives.add, (-0.0, -0.0), -0.0, (1.0, 1.0)),
    (primitives.sub, (inf, inf), nan, (1.0, -1.0)),
    (primitives.sub, (0.0, 0.0), 0.0, (1.0, -1.0)),
    (primitives.mul, (0.0, inf), nan, (inf, 0.0)),
    (primitives.mul, (-0.0, 2.0), -0.0, (2.0, -0.0)),
    (primitives.div, (1.0, -0.0), -inf, (-inf, -inf)),
    (primitives.div, (0.0, 0.0), nan, (inf, nan)),
    (primitives.div_power, (1.0, -0.0, 3.0), -inf, (-inf, -inf)),
    (primitives.sum, (), 0.0, ()),
    (primitives.sum, (inf, -inf), nan, (1.0, 1.0)),
    (primitives.dot, (inf, 0.0), nan, (0.0, inf)),
    (primitives.identity, (-0.0,), -0.0, (1.0,)),
    (primitives.neg, (0.0,), -0.0, (-1.0,)),
    (primitives.square, (-0.0,), 0.0, (-0.0,)),
    (primitives.one_minus_square, (1.0,), 0.0, (-2.0,)),
    (primitives.power, (0.0, -1.0), inf, (-inf,)),
    (primitives.power_slope, (0.0, -1.0, -1.0, 1.0), -inf, (inf,)),
    (primitives.pow, (0.0, 0.0), 1.0, (0.0, nan)),
    (primitives.pow_derivative, (0.0, 2.0, 1.0, 0.0), 0.0, (2.0, 0.0)),
    (primitives.pow_derivative, (0.0, 2.0, 0.0, 1.0), 0.0, (0.0, 0.0)),
    (primitives.pow_derivative, (1.0, 1e200, 2.0, 0.0), inf, (inf, 2e200)),
    (primitives.pow_derivative, (0.5, 1e200, 2.0, 0.0), 0.0, (0.0, -0.0)),
    (primitives.pow_derivative, (0.0, 1.0, 1.0, 1.0), nan, (nan, nan)),
    (primitives.pow_derivative, (inf, 0.5, 1.0, 1.0), 0.0, (0.0, 0.0)),
    (primitives.pow_derivative, (inf, 1.0, 1.0, 1.0), inf, (0.0, inf)),
    (primitives.pow_derivative, (-2.0, 3.0, 1.0, 1.0), nan, (nan, nan)),
    # ends, and zeros of either sign, of functions that are smooth everywhere
    (primitives.exp, (-inf,), 0.0, (0.0,)),
    (primitives.exp, (inf,), inf, (inf,)),
    (primitives.log_slope, (-0.0, 1.0), inf, (-inf,)),
    (primitives.log_slope, (inf, 2.0), 0.0, (-0.0,)),
    (primitives.rsqrt, (0.0,), inf, (-inf,)),
    (primitives.rsqrt, (-0.0,), inf, (-inf,)),
    (primitives.rsqrt, (inf,), 0.0, (-0.0,)),
    (primitives.sin, (-0.0,), -0.0, (1.0,)),
    (primitives.cos, (0.0,), 1.0, (-0.0,)),
    (primitives.atan_slope, (-0.0,), 1.0, (0.0,)),
    (primitives.degrees, (-0.0,), -0.0, (180.0 / math.pi,)),
    (primitives.radians, (-0.0,), -0.0, (math.pi / 180.0,)),
    (primitives.tanh, (-0.0,), -0.0, (1.0,)),
    (primitives.tanh_slope, (0.0,), 1.0, (-0.0,)),
    (primitives.tanh_slope, (inf,), 0.0, (-0.0,)),
    (primitives.sigmoid, (-inf,), 0.0, (0.0,)),
    (primitives.sigmoid_slope, (0.0,), 0.25, (-0.0,)),
    (primitives.sigmoid_slope, (-inf,), 0.0, (0.0,)),
    (primitives.erf, (-0.0,), -0.0, (2.0 / math.sqrt(math.pi),)),
    (primitives.erfc, (inf,), 0.0, (-0.0,)),
    (primitives.gauss, (inf, 1.0, 1.0), 0.0, (0.0,)),
    (primitives.normal_cdf, (-inf,), 0.0, (0.0,)),
    (primitives.gelu, (-inf,), -0.0, (0.0,)),
    (primitives.lgamma, (0.0,), inf, (-inf,)),
    (primitives.lgamma, (-1.0,), inf, (nan,)),
    (primitives.polygamma, (0.0, 0.0), -inf, (inf,)),
    # ties and declared constants
    (primitives.equal, (0.0, -0.0), 1.0, (0.0, 0.0)),
    (primitives.equal, (nan, nan), 0.0, (0.0, 0.0)),
    (primitives.max, (-0.0, 0.0), -0.0, (0.5, 0.5)),
    (primitives.min, (0.0, -0.0), 0.0, (0.5, 0.5)),
    (primitives.pivot, (1.0, 2.0), 2.0, (0.0, 0.0)),
    (primitives.normalizer, (inf, 1.0, 0.0), 1.0, (0.0, 0.0)),
    (primitives.normalizer, (5e-324, 0.0), 2.0**1023, (0.0,)),
    (primitives.normalizer, (2.0**960, 960.0), 1.0, (0.0,)),
    (primitives.normalizer, (2.0**961, 960.0), 2.0**-961, (0.0,)),
    (primitives.exponent, (-0.0,), 0.0, (0.0,)),
    (primitives.exponent, (-inf,), 0.0, (0.0,)),
    (primitives.exponent, (nan,), 0.0, (0.0,)),
    (primitives.exponent, (5e-324,), -1074.0, (0.0,)),
    (primitives.ldexp, (-0.0, inf), -0.0, (inf, 0.0)),
    (primitives.ldexp, (inf, -inf), inf, (0.0, 0.0)),
    (primitives.ldexp, (-1.0, 1024.0), -inf, (inf, 0.0)),
    (primitives.ldexp, (3.0, 0.75), 6.0, (2.0, 0.0)),
    (primitives.ldexp, (3.0, nan), nan, (nan, 0.0)),
    (primitives.fsum, (1.7e308, 1.7e308, -1.7e308), 1.7e308, (1.0, 1.0, 1.0)),
    (primitives.fsum, (1.7e308, 1.7e308, 1.0), inf, (1.0, 1.0, 1.0)),
    (primitives.fsum, (1.7e308, 1.7e308, -inf, inf), nan, (1.0, 1.0, 1.0, 1.0)),
    (primitives.fsum, (inf, -inf), nan, (1.0, 1.0)),
    (primitives.fsum, (), 0.0, ()),
    (primitives.prod, (inf, -2.0, 0.0), nan, (-0.0, nan, -inf)),
    (primitives.prod, (-0.0, 1e300, 1e300), -0.0, (inf, -0.0, -0.0)),
    (primitives.prod, (-inf, 5e-324), -inf, (5e-324, -inf)),
]


@pytest.mark.parametrize(("row", "point", "value", "gradients"), AT_KINKS_AND_POLES)
def test_the_convention(row: Primitive, point: tuple[float, ...], value: float, gradients: tuple[float, ...]) -> None:
    """Exactly, with the sign of zero."""
    assert same(row.value(*point), value)
    got = gradients_at(row, *point)
    assert len(got) == len(gradients)
    assert all(map(same, got, gradients)), got


def test_every_row_has_a_convention() -> None:
    assert {row.name for row, *_ in AT_KINKS_AND_POLES} == set(table())


OUTSIDE = [
    (primitives.log, -1.0),
    (primitives.log2, -1e-300),
    (primitives.log10, -1e300),
    (primitives.log1p, -1.5),
    (primitives.sqrt, -1.0),
    (primitives.asin, 1.5),
    (primitives.asin, -1.5),
    (primitives.asin, -inf),
    (primitives.acos, -1.5),
    (primitives.acosh, 0.5),
    (primitives.acosh, -2.0),
    (primitives.atanh, 2.0),
    (primitives.atanh, -inf),
    (primitives.logit, -0.5),
    (primitives.logit, 1.5),
    (primitives.logit, inf),
]


@pytest.mark.parametrize(("row", "x"), OUTSIDE)
def test_outside_the_domain_value_and_derivative_are_nan(row: Primitive, x: float) -> None:
    """As IEEE 754 has it, and as a debugger can find it: the derivative is not the one of the formula beyond."""
    assert math.isnan(row.value(x))
    assert math.isnan(*gradients_at(row, x))


def test_where_leaves_the_other_branch_out() -> None:
    """sqrt has an infinite derivative at 0; zero times infinity would be nan."""
    x = Value(0.0)
    y = 3.0 * x + where(x > 0, sqrt(x), 0.0)
    assert gradients(y, x) == 3.0


@pytest.mark.parametrize("condition", [1.0, 1, Value(1.0), None, "yes"])
def test_a_condition_is_a_bool(condition: Any) -> None:
    with pytest.raises(TypeError, match="pass a comparison, such as x > 0"):
        where(condition, 1.0, 2.0)


def test_where_takes_numbers_nodes_and_numpys_bools() -> None:
    x = Value(2.0)
    assert where(x > 1, x, 0) is x
    assert same(where(np.float64(0.0) > 1.0, x, 3), 3.0)
    with pytest.raises(TypeError, match="'a' is of type str"):
        where(True, "a", x)


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_magnitudes_of_zero_are_positive_zero(zero: float) -> None:
    """As fabs of IEEE 754, and the larger of 0 and x: a quotient by them has no sign to get wrong."""
    assert same(primitives.abs.value(zero), 0.0)
    assert same(primitives.relu.value(zero), 0.0)


@given(st.floats())
def test_abs_clears_the_sign_and_nothing_else(x: float) -> None:
    assert same(primitives.abs.value(x), math.fabs(x))


@pytest.mark.parametrize("row", [primitives.max, primitives.min], ids=lambda row: row.name)
def test_a_tie_is_split_evenly(row: Primitive) -> None:
    assert gradients_at(row, 2.0, 2.0) == (0.5, 0.5)
    assert gradients_at(row, 3.0, 3.0, 3.0, 3.0) == (0.25,) * 4
    assert gradients_at(row, 0.0, -0.0) == (0.5, 0.5)
    assert gradients_at(row, inf, inf) == (0.5, 0.5)


def test_a_tie_that_is_not_the_extremum_has_no_share() -> None:
    assert gradients_at(primitives.max, 1.0, 5.0, 1.0, 5.0) == (0.0, 0.5, 0.0, 0.5)
    assert gradients_at(primitives.min, 1.0, 5.0, 1.0, 5.0) == (0.5, 0.0, 0.5, 0.0)


POWERS_AT_THE_EDGE = [
    # a, b: a^b, d/da, d/db
    (0.0, 0.0, 1.0, 0.0, nan),
    (0.0, 1.0, 0.0, 1.0, 0.0),
    (0.0, 0.5, 0.0, inf, 0.0),
    (0.0, 2.0, 0.0, 0.0, 0.0),
    (0.0, -1.0, inf, -inf, nan),
    (-2.0, 3.0, -8.0, 12.0, nan),
    (-2.0, 0.5, nan, nan, nan),
    # the other powers of zero, from both sides: odd exponents tell them apart, their slopes are even
    (0.0, -2.0, inf, -inf, nan),
    (0.0, -0.5, inf, -inf, nan),
    (0.0, 1.5, 0.0, 0.0, 0.0),
    (0.0, 3.0, 0.0, 0.0, 0.0),
    (-0.0, -2.0, inf, inf, nan),
    (-0.0, -1.0, -inf, -inf, nan),
    (-0.0, -0.5, inf, -inf, nan),
    (-0.0, 0.0, 1.0, 0.0, nan),
    (-0.0, 0.5, 0.0, inf, 0.0),
    (-0.0, 1.0, -0.0, 1.0, 0.0),
    (-0.0, 1.5, 0.0, 0.0, 0.0),
    (-0.0, 2.0, 0.0, -0.0, 0.0),
    (-0.0, 3.0, -0.0, 0.0, 0.0),
    # powers of one and minus one
    (1.0, -2.0, 1.0, -2.0, 0.0),
    (1.0, 0.0, 1.0, 0.0, 0.0),
    (-1.0, -2.0, 1.0, 2.0, nan),
    (-1.0, -1.0, -1.0, -1.0, nan),
    (-1.0, 0.0, 1.0, 0.0, nan),
    (-1.0, 0.5, nan, nan, nan),
    (-1.0, 2.0, 1.0, -2.0, nan),
    # at infinity, as limits
    (inf, -2.0, 0.0, -0.0, 0.0),
    (inf, -0.5, 0.0, -0.0, 0.0),
    (inf, 0.0, 1.0, 0.0, inf),
    (inf, 0.5, inf, 0.0, inf),
    (inf, 1.0, inf, 1.0, inf),
    (inf, 2.0, inf, inf, inf),
    (-inf, -2.0, 0.0, 0.0, nan),
    (-inf, -1.0, -0.0, -0.0, nan),
    (-inf, 1.0, -inf, 1.0, nan),
    (-inf, 2.0, inf, -inf, nan),
    (-inf, 3.0, -inf, inf, nan),
    # an infinite exponent is even
    (0.0, inf, 0.0, 0.0, 0.0),
    (0.0, -inf, inf, -inf, nan),
    (-0.0, -inf, inf, inf, nan),
    (0.5, inf, 0.0, 0.0, -0.0),
    (0.5, -inf, inf, -inf, -inf),
    (1.0, inf, 1.0, inf, 0.0),
    (2.0, inf, inf, inf, inf),
    (inf, inf, inf, inf, inf),
    (2.0, -inf, 0.0, -0.0, 0.0),
    (-2.0, inf, inf, -inf, nan),
    # nan
    (nan, 0.0, 1.0, 0.0, nan),
    (nan, 1.0, nan, 1.0, nan),
    (nan, 2.0, nan, nan, nan),
    (nan, inf, nan, nan, nan),
    (1.0, nan, 1.0, nan, 0.0),
    (2.0, nan, nan, nan, nan),
    (inf, nan, nan, nan, nan),
]


@pytest.mark.parametrize(("a", "b", "y", "slope", "by_exponent"), POWERS_AT_THE_EDGE)
def test_powers_at_the_edge_of_their_domain(a: float, b: float, y: float, slope: float, by_exponent: float) -> None:
    """x^p as a limit, and the exponent's derivative where log x does not exist: the same for both forms of power.

    (The table is made as that of the Julia project's ChainRules is: zeros of both signs, ones, infinities.)
    """
    assert same(primitives.pow.value(a, b), y)
    assert same(primitives.power.value(a, b), y)
    assert all(map(same, gradients_at(primitives.pow, a, b), (slope, by_exponent)))
    assert all(map(same, gradients_at(primitives.power, a, b), (slope,)))


@given(any_float)
def test_a_constant_power_has_derivative_zero_everywhere(x: float) -> None:
    assert primitives.power.value(x, 0.0) == 1.0
    assert gradients_at(primitives.power, x, 0.0) == (0.0,)


@given(any_float)
def test_the_square_has_derivative_2x_everywhere(x: float) -> None:
    (slope,) = gradients_at(primitives.power, x, 2.0)
    assert slope == 2.0 * x or (math.isnan(slope) and math.isnan(x))


@pytest.mark.parametrize("row", [primitives.log, primitives.sqrt, primitives.rsqrt, primitives.log_slope])
@given(x=st.floats(max_value=0.0, exclude_max=True))
def test_outside_the_domain_everything_is_nan(row: Primitive, x: float) -> None:
    point = (x, 1.0) if row.static else (x,)
    assert math.isnan(row.value(*point))
    assert all(map(math.isnan, gradients_at(row, *point)))


@pytest.mark.parametrize("row", [primitives.sin, primitives.cos], ids=lambda row: row.name)
@pytest.mark.parametrize("x", [inf, -inf])
def test_an_infinite_angle_has_no_sine(row: Primitive, x: float) -> None:
    assert math.isnan(row.value(x))
    assert math.isnan(*gradients_at(row, x))


def test_the_sigmoid_saturates_without_overflow() -> None:
    assert same(primitives.sigmoid.value(-800.0), 0.0)
    assert primitives.sigmoid.value(800.0) == 1.0
    for x in (-800.0, 800.0, -inf, inf):
        assert gradients_at(primitives.sigmoid, x) == (0.0,)


def test_exponentials_at_infinity() -> None:
    assert primitives.exp.value(inf) == inf
    assert primitives.exp.value(-inf) == 0.0
    assert primitives.exp.value(710.0) == inf  # e^710 is beyond the doubles
    for x in (-inf, inf):
        assert primitives.tanh.value(x) == math.copysign(1.0, x)
        assert gradients_at(primitives.tanh, x) == (0.0,)
        assert primitives.tanh_slope.value(x) == primitives.sigmoid_slope.value(x) == 0.0


def test_the_slope_of_tanh_keeps_its_digits_where_its_exponential_is_subnormal() -> None:
    for x in np.linspace(354.2, 354.9, 300):
        exact = mp.sech(mp.mpf(float(x))) ** 2
        assert abs(primitives.tanh_slope.value(float(x)) - exact) < 2.4 * 2.0**-52 * exact


@pytest.mark.parametrize("n", [22.0, 25.0, 30.0, 35.0])
def test_a_quotient_by_a_high_power_grows_from_subnormal_to_normal(n: float) -> None:
    b = 0.7 * 2.0**-51
    exact = mp.mpf(5e-324) / mp.mpf(b) ** int(n)
    assert abs(primitives.div_power.value(5e-324, b, n) - exact) < 0.6 * n * 2.0**-52 * exact


@pytest.mark.parametrize("a", [2.0, -2.0, inf, -inf])
@pytest.mark.parametrize("b", [0.0, -0.0])
def test_division_by_zero_is_infinite_with_the_sign_of_both(a: float, b: float) -> None:
    sign = math.copysign(1.0, a) * math.copysign(1.0, b)
    assert primitives.div.value(a, b) == sign * inf
    assert gradients_at(primitives.div, a, b) == (math.copysign(inf, b), -math.copysign(inf, a))


@pytest.mark.parametrize("a", [0.0, -0.0, nan])
@pytest.mark.parametrize("b", [0.0, -0.0])
def test_zero_over_zero_is_no_number(a: float, b: float) -> None:
    assert math.isnan(primitives.div.value(a, b))
    assert math.isnan(gradients_at(primitives.div, a, b)[1])


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(allow_nan=False, allow_infinity=False))
def test_where_python_divides_the_quotient_is_pythons(a: float, b: float) -> None:
    assume(b != 0.0)
    assert same(primitives.div.value(a, b), a / b)


@given(st.lists(st.floats(allow_nan=False), min_size=1, max_size=8))
def test_the_extrema_are_pythons_and_their_shares_add_up_to_one(xs: list[float]) -> None:
    assert same(primitives.max(xs), max(xs))  # of two zeros the first one
    assert same(primitives.min(xs), min(xs))
    for row in (primitives.max, primitives.min):
        assert math.fsum(gradients_at(row, *xs)) == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize("zeros", [[0.0, -0.0], [-0.0, 0.0]])
def test_of_two_zeros_the_first_is_the_extremum(zeros: list[float]) -> None:
    assert same(primitives.max(zeros), zeros[0])
    assert same(primitives.min(zeros), zeros[0])


@given(st.lists(st.floats(), min_size=1, max_size=8), st.data())
def test_nan_among_its_operands_makes_an_extremum_nan(xs: list[float], data: st.DataObject) -> None:
    xs.insert(data.draw(st.integers(0, len(xs))), nan)
    assert math.isnan(primitives.max(xs))
    assert math.isnan(primitives.min(xs))


# --- special functions ---


@pytest.mark.parametrize("x", [inf, -inf])
def test_the_bell_curve_and_all_its_moments_vanish_at_infinity(x: float) -> None:
    """inf^k 0 is no nan here, or the second derivative of erf and the first of gelu would be."""
    for k in range(4):
        assert primitives.gauss.value(x, 1.0, float(k)) == 0.0
        assert gradients_at(primitives.gauss, x, 0.5, float(k)) == (0.0,)


def test_integrals_of_the_bell_curve_at_infinity() -> None:
    assert [primitives.erf.value(x) for x in (-inf, inf)] == [-1.0, 1.0]
    assert [primitives.erfc.value(x) for x in (-inf, inf)] == [2.0, 0.0]
    assert [primitives.normal_cdf.value(x) for x in (-inf, inf)] == [0.0, 1.0]
    for row in (primitives.erf, primitives.erfc, primitives.normal_cdf):
        assert gradients_at(row, -inf) == gradients_at(row, inf) == (0.0,)


def test_the_gelu_at_infinity_is_the_relu_with_its_derivative() -> None:
    assert same(primitives.gelu.value(-inf), -0.0)
    assert primitives.gelu.value(inf) == inf
    assert gradients_at(primitives.gelu, -inf) == (0.0,)
    assert gradients_at(primitives.gelu, inf) == (1.0,)


def test_odd_functions_keep_the_sign_of_zero() -> None:
    for row in (primitives.erf, primitives.gelu):
        assert same(row.value(0.0), 0.0)
        assert same(row.value(-0.0), -0.0)


@given(st.floats(-5.0, 5.0))
def test_reflected_in_zero_the_bell_curve_is_even_and_its_integral_odd(x: float) -> None:
    assert primitives.gauss.value(-x, 0.5, 0.0) == primitives.gauss.value(x, 0.5, 0.0)
    assert primitives.erf.value(-x) == -primitives.erf.value(x)
    assert primitives.normal_cdf.value(-x) + primitives.normal_cdf.value(x) == pytest.approx(1.0, rel=1e-15)


@pytest.mark.parametrize("pole", [0.0, -0.0, -1.0, -2.0, -1000.0, -(2.0**60), -1e300, -inf])
def test_the_gamma_function_is_infinite_at_its_poles(pole: float) -> None:
    """And at both infinities: on the left its poles are that dense."""
    assert primitives.lgamma.value(pole) == primitives.lgamma.value(inf) == inf


@pytest.mark.parametrize("x", [SMALLEST, 1e-308, 1e-18])
def test_beside_zero_the_gamma_function_is_a_reciprocal(x: float) -> None:
    for beside in (x, -x):
        assert primitives.lgamma.value(beside) == pytest.approx(-math.log(x), rel=1e-15)


def test_the_roots_of_the_logarithm_of_gamma_are_exact() -> None:
    assert same(primitives.lgamma.value(1.0), 0.0)
    assert same(primitives.lgamma.value(2.0), 0.0)


def test_lgamma_of_nan_is_nan() -> None:
    assert math.isnan(primitives.lgamma.value(nan))


POLYGAMMA_AT_THE_EDGE = [
    # n: at +0, at -0, at a negative integer, at inf
    (0.0, -inf, inf, nan, inf),
    (1.0, inf, inf, inf, 0.0),
    (2.0, -inf, inf, nan, -0.0),
    (3.0, inf, inf, inf, 0.0),
    (4.0, -inf, inf, nan, -0.0),
]


@pytest.mark.parametrize(("n", "at_zero", "at_minus_zero", "at_poles", "at_infinity"), POLYGAMMA_AT_THE_EDGE)
def test_polygamma_at_its_poles_and_at_infinity(
    n: float, at_zero: float, at_minus_zero: float, at_poles: float, at_infinity: float
) -> None:
    """A pole of odd order n + 1 has two sides of different sign, which the sign of zero tells apart."""
    assert primitives.polygamma.value(0.0, n) == at_zero
    assert primitives.polygamma.value(-0.0, n) == at_minus_zero
    for pole in (-1.0, -2.0, -1e300):
        assert same(primitives.polygamma.value(pole, n), at_poles)
    assert same(primitives.polygamma.value(inf, n), at_infinity)
    assert math.isnan(primitives.polygamma.value(-inf, n))
    assert math.isnan(primitives.polygamma.value(nan, n))


def test_digamma_is_the_polygamma_of_order_zero_on_floats_and_on_nodes() -> None:
    x = Value(2.5)
    y = primitives.digamma(x)
    assert y.data == primitives.digamma(2.5) == primitives.polygamma.value(2.5, 0.0)
    assert y.primitive is primitives.polygamma
    assert primitives.polygamma(x, 2).operands == (x, 2.0)
    assert y._op == "ψ 0"


@pytest.mark.parametrize("order", [-1, 0.5, nan, inf, -inf])
def test_the_order_of_a_derivative_is_a_whole_number(order: float) -> None:
    with pytest.raises(ValueError, match=rf"order of polygamma is a whole number 0, 1, 2, ..., not {float(order)!r}"):
        primitives.polygamma(1.0, order)


@given(st.floats(0.01, 50.0), st.integers(0, 12).map(float))
def test_polygamma_satisfies_its_recurrence(x: float, n: float) -> None:
    """psi^(n)(x + 1) = psi^(n)(x) + (-1)^n n! / x^(n+1) (DLMF 5.15.5), up to the rounding of x + 1."""
    step = (-1.0) ** n * math.factorial(int(n)) / x ** (n + 1.0)
    psi = primitives.polygamma.value(x, n)
    largest = max(abs(psi), abs(step))
    assert primitives.polygamma.value(x + 1.0, n) == pytest.approx(psi + step, rel=0.0, abs=1e-14 * largest + 1e-15)


@pytest.mark.parametrize("order", [171.0, 1000.0, 1e6, 1e15])
def test_orders_whose_factorial_is_no_double_overflow_where_the_result_does(order: float) -> None:
    assert primitives.polygamma.value(1.0, order) == (inf if order % 2.0 else -inf)
    assert primitives.polygamma.value(-1.4, order) == inf
    assert same(primitives.polygamma.value(1e300, order), 0.0 if order % 2.0 else -0.0)


@pytest.mark.parametrize(("x", "order"), [(44.50068058807145, 500.0), (180.75658949, 1000.0), (870.58696866, 3000.0)])
def test_a_sum_of_doubles_that_is_none_is_infinite(x: float, order: float) -> None:
    """Each term of polygamma's series is a double."""
    assert mp.polygamma(int(order), x) < -LARGEST
    assert primitives.polygamma.value(x, order) == -inf


@pytest.mark.parametrize("order", [171, 172, 180, 200])
@pytest.mark.parametrize("x", [60.5, 100.0, 321.25])
def test_orders_whose_factorial_is_no_double_are_right_where_the_result_is_one(order: int, x: float) -> None:
    exact = mp.polygamma(order, x)
    assert abs(primitives.polygamma.value(x, float(order)) / exact - 1) < 4 * order * math.log(order) * 2.0**-52


@pytest.mark.parametrize("order", [172.0, 174.0, 1000.0])
def test_even_derivatives_of_the_cotangent_vanish_halfway_between_its_poles(order: float) -> None:
    """There the reflection leaves the term of the other side alone."""
    for x in (-0.5, -1.5, -100.5):
        assert primitives.polygamma.value(x, order) == primitives.polygamma.value(1.0 - x, order)
        assert primitives.polygamma.value(x, order + 1.0) == inf


def test_the_bernoulli_numbers_of_the_asymptotic_series() -> None:
    exact = [float(mp.bernoulli(2 * j)) for j in range(1, len(BERNOULLI) + 1)]
    assert list(BERNOULLI) == exact
    assert float(mp.findroot(mp.digamma, 1.46)) == PSI_ROOT
    assert float(mp.findroot(mp.digamma, 1.46) - mp.mpf(PSI_ROOT)) == PSI_ROOT_LOW
