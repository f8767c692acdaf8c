"""A program under the debugger: it stops at each ``backward()``, and after an anomaly that nobody caught."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from autograd_lite import modes
from autograd_lite.capturing import capture
from autograd_lite.modes import Block, Mode
from autograd_lite.sites import place, stack_of
from autograd_lite.stepping.points import Points
from autograd_lite.stepping.session import Session
from autograd_lite.stepping.sweep import record
from autograd_lite.stepping.terminal.debugger import Debugger
from autograd_lite.stepping.terminal.words import place_words
from autograd_lite.watching import AnomalyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from autograd_lite.sites import Place
    from autograd_lite.value import Value


class Program:
    """What stays the same from one backward pass of a program to the next.

    Attributes:
        passes: how many there were.
        points: the stop points.
        outside: the calls that led to the program.
    """

    def __init__(self, source: IO[str] | None = None) -> None:
        self.passes = 0
        self.points = Points()
        self._source = source
        self.outside: list[Place] = []
        self._stopping = "each"  # pass; or where a stop point is "met"; or "never"

    @contextmanager
    def stopping(self) -> Iterator[None]:
        """A block in which each ``backward()`` of the program is recorded, with its calls, and stopped at."""
        outside = place(sys._getframe(), whole=True)
        self.outside = [] if outside is None else stack_of(outside)
        with capture("stack"), Block(lambda mode: Mode(mode.recording, mode.anomaly, mode.notes, mode)):
            modes.in_place_of_backward = self._backward
            try:
                yield
            finally:
                modes.in_place_of_backward = None

    def _backward(self, output: Value) -> None:
        modes.in_place_of_backward = None  # for that of the recording, and those of hooks
        try:
            self.passes += 1
            if self._stopping == "never":
                output.backward()
            else:
                self._stop(Session(record(output), self.points))
        finally:
            modes.in_place_of_backward = self._backward

    def _stop(self, session: Session) -> None:
        met = None
        if self._stopping == "met":
            session.goto(0)
            met = session.resume()
            if not met.met:
                return
        debugger = Debugger(session, self._source, outside=self.outside)
        called = place_words(place(sys._getframe()))
        left = debugger.run(f"backward() no. {self.passes:,}{called and ' at '}{called}: ", met)
        self._stopping = {"run": "met", "quit": "each"}.get(left, "never")
        if left == "kill":
            raise SystemExit(1)


def post_mortem(
    error: BaseException | None = None, source: IO[str] | None = None, outside: Sequence[Place] = ()
) -> None:
    """Walk through the pass that ended in an :class:`AnomalyError`, from where the number that is not finite came.

    Args:
        error: the error, or one that it led to; by default the last one that was not caught, as in a notebook.
        source: where to read commands, as for :func:`autograd_lite.debug`.
        outside: calls that are not shown, as for :class:`Debugger`.

    The gradients of the leaves are left as they are. Raises ``ValueError`` if there was no anomaly, or none whose pass
    is known, as in ``gradients()`` and the transforms.
    """
    last = getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
    anomaly = _anomaly(last if error is None else error)
    if anomaly is None:
        what = "there was no error" if last is None and error is None else "the error came from no anomaly"
        raise ValueError(f"{what}: run your computation, and its backward(), in a block of detect_anomaly()")
    if anomaly.node is None:
        raise ValueError(f"this error does not know its pass, so there is none to walk through: {anomaly}")
    session = Session(record(anomaly.node if anomaly.output is None else anomaly.output, backward=False))
    if anomaly.output is None:
        session.goto(session.timeline.start - 1)
    else:
        session.resume()
    Debugger(session, source, outside=outside).run(f"after {type(anomaly).__name__}: ")


def _anomaly(error: BaseException | None) -> AnomalyError | None:
    """The anomaly in a chain of errors."""
    while error is not None and not isinstance(error, AnomalyError):
        error = error.__cause__ or error.__context__
    return error
