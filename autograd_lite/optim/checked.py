"""Attributes that are checked, and converted, whenever they are assigned; and the checks."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Generic, SupportsIndex, TypeVar, overload

from autograd_lite.primitives import number

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

T = TypeVar("T")


class Checked(Generic[T]):
    """An attribute; ``check(words, value)`` gives what is stored, or raises an error that names it by ``words``.

    It is stored under the name with an underscore, where a step puts what it has computed without another check.
    """

    def __init__(self, check: Callable[[str, Any], T], words: str | None = None) -> None:
        self.check = check
        self.words = words

    def __set_name__(self, owner: type, name: str) -> None:
        self.stored = f"_{name}"
        self.words = self.words or name

    @overload
    def __get__(self, instance: None, owner: type) -> Checked[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Checked[T] | T:
        if instance is None:
            return self
        found: T = vars(instance)[self.stored]
        return found

    def __set__(self, instance: object, value: Any) -> None:
        vars(instance)[self.stored] = self.check(str(self.words), value)


def real(words: str, value: Any) -> float:
    """A real number."""
    try:
        return number(value)
    except TypeError as error:
        raise TypeError(f"{words}: {error}") from None


def not_negative(words: str, value: Any) -> float:
    """A finite number >= 0."""
    x = real(words, value)
    if not 0.0 <= x < math.inf:
        raise ValueError(f"{words} must be a finite number >= 0, not {value!r}")
    return x


def positive(words: str, value: Any) -> float:
    """A finite number > 0."""
    x = real(words, value)
    if not 0.0 < x < math.inf:
        raise ValueError(f"{words} must be a finite number > 0, not {value!r}")
    return x


def share(words: str, value: Any) -> float:
    """A number from 0 to 1."""
    x = real(words, value)
    if not 0.0 <= x <= 1.0:
        raise ValueError(f"{words} must be a number from 0 to 1, not {value!r}")
    return x


def flag(words: str, value: Any) -> bool:
    """True or False."""
    if not isinstance(value, bool):
        raise TypeError(f"{words} must be True or False, not {value!r:.80}")
    return value


def count(words: str, value: Any, least: int = 0) -> int:
    """An int, of at least ``least``; NumPy's ints are some."""
    if not isinstance(value, SupportsIndex) or isinstance(value, bool):
        raise TypeError(f"{words} must be an int, not {value!r:.80} of type {type(value).__name__}")
    if (whole := operator.index(value)) < least:
        raise ValueError(f"{words} must be an int >= {least}, not {value!r}")
    return whole


def period(words: str, value: Any) -> int:
    """An int of at least 1."""
    return count(words, value, least=1)


def reals(words: str, value: Any) -> list[float]:
    """A list of real numbers, nan and the infinities included."""
    if not isinstance(value, (list, tuple)):
        raise TypeError(f"{words} must be a list of numbers, not {value!r:.80} of type {type(value).__name__}")
    return [real(f"{words}[{i}]", x) for i, x in enumerate(value)]
