"""Sequential: layers one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, overload

from autograd_lite.modes import layer_scope
from autograd_lite.nn.activations import Elementwise
from autograd_lite.nn.composite import Composite, nodes_of
from autograd_lite.nn.module import Module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from autograd_lite.nn.activations import Function
    from autograd_lite.value import Value


class Sequential(Composite):
    """The output of each layer is the input of the next one; without layers, the input itself.

    The nodes of layer i are in the scope "i", by which pictures group them.

    Args:
        modules: modules, and functions of one number such as ``relu``, which are applied to each number of what the
            layer before gives, as by :class:`Elementwise`.

    Layers are found by ``len``, ``net[i]``, slices (a Sequential with the same layers) and iteration.
    Raises ``TypeError`` for what is neither a module nor a function.

    >>> from autograd_lite import tanh
    >>> from autograd_lite.nn import Linear
    >>> net = Sequential(Linear(2, 3), tanh, Linear(3, 1))
    >>> net
    Sequential(
      (0): Linear(in_features=2, out_features=3, bias=True)
      (1): Elementwise(tanh)
      (2): Linear(in_features=3, out_features=1, bias=True)
    )
    >>> len(net([0.5, -1.0])), len(net.parameters())
    (1, 13)
    """

    def __init__(self, *modules: Module | Function) -> None:
        super().__init__()
        self.layers = [_layer(module) for module in modules]

    def __call__(self, x: Any) -> Any:
        for i, layer in enumerate(self.layers):
            with layer_scope(str(i), self._key, i, nodes_of(x)):
                x = layer(x)
        return x

    def append(self, module: Module | Function) -> Self:
        """Add one more layer at the end; returns the Sequential itself."""
        self.layers.append(_layer(module))
        return self

    def __len__(self) -> int:
        return len(self.layers)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.layers)

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> Sequential: ...

    def __getitem__(self, index: int | slice) -> Any:
        return Sequential(*self.layers[index]) if isinstance(index, slice) else self.layers[index]

    def named_layers(self) -> list[tuple[str, dict[str, Value]]]:
        """The number of each layer as text, and its parameters by their names in it."""
        return [(str(i), dict(layer.named_parameters())) for i, layer in enumerate(self.layers)]

    def __repr__(self) -> str:
        if not self.layers:
            return "Sequential()"
        layers = "\n".join(f"({i}): {layer!r}" for i, layer in enumerate(self.layers)).replace("\n", "\n  ")
        return f"Sequential(\n  {layers}\n)"


def _layer(module: Any) -> Any:
    if isinstance(module, (list, tuple)):
        raise TypeError("Sequential takes its layers one by one, not in a list; write Sequential(*layers)")
    if isinstance(module, Module):
        if not callable(module):
            raise TypeError(f"{module!r:.80} cannot be called, so it is no layer: give its class a __call__")
        return module
    return Elementwise(module)
