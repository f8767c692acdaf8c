"""Formulas as text: they mean what they mean in Python, and nothing else gets in."""

from __future__ import annotations

import contextlib
import math
import operator
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import autograd_lite
from autograd_lite import Value, gradients, primitives
from autograd_lite.expressions import parse
from autograd_lite.expressions.functions import CONSTANTS, FUNCTIONS, OF_LISTS, OF_LISTS_TOO
from autograd_lite.expressions.source import DEEPEST, LONGEST
from autograd_lite.graph import topological_order

# --- what a formula means --------------------------------------------------------------------------------------------

Tree = tuple[str, Callable[[dict[str, Value]], Any]]  # its text, and the library's functions called directly
VARIABLES = ["a", "x_1", "θ", "权重", "e"]
OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": primitives.add,
    "-": primitives.sub,
    "*": primitives.mul,
    "/": primitives.div,
    "//": primitives.floordiv,
    "%": primitives.mod,
    "**": lambda a, b: a**b if isinstance(a, Value) or isinstance(b, Value) else primitives.power(a, b),
}
CALLED_ON_ONE = ["abs", "sigmoid", "exp", "log", "tanh", "sqrt", "relu", "gelu", "erf", "lgamma", "step", "ceil"]
COMPARISONS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq}


def variable(name: str) -> Tree:
    return name, lambda xs: xs[name]


def constant(x: float) -> Tree:
    return repr(x), lambda _: x


def binary(a: Tree, sign: str, b: Tree) -> Tree:
    return f"({a[0]} {sign} {b[0]})", lambda xs: OPERATORS[sign](a[1](xs), b[1](xs))


def negative(a: Tree) -> Tree:
    return f"(-{a[0]})", lambda xs: primitives.neg(a[1](xs))


def call(name: str, a: Tree) -> Tree:
    return f"{name}({a[0]})", lambda xs: getattr(autograd_lite, name)(a[1](xs))


def of_list(name: str, parts: list[Tree]) -> Tree:
    text = ", ".join(part[0] for part in parts)
    return f"{name}([{text}])", lambda xs: getattr(autograd_lite, name)([part[1](xs) for part in parts])


def where(a: Tree, sign: str, b: Tree, c: Tree) -> Tree:
    def chosen(xs: dict[str, Value]) -> Any:
        return (b if COMPARISONS[sign](a[1](xs), b[1](xs)) else c)[1](xs)

    return f"where({a[0]} {sign} {b[0]}, {b[0]}, {c[0]})", chosen


def larger(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(
        st.builds(binary, trees, st.sampled_from(list(OPERATORS)), trees),
        st.builds(negative, trees),
        st.builds(call, st.sampled_from(CALLED_ON_ONE), trees),
        st.builds(of_list, st.sampled_from(["sum", "prod", "mean", "max", "logsumexp"]), st.lists(trees, min_size=1)),
        st.builds(where, trees, st.sampled_from(list(COMPARISONS)), trees, trees),
    )


NUMBERS = st.floats(0.0, 1e3) | st.sampled_from([0.0, 1.0, 2.0, 1e308, 5e-324])
TREES = st.recursive(
    st.builds(variable, st.sampled_from(VARIABLES)) | st.builds(constant, NUMBERS), larger, max_leaves=12
)


@given(TREES, st.tuples(*[st.floats(-1e3, 1e3) | st.sampled_from([0.0, -0.0, math.inf])] * len(VARIABLES)))
def test_numbers_and_gradients_are_those_of_the_functions_called_directly(tree: Tree, at: tuple[float, ...]) -> None:
    text, direct = tree
    given = dict(zip(VARIABLES, at, strict=True))
    xs = {name: Value(x) for name, x in given.items()}
    expected = direct(xs)
    used = {name: x for name, x in given.items() if name in _names(text)}
    y = parse(text).evaluate(**used)
    found = {leaf.label: leaf for leaf in topological_order(y) if leaf.label}
    if not isinstance(expected, Value):
        assert (repr(y.data), y.operands) == (repr(expected), ())
        return
    assert repr(y.data) == repr(expected.data)
    assert [node.primitive for node in topological_order(y)] == [node.primitive for node in topological_order(expected)]
    reached = [name for name in VARIABLES if name in found]
    slopes = gradients(expected, [xs[name] for name in reached])
    assert repr(gradients(y, [found[name] for name in reached])) == repr(slopes)


def _names(text: str) -> set[str]:
    return {name for name in VARIABLES if name in parse(text)._variables}


@given(
    st.lists(st.tuples(st.sampled_from(["", "-", "+", "--"]), st.sampled_from("abc")), min_size=2, max_size=7),
    st.lists(st.sampled_from(list(OPERATORS)), min_size=6, max_size=6),
    st.tuples(*[st.sampled_from([0.5, 1.0, 2.0, 3.0, 7.0])] * 3),
)
def test_precedence_and_associativity_are_pythons(
    terms: list[tuple[str, str]], signs: list[str], numbers: tuple[float, float, float]
) -> None:
    text = "".join(f"{sign}{unary}{name}" for sign, (unary, name) in zip(["", *signs], terms, strict=False))
    given = dict(zip("abc", numbers, strict=True))
    try:
        expected = eval(text, {}, given)  # our own text
    except (ZeroDivisionError, OverflowError):
        expected = None
    assume(isinstance(expected, float))
    used = {name: x for name, x in given.items() if name in text}
    assert repr(parse(text).evaluate(**used).data) == repr(expected)


@pytest.mark.parametrize(
    ("text", "numbers", "expected"),
    [
        ("2", {}, 2.0),
        ("0x10 + 1_000 + 1e3", {}, 2016.0),
        ("9**9**9**9", {}, math.inf),
        ("1/0", {}, math.inf),
        ("-1/0", {}, -math.inf),
        ("(-8)**(1/3)", {}, math.nan),
        ("10**400 - x", {"x": 1}, math.inf),
        ("pi + π + inf", {}, math.inf),
        ("log(e)", {}, 1.0),
        ("e", {"e": 3}, 3.0),
        ("dot([w1, w2], (x, 1))", {"w1": 2, "w2": 3, "x": 4}, 11.0),
        ("dot(softmax([x, x]), [2, 4])", {"x": 1000}, 3.0),
        ("sum(softmax(softmax([x, 2])))", {"x": 1}, 1.0),
        ("sum([])", {}, 0.0),
        ("max(x, 2, 3) + max([x, 2]) + min(x, 0)", {"x": 1}, 5.0),
        ("hypot(x, 4) + norm([3, 4])", {"x": 3}, 10.0),
        ("clip(x, high=2) + clip(x, 6, 7) + leaky_relu(-x, slope=0.5)", {"x": 5}, 5.5),
        ("round(x) + round(x, digits=1) + polygamma(1, n=1)*0", {"x": 2.25}, 4.2),
        ("where(0 < x < 2 and not x == 1.5, 10, 20)", {"x": 1}, 10.0),
        ("where(x >= 0 or x != x, x, sqrt(x))", {"x": -4}, math.nan),
        ("where(x <= 0, log(-1), x)", {"x": 3}, 3.0),
        ("add(1, mul(x, 2)) - pow(2, x)", {"x": 3}, -1.0),
        ("( x\n  + y )\t", {"x": 1, "y": 2}, 3.0),
        ("+".join(["x"] * 900), {"x": 1}, 900.0),
        ("x₁*x₁₂ - θ₀", {"x₁": 2, "x12": 3, "θ0": 1}, 5.0),
    ],
)
def test_a_table_of_formulas(text: str, numbers: dict[str, float], expected: float) -> None:
    assert repr(parse(text).evaluate(**numbers).data) == repr(expected)


def test_every_public_function_of_numbers_can_be_called() -> None:
    """A new primitive that is exported is named in expressions/functions.py, too."""
    public = {name for name in autograd_lite.__all__ if hasattr(primitives, name)} - {"divmod", "primitive"}
    assert {*FUNCTIONS, "where"} == public
    assert all(function is getattr(autograd_lite, name) for name, function in FUNCTIONS.items())
    binary = "add atan2 copysign div floordiv logaddexp mod mul pow sub"
    arguments = {"dot": "[x, 2], [3, x]", "polygamma": "x, 2", "select": "x, 0.5, x"}
    for name in FUNCTIONS:
        usual = "[x, 2]" if name in OF_LISTS | OF_LISTS_TOO else "x, 0.5" if name in binary.split() else "x"
        text = f"{name}({arguments.get(name, usual)})"
        if name == "softmax":
            text = f"sum({text})"
        y = parse(text).evaluate(x=0.7)
        assert repr(y.data) == repr(eval(text, {**vars(autograd_lite), "x": 0.7})), name
        assert topological_order(y)[0].label == "x", name


# --- names -----------------------------------------------------------------------------------------------------------


def test_variables_are_leaves_with_the_names_as_typed_in_the_order_of_appearance() -> None:
    expression = parse("sigmoid(w*x - ϑ) + dot([θ, v], [x, b₁₂])")
    assert expression.names == ("w", "x", "ϑ", "v", "b₁₂")
    y = expression.evaluate(**{"b₁₂": 5, "v": 4, "w": 1, "x": 2, "θ": 3})
    leaves = {node.label: node for node in topological_order(y) if not node.operands}
    assert {label: leaf.data for label, leaf in leaves.items()} == {"w": 1, "x": 2, "ϑ": 3, "v": 4, "b₁₂": 5}


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
@pytest.mark.parametrize("name", ["ŷ", "θ", "ϑ", "权重", "ﬁ", "𝜃", "Å", "x₁", "한"])
def test_a_name_is_found_in_whatever_form_it_is_given(name: str, form: str) -> None:
    given = unicodedata.normalize(form, name)
    y = parse(f"2 * {name}").evaluate(**{given: 1.5})
    assert y.data == 3.0
    assert y.parents[0].label == name


def test_the_result_has_the_name_before_the_equals_sign() -> None:
    y = parse("ŷ = sigmoid(w)").evaluate(w=0)
    assert (y.label, y.data, y.parents[0].label) == ("ŷ", 0.5, "w")
    assert parse("sigmoid(w)").evaluate(w=0).label is None
    assert parse("y=2*3").evaluate().label == "y"


def test_a_renamed_variable_is_a_node_of_its_own() -> None:
    y = parse("y = where(a > b, a, b)").evaluate(a=1, b=2)
    assert (y.label, y.data, [x.label for x in y.parents]) == ("y", 2.0, ["b"])
    assert gradients(y, y.parents[0]) == 1.0
    assert parse("b").evaluate(b=2).label == "b"


def test_a_value_is_used_as_it_is() -> None:
    x = Value(3.0, label="mine")
    y = parse("x**2 + c").evaluate(x=x, c=1)
    assert gradients(y, x) == 6.0
    assert x.label == "mine"
    assert autograd_lite.grad(lambda x: parse("x**3").evaluate(x=x))(2.0) == 12.0


def test_only_the_branch_that_is_taken_is_recorded() -> None:
    y = parse("where(x > 0, log(x), x)").evaluate(x=-1)
    assert (y.data, y.operands) == (-1.0, ())


@pytest.mark.parametrize(
    ("text", "numbers", "message"),
    [
        ("w*x", {"w": 1}, "w*x has no number for x; give x=NUMBER"),
        ("w*x", {}, "w*x has no number for w, x; give w=NUMBER x=NUMBER"),
        ("w*x", {"W": 1, "x": 1}, "w*x has no number for w (W is not in it); give w=NUMBER"),
        ("w*x", {"w": 1, "x": 1, "θ": 2}, "θ is not in w*x, whose variables are w, x; leave it out"),
        ("2", {"x": 1}, "x is not in 2, which has no variables; leave it out"),
        ("2*pi", {"e": 1}, "e is not in 2*pi"),
        ("exp - 1", {}, "exp is a function, called as exp(...)"),
        ("θ", {"θ": 1, "ϑ": 1}, "two of θ, ϑ are one name in two forms; give it once"),
    ],
)
def test_missing_and_superfluous_variables_are_named(text: str, numbers: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse(text).evaluate(**numbers)


@pytest.mark.parametrize("wrong", ["1", True, None, 1j])
def test_what_is_no_number_is_a_type_error(wrong: Any) -> None:
    with pytest.raises(TypeError, match="not a real number"):
        parse("x").evaluate(x=wrong)
    with pytest.raises(TypeError, match="an expression is text, not"):
        parse(wrong if wrong != "1" else b"1")


# --- what is refused -------------------------------------------------------------------------------------------------

REFUSED = {
    # escapes
    "x.data": "nothing has attributes here",
    "().__class__.__bases__": "nothing has attributes here",
    "__import__('os')": "there is no function __import__",
    "__builtins__['eval']": "nothing is indexed here",
    "eval('1')": "there is no function eval",
    "getattr(x, 'data')": "there is no function getattr",
    "exp(x)(y)": "only a function can be called, by its name",
    "exp.__call__(x)": "only a function can be called, by its name",
    "(lambda: 1)()": "only a function can be called, by its name",
    "lambda: 1": "no functions are defined here",
    "[x for x in y]": "there are no loops here",
    "sum(x for x in y)": "sum takes lists",
    "{x for x in y}": "there are no loops here",
    "{x: x for x in y}": "there are no loops here",
    "(y := 3)": "nothing is assigned in an expression",
    "f'{x}'": "nothing is filled in; leave out the f",
    "f'{f'{x}'}'": "column",
    "'x'": "'x' is no real number",
    '"""x"""': "is no real number",
    "b'x'": "is no real number",
    "x[0]": "nothing is indexed here; give each element a name of its own: x1, x2",
    "{}": "this is not read here",
    "{x}": "this is not read here",
    "await x": "this is not read here",
    "yield x": "invalid syntax",
    "x; y": "invalid syntax",
    "import os": "invalid syntax",
    "x\nimport os": "invalid syntax",
    "x # note": "a comment has no place in an expression",
    "max(*x)": "nothing is unpacked here",
    "max(*x, 1)": "nothing is unpacked here",
    "clip(**x)": "clip takes low, high once each by name",
    # numbers
    "True": "True is no real number",
    "None": "None is no real number",
    "...": "... is no real number",
    "2j": "2j is no real number",
    "9" * 400: "beyond the range of doubles (about 1.8e308); write inf",
    "010": "leading zeros",
    # the wrong form
    "": "the expression is empty",
    " \n ": "the expression is empty",
    "y =": "the expression is empty",
    "x = = 1": "invalid syntax",
    "x = y = 1": "invalid syntax",
    "if = 1": "invalid syntax",
    "x == 1": "a comparison stands only as the condition of where(condition, a, b)",
    "2x": "A product is written 2*x, with the sign",
    "w x": "A product is written 2*x, with the sign",
    "1if x else y": "invalid decimal literal",
    "(x": "'(' was never closed",
    "x)": "unmatched ')'",
    "x +": "invalid syntax",
    "x ^ 2": "a power is written **, as in x**2",
    "x @ y": "dot([w1, w2], [x1, x2])",
    "x << 2": "the operators are + - * / // % and **",
    "~x": "not and ~ make no number",
    "not x": "not stands in where(condition, a, b)",
    "x < y": "a comparison stands only as the condition",
    "x and y": "and, or stand only in the condition",
    "x if y else z": "a case is written where(condition, a, b)",
    "where(x, 1, 2)": "a condition is a comparison, such as x > 0",
    "where(x in y, 1, 2)": "numbers are compared by < <= > >= == and !=",
    "where(x is 1, 1, 2)": "numbers are compared by < <= > >= == and !=",
    "where(x > 0, 1)": "where takes a condition and two numbers",
    "where(x > 0, 1, b=2)": "where takes a condition and two numbers",
    "where(x > 0, [1], 2)": "a list stands only in functions of one",
    "[x, y]": "a list stands only in functions of one",
    "x, y": "a list stands only in functions of one",
    "exp([x])": "a list stands only in functions of one",
    "softmax([x])": "softmax gives a list",
    "sum(x)": "sum takes lists; write [a, b]",
    "max(x)": "max takes lists; write [a, b]",
    "dot([x], exp(x))": "dot takes lists; write [a, b]",
    "dot([x])": "missing a required argument: 'xs'; write dot(ws, xs)",
    "exp()": "missing a required argument: 'x'; write exp(x)",
    "exp(x, y)": "too many positional arguments; write exp(x)",
    "exp(x=1)": "exp takes nothing by name; write exp(x)",
    "clip(x, lo=1)": "clip takes low, high once each by name; write clip(x, low=-inf, high=inf)",
    "clip(x, low=1, low=2)": "clip takes low, high once each by name",
    "clip(x, 0, low=0)": "multiple values for argument 'low'",
    "sigmod(x)": "there is no function sigmod; is it sigmoid",
    "arctan(x)": "there is no function arctan; is it atan",
    "ln(x)": "there is no function ln; is it log?",
    "qqq(x)": "there is no function qqq; there are abs, acos,",
    # characters
    "x × y": "for × write *",
    "w·x": "for · write *",
    "x − y": "for − write -",
    "x²": "for ² write **2",
    "sigmoid（x）": "for （ write (",
    "x，y": "for ， write ,",
    "x\0": "the character U+0000 cannot be seen",
    "x\ud800": "the character U+D800 cannot be seen",
    "x\u202ey": "the character U+202E cannot be seen",
    "e\u200bxp(x)": "the character U+200B cannot be seen",
    "\x1b[31mx": "the character U+001B cannot be seen",
    "5₁": "invalid character '₁'",
    "$x": "invalid syntax",
    "\\": "unexpected character",
    # size
    "x" * (LONGEST + 1): "has 2,001 characters, and 2,000 are the most",
    "x" * 10**6: "has 1,000,000 characters",
    "(" * 10**5 + "x" + ")" * 10**5: "has 200,001 characters",
    "(" * (DEEPEST + 1) + "x" + ")" * (DEEPEST + 1): "nested more than 100 deep",
    "[" * 1999: "nested more than 100 deep",
    "-" * 1999 + "x": "nested more than 100 deep",
    "2**" * 600 + "2": "nested more than 100 deep",
    "where(" + "not " * 101 + "x > 0, 1, 2)": "nested more than 100 deep",
}


@pytest.mark.parametrize(("text", "message"), REFUSED.items(), ids=range(len(REFUSED)))
def test_everything_else_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        parse(text)
    assert type(caught.value) is ValueError
    lines = str(caught.value).split("\n")
    assert all(line.isprintable() and len(line) < 700 for line in lines)
    assert len(lines) == 1 or (lines[0].startswith("column ") and len(lines) == 3 and set(lines[2]) == {" ", "^"})


@given(st.text(max_size=40) | st.text(alphabet="x1e.()[]{},:=+-*/%<>!'\"# \\\nnotandlambdaifelse", max_size=40))
def test_any_text_is_a_formula_or_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        expression = parse(text)
        assert type(expression.evaluate(**dict.fromkeys(expression.names, 0.5)).data) is float


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("theta + sigmod(w*x)", "theta + sigmod(w*x)\n            ^^^^^^"),
        ("权重*ŷ + foo(1)", "权重*ŷ + foo(1)\n             ^^^"),
        ("y =  x₁.data", "y =  x₁.data\n         ^^^^^^^"),
        ("x +", "x +\n       ^"),
        ("f(\n x)", "f(  x)\n    ^"),
        ("(x +\n y z)", "(x +  y z)\n     ^^^^^^^^"),
        ("a\0b", "a�b\n     ^"),
        ("x+" * 200 + "foo(x)" + "+y" * 200, f"…{'x+' * 20}foo(x){'+y' * 27}…\n{' ' * 45}^^^"),
        ("x + " + "9" * 400, f"x + {'9' * 96}…\n{' ' * 8}{'^' * 97}"),
    ],
)
def test_the_place_is_marked_under_the_text(text: str, shown: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"\n    {shown}") + "$"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1 + clip(x, 1, 0)", "column 5: clip(x, low, high) takes bounds with low <= high, not 1.0 and 0.0"),
        ("clip(x, x, 1)", "column 1: low, high of clip: a part of the operation, which has no gradient; write"),
        ("leaky_relu(x, slope=x)", "column 1: slope of leaky_relu: a part of the operation"),
        ("dot([x], [x, x])", "column 1: dot takes two sequences of one length, not of 1 and 2"),
        ("round(x, 1.5)", "column 1: round(x, digits) takes a whole number of digits, not 1.5"),
        ("polygamma(x, 0.5)", "column 1: the order of polygamma is a whole number"),
        ("mean([])", "column 1: mean takes at least one operand"),
    ],
)
def test_what_a_function_refuses_has_its_place(text: str, message: str) -> None:
    expression = parse(text)
    with pytest.raises(ValueError, match=f"^{re.escape(message)}"):
        expression.evaluate(**dict.fromkeys(expression.names, 2.0))


def test_no_text_overflows_the_stack_of_a_small_thread() -> None:
    """It would kill the process; so another one tries, with the 512 KB that threads have where they have least."""
    program = """
import threading
from autograd_lite.expressions import parse

def run():
    deep = "(" * 100
    for text in ("-" * 1999 + "x", deep + "-" * 1790 + "x", deep + "not " * 440 + "x", deep + "lambda:" * 250 + "x",
                 deep + "x+" * 890 + "x", deep + "x" + ".a" * 890, deep + "2**" * 590 + "2", "f(" * 100 + "~" * 1790,
                 "(not -2**" * 100 + "-" * 1000 + "x", "[(lambda:" * 50 + "2**" * 400 + "x" + ")]" * 50):
        try:
            parse(text + ")" * 100 if text.startswith("((") else text)
        except ValueError:
            pass
        print("alive")

threading.stack_size(512 * 1024)
thread = threading.Thread(target=run)
thread.start()
thread.join()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["alive"] * 10


def test_an_expression_shows_its_text() -> None:
    assert repr(parse(" y = w*x ")) == "<Expression y = w*x>"
    assert str(parse("+".join("x" * 100))) == "x+" * 39 + "x…"
    assert {"pi", "e", "inf", "nan"} < set(CONSTANTS)
