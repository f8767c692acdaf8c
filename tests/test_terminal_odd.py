"""The terminal debugger with what nobody expects: strange labels, source and outputs, and huge graphs."""

from __future__ import annotations

import io
import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograd_lite import Value, capture, dot, scope, sum
from autograd_lite.stepping import record
from autograd_lite.stepping.sessions.session import Session
from autograd_lite.stepping.terminal import Debugger
from tests.sessions import answers, output, transcript

ROOT = Path(__file__).parent.parent


def debugged(loss: Value, commands: str, written: io.TextIOBase) -> str:
    """By which command a debugger was left that writes to a file."""
    return Debugger(Session(record(loss)), io.StringIO(commands), written).run("")  # type: ignore[arg-type]


# --- labels and source ------------------------------------------------------------------------------------------------

ODD = {
    "escape": "\x1b[31mred\x1b[0m",
    "lines": "two\nlines",
    "return": "a\rb",
    "bell": "\a\b\x7f",
    "surrogate": "\ud800",
    "direction": "\u202eabc",
    "long": "x" * 5000,
    "empty": "",
    "blank": " ",
    "quotes": "q\"uo'te",
    "wide": "密度",
    "like a line": "12",
    "like a node": "#0",
    "like a condition": "a if b",
    "like a number": "data",
}
EVERYTHING = (
    *(
        "info nodes",
        "print #0",
        "print label",
        "why #0",
        "origin #0",
        "step",
        "break #0",
        "break label:{0}",
        "{0}",
        "b {0}",
    ),
    *(
        "print {0}",
        "watch {0}",
        "info breakpoints",
        "break nowhere",
        "print nowhere",
        "until {0}",
        "set data #0 1",
        "list",
    ),
    *(
        "info forks",
        "where",
        "tbreak label:{0} if label == '{0}'",
        "display label",
        "help {0}",
        "info {0}",
        "condition 1 {0}",
    ),
)


@pytest.mark.parametrize("label", ODD.values(), ids=ODD)
def test_no_label_reaches_the_terminal_raw_or_fills_it(label: str) -> None:
    with scope(label or "s"), capture():
        w = Value(2.0, label=label)
        loss = (w * w).exp()
    loss.label = label
    commands = [line for line in (c.format(label) for c in EVERYTHING) if "\n" not in line and "\r" not in line]
    shown = transcript(loss, "".join(f"{command}\n" for command in commands))
    said = "".join(line for line in shown.splitlines(keepends=True) if not line.startswith("(grad)"))
    assert all(c.isprintable() or c == "\n" for c in said)
    assert max(map(len, said.splitlines())) <= 420
    assert "defect" not in said


def test_labels_are_found_by_all_their_words() -> None:
    w = Value(2.0, label="my weight")
    said = answers(w * 3.0, "print my weight", "why my weight", "set data my weight 4", "until my weight")[1:]
    assert said[0].startswith("#0 my weight\n")
    assert said[1].startswith("#0 my weight: gradient 0 by now, 3 in the end\n")
    assert said[2].startswith("fork 1: data of #0 = 4.0\n")
    assert "#0 my weight" in said[3]


def test_a_name_of_conditions_is_no_label() -> None:
    """So that an expression does not change its meaning with a label; label:data is the node."""
    w = Value(2.0, label="data")
    assert answers(w * 3.0, "print data", "print label:data")[1:] == [
        "6.0\n",
        "#0 data\n  data 2.0   grad 0.0\n  used 1 time\n",
    ]


LONG_LINE = f"E = (w * w).exp(){' + 0.0 * w' * 60}"


@pytest.mark.parametrize(
    ("program", "line", "marks"),
    [
        ("if True:\n\tE =\t(w * w).exp()", "E = (w * w).exp()", "    ^^^^^^^^^^^^^"),
        ("E = (w * w).exp()\r", "E = (w * w).exp()", "    ^^^^^^^^^^^^^"),
        ("ŵ密 = w; E = (ŵ密 * w).exp()", "ŵ密 = w; E = (ŵ密 * w).exp()", "             ^^^^^^^^^^^^^^^"),
        ("E = (w\n  * w)", "E = (w", "     ^"),
        (LONG_LINE, f"{LONG_LINE[:152]}…", "    " + "^" * 148),
        (f"x = {'1 + ' * 100}1; E = (w * w).exp()", "… 1 + 1; E = (w * w).exp()", "             ^^^^^^^^^^^^^"),
    ],
    ids=["tabs", "CRLF", "wide", "two lines", "long", "far to the right"],
)
def test_the_piece_of_source_is_marked(program: str, line: str, marks: str, tmp_path: Path) -> None:
    text = f"from autograd_lite import Value\nw = Value(0.5, label='w')\n{program}\n".replace("\r\n", "\n")
    if program.endswith("\r"):
        text = text.replace("\r", "").replace("\n", "\r\n")
    begin, listed = answers(output(tmp_path, text), "list")
    shown, below = begin.splitlines()[3:5]
    assert (shown[6:], below[6:]) == (line, marks)
    assert "\r" not in listed
    assert "\t" not in listed


def test_source_that_was_edited_is_shown_as_it_ran(tmp_path: Path) -> None:
    loss = output(tmp_path, "from autograd_lite import Value\nE = Value(2.0).exp()\n")
    (tmp_path / "train.py").write_text("nothing\nof this\nran\n")
    assert "      E = Value(2.0).exp()\n" in answers(loss)[0]
    assert answers(loss, "list 1, 9")[1].splitlines()[0].startswith("    1    from autograd_lite import Value")


def test_source_that_is_missing_is_said_to_be(tmp_path: Path) -> None:
    namespace: dict[str, object] = {}
    with capture():
        exec(compile("from autograd_lite import Value\nE = Value(2.0).exp()", "<generated>", "exec"), namespace)
    loss = namespace["E"]
    assert isinstance(loss, Value)
    begin, listed, where, long = answers(loss, "list", "where", "longlist")
    assert begin.splitlines()[-1] == "    <generated>:2"
    assert listed == long == "[there is no source]\n"
    assert where == "> <generated>:2\n"


def test_without_capture_it_is_said_how_lines_become_known() -> None:
    remedy = (
        "*** the line is not known: the node was made without capture. Call autograd_lite.capture() before your "
        "computation, or run the script by autograd-lite debug\n"
    )
    commands = ["list", "longlist", "where", "up", "down"]
    assert answers(Value(2.0).exp(), *commands)[1:] == [remedy] * len(commands)


def test_many_calls_are_shown_from_the_inside(tmp_path: Path) -> None:
    program = """\
from autograd_lite import Value

def deeper(v, k):
    return deeper(v, k - 1) if k else v.exp()

E = deeper(Value(1.0), 100)
"""
    short, long = answers(output(tmp_path, program), "where", "where 102")[1:]
    assert short.splitlines()[0] == "  … 82 more outside; where 102 shows all"
    assert len(short.splitlines()) == 21
    assert len(long.splitlines()) == 102


COMPREHENSIONS = """\
from autograd_lite import Value, sum

def squares(xs):
    return [x * x for x in xs]

def total(xs):
    return sum(y + 1.0 for y in squares(xs))

E = total([Value(float(k)) for k in range(2)])
"""


def test_a_comprehension_is_a_part_of_its_function_on_each_python(tmp_path: Path) -> None:
    said = answers(output(tmp_path, COMPREHENSIONS), "goto 2", "where", "up", "goto 0", "where")[1:]
    assert said[1] == (
        "  train.py:9  E = total([Value(float(k)) for k in range(2)])\n"
        "  train.py:7 in total  return sum(y + 1.0 for y in squares(xs))\n"
        "> train.py:4 in squares  return [x * x for x in xs]\n"
    )
    assert said[2] == "> train.py:7 in total  return sum(y + 1.0 for y in squares(xs))\n"
    assert said[4] == "> train.py:9  E = total([Value(float(k)) for k in range(2)])\n"


def test_functions_in_functions_are_called_by_their_path(tmp_path: Path) -> None:
    program = """\
from autograd_lite import Value

class Model:
    def loss(self):
        def inner(v):
            return (lambda x: x.exp())(v)
        return inner(Value(1.0))

E = Model().loss()
"""
    assert answers(output(tmp_path, program), "where")[1] == (
        "  train.py:9  E = Model().loss()\n"
        "  train.py:7 in Model.loss  return inner(Value(1.0))\n"
        "  train.py:6 in Model.loss.inner  return (lambda x: x.exp())(v)\n"
        "> train.py:6 in Model.loss.inner.<lambda>  return (lambda x: x.exp())(v)\n"
    )


# --- huge graphs, and numbers that are not finite ---------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["wide", "weighted", "used", "deep", pytest.param("broken", marks=pytest.mark.once)])
def test_answers_about_huge_graphs_are_short(kind: str) -> None:
    n = 10**4
    w = Value(float("nan") if kind == "broken" else 0.5, label="w")
    xs = [Value(float(k), label=f"x{k}") for k in range(n)]
    loss = {
        "wide": lambda: sum([w, *xs]),
        "weighted": lambda: dot([w, *xs], [2.0] * (n + 1)),
        "used": lambda: sum([w * float(k) for k in range(n)]),
        "broken": lambda: sum([(w * float(k)).log() for k in range(n)]),
        "deep": lambda: list(itertools.accumulate(range(n), lambda y, _: y * 1.0, initial=w))[-1],
    }[kind]()
    commands = [
        *(
            "print",
            "why",
            "why w",
            "info nodes",
            "info nonfinite",
            "info parameters",
            "origin w",
            "step",
            "next",
            "back",
        ),
        *(
            "list",
            "goto end",
            "why",
            "print mul" if kind in {"used", "deep", "broken"} else "print #5",
            "origin",
            "where",
        ),
    ]
    for command, said in zip(["", *commands], answers(loss, *commands), strict=True):
        assert len(said.splitlines()) <= 32, command
        assert max(map(len, said.splitlines())) <= 200, command
        assert "defect" not in said, command


# --- outputs ----------------------------------------------------------------------------------------------------------


class Narrow(io.StringIO):
    """A file that knows no sign outside of ASCII."""

    encoding = "ascii"  # type: ignore[assignment]

    def write(self, text: str) -> int:
        return super().write(text.encode("ascii").decode())


def test_signs_that_the_output_does_not_have_are_question_marks() -> None:
    written = Narrow()
    debugged(Value(2.0, label="密") * 3.0, "step\ninfo nodes\n密\nhelp\n", written)
    assert "#1 mul ? #0 ??: upstream 1 ? local 3 = 3\n" not in written.getvalue()
    assert "#1 mul ? #0 ?: upstream 1 ? local 3 = 3\n" in written.getvalue()
    assert "  #0 ?    value 2" in written.getvalue()


class Gone(io.StringIO):
    """A file whose reader goes away after some lines."""

    def __init__(self, lines: int, error: type[Exception]) -> None:
        super().__init__()
        self.lines, self.error = lines, error

    def write(self, text: str) -> int:
        self.lines -= 1
        if self.lines < 0:
            raise self.error
        return super().write(text)


@pytest.mark.parametrize("error", [BrokenPipeError, OSError, ValueError])
@pytest.mark.parametrize("lines", range(9))
def test_when_nobody_reads_any_more_the_program_runs_on(lines: int, error: type[Exception]) -> None:
    assert debugged(Value(2.0) * 3.0, "step\nnonsense\nhelp\nstep\nstep\nquit\n", Gone(lines, error)) == ""


class Unreadable(io.StringIO):
    """A file that cannot be read."""

    def readline(self, *_: object) -> str:
        raise OSError("pytest: reading from stdin while output is captured!")


def test_when_no_commands_can_be_read_the_program_runs_on(capsys: pytest.CaptureFixture[str]) -> None:
    w = Value(2.0)
    (w * 3.0).debug(Unreadable())
    assert w.grad == 3.0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "*** no commands can be read here: pytest: reading from stdin while output is captured!"
    )


@pytest.mark.parametrize("name", ["stdin", "stdout"])
def test_without_standard_files_the_program_runs_on(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, name, None)
    w = Value(2.0)
    (w * 3.0).debug(None if name == "stdin" else io.StringIO("step\n"))
    assert w.grad == 3.0


def test_a_closed_standard_input_is_no_end_of_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    closed = io.StringIO()
    closed.close()
    monkeypatch.setattr(sys, "stdin", closed)
    w = Value(2.0)
    (w * 3.0).debug()
    assert w.grad == 3.0
    assert "*** no commands can be read here: I/O operation on closed file" in capsys.readouterr().out


def test_what_goes_wrong_in_a_command_is_said_and_the_session_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Session, "contributions", lambda *_: 1 // 0 if _[1] else {}[1])
    said = answers(Value(2.0) * 3.0, "why #0", "why #1", "step")[1:]
    assert said[0].endswith("*** KeyError: 1 (this is a defect of the debugger; please report it)\n")
    assert said[1].endswith("*** integer division or modulo by zero\n")
    assert said[2].startswith("[3/3] ")


def test_a_transcript_says_nothing_of_the_day_the_machine_or_the_python(tmp_path: Path) -> None:
    program = f"import autograd_lite\nautograd_lite.capture('stack')\n{COMPREHENSIONS}E.debug()\n"
    texts = []
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "train.py").write_text(program)
        commands = "break 6\nwhere\nlist\ninfo nodes\ncontinue\nbreak train.py:9\ninfo breakpoints\nprint #5\nhelp\n"
        done = subprocess.run(
            [sys.executable, "train.py"],
            input=commands,
            capture_output=True,
            encoding="utf-8",
            cwd=tmp_path / folder,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "PYTHONHASHSEED": str(len(folder)),
                "COLUMNS": "70",
            },
        )
        assert done.returncode == 0, done.stderr
        texts.append(done.stdout)
    assert texts[0] == texts[1]
    assert str(tmp_path) not in texts[0]
    assert "0x" not in texts[0]
