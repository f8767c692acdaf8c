"""The stepper page in a real browser: each control, by mouse and by keyboard, does what the session in Python does."""

from __future__ import annotations

import math
import re
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from autograd_lite import Value, capture, dot, log, record, scope
from autograd_lite import sum as total
from autograd_lite.nn import SigmoidMLP
from autograd_lite.stepping import Session
from autograd_lite.stepping.web.checks import made
from tests import sessions
from tests.steppers import Steppers, at, browser, focused, goto, moved, number, part, steppers
from tests.test_browser import HOSTILE

__all__ = ["browser", "steppers"]  # fixtures

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("stepper")]


@pytest.fixture
def neuron(tmp_path: Path) -> Session:
    """Two neurons, one after the other, as their program made them."""
    return Session(record(sessions.output(tmp_path)))


# --- moving -----------------------------------------------------------------------------------------------------------

KEYS = {
    "home": "Home",
    "rcontinue": "r",
    "back": "Shift+ArrowLeft",
    "stepback": "ArrowLeft",
    "step": "ArrowRight",
    "next": "Shift+ArrowRight",
    "continue": "c",
    "end": "End",
}


def moment_after(session: Session, name: str, moment: int) -> int:
    """Where a movement leads."""
    session.goto(moment)
    {
        "home": lambda: session.goto(0),
        "start": lambda: session.goto(session.timeline.start),
        "end": lambda: session.goto(session.timeline.end),
        "rcontinue": session.resume_back,
        "continue": session.resume,
        "back": session.back,
        "next": session.next,
        "stepback": session.step_back,
        "step": session.step,
        "finish": session.finish,
    }[name]()
    return session.at


def test_every_movement_by_mouse_by_keys_and_by_its_button(neuron: Session, steppers: Steppers) -> None:
    neuron.break_at("sigmoid")
    page = steppers.open(neuron)
    for moment in (0, 17, neuron.timeline.end):
        for name, key in KEYS.items():
            button, expected = f".moving [data-do={name}]", moment_after(neuron, name, moment)
            for act in (
                lambda button=button: page.click(button, force=True),  # which says that it is disabled at the ends
                lambda button=button: page.press(button, "Enter"),
                lambda button=button: page.press(button, " "),
                lambda key=key: page.keyboard.press(key),
            ):
                goto(page, moment)
                act()
                assert at(page) == expected, (name, moment)
        for name, key in {"start": "g", "finish": "e"}.items():
            goto(page, moment)
            page.keyboard.press(key)
            assert at(page) == moment_after(neuron, name, moment)


def test_every_button_that_moves_is_there(neuron: Session, steppers: Steppers) -> None:
    buttons = steppers.open(neuron).locator(".moving button")
    assert set(buttons.evaluate_all("all => all.map(x => x.dataset.do)")) == {*KEYS, "play"}


def test_buttons_say_where_there_is_nowhere_to_go(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    for moment, disabled in ((0, {"home", "rcontinue", "back", "stepback"}), (5, set()), (29, {*KEYS} - {"home"})):
        goto(page, moment)
        found = page.locator(".moving [aria-disabled=true]").evaluate_all("all => all.map(x => x.dataset.do)")
        assert set(found) == (disabled if moment < 29 else {"step", "next", "continue", "end"})


def test_the_slider_by_mouse_and_by_keyboard(neuron: Session, steppers: Steppers) -> None:
    neuron.break_at("sigmoid")
    page = steppers.open(neuron)
    frame = page.locator("[data-part=slider]").bounding_box()
    assert frame is not None
    y = frame["y"] + frame["height"] / 2
    page.mouse.click(frame["x"] + frame["width"] / 2, y)
    assert abs(at(page) - 14.5) <= 1
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"], y, steps=5)  # dragged, past the stop points
    page.mouse.up()
    assert at(page) == 29
    for key, moment in {"ArrowLeft": 28, "ArrowRight": 29, "Home": 0, "ArrowUp": 1, "ArrowDown": 0, "End": 29}.items():
        page.keyboard.press(key)
        assert at(page) == moment
    spoken = page.get_attribute("[data-part=slider]", "aria-valuetext") or ""
    assert spoken == f"29: {part(page, 'sentence')}"


def test_the_slider_shows_where_the_stop_points_stop(neuron: Session, steppers: Steppers) -> None:
    neuron.break_at("sigmoid")
    marks = steppers.open(neuron).locator(".marks span")
    moments = [4, 8, 15, 25]
    moments = [
        m
        for m in range(30)
        if m
        in {
            p
            for k, n in enumerate(neuron.recording.nodes)
            if n.primitive and n.primitive.name == "sigmoid"
            for p in (k, neuron.timeline.arrivals[k])
        }
    ]
    lefts = marks.evaluate_all("all => all.map(x => parseFloat(x.style.left))")
    assert sorted(lefts)[:2] == pytest.approx([100 * m / 29 for m in moments[:2]], abs=0.01)


# --- playing ----------------------------------------------------------------------------------------------------------

PACE = 1200  # milliseconds


def test_it_plays_at_its_speed_and_pauses(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron, clock=True)
    page.keyboard.press("Home")
    play = page.locator("[data-do=play]")
    play.click()
    assert "pause" in play.inner_text()
    page.clock.run_for(PACE - 1)
    assert at(page) == 0
    page.clock.run_for(1)
    assert at(page) == 1
    page.select_option("[data-part=speed]", "4")
    page.clock.run_for(PACE)  # one step is under way, of the old length
    assert at(page) == 2
    page.clock.run_for(PACE)
    assert at(page) == 6
    play.click()
    page.clock.run_for(10 * PACE)
    assert (at(page), "play" in play.inner_text()) == (6, True)


@pytest.mark.parametrize("key", ["Enter", " "])
def test_it_plays_by_its_button_with_the_keyboard(neuron: Session, steppers: Steppers, key: str) -> None:
    page = steppers.open(neuron, clock=True)
    page.keyboard.press("Home")
    page.press("[data-do=play]", key)
    page.clock.run_for(3 * PACE)
    page.keyboard.press(key)
    page.clock.run_for(3 * PACE)
    assert at(page) == 3


def test_playing_stops_at_stop_points_and_at_the_end(neuron: Session, steppers: Steppers) -> None:
    (point,) = [neuron.break_at("#4").number]
    page = steppers.open(neuron, clock=True)
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    page.clock.run_for(50 * PACE)
    assert (at(page), "play" in page.inner_text("[data-do=play]")) == (4, True)
    assert f"breakpoint {point}" in part(page, "met")
    page.click(f'[data-key="remove-{point}"]')
    page.keyboard.press("g")
    page.keyboard.press(" ")
    page.clock.run_for(50 * PACE)
    assert at(page) == neuron.timeline.end
    assert part(page, "met") == ""
    page.keyboard.press(" ")  # once more, the backward pass
    assert at(page) == neuron.timeline.start
    page.clock.run_for(PACE)
    assert at(page) == neuron.timeline.start + 1


@pytest.mark.parametrize("key", ["ArrowLeft", "Home", "c", "g", "!"])
def test_who_moves_while_it_plays_pauses_it(neuron: Session, steppers: Steppers, key: str) -> None:
    page = steppers.open(neuron, clock=True)
    page.keyboard.press("Home")
    page.keyboard.press(" ")
    page.clock.run_for(2 * PACE)
    page.keyboard.press(key)
    moment = at(page)
    page.clock.run_for(9 * PACE)
    if key == "!":  # there is none to go to
        return
    assert at(page) == moment
    assert "play" in page.inner_text("[data-do=play]")


def test_each_step_is_said_but_not_while_it_plays(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron, clock=True)
    page.keyboard.press("Home")
    sentence = page.locator("[data-part=sentence]")
    said = set()
    for _ in range(neuron.timeline.end + 1):
        expect(sentence).to_have_attribute("aria-live", "polite")
        said.add(sentence.inner_text())
        page.keyboard.press("ArrowRight")
    assert len(said) == neuron.timeline.end + 1
    page.keyboard.press(" ")
    expect(sentence).to_have_attribute("aria-live", "off")
    page.keyboard.press(" ")
    expect(sentence).to_have_attribute("aria-live", "polite")


# --- keys and the focus -----------------------------------------------------------------------------------------------


def test_keys_do_nothing_where_somebody_types(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    goto(page, 5)
    before = page.locator("[data-part=points] li").count()
    page.keyboard.press("/")
    assert focused(page)["part"] == "find"
    page.keyboard.type("bcgre!?/+-0 =")
    for key in ("ArrowLeft", "ArrowRight", "Home", "End", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    assert page.input_value("[data-part=find]") == "bcgre!?/+-0 ="
    page.focus("[data-part=rate]")
    page.keyboard.type("0")
    for selector in ("[data-part=speed]", "[data-part=language]", '[data-key="ignore-0"]'):
        page.focus(selector)
        for key in ("ArrowLeft", "g", "b", "c"):
            page.keyboard.press(key)
        if selector == "[data-part=language]":
            page.select_option(selector, "en")
    assert at(page) == 5
    assert page.locator("[data-part=points] li").count() == before
    assert not page.locator("dialog").is_visible()


def test_keys_with_control_are_the_browsers(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    goto(page, 5)
    page.focus("[data-do=step]")
    for key in ("Control+c", "Control+b", "Alt+g", "Meta+e", "Control+End"):
        page.keyboard.press(key)
    assert at(page) == 5


def test_the_keys_are_shown_and_do_nothing_meanwhile(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    goto(page, 5)
    for show in (lambda: page.keyboard.press("?"), lambda: page.click("[data-do=help]")):
        for close in (lambda: page.keyboard.press("Escape"), lambda: page.click("[data-do=close]")):
            show()
            assert page.locator("dialog").is_visible()
            page.keyboard.press("ArrowRight")
            close()
            assert not page.locator("dialog").is_visible()
    assert at(page) == 5


def test_space_presses_the_button_that_has_the_focus_and_plays_nothing(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    goto(page, 12)
    for selector in (".moving [data-do=next]", "[data-do=fit]", ".node [data-do=break]", "[data-do=break-line]"):
        page.press(selector, " ")
        assert "play" in page.inner_text("[data-do=play]")
    assert at(page) == moment_after(neuron, "next", 12)


def test_the_focus_stays_on_what_is_pressed_again_and_again(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    for name in ("step", "stepback", "next", "back", "end", "home"):
        page.focus(f".moving [data-do={name}]")
        for _ in range(3):
            page.keyboard.press("Enter")
            assert focused(page)["do"] == name
    goto(page, 15)
    for selector, name in ((".node [data-do=break]", "break"), ("[data-do=break-line]", "break-line")):
        page.focus(selector)
        for pressed in ("true", "false", "true"):
            page.keyboard.press("Enter")
            assert focused(page)["do"] == name
            assert page.get_attribute(selector, "aria-pressed") == pressed


def test_the_focus_is_not_lost_where_what_had_it_goes(neuron: Session, steppers: Steppers) -> None:
    neuron.break_at("w1")
    page = steppers.open(neuron)
    goto(page, 15)
    inside = "document.querySelector('section.node').contains(document.activeElement)"
    for _ in range(3):  # along links, each of which is replaced by what is about the next node
        page.focus(".node [data-do=select] >> nth=0")
        page.keyboard.press("Enter")
        assert page.evaluate(inside)
    page.focus(".node [data-do=follow]")
    page.keyboard.press("Enter")
    assert page.evaluate(inside)
    page.focus('[data-key="enable-1"]')
    page.keyboard.press(" ")
    assert focused(page)["key"] == "enable-1"
    assert not page.is_checked('[data-key="enable-1"]')
    page.keyboard.press("Tab")
    page.keyboard.type("7")
    page.keyboard.press("Tab")
    assert focused(page)["key"] == "remove-1"
    page.keyboard.press("Enter")
    assert focused(page)["part"] == "points"


def test_the_tab_key_reaches_everything_and_leaves_the_page(neuron: Session, steppers: Steppers) -> None:
    """Each time what has the focus shows it."""
    page = steppers.open(neuron)
    page.evaluate("""() => {
        window.all = [...document.querySelectorAll("button, input, select, summary, [tabindex='0']")]
            .filter((element) => element.checkVisibility());
        window.visited = new Set();
        window.unseen = [];
    }""")
    for _ in range(page.evaluate("all.length") + 1):
        page.keyboard.press("Tab")
        page.evaluate("""() => {
            const element = document.activeElement;
            visited.add(element);
            const { outlineStyle, outlineWidth } = getComputedStyle(element);
            const marked = outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
            if (element !== document.body && !element.closest("svg") && !marked) unseen.push(element.outerHTML);
        }""")
    assert page.evaluate("all.filter((element) => !visited.has(element)).map((element) => element.outerHTML)") == []
    assert page.evaluate("unseen") == []


def test_the_keyboard_goes_past_a_picture_of_many_boxes(steppers: Steppers) -> None:
    page = steppers.open(total([Value(float(k), f"x{k}") for k in range(60)]))
    page.focus("[data-do=help]")
    page.keyboard.press("Tab")
    assert focused(page)["do"] == "skip"
    box = page.locator("[data-do=skip]").bounding_box()
    assert box is not None
    assert box["width"] > 40  # it is seen now
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.canvas, .tools') === null")
    assert page.evaluate("document.activeElement !== document.body")


# --- nodes ------------------------------------------------------------------------------------------------------------


def box_of(page: Page, name: str) -> Any:
    """The box of a node in the picture."""
    return page.locator(f".canvas g.node[aria-label^='{name}']").first


def test_a_node_is_chosen_and_let_go(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    goto(page, 15)
    follows = part(page, "node")
    for choose in (lambda: box_of(page, "w1").click(), lambda: box_of(page, "w1").press("Enter")):
        choose()
        assert part(page, "node") == "#0 w1"
        page.keyboard.press("ArrowRight")
        assert part(page, "node") == "#0 w1"
        goto(page, 15)
        page.keyboard.press("Escape")
        assert part(page, "node") == follows
    page.click(".parameters [data-node='2']")
    assert part(page, "node") == "#2 w2"
    page.click("[data-do=follow]")
    assert part(page, "node") == follows


def test_breakpoints_are_set_at_nodes_and_lines(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    points = page.locator("[data-part=points] li")
    goto(page, 4)

    def listed() -> list[str]:
        return [re.sub(r"^.*?: ", "", text.strip()) for text in points.locator("label:first-child").all_inner_texts()][
            1:
        ]

    for act in (
        lambda: page.keyboard.press("b"),
        lambda: page.click(".node [data-do=break]"),
        lambda: page.press(".node [data-do=break]", " "),
    ):
        act()
        assert listed() == ["#4"]
        assert page.locator(".canvas g.node.stop").count() == 1
        act()
        assert listed() == []
    line = page.locator("[data-line='5'] button")
    assert line.get_attribute("aria-label") == "line 5: set a breakpoint"
    for act in (line.click, lambda: line.press("Enter"), lambda: line.press(" ")):
        act()
        assert listed() == ["train.py:5"]
        line.click()
        assert listed() == []
    page.locator("[data-line='5'] button").click()
    page.keyboard.press("Home")
    page.keyboard.press("c")
    neuron.break_at("train.py:5")
    assert at(page) == moment_after(neuron, "continue", 0)


def test_only_lines_that_made_nodes_can_be_stopped_at(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    lines = page.locator(".listing button").evaluate_all("all => all.map(x => Number(x.textContent))")
    assert set(lines) == {5, 10, 11, 12, 15} & set(lines)
    assert 5 in lines
    assert 1 not in lines


def test_a_source_that_is_not_known_is_not_shown_as_an_empty_one(steppers: Steppers) -> None:
    with capture():
        made: dict[str, Value] = {}
        exec(compile("from autograd_lite import Value\ny = Value(0.5) * 2.0", "<stdin>", "exec"), made)
    page = steppers.open(made["y"])
    assert page.inner_text('[data-part="source-place"]') == "<stdin>:2 · its source is not known"
    assert page.locator(".listing li").count() == 0


def test_the_source_marks_the_expression(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    marked = {}
    for moment in range(neuron.timeline.end + 1):
        goto(page, moment)
        name = part(page, "names").split(" → ")[0]
        marked[name] = "".join(page.locator(".listing mark").all_inner_texts())
    assert marked["#3 mul"] == "w * x"
    assert marked["#5 sigmoid"] == "(w * x + b).sigmoid()"
    assert "(y - 1.0) ** 2" in marked.values()


def test_nodes_are_found_while_somebody_types(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    for text, count in {"w1": 1, "sigmoid": 2, "hidden": 3, "#4": 1, "12": 2, "w": 2, "zzz": 0, "": 0}.items():
        page.fill("[data-part=find]", text)
        assert page.locator("[data-part=found] button").count() == count, text
    page.fill("[data-part=find]", "w2")
    page.click("[data-part=found] button")
    assert part(page, "node") == "#2 w2"
    page.fill("[data-part=find]", "nothing")
    for name in ("until", "breakpoint", "once", "watch"):
        page.click(f".find [data-do={name}]")
        assert "nothing" in part(page, "answer")


def test_boxes_open_and_the_trail_leads_back(steppers: Steppers) -> None:
    y = Value(0.5, "x")
    for _ in range(300):
        y = y * 1.01 + 0.25
    page = steppers.open(y)
    folded = page.locator(".canvas g.folded").first
    for way in ("double", "Enter", "sign"):
        assert page.locator(".tools nav").is_hidden()
        if way == "double":
            folded.dblclick(position={"x": 20, "y": 30})
        elif way == "Enter":
            folded.press("Enter")
        else:
            folded.locator(".opener").click()
        trail = page.locator(".tools nav button")
        assert trail.count() == 2
        assert trail.nth(1).get_attribute("aria-current") == "true"
        if way == "Enter":
            trail.first.press("Enter")
            assert page.evaluate("document.activeElement !== document.body")
        else:
            trail.first.click()
    folded.press("Enter")
    page.click("[data-do=reveal]")
    assert page.locator(".canvas svg").count() == 1


def test_the_picture_is_zoomed_by_buttons_and_keys(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    width = "parseFloat(document.querySelector('.canvas svg').getAttribute('width'))"
    for larger, smaller, fit in (
        [lambda name=name: page.click(f"[data-do={name}]") for name in ("zoomIn", "zoomOut", "fit")],
        [lambda key=key: page.keyboard.press(key) for key in ("+", "-", "0")],
    ):
        fit()
        whole = page.evaluate(width)
        larger()
        assert page.evaluate(width) == pytest.approx(1.25 * whole)
        smaller()
        assert page.evaluate(width) == pytest.approx(whole)
        larger()
        fit()
        assert page.evaluate(width) == pytest.approx(whole)


# --- parameters -------------------------------------------------------------------------------------------------------


def test_the_update_that_a_learning_rate_would_make(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    for rate, text in ((0.1, None), (0.5, "0.5"), (1e-3, "1e-3"), (1e-3, ""), (-2.0, "-2")):
        if text is not None:
            page.fill("[data-part=rate]", text)
        for moment in (0, 14, 20, neuron.timeline.end):
            goto(page, moment)
            neuron.goto(moment)
            rows = page.locator("[data-part=parameters] tbody tr").evaluate_all(
                "all => all.map(row => [...row.cells].map(cell => cell.textContent))"
            )
            assert [row[0] for row in rows] == ["w1", "b", "w2"]
            for position, (_, *cells) in enumerate(rows):
                value, gradient = neuron.recording.data[position], neuron.gradient(position)
                assert gradient is not None
                expected = value, gradient, -rate * gradient, value - rate * gradient
                assert [number(cell) for cell in cells] == pytest.approx(expected, rel=1e-5)


def test_a_parameter_is_checked_by_differences(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    page.keyboard.press("End")
    for found in made(neuron.recording):
        page.click(f".parameters [data-node='{found.leaf}']")
        page.click("[data-do=check]")
        numbers = [number(text.split(" ")[0]) for text in page.locator("[data-part=check] dd").all_inner_texts()]
        quotient = (found.above - found.below) / (2 * found.step)
        gradient = neuron.recording.final[found.leaf]
        assert numbers == [found.above, found.below, quotient, found.slope, gradient]
        assert page.inner_text("[data-part=check] .verdict") == "They agree."
        page.click("[data-do=follow]")


def test_many_parameters_are_filtered_and_listed_on_demand(steppers: Steppers) -> None:
    page = steppers.open(total([Value(float(k), f"x{k}") for k in range(150)]))
    rows = page.locator("[data-part=parameters] tbody tr")
    assert rows.count() == 60
    page.press(".leaves [data-do=more]", "Enter")
    assert rows.count() == 150
    assert focused(page)["node"] == "60"
    page.fill("[data-part=filter]", "x14")
    assert rows.count() == 11


# --- numbers that are not finite --------------------------------------------------------------------------------------


def not_finite() -> Value:
    y = log(Value(0.0, "x")) * Value(2.0, "w") + Value(math.nan, "n")
    y.label = "y"
    return y


def test_the_way_to_the_first_number_that_is_not_finite(steppers: Steppers) -> None:
    page = steppers.open(not_finite())
    for go in (lambda: page.click("[data-do=strange]"), lambda: page.keyboard.press("!")):
        page.keyboard.press("Home")
        go()
        assert part(page, "names") == "#2 n"
        assert number(page.inner_text("[data-part=formulas] .number")) is not None
    assert "nan" in part(page, "sentence")
    page.keyboard.press("Home")
    page.keyboard.press("c")
    assert "catch 0" in part(page, "met")


# --- graphs of all kinds ----------------------------------------------------------------------------------------------


def deep() -> Value:
    y = Value(0.5, "x")
    for _ in range(1000):
        y = y * 1.001
    return y


def labels() -> Value:
    """Some twice, an empty one, one of nothing but blanks, and one that is long."""
    names = ["a", "a", "", "  ", "x" * 10_000, "a → b", "#1", "1.5"]
    return total([Value(float(k + 1), label) for k, label in enumerate(names)])


GRAPHS = {
    "leaf": lambda: Value(3.0, "w"),
    "nameless leaf": lambda: Value(3.0),
    "one operation": lambda: Value(3.0, "w") * 2.0,
    "deep": deep,
    "wide": lambda: dot([Value(0.1 * k) for k in range(200)], [1.0 / (k + 1) for k in range(200)]),
    "labels": labels,
    "not finite": not_finite,
    "network": lambda: SigmoidMLP(3, 2, 2, seed=0).error([1.0, 2.0, -1.0], [0.0, 1.0]),
}


@pytest.mark.parametrize("name", GRAPHS)
def test_all_kinds_of_graphs_are_walked(name: str, steppers: Steppers) -> None:
    session = Session(record(GRAPHS[name]()))
    page = steppers.open(session)
    end = session.timeline.end
    for moment in sorted(
        {0, 1, session.timeline.start, (session.timeline.start + end) // 2, end - 1, end} & {*range(end + 1)}
    ):
        goto(page, moment)
        session.goto(moment)
        reached = session.timeline.reached(moment)
        shown = number(page.evaluate("document.querySelector('[data-part=gradient]').firstChild.textContent"))
        expected = session.gradient(reached)
        assert repr(shown) == repr(expected)
        assert f"#{reached} " in part(page, "node")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert at(page) == end
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


# --- nothing of what others wrote is taken for more than text ---------------------------------------------------------


def hostile(folder: Path) -> Value:
    """Labels, scopes, names of functions and files, and lines of source that try to run something."""
    images = '<img src=x onerror="window.hacked=1">'
    path = folder / "<img src=x onerror='window.hacked=1'>.py"
    source = f"""\
def function(x):  # </script><script>window.hacked = 1</script> {images} ${{window.hacked=1}}
    text = '''<!-- <script> ]]> </style></textarea></title>{images}'''
    return (x * x).tanh()  # "onfocus="window.hacked=1"
"""
    names: dict[str, Any] = {}
    exec(compile(source, str(path), "exec"), names)
    code = names["function"].__code__.replace(co_name=images, co_qualname=f"</script>{images}")
    path = folder / "none"
    function = FunctionType(code, names)
    with capture("stack"):
        made = []
        for k in range(0, len(HOSTILE), 4):
            texts = HOSTILE[k : k + 4]
            with scope(texts[0]), scope(texts[-1]):
                made.append(function(total([Value(0.5, label) for label in texts])))
            made[-1].label = texts[1]
        y = total(made)
    y.label = HOSTILE[1]
    return y


def test_hostile_names_and_source_run_nothing(tmp_path: Path, steppers: Steppers) -> None:
    session = Session(record(hostile(tmp_path)))
    for label in HOSTILE[:2]:
        session.break_at(f"label:{label}")
    page = steppers.open(session)
    for language in ("zh", "en"):
        page.select_option("[data-part=language]", language)
        for moment in range(0, session.timeline.end + 1, 9):
            goto(page, moment)
        page.locator(".canvas g.node").evaluate_all(
            "all => all.forEach(box => box.dispatchEvent(new MouseEvent('click', { bubbles: true })))"
        )
        for text in HOSTILE[:10]:
            page.fill("[data-part=find]", text)
            page.press(".find [data-do=breakpoint]", "Enter")
        page.keyboard.press("Escape")
    page.focus("[data-do=step]")
    page.keyboard.press("Home")
    page.keyboard.press("c")
    assert HOSTILE[1] in page.inner_text("h1")
    assert page.locator("script").count() == 2
    assert page.locator("img, iframe, object, embed, link, base, foreignObject").count() == 0
    assert (
        page.evaluate(
            "[...document.querySelectorAll('*')].flatMap(x => [...x.attributes]).filter(x => /^on/.test(x.name)).length"
        )
        == 0
    )
    names = set(page.locator("[data-part=parameters] button").all_text_contents())
    assert {label for label in HOSTILE if label.isascii() and label.isprintable() and len(label) < 40} & names
    assert "</script><script>window.hacked = 1</script>" in page.inner_text(".listing")


# --- where the focus is does not change what a key means ------------------------------------------------------------


def test_keys_mean_the_same_on_the_slider(neuron: Session, steppers: Steppers) -> None:
    neuron.break_at("#4")
    page = steppers.open(neuron)
    for name, key in KEYS.items():
        goto(page, 8)
        page.focus("[data-part=slider]")
        page.keyboard.press(key)
        assert at(page) == moment_after(neuron, name, 8), name


def test_a_second_press_moves_on(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    page.focus(".moving [data-do=step]")
    for _ in range(3):
        with moved(page):
            page.keyboard.press(" ")
    page.keyboard.press("Home")
    with moved(page, is_so=False):
        page.keyboard.press("Home")


def test_a_node_that_is_found_is_brought_into_view(steppers: Steppers) -> None:
    y = Value(0.5, "far away")
    for _ in range(30):
        y = y * Value(1.01) + Value(0.1)
    page = steppers.open(y, reduced_motion="reduce")
    box = page.locator("g.node", has_text="far away")
    seen = """element => {
        const [box, canvas] = [element, document.querySelector(".canvas")].map((e) => e.getBoundingClientRect());
        return box.left >= canvas.left && box.right <= canvas.right;
    }"""
    assert not box.evaluate(seen)
    page.fill("[data-part=find]", "far away")
    page.click("[data-part=found] button")
    assert box.evaluate(seen)
