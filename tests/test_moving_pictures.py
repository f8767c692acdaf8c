"""Pictures that are laid out once for a whole pass: there is room for all it shows, everything is found, boxes open."""

from __future__ import annotations

import json
import math
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from functools import cache
from itertools import accumulate, pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_lite import Value, dot, log, record
from autograd_lite import sum as total
from autograd_lite.drawing.content.numbers import Moving
from autograd_lite.drawing.content.scale import LEVELS
from autograd_lite.drawing.folding.stretches import PIECES, stretches
from autograd_lite.drawing.folding.view import around, view
from autograd_lite.drawing.moving import Plan, plans, scenes
from autograd_lite.drawing.placing.labels import place_callout
from autograd_lite.drawing.placing.measures import arrow_text_size, box_size, columns
from autograd_lite.nn import SigmoidMLP
from autograd_lite.stepping import Recording, Session
from autograd_lite.stepping.web.pictures import Course, Ended, packed, pictures

SVG = "{http://www.w3.org/2000/svg}"


def small() -> Value:
    return SigmoidMLP(3, 2, 2, seed=0).error([1.0, 2.0, -1.0], [0.0, 1.0])


def table() -> Value:
    weights = [Value(0.1 * k, f"w{k}") for k in range(6)]
    weights[2].grad = -0.123456
    return dot(weights, [1.0, 2.0, -4.0, 8.0, 16.0, 0.0]) ** 2


def square() -> Value:
    a = Value(3.0, "a")
    return a * a + a * Value(-0.5, "b")


def not_finite() -> Value:
    x = Value(0.0, "x")
    return log(x) * Value(2.0, "w") + Value(math.nan, "n") * x


def loop(steps: int = 300) -> Value:
    """Numbers of all sizes, infinity at last."""
    y = Value(0.5, "x")
    for k in range(steps):
        y = y * 11.0 + (0.25 if k % 2 else -1.0)
    return y


def wide() -> Value:
    return total([Value(0.01 * k) * (k % 7 - 3.0) for k in range(250)])


def layers() -> Value:
    net = SigmoidMLP(4, 12, 3, seed=0)
    return total([net.error([0.1 * k, -1.0, 0.25, 2.0], [1.0, 0.0, 1.0]) for k in range(4)])


GRAPHS: dict[str, Callable[[], Value]] = {
    made.__name__: made for made in (small, table, square, not_finite, loop, wide, layers)
}


LARGE = {"loop", "wide", "layers"}


@pytest.fixture(
    scope="module", params=[pytest.param(name, marks=pytest.mark.once) if name in LARGE else name for name in GRAPHS]
)
def recording(request: pytest.FixtureRequest) -> Recording:
    return record(GRAPHS[request.param]())


@cache
def made(recording: Recording) -> list[dict[str, Any]]:
    return pictures(Session(recording))


def unpacked(tokens: list[Any]) -> list[int]:
    """The numbers whose differences these are."""

    def differences(tokens: list[Any]) -> Iterator[int]:
        for token in tokens:
            if isinstance(token, int):
                yield token
            else:
                yield from token[0] * [*differences(token[1:])]

    return [*accumulate(differences(tokens))]


def nodes_in(picture: dict[str, Any]) -> list[int]:
    """The positions of all nodes that a picture has, by box."""
    return [*map(int, picture["nodes"]), *(p for box in picture["boxes"] for p in unpacked(box["members"]))]


def with_ids(picture: dict[str, Any]) -> dict[str, ET.Element]:
    elements = [element for element in ET.fromstring(picture["svg"]).iter() if element.get("id")]
    found = {element.attrib["id"]: element for element in elements}
    assert len(found) == len(elements)
    return found


# --- laid out once ----------------------------------------------------------------------------------------------------


def measures(plan: Plan, recording: Recording, at: int, **numbers: Any) -> list[Any]:
    """All that the layout goes by."""
    picture = plan.picture([recording.nodes[-1]], Moving(Course(recording, at)), None)
    return [
        *map(box_size, picture.boxes),
        *(columns(box) for box in picture.boxes if box.lines),
        *(arrow.text and arrow_text_size(arrow) for arrow in picture.arrows),
    ]


def test_the_measures_are_the_same_at_all_moments(recording: Recording) -> None:
    timeline = recording.timeline
    moments = range(0, timeline.end + 1, 1 + timeline.end // 60)
    for plan in plans([recording.nodes[-1]], Moving(Ended(recording)), 200, 1000)[:3]:
        expected = measures(plan, recording, timeline.end)
        for at in moments:
            assert measures(plan, recording, at) == expected


def test_there_is_no_more_room_than_the_widest_number_needs() -> None:
    a, b = Value(2.0, "a"), Value(0.5, "b")
    recording = record((a + b) * 0.125 + a * -1e-17)
    (plan,) = plans([recording.nodes[-1]], Moving(Ended(recording)), 200, 1000)
    picture = plan.picture([recording.nodes[-1]], Moving(Ended(recording)), None)
    rooms = {box.rows[0].name: box.rows[1].room for box in picture.boxes}
    assert rooms["b ="] == "0.125"
    assert rooms["a ="] == "−1e−17"  # what it is first; at the end it is 0.125


def test_a_picture_says_the_end_and_no_moment(recording: Recording) -> None:
    for picture in made(recording):
        root = ET.fromstring(picture["svg"])
        for group in root.iter(f"{SVG}g"):
            classes = (group.get("class") or "").split()
            if {"node", "arrow"} & {*classes}:
                assert not {"current", "coming"} & {*classes}
        legend = [t.text for g in root.iter(f"{SVG}g") if g.get("class") == "legend" for t in g.iter(f"{SVG}text")]
        assert legend[-2:] == ["current", "still to come"]
        assert not [t for t in root.iter(f"{SVG}text") if t.get("class") == "heading"]


def test_the_numbers_are_those_of_the_end() -> None:
    recording = record(table())
    (picture,) = made(recording)
    elements = with_ids(picture)
    for position, name in picture["nodes"].items():
        shown = [t.text for t in elements[name].iter(f"{SVG}text")][-1]
        node = recording.nodes[int(position)]
        assert shown is not None
        assert float(shown.replace("−", "-")) == pytest.approx(node.grad, rel=1e-3)


def test_there_is_one_scale_for_all_moments_and_pictures(recording: Recording) -> None:
    outputs, course = [recording.nodes[-1]], Ended(recording)
    found = scenes(outputs, course)
    (scale,) = {scene.scale for scene in found}
    timeline = recording.timeline
    for position in range(len(recording.nodes)):
        for at in range(timeline.start, timeline.end + 1, 1 + timeline.end // 40):
            gradient = timeline.gradient(position, at)
            if gradient and math.isfinite(gradient):
                assert scale is not None
                size = math.log10(abs(gradient))
                assert scale.top - LEVELS * scale.width - 1e-9 <= size <= scale.top + 1e-9


# --- found again ------------------------------------------------------------------------------------------------------


def test_ids_are_in_their_picture_and_in_no_other(recording: Recording) -> None:
    every: set[str] = set()
    for picture in made(recording):
        elements = with_ids(picture)
        assert every.isdisjoint(elements)
        every |= elements.keys()
        named = [*picture["nodes"].values(), *(box["id"] for box in picture["boxes"])]
        assert {elements[name].attrib["class"].split()[0] for name in named} == {"node"}
        groups = [element for element in elements.values() if element.attrib.get("class", "").startswith("node ")]
        assert len(groups) == len(named) == len(set(named))
        for arrow in picture["arrows"]:
            assert elements[arrow["id"]].attrib["class"].startswith("arrow ")
            if arrow["text"] is not None:
                assert elements[arrow["text"]].attrib["class"] == "local"


def test_whatever_id_a_document_uses_it_has(recording: Recording) -> None:
    for picture in made(recording):
        assert set(re.findall(r"url\(#([^)]*)\)", picture["svg"])) <= with_ids(picture).keys()


def test_every_node_and_every_edge_is_in_the_whole_picture_once(recording: Recording) -> None:
    whole = made(recording)[0]
    assert (whole["outer"], whole["name"]) == (None, "")
    assert sorted(nodes_in(whole)) == list(range(len(recording.nodes)))
    box_of = {p: k for k, box in enumerate(whole["boxes"]) for p in unpacked(box["members"])}
    drawn = [edge for arrow in whole["arrows"] for edge in unpacked(arrow["edges"])]
    within = [
        edge
        for edge in range(recording.edges)
        if (box := box_of.get(recording.giver(edge))) is not None and box_of.get(recording.parent[edge]) == box
    ]
    assert sorted(drawn + within) == list(range(recording.edges))


def test_an_arrow_leads_from_the_operands_of_its_edges_to_their_results(recording: Recording) -> None:
    for picture in made(recording):
        ids = {p: box["id"] for box in picture["boxes"] for p in unpacked(box["members"])}
        ids |= {int(p): name for p, name in picture["nodes"].items()}
        first_line = first_lines(picture)
        for arrow in picture["arrows"]:
            edges = unpacked(arrow["edges"])
            tails = {first_line.get(ids[recording.parent[edge]], ids[recording.parent[edge]]) for edge in edges}
            heads = {ids[recording.giver(edge)] for edge in edges}
            assert (len(tails), len(heads)) == (1, 1)


def first_lines(picture: dict[str, Any]) -> dict[str, str]:
    """For each line of a table its first one: they have one arrow together."""
    tables = [g for g in ET.fromstring(picture["svg"]).iter(f"{SVG}g") if g.get("class") == "table"]
    lines = [[line.attrib["id"] for line in table.iter(f"{SVG}g") if line.get("id")] for table in tables]
    return {line: of_table[0] for of_table in lines for line in of_table}


def test_a_callout_stands_within_the_picture_and_covers_no_box_where_there_is_room_beside_it() -> None:
    (picture,) = made(record(small()))
    width, height = map(float, ET.fromstring(picture["svg"]).attrib["viewBox"].split()[2:])
    for arrow in picture["arrows"]:
        assert 0.0 < arrow["at"][0] < width
        assert 0.0 < arrow["at"][1] < height
    line = [(0.0, 0.0), (20.0, 0.0), (40.0, 0.0), (60.0, 0.0)]
    boxes = [(-100.0, -20.0, 0.0, 20.0), (60.0, -20.0, 160.0, 20.0)]
    assert place_callout(line, (50.0, 30.0), boxes) == (30.0, 0.0)
    x, y = place_callout(line, (140.0, 60.0), boxes)
    assert (x, y) == (30.0, -72.0)
    assert not any(left < x + 70.0 and x - 70.0 < right and y + 30.0 > top for left, top, right, _ in boxes)


# --- opened -----------------------------------------------------------------------------------------------------------


def test_an_opened_box_shows_its_nodes_and_those_one_edge_away(recording: Recording) -> None:
    found = made(recording)
    beside: dict[int, set[int]] = {}
    for edge in range(recording.edges):
        a, b = recording.giver(edge), recording.parent[edge]
        beside.setdefault(a, set()).add(b)
        beside.setdefault(b, set()).add(a)
    inside = {0: set(range(len(recording.nodes)))}
    for number, picture in enumerate(found):
        for box in picture["boxes"]:
            held = inside[number] & set(unpacked(box["members"]))
            if box["opens"] is None:
                continue
            inner = found[box["opens"]]
            assert inner["outer"] == number < box["opens"]
            assert inner["name"]
            inside[box["opens"]] = held
            assert sorted(nodes_in(inner)) == sorted(held.union(*(beside[p] for p in held)))
    assert inside.keys() == set(range(len(found)))


def test_no_box_within_an_opened_one_has_more_than_half_of_it(recording: Recording) -> None:
    found = made(recording)
    for picture in found:
        for box in picture["boxes"]:
            members = unpacked(box["members"])
            if box["opens"] is not None:
                for inner in found[box["opens"]]["boxes"]:
                    held = set(unpacked(inner["members"])) & set(members)
                    assert 2 * len(held) <= max(2, len(members))


@pytest.mark.parametrize("name", ["loop", "wide", "layers"])
def test_with_room_for_all_every_node_has_a_box_of_its_own_somewhere(name: str) -> None:
    recording = record(GRAPHS[name]())
    found = plans([recording.nodes[-1]], Moving(Ended(recording)), 200, 100_000)
    assert found[0].folded
    own = {plan.part.nodes[item.members[0]] for plan in found for item in plan.items if item.kind == "node"}
    own |= {plan.part.nodes[k] for plan in found for item in plan.items if item.kind == "table" for k in item.members}
    assert own == {*recording.nodes}


def test_boxes_beyond_the_budget_remain_closed() -> None:
    recording = record(loop(2000))
    outputs, course = [recording.nodes[-1]], Ended(recording)
    for most in (0, 30, 100):
        found = scenes(outputs, course, most=most)
        assert sum(len(scene.plan.items) for scene in found[1:]) <= most
        closed = [box for scene in found for _, box in scene.boxes if box.opens is None]
        assert closed
    assert len(scenes(outputs, course, most=0)) == 1


def test_the_styles_stand_in_the_first_picture_for_all(recording: Recording) -> None:
    first, *others = made(recording)
    assert first["svg"].count("<style>") == 1
    assert all("<style>" not in other["svg"] for other in others)


def test_the_same_recording_gives_the_same_pictures() -> None:
    recording = record(square())
    assert pictures(Session(recording)) == pictures(Session(recording))


# --- stretches --------------------------------------------------------------------------------------------------------


def test_stretches_are_pieces_of_whole_steps_in_their_order() -> None:
    y = loop(400)
    part = view([y])
    items = stretches(part, range(len(part.nodes)), range(len(part.nodes)))
    assert len(items) <= PIECES + 1
    assert sorted(k for item in items for k in item.members) == list(range(len(part.nodes)))
    for before, after in pairwise(items):
        assert before.members[-1] < after.members[-1]
    lengths = {sum(bool(part.nodes[k].operands) for k in item.members) for item in items[:-1]}
    assert len(lengths) == 1
    assert lengths.pop() % 2 == 0  # a product and a sum


@given(st.integers(1, 60), st.integers(0, 59), st.integers(1, 59))
def test_around_some_nodes_are_they_and_their_neighbours(steps: int, first: int, count: int) -> None:
    whole = view([loop(steps)])
    members = range(min(first, len(whole.nodes) - 1), min(first + count, len(whole.nodes)))
    part, order = around(whole, members)
    assert [whole.nodes[k] for k in order] == part.nodes
    expected = view([loop(steps)]).edges
    near = {k for edge in expected if {edge.tail, edge.head} & {*members} for k in (edge.tail, edge.head)} | {*members}
    assert order == sorted(near)
    drawn = {(order[edge.tail], order[edge.head], edge.position) for edge in part.edges}
    assert drawn == {(e.tail, e.head, e.position) for e in expected if e.tail in near and e.head in near}
    for k, cut in zip(order, part.cut, strict=True):
        assert cut == sum(k in (e.tail, e.head) and not {e.tail, e.head} <= near for e in expected)


@given(st.sets(st.integers(0, 40)))
def test_packed_numbers_are_the_same_numbers(numbers: set[int]) -> None:
    assert unpacked(packed(numbers)) == sorted(numbers)


@given(st.sets(st.integers(0, 30), min_size=1), st.integers(31, 50), st.integers(4, 3000))
def test_what_repeats_is_packed_once(numbers: set[int], period: int, times: int) -> None:
    repeated = [number + period * k for k in range(times) for number in sorted(numbers)]
    found = packed(repeated)
    assert unpacked(found) == repeated
    assert len(json.dumps(found)) <= 60 + 8 * 3 * len(numbers)
