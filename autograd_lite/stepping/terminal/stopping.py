"""The commands for breakpoints and watchpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.stepping.terminal.command import Table
from autograd_lite.stepping.terminal.moving import whole

if TYPE_CHECKING:
    from autograd_lite.stepping.stops import StopPoint
    from autograd_lite.stepping.terminal.debugger import Debugger
    from autograd_lite.stepping.terminal.screen import Piece

STOPPING = Table("Where to stop")


@STOPPING.command("break [WHERE] [if CONDITION]", "b", completes="nodes")
def break_(debugger: Debugger, argument: str) -> None:
    """Stop at nodes: when their value is there, and when their gradient is complete.

    WHERE is a label (w1), an operation (mul or *), a scope (hidden), a line (12 or train.py:12) or a node (#7). Where
    one word could be several of these, label:w1, op:mul, scope:hidden say which. CONDITION is about the node:

        break if abs(grad) > 1e3         break mul if grad != grad
        break hidden if data > 0.99      break if label == "w1" and isfinite(grad)

    It knows the numbers node, data, grad and upstream, the texts op, label and scope, and this library's functions.
    Without anything it lists the stop points.
    """
    if argument:
        _set(debugger, debugger.session.break_at(argument))
    else:
        list_points(debugger)


@STOPPING.command("tbreak [WHERE] [if CONDITION]", "tb", completes="nodes")
def tbreak(debugger: Debugger, argument: str) -> None:
    """Like break, for one stop: then it is gone."""
    _set(debugger, debugger.session.break_at(argument, temporary=True))


@STOPPING.command("watch [NODE] [if CONDITION]", "wa", completes="nodes")
def watch(debugger: Debugger, argument: str) -> None:
    """Stop at each contribution to the gradient of NODE, or to any.

    CONDITION is about the contribution: beside what break has, it knows the numbers local and contribution.

        watch w1                         watch w1 if abs(contribution) > 1
    """
    _set(debugger, debugger.session.watch(argument))


@STOPPING.command("ignore NUMBER COUNT", "ig", completes="points")
def ignore(debugger: Debugger, argument: str) -> None:
    """Let the next COUNT hits of a stop point pass."""
    number, _, times = argument.partition(" ")
    point = debugger.session.points[whole(number)]
    point.ignore = max(whole(times.strip()), 0)
    debugger.screen.line(f"will ignore the next {point.ignore:,} hits of {point.number}")


@STOPPING.command("disable NUMBER ...", "dis", completes="points")
def disable(debugger: Debugger, argument: str) -> None:
    """Keep a stop point, but do not stop at it. Number 0 is the stop at numbers that are not finite."""
    for point in _points(debugger, argument):
        point.enabled = False


@STOPPING.command("enable NUMBER ...", "en", completes="points")
def enable(debugger: Debugger, argument: str) -> None:
    """Stop at it again."""
    for point in _points(debugger, argument):
        point.enabled = True


@STOPPING.command("delete NUMBER ...", "del", "cl", "clear", completes="points")
def delete(debugger: Debugger, argument: str) -> None:
    """Delete stop points."""
    for point in _points(debugger, argument):
        debugger.session.points.delete(point.number)


def _points(debugger: Debugger, argument: str) -> list[StopPoint]:
    if not argument:
        raise ValueError("which stop point? Give its number; info breakpoints lists them")
    return [debugger.session.points[whole(number)] for number in argument.split()]


def _set(debugger: Debugger, point: StopPoint) -> None:
    moments = len(point.moments(debugger.session.recording))
    debugger.screen.line(f"{called(point)} {point.number}: {point}", (f"   {moments:,} moments", "aside"))


def called(point: StopPoint) -> str:
    """What kind of stop point it is, in a word."""
    return ("temporary " if point.temporary else "") + type(point).__name__.lower()


def list_points(debugger: Debugger) -> None:
    """Write all stop points, with their hits."""
    points = debugger.session.points.all
    if not points:
        debugger.screen.line("there are no stop points")
        return
    rows: list[list[Piece]] = []
    for point in points:
        notes = [f"{point.hits:,} hit{'s' * (point.hits != 1)}"] if point.hits else []
        notes += [f"ignores {point.ignore:,}"] if point.ignore else []
        notes += [] if point.enabled else ["disabled"]
        rows.append([str(point.number), called(point), str(point), (", ".join(notes), "aside")])
    debugger.screen.columns(rows)
