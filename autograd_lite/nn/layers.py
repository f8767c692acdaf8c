"""The layers of a network, of whatever modules it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd_lite.nn.composite import Composite
from autograd_lite.nn.module import Module, leaves

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Protocol

    from autograd_lite.value import Value

    class HasParameters(Protocol):
        """A network of any kind."""

        def parameters(self) -> list[Value]: ...


def layers_of(net: HasParameters) -> dict[str, list[Value]]:
    """The parameters of ``net`` by layer, each once.

    The layers of a Sequential, an MLP and the book's network are those that ``layer_gradients`` names. Those of another
    module are its attributes with parameters; where one is a list, a tuple or a dict of modules, or a network with
    layers of its own, these. A module that is one other module and no more is that one, and what is no module is one
    layer.

    >>> from autograd_lite.nn import MLP, Linear, Sequential, SigmoidMLP, Tanh
    >>> [list(layers_of(net)) for net in (SigmoidMLP(2, 3, 1), Sequential(Linear(2, 3), Tanh(), Linear(3, 1)))]
    [['hidden', 'output'], ['0', '2']]
    >>> {layer: len(own) for layer, own in layers_of(MLP(2, [3, 1])).items()}
    {'0': 9, '1': 4}
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
        for layer, parameters in thing.named_layers():
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
