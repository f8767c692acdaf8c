"""The scripts of the corpus: what is run, what is typed, and where that leads, in words that every face can give.

Beside each program, ``programs/NAME.py``, which leaves its output as ``loss``, stands ``programs/NAME.toml`` with the
sessions it is walked in: tables ``[[session]]`` of

* ``about``: what it shows;
* ``capture``: the kind of capture under which the program runs;
* ``afterwards``: what happens to its file after the run, if anything: "edited" or "deleted";
* ``commands``: what is typed, ``do``, in the words of the terminal, and what follows from it. People write ``do`` only;
  ``python -m tests.corpus`` adds the rest.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from autograd_lite import Value, capture
from autograd_lite.sites import line_of

PROGRAMS = Path(__file__).parent / "programs"


class Outcome(NamedTuple):
    """What follows from a command.

    Attributes:
        at: the moment where one is then; None for a command that neither moves nor changes a number.
        what: what happens at this moment; see :func:`value_of`, :func:`gradient_of` and :func:`along`.
        by: the numbers of the stop points that ended the movement.
        number: the number of the stop point that was made.
        fails: whether it was refused: then all is as it was.
    """

    at: int | None = None
    what: str | None = None
    by: tuple[int, ...] = ()
    number: int | None = None
    fails: bool = False


class Script(NamedTuple):
    """A session; ``commands`` are what is typed and what is expected."""

    name: str
    program: Path
    about: str
    capture: str
    afterwards: str | None
    commands: tuple[tuple[str, Outcome], ...]


def scripts(program: Path) -> list[Script]:
    """The sessions of a program."""
    sessions = tomllib.loads(program.with_suffix(".toml").read_text(encoding="utf-8"))["session"]
    return [_script(program, number, session) for number, session in enumerate(sessions, 1)]


def corpus() -> list[Script]:
    """All sessions of all programs."""
    return [script for program in sorted(PROGRAMS.glob("*.py")) for script in scripts(program)]


def _script(program: Path, number: int, session: dict[str, Any]) -> Script:
    commands = [
        (command.pop("do"), Outcome(**command | {"by": tuple(command.get("by", ()))}))
        for command in session["commands"]
    ]
    return Script(
        f"{program.stem}-{number}",
        program,
        session["about"],
        session["capture"],
        session.get("afterwards"),
        tuple(commands),
    )


def run(script: Script, folder: Path) -> Value:
    """Run the program of a script from a copy in ``folder``, do to the copy what is done to it, and return ``loss``."""
    source = script.program.read_text(encoding="utf-8")
    copy = folder / script.program.name
    copy.write_text(source, encoding="utf-8")
    names: dict[str, Any] = {"__name__": "__main__", "__file__": str(copy)}
    with capture(script.capture):  # type: ignore[arg-type]
        exec(compile(source, str(copy), "exec"), names)
    if script.afterwards == "edited":
        copy.write_text(f"# The first line is new, and + is -.\n{source.replace('+', '-')}", encoding="utf-8")
    elif script.afterwards == "deleted":
        copy.unlink()
    loss: Value = names["loss"]
    return loss


def name_of(position: int, node: Value) -> str:
    """``#2 mul``: the position of a node, and its label or operation, and the line if that is known."""
    kind = node.label or (node.primitive.name if node.primitive else "leaf")
    return f"#{position} {kind}" + (f" (line {line_of(node.place)})" if node.place else "")


def value_of(name: str, data: float) -> str:
    """What happens where a value is there."""
    return f"value of {name}: {data:.6g}"


def gradient_of(name: str, gradient: float) -> str:
    """What happens where it is an operation's turn to hand its gradient on."""
    return f"gradient of {name}: {gradient:.6g}"


def along(name: str, parent: str, numbers: Iterable[float]) -> str:
    """What happens on an edge; the numbers are before, upstream, local and after."""
    before, upstream, local, after = (f"{x:.6g}" for x in numbers)
    return f"{name} to {parent}: {before} + {upstream} * {local} = {after}"
