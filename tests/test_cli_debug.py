"""``autograd-lite debug``: scripts with everything that programs do, under the debugger."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

import autograd_lite
from autograd_lite import AnomalyError, Value, capture, detect_anomaly, gradients, log
from autograd_lite.cli import debug as command
from autograd_lite.cli import main
from tests.terminals import Terminal

ROOT = Path(__file__).parent.parent
LOOP = """\
import sys
from autograd_lite import Value
w = Value(0.5, label="w")
for k in range(int(sys.argv[1])):
    w.zero_grad()
    loss = (w * w).exp()
    loss.backward()
    print("pass", k)
"""


def environment() -> dict[str, str]:
    """The variables of a person who has set nothing."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}


class Done(NamedTuple):
    """What came of a program."""

    stdout: str
    stderr: str
    returncode: int


Debug = Callable[..., Done]


@pytest.fixture
def debug(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Debug:
    """Runs a script under the debugger, in this process, and gives it something on standard input."""

    def run(program: str, typed: str, *arguments: str, options: Sequence[str] = ()) -> Done:
        (tmp_path / "train.py").write_text(program, encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        try:
            status: object = main(["debug", *options, "train.py", *arguments])
        except SystemExit as end:
            status = end.code
        written = capsys.readouterr()
        if isinstance(status, str):  # which Python itself writes then
            return Done(written.out, f"{written.err}{status}\n", 1)
        assert status is None or isinstance(status, int)
        return Done(written.out, written.err, status or 0)

    return run


def in_a_process(directory: Path, program: str, typed: str) -> Done:
    """The same in a process of its own."""
    (directory / "train.py").write_text(program, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "autograd_lite", "debug", "train.py"],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        cwd=directory,
        env=environment(),
    )
    return Done(done.stdout, done.stderr, done.returncode)


def stops(done: Done) -> list[int]:
    """The numbers of the passes that were stopped at."""
    return [int(number) for number in re.findall(r"^backward\(\) no\. (\d+)", done.stdout, re.MULTILINE)]


# --- one pass after another -------------------------------------------------------------------------------------------


def test_what_is_shown_of_two_passes(debug: Debug) -> None:
    done = debug(LOOP, "next\nquit\n", "2")
    line_6 = "    train.py:6\n      loss = (w * w).exp()\n"
    begin = "3 nodes, 2 steps and 3 edges back; help lists the commands\n"
    first = f"[3/7] #2 exp: its gradient is complete: d #2 / d #2 = 1\n{line_6}             ^^^^^^^^^^^^^\n"
    assert done.stdout == (
        f"backward() no. 1 at train.py:7: {begin}{first}"
        "(grad) next\n"
        f"[5/7] #1 mul: its gradient is complete: d #2 / d #1 = 1.28403\n{line_6}              ^^^^^\n"
        "(grad) quit\n"
        "pass 0\n"
        "quit goes on to the next pass, run to a stop point in one, detach to the end; kill ends the program\n"
        f"backward() no. 2 at train.py:7: {begin}{first}"
        "(grad)\n"
        "pass 1\n"
    )
    assert (done.stderr, done.returncode) == ("", 0)


@pytest.mark.parametrize(
    ("typed", "stopped", "passes", "status"),
    [
        ("", [1], 4, 0),  # the end of the input
        ("quit\nquit\nquit\nquit\n", [1, 2, 3, 4], 4, 0),
        ("quit\nquit\n", [1, 2, 3], 4, 0),
        ("quit\ndetach\n", [1, 2], 4, 0),
        ("quit\nkill\n", [1, 2], 1, 1),
        ("run\n", [1], 4, 0),
        ("tbreak w if data > 0.4\nrun\nrun\n", [1, 2], 4, 0),
        ("break label:w if data > 0.4\nignore 1 2\nrun\nrun\n", [1, 3, 4], 4, 0),
        ("break w\nrun\nquit\nquit\n", [1, 2, 3, 4], 4, 0),
    ],
)
def test_where_a_loop_is_stopped_at(typed: str, stopped: list[int], passes: int, status: int, debug: Debug) -> None:
    done = debug(LOOP, typed, "4")
    assert stops(done) == stopped
    assert done.stdout.count("\npass ") == passes
    assert done.returncode == status
    assert done.stderr == ""


def test_run_goes_to_the_first_number_that_is_not_finite(debug: Debug) -> None:
    program = LOOP.replace(
        "    w.zero_grad()\n", "    w.zero_grad()\n    if k == 700:\n        w.data = float('nan')\n"
    )
    done = debug(program, "run\norigin\ndetach\n", "1000")
    assert stops(done) == [1, 701]
    assert "catch 0: a number that is not finite is produced\n[0/7] #0 w: value nan\n" in done.stdout
    assert "given: it was nan from the start" in done.stdout


def test_stop_points_and_displays_stay_from_pass_to_pass(debug: Debug) -> None:
    done = debug(LOOP, "break mul\ndisplay grad\nquit\ninfo breakpoints\ncontinue\n", "2")
    second = done.stdout.partition("backward() no. 2")[2]
    assert "\n1: grad = 1.0\n(grad) info breakpoints\n" in second
    assert "  1  breakpoint  op:mul\n" in second
    assert re.search(r"continue\nbreakpoint 1: op:mul\n\[5/7\] .*\n.*\n.*\n.*\n1: grad = 1\.28", second)


LATER = """\
from autograd_lite import Value, scope
w = Value(0.5, label="w")
for k in range(4):
    loss = w * 2.0
    if k == 2:
        with scope("penalty"):
            loss = (loss + w * w).tanh()
        loss.label = "total"
    loss.backward()
"""


@pytest.mark.parametrize("where", ["label:total", "op:tanh", "scope:penalty", "train.py:7", "op:tanh if data > 0"])
def test_a_stop_point_may_wait_for_what_a_later_pass_has(where: str, debug: Debug) -> None:
    done = debug(LATER, f"break {where}\nrun\nrun\n")
    assert f"breakpoint 1: {where}   none in this pass\n" in done.stdout
    assert stops(done) == [1, 3]


def test_a_watchpoint_may_wait_as_well(debug: Debug) -> None:
    done = debug(LATER, "watch op:add\nrun\nrun\n")
    assert "watchpoint 1: gradient of op:add   none in this pass\n" in done.stdout
    assert stops(done) == [1, 3]


@pytest.mark.parametrize("where", ["total", "7", "#9", "scope:", "label:total if nonsense", "label:total if grad >"])
def test_a_slip_of_the_pen_is_no_stop_point_that_waits(where: str, debug: Debug) -> None:
    done = debug(LATER, f"break {where}\ninfo breakpoints\n")
    assert "(grad) info breakpoints\n  0  catch  a number that is not finite is produced\n(grad)\n" in done.stdout
    assert "\n*** " in done.stdout


# --- scripts ----------------------------------------------------------------------------------------------------------


def test_the_script_gets_its_arguments_and_is_the_main_module(debug: Debug) -> None:
    program = "import sys\nprint(sys.argv, __name__, sys.modules['__main__'].__file__ == __file__)\n"
    done = debug(program, "", "--epochs", "3", "--commands", "-h")
    assert done.stdout == "['train.py', '--epochs', '3', '--commands', '-h'] __main__ True\n"
    assert done.stderr == "autograd-lite: train.py called no backward(), so there was no stop\n"
    assert done.returncode == 0


STOP = "from autograd_lite import Value\nw = Value(1.0, label='w')\n(w * w).backward()\n"


@pytest.mark.parametrize(
    ("ending", "status", "said"),
    [
        ("import sys; sys.exit()", 0, ""),
        ("import sys; sys.exit(3)", 3, ""),
        ("import sys; sys.exit('no data')", 1, "no data"),
        ("{}['x']", 1, "KeyError: 'x'"),
        ("raise KeyboardInterrupt", 130, "KeyboardInterrupt"),
        ("raise ExceptionGroup('several', [ValueError(1), OSError(2)])", 1, "OSError: 2"),
    ],
)
def test_the_exit_status_is_the_scripts(ending: str, status: int, said: str, debug: Debug) -> None:
    done = debug(STOP + ending, "")
    assert stops(done) == [1]
    assert done.returncode == status
    assert said in done.stderr
    assert "autograd-lite:" not in done.stderr


def test_an_error_of_backward_is_raised_in_the_program(debug: Debug) -> None:
    program = """\
from autograd_lite import Value, no_grad
y = Value(2.0) * 3.0
try:
    with no_grad():
        y.backward()
except RuntimeError as error:
    print("caught:", error)
y.backward()
"""
    done = debug(program, "")
    assert done.stdout.startswith("caught: backward() under no_grad(): ")
    assert len(stops(done)) == 1
    assert done.returncode == 0


def test_a_script_that_reads_standard_input_reads_on_behind_the_commands(tmp_path: Path) -> None:
    program = STOP + "import sys\nprint('hello', input())\n(w * w * w).backward()\nprint(repr(sys.stdin.read()))\n"
    done = in_a_process(tmp_path, program, "step\nquit\nAda\nquit\nthe\nrest")
    assert "(grad) quit\nhello Ada\n" in done.stdout
    assert done.stdout.endswith("(grad) quit\n'the\\nrest'\n")


def test_commands_may_come_from_a_file_instead(debug: Debug, tmp_path: Path) -> None:
    (tmp_path / "session.txt").write_text("# to the leaf\nuntil w\nquit\n")
    program = STOP + "import sys\nprint(repr(sys.stdin.read()))\n"
    done = debug(program, "all\nof it", options=("--commands", "session.txt"))
    assert "(grad) # to the leaf\n(grad) until w\n[4/4] " in done.stdout
    assert done.stdout.endswith("(grad) quit\n'all\\nof it'\n")


@pytest.mark.parametrize(
    ("arguments", "own", "scripts"),
    [
        (["debug", "a.py", "--x", "1"], ["debug", "a.py"], ["--x", "1"]),
        (["debug", "--commands", "c.txt", "a.py", "b"], ["debug", "--commands", "c.txt", "a.py"], ["b"]),
        (["debug", "--commands=c.txt", "a.py", "b"], ["debug", "--commands=c.txt", "a.py"], ["b"]),
        (["debug", "-h"], ["debug", "-h"], []),
        (["debug"], ["debug"], []),
    ],
)
def test_the_commands_own_arguments_end_with_the_script(
    arguments: list[str], own: list[str], scripts: list[str]
) -> None:
    assert command.split(arguments) == (own, scripts)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.py"], "autograd-lite: there is no script missing.py; write the path of a file, and its arguments"),
        (
            ["--commands", "missing.txt", "train.py"],
            "autograd-lite: [Errno 2] No such file or directory: 'missing.txt'",
        ),
        (["--verbose", "train.py"], "unrecognized arguments: --verbose"),
        ([], "the following arguments are required: SCRIPT.py"),
    ],
)
def test_unusable_arguments_are_named(arguments: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text("print('it ran')")
    done = subprocess.run(
        [sys.executable, "-m", "autograd_lite", "debug", *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env=environment(),
    )
    assert said in done.stderr
    assert (done.returncode, done.stdout) == (2, "")


def test_prints_stay_in_order_with_what_the_debugger_writes(tmp_path: Path) -> None:
    program = STOP.replace("(w * w)", "print('before')\n(w * w)") + "print('after')\n"
    words = re.findall(r"^(before|backward|\(grad\)|after)", in_a_process(tmp_path, program, "").stdout, re.MULTILINE)
    assert words == ["before", "backward", "(grad)", "after"]


def test_a_reader_that_goes_away_ends_the_debugger_and_not_the_program(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(STOP + "open('ran', 'w').close()\n")
    with subprocess.Popen(
        [sys.executable, "-m", "autograd_lite", "debug", "train.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=tmp_path,
        env=environment(),
    ) as process:
        assert process.stdin
        assert process.stdout
        process.stdout.readline()
        process.stdout.close()
        process.stdin.write(b"help\n" * 50)
        process.stdin.close()
        process.wait()
    assert (tmp_path / "ran").exists()


# --- threads, tasks, hooks, training ----------------------------------------------------------------------------------


def test_threads_come_to_the_prompt_one_after_another_and_are_waited_for(debug: Debug) -> None:
    program = """\
import threading
from autograd_lite import Value

def work(name):
    v = Value(3.0, label=name)
    (v * v).backward()
    (v * v).backward()
    print(name, v.grad)

for k in range(3):
    threading.Thread(target=work, args=[f"thread{k}"]).start()
"""
    done = debug(program, "next\nquit\n" * 6)
    assert sorted(stops(done)) == [1, 2, 3, 4, 5, 6]
    assert re.findall(r"^\(grad\) (\S*)", done.stdout, re.MULTILINE) == ["next", "quit"] * 6
    assert sorted(re.findall(r"thread\d 12\.0", done.stdout)) == ["thread0 12.0", "thread1 12.0", "thread2 12.0"]
    assert (done.returncode, done.stderr) == (0, "")


def test_kill_in_a_thread_ends_the_program(tmp_path: Path) -> None:
    program = """\
import threading, time
from autograd_lite import Value
thread = threading.Thread(target=lambda: (Value(1.0) * 2.0).backward())
thread.start()
thread.join()
threading.Event().wait(60)
print("never")
"""
    done = in_a_process(tmp_path, program, "kill\n")
    assert done.returncode == 130
    assert "never" not in done.stdout


def test_tasks_of_asyncio_come_to_the_prompt_as_well(debug: Debug) -> None:
    program = """\
import asyncio
from autograd_lite import Value

async def work(name):
    v = Value(3.0, label=name)
    await asyncio.sleep(0)
    (v * v).backward()
    print(name, v.grad)

async def main():
    async with asyncio.TaskGroup() as group:
        for name in "ab":
            group.create_task(work(name))

asyncio.run(main())
"""
    done = debug(program, "quit\nquit\n")
    assert stops(done) == [1, 2]
    assert "a 6.0\n" in done.stdout
    assert "b 6.0\n" in done.stdout
    killed = debug(program, "kill\n")
    assert killed.returncode == 1


def test_a_script_that_records_its_passes_has_what_hooks_made_of_them(debug: Debug) -> None:
    program = """
from autograd_lite import Value
x = Value(2.0)
u = x * x
z = u * 3.0
u.on_gradient(lambda gradient: 10.0)
print([step.upstream for step in z.steps()], x.grad)
"""
    for typed in ("quit", "detach"):
        assert "[1.0, 10.0] 40.0\n" in debug(program, typed).stdout


def test_a_pass_that_was_refused_does_not_count(debug: Debug) -> None:
    program = """
from autograd_lite import Value, no_grad
y = Value(2.0) * 3.0
try:
    with no_grad():
        y.backward()
except RuntimeError as error:
    print("refused")
y.backward()
"""
    out = debug(program, "quit").stdout
    assert "refused\nbackward() no. 1 at train.py:9" in out


def test_passes_that_hooks_run_are_a_part_of_the_pass(debug: Debug) -> None:
    program = """\
from autograd_lite import Value
w = Value(2.0, label="w")
y = w * 3.0
y.on_gradient(lambda g: (w * 5.0).backward())
(y * 1.0).backward()
print(w.grad)
(y * 1.0).debug()
print(w.grad)
"""
    done = debug(program, "quit\nquit\n")
    assert stops(done) == [1]
    assert re.findall(r"^(?:8|16)\.0$", done.stdout, re.MULTILINE) == ["8.0", "16.0"]
    assert done.stdout.count("(grad) quit\n") == 2  # one for backward(), and one for debug()


def test_a_network_is_trained_as_without_the_debugger(debug: Debug, tmp_path: Path) -> None:
    program = """\
from autograd_lite.nn import SigmoidMLP, train
net = SigmoidMLP(2, 2, 1, seed=0)
history = train(net, [[0.0, 1.0], [1.0, 0.0]], [0, 1], passes=3)
print(history.errors)
"""
    done = debug(program, "run\n")
    assert stops(done) == [1]
    plain = subprocess.run(
        [sys.executable, "train.py"], capture_output=True, encoding="utf-8", cwd=tmp_path, env=environment(), check=True
    )
    assert done.stdout.endswith(plain.stdout)


# --- post mortem ------------------------------------------------------------------------------------------------------

BROKEN = """\
from autograd_lite import Value, detect_anomaly, gradients
w = Value(0.5, label="w")
with detect_anomaly():
    y = {}
    {}
"""


def test_after_an_anomaly_of_a_value_one_stands_where_it_was_produced(debug: Debug) -> None:
    done = debug(BROKEN.format("(w - 0.5).log()", "pass"), "back\n")
    assert done.returncode == 1
    assert "AnomalyError: log gave -inf, and produced it" in done.stderr
    assert "after AnomalyError: 3 nodes, 2 steps and 2 edges back" in done.stdout
    assert "[2/6] #2 log: log(0) = -inf\n    train.py:4\n      y = (w - 0.5).log()\n" in done.stdout
    assert "(grad) back\n[1/6] #1 sub: sub(0.5, 0.5) = 0\n" in done.stdout


@pytest.mark.parametrize(
    "raised", ["y.backward()", "try: y.backward()\n    except Exception as e: raise OSError from e"]
)
def test_after_an_anomaly_of_a_gradient_one_stands_at_the_edge(raised: str, debug: Debug) -> None:
    done = debug(BROKEN.format("(w - 0.5) ** 0.5", raised), "origin\n")
    assert done.returncode == 1
    assert "[4/6] #2 power → #1 sub: upstream 1 × local inf = inf\n" in done.stdout
    assert "whose local gradient is inf" in done.stdout
    assert "called no backward" not in done.stderr


def test_an_anomaly_that_knows_no_pass_is_left_alone(debug: Debug) -> None:
    done = debug(BROKEN.format("(w - 0.5) ** 0.5", "gradients(y, [w])"), "step\n")
    assert done.returncode == 1
    assert done.stdout == ""
    assert "autograd-lite: this error does not know its pass, so there is none to walk through" in done.stderr


def walked(*arguments: BaseException, commands: str = "") -> None:
    """A post mortem with commands from a script."""
    autograd_lite.post_mortem(*arguments, source=io.StringIO(commands))


def test_post_mortem_of_the_error_that_is_handled(capsys: pytest.CaptureFixture[str]) -> None:
    w = Value(0.5, label="w")
    with capture(), detect_anomaly():
        y = (w - 0.5) ** 0.5
        try:
            y.backward()
        except AnomalyError:
            walked(commands="why #1\n")
    assert "#1 sub: gradient inf by now" in capsys.readouterr().out
    assert w.grad == 0.0


def test_post_mortem_of_an_error_that_it_led_to(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        try:
            with detect_anomaly():
                log(Value(-1.0))
        except AnomalyError as anomaly:
            raise ExceptionGroup("all that failed", [OSError("other"), anomaly]) from None
    except ExceptionGroup as error:
        group = error
    walked(group)
    assert "[1/3] #1 log: log(-1) = nan\n" in capsys.readouterr().out


def test_post_mortem_of_what_a_hook_made(capsys: pytest.CaptureFixture[str]) -> None:
    w = Value(0.5)
    w.on_gradient(lambda g: float("nan"))
    with detect_anomaly(), pytest.raises(AnomalyError) as raised:
        (w * 2.0).backward()
    walked(raised.value)
    said = capsys.readouterr().out
    assert said.startswith("after AnomalyError, of a number that a hook made; here no hooks are called: 2 nodes")
    assert "\n[2/3] #1 mul: its gradient is complete" in said


def test_post_mortem_says_why_there_is_nothing_to_walk_through(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("last_exc", "last_value"):
        monkeypatch.delattr(sys, name, raising=False)
    with pytest.raises(ValueError, match=r"^there was no error; run your computation, .* in a block of detect_anomaly"):
        walked()
    with pytest.raises(ValueError, match=r"^the error came from no anomaly: KeyError: 'x'; run your computation"):
        walked(KeyError("x"))
    w = Value(0.0)
    y = w**0.5
    with detect_anomaly(), pytest.raises(AnomalyError) as raised:
        gradients(y, [w])
    with pytest.raises(ValueError, match=r"^this error does not know its pass, .*: AnomalyError: a gradient of"):
        walked(raised.value)
    with pytest.raises(TypeError, match="commands are read from a file"):
        autograd_lite.post_mortem(raised.value, "next")  # type: ignore[arg-type]


def test_an_error_that_is_its_own_context_is_no_endless_search() -> None:
    first, second = ValueError(1), ValueError(2)
    first.__context__, second.__context__ = second, first
    with pytest.raises(ValueError, match="no anomaly"):
        walked(first)


def test_post_mortem_at_pythons_prompt(tmp_path: Path) -> None:
    env = {**environment(), "TERM": "dumb", "HOME": str(tmp_path)}
    with Terminal([sys.executable, "-i", "-q"], tmp_path, env) as terminal:
        for line in ("import autograd_lite as ag", "with ag.detect_anomaly(): ag.log(ag.Value(0.0, label='w'))", ""):
            terminal.until(">>> " if line else "... ")
            terminal.type(f"{line}\n")
        terminal.until(">>> ")
        terminal.type("ag.post_mortem()\n")
        assert "[1/3] #1 log: log(0) = -inf\n" in terminal.until("(grad) ")
        terminal.type("quit\n")
        terminal.until(">>> ")
