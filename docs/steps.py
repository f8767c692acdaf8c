"""``python -m docs.steps``: the page that the documents link, steps.html, and how it looks, steps.png."""

from __future__ import annotations

import runpy
from pathlib import Path

from autograd_lite import Value, capture, save_page
from tests.chromium import running

DOCS = Path(__file__).parent
PROGRAM = DOCS / "examples" / "melon.py"
WINDOW = {"width": 1440, "height": 900}
STEPS = 12  # from where the backward pass begins: β₁ hands its gradient on to w₁₁


def output() -> Value:
    """The error of the program, made under capture."""
    with capture("stack"):
        E: Value = runpy.run_path(str(PROGRAM))["E"]
    return E


def main() -> None:
    """Write both."""
    path = save_page(output(), DOCS / "steps.html")
    with running() as browser:
        page = browser.new_page(viewport=WINDOW, color_scheme="light", locale="en", reduced_motion="reduce")  # type: ignore[arg-type]
        page.goto(path.as_uri())
        for _ in range(STEPS):
            page.keyboard.press("ArrowRight")
        page.screenshot(path=DOCS / "steps.png")


if __name__ == "__main__":
    main()
