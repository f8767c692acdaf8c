"""A program under the debugger: it stops at each ``backward()``, and after an anomaly that nobody caught."""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING

from autograd_lite import modes, watching
from autograd_lite.capturing import capture
from autograd_lite.modes import Block, Mode
from autograd_lite.sites import place, stack_of
from autograd_lite.stepping.running.debugging import is_recorded, recorded
from autograd_lite.stepping.sessions.points import Points
from autograd_lite.stepping.sessions.session import Session
from autograd_lite.stepping.terminal import Debugger, end_program
from autograd_lite.stepping.terminal.frames import place_words
from autograd_lite.stepping.terminal.screen import Unwritable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograd_lite.sites import Place
    from autograd_lite.stepping.recordings.recording import Recording
    from autograd_lite.value import Value


class Program:
    """What stays the same from one backward pass of a program to the next.

    Attributes:
        called_backward: whether it called ``backward()`` at all.
        points: the stop points.
        outside: the calls that led to the program.
    """

    def __init__(self, source: IO[str] | None = None) -> None:
        self.called_backward = False
        self.points = Points()
        self.outside: list[Place] = []
        self._source = source
        self._displays: dict[int, str] = {}
        self._stopping = "each"  # pass; or where a stop point is "met"; or "never"
        self._passes = self._stops = 0
        self._turn = threading.RLock()  # of one thread at the prompt; others wait for theirs with their recordings

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

    def _backward(self, output: Value) -> list[float]:
        self.called_backward = True
        if self._stopping == "never" or is_recorded():
            return watching.backward(output, debugged=False)
        recording = recorded(output)
        self._passes += 1  # those that ran
        number = self._passes
        with self._turn:
            if self._stopping != "never":
                self._stop(recording, number)
        return [*recording.upstream]

    def _stop(self, recording: Recording, number: int) -> None:
        session, met = Session(recording, self.points), None
        if self._stopping == "met":
            met = session.run()
            if not met.met:
                return
        debugger = Debugger(session, self._source, None, self.outside, self._displays, passes_follow=True)
        self._stops += 1
        if self._stops == 2:
            hint = "quit goes on to the next pass, run to a stop point in one, detach to the end; kill ends the program"
            with suppress(Unwritable):
                debugger.screen.line((hint, "aside"))
        called = place_words(place(sys._getframe()))
        left = debugger.run(f"backward() no. {number:,}{called and ' at '}{called}: ", met)
        self._stopping = {"run": "met", "quit": "each"}.get(left, "never")
        if left == "kill":
            end_program()
