"""Stretches that repeat in a sequence, such as the steps of a loop in the order of recording."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

FEWEST = 4  # repetitions: the first and the last are shown, and there is little to gain from folding one in between
LONGEST = 512  # steps: more than that, twice, would not be read either
CANDIDATES = 8  # lengths that are tried at each place


class Repeat(NamedTuple):
    """``times`` stretches of ``period`` members each, from ``start`` on."""

    start: int
    period: int
    times: int


def repeats(sequence: Sequence[Hashable]) -> list[Repeat]:
    """The stretches that repeat one after the other, at least four times, from left to right; they do not overlap.

    Of several lengths the shortest counts, so a loop within a loop is found first. A stretch is tried from each of its
    members on until one is found that occurs in it at most eight times. Linear in the sequence.

    >>> repeats("xababababy")
    [Repeat(start=1, period=2, times=4)]
    """
    following = _next_occurrences(sequence)
    ends: dict[int, int] = {}  # for each period, where the members that equal those a period before end
    found = []
    k = 0
    while k < len(sequence):
        repeat = _repeat_at(sequence, k, following, ends)
        if repeat is None:
            k += 1
        else:
            found.append(repeat)
            k += repeat.period * repeat.times
    return found


def _next_occurrences(sequence: Sequence[Hashable]) -> list[int]:
    """For each member the position of the next equal one, or the length of the sequence where there is none."""
    following = [len(sequence)] * len(sequence)
    last: dict[Hashable, int] = {}
    for k in range(len(sequence) - 1, -1, -1):
        following[k] = last.get(sequence[k], len(sequence))
        last[sequence[k]] = k
    return following


def _repeat_at(
    sequence: Sequence[Hashable], start: int, following: Sequence[int], ends: dict[int, int]
) -> Repeat | None:
    other = start
    for _ in range(CANDIDATES):
        other = following[other]
        period = other - start
        if other == len(sequence) or period > LONGEST:
            return None
        end = max(ends.get(period, 0), other)  # what was compared from an earlier start is not compared again
        while end < len(sequence) and sequence[end] == sequence[end - period]:
            end += 1
        ends[period] = end
        if (end - start) // period >= FEWEST:
            return Repeat(start, period, (end - start) // period)
    return None
