"""Parameters: the parameters of a module, as a list that knows whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from autograd_lite.nn.module import Module
    from autograd_lite.value import Value


class Parameters(list["Value"]):
    """A list like any other, from which an optimiser learns whether its module still has these parameters.

    It is for ``SGD(net.parameters())`` as such: what is made of it (a slice, a sum, a filtered list) is a plain list.

    Attributes:
        original: what it held when it was made.
        losses: how often any module had a parameter overwritten or deleted in an attribute, which says when it is worth
            to compare; one counter for all modules, since they do not know who holds them.
    """

    losses = 0

    def __init__(self, values: Iterable[Value] = (), module: Module | None = None) -> None:
        super().__init__(values)
        self.original = tuple(self)
        self.module = module

    @property
    def owner_name(self) -> str:
        """For messages."""
        return f"the {type(self.module).__name__}" if self.module is not None else "the list"

    def current(self) -> Mapping[str, Value]:
        """The parameters that the module has now, by name; without a module, those in the list."""
        if self.module is None:
            return {f"[{i}]": parameter for i, parameter in enumerate(self)}
        return dict(self.module.named_parameters())
