"""What people do with numbers in Python, done with Values: it behaves, or a TypeError explains."""

from __future__ import annotations

import bisect
import cmath
import collections
import decimal
import heapq
import json
import math
import numbers
import operator
import random
import statistics
import struct
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import autograd_lite as ag
from autograd_lite import Value, gradients

# --- text ------------------------------------------------------------------------------------------------------------


def test_a_value_in_a_string() -> None:
    v = Value(2.0, label="w")
    assert f"{v}" == str(v) == repr(v) == f"{v!r}" == "%s" % v == "Value(data=2.0, grad=0.0, label='w')"  # noqa: UP031
    assert f"{v=}" == f"v={v}"


@pytest.mark.parametrize("spec", [".3f", "+.2e", ">10.1f", "010.4f", "g", "%", "_.0f", ","])
def test_a_format_is_that_of_the_number(spec: str) -> None:
    assert format(Value(1234.5678), spec) == format(1234.5678, spec)
    assert f"{Value(-0.25) * 2.0:{spec}}" == format(-0.5, spec)


def test_a_wrong_format_is_reported_as_for_a_float() -> None:
    with pytest.raises(ValueError, match="Unknown format code 'd' for object of type 'float'"):
        format(Value(2.0), "d")


# --- containers ------------------------------------------------------------------------------------------------------


def test_sets_and_dicts_tell_nodes_apart() -> None:
    a, b = Value(2.0), Value(2.0)
    assert a == b
    assert len({a, b, a}) == 2
    names = {a: "a", b: "b"}
    assert (names[a], names[b]) == ("a", "b")
    assert 2.0 not in names
    assert collections.Counter([a, a, b]) == {a: 2, b: 1}


def test_a_value_may_change_while_it_is_a_key() -> None:
    a = Value(2.0)
    names = {a: "a"}
    a.data = 3.0
    assert names[a] == "a"


def test_lists_compare_numbers() -> None:
    a, b, c = Value(3.0), Value(1.0), Value(2.0)
    assert 3.0 in [a, b]
    assert [a, b, c].index(Value(1.0)) == 1
    assert [a, b].count(3.0) == 1
    assert [a, b] == [3.0, 1.0]


def test_values_are_sorted_by_their_numbers() -> None:
    a, b, c = Value(3.0), Value(1.0), Value(2.0)
    for ordered in (sorted([a, b, c]), heapq.nsmallest(3, [a, b, c]), sorted([a, b, c], key=lambda v: v.data)):
        assert all(x is y for x, y in zip(ordered, (b, c, a), strict=True))
    assert [sorted([2.5, a, b])[i] for i in (0, 2)] == [b, a]
    assert bisect.bisect([1.0, 2.0, 4.0], a) == 2


# --- Python's functions of numbers -----------------------------------------------------------------------------------


def test_pythons_sum_and_product_are_nodes() -> None:
    xs = [Value(2.0), Value(3.0), Value(5.0)]
    for total, data, slopes in [
        (sum(xs), 10.0, [1.0, 1.0, 1.0]),
        (sum(xs, Value(1.0)), 11.0, [1.0, 1.0, 1.0]),
        (sum(x * x for x in xs), 38.0, [4.0, 6.0, 10.0]),
        (math.prod(xs), 30.0, [15.0, 10.0, 6.0]),
        (math.prod(xs, start=2.0), 60.0, [30.0, 20.0, 12.0]),
    ]:
        assert (type(total), total.data, gradients(total, xs)) == (Value, data, slopes)


def test_pythons_max_and_min_choose_one_of_them() -> None:
    xs = [Value(2.0), Value(5.0), Value(3.0)]
    assert max(xs) is xs[1]
    assert min(xs) is xs[0]
    assert max(*xs, 4.0) is xs[1]
    assert max(xs[0], 4.0) == 4.0
    assert max(xs, key=lambda v: -v.data) is xs[0]
    a, b = Value(1.0), Value(1.0)
    assert gradients(max(a, b), [a, b]) == [1.0, 0.0]  # at a tie the first
    assert gradients(ag.max(a, b), [a, b]) == [0.5, 0.5]  # and here both


@pytest.mark.parametrize(
    ("function", "data", "slope"),
    [
        (abs, 2.75, -1.0),
        (round, -3.0, 0.0),
        (lambda v: round(v, 1), -2.8, 0.0),
        (lambda v: round(v, None), -3.0, 0.0),
        (math.floor, -3.0, 0.0),
        (math.ceil, -2.0, 0.0),
        (math.trunc, -2.0, 0.0),
        (operator.neg, 2.75, -1.0),
        (operator.pos, -2.75, 1.0),
        (lambda v: pow(v, 2), 7.5625, -5.5),
        (lambda v: divmod(v, 2.0)[1], 1.25, 1.0),
        (lambda v: divmod(2.0, v)[0], -1.0, 0.0),
        (lambda v: Fraction(1, 2) * v, -1.375, 0.5),
    ],
)
def test_pythons_functions_of_numbers_record(function: Callable[[Any], Any], data: float, slope: float) -> None:
    v = Value(-2.75)
    y = function(v)
    assert (type(y), y.data, gradients(y, v)) == (Value, data, slope)


def test_a_value_is_true_unless_it_is_0_and_chains_of_comparisons_read_as_usual() -> None:
    assert bool(Value(-0.1))
    assert not Value(0.0)
    assert 1.0 < Value(2.0) <= 2.0
    assert not any([Value(0.0), Value(-0.0)])
    match Value(2.0):
        case 2.0:
            found = True
    assert found


def test_random_chooses_and_draws() -> None:
    xs = [Value(1.0), Value(2.0)]
    draw = random.Random(0)
    assert any(draw.choice(xs) is x for x in xs)
    assert len(draw.sample(xs, 2)) == 2
    low = Value(1.0)
    share = random.Random(1).random()
    assert gradients(random.Random(1).uniform(low, 3.0), low) == 1.0 - share
    assert statistics.median(xs).data == 1.5


def test_a_value_is_no_number_of_pythons_tower() -> None:
    """Who asks wants to compute with it as one, by float(v) say."""
    for kind in (numbers.Number, numbers.Real, numbers.Complex, float, int):
        assert not isinstance(Value(2.0), kind)


# --- where a plain number is wanted ----------------------------------------------------------------------------------

V = Value(2.0)


@pytest.mark.parametrize(
    "forget",
    [
        lambda: float(V),
        lambda: int(V),
        lambda: complex(V),
        lambda: math.exp(V),
        lambda: math.isnan(V),
        lambda: math.isclose(V, 2.0),
        lambda: math.fsum([V, V]),
        lambda: math.factorial(V),
        lambda: math.gcd(V, 2),
        lambda: cmath.exp(V),
        lambda: statistics.mean([V, V]),
        lambda: statistics.fmean([V, V]),
        lambda: statistics.stdev([V, 3.0]),
        lambda: range(V),
        lambda: [1, 2, 3][V],
        lambda: [0.0] * V,
        lambda: list(enumerate("ab", V)),
        lambda: operator.index(V),
        lambda: hex(V),
        lambda: round(1.5, V),
        lambda: V.as_integer_ratio(),
        lambda: random.choices([1, 2], [V, V]),
        lambda: random.randint(V, 3),
        lambda: "%.3f" % V,  # noqa: UP031
    ],
)
def test_where_a_plain_number_is_wanted_the_error_says_what_to_do(forget: Callable[[], Any]) -> None:
    with pytest.raises(TypeError) as caught:
        forget()
    said = str(caught.value)
    assert said.startswith("Value(data=")
    assert "would drop its gradient" in said
    assert "the functions of autograd_lite" in said
    assert "for the number alone use .data" in said


@pytest.mark.parametrize(
    "refuse",
    [
        lambda: json.dumps({"loss": V}),
        lambda: [1, 2, 3][V:],
        lambda: decimal.Decimal(V),
        lambda: decimal.Decimal(2) * V,
        lambda: "%d" % V,  # noqa: UP031
        lambda: list(V),
        lambda: len(V),
        lambda: V[0],
        lambda: V & V,
        lambda: V @ V,
        lambda: operator.add(V, [1.0]),
        lambda: V < None,
    ],
)
def test_what_python_refuses_by_itself_is_a_type_error(refuse: Callable[[], Any]) -> None:
    with pytest.raises(TypeError):
        refuse()


def test_other_modules_have_their_own_errors() -> None:
    with pytest.raises(struct.error):
        struct.pack("d", V)


def test_json_is_told_what_a_value_is() -> None:
    assert json.loads(json.dumps({"loss": V * 2.0}, default=lambda v: v.data)) == {"loss": 4.0}


@pytest.mark.parametrize("other", ["2", None, 2j, True, b"2"])
def test_an_operand_that_is_no_real_number_is_named(other: Any) -> None:
    for op in (operator.add, operator.mul, operator.pow):
        for a, b in ((V, other), (other, V)):
            with pytest.raises(TypeError, match="not a real number"):
                op(a, b)
    assert other != V
