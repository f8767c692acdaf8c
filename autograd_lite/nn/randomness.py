"""Where random numbers come from: one argument, ``seed``, wherever something is drawn.

An int makes a generator of its own: repeatable, whatever else is drawn and in whatever thread. A generator is drawn
from as it is, so that the layers of a network can share one: with the same int each would draw the same numbers. None
is the global generator of the module ``random``, which ``random.seed`` makes repeatable.
"""

from __future__ import annotations

import math
import operator
import random
from typing import Protocol, SupportsIndex


class Generator(Protocol):
    """What is drawn from: a ``random.Random``, the module ``random``, or NumPy's generators."""

    def random(self) -> float:
        """A number from [0, 1)."""
        ...


Seed = SupportsIndex | Generator | None


def generator(seed: Seed) -> Generator:
    """The generator that ``seed`` stands for. Raises ``TypeError`` for what is no seed.

    >>> generator(0).random() == random.Random(0).random()
    True
    """
    if seed is None:
        return random
    if isinstance(seed, SupportsIndex) and not isinstance(seed, bool):
        return random.Random(operator.index(seed))
    if hasattr(seed, "random"):
        return seed
    raise TypeError(
        f"the seed is an int, a generator such as random.Random(0), or None, not {seed!r:.80} of type "
        f"{type(seed).__name__}"
    )


def uniform(source: Generator, low: float, high: float) -> float:
    """A number from the uniform distribution over [low, high), made of one call of ``random``.

    That is the one method whose numbers Python promises not to change from version to version.
    """
    return low + (high - low) * source.random()


def normal(source: Generator) -> float:
    """A standard normal number, made of two calls of ``random``. Source: Box and Muller (1958)."""
    radius = math.sqrt(-2.0 * math.log(1.0 - source.random()))
    return radius * math.cos(math.tau * source.random())
