"""Conditions as text: they mean what they mean in Python on floats, and nothing else gets in."""

from __future__ import annotations

import contextlib
import json
import math
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autograd_lite.expressions import parse, parse_condition, parse_term
from autograd_lite.expressions.condition import TESTS
from autograd_lite.expressions.functions import FUNCTIONS, OF_LISTS, signature, static_parameters
from autograd_lite.expressions.source import DEEPEST, LONGEST

NUMBERS = ("node", "data", "grad", "upstream")
TEXTS = ("op", "label", "scope")
SOME: dict[str, Any] = {"node": 3, "data": 2.0, "grad": -0.5, "upstream": 1.0}
SOME |= {"op": "mul", "label": "w1", "scope": "net/hidden"}


def asked(text: str, **values: Any) -> bool:
    return parse_condition(text, NUMBERS, TEXTS)({**SOME, **values})


# --- what a condition means ------------------------------------------------------------------------------------------


def larger(terms: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Terms without the brackets that would say what precedence says."""
    return st.one_of(
        st.builds("{} {} {}".format, terms, st.sampled_from(["+", "-", "*", "/", "//", "%"]), terms),
        st.builds("{} ** {}".format, terms, st.sampled_from(["2.0", "3.0"])),
        st.builds("-{}".format, terms),
        st.builds("({})".format, terms),
        st.builds("abs({})".format, terms),
    )


TERMS = st.recursive(st.sampled_from([*NUMBERS, "0.0", "1.0", "2.5", "1e3", "1e308", "inf"]), larger, max_leaves=6)
WORDS = st.sampled_from([*TEXTS, '"mul"', "'w1'", '"hidden"', '""', '"net" "/" "hidden"', '"#θ₁ × ("'])
LITERALS = st.lists(st.sampled_from(['"mul"', '"add"', '"w1"', '""']), min_size=2).map(", ".join)


def chained(operands: st.SearchStrategy[str], signs: list[str]) -> st.SearchStrategy[str]:
    further = st.lists(st.builds("{} {}".format, st.sampled_from(signs), operands), min_size=1, max_size=3)
    return st.builds(lambda first, others: " ".join([first, *others]), operands, further)


COMPARISONS = st.one_of(
    chained(TERMS, ["<", "<=", ">", ">=", "==", "!="]),
    chained(WORDS, ["==", "!="]),
    st.builds("{} {} ({})".format, WORDS, st.sampled_from(["in", "not in"]), LITERALS),
    st.builds("{} {} {}".format, WORDS, st.sampled_from(["in", "not in"]), st.sampled_from(TEXTS)),
    st.builds("{}({})".format, st.sampled_from(list(TESTS)), TERMS),
)
CONDITIONS = st.recursive(
    COMPARISONS,
    lambda conditions: st.one_of(
        st.builds("{} {} {}".format, conditions, st.sampled_from(["and", "or"]), conditions),
        st.builds("not {}".format, conditions),
        st.builds("({})".format, conditions),
        st.builds("where({}, {}, {}) >= grad".format, conditions, TERMS, TERMS),
    ),
    max_leaves=5,
)
FLOATS = st.floats() | st.sampled_from([0.0, -0.0, 1.0, 2.5, math.inf, -math.inf, math.nan])
MOMENTS = st.fixed_dictionaries(
    dict.fromkeys(NUMBERS, FLOATS) | dict.fromkeys(TEXTS, st.sampled_from(["", "mul", "w1", "hidden", "net/hidden"]))
)
PYTHONS = {"inf": math.inf, "where": lambda condition, a, b: a if condition else b, **TESTS}


@given(CONDITIONS, MOMENTS)
def test_a_condition_means_what_it_means_in_python(text: str, moment: dict[str, Any]) -> None:
    try:
        expected = eval(text, {}, {**PYTHONS, **moment})  # our own text
    except (ZeroDivisionError, OverflowError):  # where IEEE 754 has a number
        expected = None
    found = parse_condition(text, NUMBERS, TEXTS)(moment)
    assert type(found) is bool
    assume(expected is not None)
    assert found == expected


@given(TERMS, MOMENTS)
def test_a_term_is_the_formula_on_floats(text: str, moment: dict[str, Any]) -> None:
    numbers = {name: moment[name] for name in parse(text).names}
    assert repr(parse_term(text, NUMBERS)(moment)) == repr(parse(text).evaluate(**numbers).data)


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("grad != grad", {"grad": math.nan}, True),
        ("grad == grad", {"grad": math.nan}, False),
        ("isnan(grad) and not isfinite(grad) and not isinf(grad)", {"grad": math.nan}, True),
        ("grad < 0 or grad >= 0", {"grad": math.nan}, False),
        ("not grad < 0", {"grad": math.nan}, True),
        ("isinf(grad) and not isfinite(grad) and not isnan(grad)", {"grad": -math.inf}, True),
        ("data / 0 == inf and -data / 0 == -inf and isnan(0/0)", {}, True),
        ("isnan((-8)**(1/3)) and isnan(log(-1)) and log(0) == -inf", {}, True),
        ("9**9**9 == inf and 10**400 - 10**399 != 0 and isnan(9**9**9 - 9**9**9**9)", {}, True),
        ("exp(1000) == inf and isnan(inf - inf)", {}, True),
        ("1 < data < 3 < 4 != 5", {}, True),
        ("1 < data > 1.5 == 1.5", {}, True),
        ("1 < data < 2 < 4", {}, False),
        ("not data == 2 or data == 2", {}, True),
        ("not (data == 2 or data == 2)", {}, False),
        ("data == 1 and data == 1 or data == 2", {}, True),
        ("data == 1 and (data == 1 or data == 2)", {}, False),
        ("-data ** 2 == -4", {}, True),
        ("node == 3 and node % 2 == 1 and node / 2 == 1.5 and 2**node == 8", {}, True),
        ("square(node) / 2 == inf", {"node": 10**300}, True),  # an int would overflow: a number is a float first
        ('"hidden" in scope and "hid" in scope and "out" not in scope', {}, True),
        ('op in ("mul", "add") and op not in ["sub", "div"]', {}, True),
        ('op in ("mul",) and op not in ()', {}, True),
        ('op in ("mult", "m")', {}, False),
        ('"w" == label', {}, False),
        ("label == label != op", {}, True),
        ("label in scope", {"label": "net"}, True),
        (r'label == "\x771" and label == r"w1" and label == """w1""" and label == u"w1"', {}, True),
        (r'label == "say \"w\" # no × comment ("', {"label": 'say "w" # no × comment ('}, True),
        (r"label == '\\' or label == '\'#'", {"label": "'#"}, True),
        ('not"out" in scope and(label)=="w1"', {}, True),
        (r'label == "θ₁ ×\u3000"', {"label": "θ₁ ×\u3000"}, True),
        ('label == "x1"', {"label": "x₁"}, False),
        ('")))" != label and ((data == 2))', {}, True),
        ('where(op == "mul", data, grad) == 2 and max([data, where(isnan(grad), 9, 0)]) == 2', {}, True),
        (
            "clip(grad, -0.25, 1) == -0.25 and round(grad * 1.26, digits=1) == -0.6 and leaky_relu(-data) == -0.02",
            {},
            True,
        ),
        (
            "sum(softmax([data, 1])) == 1 and dot([1, data], [3, grad]) == 2 and hypot(3, 4, 0) == 5 and hypot() == 0",
            {},
            True,
        ),
        ("upstream > e and upstream < pi and grad < π", {"upstream": 3}, True),
        ("ｇｒａｄ < 0", {}, True),  # full width: Python's own reading of a name
        ("\n grad\t< 0\n", {}, True),
    ],
)
def test_a_table_of_conditions(text: str, values: dict[str, Any], expected: bool) -> None:
    assert asked(text, **values) is expected


def test_a_query_knows_its_names_in_the_order_of_their_appearance() -> None:
    condition = parse_condition(' isnan(grad) or op == "mul" and pi < data < grad and "x" in scope ', NUMBERS, TEXTS)
    assert condition.names == ("grad", "op", "data", "scope")
    assert condition.text == 'isnan(grad) or op == "mul" and pi < data < grad and "x" in scope'
    assert repr(condition) == f"<Query {condition.text}>"
    term = parse_term("where(label != op, upstream, 2*data)", NUMBERS, TEXTS)
    assert term.names == ("label", "op", "upstream", "data")
    assert parse_condition("1 < 2", NUMBERS).names == ()


def test_names_are_those_given_in_whatever_form_they_are_typed() -> None:
    condition = parse_condition("ϑ₁ > e and 權 == 'a'", ["θ₁", "e"], ["權"])
    assert condition.names == ("θ₁", "e", "權")
    assert condition({"θ₁": 1.0, "e": 0.5, "權": "a"})


def test_only_what_is_needed_is_looked_up() -> None:
    class Moment(dict[str, float]):
        def __missing__(self, name: str) -> float:
            asked_for.append(name)
            return 2.0

    asked_for: list[str] = []
    assert parse_condition("data == 2 or grad == 2", NUMBERS)(Moment())
    assert not parse_condition("node == 1 and grad == 2", NUMBERS)(Moment())
    assert asked_for == ["data", "node"]


def test_a_name_without_a_value_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="grad"):
        parse_condition("grad > 0", NUMBERS)({"data": 1.0})


EXTREME = [0.0, -0.0, 1.0, -2.5, 5e-324, 1e308, -1e308, math.inf, -math.inf, math.nan]


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_no_function_raises_for_any_floats(name: str) -> None:
    count = len(signature(name).parameters) - len(static_parameters(name))
    operands = ["[data, grad, 1]"] * count if name in OF_LISTS else ["data", "grad", "upstream"][:count]
    if name in ("max", "min", "hypot"):
        operands = ["data", "grad", "1"]
    if name == "polygamma":
        operands.append("2")
    call = f"{name}({', '.join(operands)})"
    term = parse_term(f"sum({call})" if name == "softmax" else call, NUMBERS)
    for data in EXTREME:
        for grad in EXTREME:
            assert type(term({"data": data, "grad": grad, "upstream": data})) is float


# --- what is refused -------------------------------------------------------------------------------------------------

ESCAPES = {
    # attributes, dunder names, calls
    "grad.real > 0": "nothing has attributes here",
    "op.upper() == 'MUL'": "only a function can be called, by its name",
    "grad.__class__ == 1": "nothing has attributes here",
    "().__class__.__bases__[0].__subclasses__() == 1": "only a function can be called",
    "''.__class__ == op": "nothing has attributes here",
    "__import__('os') == 1": "there is no function __import__",
    "__import__('os').system('true') == 0": "only a function can be called",
    "__builtins__ == 1": "there is no __builtins__ here",
    "__builtins__['eval']('1') == 1": "only a function can be called",
    "__name__ == op": "there is no __name__ here",
    "eval('1') == 1": "there is no function eval",
    "exec('x = 1') == 1": "there is no function exec",
    "compile('1', '', 'eval') == 1": "there is no function compile",
    "open('/etc/passwd') == 1": "there is no function open",
    "getattr(grad, 'real') == 1": "there is no function getattr",
    "globals() == 1": "there is no function globals",
    "breakpoint() == 1": "there is no function breakpoint",
    "isnan.__call__(grad)": "only a function can be called",
    "isnan(grad)(grad)": "only a function can be called",
    "'isnan'(grad)": "only a function can be called",
    "(lambda: grad > 0)()": "only a function can be called",
    "op('mul')": "there is no function op",
    "where == 1": "there is no where here, but node, data",
    # forms that loop, bind, wait or build
    "lambda: grad > 0": "no functions are defined here",
    "[x for x in (1, 2)] == 1": "there are no loops here",
    "{x for x in op}": "there are no loops here",
    "{x: 1 for x in op}": "there are no loops here",
    "(x for x in op)": "there are no loops here",
    "max(x for x in op) > 1": "max takes lists",
    "isnan(x for x in op)": "there are no loops here",
    "(x := grad) > 1": "nothing is assigned",
    "(x := grad > 1)": "nothing is assigned",
    "[grad][0] > 1": "nothing is indexed here",
    "op[0] == 'm'": "nothing is indexed here",
    "op[::-1] == 'lum'": "nothing is indexed here",
    "{} == 1": "this is not read here",
    "{'a': 1} == op": "this is not read here",
    "op in {'mul'}": "a list stands in other brackets",
    "op in {'mul': 1}": "this is not read here",
    "isnan(*[grad])": "nothing is unpacked here",
    "isnan(**grad)": "isnan takes one number; write isnan(x)",
    "op in (*label, 'mul')": "a list behind in has texts in quotes",
    "await grad > 1": "this is not read here",
    "(yield) == 1": "this is not read here",
    "(yield from op) == 1": "this is not read here",
    "grad > 1 if op == 'mul' else data > 1": "a case is written where(condition, a, b)",
    # texts that are filled in or grow
    "op == f'{grad}'": "nothing is filled in; leave out the f",
    "op == rF'''{grad}'''": "nothing is filled in; leave out the rF",
    "op == t'{grad}'": "nothing is filled in; leave out the t",
    "op == 'a'f'{open(1)}'": "nothing is filled in; leave out the f",
    "op == f'{f'{grad}'}'": "nothing is filled in",
    "op == '%s' % grad": "'%s' is no real number",
    "op == '{}'.format(grad)": "only a function can be called",
    "op == '{0.__class__}'.format(grad)": "only a function can be called",
    "op == 'a' * 10**9": "'a' is no real number",
    "op == 10**9 * 'a'": "'a' is no real number",
    "op == 'a' + label": "'a' is no real number",
    "op == b'mul'": "b'mul' is no real number",
    "op == str(grad)": "there is no function str",
    # statements
    "grad = 1": "equality is written ==",
    "op = 'mul'": "equality is written ==",
    "grad += 1": "invalid syntax",
    "import os": "invalid syntax",
    "grad > 1; import os": "invalid syntax",
    "grad > 1\nimport os": "invalid syntax",
    "del grad": "invalid syntax",
    "pass": "invalid syntax",
    "print(grad) == 1": "there is no function print",
    "grad > 1 # note": "a comment has no place",
    "grad > 1 \\\n": "unexpected character",
    # sizes
    "grad > " + "9" * 400: "beyond the range of doubles (about 1.8e308); write inf",
    "grad > " + "9" * LONGEST: "2,000 are the most",
    "op == '" + "a" * LONGEST + "'": "2,000 are the most",
    "not " * (DEEPEST + 1) + "grad > 1": "nested more than 100 deep",
    "(" * (DEEPEST + 1) + "grad > 1" + ")" * (DEEPEST + 1): "nested more than 100 deep",
    "grad > " + "2**" * 600 + "2": "nested more than 100 deep",
    "grad > " + "-" * 1900 + "2": "nested more than 100 deep",
    "'" + ")" * 90 + "' == op or " + "(" * (DEEPEST + 1) + "grad": "nested more than 100 deep",
    # characters
    "grad > 1\0": "the character U+0000 cannot be seen",
    "op == '\0'": r"the character U+0000 cannot be seen and has no place in an expression; write \x00 in its place",
    "op == 'a\u202eb'": r"write \u202e in its place",
    "op == 'a\nb'": r"write \n in its place",
    "op == '\ud800'": r"write \ud800 in its place",
    "op == 'a\u3000b'": r"write \u3000 in its place",
    "gr\u200bad > 1": "the character U+200B cannot be seen",
    "gr\u0430d > 1": "there is no gr\u0430d here, but node, data, grad, upstream, op, label, scope; is it grad?",
    "\uff3f\uff3fimport\uff3f\uff3f('os') == 1": "for \uff3f write _",
    "__\u2139mport__('os') == 1": "there is no function __\u2139mport__",
    "\U0001d452val('1') == 1": "there is no function \U0001d452val",
    "grad \uff1e 1": "for \uff1e write >",
    "grad \u2265 1": "for \u2265 write >=",
    "op == \u201cmul\u201d": 'for \u201c write "',
}

WRONG = {
    # what is no condition
    "": "the expression is empty; write one, such as abs(grad) > 1e3",
    "grad": "a condition is a comparison, such as grad > 0",
    "not grad": "a condition is a comparison, such as grad > 0",
    "grad > 1 and abs(data)": "a condition is a comparison, such as abs(data) > 0",
    "op": 'op is a text, and is compared with one, as in op == "mul"',
    "'mul'": "'mul' is no real number",
    "True": "True is no real number",
    "grad > 1, data > 1": 'a list stands in op in ("mul", "add"), and in functions of one',
    # conditions where numbers belong
    "isnan(grad) == True": "isnan is True or False, and no number; conditions are joined by and, or, not",
    "isfinite(grad) + 1 > 0": "isfinite is True or False, and no number",
    "isnan(isinf(grad))": "isinf is True or False, and no number",
    "(grad > 1) == (data > 1)": "a comparison is True or False, and no number",
    "abs(grad > 1) > 0": "a comparison is True or False, and no number",
    "(grad > 1 or data > 1) + 1 > 0": "a condition is True or False, and no number",
    "-(not grad > 1) > 0": "a condition is True or False, and no number",
    "~isnan(grad)": "the opposite of a condition is written not",
    "grad > 1 & data > 2": "conditions are joined by and, or",
    "grad > 1 && data > 2": "and is written as a word",
    "grad > 1 || data > 2": "or is written as a word",
    "!isnan(grad)": "not is written as a word",
    "grad <> 1": "inequality is written !=",
    "grad =< 1": "equality is written ==, and order < <= > >=",
    "(grad = 1)": "equality is written ==",
    "grad >": "invalid syntax; is something missing?",
    # names
    "gard > 1": "there is no gard here, but node, data, grad, upstream, op, label, scope; is it grad?",
    "foo > 1": "there is no foo here, but node, data, grad, upstream, op, label, scope\n",
    "abs > 1": "; it is a function, called as abs(...)",
    "isNaN(grad)": "there is no function isNaN; is it isnan?",
    "isnan()": "isnan takes one number; write isnan(x)",
    "isnan(grad, data=1)": "isnan takes one number; write isnan(x)",
    "isnan(x=grad)": "isnan takes one number; write isnan(x)",
    "isnan(grad, data)": "isnan takes one number; write isnan(x)",
    # numbers and texts
    "isnan(op)": 'op is a text, and is compared with one, as in op == "mul"',
    "isnan('x')": "'x' is no real number; names and numbers stand without quotes",
    "op + 1 > 2": "op is a text",
    "grad > '1e3'": "grad is a number; it is not compared with a text; texts stand in quotes, and numbers do not",
    "op == 3": "3 is a number; it is not compared with a text",
    "grad == op": "grad is a number; it is not compared with a text",
    "0 < grad == label": "0 is a number; it is not compared with a text",
    "op == abs(grad)": "abs(grad) is a number; it is not compared with a text",
    "op == gard": 'label, scope; a text stands in quotes, "gard"; is it grad?',
    "label == w1": 'a text stands in quotes, "w1"',
    "mul == op": 'a text stands in quotes, "mul"\n',
    "op in (mul, 'add')": 'a text stands in quotes, "mul"',
    "op in mul": 'a text stands in quotes, "mul"',
    "op in ('mul', label)": "a list behind in has texts in quotes",
    "op in ('mul', 3)": "a list behind in has texts in quotes",
    "op in 'mul add'": "the texts it may be are a list: op in ('mul add', ...)",
    "op in ('mul')": "the texts it may be are a list: op in ('mul', ...)",
    "op in node": "node is a number; in looks into a text, or a list of texts",
    "node in (1, 2)": "node is a number; in looks for texts; write node == 1 or node == 2",
    "'net' in scope in label": "in joins no chain of comparisons; write and between two of them",
    "op < 'mul'": "texts are compared by == != in and not in",
    "op is 'mul'": "texts are compared by == != in and not in",
    "grad is 1": "numbers are compared by < <= > >= == and !=",
    "op == ('mul', 'add')": 'a list stands in op in ("mul", "add")',
    "grad == nan": "nothing is equal to nan, nor less or greater; write isnan(x)",
    "op == 'mul": "unterminated string literal\n",
    r"op == '\d'": r"invalid escape sequence '\d'",
    # what a function would refuse later, in the middle of a run
    "clip(grad, 1, 0) > 0": "clip(x, low, high) takes bounds with low <= high, not 1.0 and 0.0",
    "clip(grad, -data, 1) > 0": "clip takes a constant here; write a number, without names",
    "round(grad, digits=node) > 0": "round takes a constant here",
    "round(grad, where(op == 'mul', 1, 1.5)) > 0": "round takes a constant here",
    "round(grad, 1.5) > 0": "round(x, digits) takes a whole number of digits, not 1.5",
    "grad > 1 and mean([]) > 0": "mean takes at least one operand",
    "where(grad > 1, 0, dot([data], [1, 2])) > 0": "dot takes two sequences of one length, not of 1 and 2",
}
REFUSED = ESCAPES | WRONG


@pytest.mark.parametrize(("text", "message"), REFUSED.items(), ids=range(len(REFUSED)))
def test_everything_else_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)) as caught:
        parse_condition(text, NUMBERS, TEXTS)
    assert type(caught.value) is ValueError
    first, *others = str(caught.value).split("\n")
    assert first.isprintable()
    assert len(first) < 700
    if others:
        shown, marks = others
        assert first.startswith("column ")
        assert shown.isprintable()
        assert set(marks) == {" ", "^"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the expression is empty; write one, such as data * upstream"),
        ("grad > 1", "a comparison is True or False, and no number; conditions are joined by and, or, not; where("),
        ("isnan(grad)", "isnan is True or False, and no number"),
        ("op", "op is a text, and is compared with one"),
        ("gard", "there is no gard here"),
        ("__import__('os')", "there is no function __import__"),
        ("grad.real", "nothing has attributes here"),
        ("op, label", "a list stands in"),
    ],
)
def test_a_term_is_a_number(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_term(text, NUMBERS, TEXTS)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("where(isnan(x), 1, 2)", "there is no function isnan"),
        ("where(x in ('a', 'b'), 1, 2)", "a list stands only in functions of one"),
        ("where('a' == x, 1, 2)", "'a' is no real number"),
        ("x > 0", "a comparison stands only as the condition of where(condition, a, b)"),
    ],
)
def test_a_formula_has_neither_tests_nor_texts(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        parse(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("grad > 1 and lable == 'w'", "grad > 1 and lable == 'w'\n                 ^^^^^"),
        ("'θ₁权' == op and gard > 1", "'θ₁权' == op and gard > 1\n                     ^^^^"),
        ("op in ( 'a', mul )", "op in ( 'a', mul )\n                 ^^^"),
        ("  isnan(grad) + 1 > 2", "  isnan(grad) + 1 > 2\n      ^^^^^^^^^^^"),
        ("op == f'{grad}'", "op == f'{grad}'\n          ^"),
        ("op == 'a\tb'", "op == 'a�b'\n            ^"),
        ("op == 'mul", "op == 'mul\n          ^"),
    ],
)
def test_the_place_is_marked_under_the_text(text: str, shown: str) -> None:
    with pytest.raises(ValueError, match=re.escape(f"\n    {shown}") + "$"):
        parse_condition(text, NUMBERS, TEXTS)


@pytest.mark.parametrize("wrong", [None, 1, b"grad > 1", True])
def test_what_is_no_text_is_a_type_error(wrong: Any) -> None:
    with pytest.raises(TypeError, match="an expression is text, not"):
        parse_condition(wrong, NUMBERS, TEXTS)


PIECES = [
    *NUMBERS,
    *TEXTS,
    "isnan(",
    "abs(",
    "(",
    ")",
    "[",
    "]",
    ",",
    " in ",
    " not ",
    " and ",
    " or ",
    "==",
    "<",
    "!=",
]
PIECES += [
    "'",
    '"',
    "'''",
    "\\",
    "f'",
    "{",
    "}",
    "'mul'",
    "1e3",
    "nan",
    "+",
    "**",
    "-",
    ".",
    "#",
    "=",
    ":",
    " if ",
    " ",
]


@given(st.text(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=15).map("".join), MOMENTS)
def test_any_text_is_a_condition_or_a_value_error(text: str, moment: dict[str, Any]) -> None:
    with contextlib.suppress(ValueError):
        condition = parse_condition(text, NUMBERS, TEXTS)
        assert type(condition(moment)) is bool


def test_reading_runs_nothing() -> None:
    """Python reports what it opens, imports and executes; that a text is parsed is reported as ``compile``."""
    program = f"""
import json, sys
from autograd_lite.expressions import parse_condition

def refuses(text):
    try:
        parse_condition(text, {NUMBERS}, {TEXTS})
    except ValueError:
        return True

texts = json.load(sys.stdin)
heard = []
assert all(map(refuses, texts))  # what is imported on first use is there by now
sys.addaudithook(lambda event, arguments: heard.append(event))
assert all(map(refuses, texts))
heard.append("the end")
exec("1")
print(*dict.fromkeys(heard))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(list(ESCAPES)), capture_output=True, text=True, check=True
    )
    assert done.stdout.split(" the end ") == ["compile", "exec\n"]


def test_no_text_overflows_the_stack_of_a_small_thread() -> None:
    """It would kill the process; so another one tries, with the 512 KB that threads have where they have least.

    Brackets in quotes, and in code within quotes, are not to hide those that the parser goes down into.
    """
    program = """
import threading
from autograd_lite.expressions import parse_condition

deep, closed = "(" * 100, "'" + ")" * 99 + "' == op or "
ACCEPTED = ["not " * 97 + "grad > 1", "(" * 97 + "grad > 1" + ")" * 97, "'a' " * 490 + "== op", "grad" + "<grad" * 390,
            "where(" * 45 + "grad > 1" + ", 1, 2) > 0" * 45, "op in [" + "'a'," * 490 + "]", "grad<-" * 300 + "1"]
REFUSED = [deep + "not " * 440 + "grad > 1", closed + deep + "'" + deep + "grad", (closed + "(" * 99) * 9 + "grad",
           "f'{" + deep + "f'{" + deep, "op == " + "f'{))))'" * 9 + "(" * 300, "op in (" * 99 + "'a'" + ")" * 99,
           "not(grad<-" * 190, "[(lambda:" * 50 + "2**" * 400 + "x" + ")]" * 50]

def run():
    for text in ACCEPTED + REFUSED:
        try:
            print(type(parse_condition(text, ["grad"], ["op"])({"grad": 1.0, "op": ""})).__name__)
        except ValueError:
            print("refused")

threading.stack_size(512 * 1024)
thread = threading.Thread(target=run)
thread.start()
thread.join()
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["bool"] * 7 + ["refused"] * 8
