"""Post mortem: walk through the pass that ended in an anomaly."""

from __future__ import annotations

import math
import sys
from typing import IO, TYPE_CHECKING

from autograd_lite.anomalies import AnomalyError
from autograd_lite.stepping.recordings.sweep import record
from autograd_lite.stepping.sessions.session import Session
from autograd_lite.stepping.terminal import Debugger, check_source, end_program

if TYPE_CHECKING:
    from collections.abc import Sequence

    from autograd_lite.sites import Place


def post_mortem(
    error: BaseException | None = None, source: IO[str] | None = None, outside: Sequence[Place] = ()
) -> None:
    """Walk through the pass that ended in an :class:`AnomalyError`, from where the number that is not finite came.

    Args:
        error: the error, or one that it led to; by default the one that is handled in an ``except`` clause, or else the
            last one that was not caught, as at Python's prompt and in a notebook.
        source: where to read commands, as for :func:`autograd_lite.debug`.
        outside: calls that are not shown, as for :class:`Debugger`.

    The gradients of the leaves are left as they are, and hooks are not called. Raises ``ValueError`` if there was no
    anomaly, or none whose pass is known, as in ``gradients()`` and the transforms.
    """
    check_source(source)
    last = error or sys.exception() or getattr(sys, "last_exc", None) or getattr(sys, "last_value", None)
    anomaly = anomaly_of(last)
    if anomaly is None:
        what = "there was no error" if last is None else f"the error came from no anomaly: {_named(last)}"
        raise ValueError(f"{what}; run your computation, and its backward(), in a block of detect_anomaly()")
    if anomaly.output is None and (anomaly.node is None or math.isfinite(anomaly.node.data)):
        raise ValueError(f"this error does not know its pass, so there is none to walk through: {_named(anomaly)}")
    after = f"after {type(anomaly).__name__}"
    session = Session(record(anomaly.node if anomaly.output is None else anomaly.output, backward=False))
    if anomaly.output is None:
        session.goto(session.timeline.start - 1)
    elif not session.resume().met:
        session.goto(session.timeline.start)
        after += ", of a number that a hook made; here no hooks are called"
    if Debugger(session, source, outside=outside).run(f"{after}: ") == "kill":
        end_program()


def anomaly_of(error: BaseException | None) -> AnomalyError | None:
    """The anomaly that an error is, or came from; also in a group of errors."""
    seen: list[BaseException] = []
    found = [error]
    for inner in found:  # which grows
        if isinstance(inner, AnomalyError):
            return inner
        if inner is not None and not any(inner is other for other in seen):
            seen.append(inner)
            found += [inner.__cause__, inner.__context__]
            found += inner.exceptions if isinstance(inner, BaseExceptionGroup) else []
    return None


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".partition("\n")[0]
