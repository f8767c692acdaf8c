"""Draws the pictures of these pages anew: ``python docs/pictures.py``. A test holds the committed ones to it."""

from __future__ import annotations

from pathlib import Path

from autograd_lite import Value, draw, sigmoid
from autograd_lite.drawing import Drawing

HERE = Path(__file__).parent


def neuron() -> Drawing:
    """The neuron of the README: two inputs, a threshold that is subtracted, and its squared error."""
    w1, w2, theta = Value(0.7, "w₁"), Value(-0.4, "w₂"), Value(0.2, "θ")
    x1, x2 = 0.5, 1.5
    y = sigmoid(w1 * x1 + w2 * x2 - theta)
    y.label = "y"
    E = 0.5 * (y - 1.0) ** 2
    E.label = "E"
    E.backward()
    return draw(E, direction="TB")  # as wide as a page


PICTURES = {"neuron.svg": neuron}

if __name__ == "__main__":
    for name, picture in PICTURES.items():
        print(picture().save(HERE / name))
