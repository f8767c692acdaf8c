"""A query: text that is read once, and asked about the numbers and texts of many moments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from autograd_lite.expressions.condition import Condition
from autograd_lite.expressions.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Answer = TypeVar("Answer")


def parse_condition(text: str, numbers: Iterable[str], texts: Iterable[str] = ()) -> Query[bool]:
    """Read a condition about given names: ``abs(grad) > 1e3 and op == "mul"``.

    Numbers are those of formulas (:func:`autograd_lite.expressions.parse`), evaluated on floats as IEEE 754 has them.
    They are compared by ``< <= > >= == !=``, and tested by ``isfinite(x)``, ``isnan(x)`` and ``isinf(x)``. Texts are
    names or stand in quotes. They are compared by ``==`` and ``!=``, looked for in a list, ``op in ("mul", "add")``,
    and in another text, ``"hidden" in scope``. ``and``, ``or``, ``not`` and chains, ``0 < x <= 1``, are Python's. The
    text may come from anywhere: nothing in it is run.

    Args:
        text: the condition.
        numbers: the names of numbers.
        texts: the names of texts.

    Raises ``ValueError``, with the place in the text and the remedy, for anything else.

    >>> condition = parse_condition('abs(grad) > 1e3 and op == "mul"', numbers=["data", "grad"], texts=["op", "label"])
    >>> condition.names
    ('grad', 'op')
    >>> condition({"grad": -2000.0, "op": "mul"}), condition({"grad": float("nan"), "op": "mul"})
    (True, False)
    """
    source = Source(text, example="abs(grad) > 1e3")
    reader = Condition(source, numbers, texts)
    compute = reader.condition(source.tree())
    return Query(source.text.strip(), tuple(reader.variables.values()), compute)


def parse_term(text: str, numbers: Iterable[str], texts: Iterable[str] = ()) -> Query[float]:
    """Read a formula about given names, whose answer is a number: ``data * upstream``.

    It is made as in :func:`parse_condition`. Texts stand in conditions of ``where``: ``where(op == "mul", grad, 0)``.

    Raises ``ValueError``, with the place in the text and the remedy, for anything else.

    >>> term = parse_term("data * upstream / 0", numbers=["data", "grad", "upstream"])
    >>> term({"data": 3.0, "upstream": -2.0})
    -inf
    """
    source = Source(text, example="data * upstream")
    reader = Condition(source, numbers, texts)
    compute = reader.visit(source.tree())
    return Query(source.text.strip(), tuple(reader.variables.values()), compute)


class Query(Generic[Answer]):
    """A condition or a term that was read; made by :func:`parse_condition` and :func:`parse_term`.

    Called with a mapping that has a value for each of its names, it answers. The mapping may have others, too: one that
    is filled anew for each of many steps, or one that looks up what it is asked for.

    Attributes:
        text: as it was read.
        names: the names in it, in the order of their first appearance.
    """

    def __init__(
        self, text: str, names: tuple[str, ...], compute: Callable[[Mapping[str, float | str]], Answer]
    ) -> None:
        self.text = text
        self.names = names
        self._compute = compute

    def __call__(self, values: Mapping[str, float | str], /) -> Answer:
        """The answer for these values, a float or a str by each name; a text that is missing is "".

        Raises ``KeyError`` for a name without a value, and nothing else.
        """
        return self._compute(values)

    def __repr__(self) -> str:
        return f"<Query {self.text}>"
