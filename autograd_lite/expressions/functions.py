"""The functions, operators and constants that a formula may name."""

from __future__ import annotations

import ast
import inspect
import math
import operator
from typing import TYPE_CHECKING

from autograd_lite import primitives
from autograd_lite.primitives.table import is_node

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

CONSTANTS = {"pi": math.pi, "π": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan}

# The public functions of numbers, by their public names. `where` takes a condition, and is no function of numbers.
NAMES = """
    abs acos acosh add asin asinh atan atan2 atanh cbrt ceil clip copysign cos cosh degrees digamma div dot elu erf erfc
    exp exp2 expm1 floor floordiv gelu hypot leaky_relu lgamma log log1p log2 log10 log_sigmoid logaddexp logit
    logsumexp max mean min mod mul neg norm polygamma pow prod radians reciprocal relu round select sigmoid sign silu
    sin sinh softmax softplus sqrt square step sub sum tan tanh trunc
"""
FUNCTIONS: dict[str, Callable[..., Any]] = {name: getattr(primitives, name) for name in NAMES.split()}
OF_LISTS = {"dot", "logsumexp", "mean", "norm", "prod", "softmax", "sum"}
OF_LISTS_TOO = {"max", "min"}  # when they are called with one argument
INTO_LISTS = {"softmax"}
MEANT = {"ln": "log", "lg": "log10", "σ": "sigmoid", "logistic": "sigmoid", "Σ": "sum", "Π": "prod"}  # by who writes so


def power(a: Any, b: Any) -> Any:
    """a ** b: a number is a static parameter, a node a variable, as the operator of Values has it."""
    return primitives.pow(a, b) if is_node(b) else primitives.power(a, b)


# The table's, not Python's, which raise where IEEE 754 has inf or nan.
OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: primitives.add,
    ast.Sub: primitives.sub,
    ast.Mult: primitives.mul,
    ast.Div: primitives.div,
    ast.FloorDiv: primitives.floordiv,
    ast.Mod: primitives.mod,
    ast.Pow: power,
}
COMPARISONS: dict[type[ast.AST], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}


def signature(name: str) -> inspect.Signature:
    """How the function is called, without annotations.

    >>> print(signature("clip"))
    (x, low=-inf, high=inf)
    """
    function = FUNCTIONS[name]
    value = getattr(function, "value", function)
    parameters = inspect.signature(getattr(function, "spread", None) or value).parameters.values()
    return inspect.Signature([parameter.replace(annotation=inspect.Parameter.empty) for parameter in parameters])


def static_parameters(name: str) -> list[str]:
    """The parameters that belong to the operation: numbers, without a gradient.

    >>> static_parameters("clip")
    ['low', 'high']
    """
    count = getattr(FUNCTIONS[name], "static", 0)
    return list(signature(name).parameters)[-count:] if count else []
