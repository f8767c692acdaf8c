"""Anomalies: numbers that are not finite, who produced them and who passed them on, and the error that says so."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from autograd_lite.primitives.table import is_node
from autograd_lite.sites import site_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Literal

    # Of a value: an operand is not finite already; the operation produced it; it was given, as a leaf.
    # Of a gradient: see `cause`.
    Cause = Literal["operand", "value", "given", "upstream", "local", "product", "sum"]


SHOWN = 4  # operands in a message


class AnomalyError(FloatingPointError):
    """A value or a gradient is not finite; raised in a block of :func:`autograd_lite.detect_anomaly`.

    Attributes:
        node: the operation whose value it is, or which handed the gradient on.
        output: what ``backward()`` was called on; None where it was a value.

    >>> from autograd_lite import Value, detect_anomaly, log
    >>> try:
    ...     with detect_anomaly():
    ...         log(Value(-1.0))
    ... except AnomalyError as error:
    ...     print(str(error).partition("\\n")[0])
    log gave nan, and produced it: its operands are finite
    """

    node: Any = None
    output: Any = None


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


def is_finite(x: Any) -> bool:
    return math.isfinite(x.data if is_node(x) else x)


def check_value(node: Any) -> None:
    """Raise :class:`AnomalyError` if the value of a new node is not finite."""
    if math.isfinite(node.data):
        return
    at = passed_on([operand.data if is_node(operand) else operand for operand in node.operands])
    what = f"{node.primitive.name} gave {node.data}, and "
    what += (
        "produced it: its operands are finite" if at is None else f"passed it on: operand {at} is not finite already"
    )
    raise _anomaly(node, f"{what}\n{described(node)}")


def check_term(node: Any, operand: Any, upstream: Any, local: Any, term: Any) -> None:
    """Raise :class:`AnomalyError` if what a node hands to an operand is not finite."""
    if type(operand) is float or is_finite(term):
        return
    upstream, local, term = (x.data if is_node(x) else x for x in (upstream, local, term))
    what = {
        "upstream": "passed on by {}, whose own gradient is not finite already",
        "local": "produced by {}, whose local gradient is not finite",
        "product": "produced by {}: the product of two finite numbers is not",
    }[str(cause(upstream, local))].format(node.primitive.name)
    raise _anomaly(
        node,
        f"a gradient of {operand!r:.200} is {term}, {what}\n"
        f"  upstream {upstream} * local gradient {local} = {term}\n{described(node)}",
    )


def check_sum(node: Any, operand: Any, total: Any) -> None:
    """Raise :class:`AnomalyError` if a gradient is not finite after ``node`` has added a finite number to it."""
    if is_finite(total):
        return
    why = "the sum overflows" if operand.operands else "it was not finite before this pass, or the sum overflows"
    total = total.data if is_node(total) else total
    what = f"the gradient of {operand!r:.200} is {total} after {node.primitive.name} added to it"
    raise _anomaly(node, f"{what}: {why}\n{described(node)}")


def described(node: Any) -> str:
    """How a node was computed, from which numbers, and where, each on a line of its own."""
    numbers = [operand.data if is_node(operand) else operand for operand in node.operands]
    more = f", ... {len(numbers) - SHOWN} more" if len(numbers) > SHOWN else ""
    lines = [f"  {node.primitive.name}({', '.join(map(repr, numbers[:SHOWN]))}{more}) = {node.data!r}"]
    nodes = [(i, operand) for i, operand in enumerate(node.operands) if is_node(operand)]
    nodes.sort(key=lambda pair: math.isfinite(pair[1].data))  # what is not finite first
    lines += [f"  operand {i}: {operand!r:.200}" for i, operand in nodes[:SHOWN]]
    if node.scope:
        lines.append(f"  in the scope {node.scope}")
    if node.place is None:
        lines.append("  made outside of detect_anomaly(), so its line is not known: run the computation inside, too")
    else:
        lines.append(f"  made at {site_of(node.place)}".replace("\n", "\n  "))
    return "\n".join(lines)


def _anomaly(node: Any, message: str) -> AnomalyError:
    error = AnomalyError(message)
    error.node = node
    return error
