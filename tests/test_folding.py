"""Which nodes a picture shows, and which of them share a box: nothing is lost, and a folded box says what is in it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from contextlib import ExitStack

import pytest

from autograd_lite import Value, draw, scope, sigmoid
from autograd_lite.drawing import Drawing
from autograd_lite.graph import topological_order

SVG = "{http://www.w3.org/2000/svg}"


def groups(drawing: Drawing, kind: str) -> list[ET.Element]:
    """The boxes ("node"), arrows ("arrow") or frames ("cluster") of a picture, in order."""
    return [g for g in ET.fromstring(drawing.svg).iter(f"{SVG}g") if g.get("class", "").split(" ")[0] == kind]


def tooltip(element: ET.Element) -> str:
    title = element.find(f"{SVG}title")
    assert title is not None
    return title.text or ""


def words(element: ET.Element) -> list[str]:
    return ["".join(t.itertext()) for t in element.iter(f"{SVG}text")]


# --- scopes -----------------------------------------------------------------------------------------------------------


def frames(drawing: Drawing) -> list[str]:
    """What the tooltips of the frames call them, with the paths of their scopes."""
    return [tooltip(g).removeprefix("scope ").split(":")[0] for g in groups(drawing, "cluster")]


def test_of_scopes_within_scopes_eight_have_frames() -> None:
    with ExitStack() as scopes:
        x = Value(1.0)
        for depth in range(1200):
            scopes.enter_context(scope(f"f{depth}"))
            x = x * 0.5
    near = draw(x, focus=topological_order(x)[12], radius=12)
    assert frames(near) == ["/".join(f"f{k}" for k in range(depth)) for depth in range(1, 9)]
    assert "scope f0/f1/f2/f3/f4/f5/f6/f7/f8" in tooltip(groups(near, "node")[9])  # the whole path is not lost
    with pytest.warns(UserWarning, match="1,201 nodes"):
        assert len(groups(draw(x), "node")) < 12


HOSTILE = ["<b>&amp;", "]]>", "a\x00\x1b[31m", "\u202eab", "\ud800", "\ufffe", '"\\N\\', "x" * 10**5, "a\nb", " ", "//"]


@pytest.mark.parametrize("name", HOSTILE)
def test_any_name_of_a_scope_gives_a_well_formed_picture(name: str) -> None:
    with scope(name):
        y = sigmoid(Value(1.0) * 2.0)
    for drawing in (draw(y), draw(y, collapse="layer")):
        ET.fromstring(drawing.svg.encode())
        assert len(drawing.svg) < 30_000
        assert drawing.dot.source.encode()
    assert len(groups(draw(y), "cluster")) == name.count("/") + 1
