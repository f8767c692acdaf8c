"""A formula and a condition about names that are given: some stand for numbers, and some for texts."""

from __future__ import annotations

import ast
import difflib
import math
import operator
from typing import TYPE_CHECKING

from autograd_lite.expressions.formula import Formula, compared
from autograd_lite.expressions.functions import CONSTANTS, FUNCTIONS, signature, static_parameters
from autograd_lite.expressions.source import normal
from autograd_lite.expressions.whitelist import REMEDIES
from autograd_lite.primitives import Primitive

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from autograd_lite.expressions.formula import Compute
    from autograd_lite.expressions.source import Source

TESTS = {"isfinite": math.isfinite, "isinf": math.isinf, "isnan": math.isnan}
NO_NUMBER = "is True or False, and no number; conditions are joined by and, or, not; where(condition, a, b) is a number"


class Condition(Formula):
    """Turns a syntax tree into a function of the values of given names: a Formula on floats, with texts.

    What it returns raises nothing, whatever the floats and texts.
    """

    functions = (*Formula.functions, *TESTS)
    remedies: Mapping[type[ast.AST], str] = {
        **REMEDIES,
        ast.Attribute: "nothing has attributes here; names and functions stand alone: grad, abs(grad)",
        ast.Subscript: "nothing is indexed here; names stand alone",
        ast.Compare: f"a comparison {NO_NUMBER}",
        ast.BoolOp: f"a condition {NO_NUMBER}",
        ast.Not: f"a condition {NO_NUMBER}",
        ast.Invert: "~ makes no number, and the opposite of a condition is written not",
        **dict.fromkeys((ast.BitAnd, ast.BitOr), "conditions are joined by and, or"),
        **dict.fromkeys((ast.List, ast.Tuple), 'a list stands in op in ("mul", "add"), and in functions of one'),
        ast.Set: 'a list stands in other brackets: op in ("mul", "add")',
    }

    def __init__(self, source: Source, numbers: Iterable[str], texts: Iterable[str]) -> None:
        super().__init__(source)
        self.numbers = {normal(name): name for name in numbers}
        self.texts = {normal(name): name for name in texts}
        self.given = self.numbers | self.texts
        self._sample = {**dict.fromkeys(self.numbers.values(), 1.0), **dict.fromkeys(self.texts.values(), "")}

    def visit_Name(self, node: ast.Name) -> Compute:
        key = normal(node.id)
        if key in self.numbers:
            name = self.variables[key] = self.numbers[key]
            return lambda values: float(values[name])  # an int, such as the number of a node, has no IEEE results
        if key in CONSTANTS:
            x = CONSTANTS[key]
            return lambda _: x
        if key in self.texts:
            typed = self.source.typed(node)
            raise self.source.refused(node, f'{typed} is a text, and is compared with one, as in {typed} == "mul"')
        raise self._unknown(node)

    def visit_Call(self, node: ast.Call) -> Compute:
        if (name := self._function(node)) in TESTS:
            raise self.source.refused(node, f"{name} {NO_NUMBER}")
        return super().visit_Call(node)

    def _applied(self, node: ast.Call, name: str, positional: list[Compute], named: dict[str, Compute]) -> Compute:
        function = FUNCTIONS[name]
        if isinstance(function, Primitive) and function.spread is None:  # of numbers one by one: it refuses none
            value = function.value
            if len(positional) == 1:  # abs(grad), in a third of the time
                operand = positional[0]
                return lambda values: value(operand(values))
            return lambda values: value(*[operand(values) for operand in positional])
        if static := static_parameters(name):
            operands = len(signature(name).parameters) - len(static)
            for argument in (*node.args[operands:], *(named.value for named in node.keywords)):
                if any(isinstance(part, ast.Name) and normal(part.id) in self.given for part in ast.walk(argument)):
                    raise self.source.refused(argument, f"{name} takes a constant here; write a number, without names")
        compute = super()._applied(node, name, positional, named)
        compute(self._sample)  # what it refuses depends on no name any more: so it does that now or never
        return compute

    def _condition(self, node: ast.expr) -> Compute:
        if not isinstance(node, ast.Call) or (name := self._function(node)) not in TESTS:
            return super()._condition(node)
        if len(node.args) != 1 or node.keywords:
            raise self.source.refused(node, f"{name} takes one number; write {name}(x)")
        test = TESTS[name]
        operand: Compute = self.visit(node.args[0])
        return lambda values: test(operand(values))

    def _comparison(self, node: ast.Compare) -> Compute:
        operands = (node.left, *node.comparators)
        if any(isinstance(sign, (ast.In, ast.NotIn)) for sign in node.ops):
            return self._containment(node)
        if not any(map(self._is_text, operands)):
            for operand in operands:
                if isinstance(operand, ast.Name) and operand.id == "nan" and "nan" not in self.given:
                    raise self.source.refused(operand, "nothing is equal to nan, nor less or greater; write isnan(x)")
            return super()._comparison(node)
        remedy = "it is not compared with a text; texts stand in quotes, and numbers do not"
        texts = [self._text(operand, remedy) for operand in operands]
        if not all(isinstance(sign, (ast.Eq, ast.NotEq)) for sign in node.ops):
            raise self.source.refused(node, "texts are compared by == != in and not in")
        return compared(node.ops, texts)

    def _containment(self, node: ast.Compare) -> Compute:
        """``op in ("mul", "add")``, one of these texts, or ``"hidden" in scope``, a part of that one."""
        if len(node.ops) > 1:
            raise self.source.refused(node, "in joins no chain of comparisons; write and between two of them")
        negative = isinstance(node.ops[0], ast.NotIn)
        typed, right = self.source.typed(node.left), node.comparators[0]
        left = self._text(node.left, f"in looks for texts; write {typed:.40} == 1 or {typed:.40} == 2")
        if isinstance(right, (ast.List, ast.Tuple)):
            several = frozenset(map(self._literal, right.elts))
            return lambda values: (left(values) in several) != negative
        if literal(right) is not None:  # a part of which is no word, and may be empty
            texts = f"{typed:.40} in ({self.source.typed(right):.40}, ...)"
            raise self.source.refused(right, f"the texts it may be are a list: {texts}")
        whole = self._text(right, "in looks into a text, or a list of texts")
        return lambda values: (left(values) in whole(values)) != negative

    def _is_text(self, node: ast.expr) -> bool:
        return literal(node) is not None or (isinstance(node, ast.Name) and normal(node.id) in self.texts)

    def _text(self, node: ast.expr, remedy: str) -> Compute:
        """A text in quotes or the name of one; with the remedy for what is a number."""
        if (text := literal(node)) is not None:
            return lambda _: text
        if isinstance(node, ast.Name) and (key := normal(node.id)) in self.texts:
            name = self.variables[key] = self.texts[key]
            return operator.itemgetter(name)
        self._refuse_unquoted(node)
        self.visit(node)  # which has better words for what is no number either
        raise self.source.refused(node, f"{self.source.typed(node):.40} is a number; {remedy}")

    def _literal(self, node: ast.expr) -> str:
        if (text := literal(node)) is not None:
            return text
        self._refuse_unquoted(node)
        raise self.source.refused(node, 'a list behind in has texts in quotes: op in ("mul", "add")')

    def _refuse_unquoted(self, node: ast.expr) -> None:
        if isinstance(node, ast.Name) and normal(node.id) not in self.given | CONSTANTS:
            raise self._unknown(node, f'a text stands in quotes, "{self.source.typed(node):.40}"')

    def _unknown(self, node: ast.Name, *remedies: str) -> ValueError:
        typed, names = f"{self.source.typed(node):.40}", list(self.given.values())
        if not remedies and normal(node.id) in self.functions:
            remedies = (f"it is a function, called as {typed}(...)",)
        if near := difflib.get_close_matches(normal(node.id), names):
            remedies += (f"is it {' or '.join(near)}?",)
        return self.source.refused(node, "; ".join([f"there is no {typed} here, but {', '.join(names)}", *remedies]))


def literal(node: ast.expr) -> str | None:
    """The text of a node that is one in quotes, or None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
