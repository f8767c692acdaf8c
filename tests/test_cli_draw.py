"""The command `draw`: a script's variable or a formula becomes a picture in a file, or an error says why not."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

import autograd_lite
from autograd_lite import Value
from autograd_lite.cli import main
from autograd_lite.cli import output as output_of_commands
from autograd_lite.drawing import Drawing, LayoutError, graphs
from autograd_lite.drawing.folding.fold import COLLAPSE
from autograd_lite.drawing.output.style import THEMES
from autograd_lite.nn import SigmoidMLP

SCRIPT = """
from autograd_lite import Value, nn, no_grad, sigmoid

w, x = Value(0.5, label="w"), Value(2.0, label="x")
h = w * x
loss = sigmoid(h) ** 2
done = Value(3.0) * w
done.backward()
both = [h, loss]
net = nn.SigmoidMLP(2, 2, 1)
with no_grad():
    cut = w * x
number, nothing = 3.0, []
"""


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in the current directory."""
    monkeypatch.chdir(tmp_path)
    Path("script.py").write_text(SCRIPT, "utf-8")
    return Path("script.py")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """What was handed to draw(), which draws nothing."""
    calls: list[tuple[Any, dict[str, Any]]] = []

    def draw(values: Any, **options: Any) -> Drawing:
        calls.append((values, options))
        return Drawing("<svg/>")

    monkeypatch.setattr(graphs, "draw", draw)
    return calls


def texts(path: str | Path) -> str:
    """The words in a picture, its tooltips included."""
    return " ".join("".join(ET.parse(path).getroot().itertext()).split())


def process(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(Path(autograd_lite.__file__).parent.parent), "PYTHONUTF8": "1"}
    command = [sys.executable, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, env=environment, encoding="utf-8")


# --- formulas --------------------------------------------------------------------------------------------------------


def test_a_formula_from_the_command_line(tmp_path: Path) -> None:
    formula = ["--expression", "sigmoid(w*x - theta)", "w=0.5", "x=2", "theta=0.1"]
    done = process("-m", "autograd_lite", "draw", *formula, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "wrote graph.svg\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.svg"]
    shown = texts(tmp_path / "graph.svg")
    assert "0.7109" in shown  # 1 / (1 + e^-0.9)
    for gradient in ("0.411", "0.1028", "-0.2055"):  # 0.7109 0.2891 times x, w and -1
        assert gradient in shown.replace("−", "-")
    assert "backward() has not run" not in shown


def test_a_formula_is_drawn_at_its_numbers_with_gradients(script: Path, drawn: list[Any]) -> None:
    assert main(["draw", "--expression", "ŷ = θ*x + b", "x=pi/2", "-o", "y.svg", "θ=-2", "b=1e-3"]) == 0
    ((y, options),) = drawn
    assert (y.label, y.data, y.grad, options) == ("ŷ", -2 * 3.141592653589793 / 2 + 1e-3, 1.0, {})
    leaves = {leaf.label: leaf.grad for leaf in (*y.parents[0].parents, y.parents[1])}
    assert leaves == {"θ": 1.5707963267948966, "x": -2.0, "b": 1.0}


def test_a_formula_may_begin_with_a_minus_and_be_drawn_without_gradients(script: Path, drawn: list[Any]) -> None:
    for formula in (["--expression", "-x**2"], ["--expression=-x**2"]):
        assert main(["draw", *formula, "x=3", "--no-backward"]) == 0
    assert [(y.data, y.grad) for y, _ in drawn] == [(-9.0, 0.0)] * 2


@pytest.mark.parametrize(
    ("formula", "numbers", "name"),
    [("y = w*x", ["w=1", "x=2"], "y.svg"), ("权重*2", ["权重=1"], "graph.svg"), ("2 + 3", [], "graph.svg")],
)
def test_the_file_of_a_formula_is_called_after_its_result(
    formula: str, numbers: list[str], name: str, script: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draw", "--expression", formula, *numbers]) == 0
    assert capsys.readouterr().out == f"wrote {name}\n"
    assert ET.parse(name).getroot().tag.endswith("svg")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["w*x", "w=1"], "w*x has no number for x; give x=NUMBER"),
        (["w*x", "w=1", "x=2", "v=3"], "v is not in w*x, whose variables are w, x; leave it out"),
        (["w*x", "w=1", "w=2", "x=1"], "w is given twice; give it one number"),
        (["θ", "θ=1", "ϑ=2"], "two of θ, ϑ are one name in two forms"),
        (["w", "w"], "beside a formula stand its variables with their numbers, as w=0.5, not 'w'"),
        (["w", "=1"], "beside a formula stand its variables with their numbers, as w=0.5, not '=1'"),
        (["w", "w=abc"], "abc is no number for w; write one, as in w=0.5 or w=pi/2"),
        (["w", "w=v=1"], "v=1 is no number for w"),
        (["w", "w="], "the number of w: the expression is empty"),
        (["w", "w=1..2"], "the number of w: column 3: invalid syntax"),
        (["w", "w=os.getpid()"], "the number of w: column 1: only a function can be called"),
        (["sigmod(w)", "w=1"], "column 1: there is no function sigmod; is it sigmoid"),
        (["__import__('os').system('touch hacked')"], "column 1: only a function can be called, by its name"),
        (["w", "w=1", "--", "--epochs"], "a formula takes no arguments after --"),
        (["w", "w=1", "--radius", "2"], "--radius goes with --focus NAME"),
        (
            ["w", "w=1", "--focus", "v"],
            "no node of this graph has the label v, and no variable of it either; its labels",
        ),
        (["2", "--focus", "v"], "it has no labels"),
        (
            ["w", "w=1", "-o", "w.gif"],
            "a picture is written as .svg, .png, .pdf, .dot or .html, and 'w.gif' ends in none",
        ),
    ],
)
def test_misuse_of_a_formula_is_explained(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["draw", "--expression", *arguments]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("autograd-lite: ")
    assert message in printed.err
    assert printed.out == ""
    assert list(tmp_path.iterdir()) == []


# --- scripts ---------------------------------------------------------------------------------------------------------


def test_a_variable_of_a_script(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draw", "script.py:loss", "--output", "new/directory/graph.svg", "--backward"]) == 0
    printed = capsys.readouterr()
    assert (printed.out, printed.err) == ("wrote new/directory/graph.svg\n", "")
    assert "0.5344" in texts("new/directory/graph.svg")  # sigmoid(1)^2


def test_a_script_runs_as_python_runs_it(tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "neighbour.py").write_text("label = 'x'", "utf-8")
    (folder / "script.py").write_text(
        "import os, sys\nfrom neighbour import label\nfrom autograd_lite import Value\n"
        "def f() -> 'text': ...\n"
        "print(__name__, __file__, __doc__, sys.argv, sys.path[:2], sys.modules['__main__'].label, f.__annotations__)\n"
        "print(sys.modules['__main__'].__dict__ is globals(), 'annotations' in globals(), sys.flags.optimize)\n"
        "x = Value(2.0, label)\nos.chdir(os.path.dirname(__file__))\nsys.exit(0)\n",
        "utf-8",
    )
    arguments = ["--epochs", "3", "--", "-o", "other.svg"]
    alone = process("here/script.py", *arguments, cwd=tmp_path)
    here = process("-m", "autograd_lite", "draw", "here/script.py:x", "-o", "x.svg", "--", *arguments, cwd=tmp_path)
    assert (alone.returncode, here.returncode) == (0, 0)
    assert here.stdout == f"{alone.stdout}wrote x.svg\n"
    assert "--epochs" in here.stdout
    assert (tmp_path / "x.svg").exists()  # and not where the script went


@pytest.mark.parametrize(
    "program",
    [
        "def f(x):\n  try:\n    {}[x]\n  except KeyError as error:\n    raise ValueError('no θ') from error\nf(1)",
        "x = (1\n",
        "import not_there",
        "class Odd(Exception): ...\nraise Odd",
    ],
)
def test_a_failing_script_gives_the_traceback_that_python_gives(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("script.py").write_text(program, "utf-8")
    with pytest.raises(SystemExit) as caught:
        main(["draw", "script.py:x"])
    assert caught.value.code == 1
    printed = capsys.readouterr()
    alone = process("script.py", cwd=tmp_path)
    assert alone.returncode == 1
    assert printed.err == alone.stderr
    assert not Path("x.svg").exists()


@pytest.mark.parametrize(("end", "status"), [("3", 3), ("True", True), ("'no data'", "no data")])
def test_a_script_that_ends_with_a_status_ends_the_command(
    end: str, status: object, script: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script.write_text(f"{SCRIPT}\nimport sys\nsys.exit({end})", "utf-8")
    with pytest.raises(SystemExit) as caught:
        main(["draw", "script.py:loss"])
    assert caught.value.code == status
    assert f"script.py ended by sys.exit({end}), so nothing is drawn" in capsys.readouterr().err


@pytest.mark.parametrize("end", ["", "0", "None"])
def test_a_script_that_ends_well_is_drawn(end: str, script: Path, drawn: list[Any]) -> None:
    script.write_text(f"{SCRIPT}\nimport sys\nsys.exit({end})", "utf-8")
    assert main(["draw", "script.py:loss"]) == 0
    assert drawn[0][0].data == pytest.approx(0.5344, abs=1e-4)


def test_the_command_is_what_it_was_after_a_script(script: Path, drawn: list[Any]) -> None:
    before = sys.argv, sys.path, sys.modules["__main__"]
    script.write_text(f"{SCRIPT}\nimport sys\nsys.path.append('x')\nsys.argv = []", "utf-8")
    assert main(["draw", "script.py:loss"]) == 0
    script.write_text("1/0", "utf-8")
    with pytest.raises(SystemExit):
        main(["draw", "script.py:loss"])
    assert (sys.argv, sys.path, sys.modules["__main__"]) == before
    assert "x" not in sys.path


def test_ctrl_c_in_a_script_shows_where_and_gives_130(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script.write_text("raise KeyboardInterrupt", "utf-8")
    with pytest.raises(SystemExit) as caught:
        main(["draw", "script.py:loss"])
    assert caught.value.code == 130
    error = capsys.readouterr().err
    assert 'script.py", line 1, in <module>' in error
    assert error.endswith("KeyboardInterrupt\n")


def test_ctrl_c_while_drawing_gives_130(script: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> Drawing:
        raise KeyboardInterrupt

    monkeypatch.setattr(graphs, "draw", interrupted)
    assert main(["draw", "script.py:loss"]) == 130


@pytest.mark.parametrize(
    ("name", "options", "kind", "gradient", "said"),
    [
        ("loss", [], Value, 0.0, "backward() has not run on loss, so there are no gradients; --backward runs it"),
        ("loss", ["--show", "value"], Value, 0.0, ""),
        ("loss", ["--show", "structure"], Value, 0.0, ""),
        ("loss", ["--no-backward"], Value, 0.0, "backward() has not run on loss"),
        ("loss", ["--backward"], Value, 1.0, ""),
        ("done", [], Value, 1.0, ""),
        ("done", ["--backward"], Value, 1.0, ""),
        ("both", [], list, None, "backward() has not run on both"),
        ("net", [], SigmoidMLP, None, "backward() has not run on net"),
    ],
)
def test_gradients_are_those_that_the_script_left_unless_asked_for(
    name: str,
    options: list[str],
    kind: type,
    gradient: float | None,
    said: str,
    script: Path,
    drawn: list[Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["draw", f"script.py:{name}", *options]) == 0
    values = drawn[0][0]
    assert isinstance(values, kind)
    if gradient is not None:
        assert values.grad == gradient
    if name == "done":
        assert values.parents[1].grad == 3.0  # and not added up to 6
    printed = capsys.readouterr()
    assert printed.out == f"wrote {name}.svg\n"
    assert printed.err == (f"autograd-lite: {said}{printed.err.partition(said)[2]}" if said else "")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "one variable is drawn, not none; write SCRIPT.py:NAME"),
        (["script.py:loss", "w=1"], "one variable is drawn, not script.py:loss w=1"),
        (["script.py"], "which variable is to be drawn? Name it after a colon, SCRIPT.py:NAME, not 'script.py'"),
        (["script.py:"], "which variable is to be drawn?"),
        ([":loss"], "which variable is to be drawn?"),
        ([r"C:\work\script.py"], "which variable is to be drawn?"),
        (["script.py:net.loss"], "which variable is to be drawn?"),
        ([r"C:\work\script.py:loss"], r"there is no script C:\work\script.py; write the path of a file"),
        ([".:loss"], "there is no script .;"),
        (
            ["script.py:los"],
            "leaves no variable los (is it loss?); what can be drawn there: w, x, h, loss, done, both, net",
        ),
        (["script.py:qqq"], "leaves no variable qqq; what can be drawn there: w, x, h"),
        (["script.py:number"], "number in script.py is of type float, not a Value, a Module or a list of Values; what"),
        (["script.py:nothing"], "nothing in script.py is of type list, not a Value"),
        (["script.py:both", "--backward"], "--backward goes with one Value, and both is of type list"),
        (["script.py:net", "--backward"], "--backward goes with one Value, and net is of type SigmoidMLP"),
        (["script.py:cut", "--backward"], "--backward: Value(data=1.0, grad=0.0) has no history"),
        (["script.py:loss", "--focus", "y"], "no node of this graph has the label y, and no variable of it either"),
    ],
)
def test_misuse_of_a_script_is_explained(
    arguments: list[str], message: str, script: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draw", *arguments]) == 2
    printed = capsys.readouterr()
    assert message in printed.err
    assert printed.out == ""
    assert list(Path().iterdir()) == [script]


def test_a_script_without_values_is_told_where_they_are_looked_for(
    script: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script.write_text("def main():\n    loss = 1\nmain()", "utf-8")
    assert main(["draw", "script.py:loss"]) == 2
    assert "and nothing that can be drawn; assign a Value to a variable outside of functions" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("", "--output needs the name of a file, and this one is empty; write --output loss.svg"),
        (" ", "--output needs the name of a file"),
        (".", "cannot be written to ., which is a directory; name a file in it"),
        ("folder.svg", "cannot be written to folder.svg, which is a directory; name a file in it"),
        ("loss", "a picture is written as .svg, .png, .pdf, .dot or .html, and 'loss' ends in none of them"),
        ("loss.jpg", "'loss.jpg' ends in none of them"),
        (".svg", "'.svg' ends in none of them"),
        ("script.py/loss.svg", "script.py"),
        ("closed/loss.svg", "closed cannot be written to; choose another with --output"),
    ],
)
def test_a_place_that_cannot_be_written_is_named_before_the_script_runs(
    output: str, message: str, script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    script.write_text("raise SystemExit('it ran')", "utf-8")
    Path("folder.svg").mkdir()
    if output.startswith("closed"):  # to root nothing is closed
        monkeypatch.setattr(output_of_commands.os, "access", lambda *_: False)
    assert main(["draw", "script.py:loss", "--output", output]) == 2
    assert message in capsys.readouterr().err


# --- options ---------------------------------------------------------------------------------------------------------


def test_only_what_is_given_is_handed_on(script: Path, drawn: list[Any]) -> None:
    assert main(["draw", "script.py:loss"]) == 0
    options = "--show value --collapse layer --depth 2 --focus h --radius 3 --max-nodes 50 --direction TB --theme dark"
    assert main(["draw", *options.split(), "script.py:loss"]) == 0
    (_, none), (loss, given) = drawn
    assert none == {}
    focus = given.pop("focus")
    assert focus is loss.parents[0].parents[0]
    assert given == {
        "show": "value",
        "collapse": "layer",
        "depth": 2,
        "radius": 3,
        "max_nodes": 50,
        "direction": "TB",
        "theme": "dark",
    }


def test_the_focus_is_a_label_or_a_variable_of_the_script(script: Path, drawn: list[Any]) -> None:
    script.write_text(f"{SCRIPT}\nx.label = h.label = 'ϑ'\nϑ = h\n", "utf-8")
    assert main(["draw", "script.py:loss", "--focus", "w"]) == 0  # a label
    assert main(["draw", "script.py:loss", "--focus", "h"]) == 0  # a variable
    assert main(["draw", "script.py:both", "--focus", "θ"]) == 0  # two labels, and one of them a variable
    assert [options["focus"].data for _, options in drawn] == [0.5, 1.0, 1.0]


def test_a_label_of_several_nodes_is_no_focus(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script.write_text(f"{SCRIPT}\nx.label = 'w'\nw = 0\n", "utf-8")
    assert main(["draw", "script.py:loss", "--focus", "w"]) == 2
    assert (
        "2 nodes are labelled w, and one is the focus; give it a variable or label of its own"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    ("parameter", "choices"),
    [
        ("direction", graphs.DIRECTIONS),
        ("show", graphs.SHOW),
        ("collapse", COLLAPSE),
        ("theme", THEMES),
    ],
)
def test_the_choices_are_those_of_draw(parameter: str, choices: tuple[str, ...]) -> None:
    assert tuple(re.findall(r"['\"](\w+)['\"]", graphs.draw.__annotations__[parameter])) == tuple(choices)


def test_a_choice_that_there_is_not_is_refused_before_the_script_runs(
    script: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    script.write_text("1/0", "utf-8")
    for option in ("--show", "--collapse", "--direction", "--theme", "--depth", "--wrong"):
        with pytest.raises(SystemExit) as caught:
            main(["draw", "script.py:loss", option, "sideways"])
        assert caught.value.code == 2
    assert "unrecognized arguments: --wrong sideways" in capsys.readouterr().err


def test_warnings_of_the_drawing_are_lines_of_text(
    script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def draw(*_: Any, **__: Any) -> Drawing:
        for _ in range(2):
            warnings.warn("3 layers are folded", stacklevel=2)
        return Drawing("<svg/>")

    monkeypatch.setattr(graphs, "draw", draw)
    assert main(["draw", "script.py:done"]) == 0
    assert capsys.readouterr().err == "autograd-lite: 3 layers are folded\n"


def test_a_picture_that_cannot_be_laid_out_is_an_error_in_words(
    script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def draw(*_: Any, **__: Any) -> Drawing:
        raise LayoutError("no layout engine works")

    monkeypatch.setattr(graphs, "draw", draw)
    assert main(["draw", "script.py:done"]) == 2
    assert capsys.readouterr().err == "autograd-lite: no layout engine works\n"


def test_help_shows_how_both_are_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["draw", "--help"])
    assert caught.value.code == 0
    printed = capsys.readouterr().out
    assert "autograd-lite draw train.py:loss -o loss.svg -- --epochs 3" in printed
    assert '--expression "y = sigmoid(w*x - theta)" w=0.5 x=2 theta=0.1' in printed
