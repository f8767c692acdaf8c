"""autograd_lite: exact gradients of ordinary Python, made visible.

>>> from autograd_lite import Value, sigmoid
>>> w, x = Value(0.5), Value(2.0)
>>> y = sigmoid(w * x)
>>> y.backward()
>>> round(w.grad, 4)
0.3932
"""

from __future__ import annotations

from autograd_lite.graph import StaleGraphError, gradients
from autograd_lite.primitives import (
    abs,
    cos,
    dot,
    exp,
    log,
    max,
    min,
    pow,
    primitive,
    relu,
    sigmoid,
    sin,
    sqrt,
    sum,
    tanh,
)
from autograd_lite.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autograd_lite import datasets, nn, optim
    from autograd_lite.checking import GradientCheckError, check_gradients
    from autograd_lite.drawing import draw

__version__ = "0.1.0"

__all__ = [
    "GradientCheckError",
    "StaleGraphError",
    "Value",
    "abs",
    "check_gradients",
    "cos",
    "datasets",
    "dot",
    "draw",
    "exp",
    "gradients",
    "log",
    "max",
    "min",
    "nn",
    "optim",
    "pow",
    "primitive",
    "relu",
    "sigmoid",
    "sin",
    "sqrt",
    "sum",
    "tanh",
]


def __getattr__(name: str) -> object:
    """Load the heavier rooms on first use, so that ``import autograd_lite`` stays light."""
    import importlib

    if name == "draw":
        return importlib.import_module("autograd_lite.drawing").draw
    if name in {"GradientCheckError", "check_gradients"}:
        return getattr(importlib.import_module("autograd_lite.checking"), name)
    if name in {"datasets", "nn", "optim"}:
        return importlib.import_module(f"autograd_lite.{name}")
    raise AttributeError(f"module 'autograd_lite' has no attribute {name!r}")
