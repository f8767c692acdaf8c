"""The commands that explain a number, draw it, and try another one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autograd_lite.stepping.origin import origin
from autograd_lite.stepping.terminal.command import Table
from autograd_lite.stepping.terminal.moving import whole
from autograd_lite.stepping.terminal.screen import text
from autograd_lite.stepping.terminal.words import (
    cause_words,
    digits,
    moment_words,
    name,
    number,
    place_words,
    sum_words,
)
from autograd_lite.stepping.whereabouts import one

if TYPE_CHECKING:
    from autograd_lite.stepping.terminal.debugger import Debugger

TRYING = Table("Explaining a number, and trying another")
SHOWN = 12  # contributions in a list


@TRYING.command("why [NODE]", completes="nodes")
def why(debugger: Debugger, argument: str) -> None:
    """What makes the gradient of NODE: the contributions of all nodes that use it, the largest first.

    The share is of the sum of the absolute contributions. Those to come are marked.
    """
    session, recording = debugger.session, debugger.session.recording
    position = node_of(debugger, argument)
    found = session.contributions(position)
    gradient = session.gradient(position)
    debugger.screen.line((name(recording, position), "name"), ": gradient ", number(gradient), " by now")
    if position == len(recording.nodes) - 1:
        debugger.screen.line("  it is the output: d output / d output = 1")
    before = recording.prior[position] if position < recording.leaves else 0.0
    if before:
        debugger.screen.line(f"  {digits(before)} was there before this pass; zero_grad() sets gradients to 0")
    size = sum(abs(c.edge.contribution) for c in found)
    rows = [
        [
            f"{abs(c.edge.contribution) / size:.1%}" if 0.0 < size < float("inf") else "",
            number(c.edge.contribution),
            f"= {digits(c.edge.upstream)} × {digits(c.edge.local)}",
            (f"from {name(recording, recording.position(c.edge.node))}", "name"),
            (place_words(c.edge.node.place), "place"),
            (f"moment {c.moment:,}" + ("" if c.arrived else ", to come"), "aside"),
        ]
        for c in found[:SHOWN]
    ]
    if rows:
        debugger.screen.columns(rows, right=frozenset({0, 1}))
    if len(found) > SHOWN:
        debugger.screen.line((f"  … {len(found) - SHOWN:,} smaller ones", "aside"))


@TRYING.command("origin [NODE]", "o", completes="nodes")
def origin_(debugger: Debugger, argument: str) -> None:
    """Where a number that is not finite comes from: back over those who passed it on, to the one who produced it.

    Of the gradient of NODE, if that is not finite by now, and else of its value.
    """
    session, recording = debugger.session, debugger.session.recording
    position = node_of(debugger, argument)
    links = origin(recording, position, session.at)
    if not links:
        debugger.screen.line((name(recording, position), "name"), ": value and gradient are finite by now")
    for k, link in enumerate(links):
        if 2 <= k < len(links) - 2 and not link.produced:
            if k == 2:
                debugger.screen.line((f"    … passed on {len(links) - 4:,} times more", "aside"))
            continue
        debugger.screen.line(f"  moment {link.moment:,}  ", *cause_words(recording, link))
        where = place_words(recording.nodes[link.node if link.edge is None else recording.giver(link.edge)].place)
        if where and link.produced:
            debugger.screen.line("      ", (where, "place"))


@TRYING.command("set grad|data [NODE] NUMBER", completes="nodes")
def set_(debugger: Debugger, argument: str) -> None:
    """Try another number: set grad w1 0.5, set data #7 2.

    The pass goes on from here with that gradient; with another value the nodes that depend on it are evaluated again,
    and both passes are new. It is a fork: your program's numbers, and the pass that ran, are as they were, and fork 0
    goes back to it. Hooks are not called in forks.
    """
    what, _, rest = argument.partition(" ")
    *named, x = rest.split() or [""]
    if what not in {"grad", "data"} or not x:
        raise ValueError("write set grad NODE NUMBER, or set data NODE NUMBER")
    position = node_of(debugger, " ".join(named))
    try:
        value = float(x)
    except ValueError:
        raise ValueError(f"{x!r:.80} is no number") from None
    session = debugger.session
    if what == "grad":
        session.set_gradient(position, value)
    else:
        session.set_data(position, value)
    debugger.screen.line(f"fork {len(session.recordings) - 1}: {session.forked[-1]}")
    debugger.say_where()


@TRYING.command("fork [NUMBER]")
def fork(debugger: Debugger, argument: str) -> None:
    """Go on in another fork, at the same moment; 0 is the pass that ran. info forks lists them."""
    debugger.session.use(whole(argument) if argument else 0)
    debugger.say_where()


@TRYING.command("graph [FILE]")
def graph(debugger: Debugger, argument: str) -> None:
    """Write a picture of the nodes around this one, with the numbers of this moment and the edge that was walked.

    FILE may end in .svg, .html, .png, .pdf or .dot; by default it is moment-NUMBER.svg, here.
    """
    from autograd_lite.stepping.picture import picture

    session = debugger.session
    path = Path(argument or f"moment-{session.at}.svg")
    note = text(*moment_words(session), *(["; ", *sum_words(session)] if session.edge else [])).plain
    debugger.screen.line(f"wrote {picture(session, note).save(path)}")


def node_of(debugger: Debugger, argument: str) -> int:
    """The node that is named; else the one of this moment: on an edge, the one that receives."""
    session = debugger.session
    if not argument:
        return session.timeline.reached(session.at)
    return one(argument, session.recording, session.file)
