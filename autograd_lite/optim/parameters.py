"""What can be moved: Values that are leaves, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from autograd_lite.value import Value

if TYPE_CHECKING:
    from typing import Any

REMEDY = "pass net.parameters(), or a list of Values"


def checked_parameters(params: Any, user: str) -> tuple[Value, ...]:
    """The parameters in their order, or an error that says what ``user`` (the subject of the sentence) cannot use."""
    # A set has another order in the next process, and a state belongs to its parameters by their order.
    if isinstance(params, (Value, set, frozenset)) or not isinstance(params, Iterable):
        raise TypeError(
            f"{user} needs its parameters one after the other, not {params!r:.80} of type {type(params).__name__}; "
            f"{REMEDY}"
        )
    parameters = tuple(params)
    if not parameters:
        used_up = isinstance(params, Iterator)
        reason = "this iterator gave none (one that has been read to its end is empty: make it a list first)"
        raise ValueError(f"{user} needs at least one parameter; {f'{reason}, ' if used_up else ''}{REMEDY}")
    if set(map(type, parameters)) != {Value}:
        for i, parameter in enumerate(parameters):
            if not isinstance(parameter, Value):
                raise TypeError(
                    f"{user} takes Values, but parameter {i}, {parameter!r:.80}, is of type "
                    f"{type(parameter).__name__}; {REMEDY}"
                )
    for i, parameter in enumerate(parameters):
        if parameter.operands:
            raise ValueError(
                f"{user} takes leaves, but parameter {i}, {parameter!r:.80}, was computed from others: moving it would "
                "move nothing. Pass the Values it was computed from, or a new one, Value(v.data)"
            )
    if len(set(parameters)) < len(parameters):
        first: dict[Value, int] = {}
        for i, parameter in enumerate(parameters):
            if (j := first.setdefault(parameter, i)) != i:
                raise ValueError(
                    f"parameter {j}, {parameter!r:.80}, is given again as parameter {i}: it would be treated twice in "
                    "each step; pass each once, as list(dict.fromkeys(params)) has it"
                )
    return parameters


def require_gradients(parameters: tuple[Value, ...]) -> None:
    """Raise ``TypeError`` for a parameter whose gradient is None, as another library has it before ``backward``."""
    for i, parameter in enumerate(parameters):
        if parameter.grad is None:
            raise TypeError(f"the gradient of parameter {i}: grad is None: use zero_grad(), which sets 0.0")
