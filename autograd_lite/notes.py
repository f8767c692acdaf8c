"""What some nodes carry beside their numbers: the scope they were made in, and hooks on their gradient."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Hook = Callable[[Any], Any]
    Owner = tuple[object, int, int, tuple[Any, ...], int]

hooked = False  # whether there has ever been a hook on a gradient


class Notes:
    """The notes on a node; never changed, so that all nodes of a scope share theirs.

    Attributes:
        scope: the path of the scopes it was made in, joined by "/"; "" outside of any.
        owners: the calls of layers it was made in, from the outermost one inwards, each as (key of the network, number
            of the layer in it, number of the call, inputs, how many names of the scope lead to it, its own included).
            The scope is how people call a layer, and two networks may have it in common. The key stands for the
            network, which need not live as long as its nodes.
        hooks: functions that its gradient is shown to, in order.
    """

    __slots__ = ("hooks", "owners", "scope")

    def __init__(
        self,
        scope: str = "",
        owners: tuple[Owner, ...] = (),
        hooks: tuple[Hook, ...] = (),
    ) -> None:
        global hooked
        self.scope, self.owners, self.hooks = scope, owners, hooks
        if hooks:
            hooked = True

    # A copy has no hooks: they are about this one node, and what they refer to (a list, a file) is no part of a graph.
    # The copy of a network is the owner in the copy, if it was copied before.

    def __deepcopy__(self, memo: dict[int, Any]) -> Notes:
        owners = [
            (memo[id(key)], number, call, tuple([memo.get(id(x), x) for x in inputs]), depth)
            for key, number, call, inputs, depth in self.owners
            if id(key) in memo
        ]
        return Notes(self.scope, tuple(owners))

    def __reduce__(self) -> tuple[Any, ...]:
        return Notes, (self.scope,)

    def with_hooks(self, hooks: tuple[Hook, ...]) -> Notes:
        """The same with other hooks."""
        return Notes(self.scope, self.owners, hooks)


NO_NOTES = Notes()


class HookHandle:
    """What ``on_gradient`` returns: ``remove()`` takes the hook off its node again."""

    __slots__ = ("_hook", "_node")

    def __init__(self, node: Any, hook: Hook) -> None:
        self._node, self._hook = node, hook

    def remove(self) -> None:
        """Take the hook off, once; nothing happens if it is off already."""
        if self._node is None:
            return
        notes = self._node.notes
        hooks = list(notes.hooks)
        hooks.remove(self._hook)
        self._node.notes = notes.with_hooks(tuple(hooks))
        self._node = None
