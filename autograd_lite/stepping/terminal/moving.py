"""The commands that move through the pass."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.stepping.terminal.command import Table
from autograd_lite.stepping.whereabouts import one

if TYPE_CHECKING:
    from autograd_lite.stepping.terminal.debugger import Debugger

MOVING = Table("Moving through the pass, in both directions")


@MOVING.command("next [N]", "n", repeats=True)
def next_(debugger: Debugger, argument: str) -> None:
    """To the next node, N times.

    In the backward pass the node hands its gradient on along all of its edges, and the next one, whose gradient is
    complete by then, is about to. In the forward pass the next value is computed.
    """
    debugger.moved(debugger.session.next(count(argument)))


@MOVING.command("step [N]", "s", repeats=True)
def step(debugger: Debugger, argument: str) -> None:
    """Along the next edge, N times: one contribution, upstream × local, is added to one gradient.

    After the last edge of a node it goes on to the next node.
    """
    debugger.moved(debugger.session.step(count(argument)))


@MOVING.command("back [N]", "rn", "rnext", repeats=True)
def back(debugger: Debugger, argument: str) -> None:
    """To the node before, N times: next, the other way in time."""
    debugger.moved(debugger.session.back(count(argument)))


@MOVING.command("stepback [N]", "rs", "rstep", repeats=True)
def stepback(debugger: Debugger, argument: str) -> None:
    """To the edge before, N times: step, the other way in time."""
    debugger.moved(debugger.session.step_back(count(argument)))


@MOVING.command("finish", "fin", repeats=True)
def finish(debugger: Debugger, argument: str) -> None:
    """To the end of the run of nodes that the same call of your function made.

    Which call that was is known where the whole stack was captured: capture("stack"), as autograd-lite debug does it.
    """
    debugger.moved(debugger.session.finish())


@MOVING.command("continue", "c", "cont", repeats=True)
def continue_(debugger: Debugger, argument: str) -> None:
    """On to the next breakpoint, watchpoint, or number that is not finite; else to the end of the pass."""
    debugger.moved(debugger.session.resume())


@MOVING.command("rcontinue", "rc", repeats=True)
def rcontinue(debugger: Debugger, argument: str) -> None:
    """Back to the stop before, or to the beginning of the forward pass: continue, the other way in time."""
    debugger.moved(debugger.session.resume_back())


@MOVING.command("until NODE", "unt", completes="nodes")
def until(debugger: Debugger, argument: str) -> None:
    """On to where NODE is reached next: its value is there, or its gradient is complete."""
    session = debugger.session
    debugger.moved(session.until(one(argument, session.recording, session.file)))


@MOVING.command("goto MOMENT", "g", completes="moments")
def goto(debugger: Debugger, argument: str) -> None:
    """To the moment of this number, past all breakpoints; it stands in [brackets] at each stop.

    goto forward: the first value; goto backward: where the backward pass begins; goto end.
    """
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
