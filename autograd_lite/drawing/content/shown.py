"""Shown: which numbers a picture shows, and the colour, the range and the marks that follow from them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from autograd_lite.drawing import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograd_lite.drawing.content.scale import Scale
    from autograd_lite.value import Value

UNKNOWN = "–"  # in place of a gradient


@dataclass(frozen=True)
class Shown:
    """What a picture shows of its nodes.

    Attributes:
        show: "gradient", "value" or "structure".
        scale: of the colours.
        outputs: the nodes whose graph it is.
        focus: the nodes whose neighbourhood it is.
        unknown: the nodes whose gradient is not there.
        other: of leaves whose gradient is not that of this graph, the one that is.
    """

    show: str
    scale: Scale | None
    outputs: frozenset[Value]
    focus: frozenset[Value]
    unknown: frozenset[Value]
    other: dict[Value, float]

    def has_gradient(self, node: Value) -> bool:
        """Whether the gradient of ``node`` is shown and known."""
        return self.show == "gradient" and node not in self.unknown

    def number(self, node: Value) -> float | None:
        """The number of a node that colours it; None if no number does."""
        if self.show == "value":
            return node.data
        return node.grad if self.has_gradient(node) else None

    def marks(self, nodes: Iterable[Value]) -> str:
        """The CSS classes of a box with these nodes: " output", " focus", both or neither."""
        marked = {" output": self.outputs, " focus": self.focus}
        return "".join(name for name, those in marked.items() if any(node in those for node in nodes))

    def is_strange(self, node: Value) -> bool:
        """Whether a number that is shown of ``node`` is not finite."""
        numbers = [] if self.show == "structure" else [node.data]
        if self.has_gradient(node):
            numbers.append(node.grad)
        return not all(map(math.isfinite, numbers))


def colour(number: float | None, scale: Scale | None) -> str:
    """The CSS class of a number's colour: " p1" to " p5" and " n1" to " n5" by sign and magnitude, "" for none."""
    level = scale.level(number) if scale and number is not None and math.isfinite(number) else 0
    return f" {'p' if level > 0 else 'n'}{abs(level)}" if level else ""


class Range(NamedTuple):
    """The least and the greatest of those numbers that are finite, nan if none is, and how many are not."""

    least: float
    most: float
    strange: int

    @property
    def strongest(self) -> float:
        """The end with the larger magnitude."""
        return self.most if abs(self.most) >= abs(self.least) else self.least

    def __str__(self) -> str:
        """As a picture writes it."""
        if self.least == self.most:
            return text.digits(self.least)
        return f"{text.digits(self.least)} … {text.digits(self.most)}" if self.least == self.least else "not finite"

    def exact(self) -> str:
        """With all digits, in words."""
        if self.least != self.least:
            return "not finite"
        words = f"from {self.least!r} to {self.most!r}"
        return words + (f", {self.strange:,} not finite" if self.strange else "")


def range_of(numbers: Iterable[float]) -> Range:
    """The range of ``numbers``.

    >>> print(range_of([0.5, -2.0]))
    −2 … 0.5
    >>> range_of([0.5, float("inf")]).exact()
    'from 0.5 to 0.5, 1 not finite'
    """
    listed = list(numbers)
    finite = [x for x in listed if math.isfinite(x)]
    if not finite:
        return Range(math.nan, math.nan, len(listed))
    return Range(min(finite), max(finite), len(listed) - len(finite))
