"""Where numbers that are not finite come from: whether an operation produced one, or passed on one that was there."""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    # Of a value: an operand is not finite already; the operation produced it; it was given, as a leaf.
    # Of a gradient: see `cause`.
    Cause = Literal["operand", "value", "given", "upstream", "local", "product", "sum"]


def passed_on(operands: Sequence[float]) -> int | None:
    """The first operand that is not finite, and so makes the value not finite; None if the operation produces it.

    >>> passed_on([1.0, float("nan")]), passed_on([0.0])
    (1, None)
    """
    return next((i for i, x in enumerate(operands) if not math.isfinite(x)), None)


def cause(upstream: float, local: float, before: float = 0.0) -> Cause | None:
    """Why before + upstream * local is not finite; None if it is, or if ``before`` was not.

    "upstream": the gradient that is handed on is not finite already. The others produce it: "local", the local gradient
    is not finite; "product", two finite numbers have no finite product; "sum", nor a finite sum.

    >>> cause(1.0, float("inf")), cause(1e200, 1e200), cause(1.0, 2.0)
    ('local', 'product', None)
    """
    term = upstream * local
    if not math.isfinite(term):
        if not math.isfinite(upstream):
            return "upstream"
        return "product" if math.isfinite(local) else "local"
    return None if math.isfinite(before + term) or not math.isfinite(before) else "sum"
