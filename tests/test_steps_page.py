"""The page that the documents link is that of this version: else, ``make docs``."""

from __future__ import annotations

import json
import re

import pytest

from autograd_lite.stepping.web import assets
from docs.steps import DOCS, PROGRAM

pytestmark = pytest.mark.once

PAGE = (DOCS / "steps.html").read_text("utf-8")


def test_it_has_the_script_and_the_style_of_this_version() -> None:
    assert assets.script() in PAGE, "make docs"
    assert assets.style() in PAGE, "make docs"


def test_it_shows_the_program_of_the_documents() -> None:
    found = re.search(r'<script type="application/json" id="recording">(.*?)</script>', PAGE, re.DOTALL)
    assert found is not None
    data = json.loads(found[1])
    assert data["files"] == [{"name": "melon.py", "text": PROGRAM.read_text("utf-8")}]
    assert {"E", "w₁₁", "θ₁", "v₁₁", "γ₁"} <= {*data["labels"]["table"]}


def test_its_picture_is_there() -> None:
    head = (DOCS / "steps.png").read_bytes()[:24]
    assert head.startswith(b"\x89PNG")
    assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (1440, 900)
