"""The points at which primitives are compared with their oracles: all magnitudes, tails, and beside every landmark."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator

from hypothesis import strategies as st
from mpmath import mp

inf, nan = math.inf, math.nan
SMALLEST_NORMAL, LARGEST = 2.0**-1022, math.nextafter(inf, 0.0)
SMALLEST = 5e-324
Point = tuple[float, ...]

any_float = st.floats() | st.sampled_from([0.0, -0.0, 1.0, -1.0, inf, -inf, nan, SMALLEST, -SMALLEST, LARGEST])


def magnitudes(n: int, low: int = -1074, high: int = 1024, seed: int = 0) -> list[float]:
    """``n`` numbers of either sign whose logarithms are uniform; by default over everything a double can hold."""
    draw = random.Random(seed)
    return [draw.choice((-1, 1)) * math.ldexp(1.0 + draw.random(), draw.randrange(low, high)) for _ in range(n)]


def landmarks() -> list[float]:
    """The places where formulas lose their digits: the ends of the range, and beside 0, 1 and -1."""
    beside_one = [1.0 + s * d for s in (-1, 1) for d in (2.0**-53, 2.0**-52, 1e-12, 1e-8, 1e-4, 0.1)]
    positive = [
        *(SMALLEST, 3 * SMALLEST, 1e-320, SMALLEST_NORMAL, 1.5e-308, 1e-300, 1e-154, 1e-20, 1e-8),
        *(0.5, 1.0, *beside_one, 2.0, math.pi, 19.0, 37.0, 40.0),
        *(1e8, 1e16, 1e154, 1e300, 8.9e307, LARGEST),
    ]
    return [*positive, *(-x for x in positive)]


def line() -> list[float]:
    """Points of the real line, at all scales."""
    return [*landmarks(), *magnitudes(400)]


def where_exponentials_live() -> list[float]:
    """The line, and more of the interval in which e^x is a double."""
    draw = random.Random(1)
    edges = [s * x for s in (-1, 1) for x in (708.3, 709.7, 709.8, 710.4, 710.5, 744.4, 745.2, 800.0, 354.8, 355.2)]
    dense = [draw.uniform(-limit, limit) for limit in (760.0, 40.0, 8.0) for _ in range(300)]
    return [*line(), *edges, *dense, *magnitudes(200, -60, 10, seed=2)]


def angles() -> list[float]:
    """The line, and the neighbours of the multiples of pi/2, where sine and cosine have their roots."""
    near_roots = [float(k * mp.pi / 2) for k in (1, 2, 3, 4, 11, 1000, 355, 10**6, 10**15)]
    beside = [math.nextafter(x, d) for x in near_roots for d in (-inf, inf)]
    return [*line(), *near_roots, *beside, *magnitudes(200, -30, 40, seed=3)]


def pairs() -> Iterator[Point]:
    """Two numbers: of independent magnitude, of like magnitude, two landmarks, and a subnormal that is to grow."""
    yield from zip(magnitudes(500, seed=4), magnitudes(500, seed=5), strict=True)
    draw = random.Random(6)
    yield from ((x, x * draw.uniform(-2.0, 2.0)) for x in magnitudes(300, high=1023, seed=7))
    yield from itertools.product(landmarks(), repeat=2)
    yield from zip(magnitudes(100, -1074, -1022, seed=15), magnitudes(100, -60, 0, seed=16), strict=True)


def powers() -> Iterator[Point]:
    """(x, p) for a constant exponent p: common ones, and any for which x^p or its derivatives are doubles."""
    exponents = [*range(-7, 8), 0.5, -0.5, 1.5, -1.5, 2.5, 0.25, -0.75, 0.1, -0.1, 1e-10, 1.0 / 3.0, 99.0, -101.3]
    yield from ((x, float(p)) for x in [*landmarks(), *magnitudes(60, seed=8)] for p in exponents)
    yield from bases_and_exponents()
    draw = random.Random(17)
    for a in map(
        abs, magnitudes(300, seed=18)
    ):  # x^(p-1) beyond the doubles, or short of digits, where p x^(p-1) is not
        log_a = math.log(a)
        yield a, (draw.choice((-1.0, 1.0)) * draw.uniform(700.0, 720.0)) / log_a
    yield from ((-x, p) for x in (1.0 + 2.0**-40, 1.0 - 2.0**-50) for p in (2.0**53, 2.0**53 + 2.0, 2.0**40 + 1.0))


def bases_and_exponents() -> Iterator[Point]:
    """(a, b) of all magnitudes, then such that a^b is a double."""
    yield from zip(magnitudes(300, seed=9), magnitudes(300, seed=10), strict=True)
    yield from itertools.product(landmarks(), (-3.0, -1.0, -0.5, 0.5, 1.0, 2.0, 3.0, 1e-10, 0.1, 100.0))
    draw = random.Random(11)
    for a in map(abs, magnitudes(400, seed=12)):
        log_a = math.log(a)
        if log_a != 0.0:
            yield a, draw.uniform(-700.0, 700.0) / log_a


def lists(even: bool = False) -> Iterator[Point]:
    """Up to eight operands: of all magnitudes, of like magnitude, cancelling, and with ties."""
    draw = random.Random(13)
    everything = magnitudes(2000, -500, 500, seed=14)
    for n in range(2 if even else 1, 9, 2 if even else 1):
        for _ in range(40):
            yield tuple(draw.sample(everything, n))
            like = [draw.uniform(-1.0, 1.0) for _ in range(n)]
            yield tuple(like)
            yield tuple(x - draw.choice(like) for x in like)
            yield tuple(draw.choice((-1.5, 0.25, 7.0)) for _ in range(n))


def short_lists() -> Iterator[Point]:
    """Two to six operands: of all magnitudes, of like magnitude, two landmarks, and great beside small ones."""
    draw = random.Random(19)
    everything = magnitudes(2000, seed=20)
    for n in range(2, 7):
        for _ in range(60):
            yield tuple(draw.sample(everything, n))
            yield tuple(draw.uniform(-1.0, 1.0) for _ in range(n))
            scale = draw.choice(everything) / 8.0
            yield tuple(scale * draw.uniform(-1.0, 1.0) for _ in range(n))
    yield from itertools.product(landmarks()[::3], repeat=2)
    yield (1e200, 1e200, 1e-200, 1e-200)
    yield (1e-200, 1e-200, 1e200, 1e200, 3.0)
    yield (0.0, 2.0, 3.0)
    yield (0.0, 0.0, 3.0)


def exponents(most: int) -> Iterator[Point]:
    """Two to so many exponents: close, far apart, with rounded differences, and such that log(e^a + e^b) is near 0."""
    draw = random.Random(21)
    for n in range(2, most + 1):
        for _ in range(600 // n):
            scale = draw.choice((1e-8, 0.1, 1.0, 30.0, 700.0))
            yield tuple(scale * draw.uniform(-1.0, 1.0) for _ in range(n))
            shift = draw.choice((1e3, -1e3, 1e16, 0.1))
            yield tuple(shift + 300.0 * draw.uniform(-1.0, 1.0) for _ in range(n))
    yield from itertools.product(landmarks()[::3], repeat=2)
    for _ in range(60):
        a = -math.exp(draw.uniform(-600.0, math.log(0.69)))
        yield a, math.log(-math.expm1(a))
    yield -math.log(2.0), -math.log(2.0)
