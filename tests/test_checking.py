"""The checker of gradients is itself checked: it passes what is right, finds what is wrong, and knows why."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf

import autograd_lite as ag
from autograd_lite import GradientCheckError, Value, check_gradients, primitive, primitives
from autograd_lite.differences import slopes
from tests.oracles import ORACLES


def row(name: str, value: Callable[..., Any], *local_gradients: Callable[..., Any], **options: Any) -> Any:
    """A primitive with a function for each of its local gradients."""
    value.__name__ = name
    declared = primitive(replace=True, **options)(value)
    declared.rule(lambda y, *operands: lambda: tuple(local(*operands) for local in local_gradients))
    return declared


def complaint(f: Callable[..., Any], *args: Any) -> str:
    """What the checker has to say about f."""
    with pytest.raises(GradientCheckError) as caught:
        check_gradients(f, *args)
    return str(caught.value)


# --- differences -----------------------------------------------------------------------------------------------------

CURVES: dict[str, tuple[Callable[[float], float], Callable[[Any], Any], float]] = {
    # function, the same for mpmath, how sure its slope is relative to itself
    "exp": (math.exp, mp.exp, 1e-12),
    "log": (primitives.log.value, mp.log, 1e-11),
    "sin": (math.sin, mp.sin, 1e-11),
    "1/x": (lambda x: 1.0 / x, lambda x: 1 / x, 1e-11),
    "x^3 - 2x": (lambda x: x**3 - 2.0 * x, lambda x: x**3 - 2 * x, 1e-11),
    "1/(1 + 25x^2)": (lambda x: 1.0 / (1.0 + 25.0 * x * x), lambda x: 1 / (1 + 25 * x * x), 1e-8),
    "sin(1000x)": (lambda x: math.sin(1e3 * x), lambda x: mp.sin(1000 * x), 1e-7),
    "(10^6 + x)^2 - 10^12": (lambda x: (1e6 + x) ** 2 - 1e12, lambda x: (10**6 + x) ** 2 - 10**12, 1e-7),
}


@pytest.mark.parametrize("name", CURVES)
def test_differences_reach_the_derivative(name: str) -> None:
    """Over many magnitudes; a sine of a thousand periods a unit and a difference of numbers 10^12 larger are hard."""
    f, exact, sure = CURVES[name]
    draw = random.Random(0)
    with mp.workdps(50):
        for _ in range(40):
            x = 10.0 ** draw.uniform(-6.0, 1.0)
            derivative = mpmath.diff(exact, mpf(x))
            slope = slopes(f, x).central
            assert abs(slope.value - derivative) <= sure * max(abs(derivative), mpf(1e-3)), x


@pytest.mark.parametrize("name", ["exp", "log", "sin", "1/x", "x^3 - 2x"])
def test_differences_know_their_error(name: str) -> None:
    """From both sides together and from either."""
    f, exact, _ = CURVES[name]
    draw = random.Random(1)
    with mp.workdps(50):
        for _ in range(40):
            x = 10.0 ** draw.uniform(-6.0, 1.0)
            derivative = mpmath.diff(exact, mpf(x))
            for slope in slopes(f, x)[:3]:
                assert abs(slope.value - derivative) <= 2.0 * slope.error, x


def test_a_period_of_the_function_does_not_deceive_the_steps() -> None:
    """Halved steps would meet sin(1000x) at multiples of its period here, and find it to be next to constant."""
    x = 8.183624092562129
    assert slopes(lambda t: math.sin(1e3 * t), x).central.value == pytest.approx(1e3 * math.cos(1e3 * x), rel=1e-9)


@pytest.mark.parametrize("f", [lambda x: 0.0, lambda x: 7.0, lambda x: 1e300])
@pytest.mark.parametrize("x", [0.0, 1e-150, 3.0, 1e150])
def test_a_constant_has_slope_zero(f: Callable[[float], float], x: float) -> None:
    assert [slope.value for slope in slopes(f, x)[:3]] == [0.0, 0.0, 0.0]


# --- what is right passes --------------------------------------------------------------------------------------------

# The derivatives of the others are 0 by declaration, although they vary.
ROWS = [
    pytest.param(row, id=name) for name, row in primitives.table().items() if not ORACLES[name].is_declared_constant
]


@pytest.mark.once
@pytest.mark.parametrize("row", ROWS)
def test_all_rows_of_the_library_pass_at_random_points(row: primitives.Primitive) -> None:
    oracle, draw, checked = ORACLES[row.name], random.Random(0), 0
    count = row.__wrapped__.__code__.co_argcount or 4  # four of any number
    for _ in range(40):
        xs = [draw.choice((-1.0, 1.0)) * 10.0 ** draw.uniform(-3.0, 1.0) for _ in range(count - row.static)]
        for static in oracle.static[:3]:
            if oracle.smooth(*map(mpf, xs), *static) and math.isfinite(row.value(*xs, *static)):
                checked += 1
                check_gradients(lambda *xs, static=static: Value.record_primitive(row, (*xs, *static)), *xs)
    assert checked >= 5


# To wide steps a staircase is a slope, and a narrow peak is not there.
NARROW = {
    "floor": ag.floor,
    "remainder": lambda x: x % 1.0,
    "peak": lambda x: ag.exp(-((x / 0.02) ** 2)) + x,
    "hat": lambda x: ag.relu(1.0 - ag.abs(x) / 0.1) + x,
    "logarithm beside its pole": lambda x: ag.log(ag.abs(x)),
}


@pytest.mark.parametrize("name", NARROW)
def test_what_is_narrower_than_the_first_steps_passes(name: str) -> None:
    draw = random.Random(0)
    for scale in (0.05, 1.0, 100.0, 1000.0):
        for _ in range(20):
            x = scale * draw.uniform(-1.0, 1.0)
            if abs(x - round(x)) > 0.01:
                check_gradients(NARROW[name], x)


@pytest.mark.parametrize("x", [1e-9, -1e-14, 1e-20])
def test_beside_a_pole_steps_are_smaller_than_the_distance(x: float) -> None:
    check_gradients(lambda x: ag.log(ag.abs(x)), x)
    check_gradients(ag.lgamma, x)


@pytest.mark.parametrize("large", [1e7, 1e8])
def test_a_gradient_that_is_lost_is_not_found_in_the_rounding(large: float) -> None:
    """A small difference of large numbers is constant to steps that are narrow enough."""
    coarse = row("coarse", lambda x: (x + large) - large, lambda x: 0.0)
    draw, passed = random.Random(1), 0
    for _ in range(50):
        try:
            check_gradients(coarse, draw.uniform(0.5, 3.0))
            passed += 1
        except GradientCheckError:
            pass
    assert passed == 0


@given(st.floats(-3.0, 3.0), st.floats(-3.0, 3.0))
def test_a_smooth_function_of_two_variables_passes_everywhere(a: float, b: float) -> None:
    check_gradients(lambda x, y: ag.exp(ag.sin(x) * y) / (1.0 + x * x) + ag.log(2.0 + ag.cos(y * x)), a, b)


@pytest.mark.parametrize("x", [1e150, 1e-150, 1e-300, 0.0, -0.0, 1.0, -1e-8])
@pytest.mark.parametrize(
    "f", [ag.exp, ag.tanh, lambda x: x * x, lambda x: 3.0 * x - 2.0, lambda x: x.sigmoid() * 1e10, lambda x: x**3 / 7.0]
)
def test_huge_and_tiny_arguments_pass(f: Callable[[Value], Value], x: float) -> None:
    if abs(x) > 1e100:  # where e^x is infinite, and x^3 too
        x /= 1e148
    check_gradients(f, x)


@pytest.mark.parametrize("x", [1e-150, 1e-20, 1e-8, 1.0, 1e8, 1e150])
@pytest.mark.parametrize("f", [ag.log, ag.sqrt, lambda x: 1.0 / x, lambda x: 5.0 + x.log()])
def test_functions_with_a_pole_at_zero_pass_beside_it(f: Callable[[Value], Value], x: float) -> None:
    check_gradients(f, x)


def test_a_square_is_checked_at_its_own_scale() -> None:
    """At 1e-150 a difference by steps of the size of 1 would confirm any small number."""
    quadratic = row("quadratic", lambda x: x * x, lambda x: 3.0 * x)
    assert "wrong rule" in complaint(quadratic, 1e-150)
    assert "wrong rule" in complaint(quadratic, 1e150)


def test_a_kink_that_differences_can_step_beside_is_none() -> None:
    check_gradients(ag.abs, 1e-9)
    check_gradients(lambda x: ag.relu(x) + 1.0, -1e-3)


def test_a_function_may_ignore_an_argument_or_return_a_plain_number() -> None:
    report = check_gradients(lambda x, y: x * 2.0, 1.0, 2.0)
    assert [claim.derivative for claim in report.claims.values()] == [2.0, 0.0]
    assert check_gradients(lambda x: 3, 1.0).claims["args[0]"].derivative == 0.0


def test_branches_of_the_function_itself_are_no_fault_of_a_rule() -> None:
    check_gradients(lambda x: x * x if x > 0.0 else -x, 2.0)


# --- arguments -------------------------------------------------------------------------------------------------------


def test_arguments_may_be_nested_and_are_handed_over_as_they_are() -> None:
    def f(net: Any, x: Any, scale: Any) -> Any:
        assert isinstance(net["w"], list)
        assert isinstance(net["b"], tuple)
        assert x.shape == (2, 2)
        return scale * (ag.dot(net["w"], x[1]) + net["b"][0] * x[0, 1]).tanh()

    report = check_gradients(f, {"w": [0.1, -0.2], "b": (1,)}, np.array([[1.0, 2.0], [3.0, 4.0]]), np.float64(2.0))
    assert list(report.claims) == [
        *("args[0]['w'][0]", "args[0]['w'][1]", "args[0]['b'][0]"),
        *("args[1][0, 0]", "args[1][0, 1]", "args[1][1, 0]", "args[1][1, 1]"),
        "args[2]",
    ]
    assert report.worst in report.claims


def test_the_worst_argument_is_named_by_its_path() -> None:
    double = row("double", lambda x: 2.0 * x, lambda x: 3.0)
    assert "the derivative by args[1]['w'][2] = 5.0 is 3.0, differences say 2 ±" in complaint(
        lambda x, net: x + net["w"][0] + double(net["w"][2]), 1.0, {"w": [3.0, 4.0, 5.0]}
    )


def test_a_report_reads_as_a_sentence() -> None:
    assert str(check_gradients(lambda x: 2.0 * x, 1.0)).startswith(
        "1 derivative agrees: that by args[0] = 1.0 is 2.0, differences say 2 ± "
    )
    assert repr(check_gradients(lambda x, y: x / y, 1.0, 3.0)).startswith(
        "2 derivatives agree, least of all that by args"
    )


@pytest.mark.parametrize("x", [math.inf, -math.inf, math.nan])
def test_arguments_are_finite(x: float) -> None:
    with pytest.raises(ValueError, match=rf"finite arguments, but args\[1\]\[0\] is {x}"):
        check_gradients(lambda x, y: x, 1.0, [x])


@pytest.mark.parametrize("args", [(), ([],), ({"a": ()},)])
def test_there_is_an_argument(args: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match="needs a number to differentiate by"):
        check_gradients(lambda *_: 1.0, *args)


@pytest.mark.parametrize(
    ("x", "said"),
    [
        ("a", r"args, \[0\]: 'a' is of type str"),
        (None, r"args, \[0\]: None"),
        (True, r"args, \[0\]: True is of type bool"),
        (Value(1.0), r"args\[0\] is Value\(data=1\.0, grad=0\.0\), .*pass the number, its \.data"),
    ],
)
def test_arguments_are_numbers(x: Any, said: str) -> None:
    with pytest.raises(TypeError, match=said):
        check_gradients(lambda x: x, x)


@pytest.mark.parametrize("y", [None, [1.0], "1"])
def test_the_result_is_a_number(y: Any) -> None:
    with pytest.raises(TypeError, match="is to return one Value, or a number: "):
        check_gradients(lambda x: y, 1.0)


# --- wrong rules -----------------------------------------------------------------------------------------------------


def cubed(x: float) -> float:
    return x * x * x


WRONG: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "a factor 1 + 1e-6": (cubed, lambda x: 3.0 * (1.0 + 1e-6) * x * x),
    "a sign": (cubed, lambda x: -3.0 * x * x),
    "a power": (cubed, lambda x: 3.0 * x),
    "a missing term": (lambda x: x * x + x, lambda x: 2.0 * x),
    "nan": (cubed, lambda x: math.nan),
    "infinity": (cubed, lambda x: math.inf),
    "zero": (cubed, lambda x: 0.0),
}


@pytest.mark.parametrize("name", WRONG)
@pytest.mark.parametrize("x", [2.0, -0.7, 1e-4, 300.0])
def test_a_wrong_rule_is_found_and_its_primitive_named(name: str, x: float) -> None:
    value, slope = WRONG[name]
    wrong = row("wrong", lambda x: value(x), slope)
    said = complaint(lambda x: -2.0 * wrong(x), x)
    assert f"Likely cause: a wrong rule, local gradient 0 of 'wrong' at x={x!r}: the rule says {slope(x)!r}" in said


def test_the_message_gives_both_numbers() -> None:
    cube = row("cube", lambda x: x * x * x, lambda x: 3.0 * x)
    said = complaint(cube, 2.0)
    assert "cube: the derivative by args[0] = 2.0 is 6.0, differences say 12 ± " in said
    assert "(relative difference 5e-01)" in said
    assert "local gradient 0 of 'cube' at x=2.0: the rule says 6.0, differences say 12 ± " in said


def test_local_gradients_in_the_wrong_order_are_found() -> None:
    ratio = row("ratio", lambda a, b: a / b, lambda a, b: -a / (b * b), lambda a, b: 1.0 / b)
    assert "of 'ratio' at a=4.0, b=2.0: the rule says -1.0, differences say 0.5 ±" in complaint(ratio, 4.0, 2.0)


def test_of_many_operands_the_wrong_one_is_named() -> None:
    total = row("total", lambda *xs: math.fsum(xs), *[lambda *_: 1.0] * 4, lambda *_: 2.0, spread=lambda xs: tuple(xs))
    assert "local gradient 4 of 'total' at xs[4]=9.0: the rule says 2.0, differences say 1 ±" in complaint(
        total, [5.0, 6.0, 7.0, 8.0, 9.0]
    )


def test_the_rule_that_is_furthest_off_is_named() -> None:
    slightly = row("slightly", lambda x: 2.0 * x, lambda x: 2.001)
    badly = row("badly", lambda x: 2.0 * x, lambda x: -5.0)
    assert "of 'badly' at" in complaint(lambda x: slightly(badly(slightly(x))), 1.0)


def test_constants_and_infinities_in_the_graph_are_no_suspects() -> None:
    wrong = row("wrong", lambda x: 2.0 * x, lambda x: 3.0)
    flat = row("flat", lambda x: 1.0, lambda x: 0.0)
    assert "of 'wrong' at x=2.0" in complaint(lambda x: wrong(x) * 1.0 + flat(ag.exp(x * 1e4)), 2.0)


def test_a_wrong_rule_beside_a_kink_is_still_wrong() -> None:
    steep = row("steep", lambda x: max(x, 0.0), lambda x: 7.0)
    assert "local gradient 0 of 'steep' at x=0.0: the rule says 7.0, differences say 0.5" in complaint(steep, 0.0)


def test_an_error_goes_before_what_cannot_be_told() -> None:
    wrong = row("wrong", lambda x: 2.0 * x, lambda x: 2.1)
    assert "of 'wrong' at" in complaint(lambda a, b, c: ag.relu(a) + wrong(b) + ag.sqrt(c), 0.0, 1.0, 0.0)


# --- kinks, steps, borders -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "x", "left", "right"),
    [
        (ag.relu, 0.0, "0", "1"),
        (ag.abs, 0.0, "-1", "1"),
        (ag.abs, -0.0, "-1", "1"),
        (lambda x: 1.0 + ag.abs(x), 1e-13, "-1", "1"),  # rounding hides from differences how near it is
        (lambda x: ag.max(2.0 * x, 5.0 * x - 3.0), 1.0, "2", "5"),
        (lambda x: x * x + ag.abs(x - 3.0), 3.0, "5", "7"),
    ],
)
def test_a_kink_is_called_one(f: Callable[[Value], Value], x: float, left: str, right: str) -> None:
    said = complaint(f, x)
    assert "Likely cause: a kink nearby. The slope is " in said
    assert f"slope is {left}" in said
    assert f"from the left and {right}" in said


def floor(x: Value) -> Value:
    return Value(math.floor(x.data)) + 0.0 * x


ROUGH = {
    "a step": (primitives.step, 0.0),
    "a step with a slope": (lambda x: floor(x) + x, 1.0),
    "no digits left": (ag.sin, 1e150),
}


@pytest.mark.parametrize("name", ROUGH)
def test_what_is_not_smooth_is_called_so(name: str) -> None:
    f, x = ROUGH[name]
    assert "not smooth here, or noisy: its differences do not converge" in complaint(f, x)


def test_a_vertical_tangent_is_not_smooth() -> None:
    root = row("root", lambda x: math.copysign(abs(x) ** (1.0 / 3.0), x), lambda x: math.inf)
    assert "not smooth here" in complaint(root, 0.0)


def test_noise_that_repeats_itself_is_noise() -> None:
    """A function of its argument alone, whose fourth digit is random."""
    noisy = row("noisy", lambda x: x * x + 1e-4 * random.Random(repr(x)).random(), lambda x: 2.0 * x)
    assert "not smooth here, or noisy" in complaint(noisy, 3.0)


@pytest.mark.parametrize(
    ("f", "x", "side"),
    [
        (ag.sqrt, 0.0, "just below"),
        (lambda x: ag.sqrt(1.0 - x), 1.0, "just above"),
        (lambda x: ag.sqrt(-(x * x)), 0.0, "just below and above"),
        (lambda x: x * x.log() if x else x, 0.0, "just below"),
    ],
)
def test_the_border_of_a_domain_is_called_so(f: Callable[[Value], Value], x: float, side: str) -> None:
    assert f"the border of a domain, for the function has no finite values {side} this argument" in complaint(f, x)


def test_where_a_value_raises_a_function_has_no_value() -> None:
    """Rows of users may raise outside their domain, as math does."""
    entropy = row("entropy", lambda x: x * math.log(x) if x else 0.0, lambda x: -math.inf)
    assert "has no finite values just below this argument" in complaint(entropy, 0.0)


@pytest.mark.parametrize(("f", "x", "y"), [(ag.log, 0.0, "-inf"), (ag.log, -1.0, "nan"), (ag.exp, 1e3, "inf")])
def test_where_the_function_is_not_finite_it_has_no_derivative(f: Any, x: float, y: str) -> None:
    assert (
        complaint(f, x) == f"{f.__name__} is {y} at these arguments, where it has no derivative: check at another point"
    )


# --- functions of something else -------------------------------------------------------------------------------------


def test_random_numbers_are_found() -> None:
    draw = random.Random(0)
    assert "random numbers, or a state that it changes" in complaint(lambda x: x * draw.random(), 1.0)


def test_a_state_that_changes_is_found() -> None:
    count = itertools.count()
    said = complaint(lambda x: x + next(count), 1.0)
    assert "returned 1.0 and then 2.0 for the same arguments: it is no function of them alone" in said


def test_a_number_taken_out_of_a_value_is_found() -> None:
    said = complaint(lambda x: x * x.data, 3.0)
    assert "is 3.0, differences say 6 ±" in said
    assert "all local gradients of its graph are right" in said
    assert "by .data" in said


def test_a_plain_number_that_depends_on_an_argument_is_found() -> None:
    said = complaint(lambda x: 2.0 * x.data, 3.0)
    assert "the gradient is lost, for the function returned 6.0, a plain number" in said


# --- the second use of a rule ----------------------------------------------------------------------------------------


def test_a_rule_that_raises_on_values_is_named() -> None:
    mathy = row("mathy", lambda x: math.exp(x), lambda x: math.exp(x))
    said = complaint(lambda x: 2.0 * mathy(x), 1.0)
    assert "the rule of 'mathy' works on numbers and raises TypeError on Values" in said
    assert "autograd_lite.exp(v)" in said


def test_a_rule_that_is_frozen_to_the_point_where_it_was_recorded_is_named() -> None:
    leaky = row("leaky", lambda x: x if x > 0.0 else 0.1 * x, lambda x: 1.0 if x > 0.0 else 0.1)
    said = complaint(leaky, 1.0)
    assert "its derivatives are right, but the rule of 'leaky' gives another gradient on Values" in said
    assert "recorded at x=1.0 and evaluated at x=-1.0, is 1.0, but on numbers the rule gives 0.1 there" in said
    assert "make a case a primitive of its own (step, sign, equal)" in said


def test_a_rule_that_takes_the_number_out_of_a_value_is_named() -> None:
    quadratic = row("quadratic", lambda x: x * x, lambda x: 2.0 * getattr(x, "data", x))
    assert "recorded at x=3.0 and evaluated at x=-3.0, is 6.0, but on numbers the rule gives -6.0" in complaint(
        quadratic, 3.0
    )


def test_a_rule_whose_recorded_gradient_has_no_value_elsewhere_is_named() -> None:
    half = row("half", lambda x: math.sqrt(x), lambda x: primitives.div(0.5, half(x)) if x > 0.0 else 0.0)
    domain = row("domain", lambda x: abs(x), lambda x: half(x) / half(x) if x > 0.0 else -1.0)
    said = complaint(domain, 4.0)
    assert "recorded at x=4.0 and evaluated at x=-4.0, is nan, but on numbers the rule gives -1.0 there" in said


def test_static_parameters_stay_where_they_are() -> None:
    scaled = row("scaled", lambda x, k: k * x * abs(x), lambda x, k: 2.0 * k * ag.abs(x), static=1)
    check_gradients(lambda x: scaled(x, 3.0), -2.0)


def test_every_primitive_below_the_result_is_tried() -> None:
    inner = row("inner", lambda x: x * x, lambda x: 2.0 * getattr(x, "data", x))
    assert "the rule of 'inner'" in complaint(lambda x: ag.exp(inner(x) + inner(2.0 * x) + 1.0), 0.5)


def test_a_rule_may_have_a_domain_or_be_constant() -> None:
    check_gradients(row("root", lambda x: math.sqrt(x), lambda x: 0.5 * primitives.rsqrt(x)), 4.0)
    check_gradients(row("twice", lambda x: 2.0 * x, lambda x: 2), 4.0)


def test_what_the_function_raises_at_its_arguments_is_its_own() -> None:
    with pytest.raises(ZeroDivisionError):
        check_gradients(row("inverse", lambda x: 1.0 / x, lambda x: -1.0 / (x * x)), 0.0)
