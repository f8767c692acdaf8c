"""The commands that explain a number, draw it, hand the pass on, and try another number."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from autograd_lite.stepping.recordings.origin import origin
from autograd_lite.stepping.terminal.command import Table
from autograd_lite.stepping.terminal.frames import place_words
from autograd_lite.stepping.terminal.moving import whole
from autograd_lite.stepping.terminal.printing import node_of
from autograd_lite.stepping.terminal.words import cause_words, digits, name, number, sentence

if TYPE_CHECKING:
    from autograd_lite.stepping.terminal.debugger import Debugger

TRYING = Table("Explaining a number, and trying another")
SHOWN = 12  # contributions in a list


@TRYING.command("why [NODE]", completes="nodes")
def why(debugger: Debugger, argument: str) -> None:
    """What makes the gradient of NODE, the largest part first.

    These are the contributions of all nodes that use it. The share is of the sum of their absolute values. Those to
    come are marked.

        why
        why w1
    """
    session, recording = debugger.session, debugger.session.recording
    position = node_of(debugger, argument)
    found = session.contributions(position)
    gradient = session.gradient(position)
    whole = session.timeline.gradient(position, session.timeline.arrivals[position])
    in_the_end = [", ", number(whole), " in the end"] if session.at < session.timeline.arrivals[position] else []
    debugger.screen.line((name(recording, position), "name"), ": gradient ", number(gradient), " by now", *in_the_end)
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
    """Where a number that is not finite comes from.

    It leads back from NODE over those who passed the number on to the one who produced it. It is about the gradient,
    if that is not finite by now, and else about the value.

        origin
        origin w1
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


@TRYING.command("set grad|data [NODE] NUMBER", completes="set")
def set_(debugger: Debugger, argument: str) -> None:
    """Try another number in the place of one.

    The pass goes on from here with that gradient. With another value the nodes that depend on it are evaluated again,
    and both passes are new. It is a fork: your program's numbers, and the pass that ran, are as they were, and fork 0
    goes back to it. Hooks are not called in forks.

        set data w1 2
        goto backward
        set grad #7 0.5
    """
    what, _, rest = argument.partition(" ")
    *named, x = rest.split() or [""]
    if what not in {"grad", "data"} or not x:
        raise ValueError("write set grad NODE NUMBER, or set data NODE NUMBER")
    try:
        value = float(x)
    except ValueError:
        raise ValueError(f"{x!r:.80} is no number; write set {what} NODE NUMBER") from None
    position = node_of(debugger, " ".join(named).removesuffix("=").rstrip())
    session = debugger.session
    if what == "grad":
        session.set_gradient(position, value)
    else:
        session.set_data(position, value)
    debugger.screen.line(f"fork {len(session.recordings) - 1}: {session.forked[-1]}")
    debugger.say_where()


@TRYING.command("fork [NUMBER]")
def fork(debugger: Debugger, argument: str) -> None:
    """Go on in another fork, at the same moment.

    0 is the pass that ran. info forks lists them.
    """
    number = whole(argument) if argument else 0
    count = len(debugger.session.recordings)
    if not 0 <= number < count:
        known = f"they go from 0 to {count - 1}" if count > 1 else "set makes one"
        raise ValueError(f"there is no fork {number}; {known}")
    debugger.session.use(number)
    debugger.say_where()


@TRYING.command("graph [FILE]")
def graph(debugger: Debugger, argument: str) -> None:
    """Write a picture of the nodes around this one.

    It has the numbers of this moment, and marks the edge that was walked. FILE may end in .svg, .html, .png, .pdf or
    .dot; by default it is moment-NUMBER.svg, here.

        graph
        graph here.html
    """
    from autograd_lite.drawing import LayoutError
    from autograd_lite.stepping.sessions.picture import picture

    session = debugger.session
    path = file_of(argument or f"moment-{session.at}.svg")
    try:
        written = picture(session, sentence(session)).save(path)
    except LayoutError as error:
        raise ValueError(error) from None
    debugger.screen.line(f"wrote {written}")


@TRYING.command("page [FILE]")
def page(debugger: Debugger, argument: str) -> None:
    """Write a web page in which this pass can be walked.

    It begins at this moment, in this fork and with your stop points. It is one file, by default steps.html, here, that
    needs nothing but a browser.

        page
        page lesson.html
    """
    from autograd_lite.drawing import LayoutError
    from autograd_lite.stepping.web.page import save_page

    try:
        written = save_page(debugger.session, file_of(argument or "steps.html"))
    except LayoutError as error:
        raise ValueError(error) from None
    debugger.screen.line(f"wrote {written}")


def file_of(name: str) -> Path:
    """The file that is called so, where a folder ``~`` is the user's; ``ValueError`` for that of a user not known."""
    try:
        return Path(name).expanduser()
    except RuntimeError as error:
        raise ValueError(f"{name}: {error}") from None
