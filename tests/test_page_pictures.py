"""The page's pictures in a real browser: what they show of a moment is what Python draws of it, on any way there."""

from __future__ import annotations

import math
import random
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from autograd_lite import Value, dot, log, record, scope
from autograd_lite import sum as total
from autograd_lite.drawing import text
from autograd_lite.drawing.content.numbers import Moving
from autograd_lite.drawing.moving import Scene, scenes
from autograd_lite.drawing.output import svg
from autograd_lite.drawing.placing.layout import Layout
from autograd_lite.drawing.render import placed
from autograd_lite.nn import SigmoidMLP
from autograd_lite.stepping import Recording, Session
from autograd_lite.stepping.recordings import fork
from autograd_lite.stepping.web.assets import without_style
from autograd_lite.stepping.web.content import content
from autograd_lite.stepping.web.pictures import Course, Ended, pictures
from tests.chromium import NoBrowserError, running
from tests.stepper import page

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("browser")]

MAIN = """
const data = JSON.parse(document.getElementById("data").textContent);
const recording = (window.recording = Recording.read(data));
window.chosen = [];
window.opened = [];
window.listed = [];
window.view = new PictureView(document.getElementById("host"), data.pictures, recording, {
  onSelect: (position) => window.chosen.push(position),
  onOpen: (index) => window.opened.push(index),
  onMembers: (name, positions) => window.listed.push([name, positions]),
  words: LANGUAGES.en.inPicture,
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


def hooked() -> Value:
    """Gradients that are changed where they are complete, on the way and at the end."""
    a, b = Value(2.0, "a"), Value(0.5, "b")
    square = b * b
    square.on_gradient(lambda gradient: -3.0 * gradient)
    a.on_gradient(lambda gradient: gradient / 0.0625)
    return square * 4.0 * a


def changed() -> Recording:
    """Gradients that were set by hand, of an operation on the way and of a leaf."""
    recording = record(small())
    start = recording.timeline.start
    with_one = fork.with_gradient(recording, start + 9, recording.position(recording[8].node), 1e5)
    return fork.with_gradient(with_one, start + 20, 2, -0.25)


GRAPHS = {
    made.__name__: made for made in (small, watermelon, table, square, not_finite, cancelled, loop, layers, hooked)
}
RECORDINGS: dict[str, Callable[[], Recording]] = {
    **{name: lambda made=made: record(made()) for name, made in GRAPHS.items()},
    "changed": changed,
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
    for picture in made["pictures"]:
        picture["svg"] = without_style(picture["svg"])
    path = directory / "page.html"
    path.write_text(page(made, MAIN), "utf-8")
    said: list[str] = []
    with browser.new_page(viewport={"width": 1280, "height": 800}, reduced_motion="reduce") as found:
        found.on("console", lambda message: said.append(message.text))
        found.on("pageerror", lambda error: said.append(str(error)))
        found.goto(path.as_uri())
        yield found
        assert said == []


@pytest.mark.parametrize("name", RECORDINGS)
def test_every_moment_is_shown_as_python_draws_it_on_any_way(browser: Browser, tmp_path: Path, name: str) -> None:
    recording = RECORDINGS[name]()
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


# --- what a person does -----------------------------------------------------------------------------------------------


def test_a_node_is_chosen_by_a_click_and_by_two_keys(browser: Browser, tmp_path: Path) -> None:
    recording = record(small())
    with opened(browser, recording, tmp_path) as shown:
        shown.evaluate("show(recording.end)")
        boxes = shown.locator("#host g.node")
        assert {boxes.nth(k).get_attribute("role") for k in range(boxes.count())} == {"button"}
        position = next(k for k, node in enumerate(recording.nodes) if node.label == "b₁")
        box = shown.locator("#host g.node[aria-label^='b₁ =']")
        box.click()
        for key in ("Enter", " "):
            box.press(key)
        assert shown.evaluate("chosen") == [position] * 3
        shown.evaluate("(position) => show(recording.end, position)", position)
        assert "selected" in (box.get_attribute("class") or "").split()
        shown.evaluate("show(recording.end)")
        assert "selected" not in (box.get_attribute("class") or "").split()


def test_stop_points_are_marked_and_the_marks_go(browser: Browser, tmp_path: Path) -> None:
    recording = record(loop())
    with opened(browser, recording, tmp_path) as shown:
        marked = shown.locator("#host g.node.stop")
        shown.evaluate("show(recording.start, null, [0, 300])")
        assert marked.count() == 2  # the leaf, and the box of those that repeat
        assert marked.first.locator(".mark").is_visible()
        shown.evaluate("show(recording.start + 1, null, [0])")
        assert marked.count() == 1
        shown.evaluate("show(recording.start + 1)")
        assert marked.count() == 0
        assert not shown.locator("#host .mark").first.is_visible()


def test_boxes_open_and_the_trail_leads_back(browser: Browser, tmp_path: Path) -> None:
    recording = record(loop())
    with opened(browser, recording, tmp_path) as shown:
        shown.evaluate("show(recording.start + 500)")
        for way in ("double", "Enter", "sign"):
            shown.evaluate("view.open(0)")
            box = shown.locator("#host g.folded").first
            if way == "double":
                box.dblclick(position={"x": 20, "y": 30})
            elif way == "Enter":
                box.press("Enter")
            else:
                box.locator(".opener").click()
            assert shown.evaluate("view.index") == 1
            trail = shown.evaluate("view.trail()")
            assert [step["index"] for step in trail] == [0, 1]
            assert "more like this" in trail[1]["name"]
        assert shown.evaluate("opened") == [1, 0, 1, 0, 1]
        shown.locator("#host g.folded").first.press("Enter")
        assert len(shown.evaluate("view.trail()")) == 3
        assert shown.evaluate("document.activeElement.closest('#host') !== null")  # the keyboard is not lost


def test_each_node_is_found_in_the_picture_that_shows_it(browser: Browser, tmp_path: Path) -> None:
    recording = record(loop())
    with opened(browser, recording, tmp_path) as shown:
        for position in range(0, len(recording.nodes), 37):
            index = shown.evaluate("(position) => view.pictureOf(position)", position)
            shown.evaluate("(index) => view.open(index)", index)
            shown.evaluate("(position) => show(recording.end, position)", position)
            chosen = shown.locator("#host g.node.selected")
            assert chosen.count() == 1
            assert "folded" not in (chosen.get_attribute("class") or "").split()
            assert shown.evaluate("(position) => view.contains(position)", position)
        shown.evaluate("view.open(0)")
        assert shown.evaluate("[0, recording.edges - 1].map((edge) => view.containsEdge(edge))") == [True, True]
        assert not shown.evaluate("view.containsEdge(recording.edges >> 1)")


def test_the_callout_stands_on_the_arrow_and_within_the_picture(browser: Browser, tmp_path: Path) -> None:
    recording = record(small())
    with opened(browser, recording, tmp_path) as shown:
        shown.evaluate("view.actual()")
        callout = shown.locator("#host .callout")
        for edge in range(recording.edges):
            shown.evaluate("(edge) => show(recording.ofEdge(edge))", edge)
            found = recording.edge(edge)
            words = [text.digits(x) for x in (found.upstream, found.local, found.contribution)]
            assert callout.locator("text").all_text_contents() == [f"{words[0]} × {words[1]}", f"= {words[2]}"]
            inner, outer = callout.bounding_box(), shown.locator("#host svg").bounding_box()
            assert inner is not None
            assert outer is not None
            assert outer["x"] <= inner["x"]
            assert outer["y"] <= inner["y"]
            assert inner["x"] + inner["width"] <= outer["x"] + outer["width"]
            assert inner["y"] + inner["height"] <= outer["y"] + outer["height"]
            written = [line.bounding_box() for line in callout.locator("text").all()]
            frame = callout.locator("rect").bounding_box()
            assert frame is not None
            for line in written:
                assert line is not None
                assert frame["x"] <= line["x"]
                assert line["x"] + line["width"] <= frame["x"] + frame["width"]
        shown.evaluate("show(recording.start)")
        assert not callout.is_visible()


def test_what_is_walked_is_brought_into_view(browser: Browser, tmp_path: Path) -> None:
    recording = record(watermelon())
    (scene,) = Oracle(recording).scenes
    with opened(browser, recording, tmp_path) as shown:
        shown.evaluate("view.actual()")
        for edge in range(0, recording.edges, 9):
            shown.evaluate("(edge) => { show(recording.ofEdge(edge)); view.reveal(); }", edge)
            receiver = recording.parent[edge]
            name = dict(scene.nodes)[recording.nodes[receiver]]
            seen = shown.locator(f"[id='{name}']").bounding_box()
            assert seen is not None
            assert seen["x"] >= 0
            assert seen["x"] + seen["width"] <= 1280
            assert seen["y"] >= 0
            assert seen["y"] + seen["height"] <= 800


def width(shown: Page) -> float:
    box = shown.locator("#host svg").bounding_box()
    assert box is not None
    return box["width"]


def test_a_picture_is_magnified_around_what_is_pointed_at_and_moved_by_hand(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, record(watermelon()), tmp_path) as shown:
        shown.evaluate("show(recording.end)")
        shown.evaluate("view.actual()")
        actual = width(shown)
        shown.evaluate("view.zoomIn()")
        assert width(shown) == pytest.approx(1.25 * actual, rel=0.01)
        shown.evaluate("view.zoomOut()")
        assert width(shown) == pytest.approx(actual, rel=0.01)
        shown.evaluate("view.fit()")
        assert width(shown) <= 1280

        shown.evaluate("view.actual()")
        box = shown.locator("#host g.node").nth(60)
        shown.evaluate("(position) => view.revealNode(position)", 60)
        before = box.bounding_box()
        assert before is not None
        shown.mouse.move(before["x"] + 5, before["y"] + 5)
        shown.keyboard.down("Control")
        shown.mouse.wheel(0, -120)
        shown.keyboard.up("Control")
        shown.wait_for_function("(actual) => document.querySelector('#host svg').clientWidth > actual + 1", arg=actual)

        scrolled = shown.evaluate("[host.scrollLeft, host.scrollTop]")
        shown.mouse.move(600, 400)
        shown.mouse.down()
        shown.mouse.move(560, 380, steps=4)
        shown.mouse.up()
        assert shown.evaluate("[host.scrollLeft, host.scrollTop]") == [scrolled[0] + 40, scrolled[1] + 20]
        assert shown.evaluate("chosen") == []


def test_a_small_picture_stands_in_the_middle(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, record(square()), tmp_path) as shown:
        box = shown.locator("#host svg").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] / 2 == pytest.approx(640, abs=1)
        assert box["y"] + box["height"] / 2 == pytest.approx(400, abs=1)


# --- the forward pass -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["small", "loop"])
def test_in_the_forward_pass_nodes_wait_for_their_values(browser: Browser, tmp_path: Path, name: str) -> None:
    recording = record(GRAPHS[name]())
    nodes = Oracle(recording).scenes[0].nodes
    with opened(browser, recording, tmp_path) as shown:
        moments = range(0, recording.timeline.start, 1 + recording.timeline.start // 30)
        for at, seen in zip(moments, shown.evaluate(SEEN, [*moments]), strict=True):
            for node, name in nodes:
                position = recording.position(node)
                assert ("coming" in seen[name]["classes"]) == (position > at)
                assert ("current" in seen[name]["classes"]) == (position == at)
                data, gradient = [words for style, words in seen[name]["texts"] if style.startswith("number")]
                assert data == (text.digits(recording.data[position]) if position <= at else "–")
                assert gradient == "–"
            assert all("coming" in box["classes"] for box in seen.values() if box["classes"][0] == "arrow")
