"""The command: the main job end to end, on the melons and on other people's files, and its errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from autograd_lite import Value, __version__, experiment, optim
from autograd_lite.cli import main
from autograd_lite.datasets import load_watermelon3
from autograd_lite.nn import History, SigmoidMLP, accuracy, mean_error
from autograd_lite.optim import SGD

SVG = "{http://www.w3.org/2000/svg}"


def test_the_main_job_from_the_command_line(tmp_path: Path) -> None:
    """What `make demo` does, with both modes to E < 0.01."""
    directory = tmp_path / "new" / "demo"
    command = [sys.executable, "-m", "autograd_lite", "train", "--output", str(directory)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, encoding="utf-8")

    report = json.loads((directory / "report.json").read_text("utf-8"))
    assert set(report) == {"standard", "accumulated", "max_relative_difference"}
    for mode in ("standard", "accumulated"):
        assert 0 < report[mode]["passes"] < 4000
        assert report[mode]["error"] < 0.01
        assert report[mode]["accuracy"] == 1.0
    assert report["standard"]["learning_rate"] * 17 == pytest.approx(report["accumulated"]["learning_rate"])
    assert report["max_relative_difference"] <= 1e-12

    data = load_watermelon3()
    net = SigmoidMLP(19, 5, 1)
    net.load(directory / "model.json")
    assert mean_error(net, data.X, data.Y) == report["standard"]["error"]
    assert accuracy(net, data.X, data.Y) == 1.0

    graph = ET.parse(directory / "graph.svg").getroot()
    text = " ".join("".join(graph.itertext()).split())
    assert all(label in text for label in ("v₁₁", "v₁₉,₅", "γ₃", "α₁", "b₁", "β₁", "ŷ₁", "E"))
    for name in ("loss.svg", "gradients.svg"):
        curves = ET.parse(directory / name).getroot()
        assert curves.tag == f"{SVG}svg"
        words = "".join(curves.itertext())
        assert "standard BP" in words
        assert "accumulated BP" in words
    assert "hidden, standard BP" in words

    for expected in ("standard", "accumulated", "17/17", "scaled by m = 17", "four formulas", "look at next"):
        assert expected in " ".join(done.stdout.split())
    assert {path.name for path in directory.iterdir()} == {*experiment.FILES} - {"map.svg"}


@pytest.mark.parametrize(
    ("kinds", "classes"),
    [
        ("abab", ["kind≠a", "kind=a"]),
        pytest.param("abca", ["kind=a", "kind=b", "kind=c"], marks=pytest.mark.once),
    ],
)
def test_two_inputs_are_shown_as_a_map(kinds: str, classes: list[str], tmp_path: Path) -> None:
    path, out = tmp_path / "points.csv", tmp_path / "out"
    rows = [f"0.{k},0.{k * k % 7},{kind}" for k, kind in enumerate(kinds)]
    path.write_text("\n".join(["密度,sugar,kind", *rows]) + "\n", "utf-8")
    assert main(["train", str(path), "--label", "kind", "--passes", "2", "--output", str(out)]) == 0
    assert {file.name for file in out.iterdir()} == {*experiment.FILES}
    words = list(ET.parse(out / "map.svg").getroot().itertext())
    assert {"密度", "sugar", *classes} <= set(words)


@pytest.fixture
def csv(tmp_path: Path) -> Path:
    path = tmp_path / "points.csv"
    path.write_text("id,x,shape,kind\n1,0.0,round,a\n2,0.2,round,b\n3,0.8,flat,c\n4,1.0,flat,a\n", "utf-8")
    return path


def test_other_peoples_data(csv: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["train", str(csv), "--label", "kind", "--ignore", "id", "--hidden", "3", "--passes", "2"]
    assert main([*arguments, "--mode", "accumulated", "--shuffle", "--seed", "7"]) == 0
    printed = capsys.readouterr().out
    assert "A 3-3-3 sigmoid network learns points.csv" in printed
    assert "4 examples" in printed
    assert "standard" not in printed


def test_an_encoding_can_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "melons.csv"
    path.write_bytes("密度,好瓜\n0.5,是\n0.7,否\n".encode("gbk"))
    arguments = ["train", str(path), "--label", "好瓜", "--passes", "1"]
    assert main(arguments) == 2
    assert "row 1: byte 0xc3 is not utf-8; name the file's encoding" in capsys.readouterr().err
    assert main([*arguments, "--encoding", "gbk"]) == 0
    assert "好瓜=是" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.csv", "--label", "kind"], "none.csv"),
        (["{csv}"], "Name it with --label COLUMN"),
        (["{csv}", "--label", "colour"], "has no column 'colour'; its columns are 'id', 'x', 'shape', 'kind'"),
        (["--label", "kind"], "--label goes with a CSV file"),
        (["--ignore", "id"], "--ignore goes with a CSV file"),
        (["--hidden", "0"], "not 0"),
        (["--learning-rate", "nan"], "learning rate must be a finite number"),
        (["--passes", "-1"], "passes is an int >= 0, not -1"),
        (["--batch-size", "0"], "--batch-size is at least 1, not 0"),
        (["--batch-size", "-4"], "--batch-size is at least 1, not -4"),
        (["--stop-below", "nan"], "stop_below is a number, not nan"),
        (["--checkpoint", "", "--mode", "standard"], "a checkpoint or a history needs the name of a file"),
        (["--batch-size", "4", "--mode", "standard"], "--mode is the name of a batch size; give it or --batch-size"),
        (["--resume"], "--resume goes with --checkpoint"),
        (["--patience", "3"], "--patience goes with --validation"),
        (["--validation", "0.01"], "a fraction 0.01 of 17 examples leaves none for validation"),
        (["--validation", "1.5"], "a fraction 1.5 of 17"),
        (["--validation", "nan"], "a fraction nan of 17"),
        (["--momentum", "0.9", "--optimizer", "adam"], "--momentum goes with --optimizer sgd"),
        (["--history", "run.txt"], "a history is written as .csv or .json, and 'run.txt' ends in neither"),
        (
            ["--checkpoint", "{csv}", "--batch-size", "4"],
            "points.csv is there already; go on with its training (resume",
        ),
        (["--checkpoint", "{csv}", "--batch-size", "4", "--resume"], "points.csv is damaged or no checkpoint"),
        (["--output", "{csv}"], "points.csv"),
    ],
)
def test_misuse_is_one_line_on_stderr(
    arguments: list[str], message: str, csv: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", *(argument.format(csv=csv) for argument in arguments)]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("autograd-lite: ")
    assert message in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--checkpoint", "run.json", "--history", "run.json"],
            "run.json would hold both the checkpoint and the history",
        ),
        (
            ["--checkpoint", "out/../out/model.json", "--output", "out"],
            "model.json would hold both the checkpoint and a file of --output",
        ),
        (["--history", "out/report.json", "--output", "out"], "would hold both the history and a file of --output"),
        (["{csv}", "--label", "kind", "--history", "{csv}"], "points.csv would hold both the data and the history"),
        (["--history", "directory.csv"], "the history cannot be written to directory.csv, which is a directory"),
        (["--checkpoint", "directory.csv"], "the checkpoint cannot be written to directory.csv, which is a directory"),
        (["--mode", "both", "--checkpoint", "old.json"], "old-accumulated.json is there already"),
    ],
)
def test_a_file_that_could_not_be_written_is_named_before_the_work(
    arguments: list[str],
    message: str,
    csv: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(experiment, "train", pytest.fail)
    Path("directory.csv").mkdir()
    Path("old-accumulated.json").write_text("old", "utf-8")
    assert main(["train", "--mode", "standard", *(argument.format(csv=csv) for argument in arguments)]) == 2
    assert message in capsys.readouterr().err
    assert not Path("out").exists()


def test_batches_with_validation_go_on_from_a_checkpoint(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def trained(directory: str, passes: int, *more: str) -> tuple[History, str]:
        files = tmp_path / directory
        where = ["--checkpoint", str(files / "training.json"), "--history", str(files / "run.csv")]
        arguments = ["--batch-size", "4", "--validation", "0.2", "--patience", "30", "--shuffle", "--seed", "1"]
        assert main(["train", *arguments, *where, "--passes", str(passes), *more]) == 0
        return History.load(files / "run.csv"), " ".join(capsys.readouterr().out.split())

    _, printed = trained("both", 5)
    assert "14 examples" in printed
    assert "mini-batch 0.4 5 " in printed
    assert "mini-batch BP on the validation rows: E = " in printed
    assert "Accumulated BP follows" not in printed
    resumed, _ = trained("both", 20, "--resume")
    assert resumed == trained("one", 20)[0]
    assert resumed.passes == 20
    assert len(resumed.validation_errors) == 21


def test_both_modes_have_files_of_their_own_and_the_report_has_the_validation(tmp_path: Path) -> None:
    where = ["--checkpoint", str(tmp_path / "new" / "c.json"), "--history", str(tmp_path / "h.json")]
    arguments = ["train", "--passes", "2", "--validation", "0.3", "--output", str(tmp_path / "out"), *where]
    assert main(arguments) == 0
    assert {path.name for path in (tmp_path / "new").iterdir()} == {"c-standard.json", "c-accumulated.json"}
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    for mode in ("standard", "accumulated"):
        history = History.load(tmp_path / f"h-{mode}.json")
        assert history.mode == mode
        assert report[mode]["error"] == history.error
        assert report[mode]["validation_error"] == history.validation_errors[-1]
        assert 0.0 <= report[mode]["validation_accuracy"] <= 1.0


@pytest.mark.parametrize(
    ("name", "options", "expected", "rate"),
    [
        ("sgd", ["--momentum", "0.9"], {"momentum": 0.9}, 0.1),
        ("sgd", ["--batch-size", "5", "--weight-decay", "0.01"], {"weight_decay": 0.01}, 0.5),
        ("adam", [], {}, 0.001),
        ("adamw", ["--weight-decay", "0.02", "--batch-size", "5"], {"weight_decay": 0.02}, 0.001),
        ("adam", ["--learning-rate", "0.01"], {}, 0.01),
    ],
)
def test_the_optimiser_is_the_one_that_is_named(
    name: str, options: list[str], expected: dict[str, float], rate: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[dict[str, float]] = []

    class Recorded(SGD):
        def __init__(self, parameters: list[Value], lr: float, **others: float) -> None:
            super().__init__(parameters, lr=lr)
            given.append({"lr": lr, **others})

    monkeypatch.setattr(optim, experiment.OPTIMIZERS[name], Recorded, raising=False)
    mode = [] if "--batch-size" in options else ["--mode", "standard"]
    assert main(["train", "--passes", "1", "--optimizer", name, *options, *mode]) == 0
    assert given == [{"lr": rate, **expected}]


def test_a_divergence_is_shown_and_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Exploding(SigmoidMLP):
        def error(self, x: list[float], y: list[float]) -> Value:
            E = super().error(x, y)
            return E if E.data > 0.05 else E * float("inf")

    monkeypatch.setattr(experiment, "SigmoidMLP", Exploding)
    assert main(["train", "--mode", "standard"]) == 1
    printed = capsys.readouterr()
    assert "diverged" in printed.out
    assert printed.err == ""


def test_a_missing_extra_is_named_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert main(["train", "--output", str(tmp_path / "out")]) == 2
    assert "pip install 'autograd-lite[plot]'" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_wrong_gradient_is_a_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(SigmoidMLP, "difference_from_book", lambda *_: 1e-9)
    assert main(["train", "--passes", "1"]) == 1
    printed = capsys.readouterr().out
    assert "DIFFER FROM" in printed
    assert "1e-09" in printed


def test_ctrl_c_still_reports(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted(SigmoidMLP):
        calls = 0

        def error(self, x: list[float], y: list[float]):  # type: ignore[no-untyped-def]
            Interrupted.calls += 1
            if Interrupted.calls == 200:
                raise KeyboardInterrupt
            return super().error(x, y)

    monkeypatch.setattr(experiment, "SigmoidMLP", Interrupted)
    assert main(["train", "--output", str(tmp_path)]) == 130
    assert "stopped" in capsys.readouterr().out
    report = json.loads((tmp_path / "report.json").read_text("utf-8"))
    assert set(report) == {"standard", "max_relative_difference"}


def test_a_terminal_without_greek_or_chinese_shows_the_rest() -> None:
    command = [sys.executable, "-m", "autograd_lite", "train", "--passes", "1"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert "it predicts ??=?" in done.stdout
    assert "four formulas" in " ".join(done.stdout.split())


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, expected in ((["--version"], __version__), (["--help"], "train"), (["train", "--help"], "--label")):
        with pytest.raises(SystemExit) as caught:
            main(arguments)
        assert caught.value.code == 0
        assert expected in capsys.readouterr().out
