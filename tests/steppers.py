"""Pages of steppers in a real browser, which nothing may complain in, and from which nothing may be asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from autograd_lite import Value, save_page
from autograd_lite.stepping import Session
from tests.chromium import NoBrowserError, running

LAPTOP = {"width": 1280, "height": 720}
VIOLATIONS = "addEventListener('securitypolicyviolation', (event) => console.log('policy', event.violatedDirective))"


class Steppers:
    """Opens pages, each in a context of its own, and listens to them."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser, self._folder = browser, folder
        self._contexts: list[BrowserContext] = []
        self.asked: list[str] = []
        self.said: list[str] = []
        self._files: list[str] = []

    def open(self, output: Value | Session, *, clock: bool = False, **options: Any) -> Page:
        """The page of a pass. With ``clock`` its time stands still until it is told to go on."""
        path = save_page(output, self._folder / f"steps{len(self._files)}.html")
        context = self._browser.new_context(**{"viewport": LAPTOP, "locale": "en-US", **options})
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("dialog", lambda dialog: self.said.append(dialog.message))
        context.on("request", lambda request: self.asked.append(request.url))
        page.add_init_script(VIOLATIONS)
        if clock:
            page.clock.install(time=0)
        self._files.append(path.as_uri())
        page.goto(path.as_uri())
        if clock:
            page.clock.pause_at(60_000)
        return page

    def close(self) -> None:
        """Close all, in which nothing has been said, asked for, or run."""
        for context in self._contexts:
            for page in context.pages:
                assert page.evaluate("window.hacked") is None
            context.close()
        assert (self.said, self.asked) == ([], self._files)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for a file of tests; closed after them, as others want an event loop."""
    try:
        with running() as found:
            yield found
    except NoBrowserError as failure:
        pytest.fail(str(failure), pytrace=False)


@pytest.fixture
def steppers(browser: Browser, tmp_path: Path) -> Iterator[Steppers]:
    """For one test."""
    found = Steppers(browser, tmp_path)
    yield found
    found.close()


def part(page: Page, name: str) -> str:
    """The text of a part of the page."""
    return page.text_content(f"[data-part={name}]") or ""


def at(page: Page) -> int:
    """The moment that is shown."""
    return int(part(page, "moment"))


def goto(page: Page, moment: int) -> None:
    """To a moment, past all stop points; the focus is not in the picture, nor in a field."""
    page.fill("[data-part=slider]", str(moment))
    assert at(page) == moment


def focused(page: Page) -> dict[str, Any]:
    """What the element with the focus is."""
    return cast(
        "dict[str, Any]",
        page.evaluate(
            """() => {
                const { tagName, dataset, className } = document.activeElement;
                return { tag: tagName.toLowerCase(), class: String(className?.baseVal ?? className), ...dataset };
            }"""
        ),
    )


def number(text: str) -> float | None:
    """A number as pages write it."""
    return None if text == "–" else float(text.replace("−", "-"))


@contextmanager
def moved(page: Page, is_so: bool = True) -> Iterator[None]:
    """Something happens that changes the moment, or does not."""
    before = at(page)
    yield
    assert (at(page) != before) == is_so
