"""Rules: the local gradients of common operations as formulas, for people to read beside the number."""

from __future__ import annotations

# d y / d a and d y / d b of y = f(a, b); a static parameter is b, and b-1 is one less. Of an operation with any number
# of operands there is one, for all of them; in a weighted sum, the partner is what the operand is multiplied by.
RULES: dict[str, tuple[str, ...]] = {
    "identity": ("1",),
    "add": ("1", "1"),
    "sub": ("1", "−1"),
    "neg": ("−1",),
    "mul": ("{b}", "{a}"),
    "div": ("1 / {b}", "−{y} / {b}"),
    "sum": ("1",),
    "fsum": ("1",),
    "dot": ("{partner}",),
    "square": ("2 {a}",),
    "power": ("{b} {a}^{b-1}",),
    "reciprocal": ("−{y}²",),
    "sqrt": ("1 / (2 {y})",),
    "exp": ("{y}",),
    "expm1": ("{y} + 1",),
    "log": ("1 / {a}",),
    "log1p": ("1 / (1 + {a})",),
    "sin": ("cos {a}",),
    "cos": ("−sin {a}",),
    "tan": ("1 + {y}²",),
    "sinh": ("cosh {a}",),
    "cosh": ("sinh {a}",),
    "tanh": ("1 − {y}²",),
    "atan": ("1 / (1 + {a}²)",),
    "sigmoid": ("{y} (1 − {y})",),
    "softplus": ("σ({a})",),
    "log_sigmoid": ("1 − σ({a})",),
    "relu": ("{a} > 0",),
    "abs": ("sgn {a}",),
}
