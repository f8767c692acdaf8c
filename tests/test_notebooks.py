"""Notebooks show Drawings, Values and Modules as pictures, and never fail for it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import nbconvert
import nbformat
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from nbclient import NotebookClient

import autograd_lite
from autograd_lite import Value, draw, showing
from autograd_lite.drawing import Drawing
from autograd_lite.drawing.placing.engines import VARIABLE
from autograd_lite.nn import Linear, Module

HTML, SVG, TEXT = "text/html", "image/svg+xml", "text/plain"


def squared_error() -> Value:
    w, x = Value(0.5, "w"), Value(3.0, "x")
    E = (w * x - 1.0) ** 2
    E.label = "E"
    E.backward()
    return E


def shown(thing: object) -> dict[str, str]:
    """What IPython sends to a notebook for the last value of a cell."""
    data, metadata = DisplayFormatter().format(thing)
    assert metadata == {}
    return data


# --- IPython: Jupyter, VS Code, PyCharm -------------------------------------------------------------------------------


def test_a_drawing_is_shown_in_the_page_itself() -> None:
    drawing = draw(squared_error())
    data = shown(drawing)
    assert set(data) == {HTML, SVG, TEXT}
    assert data[SVG] == drawing.svg
    assert data[TEXT] == repr(drawing)
    assert data[HTML].startswith('<div style="max-width: 100%; overflow-x: auto">\n<svg style="max-width: none" ')
    assert data[HTML].endswith("</svg>\n</div>\n")
    assert data[HTML].replace(' style="max-width: none"', "").count(drawing.svg) == 1


def test_a_plot_is_shown_without_its_declarations() -> None:
    plot = Drawing('<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<svg width="1"/>')
    assert plot._mime_()[1].count("<") == 3
    assert '<svg style="max-width: none" width="1"/>' in plot._mime_()[1]


def test_a_value_is_shown_as_its_drawing() -> None:
    E = squared_error()
    assert shown(E) == {**shown(draw(E)), TEXT: repr(E)}
    assert shown(E)[SVG] == draw(E).svg


def test_a_module_is_shown_as_its_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []

    def draw_(thing: object) -> Drawing:
        drawn.append(thing)
        return Drawing("<svg/>")

    monkeypatch.setitem(vars(autograd_lite), "draw", draw_)
    layer = Linear(2, 1)
    assert shown(layer)[SVG] == "<svg/>"
    assert shown(layer)[TEXT] == repr(layer)
    assert drawn == [layer, layer]


@pytest.mark.parametrize(
    "several",
    [lambda v: [v, v], lambda v: (v,), lambda v: {"v": v}, lambda v: np.array([v, v])],
    ids=["list", "tuple", "dict", "array"],
)
def test_lists_and_arrays_of_values_are_shown_as_ever(several: Callable[[Value], object]) -> None:
    things = several(squared_error())
    data = shown(things)
    assert set(data) == {TEXT}
    assert "Value(data=0.25, grad=1.0, label='E', op='**2')" in " ".join(data[TEXT].split())


def test_a_subclass_may_show_itself_in_its_own_way() -> None:
    class Quiet(Module):
        _repr_mimebundle_ = None

        def __repr__(self) -> str:
            return "Quiet()"

    assert shown(Quiet()) == {TEXT: "Quiet()"}


# --- what does not work is said ---------------------------------------------------------------------------------------


def test_a_graph_over_the_limits_is_shown_as_text_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thing: object) -> Drawing:
        raise ValueError("this graph is too large; draw a part of it")

    monkeypatch.setitem(vars(autograd_lite), "draw", refuse)
    text = "Value(data=1.0, grad=0.0)\nnot drawn: this graph is too large; draw a part of it"
    assert shown(Value(1.0)) == {TEXT: text}
    assert Value(1.0)._mime_() == (TEXT, text)


def test_a_reason_without_words_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(thing: object) -> Drawing:
        raise MemoryError

    monkeypatch.setitem(vars(autograd_lite), "draw", refuse)
    assert shown(Value(1.0)) == {TEXT: "Value(data=1.0, grad=0.0)\nnot drawn: MemoryError"}


def test_without_a_layout_engine_the_cures_are_shown(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, "dot")
    monkeypatch.setenv("PATH", str(tmp_path))
    text = shown(squared_error())
    assert set(text) == {TEXT}
    assert "\nnot drawn: no layout engine works" in text[TEXT]
    assert "pip install" in text[TEXT]


def test_stopping_is_no_reason_but_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(thing: object) -> Drawing:
        raise KeyboardInterrupt

    monkeypatch.setitem(vars(autograd_lite), "draw", interrupted)
    with pytest.raises(KeyboardInterrupt):
        Value(1.0)._repr_mimebundle_()


def test_what_the_picture_says_is_no_warning_of_the_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    def folding(thing: object) -> Drawing:
        warnings.warn("folded", stacklevel=2)
        return Drawing("<svg/>")

    monkeypatch.setitem(vars(autograd_lite), "draw", folding)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        assert HTML in shown(Value(1.0))
    assert caught == []


# --- costs nothing ----------------------------------------------------------------------------------------------------


def python(*arguments: str, **environment: str) -> str:
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, stdin=subprocess.DEVNULL, env={**os.environ, **environment}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_values_load_nothing_for_it_until_a_notebook_asks() -> None:
    printed = python(
        "-c",
        "import sys\n"
        "from autograd_lite import Value\n"
        "v = Value(2.0) * 3.0; v.backward(); repr(v), str([v])\n"
        "hasattr(v, '_repr_html_'), v._repr_mimebundle_, v._mime_\n"
        "rooms = ('autograd_lite.showing', 'autograd_lite.drawing', 'graphviz', 'IPython')\n"
        "print([room for room in rooms if room in sys.modules])",
    )
    assert printed == "[]\n"


def test_ipython_in_a_terminal_shows_text_and_draws_nothing(tmp_path: Path) -> None:
    printed = python(
        *("-m", "IPython", "--quick", "--simple-prompt", "--no-banner", "--HistoryManager.enabled=False", "-c"),
        "import sys\nfrom autograd_lite import Value\nv = Value(2.0) * 3.0\n"
        "print('autograd_lite.drawing' in sys.modules, v._repr_mimebundle_())\nv",
        IPYTHONDIR=str(tmp_path),
    )
    assert printed.split("\n")[0] == "False {}"
    assert printed.rstrip().endswith("Value(data=6.0, grad=0.0, op='*')")


# --- marimo -----------------------------------------------------------------------------------------------------------


def test_marimo_gets_the_picture_alone() -> None:
    E = squared_error()
    assert E._mime_() == draw(E)._mime_() == (HTML, shown(E)[HTML])


def test_marimo_gets_text_for_the_elements_of_a_list() -> None:
    """It formats each of them by itself, by a function of this module."""
    structures = ModuleType(showing.ELEMENTS)
    exec("def leaf(thing):\n    return (lambda: thing._mime_())()", vars(structures))
    E = squared_error()
    assert structures.leaf(E) == (TEXT, repr(E))


def test_a_client_may_change_the_bundle_it_got() -> None:
    drawing = draw(squared_error())
    drawing._repr_mimebundle_(include=None, exclude=None).clear()
    assert HTML in drawing._repr_mimebundle_()


# --- a real notebook --------------------------------------------------------------------------------------------------

CELLS = [
    "from autograd_lite import Value, draw\nw, x = Value(0.5, 'w'), Value(3.0, 'x')",
    "E = (w * x - 1.0) ** 2\nE.backward()\nE",
    "draw(E)",
    "[w, x]",
]


@pytest.mark.filterwarnings("ignore")  # those of Jupyter
def test_a_notebook_runs_and_becomes_a_page_with_its_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(variable, str(tmp_path))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    kinds = [[sorted(output.get("data", output)) for output in cell.outputs] for cell in notebook.cells]
    assert kinds == [[], [[SVG, HTML, TEXT]], [[SVG, HTML, TEXT]], [[TEXT]]]
    page, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    pictures = re.findall(r"<svg .*?</svg>", page, re.DOTALL)
    assert len(pictures) == 2
    assert all(re.search(r"<title>\s*w\b", picture) for picture in pictures)  # tooltips
