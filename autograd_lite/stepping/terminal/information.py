"""What ``info`` tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.stepping.recordings.origin import produced
from autograd_lite.stepping.sessions.whereabouts import find
from autograd_lite.stepping.terminal.frames import place_words
from autograd_lite.stepping.terminal.stopping import list_points
from autograd_lite.stepping.terminal.words import cause_words, computed, counted, name, number

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from autograd_lite.stepping.terminal.debugger import Debugger

SHOWN = 30  # rows of a list


def tell(debugger: Debugger, argument: str) -> None:
    """Write the list that is asked for."""
    word, _, rest = argument.partition(" ")
    found = [topic for topic in TOPICS if word and topic.startswith(word)]
    if len(found) > 1:
        raise ValueError(f"{word} may be {', '.join(found)}")
    if not found:
        raise ValueError(f"info tells of {', '.join(TOPICS)}{word and f', and not of {word:.40}'}; help info says more")
    TOPICS[found[0]](debugger, rest.strip())


def _breakpoints(debugger: Debugger, rest: str) -> None:
    list_points(debugger)


def _nodes(debugger: Debugger, rest: str) -> None:
    recording = debugger.session.recording
    positions: Sequence[int] = range(len(recording.nodes))
    if rest:
        positions = find(rest, recording, debugger.session.file).positions(recording)
    list_nodes(debugger, positions)


def _parameters(debugger: Debugger, rest: str) -> None:
    list_nodes(debugger, range(debugger.session.recording.leaves))


def list_nodes(debugger: Debugger, positions: Sequence[int]) -> None:
    """Write some nodes, a line each; of many the first ones."""
    session = debugger.session
    rows = [
        [
            (name(session.recording, position), "name"),
            computed(session.recording, position),
            "grad ",
            number(session.gradient(position)),
            (place_words(session.recording.nodes[position].place), "place"),
        ]
        for position in positions[:SHOWN]
    ]
    debugger.screen.columns(rows)
    if len(positions) > SHOWN:
        debugger.screen.line((f"  … {len(positions) - SHOWN:,} more; print #NODE shows one", "aside"))


def _nonfinite(debugger: Debugger, rest: str) -> None:
    recording = debugger.session.recording
    links = produced(recording)
    if not links:
        debugger.screen.line("every value and every gradient is finite")
    for link in links[:SHOWN]:
        debugger.screen.line(f"  moment {link.moment:,}  ", *cause_words(recording, link))
    if len(links) > SHOWN:
        debugger.screen.line((f"  … {len(links) - SHOWN:,} more", "aside"))


def _forks(debugger: Debugger, rest: str) -> None:
    session = debugger.session
    for k, recording in enumerate(session.recordings):
        mark = "> " if recording is session.recording else "  "
        debugger.screen.line((mark, "now"), f"{k}  {session.forked[k]}")


def list_displays(debugger: Debugger, rest: str = "") -> None:
    """Write the expressions that are displayed at each stop."""
    debugger.screen.columns([str(k), text] for k, text in debugger.displays.items())
    if not debugger.displays:
        debugger.screen.line("nothing is displayed; display EXPRESSION begins it")


def _pass(debugger: Debugger, rest: str) -> None:
    recording = debugger.session.recording
    debugger.screen.line(
        f"{counted(len(recording.nodes), 'node')}, {recording.leaves:,} of them leaves; "
        f"{counted(recording.steps, 'step')} and {counted(recording.edges, 'edge')} in the backward pass"
    )
    timeline = recording.timeline
    debugger.screen.line(
        f"moments 0 to {timeline.start - 1:,}: forward pass; {timeline.start:,} to {timeline.end:,}: backward pass"
    )


TOPICS: dict[str, Callable[[Debugger, str], None]] = {
    "breakpoints": _breakpoints,
    "nodes": _nodes,
    "parameters": _parameters,
    "nonfinite": _nonfinite,
    "display": list_displays,
    "forks": _forks,
    "pass": _pass,
}
