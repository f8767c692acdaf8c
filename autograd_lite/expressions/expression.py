"""An expression: text that is read once and evaluated on numbers, which records its computation graph."""

from __future__ import annotations

import keyword
from typing import TYPE_CHECKING

from autograd_lite import primitives
from autograd_lite.expressions.formula import Formula
from autograd_lite.expressions.functions import CONSTANTS, FUNCTIONS
from autograd_lite.expressions.source import Source, normal
from autograd_lite.primitives.table import is_node
from autograd_lite.value import Value

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from autograd_lite.expressions.formula import Compute
    from autograd_lite.value import Number


def parse(text: str) -> Expression:
    """Read a formula in Python's syntax: ``sigmoid(w*x - theta)``, or with a name for its result, ``y = w*x``.

    There are numbers, names, ``+ - * / // % **``, the constants pi, e, inf and nan, and calls of this library's public
    functions of numbers. Those of sequences take lists: ``dot([w1, w2], [x1, x2])``. ``where(x > 0, a, b)`` takes a
    condition of comparisons, ``and``, ``or`` and ``not``. Names may be of any script (θ, 权重). Nothing else is read,
    and nothing is run: the text may come from anywhere.

    Raises ``ValueError``, with the place in the text and the remedy, for anything else, and for more than 2,000
    characters or 100 levels of nesting.

    >>> expression = parse("y = sigmoid(w*x - theta)")
    >>> expression.names
    ('w', 'x', 'theta')
    >>> y = expression.evaluate(w=0.5, x=2.0, theta=1.0)
    >>> y.data, y.label
    (0.5, 'y')
    """
    source = Source(text)
    label, start = _label(source.text)
    tree = source.tree(start)
    formula = Formula(source)
    compute = formula.visit(tree)
    return Expression(source.text.strip(), label, formula.variables, compute)


def _label(text: str) -> tuple[str | None, int]:
    """The name before a ``=``, or None, and where the formula begins."""
    name, equals, rest = text.partition("=")
    typed = name.strip()
    if not equals or rest.startswith("=") or not normal(typed).isidentifier() or keyword.iskeyword(typed):
        return None, 0
    return typed, len(name) + 1


class Expression:
    """A formula that was read; made by :func:`parse`.

    Attributes:
        text: the formula.
        label: the name of its result, or None.
        names: its variables as they were typed, in the order of their first appearance.
    """

    def __init__(self, text: str, label: str | None, variables: Mapping[str, str], compute: Compute) -> None:
        self.text = text
        self.label = label
        self.names = tuple(typed for name, typed in variables.items() if name not in CONSTANTS)
        self._variables = variables
        self._compute = compute

    def evaluate(self, /, **numbers: Number | Value) -> Value:
        """The formula at these numbers, one for each of ``names``: a node, whose graph has a leaf for each variable.

        A Value in place of a number is used as it is. A variable may have the name of a constant: its number wins.

        Raises ``ValueError`` when a number is missing, or is of no variable of the formula, and where a function is not
        defined for its static parameters (``clip(x, 1, 0)``); ``TypeError`` for what is no number.

        >>> from autograd_lite import Value
        >>> x = Value(3.0)
        >>> y = parse("x**2 + c").evaluate(x=x, c=1)
        >>> y.backward()
        >>> y.data, x.grad
        (10.0, 6.0)
        """
        given = self._checked(numbers)
        variables = {
            name: x if isinstance(x := given[name], Value) else Value(x, label=typed)
            for name, typed in self._variables.items()
            if name in given
        }
        y = self._compute({**CONSTANTS, **variables})
        if not is_node(y):
            return Value(y, label=self.label)
        if self.label is not None:
            if any(y is x for x in variables.values()):  # which has a label of its own
                y = primitives.identity(y)
            y.label = self.label
        result: Value = y
        return result

    def _checked(self, numbers: Mapping[str, Any]) -> dict[str, Any]:
        """The numbers by their normal names, one for each variable."""
        given = {normal(name): x for name, x in numbers.items()}
        missing = [typed for typed in self.names if normal(typed) not in given]
        unknown = [name for name in numbers if normal(name) not in self._variables]
        if len(given) < len(numbers):
            raise ValueError(f"two of {', '.join(numbers)} are one name in two forms; give it once")
        if missing:
            functions = [name for name in missing if normal(name) in FUNCTIONS]
            remedy = "".join(f"; {name} is a function, called as {name}(...)" for name in functions)
            others = f" ({', '.join(unknown)} is not in it)" if unknown else ""
            example = " ".join(f"{name}=NUMBER" for name in missing)
            raise ValueError(f"{self} has no number for {', '.join(missing)}{others}; give {example}{remedy}")
        if unknown:
            variables = f"whose variables are {', '.join(self.names)}" if self.names else "which has no variables"
            raise ValueError(f"{', '.join(unknown)} is not in {self}, {variables}; leave it out")
        return given

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    def __repr__(self) -> str:
        return f"<Expression {self}>"
