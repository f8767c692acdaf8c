"""The gallery: the committed page says what its code draws, and nothing in it runs or comes from elsewhere."""

from __future__ import annotations

import ast
import base64
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from autograd_lite import Value, draw
from autograd_lite.drawing import Drawing
from autograd_lite.drawing.output.page import POLICY
from docs.gallery import small, trouble
from docs.gallery.contents import CHAPTERS, Chapter
from docs.gallery.figure import code_of, figure
from docs.gallery.page import page

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("gallery")]  # one process makes the page

DOCS = Path(__file__).parent.parent / "docs"
NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?(?:e[-−+]?\d+)?")
VOID = {"meta", "img", "input"}
MOST_BYTES = 1_500_000  # to be sent by mail, and opened on a phone


@pytest.fixture(scope="module")
def made() -> str:
    return page(CHAPTERS)


@pytest.fixture(scope="module")
def root() -> ET.Element:
    return ET.fromstring((DOCS / "gallery.html").read_text("utf-8"))


def local(element: ET.Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


def said(element: ET.Element) -> Iterator[str]:
    """All that a page or picture says, in order, but for what depends on where things are.

    That is whether there is room for words on arrows and for the whole title of a frame; tooltips have both.
    """
    if local(element) == "style" or (local(element) == "text" and element.get("class") in {"local", "title"}):
        return
    for name in ("alt", "aria-label"):
        if words := element.get(name):
            yield words
    if local(element) == "text":
        yield "".join(element.itertext())
        return
    for words, inner in [(element.text, None), *((child.tail, child) for child in element)]:
        if inner is not None:
            yield from said(inner)
        if words and words.strip():
            yield " ".join(words.split())


def assert_says_the_same(committed: ET.Element, fresh: ET.Element) -> None:
    """The last digits of exp, and so all after a training, may differ from one machine to the next."""
    before, now = list(said(committed)), list(said(fresh))
    assert [NUMBER.sub("#", words) for words in before] == [NUMBER.sub("#", words) for words in now], "run make docs"
    for old, new in zip(before, now, strict=True):
        numbers = [[float(x.replace("−", "-")) for x in NUMBER.findall(words)] for words in (old, new)]
        assert numbers[0] == pytest.approx(numbers[1], rel=2e-3, abs=0.0), (old, new)


# --- what it says -----------------------------------------------------------------------------------------------------


def test_the_committed_page_says_what_its_code_draws(made: str, root: ET.Element) -> None:
    assert_says_the_same(root, ET.fromstring(made))


def test_the_picture_of_the_readme_is_what_the_library_draws() -> None:
    assert_says_the_same(ET.parse(DOCS / "neuron.svg").getroot(), ET.fromstring(small.neuron().svg))


def test_a_page_that_says_something_else_is_noticed(root: ET.Element) -> None:
    text = ET.tostring(root, encoding="unicode")
    for old, new in (("grad 6", "grad 7"), ("A neuron", "One neuron"), ("upstream", "downstream")):
        assert old in text
        with pytest.raises(AssertionError):
            assert_says_the_same(ET.fromstring(text.replace(old, new)), root)


@pytest.mark.parametrize(
    "function", [f for chapter in CHAPTERS if not chapter.start for f in chapter.pictures], ids=lambda f: f.__name__
)
def test_the_code_that_is_shown_is_the_whole_code(function: Callable[[], Drawing]) -> None:
    shown = code_of(function, shows=True)
    *statements, last = ast.parse(shown).body
    assert isinstance(last, ast.Expr)
    assert not any(isinstance(statement, ast.Return) for statement in statements)
    assert ast.get_docstring(ast.parse(shown)) is None


@pytest.mark.parametrize("function", [small.square, small.formula, trouble.exploding], ids=lambda f: f.__name__)
def test_the_code_that_is_shown_draws_the_picture_that_is_shown(function: Callable[[], Drawing]) -> None:
    shown = figure(function)
    *statements, last = shown.code.splitlines()
    names: dict[str, object] = {}
    exec("\n".join(statements), names)
    drawn = eval(last, names)
    assert isinstance(drawn, Drawing)
    assert drawn.svg == shown.drawing.svg


def test_names_that_a_chapter_begins_with_are_those_its_pictures_get() -> None:
    for chapter in CHAPTERS:
        if chapter.start:
            begun = {n.id for n in ast.walk(ast.parse(code_of(chapter.start, shows=False))) if isinstance(n, ast.Name)}
            for function in chapter.pictures:
                arguments = function.__code__.co_varnames[: function.__code__.co_argcount]
                assert set(arguments) <= begun


# --- how it is built --------------------------------------------------------------------------------------------------


def test_every_figure_has_its_words_its_picture_and_its_code(root: ET.Element) -> None:
    figures = list(root.iter("figure"))
    assert len(figures) == sum(len(chapter.pictures) for chapter in CHAPTERS)
    for shown in figures:
        assert shown[0].tag == "figcaption"
        assert len("".join(shown[0].itertext())) > 60
        code = shown.find(".//pre/code")
        assert code is not None
        assert "import" in (code.text or "")
        (picture,) = (e for e in shown.iter() if local(e) in {"svg", "img"})
        assert picture.get("aria-label") or picture.get("alt")


def test_headings_are_in_order_and_there_are_landmarks(root: ET.Element) -> None:
    levels = [int(e.tag[1]) for e in root.iter() if re.fullmatch("h[1-6]", e.tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert root.get("lang") == "en"
    for landmark in ("header", "nav", "main", "footer"):
        assert len(list(root.iter(landmark))) == 1
    assert {e.get("lang") for e in root.iter() if e.get("lang")} == {"en", "zh-Hans"}


def test_every_name_is_unique_and_every_link_leads_to_one(root: ET.Element) -> None:
    names = [name for e in root.iter() if (name := e.get("id"))]
    assert len(names) == len(set(names))
    links = [e.get("href", "") for e in root.iter("a")]
    assert all(link.startswith("#") and link[1:] in names for link in links)
    assert {e.get("aria-labelledby") for e in root.iter()} - {None} <= set(names)
    listed = [e.get("href", "")[1:] for e in root.findall(".//nav//a")]
    assert [e.get("id") for e in root.iter("section")] == listed


def test_nothing_in_it_runs_or_comes_from_elsewhere(root: ET.Element) -> None:
    assert (DOCS / "gallery.html").read_text("utf-8").startswith("<!DOCTYPE html>")
    policies = [e for e in root.iter("meta") if e.get("http-equiv") == "Content-Security-Policy"]
    assert [e.get("content") for e in policies] == [POLICY]
    plots = [e.get("src", "").removeprefix("data:image/svg+xml;base64,") for e in root.iter("img")]
    for tree in (root, *(ET.fromstring(base64.b64decode(plot, validate=True)) for plot in plots)):
        for element in tree.iter():
            assert local(element) not in {
                "script",
                "iframe",
                "object",
                "embed",
                "link",
                "form",
                "foreignObject",
                "base",
            }
            for name, value in element.items():
                assert not name.startswith("on")
                if name.rpartition("}")[2] in {"href", "src"}:
                    assert value.startswith(("#", "data:image/svg+xml;base64,"))
                assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", value))
            if local(element) == "style":
                assert not re.search("url|@import|expression", element.text or "")


def test_browsers_read_the_page_as_it_is_meant(root: ET.Element) -> None:
    """An element that HTML closes by a tag may not be closed at once, as XML may; but in SVG it may."""
    text = (DOCS / "gallery.html").read_text("utf-8")
    outside = re.sub(r"<svg .*?</svg>", "", text, flags=re.DOTALL)
    assert set(re.findall(r"<(\w+)[^<>]*/>", outside)) <= VOID
    assert len(text.encode()) < MOST_BYTES


def test_nothing_breaks_out_of_its_place() -> None:
    def hostile() -> Drawing:
        """</h3><script>alert(1)</script>

        `</code><img src=x onerror=alert(1)>` & "quotes" <b>
        """
        v = Value(1.0, '</svg></style><script>alert("1")</script>]]>')
        return draw(v, show="value")

    chapter = Chapter("</h2><script>1</script>", "<p>", [hostile])
    root = ET.fromstring(page([chapter]))
    assert not list(root.iter("script"))
    assert [e.text for e in root.iter("h3")] == ["</h3><script>alert(1)</script>"]
    assert "</svg></style><script>" in root.findtext(".//pre/code", "")
    words = " ".join(said(root))
    assert '& "quotes" <b>' in words
