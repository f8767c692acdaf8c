"""The commands that move through the pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.stepping.sessions.whereabouts import find
from autograd_lite.stepping.terminal.command import Table

if TYPE_CHECKING:
    from autograd_lite.stepping.terminal.debugger import Debugger

MOVING = Table("Moving through the pass, in both directions")


@MOVING.command("next [N]", "n", repeats="line")
def next_(debugger: Debugger, argument: str) -> None:
    """To the next node, N times.

    In the backward pass the node hands its gradient on along all of its edges, and the next one, whose gradient is
    complete by then, is about to. In the forward pass the next value is computed.
    """
    debugger.moved(debugger.session.next(count(argument)))


@MOVING.command("step [N]", "s", repeats="line")
def step(debugger: Debugger, argument: str) -> None:
    """Along the next edge, N times.

    One contribution, upstream × local, is added to one gradient. After the last edge of a node it goes on to the next
    node. In the forward pass it is next.
    """
    debugger.moved(debugger.session.step(count(argument)))


@MOVING.command("back [N]", "rn", "rnext", "reverse-next", repeats="line")
def back(debugger: Debugger, argument: str) -> None:
    """To the node before, N times: next, back in time."""
    debugger.moved(debugger.session.back(count(argument)))


@MOVING.command("stepback [N]", "rs", "rstep", "reverse-step", repeats="line")
def stepback(debugger: Debugger, argument: str) -> None:
    """To the edge before, N times: step, back in time."""
    debugger.moved(debugger.session.step_back(count(argument)))


@MOVING.command("finish", "fin", "return", repeats="line")
def finish(debugger: Debugger, argument: str) -> None:
    """To the end of what the same call of your function made.

    Which call that was is known where the whole stack was captured: capture("stack"), as autograd-lite debug does it.
    """
    if not debugger.calls:
        debugger.screen.line(("which call made this node is not known; capture() before your computation", "aside"))
    debugger.moved(debugger.session.finish())


@MOVING.command("continue", "c", "cont", repeats="line")
def continue_(debugger: Debugger, argument: str) -> None:
    """On to the next stop point, or the end of the pass.

    Stop points are breakpoints, watchpoints, and number 0: where a number is produced that is not finite.
    """
    debugger.moved(debugger.session.resume())


@MOVING.command("rcontinue", "rc", "reverse-continue", repeats="line")
def rcontinue(debugger: Debugger, argument: str) -> None:
    """Back to the stop point before, or the first value."""
    debugger.moved(debugger.session.resume_back())


@MOVING.command("until WHERE", "unt", "adv", "advance", repeats="line", completes="nodes")
def until(debugger: Debugger, argument: str) -> None:
    """On to where a node is reached next.

    That is where its value is there, or its gradient complete. WHERE is that of break; of several nodes it is the one
    that is reached first. Stop points on the way stop it.

        until w1
        until mul
        until 12
    """
    if not argument:
        raise ValueError("until which node is reached? Give a label, an operation, a line or #node: until w1")
    session = debugger.session
    debugger.moved(session.until(*find(argument, session.recording, session.file).positions(session.recording)))


@MOVING.command("goto MOMENT", "g", "j", "jump", completes="moments")
def goto(debugger: Debugger, argument: str) -> None:
    """To the moment of this number, past all stop points.

    The number of a moment stands in [brackets] at each stop.

        goto 12
        goto forward        the first value
        goto backward       the beginning of the backward pass
        goto end
    """
    if not argument:
        raise ValueError("to which moment? Give its number, or forward, backward or end: goto 12")
    timeline = debugger.session.timeline
    named = {"forward": 0, "backward": timeline.start, "end": timeline.end}
    debugger.moved(debugger.session.goto(named[argument] if argument in named else whole(argument)))


def count(argument: str) -> int:
    """How many times, by default once."""
    return whole(argument) if argument else 1


def whole(argument: str) -> int:
    """A whole number that was typed."""
    try:
        return int(argument.replace(",", ""))
    except ValueError:
        raise ValueError(f"a whole number is needed here, not {argument!r:.80}") from None
