"""What a reader sees of a picture: it is opened in a browser, in both colour schemes, measured and photographed."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Browser, Dialog, Page, ViewportSize

from autograd_lite.drawing import Drawing

MEASURE = (Path(__file__).parent / "measure.js").read_text("utf-8")
SCREENSHOTS = Path(__file__).parent.parent / "build" / "screenshots"
WINDOW: ViewportSize = {"width": 1280, "height": 800}
LARGEST = 6000  # pixels of a screenshot's side; what lies beyond is cut off
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
ENTRIES = ("document", "page")  # how a picture is opened: as a document of its own, or inside a page


@dataclass
class Seen:
    """What a browser made of a picture.

    Attributes:
        measured: what measure.js returns, in each colour scheme.
        messages: errors, dialogs, and what was written to the console.
        requests: the addresses that were asked for.
    """

    measured: dict[str, dict[str, Any]] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


class Viewer:
    """Opens drawings in ``browser``; their files stand in ``directory``."""

    def __init__(self, browser: Browser, directory: Path) -> None:
        self._browser = browser
        self._directory = directory
        self._seen: dict[tuple[str, str], Seen] = {}

    def address(self, name: str, drawing: Drawing, entry: str) -> str:
        """The address of a file with the drawing."""
        if entry == "document":
            return drawing.save(self._directory / f"{name}.svg").as_uri()
        path = self._directory / f"{name}.html"
        style = "<style>body { margin: 0 }</style>"
        path.write_text(f"<!DOCTYPE html><meta charset=utf-8><title>{name}</title>{style}{drawing.svg}", "utf-8")
        return path.as_uri()

    def open(self, name: str, drawing: Drawing, entry: str) -> Page:
        """A new page that shows the drawing."""
        page = self._browser.new_page(viewport=WINDOW)
        page.goto(self.address(name, drawing, entry))
        return page

    def look(self, name: str, drawing: Drawing, entry: str) -> Seen:
        """All that is measured of a drawing. It is opened, and photographed as a document, on the first call only."""
        if (name, entry) not in self._seen:
            self._seen[name, entry] = self._look(name, drawing, entry)
        return self._seen[name, entry]

    def _look(self, name: str, drawing: Drawing, entry: str) -> Seen:
        seen = Seen()

        def note_and_close(dialog: Dialog) -> None:
            seen.messages.append(dialog.message)
            dialog.dismiss()

        with self._browser.new_page(viewport=WINDOW) as page:
            page.on("console", lambda message: seen.messages.append(message.text))
            page.on("pageerror", lambda error: seen.messages.append(str(error)))
            page.on("dialog", note_and_close)
            page.on("request", lambda request: seen.requests.append(request.url))
            page.goto(self.address(name, drawing, entry))
            for scheme in SCHEMES:
                page.emulate_media(color_scheme=scheme)
                seen.measured[scheme] = page.evaluate(MEASURE)
                if entry == "document":
                    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
                    photograph(page, seen.measured[scheme]["whole"]).save(SCREENSHOTS / f"{name}-{scheme}.png")
        return seen


def photograph(page: Page, size: list[float]) -> Image.Image:
    """The page in a window of that size, in pixels."""
    width, height = (min(math.ceil(length), LARGEST) for length in size)
    page.set_viewport_size({"width": width, "height": height})
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")
