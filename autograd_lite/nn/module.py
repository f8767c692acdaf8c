"""Module: what owns parameters, and can save and load them."""

from __future__ import annotations

import json
import math
from pathlib import Path

from autograd_lite.files import write_atomically
from autograd_lite.nn.parameters import Parameters
from autograd_lite.primitives import number
from autograd_lite.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping
    from typing import Any, Self

FORMAT = "autograd_lite.state_dict"
UNSEARCHED = {"ndarray", "set", "frozenset"}  # types, by name, in which parameters are not looked for


class Module:
    """A part of a network. Its parameters are the leaf Values in its attributes, in the order of assignment.

    Attributes may also be modules, and lists, tuples or dicts of all of these, nested. A name is the path to the
    parameter, joined by dots. A parameter that is found in two places counts once, under its first name. A set or a
    NumPy array of parameters raises ``TypeError`` when it is assigned: the one has no order, and in the other they
    would not be found.

    >>> class Line(Module):
    ...     def __init__(self):
    ...         self.slope = [Value(2.0)]
    ...         self.offset = Value(1.0)
    >>> Line().state_dict()
    {'slope.0': 2.0, 'offset': 1.0}
    """

    def __setattr__(self, name: str, thing: Any) -> None:
        if type(thing).__name__ in UNSEARCHED:
            _refuse_hidden_parameters(name, thing)
        if name in self.__dict__:
            self._note_loss(name)
        super().__setattr__(name, thing)

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "forward" in vars(cls) and not any("__call__" in vars(base) for base in cls.__mro__):
            cls.__call__ = _call_without_a_call  # type: ignore[method-assign]

    def __delattr__(self, name: str) -> None:
        if name in self.__dict__:
            self._note_loss(name)
        super().__delattr__(name)

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        """The parameters with their names. Raises ``ValueError`` for two of one name, as by the keys 1 and "1"."""
        seen: set[Value] = set()
        names: set[str] = set()
        for name, parameter in leaves("", self):
            if parameter not in seen:
                if name in names:
                    raise ValueError(
                        f"two parameters of this {type(self).__name__} are called {name}, so one would be lost when it "
                        "is saved; give one of the keys on the path to it another name"
                    )
                seen.add(parameter)
                names.add(name)
                yield name, parameter

    def parameters(self) -> list[Value]:
        """The parameters, in a fixed order; an optimiser that is given this list notices when they are replaced."""
        return Parameters((parameter for _, parameter in self.named_parameters()), self)

    training: bool = True  # whether it is being trained, rather than used; see train and eval

    def modules(self) -> Iterator[Module]:
        """This module, then all modules in its attributes, at any depth, each once."""
        seen: set[int] = set()
        for module in _modules(self):
            if id(module) not in seen:
                seen.add(id(module))
                yield module

    def train(self, mode: bool = True) -> Self:
        """Set ``training`` of all modules in it, by which e.g. dropout is on or off; returns the module itself.

        Raises ``TypeError`` when ``mode`` is no bool (to train a network on examples, use ``nn.train(net, X, Y)``).
        """
        if not isinstance(mode, bool):
            raise TypeError(f"mode is True for training and False for use, not {mode!r:.80}")
        for module in self.modules():
            module.training = mode
        return self

    def eval(self) -> Self:
        """``train(False)``: from now on the network is used, not trained.

        >>> from autograd_lite.nn import Dropout, Sequential
        >>> net = Sequential(Dropout(0.5)).eval()
        >>> net([1.0, 2.0])
        [1.0, 2.0]
        """
        return self.train(False)

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0."""
        for parameter in self.parameters():
            parameter.grad = 0.0

    def state_dict(self) -> dict[str, float]:
        """The numbers of all parameters, by name."""
        return {name: parameter.data for name, parameter in self.named_parameters()}

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        """Set every parameter from ``state``, as :meth:`state_dict` gave it. All is checked before any is set.

        Raises ``ValueError`` naming what is missing or unknown, ``TypeError`` for what is not a number.
        """
        parameters = dict(self.named_parameters())
        differences = [
            f"{what} {', '.join(names[:5])}{', ...' if len(names) > 5 else ''}"
            for what, names in (
                ("it lacks", [name for name in parameters if name not in state]),
                ("it has the unknown", [str(name) for name in state if name not in parameters]),
            )
            if names
        ]
        if differences:
            raise ValueError(
                f"the state of {len(state)} parameters is not that of this {type(self).__name__} with "
                f"{len(parameters)}: {'; '.join(differences)}. Build the network with the sizes it was saved with"
            )
        numbers = {name: number(state[name]) for name in parameters}
        for name, parameter in parameters.items():
            parameter.data = numbers[name]

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the parameters to a JSON file, atomically and to the last digit."""
        document = {
            "format": FORMAT,
            "version": 1,
            "model": type(self).__name__,
            # JSON has no nan and no infinity; a diverged network can be saved nevertheless.
            "parameters": {k: x if math.isfinite(x) else str(x) for k, x in self.state_dict().items()},
        }
        write_atomically(path, json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n")

    def load(self, path: str | os.PathLike[str]) -> None:
        """Set the parameters from a file that :meth:`save` wrote; the network is unchanged if it cannot be read.

        Raises ``ValueError`` naming the file and what is wrong with it: damaged, of another format, or of a
        network of another shape.
        """
        try:
            document = json.loads(Path(path).read_bytes())
        except (ValueError, RecursionError) as error:  # no UTF-8, no JSON, or nested without end
            raise ValueError(f"{path} is damaged or no saved network: {error}") from None
        try:
            self.load_state_dict(_parameters_of(document))
        except (ValueError, TypeError, OverflowError) as error:
            raise ValueError(f"{path} cannot be loaded: {error}") from None

    # What notebooks show; see showing.py.
    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from autograd_lite import showing

        return showing.mimebundle(self)

    def _mime_(self) -> tuple[str, str]:
        from autograd_lite import showing

        return showing.mime(self)

    def _note_loss(self, name: str) -> None:
        """Before an attribute goes: if a parameter may go with it, optimisers shall look."""
        if any(leaves("", vars(self)[name])):
            Parameters.losses += 1


def _call_without_a_call(self: Module, *_: Any, **__: Any) -> Any:
    """The ``__call__`` of a class that has ``forward`` alone."""
    name = type(self).__name__
    raise TypeError(
        f"{name} has no __call__: define __call__ (this library's name for forward), {name}.__call__(self, x)"
    )


def _refuse_hidden_parameters(name: str, thing: Any) -> None:
    """Raise ``TypeError`` for a set or an array that holds parameters or modules."""
    if hasattr(thing, "dtype"):
        if not thing.dtype.hasobject:
            return
        thing, kind, remedy = thing.ravel().tolist(), "a NumPy array", ".tolist() of it"
    else:
        kind, remedy = "a set", "a list of them"
    if any(isinstance(x, Module) or (isinstance(x, Value) and not x.operands) for x in thing):
        raise TypeError(f"the parameters in {name}, {kind}, would not be found; assign {remedy}")


def _parameters_of(document: Any) -> dict[str, float]:
    """The parameters in a parsed file, or ValueError."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise ValueError(f'it is no saved network (a JSON object with "format": "{FORMAT}")')
    if document.get("version") != 1:
        raise ValueError(f"its version is {document.get('version')!r}, and this release reads version 1")
    parameters = document.get("parameters")
    if not isinstance(parameters, dict):
        raise ValueError('it has no "parameters"')
    return {name: float(x) if x in ("nan", "inf", "-inf") else x for name, x in parameters.items()}


def leaves(name: str, thing: Any) -> Iterator[tuple[str, Value]]:
    """The leaf Values in ``thing`` and below. Recursion is as deep as modules are nested, not as graphs are."""
    if isinstance(thing, Value):
        if not thing.operands:
            yield name, thing
        return
    if isinstance(thing, Module):
        thing = vars(thing)
    elif isinstance(thing, (list, tuple)):
        thing = dict(enumerate(thing))
    elif not isinstance(thing, dict):
        return
    for key, child in thing.items():
        yield from leaves(f"{name}.{key}" if name else str(key), child)


def _modules(thing: Any) -> Iterator[Module]:
    """The modules in ``thing`` and below."""
    if isinstance(thing, Module):
        yield thing
        thing = vars(thing)
    if isinstance(thing, dict):
        thing = thing.values()
    elif not isinstance(thing, (list, tuple)):
        return
    for child in thing:
        yield from _modules(child)
