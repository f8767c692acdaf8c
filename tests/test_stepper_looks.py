"""The stepper page as it is seen, read and heard: in both themes and languages, on a phone and on a projector."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from autograd_lite import record
from autograd_lite.stepping import Session
from tests import sessions
from tests.steppers import Steppers, at, browser, focused, goto, part, steppers
from tests.test_stepper import deep, not_finite

__all__ = ["browser", "steppers"]  # fixtures

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("stepper looks")]


@pytest.fixture
def neuron(tmp_path: Path) -> Session:
    """Two neurons, one after the other, as their program made them."""
    return Session(record(sessions.output(tmp_path)))


# --- themes -----------------------------------------------------------------------------------------------------------

# The texts of the page, not of its pictures, with the contrast of each to what is behind it.
CONTRASTS = """() => {
    const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const luminance = (colour) => {
        const [r, g, b] = channels(colour).slice(0, 3).map((x) => x / 255)
            .map((x) => x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const isSolid = (colour) => channels(colour).length === 3;
    const behind = (element) => {
        let found = element;
        while (found && !isSolid(getComputedStyle(found).backgroundColor)) {
            if (channels(getComputedStyle(found).backgroundColor)[3] !== 0) throw new Error("half transparent");
            found = found.parentElement;
        }
        return getComputedStyle(found ?? document.body).backgroundColor;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walker.nextNode()) {
        const [text, element] = [walker.currentNode.textContent.trim(), walker.currentNode.parentElement];
        if (!text || element.closest("svg, script, .hidden, option") || !element.checkVisibility()) continue;
        const opacity = [];
        for (let x = element; x; x = x.parentElement) opacity.push(Number(getComputedStyle(x).opacity));
        if (Math.min(...opacity) < 1) found.push([text, 0]);
        const [a, b] = [getComputedStyle(element).color, behind(element)].map(luminance);
        found.push([text, (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)]);
    }
    return found;
}"""


@pytest.mark.parametrize("chosen", ["auto", "light", "dark"])
@pytest.mark.parametrize("system", ["light", "dark"])
def test_texts_have_contrast_in_every_theme(system: Any, chosen: str, neuron: Session, steppers: Steppers) -> None:
    neuron.break_at("w1")
    for output in (neuron, not_finite()):
        page = steppers.open(output, color_scheme=system)
        page.select_option("[data-part=theme]", chosen)
        ground = page.evaluate("getComputedStyle(document.querySelector('.stepper')).backgroundColor")
        is_dark = (system if chosen == "auto" else chosen) == "dark"
        assert (sum(map(int, re.findall(r"\d+", ground))) < 200) == is_dark
        for moment in (0, at(page), at(page) + 2):
            goto(page, moment)
            contrasts = page.evaluate(CONTRASTS)
            assert len(contrasts) > 50
            assert [(text, contrast) for text, contrast in contrasts if contrast < 4.5] == []
        svg = page.get_attribute(".canvas svg", "class") or ""
        assert f"theme-{chosen}" in svg.split()


# --- languages --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("languages", "expected"),
    [
        (["zh-CN"], "zh-Hans"),
        (["zh-TW", "en"], "zh-Hans"),
        (["fr", "zh-CN", "en"], "zh-Hans"),
        (["en-GB", "zh"], "en"),
        (["fr", "de"], "en"),
        ([], "en"),
    ],
)
def test_the_language_is_the_readers(
    languages: list[str], expected: str, neuron: Session, steppers: Steppers, tmp_path: Path
) -> None:
    page = steppers.open(neuron)
    page.add_init_script(f"Object.defineProperty(navigator, 'languages', {{ get: () => {languages} }})")
    page.evaluate("location.hash = ''")
    page.goto(page.url)
    steppers.asked.pop()
    assert page.get_attribute("html", "lang") == page.get_attribute(".stepper", "lang") == expected
    assert (
        page.title() == f"E{'：反向传播，逐步演示' if expected == 'zh-Hans' else ': the backward pass, step by step'}"
    )


# Words that are names, code, keys and formats, in every language.
ALIKE = {
    "add",
    "and",
    "Enter",
    "English",
    "End",
    "Esc",
    "grad",
    "hidden",
    "Home",
    "inf",
    "leaf",
    "ln",
    "log",
    "mul",
    "nan",
}
ALIKE |= {"abs", "if", "neuron", "error", "power", "py", "Shift", "sigmoid", "sub", "train", "w1", "w2", "capture"}
ALIKE |= {"autograd", "lite", "page", "label", "op"}
WORDS = """() => {
    const found = [];
    for (const element of document.querySelectorAll(".stepper, .stepper *")) {
        if (element.closest(".listing code, [lang=en]:not(.stepper), title, desc")) continue;
        if (element.closest(".canvas svg") && element.localName !== "text") continue;
        for (const name of ["aria-label", "title", "placeholder", "aria-valuetext"])
            if (element.hasAttribute(name)) found.push(element.getAttribute(name));
        for (const child of element.childNodes) if (child.nodeType === Node.TEXT_NODE) found.push(child.textContent);
    }
    return found;
}"""


def test_no_english_is_left_in_chinese(neuron: Session, steppers: Steppers) -> None:
    """But names and code; and what a picture says that is pointed at, which Python wrote."""
    neuron.break_at("sigmoid if grad > 0")
    neuron.watch("w1")
    for output in (neuron, not_finite()):
        page = steppers.open(output, locale="zh-CN")
        for moment in range(int(page.get_attribute("[data-part=slider]", "max") or 0) + 1):
            goto(page, moment)
            if moment % 7 == 0:
                page.click(".parameters [data-do=select]")
                page.click("[data-do=check]")
            texts = page.evaluate(WORDS)
            assert [text for text in texts if {*re.findall(r"[A-Za-z][a-z0-9]+", text)} - ALIKE] == []
            page.keyboard.press("Escape")


def test_what_is_seen_stays_in_another_language(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    goto(page, 17)
    page.click(".parameters [data-node='2']")
    page.click("[data-do=check]")
    page.fill("[data-part=rate]", "0.5")
    page.fill("[data-part=find]", "sigm")
    page.select_option("[data-part=speed]", "8")
    page.select_option("[data-part=theme]", "dark")
    page.click(".leaves summary")
    for _ in range(3):
        page.click("[data-do=zoomIn]")
    page.evaluate("document.querySelector('.canvas').scrollTo({ left: 150, top: 20, behavior: 'instant' })")
    page.evaluate("document.querySelector('.listing').scrollTo({ top: 60, behavior: 'instant' })")
    state = """() => ({
        moment: document.querySelector("[data-part=moment]").textContent,
        node: document.querySelector("[data-part=node]").textContent,
        checked: document.querySelector("[data-part=check] dl") !== null,
        fields: [...document.querySelectorAll("input, select:not([data-part=language])")].map((x) => x.value),
        open: [...document.querySelectorAll("details")].map((x) => x.open),
        width: document.querySelector(".canvas svg").getAttribute("width"),
        scrolled: [".canvas", ".listing"].map((x) => document.querySelector(x)).map((x) => [x.scrollLeft, x.scrollTop]),
        theme: document.querySelector(".stepper").className,
        found: document.querySelectorAll("[data-part=found] button").length,
    })"""
    before = page.evaluate(state)
    assert before["moment"] == "17"
    assert before["open"] == [False, True]
    for language in ("zh", "en"):
        page.select_option("[data-part=language]", language)
        assert page.evaluate(state) == before
        assert focused(page)["part"] == "language"


def test_another_picture_stays_open_in_another_language(steppers: Steppers) -> None:
    page = steppers.open(deep())
    page.locator(".canvas g.folded").first.press("Enter")
    page.select_option("[data-part=language]", "zh")
    assert page.locator(".tools nav button").count() == 2


# --- sizes ------------------------------------------------------------------------------------------------------------

PHONES = {"phone": (390, 844), "small phone": (360, 640)}
SCREENS = {
    "laptop": (1280, 720),
    "projector": (1920, 1080),
    "laptop at 200 %": (640, 360),
    "phone on its side": (844, 390),
}
FAULTS = """() => {
    const found = [];
    const frame = (selector) => document.querySelector(selector).getBoundingClientRect();
    if (document.scrollingElement.scrollWidth > innerWidth) found.push("the page is wider than the window");
    if (document.scrollingElement.scrollHeight > innerHeight) found.push("the page is higher than the window");
    for (const name of ["main", ".left", ".right", ".about", ".now", ".head", ".transport"]) {
        const { scrollWidth, clientWidth } = document.querySelector(name);
        if (scrollWidth > clientWidth) found.push(`${name} is wider than its place`);
    }
    for (const button of document.querySelectorAll(".transport button, .head :is(button, select)")) {
        const { left, top, right, bottom } = button.getBoundingClientRect();
        if (left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5)
            found.push(`${button.dataset.do ?? button.dataset.part} is outside`);
    }
    const { width, height } = frame(".canvas");
    if (width < 150 || height < 90) found.push(`the picture is only ${width} by ${height}`);
    return found;
}"""
# How far the sentence and the numbers reach below what can be seen of them.
HIDDEN = """(part) => {
    const element = document.querySelector(`[data-part=${part}]`).getBoundingClientRect();
    const { top } = document.querySelector(".transport").getBoundingClientRect();
    return Math.round(element.bottom - top);
}"""


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize("size", [*PHONES, *SCREENS])
def test_everything_has_its_place(size: str, locale: str, neuron: Session, steppers: Steppers) -> None:
    width, height = (PHONES | SCREENS)[size]
    page = steppers.open(neuron, viewport={"width": width, "height": height}, locale=locale)
    for moment in range(0, neuron.timeline.end + 1, 2):
        goto(page, moment)
        assert page.evaluate(FAULTS) == [], moment
        assert page.evaluate(HIDDEN, "sentence") <= 0, moment
        if size != "laptop at 200 %" and size != "phone on its side":
            assert page.evaluate(HIDDEN, "formulas") <= 0, moment
    page = steppers.open(not_finite(), viewport={"width": width, "height": height}, locale=locale)
    for key in ("!", "ArrowRight", "End"):
        page.keyboard.press(key)
        assert page.evaluate(FAULTS) == []


@pytest.mark.parametrize("size", PHONES)
def test_fingers_hit_the_controls_of_a_phone(size: str, neuron: Session, steppers: Steppers) -> None:
    width, height = PHONES[size]
    page = steppers.open(neuron, viewport={"width": width, "height": height}, has_touch=True, is_mobile=True)
    sizes = page.locator("button:not(.link, .gutter, .skip), select, input:not([type=checkbox])").evaluate_all(
        "all => all.filter(x => x.checkVisibility())"
        ".map(x => [x.dataset.do ?? x.dataset.part ?? x.dataset.key, x.getBoundingClientRect().height])"
    )
    assert len(sizes) > 15
    assert [(name, high) for name, high in sizes if high < 40] == []
    before = at(page)
    page.tap(".moving [data-do=step]")
    assert at(page) == before + 1


def test_nothing_moves_that_was_not_asked_to(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron, reduced_motion="reduce", viewport={"width": 390, "height": 844})
    jumps = """() => {
        const canvas = document.querySelector(".canvas");
        document.querySelector(".moving [data-do=next]").click();
        const there = canvas.scrollLeft;
        return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(
            () => resolve([there, canvas.scrollLeft, document.getAnimations().length]))));
    }"""
    lefts = set()
    for _ in range(6):
        there, afterwards, animations = page.evaluate(jumps)
        assert (there, animations) == (afterwards, 0)
        lefts.add(there)
    assert len(lefts) > 1


# --- what is heard ----------------------------------------------------------------------------------------------------


def test_all_controls_have_roles_and_names(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    for language in ("zh", "en"):
        page.select_option("[data-part=language]", language)
        heard = page.locator("body").aria_snapshot()
        controls = re.findall(r"^ *- (?:')?(button|combobox|slider|searchbox|spinbutton|checkbox)\b(.*)$", heard, re.M)
        assert {role for role, _ in controls} == {"button", "combobox", "slider", "searchbox", "spinbutton", "checkbox"}
        assert [role for role, name in controls if not re.match(r' (?:"|/)', name)] == []
        for landmark in ("banner", "main", "contentinfo"):
            assert len(re.findall(rf"^- {landmark}", heard, re.M)) == 1, landmark


def test_headings_are_a_tree(neuron: Session, steppers: Steppers) -> None:
    page = steppers.open(neuron)
    levels = page.locator("h1, h2, h3, h4").evaluate_all(
        "all => all.filter(x => x.checkVisibility()).map(x => +x.tagName[1])"
    )
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def heard(page: Page, name: str) -> str | None:
    return page.get_attribute(f"[data-part={name}]", "role")


def test_what_stops_a_movement_is_said(neuron: Session, steppers: Steppers) -> None:
    neuron.break_at("sigmoid")
    page = steppers.open(neuron)
    page.keyboard.press("c")
    assert part(page, "met") == "Stopped at breakpoint 1: op:sigmoid"
    assert heard(page, "met") == heard(page, "answer") == "status"


def test_ids_are_there_once(neuron: Session, steppers: Steppers) -> None:
    ids = steppers.open(neuron).locator("[id]").evaluate_all("all => all.map(x => x.id)")
    assert len(ids) == len(set(ids))
