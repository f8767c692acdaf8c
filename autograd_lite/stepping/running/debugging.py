"""``debug``: stop at a backward pass, and walk through it in the terminal."""

from __future__ import annotations

import threading
from typing import IO, TYPE_CHECKING

from autograd_lite.stepping.recordings.sweep import record
from autograd_lite.stepping.sessions.session import Session
from autograd_lite.stepping.terminal import Debugger, check_source, end_program

if TYPE_CHECKING:
    from autograd_lite.stepping.recordings.recording import Recording
    from autograd_lite.value import Value

_recording: set[int] = set()  # threads


def debug(output: Value, source: IO[str] | None = None) -> None:
    """Run ``output.backward()``, and walk through it in a debugger; when that is left, the program runs on.

    Commands are read from the terminal, or from ``source``, a file with one on each line. ``help`` lists them.

    Raises what :func:`record` raises, ``TypeError`` for a source that is no file, and ``SystemExit`` where the command
    ``kill`` is given.

    >>> import io
    >>> from autograd_lite import Value
    >>> w, x = Value(0.5, label="w"), Value(2.0, label="x")
    >>> (w * x).debug(io.StringIO("step"))
    backward(): 3 nodes, 1 step and 2 edges back; help lists the commands
    [3/5] #2 mul: its gradient is complete: d #2 / d #2 = 1
    (grad) step
    [4/5] #2 mul → #0 w: upstream 1 × local 2 = 2
        grad of w: 0 + 2 = 2   complete
    (grad)
    >>> w.grad
    2.0
    """
    check_source(source)
    if Debugger(Session(recorded(output)), source).run("backward(): ") == "kill":
        end_program()


def recorded(output: Value) -> Recording:
    """``record(output)``, at which a program under the debugger does not stop; nor at passes that its hooks run."""
    thread = threading.get_ident()
    _recording.add(thread)
    try:
        return record(output)
    finally:
        _recording.discard(thread)


def is_recorded() -> bool:
    """Whether this thread is in :func:`recorded`."""
    return threading.get_ident() in _recording
