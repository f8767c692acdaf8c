"""All that moves in a training: taken down as plain numbers after every pass, and put back exactly."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

from autograd_lite.nn.module import Module
from autograd_lite.primitives import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograd_lite.nn.training.protocols import Optimizer, Schedule, Trainable


class Moving:
    """Parameters, optimiser, schedule, the order of the examples, and every random generator of the network.

    Args:
        order: the numbers of the examples in their present order; it is changed in place.
        shuffler: what shuffles them, or None.
    """

    def __init__(
        self,
        net: Trainable,
        optimizer: Optimizer,
        schedule: Schedule | None,
        order: list[int],
        shuffler: random.Random | None,
    ) -> None:
        parameters = net.parameters()
        named = getattr(net, "named_parameters", None)
        self.names = [name for name, _ in named()] if named else [str(k) for k in range(len(parameters))]
        self.parameters = parameters
        self.parts = {"optimizer": optimizer, **({"schedule": schedule} if schedule is not None else {})}
        self.order = order
        self.generators: dict[str, Any] = dict(_generators("net", net))
        if shuffler is not None:
            self.generators["shuffle"] = shuffler

    def take(self) -> dict[str, Any]:
        """All of it, in a form that JSON keeps and no later step changes."""
        return {
            "parameters": dict(zip(self.names, [p.data for p in self.parameters], strict=True)),
            **{name: part.state_dict() for name, part in self.parts.items()},
            "order": list(self.order),
            "generators": {name: _state_of(generator) for name, generator in self.generators.items()},
        }

    def put(self, taken: dict[str, Any]) -> None:
        """Make everything as it was when ``taken`` was. Raises ``ValueError`` for what is not of this network.

        An optimiser or a schedule may refuse its part by an error of its own.
        """
        self.put_parameters(taken["parameters"])
        for name, part in self.parts.items():
            part.load_state_dict(taken[name])
        self.order[:] = taken["order"]
        if taken["generators"].keys() != self.generators.keys():
            raise ValueError(
                f"its random generators are {', '.join(taken['generators']) or 'none'}, and those of this training "
                f"{', '.join(self.generators) or 'none'}"
            )
        for name, state in taken["generators"].items():
            _set_state(self.generators[name], state)

    def put_parameters(self, numbers: dict[str, float]) -> None:
        """Set the parameters, by their names."""
        self.require_same_parameters(numbers)
        checked = [number(x) for x in numbers.values()]
        for parameter, x in zip(self.parameters, checked, strict=True):
            parameter.data = x

    def require_same_parameters(self, numbers: dict[str, float]) -> None:
        """Raise ``ValueError`` unless ``numbers`` has the names of the parameters, in their order."""
        if list(numbers) != self.names:
            unlike = next((pair for pair in zip(numbers, self.names, strict=False) if pair[0] != pair[1]), None)
            raise ValueError(
                f"it has {len(numbers)} parameters, and this network has {len(self.names)}"
                + (f"; {unlike[0]} is in the place of {unlike[1]}" if unlike else "")
                + ". Build the network with the sizes it was saved with"
            )


def _state_of(generator: Any) -> Any:
    return generator.getstate() if isinstance(generator, random.Random) else generator.bit_generator.state


def _set_state(generator: Any, state: Any) -> None:
    if isinstance(generator, random.Random):
        version, numbers, gauss = state  # JSON made a list of the tuple of numbers
        generator.setstate((version, tuple(numbers), gauss))
    else:
        generator.bit_generator.state = state


def _generators(name: str, thing: Any) -> Iterator[tuple[str, Any]]:
    """The generators in the attributes of a network, Python's and NumPy's, as in Dropout, with the path to each."""
    if isinstance(thing, random.Random) or hasattr(thing, "bit_generator"):
        yield name, thing
    elif isinstance(thing, Module):
        yield from _generators(name, vars(thing))
    elif isinstance(thing, (list, tuple)):
        yield from _generators(name, dict(enumerate(thing)))
    elif isinstance(thing, dict):
        for key, child in thing.items():
            yield from _generators(f"{name}.{key}", child)
