"""The formulas of local gradients that the page shows are those of the primitives."""

from __future__ import annotations

import math
import re

import pytest

from autograd_lite import primitives
from autograd_lite.primitives import sigmoid
from autograd_lite.stepping.web.rules import RULES

FUNCTIONS = {"cos": math.cos, "sin": math.sin, "cosh": math.cosh, "sinh": math.sinh, "σ": sigmoid}
FUNCTIONS |= {"sgn": lambda x: math.copysign(1.0, x)}


def evaluated(rule: str, y: float, operands: tuple[float, ...], k: int) -> float:
    """What a formula says at a point; it is written for people, and is one of ours."""
    text = rule.replace("^{b-1}", " ** (b - 1)").replace("{", "").replace("}", "")
    text = text.replace("−", "-").replace("²", " ** 2").replace("/ (", "/(")
    text = re.sub(r"\b(cos|sin|cosh|sinh|sgn) (\w)", r"\1(\2)", text)
    text = re.sub(r"(?<=[\w)]) (?=[\w(])", " * ", text)  # what stands side by side is multiplied
    partner = operands[(k + len(operands) // 2) % len(operands)]
    names = dict(zip("ab", operands, strict=False)) | {"y": y, "partner": partner}
    return float(eval(text, {"__builtins__": {}, **FUNCTIONS}, names))


@pytest.mark.parametrize("name", RULES)
def test_a_formula_is_the_local_gradient(name: str) -> None:
    primitive = primitives.table()[name]
    count = {"sum": 3, "fsum": 3, "dot": 4}.get(name, 2 if "b" in "".join(RULES[name]) or len(RULES[name]) > 1 else 1)
    for operands in [(0.7, 2.5, 1.25, 0.5)[:count], (0.3, -2.0, 3.0, 4.0)[:count]]:
        y = primitive.value(*operands)
        local = primitive.gradient(y, *operands)()
        for k, expected in enumerate(local):
            rule = RULES[name][min(k, len(RULES[name]) - 1)]
            assert evaluated(rule, y, operands, k) == pytest.approx(expected, rel=1e-12), (rule, operands)
