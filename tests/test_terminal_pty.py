"""The terminal debugger at a real terminal: keys, colours, interruptions, and what is left of it when it is left."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.terminals import Terminal

ROOT = Path(__file__).parent.parent

PROGRAM = """\
from autograd_lite import Value, capture

capture("stack")
w, 权重 = Value(0.5, label="weight"), Value(2.0, label="权重")
bias = Value(-1.0, label="my bias")
loss = (w * 权重 + bias).sigmoid()
loss.debug()
print("the program runs on:", w.grad)
"""
PROMPT = "(grad) "
TAB, UP, CTRL_C, CTRL_D = "\t", "\x1b[A", "\x03", "\x04"


def environment(**more: str) -> dict[str, str]:
    """The variables of a person who has set nothing."""
    given = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "NO_COLOR", "FORCE"))}
    return {**given, "PYTHONPATH": str(ROOT), "TERM": "dumb", "INPUTRC": os.devnull, **more}


def at_a_terminal(
    directory: Path, program: str = PROGRAM, *options: str, columns: int = 160, **variables: str
) -> Terminal:
    """A program at a terminal, with the options of Python."""
    (directory / "train.py").write_text(program, encoding="utf-8")
    command = [sys.executable, *options, "train.py"]
    return Terminal(command, directory, environment(HOME=str(directory), **variables), columns)


def test_a_person_walks_through_a_pass(tmp_path: Path) -> None:
    with at_a_terminal(tmp_path) as terminal:
        assert terminal.until(PROMPT) == (
            "backward(): 6 nodes, 3 steps and 5 edges back; help lists the commands\n"
            "[6/13] #5 sigmoid: its gradient is complete: d #5 / d #5 = 1\n"
            "    train.py:6\n"
            "      loss = (w * 权重 + bias).sigmoid()\n"
            "             ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        )
        terminal.type("step\n")
        assert "[7/13] #5 sigmoid → #4 add: upstream 1 × local 0.25 = 0.25" in terminal.until(PROMPT)
        terminal.type("quit\n")
        assert terminal.rest() == "quit\nthe program runs on: 0.5\n"


def test_the_tab_key_completes_commands_labels_and_numbers_of_stop_points(tmp_path: Path) -> None:
    with at_a_terminal(tmp_path, TERM="xterm") as terminal:
        terminal.until(PROMPT)
        for typed, completed in [
            ("rcon", "rcontinue "),
            ("break wei", "break weight "),
            ("break if gr", "break if grad "),
            ("until my", "until my bias "),
            ("until my b", "until my bias "),
            ("print 权", "print 权重 "),
            ("print contr", "print contribution "),
            ("disable ", "disable 0 "),
            ("info nod", "info nodes "),
            ("info nodes sig", "info nodes sigmoid "),
            ("goto e", "goto end "),
            ("set da", "set data "),
            ("set data wei", "set data weight "),
            ("help whe", "help where "),
            ("help mom", "help moments "),
        ]:
            terminal.type(f"{typed}{TAB}")
            terminal.until(completed)
            terminal.type(CTRL_C)
            terminal.until(PROMPT)


def test_the_arrow_keys_bring_commands_back_and_an_empty_line_repeats(tmp_path: Path) -> None:
    with at_a_terminal(tmp_path, PROGRAM + "loss.debug()\n", TERM="xterm") as terminal:
        terminal.until(PROMPT)
        terminal.type("goto 0\n")
        terminal.until(PROMPT)
        terminal.type("next\n")
        assert "[1/13] #1 权重: value 2" in terminal.until(PROMPT)
        terminal.type("\n")
        assert "[2/13] #2 my bias: value -1" in terminal.until(PROMPT)
        terminal.type(f"{UP}{UP}\n")
        assert "[0/13] #0 weight: value 0.5" in terminal.until(PROMPT)
        terminal.type("quit\n")
        terminal.until(PROMPT)  # the next debugger still knows what was typed in the first one
        terminal.type(f"{UP}{UP}\n")
        assert "[0/13] #0 weight: value 0.5" in terminal.until(PROMPT)


def test_ctrl_c_at_the_prompt_leaves_the_session_usable(tmp_path: Path) -> None:
    with at_a_terminal(tmp_path) as terminal:
        terminal.until(PROMPT)
        terminal.type(f"nonsense{CTRL_C}")
        assert "quit leaves the debugger, and the program runs on\n" in terminal.until(PROMPT)
        terminal.type("next\n")
        assert "[8/13] #4 add" in terminal.until(PROMPT)
        terminal.type(CTRL_D)
        assert terminal.rest() == "\nthe program runs on: 0.5\n"


def test_ctrl_c_ends_a_long_movement_and_not_the_program(tmp_path: Path) -> None:
    program = """
from autograd_lite import Value
w = y = Value(1.0, label="w")
for _ in range(10**5):
    y = y * 1.0
y.debug()
print("the program runs on:", w.grad)
"""
    slow = " + ".join(["sin(data * node)"] * 40)
    with at_a_terminal(tmp_path, program) as terminal:
        terminal.until(PROMPT)
        terminal.type(f"break if {slow} > 1e9\n")
        terminal.until(PROMPT)
        terminal.type("continue\n")
        terminal.until("continue\n".replace("\n", "\r\n"))
        terminal.type(CTRL_C)
        assert "interrupted; this is moment 100,001\n" in terminal.until(PROMPT)
        terminal.type("delete 1\n")
        terminal.until(PROMPT)
        terminal.type("continue\n")
        assert "[300,000/300,000]" in terminal.until(PROMPT)
        terminal.type(CTRL_D)
        assert terminal.rest() == "\nthe program runs on: 1.0\n"


def test_a_program_that_does_something_else_on_ctrl_c_does_so_again_afterwards(tmp_path: Path) -> None:
    program = """
import asyncio, os, signal
from autograd_lite import Value

async def main():
    w = Value(3.0, label="w")
    (w * w).debug()
    await asyncio.sleep(0)
    print("the task runs on")

asyncio.run(main())
signal.signal(signal.SIGINT, lambda *_: print("the program's own handler"))
Value(1.0).debug()
os.kill(os.getpid(), signal.SIGINT)
"""
    with at_a_terminal(tmp_path, program) as terminal:
        terminal.until(PROMPT)
        terminal.type(CTRL_C)
        assert "the program runs on" in terminal.until(PROMPT)
        terminal.type("quit\n")
        assert "the task runs on" in terminal.until(PROMPT)
        terminal.type(CTRL_C)
        assert "handler" not in terminal.until(PROMPT)
        terminal.type("quit\n")
        assert terminal.rest() == "quit\nthe program's own handler\n"


def test_the_terminal_is_as_it_was_when_the_debugger_is_left(tmp_path: Path) -> None:
    program = """
import readline, signal, termios
from autograd_lite import Value

def state():
    lines = [readline.get_history_item(k + 1) for k in range(readline.get_current_history_length())]
    handler = signal.getsignal(signal.SIGINT)
    return termios.tcgetattr(0), readline.get_completer(), readline.get_completer_delims(), handler, lines

readline.add_history("what the program's user typed")
readline.set_completer(lambda word, k: None)
before = state()
loss = Value(1.0, label="w") * 2.0
loss.debug()
print("the same:", state() == before)
"""
    with at_a_terminal(tmp_path, program) as terminal:
        terminal.until(PROMPT)
        terminal.type(f"print{CTRL_C}")
        terminal.until(PROMPT)
        terminal.type("print w\n")
        terminal.until(PROMPT)
        terminal.type(CTRL_D)
        assert terminal.rest() == "\nthe same: True\n"


def test_the_tab_key_is_a_character_again_for_a_program_that_completes_nothing(tmp_path: Path) -> None:
    program = "from autograd_lite import Value\nValue(1.0).debug()\nprint(repr(input('name? ')))\n"
    with at_a_terminal(tmp_path, program) as terminal:
        terminal.until(PROMPT)
        terminal.type("quit\n")
        terminal.until("name? ")
        terminal.type(f"a{TAB}b\n")
        assert terminal.rest().endswith("'a\\tb'\n")


def test_pythons_prompt_completes_its_own_names_again(tmp_path: Path) -> None:
    """Twice, as one does at the prompt. From 3.13 on it has an editor of its own, and uses it where it can."""
    with Terminal([sys.executable, "-i", "-q"], tmp_path, environment(HOME=str(tmp_path), TERM="xterm")) as terminal:
        terminal.until(">>> ")
        terminal.type("from autograd_lite import Value\n")
        terminal.until(">>> ")
        for _ in range(2):
            terminal.type("(Value(2.0, label='weight') * 3.0).debug()\n")
            terminal.until(PROMPT)
            terminal.type(f"print wei{TAB}")
            terminal.until("ght ")
            terminal.type("\n")
            terminal.until("data 2.0")
            terminal.until(PROMPT)
            terminal.type("quit\n")
            terminal.until(">>> ")
        terminal.type("import keyword\n")
        terminal.until(">>> ")
        terminal.type(f"keyword.kwl{TAB}[0]\n")
        terminal.until("'False'")  # that prompt shows itself anew with each key, so what stands before it says nothing


COLOUR = "\x1b[1m"


@pytest.mark.parametrize(
    ("variables", "coloured"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "xterm-256color", "NO_COLOR": "1"}, False),
        ({"TERM": "dumb"}, False),
    ],
    ids=str,
)
def test_there_is_colour_where_the_terminal_wants_it(tmp_path: Path, variables: dict[str, str], coloured: bool) -> None:
    with at_a_terminal(tmp_path, **variables) as terminal:
        shown = terminal.raw_until(PROMPT)
        assert (COLOUR in shown) is coloured
        assert ("\x1b[" in shown) is coloured


def test_a_long_line_of_source_is_cut_to_the_width_of_the_terminal(tmp_path: Path) -> None:
    program = f"""
from autograd_lite import Value, capture
capture()
w = Value(2.0)
loss = {"w + 1.0 + " * 50}w * w{" + 2.0" * 50}
loss.debug()
"""
    with at_a_terminal(tmp_path, program, columns=60) as terminal:
        terminal.until(PROMPT)
        terminal.type("break mul\n")
        terminal.until(PROMPT)
        terminal.type("continue\n")
        line, marks = terminal.until(PROMPT).splitlines()[-2:]
        assert len(line) == 60
        assert line.startswith("      …")
        assert line.endswith("…")
        assert line[marks.index("^") : marks.rindex("^") + 1] == "w * w"
        terminal.type("list\n")
        assert max(map(len, terminal.until(PROMPT).splitlines()[1:5])) <= 60


def test_wide_characters_are_marked_below(tmp_path: Path) -> None:
    with at_a_terminal(tmp_path) as terminal:
        terminal.until(PROMPT)
        terminal.type("until #3\n")
        line, marks = terminal.until(PROMPT).splitlines()[-2:]
        assert line == "      loss = (w * 权重 + bias).sigmoid()"
        assert marks == "              ^^^^^^^^"  # 权重 takes four columns


def test_a_terminal_without_the_signs_shows_question_marks(tmp_path: Path) -> None:
    program = PROGRAM.replace("权重 =", "v =").replace("* 权重", "* v")
    with at_a_terminal(tmp_path, program, PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0") as terminal:
        terminal.until(PROMPT)
        terminal.type("step\n")
        assert "#5 sigmoid ? #4 add: upstream 1 ? local 0.25" in terminal.until(PROMPT)
        terminal.type("info parameters\n")
        assert "#1 ??       value 2" in terminal.until(PROMPT)
