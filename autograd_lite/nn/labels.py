"""Names of parameters in pictures and messages, as mathematics writes them."""

from __future__ import annotations

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def indexed(name: str, *indices: int) -> str:
    """A name with indices, which count from 1: v₁₂, and with a comma where an index has two digits: v₁,₁₂.

    >>> indexed("v", 0, 1), indexed("v", 0, 11)
    ('v₁₂', 'v₁,₁₂')
    """
    numerals = [str(index + 1) for index in indices]
    separator = "," if any(len(numeral) > 1 for numeral in numerals) else ""
    return name + separator.join(numerals).translate(_SUBSCRIPTS)
