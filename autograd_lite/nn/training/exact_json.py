"""JSON that keeps every float: digits by repr, which reads back exactly, and nan and the infinities as words."""

from __future__ import annotations

import json
import math
from typing import Any

WORDS = ("nan", "inf", "-inf")  # JSON has no such numbers; Module.save writes them in the same way


def dumps(thing: Any) -> str:
    """``thing``, made of numbers, strings, lists, tuples and dicts, as JSON on one line.

    >>> dumps([0.1, float("inf")]), loads(dumps([0.1, float("inf")]))
    ('[0.1, "inf"]', [0.1, inf])
    """
    return json.dumps(_in_words(thing), ensure_ascii=False, allow_nan=False)


def loads(text: str | bytes) -> Any:
    """What :func:`dumps` was given, with lists for tuples. Raises ``ValueError`` for what is no JSON."""
    try:
        return _in_numbers(json.loads(text))
    except RecursionError:
        raise ValueError("it is nested without end") from None


def _in_words(thing: Any) -> Any:
    if isinstance(thing, float):
        return thing if math.isfinite(thing) else str(thing)
    if isinstance(thing, dict):
        return {key: _in_words(value) for key, value in thing.items()}
    if isinstance(thing, (list, tuple)):
        return [_in_words(value) for value in thing]
    return thing


def _in_numbers(thing: Any) -> Any:
    if isinstance(thing, str):
        return float(thing) if thing in WORDS else thing
    if isinstance(thing, dict):
        return {key: _in_numbers(value) for key, value in thing.items()}
    if isinstance(thing, list):
        return [_in_numbers(value) for value in thing]
    return thing
