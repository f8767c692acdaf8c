"""What holds at kinks, poles and the ends of the range: the conventions, exactly, signed zeros included."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograd_lite import primitives
from autograd_lite.primitives import Primitive
from tests.oracles.points import any_float, inf, nan


def gradients_at(row: Primitive, *point: float) -> tuple[float, ...]:
    return row.gradient(row.value(*point), *point)()


def same(a: float, b: float) -> bool:
    """The same double: nan is nan, and the sign of zero counts."""
    return (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1.0, a) == math.copysign(1.0, b))


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_at_a_kink_the_derivative_is_zero(zero: float) -> None:
    assert gradients_at(primitives.relu, zero) == (0.0,)
    assert gradients_at(primitives.abs, zero) == (0.0,)


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_magnitudes_of_zero_are_positive_zero(zero: float) -> None:
    """As fabs of IEEE 754, and the larger of 0 and x: a quotient by them has no sign to get wrong."""
    assert same(primitives.abs.value(zero), 0.0)
    assert same(primitives.relu.value(zero), 0.0)


@given(st.floats())
def test_abs_clears_the_sign_and_nothing_else(x: float) -> None:
    assert same(primitives.abs.value(x), math.fabs(x))


@pytest.mark.parametrize("row", [primitives.sign, primitives.step], ids=lambda row: row.name)
def test_jumps_are_zero_at_zero_and_so_is_their_derivative(row: Primitive) -> None:
    assert (row.value(0.0), gradients_at(row, 0.0)) == (0.0, (0.0,))


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
]


@pytest.mark.parametrize(("a", "b", "y", "slope", "by_exponent"), POWERS_AT_THE_EDGE)
def test_powers_at_the_edge_of_their_domain(a: float, b: float, y: float, slope: float, by_exponent: float) -> None:
    """x^p as a limit, and the exponent's derivative where log x does not exist: the same for both forms of power."""
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


@pytest.mark.parametrize("zero", [0.0, -0.0])
def test_at_both_zeros_root_and_logarithm_rise_vertically(zero: float) -> None:
    assert primitives.sqrt.value(zero) == 0.0
    assert gradients_at(primitives.sqrt, zero) == (inf,)
    assert primitives.log.value(zero) == -inf
    assert gradients_at(primitives.log, zero) == (inf,)


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
        assert primitives.sech.value(x) == 0.0


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
    assert primitives.max(xs) == max(xs)
    assert primitives.min(xs) == min(xs)
    for row in (primitives.max, primitives.min):
        assert math.fsum(gradients_at(row, *xs)) == pytest.approx(1.0, rel=1e-15)


@given(st.lists(st.floats(), min_size=1, max_size=8), st.data())
def test_nan_among_its_operands_makes_an_extremum_nan(xs: list[float], data: st.DataObject) -> None:
    xs.insert(data.draw(st.integers(0, len(xs))), nan)
    assert math.isnan(primitives.max(xs))
    assert math.isnan(primitives.min(xs))
