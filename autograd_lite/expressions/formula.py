"""What a formula may be made of, and the function of its variables that it is turned into."""

from __future__ import annotations

import ast
import difflib
import operator
from typing import TYPE_CHECKING

from autograd_lite import primitives
from autograd_lite.expressions.functions import (
    COMPARISONS,
    FUNCTIONS,
    INTO_LISTS,
    MEANT,
    OF_LISTS,
    OF_LISTS_TOO,
    OPERATORS,
    signature,
    static_parameters,
)
from autograd_lite.expressions.source import normal
from autograd_lite.expressions.whitelist import Whitelist
from autograd_lite.primitives.table import is_node, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from autograd_lite.expressions.source import Source

    Compute = Callable[[Mapping[str, Any]], Any]  # from the variables, and the constants, by their normal names


class Formula(Whitelist):
    """Turns a syntax tree into a function of the variables.

    Attributes:
        functions: the names of what can be called.
        variables: the names in it, normal and as first typed, in the order of their first appearance.
    """

    functions: Sequence[str] = (*FUNCTIONS, "where")

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.variables: dict[str, str] = {}

    def visit_Constant(self, node: ast.Constant) -> Compute:
        if type(node.value) not in (int, float):
            raise self.source.refused(
                node, f"{self.source.typed(node):.40} is no real number; names and numbers stand without quotes"
            )
        try:
            x = number(node.value)  # a float at once: 9**9**9 is inf, and no integer of many digits
        except OverflowError:
            raise self.source.refused(node, "this is beyond the range of doubles (about 1.8e308); write inf") from None
        return lambda _: x

    def visit_Name(self, node: ast.Name) -> Compute:
        self.variables.setdefault(normal(node.id), self.source.typed(node))
        return operator.itemgetter(normal(node.id))

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Compute:
        if isinstance(node.op, (ast.Not, ast.Invert)):
            raise self.source.refused(node, self.remedies[type(node.op)])
        operand: Compute = self.visit(node.operand)
        return operand if isinstance(node.op, ast.UAdd) else lambda numbers: primitives.neg(operand(numbers))

    def visit_BinOp(self, node: ast.BinOp) -> Compute:
        chain = [node]  # a long sum is a deep tree, but nothing in it is nested
        while isinstance(left := chain[-1].left, ast.BinOp):
            chain.append(left)
        first: Compute = self.visit(left)
        steps: list[tuple[Callable[[Any, Any], Any], Compute]] = []
        for link in reversed(chain):
            operation = OPERATORS.get(type(link.op))
            if operation is None:
                others = "the operators are + - * / // % and **"
                raise self.source.refused(link, self.remedies.get(type(link.op), others))
            steps.append((operation, self.visit(link.right)))

        def compute(numbers: Mapping[str, Any]) -> Any:
            y = first(numbers)
            for operation, right in steps:
                y = operation(y, right(numbers))
            return y

        return compute

    def visit_Call(self, node: ast.Call) -> Compute:
        name = self._function(node)
        if name in INTO_LISTS:
            raise self.source.refused(
                node, f"{name} gives a list; it stands in functions of one, such as dot([a, b], …)"
            )
        return self._where(node) if name == "where" else self._call(name, node)

    def _function(self, node: ast.Call) -> str:
        if not isinstance(node.func, ast.Name):
            raise self.source.refused(node.func, "only a function can be called, by its name: exp(x)")
        name = normal(node.func.id)
        if name not in self.functions:
            near = [MEANT[name]] if name in MEANT else difflib.get_close_matches(name, self.functions)
            names = f"is it {' or '.join(near)}?" if near else f"there are {', '.join(sorted(self.functions))}"
            raise self.source.refused(node.func, f"there is no function {self.source.typed(node.func):.40}; {names}")
        return name

    def _call(self, name: str, node: ast.Call) -> Compute:
        static = static_parameters(name)
        of_lists = name in OF_LISTS or (name in OF_LISTS_TOO and len(node.args) == 1)
        positional: list[Compute] = [self.list_of(x, name) if of_lists else self.visit(x) for x in node.args]
        named: dict[str, Compute] = {}
        for argument in node.keywords:
            if argument.arg not in static or argument.arg in named:
                which = f"{', '.join(static)} once each" if static else "nothing"
                raise self.source.refused(argument, f"{name} takes {which} by name; write {name}{signature(name)}")
            named[argument.arg] = self.visit(argument.value)
        try:
            signature(name).bind(*positional, **named)
        except TypeError as error:
            raise self.source.refused(node, f"{error}; write {name}{signature(name)}") from None
        return self._applied(node, name, positional, named)

    def _applied(self, node: ast.Call, name: str, positional: list[Compute], named: dict[str, Compute]) -> Compute:
        function, static = FUNCTIONS[name], static_parameters(name)
        operands = len(signature(name).parameters) - len(static)

        def compute(numbers: Mapping[str, Any]) -> Any:
            xs = [argument(numbers) for argument in positional]
            parameters = {key: argument(numbers) for key, argument in named.items()}
            if static and any(map(is_node, (*xs[operands:], *parameters.values()))):
                what = f"{', '.join(static)} of {name}: a part of the operation, which has no gradient"
                raise self.source.refused(node, f"{what}; write a number there, without variables")
            try:
                return function(*xs, **parameters)
            except (TypeError, ValueError) as error:
                raise self.source.refused(node, str(error)) from None

        return compute

    def list_of(self, node: ast.expr, function: str) -> Compute:
        """The list that stands where the function takes one."""
        compute: Compute = self.nested(node, lambda node: self._list_of(node, function))
        return compute

    def _list_of(self, node: ast.expr, function: str) -> Compute:
        if isinstance(node, ast.Call) and (name := self._function(node)) in INTO_LISTS:
            return self._call(name, node)
        if isinstance(node, ast.Starred):
            compute: Compute = self.visit(node)
            return compute
        if not isinstance(node, (ast.List, ast.Tuple)):
            raise self.source.refused(node, f"{function} takes lists; write [a, b]")
        elements: list[Compute] = [self.visit(element) for element in node.elts]
        return lambda numbers: [element(numbers) for element in elements]

    def _where(self, node: ast.Call) -> Compute:
        if len(node.args) != 3 or node.keywords:
            raise self.source.refused(node, "where takes a condition and two numbers; write where(x > 0, a, b)")
        condition = self.condition(node.args[0])
        a, b = map(self.visit, node.args[1:])
        return lambda numbers: a(numbers) if condition(numbers) else b(numbers)

    def condition(self, node: ast.expr) -> Compute:
        """What is True or False: comparisons, joined by ``and``, ``or`` and ``not``."""
        compute: Compute = self.nested(node, self._condition)
        return compute

    def _condition(self, node: ast.expr) -> Compute:
        if isinstance(node, ast.BoolOp):
            parts = [self.condition(value) for value in node.values]
            decided = isinstance(node.op, ast.Or)  # by the first part that is so

            def compute(numbers: Mapping[str, Any]) -> bool:
                for part in parts:
                    if part(numbers) == decided:
                        return decided
                return not decided

            return compute
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            part = self.condition(node.operand)
            return lambda numbers: not part(numbers)
        if isinstance(node, ast.Compare):
            return self._comparison(node)
        self.visit(node)  # which has better words for what is no number either
        raise self.source.refused(node, f"a condition is a comparison, such as {self.source.typed(node):.40} > 0")

    def _comparison(self, node: ast.Compare) -> Compute:
        operands: list[Compute] = [self.visit(operand) for operand in (node.left, *node.comparators)]
        if any(type(sign) not in COMPARISONS for sign in node.ops):
            raise self.source.refused(node, "numbers are compared by < <= > >= == and !=")
        return compared(node.ops, operands)


def compared(signs: Sequence[ast.cmpop], operands: Sequence[Compute]) -> Compute:
    """Whether each operand compares with the next as the sign between them says."""
    first, *others = operands
    steps = [(COMPARISONS[type(sign)], operand) for sign, operand in zip(signs, others, strict=True)]
    if len(steps) == 1:
        ((compare, second),) = steps
        return lambda numbers: compare(first(numbers), second(numbers))

    def compute(numbers: Mapping[str, Any]) -> bool:
        a = first(numbers)
        for compare, operand in steps:
            b = operand(numbers)
            if not compare(a, b):
                return False
            a = b
        return True

    return compute
