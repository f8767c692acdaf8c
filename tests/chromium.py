"""Chromium for the tests of pictures: one from this machine, driven by Playwright.

``python -m tests.chromium`` prints the program that they start, and fails with the cures where there is none.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Error, Playwright, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")
CURES = "playwright install --with-deps chromium, or your system's package (Debian: apt install chromium)"
# A picture needs no GPU, and a browser that calls nobody starts faster. Playwright itself adds --no-sandbox, without
# which Chromium refuses root, and containers often refuse Chromium; it opens nothing here but our own pictures.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoBrowserError(Exception):
    """There is no browser to test with, or it does not start; the message names the cures."""


def program(playwright: Playwright) -> str:
    """The first browser on the PATH, else the one that Playwright has downloaded."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    own = Path(playwright.chromium.executable_path)
    if own.exists():
        return str(own)
    raise NoBrowserError(f"no Chromium on the PATH ({', '.join(NAMES)}), nor {own}. Cure: {CURES}")


@contextmanager
def running() -> Iterator[Browser]:
    """A headless browser.

    Only to be open while nothing else wants an event loop in this thread: Playwright keeps one running.
    """
    with sync_playwright() as playwright:
        path = program(playwright)
        try:
            browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        except Error as failure:
            raise NoBrowserError(f"{path} does not start. Cure: {CURES}\n{failure}") from None
        with browser:
            yield browser


if __name__ == "__main__":
    try:
        with sync_playwright() as playwright:
            print(program(playwright))
    except NoBrowserError as failure:
        sys.exit(str(failure))
