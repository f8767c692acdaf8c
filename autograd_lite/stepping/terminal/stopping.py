"""The commands for breakpoints and watchpoints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from autograd_lite.stepping.sessions.points import condition_on_edges, condition_on_nodes, split_condition
from autograd_lite.stepping.sessions.stops import Breakpoint, Watchpoint
from autograd_lite.stepping.sessions.whereabouts import Whereabouts
from autograd_lite.stepping.terminal.command import Table
from autograd_lite.stepping.terminal.moving import whole
from autograd_lite.stepping.terminal.words import called, counted, kind, meant

if TYPE_CHECKING:
    from autograd_lite.stepping.sessions.stops import StopPoint
    from autograd_lite.stepping.terminal.debugger import Debugger
    from autograd_lite.stepping.terminal.screen import Piece

STOPPING = Table("Where to stop")


@STOPPING.command("break [WHERE] [if CONDITION]", "b", completes="nodes")
def break_(debugger: Debugger, argument: str) -> None:
    """Stop at the value and the whole gradient of nodes.

    WHERE is a label, an operation by name or sign, a scope, a line or a node. Where a word could be several of these,
    its kind says which. CONDITION is about the node: it knows the numbers node, data, grad and upstream, the texts op,
    label and scope, and this library's functions. Without anything break lists the stop points.

        break w1                      break label:w1
        break mul                     break op:mul
        break hidden                  break scope:hidden
        break 12                      break train.py:12
        break #7
        break if abs(grad) > 1e3      break mul if grad != grad
        break 12 if data > 0.99       break if label == "w1" and isfinite(grad)

    Under autograd-lite debug a label, operation or scope with its kind, and a line with its file, may be one that only
    a later pass has.
    """
    if argument:
        _break(debugger, argument, temporary=False)
    else:
        list_points(debugger)


@STOPPING.command("tbreak [WHERE] [if CONDITION]", "tb", completes="nodes")
def tbreak(debugger: Debugger, argument: str) -> None:
    """Like break, for one stop: then it is gone."""
    _break(debugger, argument, temporary=True)


@STOPPING.command("watch [WHERE] [if CONDITION]", "wa", completes="edges")
def watch(debugger: Debugger, argument: str) -> None:
    """Stop at each contribution to the gradient of nodes.

    WHERE is that of break; without it all nodes are watched. CONDITION is about the contribution: beside what that of
    break knows, it knows the numbers local and contribution.

        watch w1
        watch w1 if abs(contribution) > 1
        watch hidden if abs(local) < 1e-9
    """
    session = debugger.session
    try:
        point: StopPoint = session.watch(argument)
    except ValueError as error:
        place, text = split_condition(argument)
        where = _later(debugger, place, error)
        query = condition_on_edges(text) if text else None
        point = session.points.add(lambda number: Watchpoint(number, where, query))
    _say_set(debugger, point)


@STOPPING.command("condition NUMBER [CONDITION]", "cond", completes="points")
def condition(debugger: Debugger, argument: str) -> None:
    """Give a stop point another condition, or none.

    What a condition knows, help break and help watch say.

        condition 1 abs(grad) > 1e3
        condition 1
    """
    number, _, text = argument.partition(" ")
    point = _point(debugger, number)
    if not isinstance(point, (Breakpoint, Watchpoint)):
        raise ValueError(f"stop point {number} has no condition; breakpoints and watchpoints may have one")
    text = text.strip().removeprefix("if ")
    if not text and point.where is None:
        raise ValueError(f"{called(point)} has nothing but its condition; delete {point.number} takes it away")
    read = condition_on_nodes if isinstance(point, Breakpoint) else condition_on_edges
    point.condition = read(text) if text else None
    _say_set(debugger, point)


@STOPPING.command("ignore NUMBER COUNT", "ig", completes="points")
def ignore(debugger: Debugger, argument: str) -> None:
    """Let the next COUNT hits of a stop point pass.

    info breakpoints tells how many are left.

        ignore 1 20
    """
    number, _, times = argument.partition(" ")
    point = _point(debugger, number)
    if not times.strip():
        raise ValueError(f"how many hits of {point.number} are to be ignored? ignore {point.number} 20")
    if (hits := whole(times.strip())) < 0:
        raise ValueError(f"hits are ignored 0 times or more often, not {hits} times")
    point.ignore = hits
    debugger.screen.line(f"will ignore the next {counted(hits, 'hit')} of {point.number}")


@STOPPING.command("disable NUMBER ...", "dis", completes="points")
def disable(debugger: Debugger, argument: str) -> None:
    """Keep stop points, but do not stop at them.

    Number 0 is the stop at numbers that are not finite.

        disable 0
        disable 1 3-5
    """
    for point in _points(debugger, argument):
        point.enabled = False


@STOPPING.command("enable NUMBER ...", "en", completes="points")
def enable(debugger: Debugger, argument: str) -> None:
    """Stop at them again."""
    for point in _points(debugger, argument):
        point.enabled = True


@STOPPING.command("delete NUMBER ...", "del", "cl", "clear", completes="points")
def delete(debugger: Debugger, argument: str) -> None:
    """Delete stop points.

    info breakpoints lists their numbers.

        delete 1
        delete 1 3-5
    """
    for point in _points(debugger, argument):
        debugger.session.points.delete(point.number)


def list_points(debugger: Debugger) -> None:
    """Write all stop points, with their hits."""
    rows: list[list[Piece]] = []
    for point in debugger.session.points.all:
        notes = [counted(point.hits, "hit")] if point.hits else []
        notes += [f"ignores {point.ignore:,}"] if point.ignore else []
        notes += [] if point.enabled else ["disabled"]
        rows.append([str(point.number), kind(point), meant(point), (", ".join(notes), "aside")])
    debugger.screen.columns(rows)


def _point(debugger: Debugger, number: str) -> StopPoint:
    if not number:
        raise ValueError("which stop point? Give its number; info breakpoints lists them")
    return debugger.session.points[whole(number)]


def _points(debugger: Debugger, argument: str) -> list[StopPoint]:
    """Stop points by their numbers: ``1 3-5``."""
    numbers: dict[int, None] = {}
    for word in argument.split() or [""]:
        low, to, high = word.partition("-")
        if to and low.isdecimal() and high.isdecimal():
            known = [point.number for point in debugger.session.points.all]
            numbers.update(dict.fromkeys(n for n in known if int(low) <= n <= int(high)))
        else:
            numbers[_point(debugger, word).number] = None
    return [debugger.session.points[number] for number in numbers]


def _break(debugger: Debugger, argument: str, temporary: bool) -> None:
    session = debugger.session
    try:
        point: StopPoint = session.break_at(argument, temporary)
    except ValueError as error:
        place, condition = split_condition(argument)
        where = _later(debugger, place, error)
        query = condition_on_nodes(condition) if condition else None
        point = session.points.add(lambda number: Breakpoint(number, where, query, temporary))
    _say_set(debugger, point)


def _later(debugger: Debugger, text: str, error: ValueError) -> Whereabouts:
    """What may come in a later pass; raises the error where none follows, or it is not clear what is meant."""
    what, _, name = text.partition(":")
    line = re.fullmatch(r"(.+\.py|<.+>):(\d+)", text)
    if debugger.passes_follow and line:
        return Whereabouts("line", line[1], int(line[2]))
    if debugger.passes_follow and what in {"label", "op", "scope"} and name.strip():
        return Whereabouts(what, name.strip())
    raise error


def _say_set(debugger: Debugger, point: StopPoint) -> None:
    moments = len(point.moments(debugger.session.recording))
    asked = ", where its condition is asked" if getattr(point, "condition", None) else ""
    note = f"{counted(moments, 'moment')}{asked}" if moments else "none in this pass"
    debugger.screen.line(called(point), (f"   {note}", "aside"))
