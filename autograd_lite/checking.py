"""Checking gradients: the engine's derivative of a function by every argument, against differences of the function."""

from __future__ import annotations

import math

from autograd_lite import diagnosis, trees
from autograd_lite.diagnosis import shown
from autograd_lite.linearization import gradients
from autograd_lite.primitives import number
from autograd_lite.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from autograd_lite.diagnosis import Claim, Verdict

# How far a gradient may be off, relative to itself, beyond the error that its differences know of. Those of tame
# functions are sure to 1e-11; those of a function that is a difference of numbers 1e12 times larger were measured to be
# off by 2e-8 unnoticed.
TOLERANCE = 1e-7


class GradientCheckError(AssertionError):
    """A gradient was not confirmed; the message says by which argument, and the likely cause."""


class GradientReport:
    """What :func:`check_gradients` compared; prints as the worst of it.

    Attributes:
        claims: by the path of each argument, the engine's ``derivative`` and the ``slopes`` that differences give.
    """

    __slots__ = ("claims",)

    def __init__(self, claims: dict[str, Claim]) -> None:
        self.claims = claims

    @property
    def worst(self) -> str:
        """The path of the argument whose two derivatives differ most, such as ``args[1]['w'][2]``."""
        return max(self.claims, key=lambda path: self.claims[path].distance)

    def __repr__(self) -> str:
        count = len(self.claims)
        what = "1 derivative agrees: that" if count == 1 else f"{count} derivatives agree, least of all that"
        return f"{what} by {_compared(self.worst, self.claims[self.worst])}"


def check_gradients(f: Callable[..., Any], *args: Any) -> GradientReport:
    """Compare the derivative of ``f`` by each number in ``args`` with differences of ``f``; raise if they disagree.

    The differences are extrapolated to step zero and know their own error (Ridders 1982; see
    :mod:`autograd_lite.differences`); a derivative agrees up to ten times that error and 1e-7 of itself.
    Where f has a kink there is no derivative, and none agrees. Then the rule of every primitive that ``f`` used is
    tried in its second use, on Values, by which gradients are differentiated again.

    Args:
        f: the function. It gets Values in the place of numbers, and returns one Value (or a plain number, which depends
            on no argument). It is called some 20 to 100 times for each number, and up to 250 times where its
            first differences do not confirm the derivative.
        args: its arguments, at which it is checked: numbers, or lists, tuples, dicts and NumPy arrays of numbers.

    Returns:
        A report of both derivatives by every number, which prints as the worst of them.

    Raises:
        GradientCheckError: an ``AssertionError``; it names the worst argument, both derivatives and the likely cause:
            a kink, a function that is not smooth there, a wrong rule and its primitive, a rule that fails on Values,
            or a function that depends on something else than its arguments.
        ValueError: no number is among the arguments, or one is nan or infinite.
        TypeError: an argument is no number, or ``f`` returns none.

    >>> from autograd_lite import sigmoid, dot
    >>> report = check_gradients(lambda w, x: sigmoid(dot(w, x)), [0.5, -0.25], [1.0, 2.0])
    >>> len(report.claims), report.claims["args[1][0]"].derivative
    (4, 0.125)
    >>> check_gradients(abs, 0.0)
    Traceback (most recent call last):
    autograd_lite.checking.GradientCheckError: abs: the derivative by args[0] = 0.0 is 0.0, differences say 0 ± 4e-16.
    Likely cause: a kink nearby. The slope is -1 ± 7e-16 from the left and 1 ± 7e-16 from the right, and between \
them nothing can be confirmed: check at another point
    """
    name = getattr(f, "__name__", "f")
    numbers = trees.numbers(args, "args")
    point = dict(zip((f"args{place}" for place in trees.entries(args)), numbers, strict=True))
    if not point:
        raise ValueError(
            f"check_gradients needs a number to differentiate by, but {args!r:.80} has none; pass arguments"
        )
    for path, x in point.items():
        if isinstance(x, Value):
            raise TypeError(f"{path} is {x!r}, but check_gradients makes the Values itself: pass the number, its .data")
        if not math.isfinite(x):
            raise ValueError(f"check_gradients needs finite arguments, but {path} is {x}; check at another point")

    def at(numbers: dict[str, float]) -> tuple[list[Value], Any, float]:
        """The leaves, the result of f on them, and its number."""
        leaves = [Value(x) for x in numbers.values()]
        y = f(*trees.filled(args, leaves))
        try:
            return leaves, y, y.data if isinstance(y, Value) else number(y)
        except TypeError as error:
            raise TypeError(f"{name} is to return one Value, or a number: {error}") from None

    leaves, y, value = at(point)
    again = at(point)[2]
    if not math.isfinite(value):
        raise GradientCheckError(
            f"{name} is {value} at these arguments, where it has no derivative: check at another point"
        )
    if again != value:
        raise GradientCheckError(
            f"{name} returned {value!r} and then {again!r} for the same arguments: it is no function of them alone "
            "(random numbers, or a state that it changes). Draw the numbers before, set the state inside"
        )
    derivatives = gradients(y, leaves) if isinstance(y, Value) else [0.0] * len(leaves)
    claims = {}
    for (path, x), derivative in zip(point.items(), derivatives, strict=True):

        def along(t: float, path: str = path) -> float:
            return at({**point, path: t})[2]

        claims[path] = diagnosis.claim(along, x, derivative, TOLERANCE)
    report = GradientReport(claims)
    verdicts: tuple[Verdict, ...] = ("wrong", "kink", "rough")
    for verdict in verdicts:  # an error goes before what cannot be told
        found = {path: claim for path, claim in claims.items() if claim.verdict(TOLERANCE) == verdict}
        if found:
            path = GradientReport(found).worst
            raise GradientCheckError(
                f"{name}: the derivative by {_compared(path, found[path])}.\n"
                f"Likely cause: {_wrong(y) if verdict == 'wrong' else _untold(found[path], verdict)}"
            )
    if isinstance(y, Value) and (words := diagnosis.fails_on_values(y)):
        raise GradientCheckError(f"{name}: its derivatives are right, but {words}")
    return report


def _compared(path: str, claim: Claim) -> str:
    relative = f" (relative difference {claim.relative:.0e})" if claim.relative else ""
    return f"{path} = {claim.at!r} is {claim.derivative!r}, differences say {shown(claim.slopes.central)}{relative}"


def _wrong(y: Any) -> str:
    if not isinstance(y, Value):
        return (
            f"the gradient is lost, for the function returned {y!r}, a plain number, although it depends on this "
            "argument: return the Value itself, without .data, and compute it with the functions of autograd_lite"
        )
    rule = diagnosis.wrong_rule(y, TOLERANCE)
    if rule:
        return f"a wrong rule, {rule}"
    return (
        "the function itself, for all local gradients of its graph are right. It depends on this argument in a way "
        "that the graph does not show (a number taken out of a Value by .data, a state that it changes), is a small "
        "difference of large numbers, or changes on a scale too fine for differences"
    )


def _untold(claim: Claim, verdict: Verdict) -> str:
    """Why differences cannot tell the derivative."""
    _, left, right, _ = claim.slopes
    if verdict == "kink":
        return (
            f"a kink nearby. The slope is {shown(left)} from the left and {shown(right)} from the right, and between "
            "them nothing can be confirmed: check at another point"
        )
    sides = [side for side, slope in (("below", left), ("above", right)) if slope.error == math.inf]
    if sides:
        return (
            f"the border of a domain, for the function has no finite values just {' and '.join(sides)} this argument: "
            "check at another point"
        )
    return (
        "the function is not smooth here, or noisy: its differences do not converge (a step, a pole, a vertical "
        "tangent, rounding to few digits, random numbers). Check at another point"
    )
