"""A walk over a syntax tree that refuses every form it was not told to read, and does not go too deep."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from autograd_lite.expressions.source import DEEPEST, TOO_DEEP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from autograd_lite.expressions.source import Source

COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# What people may well write, and what to write in its place.
REMEDIES: dict[type[ast.AST], str] = {
    ast.Attribute: "nothing has attributes here; functions and variables are called by their names alone: exp(x)",
    ast.Subscript: "nothing is indexed here; give each element a name of its own: x1, x2",
    ast.IfExp: "a case is written where(condition, a, b)",
    ast.NamedExpr: "nothing is assigned in an expression; write the part again where it is used again",
    ast.Compare: "a comparison stands only as the condition of where(condition, a, b)",
    ast.BoolOp: "and, or stand only in the condition of where(condition, a, b)",
    ast.Lambda: "no functions are defined here; write out what it computes",
    ast.Starred: "nothing is unpacked here; write the elements out",
    **dict.fromkeys(COMPREHENSIONS, "there are no loops here; write the elements out: [x1, x2]"),
    **dict.fromkeys((ast.List, ast.Tuple), "a list stands only in functions of one, such as sum([a, b])"),
    **dict.fromkeys((ast.Not, ast.Invert), "not and ~ make no number; not stands in where(condition, a, b)"),
    ast.BitXor: "a power is written **, as in x**2",
    ast.MatMult: "a scalar product is written dot([w1, w2], [x1, x2])",
}


class Whitelist(ast.NodeVisitor):
    """Reads the forms for which a class derived from it has a method ``visit_...``, and refuses the others.

    So what a new version of Python adds to the syntax is refused until somebody lets it in.

    Attributes:
        remedies: what to write in place of a form that is refused.
    """

    remedies: Mapping[type[ast.AST], str] = REMEDIES

    def __init__(self, source: Source) -> None:
        self.source = source
        self._depth = 0

    def visit(self, node: ast.AST) -> Any:
        """What the method for this form of node makes of it."""
        return self.nested(node, super().visit)

    def nested(self, node: Any, read: Callable[[Any], Any]) -> Any:
        """``read(node)``, one level deeper; ``ValueError`` for too many levels."""
        if self._depth == DEEPEST:
            raise self.source.refused(node, TOO_DEEP)
        self._depth += 1
        try:
            return read(node)
        finally:
            self._depth -= 1

    def generic_visit(self, node: Any) -> Any:
        """Refuse a form that is not read."""
        remedy = self.remedies.get(
            type(node), "this is not read here, but numbers, names, + - * / // % ** and functions"
        )
        raise self.source.refused(node, remedy)
