"""Every row of the table against its mathematics.

The oracle of a primitive is its exact function and its exact derivatives, evaluated by mpmath at 60 digits. Errors
are counted in units in the last place of the exact result, over all magnitudes that doubles have. A row of the table
without an oracle fails.
"""

from __future__ import annotations

import inspect
import itertools
import math
import random
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import mpmath
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf

from autograd_lite import Value, primitives
from autograd_lite.primitives import Primitive, table

mp.dps = 60

inf, nan = math.inf, math.nan
SMALLEST_NORMAL, LARGEST = 2.0**-1022, math.nextafter(inf, 0.0)
SMALLEST = 5e-324
Point = tuple[float, ...]


# --- the oracles -----------------------------------------------------------------------------------------------------


class Oracle(NamedTuple):
    """The mathematics of a primitive: exact numbers in, exact numbers out.

    ``gradients`` gives the derivative by each operand.
    ``smooth`` tells where value and derivatives exist; the conventions elsewhere have tests of their own below.
    ``ulps`` is how exact value and derivatives are held to be.
    """

    value: Callable[..., Any]
    gradients: Callable[..., tuple[Any, ...]]
    points: Callable[[], Iterable[Any]]
    smooth: Callable[..., bool] = lambda *_: True
    ulps: Callable[..., float] = lambda *_: 4.0


def magnitudes(n: int, low: int = -1074, high: int = 1024, seed: int = 0) -> list[float]:
    """``n`` numbers of either sign whose logarithms are uniform; by default over everything a double can hold."""
    draw = random.Random(seed)
    return [draw.choice((-1, 1)) * math.ldexp(1.0 + draw.random(), draw.randrange(low, high)) for _ in range(n)]


def landmarks() -> list[float]:
    """The places where formulas lose their digits: the ends of the range, and beside 0, 1 and -1."""
    beside_one = [1.0 + s * d for s in (-1, 1) for d in (2.0**-53, 2.0**-52, 1e-12, 1e-8, 1e-4, 0.1)]
    positive = [
        *(SMALLEST, 3 * SMALLEST, 1e-320, SMALLEST_NORMAL, 1.5e-308, 1e-300, 1e-154, 1e-20, 1e-8),
        *(0.5, 1.0, *beside_one, 2.0, math.pi, 19.0, 37.0, 40.0),
        *(1e8, 1e16, 1e154, 1e300, 8.9e307, LARGEST),
    ]
    return [*positive, *(-x for x in positive)]


def line() -> list[float]:
    """Points of the real line, at all scales."""
    return [*landmarks(), *magnitudes(400)]


def where_exponentials_live() -> list[float]:
    """The line, and more of the interval in which e^x is a double."""
    draw = random.Random(1)
    edges = [s * x for s in (-1, 1) for x in (708.3, 709.7, 709.8, 710.4, 710.5, 744.4, 745.2, 800.0, 354.8, 355.2)]
    return [*line(), *edges, *(draw.uniform(-760.0, 760.0) for _ in range(300)), *magnitudes(200, -60, 10, seed=2)]


def angles() -> list[float]:
    """The line, and the neighbours of the multiples of pi/2, where sine and cosine have their roots."""
    near_roots = [float(k * mp.pi / 2) for k in (1, 2, 3, 4, 11, 1000, 355, 10**6, 10**15)]
    beside = [math.nextafter(x, d) for x in near_roots for d in (-inf, inf)]
    return [*line(), *near_roots, *beside, *magnitudes(200, -30, 40, seed=3)]


def pairs() -> Iterator[Point]:
    """Two numbers: of independent magnitude, of like magnitude, two landmarks, and a subnormal that is to grow."""
    yield from zip(magnitudes(500, seed=4), magnitudes(500, seed=5), strict=True)
    draw = random.Random(6)
    yield from ((x, x * draw.uniform(-2.0, 2.0)) for x in magnitudes(300, high=1023, seed=7))
    yield from itertools.product(landmarks(), repeat=2)
    yield from zip(magnitudes(100, -1074, -1022, seed=15), magnitudes(100, -60, 0, seed=16), strict=True)


def powers() -> Iterator[Point]:
    """(x, p) for a constant exponent p.

    The rule p x^(p-1) is within 4 ulp where p - 1 is exact and x^(p-1) has all its digits if p x^(p-1) does; so the
    exponents here are moderate, and have few digits. Under other exponents the tails lose digits: x^(p-1) underflows
    before p x^(p-1) does, and a rounded p - 1 counts |log x| times.
    """
    exponents = [*range(-7, 8), 0.5, -0.5, 1.5, -1.5, 2.5, 0.25, -0.75]
    return ((x, float(p)) for x in [*landmarks(), *magnitudes(60, seed=8)] for p in exponents)


def bases_and_exponents() -> Iterator[Point]:
    """(a, b) of all magnitudes, then such that a^b is a double."""
    yield from zip(magnitudes(300, seed=9), magnitudes(300, seed=10), strict=True)
    yield from itertools.product(landmarks(), (-3.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0, 1e-10, 0.1, 100.0))
    draw = random.Random(11)
    for a in map(abs, magnitudes(400, seed=12)):
        log_a = math.log(a)
        if log_a != 0.0:
            yield a, draw.uniform(-700.0, 700.0) / log_a


def lists(even: bool = False) -> Iterator[Point]:
    """Up to eight operands: of all magnitudes, of like magnitude, cancelling, and with ties."""
    draw = random.Random(13)
    everything = magnitudes(2000, -500, 500, seed=14)
    for n in range(2 if even else 1, 9, 2 if even else 1):
        for _ in range(40):
            yield tuple(draw.sample(everything, n))
            like = [draw.uniform(-1.0, 1.0) for _ in range(n)]
            yield tuple(like)
            yield tuple(x - draw.choice(like) for x in like)
            yield tuple(draw.choice((-1.5, 0.25, 7.0)) for _ in range(n))


def halves(ws_xs: tuple[Any, ...]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    n = len(ws_xs) // 2
    return ws_xs[:n], ws_xs[n:]


def share(extremum: Callable[..., Any]) -> Callable[..., tuple[Any, ...]]:
    """1, split evenly among the operands that attain the extremum."""

    def shares(*xs: Any) -> tuple[Any, ...]:
        ties = [x == extremum(xs) for x in xs]
        return tuple(mpf(tie) / sum(ties) for tie in ties)

    return shares


def real_power(a: Any, b: Any) -> Any:
    return mpmath.power(a, b)


def has_power(a: Any, b: Any) -> bool:
    """Whether a^b and its derivative by a are finite real numbers."""
    return bool(a > 0 or (a < 0 and b == mp.floor(b)))


def positive(x: Any, *_: Any) -> bool:
    return bool(x > 0)


def nonzero(x: Any) -> bool:
    return bool(x != 0)


def mixed(a: Any, b: Any) -> Any:
    """The mixed second derivative of a^b."""
    return a ** (b - 1) * (1 + b * mp.log(a))


def power_condition(a: float, b: float) -> float:
    """The ulps of an a^(b-1) or a^b whose exponent is rounded: |b - 1| |log a| of them, beside 4 for the rest.

    That is as good as math.pow is at an exponent which is not exact itself.
    """
    return 4.0 + (abs(b) + 1.0) * abs(math.log(abs(a)))


ORACLES = {
    "add": Oracle(lambda a, b: a + b, lambda a, b: (1, 1), pairs),
    "sub": Oracle(lambda a, b: a - b, lambda a, b: (1, -1), pairs),
    "neg": Oracle(lambda x: -x, lambda x: (-1,), line),
    "mul": Oracle(lambda a, b: a * b, lambda a, b: (b, a), pairs),
    "div": Oracle(lambda a, b: a / b, lambda a, b: (1 / b, -a / b**2), pairs, lambda a, b: nonzero(b)),
    "div_power": Oracle(
        lambda a, b, n: a / b**n,
        lambda a, b, n: (1 / b**n, -n * a / b ** (n + 1)),
        lambda: ((a, b, float(n)) for a, b in pairs() for n in (1, 2, 3)),
        lambda a, b, n: nonzero(b),
    ),
    "power": Oracle(real_power, lambda x, p: (p * x ** (p - 1) if p else mpf(0),), powers, has_power),
    "pow": Oracle(
        real_power, lambda a, b: (b * a ** (b - 1), a**b * mp.log(a)), bases_and_exponents, positive, power_condition
    ),
    "pow_slope": Oracle(
        lambda a, b: b * a ** (b - 1),
        lambda a, b: (b * (b - 1) * a ** (b - 2), mixed(a, b)),
        bases_and_exponents,
        positive,
        power_condition,
    ),
    "pow_log": Oracle(
        lambda a, b: a**b * mp.log(a),
        lambda a, b: (mixed(a, b), a**b * mp.log(a) ** 2),
        bases_and_exponents,
        positive,
        power_condition,
    ),
    "exp": Oracle(mp.exp, lambda x: (mp.exp(x),), where_exponentials_live),
    "log": Oracle(mp.log, lambda x: (1 / x,), line, positive),
    "log_slope": Oracle(lambda x: 1 / x, lambda x: (-1 / x**2,), line, positive),
    "sqrt": Oracle(mp.sqrt, lambda x: (1 / (2 * mp.sqrt(x)),), line, positive),
    "rsqrt": Oracle(lambda x: 1 / mp.sqrt(x), lambda x: (-1 / (2 * x * mp.sqrt(x)),), line, positive),
    "sin": Oracle(mp.sin, lambda x: (mp.cos(x),), angles),
    "cos": Oracle(mp.cos, lambda x: (-mp.sin(x),), angles),
    "tanh": Oracle(mp.tanh, lambda x: (mp.sech(x) ** 2,), where_exponentials_live),
    "sech": Oracle(mp.sech, lambda x: (-mp.sech(x) * mp.tanh(x),), where_exponentials_live),
    "sigmoid": Oracle(
        lambda x: 1 / (1 + mp.exp(-x)), lambda x: (1 / (2 + mp.exp(x) + mp.exp(-x)),), where_exponentials_live
    ),
    "sign": Oracle(mp.sign, lambda x: (0,), line, nonzero),
    "step": Oracle(lambda x: mpf(x > 0), lambda x: (0,), line, nonzero),
    "equal": Oracle(lambda a, b: mpf(a == b), lambda a, b: (0, 0), pairs, lambda a, b: bool(a != b)),
    "relu": Oracle(lambda x: max(x, mpf(0)), lambda x: (mpf(x > 0),), line, nonzero),
    "abs": Oracle(abs, lambda x: (mp.sign(x),), line, nonzero),
    "sum": Oracle(lambda *xs: mp.fsum(xs), lambda *xs: (1,) * len(xs), lists),
    "dot": Oracle(
        lambda *ws_xs: mp.fdot(*halves(ws_xs)),
        lambda *ws_xs: sum(reversed(halves(ws_xs)), ()),
        lambda: lists(even=True),
    ),
    "max": Oracle(lambda *xs: max(xs), share(max), lists),
    "min": Oracle(lambda *xs: min(xs), share(min), lists),
}

# The sums are added up from left to right, one rounding a term: the error is to be compared with the absolute terms.
ABSOLUTE_TERMS: dict[str, Callable[..., list[Any]]] = {
    "sum": lambda *xs: [abs(x) for x in xs],
    "dot": lambda *ws_xs: [abs(w * x) for w, x in zip(*halves(ws_xs), strict=True)],
}

# The derivatives of a derivative take several roundings, and their terms may cancel: they are exact to 1e-12 of the
# largest term.
LARGEST_TERM: dict[str, Callable[..., tuple[Any, Any]]] = {
    "pow_slope": lambda a, b: (b * (b - 1) * a ** (b - 2), a ** (b - 1) * max(1, abs(b * mp.log(a)))),
    "pow_log": lambda a, b: (a ** (b - 1) * max(1, abs(b * mp.log(a))), a**b * mp.log(a) ** 2),
}

# The library's own rows; a doctest or a test may have declared others.
LIBRARY = {name: row for name, row in table().items() if type(row) is Primitive}
ROWS = [pytest.param(row, id=name) for name, row in LIBRARY.items()]
every_row = pytest.mark.parametrize("row", ROWS)


def oracle_of(row: Primitive) -> Oracle:
    assert row.name in ORACLES, f"the primitive {row.name!r} has no oracle: add its exact function to ORACLES"
    return ORACLES[row.name]


def test_every_row_has_an_oracle_and_every_oracle_a_row() -> None:
    assert set(LIBRARY) == set(ORACLES)


@every_row
def test_the_oracles_derivatives_are_those_of_its_function(row: Primitive) -> None:
    """The closed forms above against mpmath's numerical differentiation of the function, at tame points."""
    exact = oracle_of(row)
    tame = [point for point in points_of(row) if all(0.05 < abs(x) < 20.0 for x in point) and not tied(point)]
    assert tame
    for point in tame[:40]:
        x = tuple(map(mpf, point))
        for i, derivative in enumerate(exact.gradients(*x)[: len(x) - row.static]):
            slope = mpmath.diff(lambda t, i=i, x=x: exact.value(*x[:i], t, *x[i + 1 :]), x[i])
            assert mpmath.almosteq(slope, derivative, rel_eps=mpf(10) ** -25, abs_eps=mpf(10) ** -25), (point, i)


# --- values and local gradients --------------------------------------------------------------------------------------


def arity(row: Primitive) -> int | None:
    """How many operands the row takes, static parameters included; None for any number."""
    parameters = inspect.signature(row.value).parameters.values()
    return None if any(p.kind is p.VAR_POSITIONAL for p in parameters) else len(parameters)


def points_of(row: Primitive) -> Iterator[Point]:
    """The points of the row's oracle at which it is smooth."""
    exact = oracle_of(row)
    for point in exact.points():
        point = point if isinstance(point, tuple) else (point,)
        if exact.smooth(*map(mpf, point)):
            yield point


def tied(xs: Point) -> bool:
    return len(set(xs)) < len(xs)


def ulp(exact: Any) -> Any:
    """The unit in the last place of the double nearest to a normal ``exact``."""
    return mp.ldexp(1, mp.frexp(exact)[1] - 53)


def is_within(ulps: float, got: float, exact: Any) -> bool:
    """Whether ``got`` is ``exact``, up to so many ulps, as far as doubles reach.

    Beyond the largest double the answer is infinity. Below the smallest normal one digits fade: there the answer is
    any number that small.
    """
    if exact == 0:
        return got == 0.0
    largest, smallest = mpf(LARGEST), mpf(SMALLEST_NORMAL)
    slack = mpf(ulps) * mpf(2) ** -52
    if abs(exact) > largest * (1 + slack):
        return got == math.copysign(inf, exact)
    if not math.isfinite(got):
        return abs(exact) > largest * (1 - slack) and got == math.copysign(inf, exact)
    if abs(exact) < smallest:
        return abs(got) <= SMALLEST_NORMAL * (1 + 2.0**-50)
    return bool(abs(mpf(got) - exact) <= ulps * ulp(exact))


def powers_are_normal(a: Any, b: Any) -> bool:
    """Whether a^b, and the powers in its first and second derivatives, are normal doubles."""
    return all(mpf(SMALLEST_NORMAL) <= a ** (b - k) <= mpf(LARGEST) for k in (0, 1, 2))


@every_row
def test_the_value_is_exact_to_four_ulps(row: Primitive) -> None:
    exact = oracle_of(row)
    for point in points_of(row):
        operands = tuple(map(mpf, point))
        got, true = row.value(*point), exact.value(*operands)
        assert type(got) is float
        if row.name in ABSOLUTE_TERMS:
            terms = ABSOLUTE_TERMS[row.name](*operands)
            bound = len(terms) * (mpf(2) ** -52 * mp.fsum(terms) + mpf(SMALLEST))
            assert abs(mpf(got) - true) <= bound, (point, got, true)
        elif row.name in LARGEST_TERM:
            if powers_are_normal(*operands):
                assert is_within(exact.ulps(*point), got, true), (point, got, mp.nstr(true, 20))
        else:
            assert is_within(4.0, got, true), (point, got, mp.nstr(true, 20))


@every_row
def test_the_local_gradients_are_exact_to_four_ulps(row: Primitive) -> None:
    """For a variable exponent as good as math.pow: see ``power_condition``; and where a^b itself is a normal double."""
    exact = oracle_of(row)
    for point in points_of(row):
        operands = tuple(map(mpf, point))
        if row.name in {"pow", *LARGEST_TERM} and not powers_are_normal(*operands):
            continue
        gradients = row.gradient(row.value(*point), *point)()
        assert len(gradients) == len(point) - row.static
        for i, (got, true) in enumerate(zip(gradients, exact.gradients(*operands), strict=True)):
            assert type(got) is float
            if row.name in LARGEST_TERM:
                scale = abs(LARGEST_TERM[row.name](*operands)[i])
                if SMALLEST_NORMAL <= scale <= LARGEST:
                    assert abs(got - true) <= mpf(10) ** -12 * scale, (point, got, mp.nstr(true, 20))
            else:
                assert is_within(exact.ulps(*point), got, true), (point, got, mp.nstr(true, 20))


# --- floats in, floats out, whatever they are ------------------------------------------------------------------------


def operands_of(row: Primitive, numbers: st.SearchStrategy[float]) -> st.SearchStrategy[Point]:
    """Operands of a row: as many as it takes."""
    n = arity(row)
    if row is primitives.div_power:
        return st.tuples(numbers, numbers, st.integers(1, 5).map(float))
    if n is not None:
        return st.tuples(*[numbers] * n)
    if row.name == "dot":
        return st.integers(0, 4).flatmap(lambda n: st.tuples(*[numbers] * (2 * n)))
    return st.integers(1, 6).flatmap(lambda n: st.tuples(*[numbers] * n))


any_float = st.floats() | st.sampled_from([0.0, -0.0, 1.0, -1.0, inf, -inf, nan, SMALLEST, -SMALLEST, LARGEST])
rows = st.sampled_from(list(LIBRARY.values()))


@given(st.data(), rows)
@settings(max_examples=1000)
def test_no_primitive_raises_for_any_float(data: st.DataObject, row: Primitive) -> None:
    point = data.draw(operands_of(row, any_float))
    y = row.value(*point)
    gradients = row.gradient(y, *point)()
    assert type(y) is float
    assert [type(g) for g in gradients] == [float] * (len(point) - row.static)


@given(st.data(), rows)
@settings(max_examples=500)
def test_nan_is_never_swallowed_by_a_value(data: st.DataObject, row: Primitive) -> None:
    """Except where IEEE 754 says so: x^0 and 1^y are 1 for every x and y, nan included; and nan equals nothing."""
    numbers = list(data.draw(operands_of(row, any_float).filter(bool)))
    variables = len(numbers) - (row is primitives.div_power)  # whose static n counts
    numbers[data.draw(st.integers(0, variables - 1))] = nan
    point = tuple(numbers)
    y = row.value(*point)
    known = {
        "power": point[-1] == 0.0 or point[0] == 1.0,
        "pow": point[-1] == 0.0 or point[0] == 1.0,
        "pow_slope": point[-1] in (0.0, 1.0),  # the derivatives of 1 and x
        "pow_log": point[0] == 1.0,  # the derivative of 1^y by y
        "equal": True,
    }
    assert math.isnan(y) != known.get(row.name, False)


def recorded(row: Primitive, point: Point) -> Value:
    """The node of the row on fresh leaves; its static parameters are numbers."""
    cut = len(point) - row.static
    operands: tuple[Any, ...] = (*map(Value, point[:cut]), *point[cut:])
    arguments = operands if arity(row) is not None else halves(operands) if row.name == "dot" else (operands,)
    node: Value = row(*arguments)
    return node


@every_row
def test_a_recorded_node_holds_value_and_gradients_of_the_row(row: Primitive) -> None:
    for point in itertools.islice(points_of(row), 50):
        node = recorded(row, point)
        assert node.primitive is row
        assert node.data == row.value(*point)
        assert node.local_gradient() == row.gradient(node.data, *point)()


@every_row
def test_the_closure_is_named_after_the_primitive(row: Primitive) -> None:
    """A debugger shows this name; only x^0, whose derivative is no power, has one of its own."""
    for point in itertools.islice(points_of(row), 300):
        constant_power = row is primitives.power and point[1] == 0.0
        expected = "zero_power_gradient" if constant_power else f"{row.name}_gradient"
        assert recorded(row, point).local_gradient.__name__ == expected


@every_row
def test_the_closure_holds_numbers_and_no_node(row: Primitive) -> None:
    """So a graph is no reference cycle, and a leaf changed later cannot reach into a recorded gradient."""
    for point in itertools.islice(points_of(row), 50):
        for cell in recorded(row, point).local_gradient.__closure__ or ():
            held = cell.cell_contents
            numbers = held if isinstance(held, tuple) else (held,)
            assert {type(x) for x in numbers} <= {float, int}  # an int counts the operands of a sum


@every_row
def test_a_row_explains_itself(row: Primitive) -> None:
    assert row.__doc__
    assert ">>>" in row.__doc__
    assert row.__name__ == row.name


# --- conventions at kinks, poles and the ends of the range -----------------------------------------------------------


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
    assert math.isnan(row.value(x))
    assert all(map(math.isnan, gradients_at(row, x)))


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


# --- calling a primitive ---------------------------------------------------------------------------------------------


def test_sums_run_from_left_to_right() -> None:
    """In plain doubles, whatever the built-in sum of this Python does: the 1 is lost in 1e16."""
    assert primitives.sum([1e16, 1.0, -1e16]) == 0.0
    assert primitives.sum([1e16, -1e16, 1.0]) == 1.0
    assert primitives.dot([1e16, 1.0, -1e16], [1.0, 1.0, 1.0]) == 0.0


def test_empty_sums_are_zero() -> None:
    assert primitives.sum([]) == 0.0
    assert primitives.dot([], []) == 0.0


def test_an_extremum_of_nothing_is_an_error() -> None:
    for extremum in (primitives.max, primitives.min):
        with pytest.raises(ValueError, match="at least one operand"):
            extremum([])


def test_dot_takes_sequences_of_one_length() -> None:
    with pytest.raises(ValueError, match="not of 2 and 3"):
        primitives.dot([1.0, 2.0], [1.0, 2.0, 3.0])


def test_extrema_take_arguments_or_a_sequence() -> None:
    assert primitives.max(1.0, 3.0, 2.0) == primitives.max([1.0, 3.0, 2.0]) == primitives.max(iter((1.0, 3.0))) == 3.0
    assert primitives.min(1.0, 3.0, 2.0) == primitives.min([1.0, 3.0, 2.0]) == primitives.min(iter((1.0, 3.0))) == 1.0


def test_a_static_exponent_is_no_variable() -> None:
    with pytest.raises(TypeError, match=r"a variable exponent is pow\(a, b\) or a \*\* b"):
        primitives.power(Value(2.0), Value(3.0))
    with pytest.raises(TypeError, match="the last argument of power is part of the operation"):
        primitives.power(2.0, Value(3.0))


def test_a_name_is_declared_once() -> None:
    before = table()
    with pytest.raises(ValueError, match="'exp' exists already"):

        @primitives.primitive("e^x")
        def exp(x: float) -> float:
            return x

    assert table() == before


def test_the_table_that_is_handed_out_is_a_copy() -> None:
    table().clear()
    assert primitives.table()["mul"] is primitives.mul
