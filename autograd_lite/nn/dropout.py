"""Dropout: noise in training that keeps neurons from relying on each other."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from autograd_lite.nn.module import Module
from autograd_lite.nn.randomness import generator
from autograd_lite.nn.shapes import flattened, nested
from autograd_lite.primitives import number

if TYPE_CHECKING:
    from autograd_lite.nn.randomness import Seed


class Dropout(Module):
    """Each number times 0 with probability ``p``, otherwise times 1 / (1 - p), which keeps its mean.

    So while training; after ``eval()`` of it or of the network it is part of, numbers pass unchanged.

    Args:
        p: the probability of 0, from 0 to 1.
        seed: what is drawn by: an int, a generator to be shared, or None for a generator of its own, started by the
            global one, so that ``random.seed`` makes it repeatable.

    Attributes:
        p: may be assigned.
        generator: what is drawn from, once for each number in order, however many threads there are.

    Takes a number, or numbers in lists or arrays of any depth, and gives lists of the same shape. Raises ``ValueError``
    for a ``p`` outside [0, 1]. Source: Srivastava et al. (2014), "Dropout: a simple way to prevent neural networks from
    overfitting".

    >>> layer = Dropout(0.5, seed=0)
    >>> layer([1.0, 2.0, 3.0, 4.0])
    [2.0, 4.0, 0.0, 0.0]
    >>> layer.eval()([1.0, 2.0, 3.0, 4.0])
    [1.0, 2.0, 3.0, 4.0]
    """

    def __init__(self, p: float = 0.5, seed: Seed = None) -> None:
        self.p = p
        # The module `random` itself could not be copied with the network.
        self.generator = random.Random(random.getrandbits(64)) if seed is None else generator(seed)

    @property
    def p(self) -> float:
        """The probability of 0."""
        return self._p

    @p.setter
    def p(self, p: float) -> None:
        probability = number(p)
        if not 0.0 <= probability <= 1.0:
            raise ValueError(f"p is the probability with which a number is dropped, from 0 to 1, not {p!r}")
        self._p = probability

    def __call__(self, x: Any) -> Any:
        numbers, shape = flattened(x, f"the input of {self!r}")
        p, draw = self._p, self.generator.random
        if self.training and p > 0.0:
            # What is dropped stays a node: whether a result has a gradient is not left to chance.
            numbers = [number * (1.0 / (1.0 - p) if draw() >= p else 0.0) for number in numbers]
        return nested(numbers, shape)

    def __repr__(self) -> str:
        return f"Dropout(p={self._p})"
