"""Numbers: where a picture takes those of the nodes from, as they are now or at a moment of a recorded pass."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

from autograd_lite.drawing import text
from autograd_lite.drawing.content.state import NOT_RUN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from autograd_lite.value import Value

    Stage = Literal["", "current", "coming"]

NOTHING_YET = "nothing has arrived here yet"


class Numbers(Protocol):
    """What a picture asks for. An edge is given by its result and the operand's place in ``operands``, from 0."""

    moving: bool  # whether the same picture is to show other moments, too
    missing: str  # what to say of a gradient that is not there
    current: frozenset[Value]  # the node that the pass is just at, if any

    def data(self, node: Value) -> float: ...
    def gradient(self, node: Value) -> float | None:
        """None where it is not there, which is not 0."""

    def stage(self, node: Value, place: int) -> Stage:
        """Whether the pass is just at this edge, or has still to come to it."""

    def ahead(self, node: Value) -> Ahead:
        """What the same picture will show of a node at other moments; nothing where it shows one moment only."""


class Ahead(NamedTuple):
    """What is known of all gradients that a picture will show of a node: the widest text, and if one is not finite."""

    widest: str
    strange: bool


NOTHING_AHEAD = Ahead("", False)


class Live:
    """The numbers that the nodes hold, but for those whose gradient is ``unknown``."""

    moving = False
    missing = NOT_RUN
    current: frozenset[Value] = frozenset()

    def __init__(self, unknown: Collection[Value]) -> None:
        self._unknown = unknown

    def data(self, node: Value) -> float:
        return node.data

    def gradient(self, node: Value) -> float | None:
        return None if node in self._unknown else node.grad

    def stage(self, node: Value, place: int) -> Stage:
        return ""

    def ahead(self, node: Value) -> Ahead:
        return NOTHING_AHEAD


class Moment(Protocol):
    """A moment of a recorded backward pass, as who wants a picture of it describes it.

    An edge is given by its result and the operand's position in ``operands``, from 0: ``a * a`` has two of them.

    Attributes:
        current_node: the node that the pass is at; None before it begins and after it has ended.
        current_edge: the edge that it is at, if any.
        note: a sentence about this moment.
    """

    @property
    def current_node(self) -> Value | None: ...
    @property
    def current_edge(self) -> tuple[Value, int] | None: ...
    @property
    def note(self) -> str: ...

    def data(self, node: Value) -> float:
        """The value of a node."""

    def gradient(self, node: Value) -> float | None:
        """What has been added up in a node so far; None where nothing has arrived yet."""

    def local(self, node: Value, position: int) -> float:
        """The local derivative of an edge; it is not asked for where the operand is a constant."""

    def walked(self, node: Value, position: int) -> bool:
        """Whether the pass has been at this edge; of the current one it does not matter."""


class Course(Moment, Protocol):
    """A moment of a pass whose others the same picture will show."""

    def gradients(self, node: Value) -> Iterable[float]:
        """All gradients that a node has at some moment, but for those of which nothing has arrived yet."""


class Recorded:
    """The numbers of a moment."""

    moving = False
    missing = NOTHING_YET

    def __init__(self, moment: Moment) -> None:
        self._moment = moment
        self._edge = moment.current_edge
        self.current = frozenset([moment.current_node] if moment.current_node is not None else [])
        self.data = moment.data
        self.gradient = moment.gradient

    def locals_of(self, node: Value) -> Iterable[float]:
        """The local derivatives of a node, as its ``local_gradient`` would give them, but for the constants."""
        local = self._moment.local
        return [x if type(x) is float else local(node, place) for place, x in enumerate(node.operands)]

    def stage(self, node: Value, place: int) -> Stage:
        if self._edge is not None and self._edge[0] is node and self._edge[1] == place:
            return "current"
        return "" if self._moment.walked(node, place) else "coming"

    def ahead(self, node: Value) -> Ahead:
        return NOTHING_AHEAD


class Moving(Recorded):
    """The numbers of a moment in a picture that is laid out once for all moments."""

    moving = True

    def __init__(self, course: Course) -> None:
        super().__init__(course)
        self._gradients = course.gradients
        self._ahead: dict[Value, Ahead] = {}

    def ahead(self, node: Value) -> Ahead:
        found = self._ahead.get(node)
        if found is None:
            gradients = list(self._gradients(node))
            # Digits and signs are all as wide as each other.
            widest = max(map(text.digits, gradients), key=len, default="")
            found = self._ahead[node] = Ahead(widest, not all(map(math.isfinite, gradients)))
        return found
