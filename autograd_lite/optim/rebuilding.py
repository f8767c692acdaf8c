"""Whether the parameters that an optimiser moves are still those of where it has them from: a network, or a list.

``net.w = Value(0.0)`` after the optimiser was made leaves it with a Value that nobody uses, and training goes on
without learning. A list says whose parameters it holds by the protocol :class:`Owned`; any other is its own owner.

A false alarm would be worse than a miss. So parameters that came later, or that are gone (frozen, cut off), are no
reason for one; only both together are, which is what a replacement looks like. Neither is what was left out, or added,
when the optimiser was made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from autograd_lite.value import Value

# Looking through a network takes about as long as a training step does. It is done at once where a parameter in an
# attribute may have been replaced. For the sake of those in lists it is done at each of the first steps, where one
# tries things out, and later now and then, for less than 1 % of the time. A plain list takes a twentieth of that.
FIRST_STEPS = 16
EVERY = 128
EVERY_OF_A_LIST = 16


class Owned(Protocol):
    """A list of parameters that knows their owner.

    Attributes:
        original: what it held when it was made.
        losses: goes up whenever an owner may have lost a parameter.
        owner_name: "the SigmoidMLP", say.
    """

    original: tuple[Value, ...]
    losses: int
    owner_name: str

    def current(self) -> Mapping[str, Value]:
        """The parameters that the owner has now, by name."""


class _List:
    """A plain list as its own owner. What has another length by now is used for something else."""

    losses = 0
    owner_name = "the list that it was given"

    def __init__(self, params: list[Value]) -> None:
        self.params = params
        self.original = tuple(params)

    def current(self) -> Mapping[str, Any]:
        if len(self.params) != len(self.original):
            return {}
        return {f"[{i}]": parameter for i, parameter in enumerate(self.params)}


class Watch:
    """Compares, now and then, what an optimiser moves with what the owner has.

    Args:
        params: what the optimiser was given; anything but a list cannot change.
        moved: the parameters in it.
    """

    def __init__(self, params: Any, moved: tuple[Value, ...]) -> None:
        owned = hasattr(params, "current")
        self.owner: Owned = params if owned else _List(params if isinstance(params, list) else [])
        self.every = EVERY if owned else EVERY_OF_A_LIST
        self.moved = moved
        self.steps = self.due = 0
        self.losses = -1
        self.look()

    def look(self) -> None:
        """To be called before each step. Raises ``RuntimeError`` when parameters have been replaced."""
        if self.steps >= self.due or self.losses != self.owner.losses:
            self._compare()
            self.losses = self.owner.losses
            self.due = self.steps + (1 if self.steps < FIRST_STEPS else self.every)
        self.steps += 1

    def _compare(self) -> None:
        current = self.owner.current()
        present = set(map(id, current.values()))
        gone = {id(parameter) for parameter in self.owner.original} - present
        lost = [parameter for parameter in self.moved if id(parameter) in gone] if gone else []
        if not lost:
            return
        known = set(map(id, self.owner.original)).union(map(id, self.moved))
        new = [name for name, parameter in current.items() if id(parameter) not in known]
        if new:
            raise RuntimeError(
                f"parameters have been replaced: {self.owner.owner_name} no longer holds {len(lost)} of the "
                f"{len(self.moved)} Values that this optimiser moves ({lost[0]!r:.80}{', ...' if lost[1:] else ''}), "
                f"and has others, which it does not move: {', '.join(new[:5])}{', ...' if new[5:] else ''}. Make the "
                "optimiser after the replacement, or set numbers in place (v.data = ..., net.load_state_dict(...)), "
                "and keep as floats what are no parameters"
            )
