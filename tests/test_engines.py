"""The layout engines: the embedded one and Graphviz's `dot` draw the same picture, and where one fails it is said how.

`dot` is needed here: these tests fail without it, and name the cure.
"""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_lite import Value, draw, gradients, scope, sigmoid
from autograd_lite import sum as total
from autograd_lite.drawing import Drawing, LayoutError
from autograd_lite.drawing.placing.engines import VARIABLE, first_layout
from autograd_lite.nn import SigmoidMLP

GEOMETRY = {"transform", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "width", "height", "viewBox", "d", "points"}
BOTH_CURES = ("pip install --force-reinstall graphviz-pure", "https://graphviz.org/download")


@pytest.fixture(scope="module", autouse=True)
def dot_is_here() -> None:
    if shutil.which("dot") is None:
        pytest.fail(
            "these tests compare with Graphviz, and there is no `dot` on the PATH; install it (Debian: apt install "
            "graphviz; elsewhere: https://graphviz.org/download)",
            pytrace=False,
        )


@contextmanager
def engine(name: str) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, name)
        yield


def drawn_by(name: str, value: Value, **options: str) -> Drawing:
    with engine(name), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of what a picture leaves out
        return draw(value, **options)  # type: ignore[arg-type]


def said(drawing: Drawing) -> list[tuple[str, dict[str, str], str]]:
    """All that a picture says, in order: its elements without their places. Ids begin with a prefix of the picture."""
    root = ET.fromstring(drawing.svg)
    first = next(element.get("id", "") for element in root.iter() if element.get("id"))
    root = ET.fromstring(drawing.svg.replace(first.partition("-")[0], "PREFIX"))
    return [
        (element.tag, {k: v for k, v in element.items() if k not in GEOMETRY}, (element.text or "").strip())
        for element in root.iter()
    ]


def sizes(drawing: Drawing) -> list[tuple[str | None, str | None]]:
    """Of all boxes."""
    svg = "{http://www.w3.org/2000/svg}"
    groups = [g for g in ET.fromstring(drawing.svg).iter(f"{svg}g") if g.get("class", "").startswith("node")]
    return [(rect.get("width"), rect.get("height")) for g in groups for rect in g.iter(f"{svg}rect")]


@st.composite
def graphs(draw_from: st.DrawFn) -> Value:
    """A computation in scopes that are entered again and again, as those of a recurrent network are.

    With clusters for scopes and an order of operands, such graphs of half a dozen nodes make dot 2.43 crash.
    """
    integers = st.integers
    nodes = [Value(k - 0.5, f"x{k}") for k in range(draw_from(integers(1, 3)))]
    depth, blocks = draw_from(integers(0, 3)), draw_from(integers(1, 4))
    for _ in range(draw_from(integers(0, 20))):
        with ExitStack() as scopes:
            for _ in range(depth):
                scopes.enter_context(scope(f"block{draw_from(integers(1, blocks))}"))
            a, b = (nodes[-1 - draw_from(integers(0, min(reach, len(nodes) - 1)))] for reach in (0, 5))
            operation: Callable[[], Value] = draw_from(
                st.sampled_from([lambda: a + b, lambda: a - b, lambda: a * b, lambda: sigmoid(b), lambda: total(nodes)])  # noqa: B023
            )
            nodes.append(operation())
    if draw_from(st.booleans()):
        nodes[-1].backward()
    return nodes[-1]


@pytest.mark.once
@given(graphs(), st.sampled_from(["LR", "RL", "TB", "BT"]))
@settings(max_examples=40)
def test_both_engines_draw_the_same_but_for_the_places(value: Value, direction: str) -> None:
    embedded, by_dot = (drawn_by(engine, value, direction=direction) for engine in ("embedded", "dot"))
    assert said(by_dot) == said(embedded)
    assert sizes(by_dot) == sizes(embedded)


def test_both_engines_draw_the_networks_picture() -> None:
    E = SigmoidMLP(6, 4, 2, seed=0).error([0.5] * 6, [0.0, 1.0])
    E.backward()
    assert said(drawn_by("dot", E)) == said(drawn_by("embedded", E))


# --- a dot that fails -------------------------------------------------------------------------------------------------


def put_dot_on_the_path(directory: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """A program named dot, and nothing else, on the PATH; it is the only engine to be used."""
    program = directory / "dot"
    program.write_text(f"#!{sys.executable} -S\nimport os, signal, sys\nsys.stdin.read()\n{script}\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(directory))
    monkeypatch.setenv(VARIABLE, "dot")


@pytest.mark.parametrize(
    "words",
    ["", "Warning: node 3 is too small", "dot: class2.c:148: merge_chain: Assertion `ED_to_virt(e) == NULL' failed."],
    ids=["silently", "after a warning", "by an assertion"],
)
@pytest.mark.parametrize("signal", ["SIGSEGV", "SIGABRT"])
def test_a_crash_of_dot_is_called_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, signal: str, words: str) -> None:
    put_dot_on_the_path(
        tmp_path, monkeypatch, f"print({words!r}, file=sys.stderr, flush=True); os.kill(os.getpid(), signal.{signal})"
    )
    with pytest.raises(LayoutError) as failure:
        draw(Value(1.0))
    message = str(failure.value)
    assert f"{tmp_path / 'dot'} crashed" in message
    assert signal in message
    assert words in message
    assert all(cure in message for cure in BOTH_CURES)


TWO_BOXES = '"bb": "0,0,72,36", "objects": [{"name": "0", "pos": "1,1"}, {"name": "1", "pos": "9,9"}]'


def test_a_graph_that_crashes_dot_gives_an_error_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two clusters and an order of operands are enough for dot 2.43; another version may lay them out."""
    dot = shutil.which("dot")
    crashing = """digraph { subgraph cluster_a { node [ordering=in] 2 6 } subgraph cluster_b { node [ordering=in] 3 5 }
        1 -> 2 0 -> 2 2 -> 3 2 -> 3 3 -> 4 0 -> 5 5 -> 6 4 -> 6 }"""
    command = [str(dot), "-Kdot", "-Tjson0"]
    crashes = subprocess.run(command, input=crashing, capture_output=True, text=True).returncode < 0
    (tmp_path / "crashing.dot").write_text(crashing, "utf-8")
    put_dot_on_the_path(tmp_path, monkeypatch, f"os.execv({dot!r}, {[*command, str(tmp_path / 'crashing.dot')]!r})")
    with pytest.raises(LayoutError) as failure:
        draw(Value(1.0))
    assert ("SIGABRT" in str(failure.value)) == crashes
    assert all(cure in str(failure.value) for cure in BOTH_CURES)


@pytest.mark.parametrize(
    "answer",
    [
        "", "Warning: no JSON", "{}", "[]", '{"bb": "0,0,72,36"}',
        "{" + TWO_BOXES + "}", "{" + TWO_BOXES + ', "edges": [{"id": "0"}]}',
    ],
    ids=["nothing", "no JSON", "empty object", "list", "no boxes", "no arrow", "an arrow that was lost"],
)  # fmt: skip
def test_an_answer_that_is_no_layout_is_a_failure_of_the_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    """dot 2.43 says "lost 3 4 edge", and its answer has that arrow without a place."""
    put_dot_on_the_path(tmp_path, monkeypatch, f"print({answer!r})")
    with pytest.raises(LayoutError) as failure:
        draw(-Value(1.0))
    assert str(tmp_path / "dot") in str(failure.value)
    assert all(cure in str(failure.value) for cure in BOTH_CURES)


def test_the_other_engine_is_tried_after_a_crash_and_its_failure_is_said_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_dot_on_the_path(tmp_path, monkeypatch, "os.kill(os.getpid(), signal.SIGSEGV)")
    monkeypatch.delenv(VARIABLE)
    assert "<svg" in draw(Value(1.0)).svg  # the embedded engine comes first
    broken = tmp_path / "graphviz-pure"
    broken.write_text("#!/bin/sh\nexit 3\n", "utf-8")
    broken.chmod(0o755)
    monkeypatch.setattr("autograd_lite.drawing.placing.engines._embedded", lambda: str(broken))
    with pytest.raises(LayoutError) as failure:
        draw(Value(1.0))
    assert str(broken) in str(failure.value)
    assert str(tmp_path / "dot") in str(failure.value)


def test_a_second_layout_that_fails_does_not_cost_the_first_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two scopes feed each other, so that the ranks are tried again without the frames."""
    calls = []

    def failing_later(problems: list[str], read: Callable[[str], object]) -> object:
        calls.append(problems)
        if len(calls) > 1:
            raise LayoutError("the second one fails")
        return first_layout(problems, read)

    small = SigmoidMLP(2, 3, 1, seed=0)
    slopes = gradients((small([0.5, -1.0])[0] - 1.0) ** 2, small.parameters(), create_graph=True)
    monkeypatch.setattr("autograd_lite.drawing.placing.layout.first_layout", failing_later)
    assert "<svg" in draw(total([slope * slope for slope in slopes]), collapse="none").svg
    assert len(calls) == 2
