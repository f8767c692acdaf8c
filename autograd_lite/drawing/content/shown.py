"""Shown: which numbers a picture shows, and the colour, the range and the marks that follow from them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from autograd_lite.drawing import text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograd_lite.drawing.content.numbers import Numbers, Stage
    from autograd_lite.drawing.content.scale import Scale
    from autograd_lite.drawing.folding.view import Edge
    from autograd_lite.value import Value

UNKNOWN = "–"  # in place of a gradient
NOT_FINITE = "not finite"


@dataclass(frozen=True)
class Shown:
    """What a picture shows of its nodes.

    Attributes:
        show: "gradient", "value" or "structure".
        numbers: those of the nodes.
        scale: of the colours.
        outputs: the nodes whose graph it is.
        focus: the nodes whose neighbourhood it is.
        other: of leaves whose gradient is not that of this graph, the one that is.
    """

    show: str
    numbers: Numbers
    scale: Scale | None
    outputs: frozenset[Value]
    focus: frozenset[Value]
    other: dict[Value, float]

    def gradient(self, node: Value) -> float | None:
        """The gradient of ``node``; None if it is not shown or not there."""
        return self.numbers.gradient(node) if self.show == "gradient" else None

    def stage(self, edge: Edge, head: Value) -> Stage:
        """Whether the pass is at this edge from ``head``, or still to come to it."""
        return self.numbers.stage(head, edge.position - 1)

    def upstream(self, edge: Edge, head: Value) -> float | None:
        """What has flowed from ``head`` into an edge; None if it is not shown or nothing has."""
        return None if self.stage(edge, head) == "coming" else self.gradient(head)

    def number(self, node: Value) -> float | None:
        """The number of a node that colours it; None if no number does."""
        if self.show == "value":
            return self.numbers.data(node)
        return self.gradient(node)

    def marks(self, nodes: Iterable[Value]) -> str:
        """The CSS classes of a box with these nodes, such as " output focus"."""
        marked = {" output": self.outputs, " focus": self.focus, " current": self.numbers.current}
        return "".join(name for name, those in marked.items() if not those.isdisjoint(nodes))

    def is_strange(self, node: Value) -> bool:
        """Whether a number that is shown of ``node`` is not finite."""
        if self.show == "structure":
            return False
        gradient = self.gradient(node)
        return not (math.isfinite(self.numbers.data(node)) and (gradient is None or math.isfinite(gradient)))

    def will_be_strange(self, node: Value) -> bool:
        """Whether a gradient that the same picture will show of ``node`` is not finite."""
        return self.numbers.ahead(node).strange

    def room(self, nodes: Iterable[Value]) -> str:
        """The widest gradient that the same picture will show of one of these nodes; "" for none."""
        return max((self.numbers.ahead(node).widest for node in nodes), key=len, default="")


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
        return f"{text.digits(self.least)} … {text.digits(self.most)}" if self.least == self.least else NOT_FINITE

    def exact(self) -> str:
        """With all digits, in words."""
        if self.least != self.least:
            return NOT_FINITE
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
