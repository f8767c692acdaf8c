"""Ordinary debuggers, real ones, stop in the functions of local gradients and show what is in them.

pdb, ipdb and pudb run at a pseudo-terminal, and debugpy is spoken to as VS Code does it. ``docs/debuggers.md`` says how
each is used: its program, its settings and its sessions are what is run here. Debuggers differ from one Python to the
next, so all of this runs on each.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from autograd_lite import Value, dot, primitive, pydevd_plugin, scope
from tests.dap import Debugger
from tests.terminals import Terminal

ROOT = Path(__file__).parent.parent
DOCUMENT = (ROOT / "docs" / "debuggers.md").read_text(encoding="utf-8")

(PROGRAM,) = re.findall(r"^```python\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
WITH_STOP = PROGRAM.replace("loss.backward()", "y.break_on_gradient()\nloss.backward()")
(SETTINGS,) = json.loads(*re.findall(r"^```json\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL))["configurations"]
TRANSCRIPTS = re.findall(r"^```console\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)


def environment(home: Path, **more: str) -> dict[str, str]:
    """The variables of a person who has set nothing, and keeps everything in ``home``."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "XDG", "IPYTHON"))}
    return {**ours, "HOME": str(home), "PYTHONPATH": str(ROOT), "TERM": "dumb", "NO_COLOR": "1", **more}


# --- at a terminal ---------------------------------------------------------------------------------------------------


def without_places(shown: str, directory: Path) -> str:
    """Text without directories and numbers of lines, which change, and with one name for the two lines of a stop."""
    for path in (ROOT, directory.resolve()):
        shown = shown.replace(f"{path}{os.sep}", "")
    shown = re.sub(r"(\.py)(\(\d+\)|:\d+)", r"\1", shown)
    shown = re.sub(r"^-> (breakpoint\(\)|return gradient)  # .*$", "-> the stop", shown, flags=re.MULTILINE)
    return shown.strip()


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript.partition("\n")[0])
def test_a_session_goes_as_the_document_shows_it(transcript: str, tmp_path: Path) -> None:
    first, _, session = transcript.partition("\n")
    variable, debugger, arguments = re.fullmatch(r"\$ (?:(\w+)=(\S+) )?python (.*)", first).groups()
    under_pdb = "-m pdb" in arguments  # which starts the program again when it has ended
    (tmp_path / "train.py").write_text(PROGRAM if under_pdb else WITH_STOP)
    prompt = re.search(r"^(\(Pdb\) |ipdb> )", session, re.MULTILINE)[0]
    opening, *exchanges = re.split(f"^{re.escape(prompt)}", session, flags=re.MULTILINE)
    env = environment(tmp_path, **({variable: debugger} if variable else {}))
    with Terminal([sys.executable, *arguments.split()], tmp_path, env) as terminal:
        shown = without_places(terminal.until(prompt), tmp_path)
        assert shown.splitlines()[0] == without_places(opening, tmp_path).splitlines()[0]
        for exchange in exchanges:
            command, _, answer = exchange.partition("\n")
            terminal.type(f"{command}\n")
            ends = exchange is exchanges[-1] and not under_pdb
            said = terminal.rest() if ends else terminal.until(prompt)
            said = said.replace(f"{command}\n", "")  # once or twice: the terminal shows keys, and ipdb may, too
            assert without_places(said, tmp_path) == without_places(answer, tmp_path), command


def test_the_document_shows_pdb_and_ipdb() -> None:
    assert [transcript.partition("\n")[0] for transcript in TRANSCRIPTS] == [
        "$ python -m pdb train.py",
        "$ python train.py",
        "$ PYTHONBREAKPOINT=ipdb.set_trace python train.py",
    ]


def test_stepping_leads_from_the_stop_into_the_local_gradient(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(WITH_STOP)
    with Terminal([sys.executable, "train.py"], tmp_path, environment(tmp_path)) as terminal:
        shown = terminal.until("(Pdb) ")
        for _ in range(20):  # `next` through the end of the hook, back into the pass
            if "-> local_gradients = node.local_gradient()" in shown:
                break
            terminal.type("next\n")
            shown = terminal.until("(Pdb) ")
        terminal.type("step\n")
        assert "sigmoid_gradient()" in terminal.until("(Pdb) ")
        terminal.type("args\n")
        assert terminal.until("(Pdb) ").splitlines() == ["args", "x = -5.0"]
        terminal.type("quit\n")
        assert terminal.rest().splitlines()[-1] == "bdb.BdbQuit"


def test_pudb_shows_the_node_and_its_gradient(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(WITH_STOP)
    (tmp_path / "pudb").mkdir()
    (tmp_path / "pudb" / "pudb.cfg").write_text("[pudb]\nseen_welcome = e999\n")
    own = {"XDG_CONFIG_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "TERM": "xterm"}
    env = environment(tmp_path, PYTHONBREAKPOINT="pudb.set_trace", **own)
    with Terminal([sys.executable, "train.py"], tmp_path, env) as terminal:
        screen = terminal.until("Clear  >")  # the button in its last corner
        assert "gradient: -1.9866142981514303" in screen
        assert "node: Value(data=0.006692850924284856" in screen
        assert ">> break_here watching.py" in screen
        terminal.type("c")
        assert terminal.rest().endswith("-0.026414248874225436\n")


def test_without_a_debugger_nothing_stops(tmp_path: Path) -> None:
    (tmp_path / "train.py").write_text(WITH_STOP)
    with Terminal([sys.executable, "train.py"], tmp_path, environment(tmp_path, PYTHONBREAKPOINT="0")) as terminal:
        assert terminal.rest() == "-0.026414248874225436\n"


# --- debugpy ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package in a directory ``site-packages``, as the wheel puts it there; by its name debugpy knows libraries."""
    directory = tmp_path_factory.mktemp("environment") / "site-packages"
    shutil.copytree(ROOT / "autograd_lite", directory / "autograd_lite", ignore=shutil.ignore_patterns("__pycache__"))
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    for source, target in wheel["force-include"].items():
        (directory / target).parent.mkdir(parents=True)
        shutil.move(directory / source, directory / target)
    return directory


def launched(
    debugger: Debugger, program: Path, source: str, library: Path, settings: dict[str, Any], **at: str
) -> None:
    """Start a program with breakpoints at functions, each with a condition or ""."""
    program.write_text(source)
    breakpoints = [{"name": name} | ({"condition": condition} if condition else {}) for name, condition in at.items()]
    env = environment(program.parent, PYTHONPATH=str(library))
    debugger.launch(breakpoints, **{**settings, "program": str(program), "env": env})


def names(frames: list[dict[str, Any]] | None) -> list[str]:
    return [frame["name"] for frame in frames or []]


def values(variables: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {name: variable["value"] for name, variable in variables.items()}


@pytest.mark.parametrize("settings", [{}, {"justMyCode": False}], ids=["working copy", "every library"])
def test_a_function_breakpoint_stops_in_a_local_gradient(
    settings: dict[str, Any], installed: Path, tmp_path: Path
) -> None:
    library = installed if settings else ROOT
    with Debugger() as debugger:
        launched(debugger, tmp_path / "train.py", PROGRAM, library, settings, mul_gradient="")
        stack = debugger.stop()
        assert names(stack)[:4] == ["mul_gradient", "backward", "backward", "<module>"]
        assert debugger.reason == "function breakpoint"
        assert values(debugger.locals(stack[0])) == {"a": "-3.0", "b": "2.0"}
        stack = debugger.go("stepOut")
        assert names(stack)[:3] == ["backward", "backward", "<module>"]
        here = values(debugger.locals(stack[0]))
        assert here["upstream"] == "-0.013207124437112718"
        assert here["node"] == "Value(data=-6.0, grad=-0.013207124437112718, op='*')"
        assert debugger.go("continue") is None
    assert debugger.output.strip() == "-0.026414248874225436"


def test_an_installed_package_is_passed_over_by_default(installed: Path, tmp_path: Path) -> None:
    with Debugger() as debugger:
        launched(debugger, tmp_path / "train.py", PROGRAM, installed, {}, mul_gradient="")
        assert debugger.stop() is None
    assert debugger.output.strip() == "-0.026414248874225436"


MANY = 50_000
LARGE = f"""
from autograd_lite import Value, dot, primitive, scope

@primitive
def cube(x):
    return x * x * x

@cube.rule
def cube_rule(y, x):
    def cube_gradient():
        return (3.0 * x * x,)
    return cube_gradient

w, x = Value(-3.0, "w"), Value(2.0, "x")
with scope("layer"):
    y = cube(w * x)
y.break_on_gradient()
dot([y] * {MANY}, [1.0] * {MANY}).backward()
print(w.grad)
"""


def test_the_settings_in_the_document_reach_an_installed_package(installed: Path, tmp_path: Path) -> None:
    assert SETTINGS["justMyCode"] is True
    at = {"cube_gradient": "", "dot_gradient": "", "mul_gradient": "b == 2.0", "add_gradient": "", "sum_gradient": ""}
    with Debugger() as debugger:
        launched(debugger, tmp_path / "train.py", LARGE, installed, SETTINGS, **at)
        stack = debugger.stop()  # a user's rule is looked at when it is first recorded
        assert (stack[0]["name"], stack[-1]["name"]) == ("cube_gradient", "<module>")
        assert "backward" not in names(stack)

        stack = debugger.go("continue")
        assert stack[0]["name"] == "dot_gradient"
        shown = values(debugger.locals(stack[0]))
        assert list(shown) == ["ws_xs"]
        assert len(shown["ws_xs"]) < 2_000  # of 100,000 operands

        stack = debugger.go("continue")
        assert names(stack)[:3] == ["break_here", "arrived", "_pass"]
        variables = debugger.locals(stack[0])
        node = f"Value(data=-216.0, grad={float(MANY)}, op='cube')"
        assert values(variables) == {"gradient": str(float(MANY)), "node": node}
        unfolded = debugger.variables(variables["node"]["variablesReference"])
        assert values(unfolded) == {
            "data": "-216.0",
            "grad": str(float(MANY)),
            "label": "None",
            "scope": "'layer'",
            "primitive": "<primitive cube>",
            "operands": "(Value(data=-6.0, grad=0.0, op='*'),)",
            "local gradients": "(108.0,)",
        }
        for variable in unfolded.values():  # what stands there can be evaluated, and so be watched
            again = debugger.ask("evaluate", expression=variable["evaluateName"], frameId=stack[0]["id"])
            assert again["result"] == variable["value"]
        loaded = "'pydevd_plugins.extensions.types.pydevd_plugin_numpy_types' in __import__('sys').modules"
        assert debugger.ask("evaluate", expression=loaded, frameId=stack[0]["id"])["result"] == "True"  # it has its own
        debugger.assign(stack[0], "gradient", "1.0")

        stack = debugger.go("continue")
        assert names(stack)[:2] == ["cube_gradient", "_pass"]
        assert values(debugger.locals(stack[0])) == {"x": "-6.0"}
        stack = debugger.go("continue")
        assert names(stack)[:2] == ["mul_gradient", "_pass"]
        assert values(debugger.locals(stack[1]))["upstream"] == "108.0"
        assert debugger.go("continue") is None
    assert debugger.output.strip() == "216.0"


# --- how a Value unfolds ---------------------------------------------------------------------------------------------


def test_a_value_unfolds_into_what_there_is_to_say_about_it() -> None:
    pane = pydevd_plugin.ValueInPane()
    x = Value(3.0, "x")
    with scope("s"):
        y = dot([x], [2.0])
    y.backward()
    assert pane.get_dictionary(x) == {"data": 3.0, "grad": 2.0, "label": "x", "scope": ""}
    shown = pane.get_dictionary(y)
    assert list(shown) == ["data", "grad", "label", "scope", "primitive", "operands", "local gradients"]
    assert shown["operands"] is y.operands
    assert (shown["scope"], shown["local gradients"]) == ("s", (2.0, 3.0))
    for name in shown:
        assert pane.resolve(y, name) == shown[name]


def test_a_rule_that_raises_is_one_line_and_no_end_of_the_others() -> None:
    pole = ZeroDivisionError("at the pole")

    @primitive
    def broken(x: float) -> float:
        return x

    @broken.rule
    def broken_rule(y: Any, x: Any) -> Any:
        def broken_gradient() -> tuple[float]:
            raise pole

        return broken_gradient

    shown = pydevd_plugin.ValueInPane().get_dictionary(broken(Value(1.0)))
    assert (shown["data"], shown["local gradients"]) == (1.0, pole)


def test_only_values_are_unfolded_so_and_only_where_there_are_any(monkeypatch: pytest.MonkeyPatch) -> None:
    class Weight(Value):
        """A Value, too."""

    pane = pydevd_plugin.ValueInPane()
    assert [pane.can_provide(kind, kind.__name__) for kind in (Value, Weight, float)] == [True, True, False]
    monkeypatch.delitem(sys.modules, "autograd_lite.value")
    assert not pane.can_provide(float, "float")
