"""The terminal, as the corpus knows it: commands are read from a file, and the transcript says what follows."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable

from autograd_lite import Value, record
from autograd_lite.stepping.sessions.session import Session
from autograd_lite.stepping.terminal.debugger import PROMPT, Debugger
from tests.corpus.scripts import Outcome, along, gradient_of, value_of

MOMENT = r"^\[([\d,]+)/[\d,]+\] (#\d+ [^:→]+)"
GRADIENT = rf"{MOMENT}: its gradient is complete: d \S+ / d \S+ = (\S+)$"
EDGE = rf"{MOMENT} → (#\d+ [^:]+): upstream (\S+) × local (\S+) = \S+\n    grad of \S+: (\S+) [+-] \S+ = ([^\s,]+)"
VALUE = rf"{MOMENT}: (?:value|.* =) (\S+)$"
LINE = r"^    [^ :]+\.py:(\d+)"
POINT = r"^(?:(?:temporary )?(?:breakpoint|watchpoint)|catch) (\d+): "


def transcript(output: Value, commands: Iterable[str]) -> list[str]:
    """What the terminal writes in answer to each command."""
    written = io.StringIO()
    Debugger(Session(record(output)), io.StringIO("".join(f"{line}\n" for line in commands)), written).run("")
    _, *answers, end = re.split(f"^{re.escape(PROMPT.strip())}", written.getvalue(), flags=re.MULTILINE)
    assert end.strip() == ""  # of the input
    return [answer.partition("\n")[2] for answer in answers]  # behind the command itself


def read(answer: str) -> Outcome:
    """What an answer says, in the words of the corpus."""
    assert "defect" not in answer
    points = tuple(int(found) for found in re.findall(POINT, answer, re.MULTILINE))
    if answer.startswith("***"):
        return Outcome(fails=True)
    moment = re.search(MOMENT, answer, re.MULTILINE)
    if moment is None:
        return Outcome(number=points[0] if points else None)
    return Outcome(int(moment[1].replace(",", "")), _what(answer), points)


def _what(answer: str) -> str:
    if found := re.search(EDGE, answer, re.MULTILINE):
        _, node, parent, upstream, local, before, after = found.groups()
        return along(node, parent, map(float, (before, upstream, local, after)))
    words, found = gradient_of, re.search(GRADIENT, answer, re.MULTILINE)
    if found is None:
        words, found = value_of, re.search(VALUE, answer, re.MULTILINE)
    assert found is not None
    line = re.search(LINE, answer, re.MULTILINE)
    return words(f"{found[2]} (line {line[1]})" if line else found[2], float(found[3]))


def as_written_in_a_terminal(outcome: Outcome) -> Outcome:
    """An expected outcome, without what the terminal leaves out: the lines of the two nodes of an edge."""
    if outcome.what is None or " to #" not in outcome.what:
        return outcome
    return outcome._replace(what=re.sub(r" \(line \d+\)", "", outcome.what))
