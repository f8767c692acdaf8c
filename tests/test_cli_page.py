"""The command `page`: a script's variable or a formula becomes a page, or an error says why not."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from autograd_lite import Value
from autograd_lite.cli import main
from autograd_lite.cli import page as command
from autograd_lite.drawing import LayoutError
from autograd_lite.stepping import Session
from tests.test_cli_draw import process

SCRIPT = """
import sys
from autograd_lite import Value, nn, no_grad, sigmoid

def squared(x):
    return x * x

w, x = Value(0.5, label="w"), Value(2.0, label="x")
loss = squared(sigmoid(w * x))
loss.backward()
both = [w, loss]
net = nn.SigmoidMLP(2, 2, 1)
with no_grad():
    cut = w * x
print(sys.argv[1:])
"""


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A script in the current directory."""
    monkeypatch.chdir(tmp_path)
    Path("script.py").write_text(SCRIPT, "utf-8")
    return Path("script.py")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, Path]]:
    """What was handed to save_page(), which writes nothing."""
    calls: list[tuple[Any, Path]] = []

    def save_page(output: Value | Session, path: Path) -> Path:
        calls.append((output, path))
        return path

    monkeypatch.setattr(command, "save_page", save_page)
    return calls


def data_of(path: Path) -> dict[str, Any]:
    found = re.findall(r'id="recording">(.*?)</script>', path.read_text("utf-8"))[0]
    data: dict[str, Any] = json.loads(found)
    return data


def test_a_variable_of_a_script_with_its_source(script: Path, tmp_path: Path) -> None:
    done = process("-m", "autograd_lite", "page", "script.py:loss", "--", "-o", "3", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "['-o', '3']\nwrote loss.html\n", "")
    data = data_of(tmp_path / "loss.html")
    assert data["files"] == [{"name": "script.py", "text": SCRIPT}]
    assert [0, 6, 12, 6, 16, "squared"] in data["sites"]["table"]
    assert data["at"] == 5  # where the backward pass begins


def test_a_formula_from_the_command_line(tmp_path: Path) -> None:
    formula = ["--expression", "-w*x", "w=0.5", "x=2"]
    done = process("-m", "autograd_lite", "page", *formula, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "wrote steps.html\n", "")
    data = data_of(tmp_path / "steps.html")
    assert data["labels"]["table"] == ["w", "x"]


def test_the_file_is_called_after_the_variable_or_the_result(script: Path, written: list[Any]) -> None:
    assert main(["page", "script.py:loss"]) == 0
    assert main(["page", "--expression", "y = w*x", "w=1", "-o", "new/here.htm", "x=2"]) == 0
    assert main(["page", "--expression", "2 + 3"]) == 0
    assert [path for _, path in written] == [
        Path(name).absolute() for name in ("loss.html", "new/here.htm", "steps.html")
    ]
    assert [output.data for output, _ in written] == [pytest.approx(0.5344, abs=1e-4), 2.0, 5.0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "one variable is stepped through, not none; write SCRIPT.py:NAME"),
        (["script.py"], "which variable is to be stepped through? Name it after a colon, SCRIPT.py:NAME"),
        (["none.py:loss"], "there is no script none.py; write the path of a file"),
        (
            ["script.py:los"],
            "leaves no variable los (is it loss?); what can be stepped through there: w, x, loss, cut",
        ),
        (["script.py:both"], "both in script.py is of type list, not a Value; what can be stepped through there: w, x"),
        (["script.py:net"], "net in script.py is of type SigmoidMLP, not a Value; what can be"),
        (["script.py:cut"], "cut cannot be stepped through: Value(data=1.0, grad=0.0) has no history"),
        (["--expression", "w*x", "w=1"], "w*x has no number for x; give x=NUMBER"),
        (["--expression", "w", "w=1", "--", "x"], "a formula takes no arguments after --"),
        (
            ["script.py:loss", "-o", "loss.svg"],
            "a page is written as .html or .htm, and 'loss.svg' ends in none of them",
        ),
        (
            ["script.py:loss", "-o", ""],
            "--output needs the name of a file, and this one is empty; write --output loss.html",
        ),
        (["script.py:loss", "-o", "."], "the page cannot be written to ., which is a directory; name a file in it"),
    ],
)
def test_misuse_is_explained(
    arguments: list[str], message: str, script: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["page", *arguments]) == 2
    assert message in capsys.readouterr().err
    assert list(Path().iterdir()) == [script]


def test_a_page_whose_picture_cannot_be_laid_out_is_an_error_in_words(
    script: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def save_page(*_: Any) -> Path:
        raise LayoutError("no layout engine works")

    monkeypatch.setattr(command, "save_page", save_page)
    assert main(["page", "script.py:loss"]) == 2
    assert capsys.readouterr().err == "autograd-lite: no layout engine works\n"


def test_a_script_that_fails_or_ends_with_a_status_gives_no_page(
    script: Path, written: list[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    script.write_text(f"{SCRIPT}\nsys.exit(3)", "utf-8")
    with pytest.raises(SystemExit) as caught:
        main(["page", "script.py:loss"])
    assert caught.value.code == 3
    assert "script.py ended by sys.exit(3), so no page is written" in capsys.readouterr().err
    script.write_text("1/0", "utf-8")
    with pytest.raises(SystemExit) as caught:
        main(["page", "script.py:loss"])
    assert caught.value.code == 1
    assert written == []


def test_an_option_that_there_is_not_is_refused(script: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["page", "script.py:loss", "--backward"])
    assert caught.value.code == 2
    assert "unrecognized arguments: --backward" in capsys.readouterr().err


def test_help_shows_both(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["page", "--help"])
    assert caught.value.code == 0
    printed = capsys.readouterr().out
    assert "autograd-lite page train.py:loss -o steps.html -- --epochs 3" in printed
    assert '--expression "y = sigmoid(w*x - theta)" w=0.5 x=2 theta=0.1' in printed
