"""Completion: what the tab key offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd_lite.stepping.session import Session

MOST = 200  # words that are offered


def complete(session: Session, before: str, word: str) -> list[str]:
    """The words that ``word`` may become, after what stands before it on the line."""
    from autograd_lite.stepping.terminal.debugger import COMMANDS, SHORT
    from autograd_lite.stepping.terminal.helping import TOPICS as HELP
    from autograd_lite.stepping.terminal.information import TOPICS as INFO

    first = before.split()[:1]
    if not first:
        known = list(COMMANDS)
    else:
        command = COMMANDS.get(first[0]) or SHORT.get(first[0])
        groups = session.recording.groups
        known = {
            "nodes": lambda: [*groups.labels, *groups.operations, *groups.scopes],
            "points": lambda: [str(point.number) for point in session.points.all],
            "moments": lambda: ["forward", "backward", "end"],
            "commands": lambda: [*COMMANDS, *HELP],
            "info": lambda: [*INFO],
        }.get(command.completes if command else "", list)()
    return [f"{name} " for name in known if name.startswith(word)][:MOST]
