"""Colours: every class is a step of one symmetric logarithmic scale, which the legend names, and text can be read."""

from __future__ import annotations

import math
import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autograd_lite import Value, draw
from autograd_lite import sum as total
from autograd_lite.drawing import Drawing
from autograd_lite.drawing.content.scale import LEVELS, WIDTHS, Scale, scale_of
from autograd_lite.drawing.content.shown import colour
from autograd_lite.drawing.output import style
from autograd_lite.nn import Linear, Sequential

SVG = "{http://www.w3.org/2000/svg}"
FINITE = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-10.0, 10.0),
    st.builds(lambda sign, k: sign * 10.0**k, st.sampled_from([1.0, -1.0]), st.integers(-307, 308)),
)
EXTREMES = [5e-324, -5e-324, 2.2e-308, 1e308, -1.7976931348623157e308, 1.0, -1.0, 0.0, -0.0]


def power(exponent: int) -> Fraction:
    return Fraction(10) ** exponent


def groups(drawing: Drawing, kind: str) -> list[ET.Element]:
    return [g for g in ET.fromstring(drawing.svg).iter(f"{SVG}g") if g.get("class", "").split(" ")[0] == kind]


def level_of(element: ET.Element) -> int:
    """The step that the colour of a box or a line says, with its sign; 0 for no colour."""
    names = [name for name in element.get("class", "").split() if re.fullmatch(r"[pn]\d", name)]
    assert len(names) <= 1
    return int(names[0].replace("p", "+").replace("n", "-")) if names else 0


# --- the scale --------------------------------------------------------------------------------------------------------


@given(st.lists(FINITE, max_size=8))
@example(EXTREMES)
@example([5e-324])
@example([1e-320, 1e-323])
@example([1.7976931348623157e308])
def test_every_number_is_within_the_powers_of_ten_of_its_level(numbers: list[float]) -> None:
    scale = scale_of(numbers)
    if scale is None:
        assert not any(numbers)
        return
    assert scale.width in WIDTHS
    for x in numbers:
        level = scale.level(x)
        assert (level > 0, level < 0, level == 0) == (x > 0.0, x < 0.0, x == 0.0)
        if x == 0.0:
            continue
        size, k = abs(Fraction(x)), abs(level)
        assert 1 <= k <= LEVELS
        slack = Fraction(1, 10**9)  # what math.log10 rounds at the fences themselves
        lower = power(scale.top - (LEVELS - k + 1) * scale.width)
        upper = power(scale.top - (LEVELS - k) * scale.width)
        assert size <= upper * (1 + slack)
        assert size >= lower * (1 - slack)  # level 1, too, holds no smaller ones of these


@given(st.lists(FINITE, min_size=1, max_size=8).filter(any))
@example(EXTREMES)
def test_the_scale_is_as_fine_as_it_can_be(numbers: list[float]) -> None:
    scale = scale_of(numbers)
    assert scale is not None
    sizes = [abs(x) for x in numbers if x]
    assert abs(scale.level(max(sizes))) == LEVELS
    finer = [width for width in WIDTHS if width < scale.width]
    if finer:  # on which the smallest would be below all levels
        assert Fraction(min(sizes)) <= power(scale.top - LEVELS * finer[-1]) * (1 + Fraction(1, 10**9))


@given(FINITE, FINITE, st.integers(-330, 309), st.sampled_from(WIDTHS))
def test_levels_are_symmetric_and_grow_with_the_number(x: float, y: float, top: int, width: int) -> None:
    scale = Scale(top, width)
    assert scale.level(-x) == -scale.level(x)
    assert -LEVELS <= scale.level(x) <= LEVELS
    if x <= y:
        assert scale.level(x) <= scale.level(y)


@given(st.lists(st.sampled_from([0.0, -0.0, math.nan, math.inf, -math.inf])))
def test_without_a_number_that_has_a_size_there_is_no_scale(numbers: list[float]) -> None:
    assert scale_of(numbers) is None
    assert {colour(x, None) for x in numbers} <= {""}


@pytest.mark.parametrize("x", [*EXTREMES[:7], 0.1, 0.3, 7.0, 999.9, 1000.0])
def test_one_number_alone_has_the_strongest_colour(x: float) -> None:
    assert colour(x, scale_of([x])) == (" p5" if x > 0.0 else " n5")


def test_what_is_not_finite_changes_no_colour() -> None:
    scale = scale_of([1.0, 0.01])
    assert scale == scale_of([math.nan, 1.0, math.inf, 0.01, -math.inf, 0.0])
    assert [colour(x, scale) for x in (math.nan, math.inf, -math.inf, None, 0.0)] == [""] * 5


# --- in pictures ------------------------------------------------------------------------------------------------------


@pytest.mark.once
@given(st.lists(st.one_of(FINITE, st.sampled_from([math.nan, math.inf])), min_size=1, max_size=4))
def test_boxes_have_the_colour_of_the_number_that_is_shown(numbers: list[float]) -> None:
    leaves = [Value(x) for x in numbers]
    y = total(leaves) if len(leaves) > 1 else -leaves[0]
    scale = scale_of([*numbers, y.data])
    found = [level_of(box) for box in groups(draw(y, show="value"), "node")]
    assert found == [scale.level(x) if scale and math.isfinite(x) else 0 for x in [*numbers, y.data]]
    assert [level_of(box) for box in groups(draw(y, show="structure"), "node")] == [0] * (len(leaves) + 1)
    assert [level_of(box) for box in groups(draw(y), "node")] == [0] * (len(leaves) + 1)  # backward() has not run


def test_boxes_have_the_colour_of_their_gradient() -> None:
    numbers = [1e3, -1e2, 10.0, -1.0, 1e-4, 0.0]
    leaves = [Value(1.0, f"x{k}") for k in range(len(numbers))]
    y = total([leaf * c for leaf, c in zip(leaves, numbers, strict=True)])
    y.backward()
    boxes = {box.findtext(f"{SVG}title", "").split("\n")[0]: level_of(box) for box in groups(draw(y), "node")}
    assert scale_of([*numbers, 1.0]) == Scale(3, 2)  # level 5 is above 10, 4 above 0.1, ...
    assert [boxes[f"x{k}"] for k in range(len(numbers))] == [5, -5, 4, -4, 2, 0]


def test_lines_of_tables_have_colours_too() -> None:
    leaves = [Value(10.0**k) for k in range(6)]
    y = total(leaves)
    lines = [level_of(line) for line in groups(draw(y, show="value"), "table")[0].findall(f"{SVG}g")]
    scale = scale_of([*(leaf.data for leaf in leaves), y.data])
    assert scale is not None
    assert lines == [scale.level(leaf.data) for leaf in leaves]


def test_a_box_that_stands_for_many_has_the_colour_of_the_strongest() -> None:
    small, large = Value(0.5, "small"), Value(-200.0, "large")
    y = small * 2.0 + large
    (box,) = groups(draw(y, show="value", collapse=lambda node: "all"), "node")
    assert level_of(box) == -5
    net = Sequential(Linear(2, 1, seed=0))
    net[0].weight[0][0].data, net[0].weight[0][1].data, net[0].bias[0].data = 1.0, -100.0, 0.01
    assert [level_of(line) for line in groups(draw(net, show="value"), "node")] == [-5, 1]


def fences(drawing: Drawing) -> list[str]:
    (legend,) = groups(drawing, "legend")
    return ["".join(t.itertext()) for t in legend.iter(f"{SVG}text") if t.get("class") == "fence"]


@pytest.mark.once
@given(st.integers(-300, 300), st.sampled_from([1, 2, 20]))
def test_the_legend_names_the_powers_of_ten_between_the_colours(top: int, width: int) -> None:
    least = max(top - 5 * width + 1, -323)
    numbers = [10.0**top, -(10.0**least)]
    leaves = [Value(x) for x in numbers]
    scale = scale_of([*numbers, total(leaves).data])
    assert scale is not None
    ends = [f"{10.0 ** scale.fence(level):.4g}" for level in range(1, LEVELS)]
    written = [float(word.replace("−", "-")) for word in fences(draw(total(leaves), show="value"))]
    positive = [float(end) for end in ends]
    assert written == pytest.approx([*(-x for x in reversed(positive)), 0.0, *positive], rel=1e-9, abs=0.0)
    assert written == sorted(written)


def swatches(drawing: Drawing) -> list[str]:
    return [
        name for legend in groups(drawing, "legend") for g in legend if (name := g.get("class", "")).startswith("sw")
    ]


def test_the_legend_explains_what_is_there_and_nothing_else() -> None:
    x = Value(2.0)
    bar = [f"swatch n{k}" for k in range(5, 0, -1)] + ["swatch"] + [f"swatch p{k}" for k in range(1, 6)]
    assert swatches(draw(x * 3.0, show="value")) == bar
    assert swatches(draw(x * math.nan, show="value")) == [*bar, "swatch hatched"]
    assert swatches(draw(Value(0.0) * math.nan, show="value")) == ["swatch hatched"]
    assert swatches(draw(Value(0.0) * 2.0, show="value")) == []
    for drawing in (draw(x * 3.0), draw(x * 3.0, show="structure"), draw(x * math.inf, show="structure")):
        assert groups(drawing, "legend") == []


def test_the_legend_says_which_number_it_is_about() -> None:
    y = Value(2.0) * 3.0
    y.backward()
    for show, word in (("gradient", "gradient"), ("value", "data")):
        (legend,) = groups(draw(y, show=show), "legend")  # type: ignore[arg-type]
        assert "".join(legend.findall(f"{SVG}text")[0].itertext()) == word
        assert legend.get("aria-label", "").startswith(f"Colours show the {word}, blue negative and orange positive")


# --- contrast ---------------------------------------------------------------------------------------------------------


def luminance(hexadecimal: str) -> float:
    """The relative luminance of WCAG 2.2."""
    channels = [int(hexadecimal[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    a, b = sorted((luminance(one), luminance(other)))
    return (b + 0.05) / (a + 0.05)


THEMES = pytest.mark.parametrize("colours", [style.LIGHT, style.DARK], ids=["light", "dark"])


@THEMES
def test_borders_and_arrows_can_be_seen(colours: dict[str, str]) -> None:
    """3:1 for what is no text (WCAG 2.2, 1.4.11)."""
    for line in ("border", "strong", "alarm", "arrow"):
        assert contrast(colours[line], colours["ground"]) >= 3.0, line
        assert contrast(colours[line], colours["box"]) >= 3.0, line


@THEMES
def test_steps_of_a_colour_differ_and_grow_away_from_the_ground(colours: dict[str, str]) -> None:
    for sign in "pn":
        steps = [colours["box"]] + [colours[f"{sign}{k}"] for k in range(1, LEVELS + 1)]
        against = [contrast(step, colours["box"]) for step in steps]
        assert against == sorted(against)
        assert len(set(against)) == LEVELS + 1


def seen_with(hexadecimal: str, kind: str) -> tuple[float, ...]:
    """The colour as someone sees it who lacks one kind of cone, in linear RGB (Viénot, Brettel and Mollon 1999)."""
    r, g, b = ((int(hexadecimal[k : k + 2], 16) / 255) ** 2.2 for k in (1, 3, 5))
    long, middle, short = (
        17.8824 * r + 43.5161 * g + 4.11935 * b,
        3.45565 * r + 27.1554 * g + 3.86714 * b,
        0.0299566 * r + 0.184309 * g + 1.46709 * b,
    )
    if kind == "protanopia":
        return 2.02344 * middle - 2.52581 * short, middle, short
    return long, 0.494207 * long + 1.24827 * short, short


@THEMES
@pytest.mark.parametrize("kind", ["protanopia", "deuteranopia"])
def test_the_sign_can_be_told_without_one_kind_of_cone(colours: dict[str, str], kind: str) -> None:
    """Orange and blue differ in the short wavelengths, which people with these two kinds of blindness see."""
    for k in range(2, LEVELS + 1):
        orange, blue = (seen_with(colours[f"{sign}{k}"], kind) for sign in "pn")
        ratio = (blue[2] / blue[1]) / (orange[2] / orange[1])  # of short to middle wavelengths
        assert ratio >= 1.2, k


def test_text_on_every_ground_it_stands_on_can_be_read() -> None:
    """The colours of a hatched box are those of no level, so that what is not finite is read on its own ground."""
    rules = style.css()
    assert rules.index(".hatched .shape { fill: var(--box) }") > rules.index(".p5 .shape")
    for colours in (style.LIGHT, style.DARK):
        for level in [f"{sign}{k}" for sign in "pn" for k in range(1, LEVELS + 1)]:
            assert contrast(colours["ink"], colours[level]) >= 4.5, level


def test_both_themes_have_the_same_names_and_every_rule_a_colour() -> None:
    assert style.LIGHT.keys() == style.DARK.keys()
    assert set(re.findall(r"var\(--(\w+)\)", style.css())) == set(style.LIGHT)
    for colours in (style.LIGHT, style.DARK):
        assert all(re.fullmatch(r"#[0-9a-f]{6}", value) for value in colours.values())


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_a_theme_changes_the_colours_and_nothing_else(theme: Any) -> None:
    y = Value(2.0) * 3.0
    y.backward()
    plain = [re.sub(r"theme-\w+|g[0-9a-f]{8}", "", draw(y, theme=t).svg) for t in ("light", theme)]
    assert plain[0] == plain[1]
    assert f'class="autograd-lite theme-{theme}"' in draw(y, theme=theme).svg
