"""The melon of `make demo`: its gradients are the book's, and each step of its page is on the line of its formula."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from autograd_lite import Value, capture, record
from autograd_lite.nn.book import book_gradients

MELON = Path(__file__).parent.parent / "docs" / "examples" / "melon.py"


@pytest.fixture(scope="module")
def names() -> dict[str, object]:
    with capture("stack"):
        return runpy.run_path(str(MELON))


def test_the_gradients_are_the_books(names: dict[str, object]) -> None:
    E = names["E"]
    assert isinstance(E, Value)
    recording = record(E, backward=False)
    found = dict(zip(recording.labels, recording.final, strict=False))
    at = {
        label: leaf.data for label, leaf in zip(recording.labels, recording.nodes, strict=True) if leaf.operands == ()
    }
    matrix = {
        name: [[at[f"{name}{i}{h}"] for h in columns] for i in "₁₂"] for name, columns in (("v", "₁₂"), ("w", "₁"))
    }
    vector = {"γ": [at["γ₁"], at["γ₂"]], "θ": [at["θ₁"]]}
    x, y = names["x"], names["y"]
    assert (x, y) == ([0.697, 0.46], 1.0)
    book, _ = book_gradients(matrix["v"], vector["γ"], matrix["w"], vector["θ"], [0.697, 0.46], [1.0])
    expected = {
        **{f"v{i}{h}": book["v"]["₁₂".index(i)]["₁₂".index(h)] for i in "₁₂" for h in "₁₂"},
        **{f"γ{h}": book["gamma"]["₁₂".index(h)] for h in "₁₂"},
        **{f"w{h}₁": book["w"]["₁₂".index(h)][0] for h in "₁₂"},
        "θ₁": book["theta"][0],
    }
    assert found == pytest.approx(expected, rel=1e-12)


def test_every_operation_stands_on_the_line_that_gives_its_name(names: dict[str, object]) -> None:
    E = names["E"]
    assert isinstance(E, Value)
    recording = record(E, backward=False)
    for node in recording.nodes[recording.leaves :]:
        site = node.site
        assert site is not None
        assert site.file == str(MELON)
        name = site.text.partition(" = ")[0]
        assert (node.label or "").translate(str.maketrans("₁₂", "12")) in {name, ""}
    assert {"α₁", "α₂", "b₁", "b₂", "β₁", "ŷ₁", "E"} < {*recording.labels}
