"""The stepper in a notebook: what it hands to those who show it, and a real one that is stepped in JupyterLab."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import anywidget
import nbconvert
import nbformat
import pytest
from nbclient import NotebookClient

from autograd_lite import Value, record, stepper
from autograd_lite.stepping import Session
from autograd_lite.stepping.web import assets
from tests import chromium, jupyter
from tests.viewer import SCREENSHOTS

WIDGET = "application/vnd.jupyter.widget-view+json"
HTML, SVG, TEXT = "text/html", "image/svg+xml", "text/plain"
CELL = """
from autograd_lite import Value, stepper
w, x = Value(0.5, "w"), Value(2.0, "x")
y = (w * x).tanh()
y.label = "y"
stepper(y)
"""


def product() -> Value:
    w, x = Value(0.5, "w"), Value(2.0, "x")
    y: Value = (w * x).tanh()
    y.label = "y"
    return y


def test_the_widget_is_the_script_the_style_and_the_data() -> None:
    widget = stepper(product())
    assert isinstance(widget, anywidget.AnyWidget)
    state = widget.get_state()
    assert state["_esm"] == assets.script()
    assert state["_css"] == assets.style()
    data = json.loads(state["data"])
    assert data["title"] == "y"
    assert "<style>" not in data["pictures"][0]["svg"]
    assert repr(widget) == "<Stepper of <Recording of y: 2 steps, 3 edges>>"


def test_it_shows_a_pass_from_zero_and_changes_nothing() -> None:
    y = product()
    y.backward()
    before = [leaf.grad for leaf in y.parents[0].parents]
    data = json.loads(stepper(y).data)
    assert data["prior"] == json.loads(stepper(product()).data)["prior"]
    assert [leaf.grad for leaf in y.parents[0].parents] == before


def test_it_shows_a_session() -> None:
    session = Session(record(product()))
    session.goto(5)
    session.break_at("mul")
    data = json.loads(stepper(session).data)
    assert (data["at"], data["next"]) == (5, 2)


@pytest.mark.parametrize("output", [3.0, [product()], None])
def test_what_is_no_value_is_refused(output: Any) -> None:
    with pytest.raises(TypeError, match=r"stepper\(\) takes the Value whose backward pass it shows, or a Session, not"):
        stepper(output)


def test_where_no_widgets_run_there_is_the_picture() -> None:
    widget = stepper(product())
    data, _ = widget._repr_mimebundle_()
    assert set(data) == {WIDGET, HTML, SVG, TEXT}
    assert data[WIDGET]["model_id"] == widget.model_id
    assert data[TEXT] == repr(widget)
    assert data[SVG] in data[HTML].replace(' style="max-width: none"', "")
    assert "0.8399" in data[SVG]  # dy/dw = 2 (1 - tanh(1)²)
    assert "<style>" in data[SVG]


def test_without_anywidget_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "anywidget" else find(name))
    with pytest.raises(ImportError, match=r"pip install 'autograd-lite\[notebook\]'; without it, save_page"):
        stepper(product())


def test_anywidget_is_loaded_when_a_stepper_is_made() -> None:
    program = "import sys, autograd_lite\nautograd_lite.stepper\nprint('anywidget' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.filterwarnings("ignore")  # those of Jupyter
def test_nbconvert_shows_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(variable, str(tmp_path))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)])
    NotebookClient(notebook, timeout=120, kernel_name="python3", store_widget_state=False).execute()
    page, _ = nbconvert.HTMLExporter().from_notebook_node(notebook)
    assert page.count("<svg ") == 1


@pytest.mark.once
@pytest.mark.xdist_group("jupyter")
def test_it_steps_in_jupyterlab(tmp_path: Path) -> None:
    folder = tmp_path / "notebooks"
    folder.mkdir()
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL.strip())], metadata=kernel)
    nbformat.write(notebook, folder / "steps.ipynb")
    with (
        jupyter.running(folder) as address,
        chromium.running() as browser,
        browser.new_page(viewport={"width": 1280, "height": 1000}) as page,
    ):
        page.goto(f"{address}/doc/tree/steps.ipynb?token={jupyter.TOKEN}")
        page.locator(".jp-Cell .cm-content").first.click(timeout=60_000)
        page.keyboard.press("Shift+Enter")
        moment = page.locator(".jp-OutputArea [data-part=moment]").first
        moment.wait_for(timeout=120_000)
        before = moment.inner_text()
        page.locator(".jp-OutputArea [data-do=step]").first.click()
        assert moment.inner_text() != before
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENSHOTS / "jupyterlab.png")
