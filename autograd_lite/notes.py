"""What some nodes carry beside their numbers: the scope they were made in, where, and hooks on their gradient."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import Any

    Hook = Callable[[Any], Any]
    Owner = tuple[Any, int]
    Place = tuple[CodeType, int]  # the code that ran, and the instruction in it


class Notes:
    """The notes on a node; never changed, so that all nodes of a scope share theirs.

    Attributes:
        scope: the path of the scopes it was made in, joined by "/"; "" outside of any.
        owners: the layers it was made in, from the outermost one inwards, each as (module, number of the layer in it);
            the scope is how people call them, which two networks may have in common.
        place: where the user's code made it, if that was captured; see :mod:`autograd_lite.sites`.
        hooks: functions that its gradient is shown to, in order.
    """

    __slots__ = ("hooks", "owners", "place", "scope")

    def __init__(
        self,
        scope: str = "",
        owners: tuple[Owner, ...] = (),
        place: Place | None = None,
        hooks: tuple[Hook, ...] = (),
    ) -> None:
        self.scope, self.owners, self.place, self.hooks = scope, owners, place, hooks

    def __deepcopy__(self, memo: dict[int, Any]) -> Notes:
        from copy import deepcopy

        return Notes(self.scope, deepcopy(self.owners, memo), self.place, deepcopy(self.hooks, memo))

    def __reduce__(self) -> tuple[Any, ...]:
        """A place is code, which does not pickle: the copy in another process does not know its line."""
        return Notes, (self.scope, self.owners, None, self.hooks)

    def with_place(self, place: Place | None) -> Notes:
        """The same with a place."""
        return Notes(self.scope, self.owners, place, self.hooks)

    def with_hooks(self, hooks: tuple[Hook, ...]) -> Notes:
        """The same with other hooks."""
        return Notes(self.scope, self.owners, self.place, hooks)


NO_NOTES = Notes()


class HookHandle:
    """What ``on_gradient`` returns: ``remove()`` takes the hook off its node again."""

    __slots__ = ("_hook", "_node")

    def __init__(self, node: Any, hook: Hook) -> None:
        self._node, self._hook = node, hook

    def remove(self) -> None:
        """Take the hook off; nothing happens if it is off already."""
        notes = self._node.notes
        self._node.notes = notes.with_hooks(tuple([hook for hook in notes.hooks if hook is not self._hook]))
