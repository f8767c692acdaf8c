"""A history is saved and read back to the last bit, as a table for other programs too, and drawn."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_lite.drawing.plots.curves import learning_curves
from autograd_lite.nn import History, SigmoidMLP, train
from tests.training_parts import examples

numbers = st.lists(st.floats(allow_nan=False), max_size=6)


@pytest.fixture
def history() -> History:
    net = SigmoidMLP(2, 3, 1, seed=0)
    return train(net, *examples(8, 1), batch_size=3, passes=4, validation=examples(5, 2), gradients=True)


@pytest.mark.parametrize("ending", [".csv", ".json", ".CSV"])
def test_what_was_trained_is_read_back(history: History, tmp_path: Path, ending: str) -> None:
    path = history.save(tmp_path / f"run{ending}")
    again = History.load(path)
    assert again == history
    assert again.seconds == history.seconds
    assert list(again.gradients) == ["hidden", "output"]
    assert (again.outcome, again.kept, again.mode) == ("passes", 4, "mini-batch")
    assert not any(tmp_path.glob("*.tmp"))


@pytest.mark.parametrize("ending", ["csv", "json"])
@given(
    errors=st.lists(st.floats(allow_nan=False), min_size=1, max_size=6),
    validation_errors=numbers,
    learning_rates=numbers,
    seconds=numbers,
    mode=st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    gradients=st.dictionaries(st.text(st.characters(exclude_categories=["Cs", "Cc"])), numbers, max_size=3),
    kept=st.none() | st.just(0),
)
def test_columns_may_have_any_lengths_and_numbers(ending: str, tmp_path_factory: Any, **fields: Any) -> None:
    history = History(**fields)
    again = History.load(history.save(tmp_path_factory.mktemp("history") / f"run.{ending}"))
    assert again == history
    assert again.seconds == history.seconds


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_an_error_that_is_no_number_is_kept(tmp_path: Path, ending: str) -> None:
    path = History("standard", [0.5, math.nan], outcome="divergence", kept=0).save(tmp_path / f"run.{ending}")
    again = History.load(path)
    assert again.diverged
    assert math.isnan(again.error)
    if ending == "json":
        json.loads(path.read_text("utf-8"), parse_constant=pytest.fail)


def test_the_table_is_one_that_other_programs_read(history: History, tmp_path: Path) -> None:
    text = history.save(tmp_path / "run.csv").read_text("utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["pass"] for row in rows] == ["0", "1", "2", "3", "4"]
    assert [float(row["error"]) for row in rows] == history.errors
    assert [row["learning_rate"] for row in rows] == ["", "0.1", "0.1", "0.1", "0.1"]
    assert [row["outcome"] for row in rows] == ["", "", "", "", "passes"]
    assert [float(row["gradient_hidden"]) for row in rows] == history.gradients["hidden"]
    # A spreadsheet puts a byte order mark in front, and ends lines in its own way.
    again = tmp_path / "again.csv"
    again.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert History.load(again) == history


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "run.csv",
            "pass,error,validation_error,learning_rate,seconds,mode,kept,outcome\n"
            "0,0.5,,,,standard,,\n1,0.25,,0.1,1.0,standard,1,passes\n",
        ),
        (
            "run.json",
            '{"format": "autograd_lite.history", "version": 1, "history": {"mode": "standard", "errors": [0.5, 0.25], '
            '"validation_errors": [], "learning_rates": [0.1], "seconds": [1.0], "outcome": "passes", "kept": 1}}',
        ),
    ],
)
def test_a_file_from_before_there_were_gradients_is_read(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text, "utf-8")
    assert History.load(path) == History("standard", [0.5, 0.25], [], [0.1], outcome="passes", kept=1)


def test_a_history_may_end_earlier(history: History) -> None:
    earlier = history.until(2)
    assert earlier.gradients == {layer: numbers[:3] for layer, numbers in history.gradients.items()}
    assert {len(numbers) for numbers in history.gradients.values()} == {5}


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("run.csv", "", "its columns are none, and not pass, error"),
        ("run.csv", "a,b\n1,2\n", "its columns are a, b, and not pass, error"),
        ("run.csv", "{header}\n", "with rows below"),
        (
            "run.csv",
            "{header}\n0,0.5,,,,standard,,\n2,0.5,,,,standard,,\n",
            "row 3 is '2,0.5.*', and not that of pass 1",
        ),
        ("run.csv", "{header}\n0,0.5,,,\n", "row 2 is"),
        ("run.csv", "{header},slope_a\n0,0.5,,,,standard,,,1.0\n", "then gradient_LAYER for each layer"),
        ("run.csv", "{header},gradient_a,gradient_a\n0,0.5,,,,standard,,,1.0,1.0\n", "then gradient_LAYER"),
        ("run.csv", "{header},gradient_a\n0,0.5,,,,standard,,,big\n", "column gradient_a: 'big' is no number"),
        ("run.csv", "{header}\n0,half,,,,standard,,\n", "row 2, column error: 'half' is no number"),
        ("run.csv", "{header}\n0,,,,,standard,,\n", "it has no errors"),
        (
            "run.csv",
            "{header}\n0,0.5,,,,standard,,\n1,,,,,standard,,\n2,0.4,,,,standard,,\n",
            "row 4, column error: there is a number, and none in a row before it",
        ),
        ("run.csv", "{header}\n0,0.5,,0.1,,standard,,\n", "row 2, column learning_rate: there is a number"),
        (
            "run.csv",
            "{header}\n0,0.5,,,,standard,,\n1,0.5,,,,other,,\n",
            "row 3, column mode: 'other' is another than in the rows before",
        ),
        ("run.csv", "{header}\n0,0.5,,,,standard,,bored\n", "its outcome is 'bored', and none of passes, stop_below"),
        ("run.json", "{", "is damaged or no saved history"),
        ("run.json", "[]", 'no JSON object with "format": "autograd_lite.history"'),
        (
            "run.json",
            '{"format": "autograd_lite.history", "version": 2}',
            "version is 2, and this release reads version 1",
        ),
        ("run.json", '{"format": "autograd_lite.history", "version": 1}', "it has no errors"),
        (
            "run.json",
            '{"format": "autograd_lite.history", "version": 1, "history": {"mode": "", "errors": [1.0], "x": 1}}',
            "unexpected keyword argument 'x'",
        ),
    ],
)
def test_a_file_that_is_no_history_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = tmp_path / name
    header = "pass,error,validation_error,learning_rate,seconds,mode,kept,outcome"
    path.write_text(text.replace("{header}", header), "utf-8")
    with pytest.raises(ValueError, match=rf"run\.(csv|json) is damaged or no saved history: .*{message}|{message}"):
        History.load(path)


def test_another_ending_is_refused(history: History, tmp_path: Path) -> None:
    for use in (history.save, History.load):
        with pytest.raises(ValueError, match=r"'run\.xlsx' ends in neither; name it run\.csv"):
            use(tmp_path / "run.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_the_best_pass_is_the_first_with_the_smallest_validation_error() -> None:
    assert History("standard", [1.0]).best_pass is None
    for errors, best in (([2.0, 1.0, 1.0], 1), ([1.0, 2.0], 0), ([math.nan, 3.0], 1), ([math.nan, math.nan], 0)):
        assert History("standard", [0.0] * len(errors), errors).best_pass == best


# --- curves ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def axes() -> Any:
    from matplotlib.figure import Figure

    return Figure().subplots()


def test_a_history_draws_its_errors_on_given_axes(history: History, axes: Any) -> None:
    assert history.plot(axes) is axes
    error, validation = axes.get_lines()
    assert list(error.get_ydata()) == history.errors
    assert list(validation.get_ydata()) == history.validation_errors
    assert validation.get_markevery() == [history.kept]
    assert axes.get_yscale() == "log"
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["mini-batch BP, 4 passes", "validation"]


def test_a_history_draws_on_axes_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MPLBACKEND", "Agg")
    from matplotlib import pyplot

    pyplot.switch_backend("Agg")
    axes = History("standard", [0.5, math.inf, 0.0, math.nan]).plot()
    assert pyplot.fignum_exists(axes.figure.number)
    axes.figure.canvas.draw()
    pyplot.close(axes.figure)


def test_the_picture_of_several_histories_has_the_curves_of_all(history: History) -> None:
    svg = learning_curves([History("standard", [0.5, 0.25]), history]).svg
    for words in ("standard BP, 1 pass<", "mini-batch BP, 4 passes", "validation"):
        assert words in svg
    assert svg == learning_curves([History("standard", [0.5, 0.25]), history]).svg


def test_without_matplotlib_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, history: History) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match=r"pip install 'autograd-lite\[plot\]'"):
        history.plot()


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("errors", ["a", None], "its errors are .*, and no list of numbers"),
        ("errors", [True], "its errors are .*, and no list of numbers"),
        ("validation_errors", 5, "its validation_errors are 5, and no list of numbers"),
        ("seconds", None, "its seconds are None"),
        ("gradients", [1.0], r"its gradients are \[1\.0\], and no lists of numbers by layer"),
        ("gradients", {"a": 1.0}, "its gradients of a are 1.0, and no list of numbers"),
        ("outcome", "foo", "its outcome is 'foo', and none of passes"),
        ("outcome", [], r"its outcome is \[\]"),
        ("kept", "x", "its kept is 'x', and no pass from 0 to 4"),
        ("kept", 5, "its kept is 5"),
        ("kept", True, "its kept is True"),
        ("mode", 3, "its mode is 3, and no text"),
    ],
)
def test_a_document_with_wrong_fields_is_refused(
    history: History, tmp_path: Path, name: str, value: Any, message: str
) -> None:
    path = history.save(tmp_path / "run.json")
    document = json.loads(path.read_text("utf-8"))
    document["history"][name] = value
    path.write_text(json.dumps(document), "utf-8")
    with pytest.raises(ValueError, match=rf"run\.json is damaged or no saved history: {message}"):
        History.load(path)
