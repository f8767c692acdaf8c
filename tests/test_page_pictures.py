"""The page's pictures in a real browser: what they show of a moment is what Python draws of it, on any way there."""

from __future__ import annotations

import math
import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from autograd_lite import Value, dot, log, record, scope
from autograd_lite import sum as total
from autograd_lite.drawing.content.numbers import Moving
from autograd_lite.drawing.moving import Scene, scenes
from autograd_lite.drawing.output import svg
from autograd_lite.drawing.placing.layout import Layout
from autograd_lite.drawing.render import placed
from autograd_lite.nn import SigmoidMLP
from autograd_lite.stepping import Recording, Session
from autograd_lite.stepping.web.content import content
from autograd_lite.stepping.web.pictures import Course, Ended, pictures
from tests.chromium import NoBrowserError, running
from tests.stepper import module, page

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("browser")]

MAIN = """
const data = JSON.parse(document.getElementById("data").textContent);
const recording = Recording.read(data);
window.chosen = [];
window.opened = [];
window.view = new PictureView(document.getElementById("host"), data.pictures, recording, {
  onSelect: (position) => window.chosen.push(position),
  onOpen: (index) => window.opened.push(index),
});
window.show = (at, selected = null, stops = []) => window.view.show(at, selected, new Set(stops));
"""
# What is seen of boxes, lines and arrows at each of some moments, by id.
SEEN = """(moments) => moments.map((at) => {
  show(at);
  const elements = [...document.querySelectorAll("#host g.node, #host g.arrow")];
  return Object.fromEntries(elements.map((element) => [element.id, {
    classes: [...element.classList].sort(),
    texts: [...element.querySelectorAll("text")].map((text) => [text.getAttribute("class"), text.textContent]),
    tooltip: element.querySelector("title").textContent,
    spoken: element.getAttribute("aria-label"),
  }]));
})"""


# --- graphs -----------------------------------------------------------------------------------------------------------


def small() -> Value:
    return SigmoidMLP(3, 2, 2, seed=0).error([1.0, 2.0, -1.0], [0.0, 1.0])


def watermelon() -> Value:
    return SigmoidMLP(19, 5, 1, seed=0).error([0.1 * k for k in range(19)], [1.0])


def table() -> Value:
    """Some lines of a table, and a leaf with a gradient from before."""
    weights = [Value(0.1 * k, f"w{k}") for k in range(6)]
    weights[2].grad = 0.25
    return dot(weights, [1.0, 2.0, -4.0, 8.0, 16.0, 0.0]) ** 2


def square() -> Value:
    a = Value(3.0, "a")
    return a * a + a * Value(-0.5, "b")


def not_finite() -> Value:
    x = Value(0.0, "x")
    return log(x) * Value(2.0, "w") + Value(math.nan, "n") * x


def cancelled() -> Value:
    """Gradients that are 0 on the way, and at the end."""
    a, b = Value(2.0, "a"), Value(1e200, "b")
    return (a - a) * b + (b * b) * 0.0


def loop() -> Value:
    """Steps that are folded, with numbers of all sizes in them, infinity at last."""
    y = Value(0.5, "x")
    for k in range(300):
        y = y * 11.0 + (0.25 if k % 2 else -1.0)
    return y


def layers() -> Value:
    """Layers that are folded in frames, with leaves that other boxes share."""
    net = SigmoidMLP(4, 12, 3, seed=0)
    with scope("error"):
        return total([net.error([0.1 * k, -1.0, 0.25, 2.0], [1.0, 0.0, 1.0]) for k in range(8)])


GRAPHS: dict[str, Callable[[], Value]] = {
    made.__name__: made for made in (small, watermelon, table, square, not_finite, cancelled, loop, layers)
}


# --- the oracle -------------------------------------------------------------------------------------------------------


class Oracle:
    """What Python draws of each moment of a recording, in pictures that are laid out once."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.outputs = [recording.nodes[-1]]
        self.ended = Ended(recording)
        self.scenes: list[Scene] = scenes(self.outputs, self.ended)
        self._places: dict[int, Layout] = {}

    def seen(self, index: int, at: int) -> dict[str, dict[str, Any]]:
        scene = self.scenes[index]
        picture = scene.plan.picture(self.outputs, Moving(Course(self.recording, at)), scene.scale)
        if index not in self._places:
            self._places[index] = placed(picture, "LR")
        # What is written on arrows is the same at all moments, and takes long to find its place.
        picture = replace(picture, arrows=[replace(arrow, text="") for arrow in picture.arrows])
        drawn = svg.draw(picture, self._places[index], "auto")
        elements = [*(element for nodes in drawn.nodes for element in nodes), *drawn.arrows]
        return dict(zip(ids(scene), map(appearance, elements), strict=True))


def ids(scene: Scene) -> list[str]:
    """Of the boxes and lines, and then of the arrows, in the order in which they are drawn."""
    own, folded = dict(scene.nodes), iter(scene.boxes)
    found = []
    for box, item in enumerate(scene.plan.items):
        if box in scene.plan.folded:
            found.append(next(folded)[0])
        else:
            found += [own[scene.plan.part.nodes[k]] for k in item.members]
    return found + [arrow.id for arrow in scene.arrows]


def appearance(element: ET.Element) -> dict[str, Any]:
    return {
        "classes": sorted(element.get("class", "").split()),
        "texts": [[text.get("class"), "".join(text.itertext())] for text in element.iter("text")],
        "tooltip": element.findtext("title"),
        "spoken": element.get("aria-label"),
    }


def comparable(seen: Mapping[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Without how the one current edge or node of several is called, and without the invitation to open a box."""
    for element in seen.values():
        element["tooltip"] = re.sub(r"\ncurrent: .*", "", element["tooltip"], flags=re.DOTALL)
        if element["spoken"] is not None:
            element["spoken"] = element["spoken"].removesuffix(", Enter opens it")
    return dict(seen)


# --- the browser ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        with running() as found:
            yield found
    except NoBrowserError as failure:
        pytest.fail(str(failure), pytrace=False)


@contextmanager
def opened(browser: Browser, recording: Recording, directory: Path) -> Iterator[Page]:
    """A page with the pictures, on which nothing else may run, be loaded or be said."""
    made = content(Session(recording)) | {"pictures": pictures(Session(recording))}
    style = re.search(r"<style>([^<]*)</style>", made["pictures"][0]["svg"])
    assert style is not None
    path = directory / "page.html"
    path.write_text(page(made, module("recording.js", "pictureview.js") + MAIN, [unescape(style[1])]), "utf-8")
    said: list[str] = []
    with browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce") as found:
        found.on("console", lambda message: said.append(message.text))
        found.on("pageerror", lambda error: said.append(str(error)))
        found.goto(path.as_uri())
        yield found
        assert said == []


@pytest.mark.parametrize("name", GRAPHS)
def test_every_moment_is_shown_as_python_draws_it_on_any_way(browser: Browser, tmp_path: Path, name: str) -> None:
    recording = record(GRAPHS[name]())
    oracle, timeline = Oracle(recording), recording.timeline
    moments = [*range(timeline.start, timeline.end + 1)]
    if len(moments) > 60:  # of many, some stretches
        moments = [*moments[:15], *moments[len(moments) // 2 :][:10], *moments[-15:]]
    jumps = random.Random(0).sample(moments, min(len(moments), 25))
    with opened(browser, recording, tmp_path) as shown:
        for index in range(min(len(oracle.scenes), 3)):
            expected = {at: comparable(oracle.seen(index, at)) for at in moments}
            shown.evaluate("(index) => view.open(index)", index)
            way = [*moments, *reversed(moments), 0, *jumps, timeline.end]
            for at, seen in zip(way, shown.evaluate(SEEN, way), strict=True):
                if at in expected:
                    assert comparable(seen) == expected[at], (index, at)
