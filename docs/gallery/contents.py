"""What the gallery shows, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from docs.gallery import book, large, small, training, trouble

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from autograd_lite.drawing import Drawing


@dataclass(frozen=True)
class Chapter:
    """Pictures under one heading.

    Attributes:
        title, text: what stands above them.
        pictures: functions that draw them; their docstrings hold what there is to say.
        start: what they have in common: a function whose results they get.
    """

    title: str
    text: str
    pictures: Sequence[Callable[..., Drawing]]
    start: Callable[[], tuple[Any, ...]] | None = None


CHAPTERS = (
    Chapter(
        "Small graphs",
        "What boxes, arrows and colours say.",
        (small.neuron, small.square, small.digits_lost, small.derivative, small.formula),
    ),
    Chapter(
        "The book's network",
        "In Zhou Zhihua's Machine Learning, chapter 5.3 trains a network with one hidden layer of sigmoids on 17 "
        "melons, of which 19 inputs say what they look, sound and feel like. All pictures of this chapter show its "
        "error on the first melon, a good one, after a little training.",
        (book.whole, book.by_neuron, book.by_layer, book.neighbourhood, book.module),
        book.melon,
    ),
    Chapter(
        "Gradients that go wrong",
        "Where a gradient vanishes or explodes, the colours fade or grow stronger from right to left. What is not "
        "finite is hatched, and the picture says what else has to be known.",
        (
            trouble.vanishing,
            trouble.exploding,
            trouble.not_a_number,
            trouble.infinite_slope,
            trouble.not_run,
            trouble.added_up,
        ),
    ),
    Chapter(
        "Large graphs",
        "A picture has at most 200 boxes, unless it is asked for more. A larger graph folds, and so does a chain of "
        "many screens; both the picture and a warning say how.",
        (large.loop, large.chaos, large.network),
    ),
    Chapter(
        "Training",
        "Plots from the history of a training. The melons are those of the book once more, and two numbers are known "
        "of each, its density and its sugar content.",
        (training.curves, training.melons, training.flow),
        training.two_trainings,
    ),
)
