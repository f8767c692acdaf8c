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
        # Only a checkpoint cannot do without them: a training that goes wrong ends with what they have drawn.
        self.unsaved = [name for name, generator in self.generators.items() if _state_of(generator) is None]
        for name in self.unsaved:
            del self.generators[name]

    def require_generators_that_can_be_saved(self) -> None:
        """Raise ``TypeError`` for a random generator whose state a checkpoint could not hold."""
        if self.unsaved:
            raise TypeError(
                f"the state of the random generator {', '.join(self.unsaved)} cannot be written to a checkpoint; give "
                "the network a random.Random(seed) or a numpy.random.default_rng(seed) in its place"
            )

    def numbers(self) -> list[float]:
        """The numbers of the parameters."""
        return [parameter.data for parameter in self.parameters]

    def take(self) -> dict[str, Any]:
        """All of it, in a form that JSON keeps and no later step changes."""
        return {
            "parameters": dict(zip(self.names, self.numbers(), strict=True)),
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
    """Its state in a form that JSON keeps; None for one that has none to be had."""
    if isinstance(generator, random.Random):
        try:
            return generator.getstate()
        except NotImplementedError:  # the operating system's
            return None
    return _plain(generator.bit_generator.state) if hasattr(generator, "bit_generator") else None


def _plain(state: Any) -> Any:
    """Lists and ints for NumPy's, which some of its generators have in their state."""
    if isinstance(state, dict):
        return {key: _plain(value) for key, value in state.items()}
    return state.tolist() if hasattr(state, "tolist") else state


def _set_state(generator: Any, state: Any) -> None:
    if isinstance(generator, random.Random):
        version, numbers, gauss = state  # JSON made a list of the tuple of numbers
        generator.setstate((version, tuple(numbers), gauss))
    else:
        generator.bit_generator.state = state


def _generators(name: str, thing: Any) -> Iterator[tuple[str, Any]]:
    """The generators in the attributes of a network, Python's and NumPy's, as in Dropout, with the path to each."""
    if _draws(thing):
        yield name, thing
    elif isinstance(thing, Module):
        yield from _generators(name, vars(thing))
    elif isinstance(thing, (list, tuple)):
        yield from _generators(name, dict(enumerate(thing)))
    elif isinstance(thing, dict):
        for key, child in thing.items():
            yield from _generators(f"{name}.{key}", child)


def _draws(thing: Any) -> bool:
    """Whether it is a generator of any kind, and no class of them: NumPy's, or the module ``random`` itself, too."""
    return not isinstance(thing, (type, Module)) and callable(getattr(thing, "random", None))
