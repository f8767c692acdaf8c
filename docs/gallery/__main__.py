"""Draws the pictures of the documents anew: ``make docs``. Tests hold the committed ones to it."""

from __future__ import annotations

from pathlib import Path

from autograd_lite.files import write_atomically
from docs.gallery.contents import CHAPTERS
from docs.gallery.page import page
from docs.gallery.small import neuron

DOCS = Path(__file__).parent.parent

if __name__ == "__main__":
    print(neuron().save(DOCS / "neuron.svg"))  # of the README
    print(write_atomically(DOCS / "gallery.html", page(CHAPTERS)))
