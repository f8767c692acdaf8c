"""The size of the gradient of the mean error in each layer of a network."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from autograd_lite.nn.composite import Composite
from autograd_lite.nn.module import Module, leaves
from autograd_lite.nn.training.evaluation import error_number, in_mode, mean
from autograd_lite.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from autograd_lite.nn.training.examples import Example
    from autograd_lite.nn.training.protocols import Trainable


def layers_of(net: Trainable) -> dict[str, list[Value]]:
    """The parameters of ``net`` by layer, each once.

    The layers of a Sequential and of the book's network are those that ``layer_gradients`` names. Those of another
    module are its attributes with parameters; where one is a list, a tuple or a dict of modules, or a network with
    layers of its own, these. A module that is one other module and no more is that one, and what is no module is one
    layer.

    >>> from autograd_lite.nn import MLP, Linear, Sequential, SigmoidMLP, Tanh
    >>> [list(layers_of(net)) for net in (SigmoidMLP(2, 3, 1), Sequential(Linear(2, 3), Tanh(), Linear(3, 1)))]
    [['hidden', 'output'], ['0', '2']]
    >>> {layer: len(own) for layer, own in layers_of(MLP(2, [3, 1])).items()}
    {'layers.0': 9, 'layers.1': 4}
    """
    if not isinstance(net, Module):
        return {"parameters": net.parameters()}
    learned = set(net.parameters())
    layers: dict[str, list[Value]] = {}
    for name, parameters in _parts("", net, whole=True):
        own = [p for p in dict.fromkeys(parameters) if p in learned]
        if own:
            layers[name] = own
        learned.difference_update(own)
    return layers


def _parts(path: str, thing: Any, whole: bool) -> Iterator[tuple[str, Iterable[Value]]]:
    """The layers in ``thing``, which is the ``whole`` network or something in it."""
    if isinstance(thing, Composite):
        for layer, parameters in thing._layers():
            yield _joined(path, layer), parameters.values()
        return
    entries = vars(thing) if isinstance(thing, Module) else thing if isinstance(thing, dict) else {}
    if isinstance(thing, (list, tuple)):
        entries = dict(enumerate(thing))
    holders = {key: entry for key, entry in entries.items() if any(leaves("", entry))}
    of_modules = not isinstance(thing, Module) and any(isinstance(entry, Module) for entry in holders.values())
    if not whole and not of_modules:
        yield path, [leaf for _, leaf in leaves("", thing)]
        return
    for key, entry in holders.items():
        yield from _parts(_joined(path, key), entry, whole and len(holders) == 1 and isinstance(entry, Module))


def _joined(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def mean_error_and_gradients(
    net: Trainable,
    error: Callable[[Sequence[float], Any], Value],
    examples: Sequence[Example],
    layers: Mapping[str, Sequence[Value]],
) -> tuple[float, dict[str, float]]:
    """E = (1/m) sum_k E_k, and by layer the root mean square of dE/dw over its n parameters, sqrt((1/n) sum (dE/dw)^2).

    The network is as it is in use, without dropout. The ``grad`` of its parameters is afterwards what it was.
    """
    parameters = [p for own in layers.values() for p in own]
    before = [p.grad for p in parameters]
    errors = []
    try:
        for p in parameters:
            p.grad = 0.0
        with in_mode(net, training=False):
            for x, y in examples:
                E = error(x, y)
                errors.append(error_number(E))
                E.backward()
        m = len(errors)
        # hypot does not overflow where the squares would
        sizes = {layer: math.hypot(*(p.grad / m for p in own)) / math.sqrt(len(own)) for layer, own in layers.items()}
    finally:
        for p, grad in zip(parameters, before, strict=True):
            p.grad = grad
    return mean(errors), sizes
