"""The stepper page does what the corpus says, by its buttons, keys and fields; and it shows that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from autograd_lite.stepping import Session, record
from autograd_lite.stepping.web import page as pages
from autograd_lite.stepping.web.pictures import pictures
from tests.chromium import NoBrowserError, running
from tests.corpus.page import PageFace
from tests.corpus.scripts import Script, corpus, run

pytestmark = [pytest.mark.once, pytest.mark.xdist_group("stepper corpus")]

CORPUS = {script.name: script for script in corpus()}
LARGE = 1000  # nodes


@pytest.fixture(params=CORPUS)
def script(request: pytest.FixtureRequest) -> Script:
    """Each session of the corpus."""
    return CORPUS[request.param]


@pytest.fixture(scope="module")
def tab() -> Iterator[Page]:
    """A tab of one browser, in which all pages are opened; closed after these tests, as others want an event loop."""
    try:
        with running() as browser:
            yield browser.new_page(viewport={"width": 1280, "height": 720}, locale="en-US")
    except NoBrowserError as failure:
        pytest.fail(str(failure), pytrace=False)


@pytest.fixture
def open_(tab: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Session], None]]:
    """Opens the page of a session; at the end nothing must have been complained of or asked for but the file."""
    path, said = tmp_path / "steps.html", list[str]()
    listeners: dict[Any, Callable[[Any], None]] = {
        "console": lambda message: said.append(message.text),
        "pageerror": lambda error: said.append(str(error)),
        "request": lambda request: said.append(request.url),
    }
    monkeypatch.setattr(pages, "pictures", drawn)
    for event, listener in listeners.items():
        tab.on(event, listener)

    def open_page(session: Session) -> None:
        path.write_text(pages.page(session), encoding="utf-8")
        tab.goto(path.as_uri())

    yield open_page
    for event, listener in listeners.items():
        tab.remove_listener(event, listener)
    assert set(said) == {path.as_uri()}


def drawn(session: Session) -> list[dict[str, Any]]:
    """The pictures of a session; those of the one large graph of the corpus only once, as it takes seconds."""
    return _drawn_once(session) if len(session.recording.nodes) > LARGE else pictures(session)


KEPT: list[list[dict[str, Any]]] = []


def _drawn_once(session: Session) -> list[dict[str, Any]]:
    if not KEPT:
        KEPT.append(pictures(session))
    return KEPT[0]


def test_the_page_stops_where_it_is_written(
    script: Script, tmp_path: Path, tab: Page, open_: Callable[[Session], None]
) -> None:
    """And shows the moment, the node, the numbers, the gradients of the leaves and the stop points."""
    face = PageFace(run(script, tmp_path), tab, open_)
    assert [(command, face.do(command)) for command, _ in script.commands] == list(script.commands)


# At each moment every box of the picture is clicked, and read what the page then says of the node.
GRADIENTS = """() => {
    const part = (name) => document.querySelector(`[data-part=${name}]`);
    const slider = part("slider");
    const found = [];
    for (let moment = 0; moment <= Number(slider.max); moment += 1) {
        slider.value = moment;
        slider.dispatchEvent(new Event("input"));
        const gradients = {};
        for (const box of document.querySelectorAll(".canvas g.node")) {
            box.dispatchEvent(new MouseEvent("click", { bubbles: true }));
            gradients[part("node").textContent.match(/^#(\\d+) /)[1]] = part("gradient").firstChild.textContent;
        }
        found.push(gradients);
    }
    return found;
}"""
SHORT = [
    "before",
    "constant",
    "dead",
    "diamond",
    "given",
    "leaf",
    "nary",
    "overflow",
    "product",
    "reuse",
    "scopes",
    "twins",
]


@pytest.mark.parametrize("program", SHORT)
def test_the_gradient_of_every_node_at_every_moment_is_that_of_the_session(
    program: str, tmp_path: Path, tab: Page, open_: Callable[[Session], None]
) -> None:
    session = Session(record(run(CORPUS[f"{program}-1"], tmp_path)))
    open_(session)
    found = tab.evaluate(GRADIENTS)
    assert len(found) == session.timeline.end + 1
    for moment, gradients in enumerate(found):
        session.goto(moment)
        expected = [session.gradient(position) for position in range(len(session.recording.nodes))]
        assert sorted(map(int, gradients)) == [*range(len(expected))]
        assert [written(gradients[str(position)]) for position in range(len(expected))] == [*map(repr, expected)], (
            moment
        )


def written(gradient: str) -> str:
    """As Python writes what the page does, which is all digits."""
    return "None" if gradient == "–" else repr(float(gradient.replace("−", "-")))
