"""autograd_lite: exact gradients of ordinary Python, made visible.

>>> from autograd_lite import Value, sigmoid
>>> w, x = Value(0.5), Value(2.0)
>>> y = sigmoid(w * x)
>>> y.backward()
>>> round(w.grad, 4)
0.3932
"""

from __future__ import annotations

from autograd_lite.linearization import gradients
from autograd_lite.modes import detect_anomaly, no_grad, scope
from autograd_lite.primitives import (
    abs,
    acos,
    acosh,
    add,
    asin,
    asinh,
    atan,
    atan2,
    atanh,
    cbrt,
    ceil,
    clip,
    copysign,
    cos,
    cosh,
    degrees,
    digamma,
    div,
    divmod,
    dot,
    elu,
    erf,
    erfc,
    exp,
    exp2,
    expm1,
    floor,
    floordiv,
    gelu,
    hypot,
    leaky_relu,
    lgamma,
    log,
    log1p,
    log2,
    log10,
    log_sigmoid,
    logaddexp,
    logit,
    logsumexp,
    max,
    mean,
    min,
    mod,
    mul,
    neg,
    norm,
    polygamma,
    pow,
    primitive,
    prod,
    radians,
    reciprocal,
    relu,
    round,
    select,
    sigmoid,
    sign,
    silu,
    sin,
    sinh,
    softmax,
    softplus,
    sqrt,
    square,
    step,
    sub,
    sum,
    tan,
    tanh,
    trunc,
    where,
)
from autograd_lite.staleness import StaleGraphError
from autograd_lite.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from autograd_lite import datasets, nn, optim
    from autograd_lite.anomalies import AnomalyError
    from autograd_lite.capturing import capture
    from autograd_lite.checking import GradientCheckError, check_gradients
    from autograd_lite.counting import cost, paths
    from autograd_lite.drawing import draw
    from autograd_lite.stepping import debug, post_mortem, record
    from autograd_lite.stepping.web import save_page, stepper
    from autograd_lite.transforms import derivative, grad, hessian, hvp, jacobian, jvp, value_and_grad, vjp

__version__ = "0.1.0"

__all__ = [
    "AnomalyError",
    "GradientCheckError",
    "StaleGraphError",
    "Value",
    "abs",
    "acos",
    "acosh",
    "add",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "capture",
    "cbrt",
    "ceil",
    "check_gradients",
    "clip",
    "copysign",
    "cos",
    "cosh",
    "cost",
    "datasets",
    "debug",
    "degrees",
    "derivative",
    "detect_anomaly",
    "digamma",
    "div",
    "divmod",
    "dot",
    "draw",
    "elu",
    "erf",
    "erfc",
    "exp",
    "exp2",
    "expm1",
    "floor",
    "floordiv",
    "gelu",
    "grad",
    "gradients",
    "hessian",
    "hvp",
    "hypot",
    "jacobian",
    "jvp",
    "leaky_relu",
    "lgamma",
    "log",
    "log1p",
    "log2",
    "log10",
    "log_sigmoid",
    "logaddexp",
    "logit",
    "logsumexp",
    "max",
    "mean",
    "min",
    "mod",
    "mul",
    "neg",
    "nn",
    "no_grad",
    "norm",
    "optim",
    "paths",
    "polygamma",
    "post_mortem",
    "pow",
    "primitive",
    "prod",
    "radians",
    "reciprocal",
    "record",
    "relu",
    "round",
    "save_page",
    "scope",
    "select",
    "sigmoid",
    "sign",
    "silu",
    "sin",
    "sinh",
    "softmax",
    "softplus",
    "sqrt",
    "square",
    "step",
    "stepper",
    "sub",
    "sum",
    "tan",
    "tanh",
    "trunc",
    "value_and_grad",
    "vjp",
    "where",
]

# Which room the names that load on first use come from, so that ``import autograd_lite`` stays light.
_LATER = {
    "AnomalyError": "anomalies",
    "GradientCheckError": "checking",
    "capture": "capturing",
    "check_gradients": "checking",
    "cost": "counting",
    "debug": "stepping",
    "derivative": "transforms",
    "draw": "drawing",
    "grad": "transforms",
    "hessian": "transforms",
    "hvp": "transforms",
    "jacobian": "transforms",
    "jvp": "transforms",
    "paths": "counting",
    "post_mortem": "stepping",
    "record": "stepping",
    "save_page": "stepping.web",
    "stepper": "stepping.web",
    "value_and_grad": "transforms",
    "vjp": "transforms",
}
_ROOMS = {"datasets", "nn", "optim"}


def __getattr__(name: str) -> object:
    """Load the heavier rooms on first use."""
    import importlib

    if name in _LATER:
        return getattr(importlib.import_module(f"autograd_lite.{_LATER[name]}"), name)
    if name in _ROOMS:
        return importlib.import_module(f"autograd_lite.{name}")
    raise AttributeError(f"module 'autograd_lite' has no attribute {name!r}")
