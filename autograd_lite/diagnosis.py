"""What is wrong with a gradient: claims held against differences, and the primitive of a graph whose rule fails.

A rule has two uses. On floats it gives the local gradients of the backward pass; these are compared with differences of
the primitive's own value. On nodes it records a gradient that is to be differentiated again; that one is evaluated at
other points and compared with what the rule gives for floats there.
"""

from __future__ import annotations

import inspect
import math
from typing import NamedTuple

from autograd_lite import differences, graph
from autograd_lite.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, Literal

    from autograd_lite.differences import Slope, Slopes
    from autograd_lite.primitives import Primitive

    Verdict = Literal["right", "wrong", "kink", "rough"]

# Differences that are less sure than this, relative to f per unit of x, confirm nothing.
ROUGH = 1e-6
# How many times the estimated error of differences is allowed for: where rounding inside f exceeds that of its result,
# the estimate was measured to fall short ten times.
SLACK = 10.0
# How much the slopes from both sides may differ where there is no kink: many times what smooth functions were measured
# to reach (2e-6), and far less than a kink that anyone means.
KINK = 1e-4
# Wide steps can pass over a feature of f that is narrower, a stair or a peak, and be sure of what is around it. So a
# derivative that they do not confirm is tried again with steps so many times narrower, four at a time: smaller ones
# would end on the plateaus that rounding makes of f, where a slope of 0 is easily confirmed.
NARROWER, SPAN = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6), 5.0
# When narrow steps confirm it, they still have to be plainly at odds with wide ones that were sure, by these parts of
# the slopes; or an error of 1e-6 that the wide ones have found would be lost in the rounding of the narrow ones.
AT_ODDS, RESOLVED = 1e-4, 1e-6


class Claim(NamedTuple):
    """What is said to be the derivative of a function at ``at``, and what its differences say."""

    at: float
    derivative: float
    slopes: Slopes

    @property
    def relative(self) -> float:
        """How far derivative and differences are apart, relative to the larger; infinite if one is no finite number."""
        return self._apart(0.0)

    @property
    def distance(self) -> float:
        """The same relative to the size of the function too: two numbers that are next to nothing are not apart."""
        return self._apart(self.slopes.size)

    def _apart(self, size: float) -> float:
        ours, theirs = self.derivative, self.slopes.central.value
        if not math.isfinite(ours - theirs):
            return math.inf
        return abs(ours - theirs) / (max(abs(ours), abs(theirs)) + size) if ours != theirs else 0.0

    def verdict(self, tolerance: float) -> Verdict:
        """Whether the derivative is right, wrong, at a kink, or f is too rough there to tell."""
        central, left, right, size = self.slopes
        if not central.error <= ROUGH * (size + abs(central.value)):
            return "rough"
        slack = SLACK * (left.error + right.error) + KINK * max(abs(left.value), abs(right.value))
        if abs(left.value - right.value) > slack:
            low, high = sorted((left.value, right.value))
            return "kink" if low - slack <= self.derivative <= high + slack else "wrong"
        slack = SLACK * central.error + tolerance * max(abs(self.derivative), abs(central.value))
        close = abs(self.derivative - central.value) <= slack < math.inf
        return "right" if close else "wrong"


def claim(f: Callable[[float], float], at: float, derivative: float, tolerance: float) -> Claim:
    """The claim that ``f`` has this derivative at ``at``, with differences; where ``f`` raises, it has no value."""

    def quiet(x: float) -> float:
        try:
            return f(x)
        except (ArithmeticError, ValueError):  # outside its domain, or beyond the doubles
            return math.nan

    wide = Claim(at, derivative, differences.slopes(quiet, at))
    verdict = wide.verdict(tolerance)
    looks = [(narrower, SPAN) for narrower in NARROWER]
    if 0.0 < abs(at) < NARROWER[-1] and derivative != 0.0:
        looks.append((abs(at), math.inf))  # beside a pole at 0
    for look in looks if verdict != "right" else ():
        narrow = Claim(at, derivative, differences.slopes(quiet, at, *look))
        sides = zip(wide.slopes[:3], narrow.slopes[:3], strict=True)
        if narrow.verdict(tolerance) == "right" and (verdict == "rough" or any(_at_odds(*side) for side in sides)):
            return narrow
    return wide


def _at_odds(wide: Slope, narrow: Slope) -> bool:
    apart = abs(wide.value - narrow.value)
    least = SLACK * (wide.error + narrow.error) + AT_ODDS * (abs(wide.value) + abs(narrow.value))
    return apart > least and narrow.error <= RESOLVED * apart


def wrong_rule(output: Value, tolerance: float) -> str | None:
    """The local gradient below ``output`` that is furthest from differences of its primitive's value, in words."""
    wrong = [found for node in graph.operations(output) for found in _wrong_local_gradients(node, tolerance)]
    return max(wrong)[1] if wrong else None


def _wrong_local_gradients(node: Value, tolerance: float) -> Iterator[tuple[float, str]]:
    """How far each wrong local gradient of ``node`` is off, and its description."""
    primitive = node.primitive
    assert primitive is not None
    numbers = _numbers(node)
    for i, (operand, local) in enumerate(zip(node.operands, node.local_gradient(), strict=False)):
        if type(operand) is not float and math.isfinite(numbers[i]):

            def value(x: float, i: int = i) -> float:
                return primitive.value(*numbers[:i], x, *numbers[i + 1 :])

            found = claim(value, numbers[i], local, tolerance)
            if found.verdict(tolerance) == "wrong":
                yield (
                    found.distance,
                    f"local gradient {i} of {primitive.name!r} at {_point(primitive, numbers, i)}: "
                    f"the rule says {local!r}, differences say {shown(found.slopes.central)}",
                )


def fails_on_values(output: Value) -> str | None:
    """The first primitive below ``output`` whose rule means something else on Values than on floats, in words."""
    seen: set[tuple[Primitive, int]] = set()
    for node in graph.operations(output):
        primitive = node.primitive
        assert primitive is not None
        if (primitive, len(node.operands)) not in seen:
            seen.add((primitive, len(node.operands)))
            words = _failure_on_values(primitive, _numbers(node))
            if words:
                return words
    return None


def _failure_on_values(primitive: Primitive, numbers: list[float]) -> str | None:
    cut = len(numbers) - primitive.static
    here, static = numbers[:cut], numbers[cut:]
    leaves = [Value(x) for x in here]
    node = Value.record_primitive(primitive, (*leaves, *static))
    try:
        recorded = primitive.gradient(node, *node.operands)()
    except Exception as error:  # whatever a user's rule raises is the finding
        return (
            f"the rule of {primitive.name!r} works on numbers and raises {type(error).__name__} on Values, so there "
            f"are no second derivatives: {error}"
        )
    # On the other side of zero, and of other borders; the last swaps the operands, and which of them is the largest.
    for there in (here, [-x for x in here], [0.5 * x for x in here], [x + 1.0 for x in here], here[::-1]):
        direct = _direct(primitive, [*there, *static])
        for i, (local, expected) in enumerate(zip(recorded, direct, strict=False)):
            found = _evaluated(local, dict(zip(leaves, there, strict=True)))
            if math.isfinite(expected) and not math.isclose(found, expected, rel_tol=1e-9):
                return (
                    f"the rule of {primitive.name!r} gives another gradient on Values: local gradient {i}, recorded at "
                    f"{_point(primitive, numbers, i)} and evaluated at {_point(primitive, [*there, *static], i)}, is "
                    f"{found!r}, but on numbers the rule gives {expected!r} there. A rule must neither branch on an "
                    "operand nor take the number out of it: make a case a primitive of its own (step, sign, equal)"
                )
    return None


def _direct(primitive: Primitive, numbers: list[float]) -> tuple[float, ...]:
    """The local gradients on floats; none where value or rule raises, outside its domain."""
    try:
        return primitive.gradient(primitive.value(*numbers), *numbers)()
    except (ArithmeticError, ValueError):
        return ()


def _evaluated(local: Any, at: dict[Value, float]) -> float:
    try:
        return graph.evaluate(local, at) if isinstance(local, Value) else float(local)
    except (ArithmeticError, ValueError):
        return math.nan


def _numbers(node: Value) -> list[float]:
    return [operand if type(operand) is float else operand.data for operand in node.operands]


def _point(primitive: Primitive, numbers: list[float], i: int) -> str:
    """The operands by their names in the value function; of many only number ``i``."""
    names: list[str] = []
    for parameter in inspect.signature(primitive).parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            names += (f"{parameter.name}[{k}]" for k in range(len(numbers) - len(names)))
        else:
            names.append(parameter.name)
    equations = [f"{name}={x!r}" for name, x in zip(names, numbers, strict=False)]
    return ", ".join(equations) if len(equations) <= 4 else equations[i]


def shown(slope: Slope) -> str:
    """A slope with its error, in as many digits as it is sure of.

    >>> from autograd_lite.differences import Slope
    >>> shown(Slope(11.99999999999912, 3.1e-12)), shown(Slope(0.0, 4e-16))
    ('12 ± 3e-12', '0 ± 4e-16')
    """
    value, error = slope
    digits = 15
    if 0.0 < error < math.inf:
        digits = max(1, min(15, int(math.log10(abs(value) / error)))) if abs(value) > error else 1
    return f"{value:.{digits}g} ± {error:.0e}"
