"""Pictures in a real browser: texts stand in their boxes, can be read in both colour schemes, and nothing ever runs.

A picture is the same bytes on every Python, so that `make test` runs these on one Python only. Each picture is opened
once as a document and once inside a page; screenshots are left in ``build/screenshots``.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pytest
from PIL import ImageChops, ImageDraw

from autograd_lite import Value, draw, log, primitive, scope, sigmoid
from autograd_lite import sum as total
from autograd_lite.datasets import load_watermelon3
from autograd_lite.drawing import Drawing
from autograd_lite.drawing.moments import draw_moment
from autograd_lite.drawing.placing.engines import VARIABLE
from autograd_lite.nn import Linear, ReLU, Sequential, SigmoidMLP
from docs.gallery.small import neuron
from tests.chromium import NoBrowserError, running
from tests.moments import Moment
from tests.viewer import ENTRIES, MEASURE, Seen, Viewer, photograph

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("browser")]  # one process, and so one browser

HOSTILE = [
    '"quo\'te"', "<script>window.hacked = 1</script>", "<img src=x onerror='window.hacked=1'>", "]]>",
    "' onload='window.hacked=1", '" onfocus="window.hacked=1', "javascript:window.hacked=1", "&lt;b&gt; &#x41; &amp;",
    "</title></svg><script>window.hacked=1</script>", "<!-- <![CDATA[", "a\x00b\x1b[31m\x07", "\ud800 \udfff", "\ufffe",
    "\u202eright to left\u202c", "\u200fשלום עולם", "مرحبا 123", "x" * 10**5, "W" * 24, "\u3000" * 30 + "!", "\n\r\t",
    "Z̴̢̛͙a̵l̷g̶o̸" + "\u0301" * 300, "\ufdfd", "👩‍👩‍👧‍👦🏳️‍🌈🇨🇳", "ﬃ№㎒", "ｆｕｌｌ", "क्षत्रिय", "𝕏𝛼", "\u0600\u0601",
]  # fmt: skip


# --- the pictures -----------------------------------------------------------------------------------------------------


def demo() -> Drawing:
    """The picture of `make demo`, but for the training before it."""
    data = load_watermelon3()
    net = SigmoidMLP(19, 5, 1, seed=0)
    E = net.error(data.X[0], data.Y[0])
    E.backward()
    return draw(E)


def small() -> Drawing:
    """The book's network, small enough for texts on all arrows."""
    E = SigmoidMLP(3, 2, 2, seed=0).error([1.0, 2.0, -1.0], [0.0, 1.0])
    E.backward()
    return draw(E)


def by_dot() -> Drawing:
    """The same, placed by Graphviz's program; the other pictures are placed by the embedded engine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, "dot")
        return small()


def chinese() -> Drawing:
    a, b = Value(0.697, "密度"), Value(0.46, "含糖率")
    c, d = Value(1.5, "α₁·密度 ŵ₁₂"), Value(-2.0, "ŷ̄ₙ é ﾊﾛｰ 안녕")
    y = sigmoid(a * c + b * d)
    y.label = "好瓜 ŷ₁ (是/否)"
    y.backward()
    return draw(y)


def hostile() -> Drawing:
    """Labels, scopes and a sign of an operation that try to get out of the picture."""

    @primitive(symbol=HOSTILE[1])
    def hostile_symbol(x: float) -> float:
        return x

    @hostile_symbol.rule
    def hostile_symbol_rule(y: Any, x: Any) -> Callable[[], tuple[float]]:
        def hostile_symbol_gradient() -> tuple[float]:
            return (1.0,)

        return hostile_symbol_gradient

    sums = []
    for k in range(0, len(HOSTILE), 4):
        labels = HOSTILE[k : k + 4]
        with scope(labels[0]), scope(labels[-1]):
            sums.append(total([Value(-1.5, label) for label in labels]))
        sums[-1].label = labels[1]
    y = hostile_symbol(total(sums))
    y.label = HOSTILE[1]
    y.backward()
    return draw(y)


def not_finite() -> Drawing:
    y = log(Value(0.0, "x")) * Value(2.0, "w") + Value(math.nan, "n")
    y.label = "y"
    y.backward()
    return draw(y)


def backward_not_run() -> Drawing:
    x = Value(0.5, "x")
    return draw(x * x + (x - 1.0) ** 2)


def deep() -> Drawing:
    """A loop of a thousand steps."""
    x = Value(0.5, "x")
    y = x
    for _ in range(1000):
        y = y * 1.001
    y.backward()
    return draw(y)


def large() -> Drawing:
    """A network with 2,410 parameters."""
    net = Sequential(Linear(64, 32, seed=1), ReLU(), Linear(32, 10, seed=2))
    loss = sum(y * y for y in net([k / 64 for k in range(64)]))
    loss.label = "loss"
    loss.backward()
    return draw(loss)


def moment() -> Drawing:
    """The third weight of a weighted sum, in the middle of a backward pass."""
    E = SigmoidMLP(7, 1, 1, seed=0).error([0.5, 0.1, -0.3, 0.2, 0.9, 1.0, 0.7], [1.0])
    return draw_moment([E], Moment(E, 13, "step 14 of 18: d E / d v₃₁ += upstream −0.009 × local −0.3"))


def moment_of_parallel_arrows() -> Drawing:
    a = Value(-0.61763, "a")
    return draw_moment([square := a * a], Moment(square, 1))


PICTURES: dict[str, Callable[[], Drawing]] = {
    "demo": demo,
    "small": small,
    "by_dot": by_dot,
    "neuron": neuron,
    "chinese": chinese,
    "hostile": hostile,
    "not_finite": not_finite,
    "backward_not_run": backward_not_run,
    "deep": deep,
    "large": large,
    "moment": moment,
    "moment_of_parallel_arrows": moment_of_parallel_arrows,
    "module": lambda: draw(Sequential(Linear(64, 32, seed=1), ReLU(), Linear(32, 10, seed=2))),
}


@cache
def drawing(name: str) -> Drawing:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of what a picture leaves out
        return PICTURES[name]()


# --- the browser ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def viewer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Viewer]:
    """One browser, closed after these tests: Playwright's event loop would be in the way of other tests."""
    try:
        with running() as browser:
            yield Viewer(browser, tmp_path_factory.mktemp("pictures"))
    except NoBrowserError as failure:
        pytest.fail(str(failure), pytrace=False)


@pytest.fixture(params=[(name, entry) for name in PICTURES for entry in ENTRIES], ids="-".join)
def seen(request: pytest.FixtureRequest, viewer: Viewer) -> Seen:
    name, entry = request.param
    return viewer.look(name, drawing(name), entry)


# --- what is true of every picture ------------------------------------------------------------------------------------


def test_texts_stand_in_their_boxes_and_on_nothing_else(seen: Seen) -> None:
    for measured in seen.measured.values():
        assert measured["texts"] > 0
        faults = ("outside", "colliding", "touching", "beyond")
        assert {fault: measured[fault] for fault in faults} == {fault: [] for fault in faults}


def test_texts_have_contrast_in_both_colour_schemes(seen: Seen) -> None:
    for measured in seen.measured.values():
        assert not measured["faint"]
        assert 4.5 <= measured["least"] <= 21.0
    assert seen.measured["light"]["least"] != seen.measured["dark"]["least"]


def test_every_box_and_arrow_has_a_tooltip_and_every_box_a_name(seen: Seen) -> None:
    measured = seen.measured["light"]
    assert measured["nodes"] > 0
    assert measured["arrows"] > 0
    assert measured["silent"] == measured["unnamed"] == []
    assert measured["title"]
    assert measured["description"]


def test_nothing_runs_and_nothing_is_loaded(seen: Seen) -> None:
    assert seen.messages == []
    assert len(seen.requests) == 1
    assert seen.requests[0].startswith("file:")
    for measured in seen.measured.values():
        assert measured["hacked"] is None
        assert measured["scripts"] == 0


# --- what is true of some ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", ENTRIES)
@pytest.mark.parametrize("name", ["demo", "small", "by_dot", "neuron", "chinese", "moment"])
def test_texts_on_arrows_keep_clear_of_boxes_and_of_each_other(viewer: Viewer, name: str, entry: str) -> None:
    for measured in viewer.look(name, drawing(name), entry).measured.values():
        assert measured["loose"] > 0 or name == "demo"
        assert not measured["crowded"]


@pytest.mark.parametrize("name", ["chinese", "hostile"])
def test_no_ink_lies_outside_the_boxes(viewer: Viewer, name: str) -> None:
    """Accents upon accents have no height of their own, and yet could reach the box above."""
    measured = viewer.look(name, drawing(name), "document").measured["light"]
    photographs = []
    with viewer.open(name, drawing(name), "document") as page:
        for visibility in ("visible", "hidden"):
            page.locator("g.node text").evaluate_all(
                "(texts, visibility) => texts.forEach(text => text.style.visibility = visibility)", visibility
            )
            photographs.append(photograph(page, measured["whole"]))
    ink = ImageChops.difference(*photographs)
    assert ink.getbbox() is not None
    brush = ImageDraw.Draw(ink)
    for left, top, right, bottom in measured["frames"]:
        brush.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill="black")
    assert ink.getbbox() is None


def test_a_picture_is_shown_by_an_image_element(viewer: Viewer) -> None:
    """As in a README."""
    address = viewer.address("demo", drawing("demo"), "document")
    with viewer.open("neuron", drawing("neuron"), "page") as page:
        size = page.evaluate(
            "async address => { const i = new Image(); i.src = address; await i.decode(); return [i.width, i.height] }",
            address,
        )
    whole = viewer.look("demo", drawing("demo"), "document").measured["light"]["whole"]
    assert size == pytest.approx(whole, abs=1.0)


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_tab_key_moves_through_the_boxes_and_shows_where_it_is(viewer: Viewer, entry: str) -> None:
    with viewer.open("neuron", drawing("neuron"), entry) as page:
        boxes = page.locator("g.node")
        first = boxes.first.screenshot()
        visited = []
        for _ in range(boxes.count()):
            page.keyboard.press("Tab")
            visited.append(page.evaluate("document.activeElement?.id"))
            if len(visited) == 1:
                assert boxes.first.screenshot() != first
        assert visited == boxes.evaluate_all("groups => groups.map(group => group.id)")


# --- the measurements themselves --------------------------------------------------------------------------------------

SABOTAGE = {
    "outside": "const [t] = find('g.node text'); t.textContent = 'w'.repeat(200); t.removeAttribute('textLength')",
    "colliding": "const [a, b] = find('g.node text'); for (const name of ['x', 'y', 'text-anchor']) copy(a, b, name)",
    "touching": "const [a, b] = find('g.node'); copy(a, b, 'transform')",
    "beyond": "find('g.node')[0].setAttribute('transform', 'translate(-50 0)')",
    "crowded": "const [a, b] = find('text.local'); for (const name of ['x', 'y']) copy(a, b, name)",
    "faint": "find('g.node text')[0].style.fill = '#808080'",
    "faint behind": "find('g.node rect')[0].style.fill = '#606060'",
    "faint half": "find('g.node text')[0].style.opacity = 0.5",
    "silent": "find('g.arrow > title')[0].remove()",
    "unnamed": "find('g.node')[0].removeAttribute('aria-label')",
}


@pytest.mark.parametrize("fault", SABOTAGE)
def test_a_fault_is_measured(viewer: Viewer, fault: str) -> None:
    sabotage = f"""() => {{
        const find = selector => [...document.querySelectorAll(selector)];
        const copy = (to, from, name) => to.setAttribute(name, from.getAttribute(name));
        {SABOTAGE[fault]}
    }}"""
    with viewer.open("neuron", drawing("neuron"), "document") as page:
        page.emulate_media(color_scheme="light")
        page.evaluate(sabotage)
        assert page.evaluate(MEASURE)[fault.partition(" ")[0]]


def test_a_script_and_a_request_are_noticed(viewer: Viewer) -> None:
    inserted = "<script>window.hacked = 1; console.log('hello')</script><image href='missing.png'/></svg>"
    seen = viewer.look("infected", Drawing(drawing("neuron").svg.replace("</svg>", inserted)), "page")
    assert seen.measured["light"]["hacked"] == 1
    assert seen.measured["light"]["scripts"] == 2
    assert "hello" in seen.messages
    assert seen.requests[1].endswith("missing.png")
