"""The table of primitives; see :mod:`autograd_lite.primitives.table` for what a row is."""

from autograd_lite.primitives.arithmetic import add, div, div_power, mul, neg, sub
from autograd_lite.primitives.elementary import (
    cos,
    exp,
    log,
    log_slope,
    rsqrt,
    sech,
    sigmoid,
    sin,
    sqrt,
    tanh,
)
from autograd_lite.primitives.gamma import digamma, lgamma, polygamma
from autograd_lite.primitives.gaussian import erf, erfc, gauss, gelu, normal_cdf
from autograd_lite.primitives.nary import dot, max, min, sum
from autograd_lite.primitives.piecewise import abs, equal, relu, sign, step
from autograd_lite.primitives.powers import pow, pow_log, pow_slope, power
from autograd_lite.primitives.table import Primitive, number, primitive, table

__all__ = [
    "Primitive",
    "abs",
    "add",
    "cos",
    "digamma",
    "div",
    "div_power",
    "dot",
    "equal",
    "erf",
    "erfc",
    "exp",
    "gauss",
    "gelu",
    "lgamma",
    "log",
    "log_slope",
    "max",
    "min",
    "mul",
    "neg",
    "normal_cdf",
    "number",
    "polygamma",
    "pow",
    "pow_log",
    "pow_slope",
    "power",
    "primitive",
    "relu",
    "rsqrt",
    "sech",
    "sigmoid",
    "sign",
    "sin",
    "sqrt",
    "step",
    "sub",
    "sum",
    "table",
    "tanh",
]
