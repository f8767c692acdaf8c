"""Sessions at the terminal debugger, scripted: a program, commands, and what is answered to each of them."""

from __future__ import annotations

import io
import re
from pathlib import Path

from autograd_lite import Value, capture
from autograd_lite.stepping import record
from autograd_lite.stepping.sessions.session import Session
from autograd_lite.stepping.terminal import Debugger

# A label, an operation and a scope that the examples in the help texts name, on the line that they name.
PROGRAM = """\
from autograd_lite import Value, scope


def neuron(x, w, b):
    return (w * x + b).sigmoid()


def error(w1, w2, b):
    with scope("hidden"):
        h = neuron(2.0, w1, b)
    y = neuron(h, w2, b)
    return (y - 1.0) ** 2


w1, w2, b = [Value(x, label=label) for x, label in [(0.5, "w1"), (-1.0, "w2"), (0.0, "b")]]
E = error(w1, w2, b)
E.label = "E"
"""


def output(directory: Path, program: str = PROGRAM, name: str = "E", file: str = "train.py") -> Value:
    """What a program leaves in its variable, made under capture of whole stacks."""
    path = directory / file
    path.write_bytes(program.encode("utf-8"))
    namespace = {"__name__": "__main__"}
    with capture("stack"):
        exec(compile(program.replace("\r\n", "\n"), str(path), "exec"), namespace)
    found = namespace[name]
    assert isinstance(found, Value)
    return found


def transcript(loss: Value, commands: str) -> str:
    """All that a debugger writes, from the calls of the program on."""
    written = io.StringIO()
    session = Session(record(loss))
    place = session.recording.nodes[-1].place
    outside = (
        [] if place is None or len(place) < 3 else [call for call in place[2] if is_of_the_tests(call[0].co_filename)]
    )
    Debugger(session, io.StringIO(commands), written, outside).run("")
    return written.getvalue()


def is_of_the_tests(file: str) -> bool:
    """Whether a call is not of the program."""
    return not file.endswith("train.py")


def answers(loss: Value, *commands: str) -> list[str]:
    """What is answered to each command; before the first one, how the session begins."""
    shown = transcript(loss, "".join(f"{command}\n" for command in commands))
    parts = re.split(r"^\(grad\).*\n", shown, flags=re.MULTILINE)
    assert len(parts) == len(commands) + 2, shown
    return parts[:-1]
