"""Completion: what the tab key offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from autograd_lite.stepping.sessions.variables import NUMBERS, OF_EDGES, TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograd_lite.stepping.sessions.session import Session

MOST = 200  # words that are offered
LONGEST = 80  # characters of one


def complete(session: Session, before: str, word: str) -> list[str]:
    """What ``word`` may become, after what stands before it on the line."""
    from autograd_lite.stepping.terminal.debugger import COMMANDS, named

    first, _, argument = before.lstrip().partition(" ")
    if not first:
        return _offered(COMMANDS, "", word)
    commands = named(first)
    kind = commands[0].completes if len(commands) == 1 else ""
    return _of_argument(session, kind, argument.lstrip(), word)


def _of_argument(session: Session, kind: str, typed: str, word: str) -> list[str]:
    from autograd_lite.stepping.terminal.debugger import COMMANDS
    from autograd_lite.stepping.terminal.helping import TOPICS as HELP
    from autograd_lite.stepping.terminal.information import TOPICS as INFO

    if kind in {"nodes", "edges", "values"}:
        if " if " in f" {typed}":  # the condition of a breakpoint, or of a watchpoint
            return _offered((name for name in NUMBERS + TEXTS if kind == "edges" or name not in OF_EDGES), "", word)
        groups = session.recording.groups
        names = [*groups.labels, *groups.operations, *groups.scopes]
        return _offered([*(NUMBERS + TEXTS if kind == "values" else ()), *names], typed, word)
    if kind == "points":
        return _offered((str(point.number) for point in session.points.all), "", word)
    if kind in {"info", "set"} and typed:  # info nodes WHERE, set grad NODE
        topic, _, rest = typed.partition(" ")
        return _of_argument(session, "nodes", rest.lstrip(), word) if topic in {"nodes", "grad", "data"} else []
    words: dict[str, Iterable[str]] = {
        "moments": ("forward", "backward", "end"),
        "commands": (*COMMANDS, *HELP),
        "info": INFO,
        "set": ("grad", "data"),
    }
    return _offered(words.get(kind, ()), typed, word)


def _offered(names: Iterable[str], typed: str, word: str) -> list[str]:
    """The words behind ``typed``, of the names that begin so; a name may be several words."""
    found = dict.fromkeys(name for name in names if name.startswith(typed + word))
    return [f"{name[len(typed) :]} " for name in found if name.isprintable() and len(name) <= LONGEST][:MOST]
