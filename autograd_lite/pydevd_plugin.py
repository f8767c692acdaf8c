"""How a Value unfolds in the Variables pane of VS Code and PyCharm: its numbers, its operands, its local gradients.

The debuggers of both are pydevd. It imports the modules ``pydevd_plugins.extensions.pydevd_plugin_*`` of the program
that it debugs when it first shows a variable, and there the wheel puts this file (see pyproject.toml). The folders have
no ``__init__.py``: they add to pydevd's own package, and cannot take its place. So importing autograd_lite costs no
more, and this file in turn imports nothing of it, for the program may not use it at all.
"""

from __future__ import annotations

import sys
from typing import Any

__all__ = ["ValueInPane"]  # which of the names here pydevd is to look at


class ValueInPane:
    """A ``TypeResolveProvider`` of pydevd for Values, without which it lists a hundred methods."""

    def can_provide(self, kind: type, name: str) -> bool:
        """Whether objects of this type are Values."""
        value = sys.modules.get("autograd_lite.value")
        return value is not None and issubclass(kind, value.Value)

    def get_contents_debug_adapter_protocol(self, node: Any, fmt: object = None) -> list[tuple[str, Any, str]]:
        """The lines below a Value, each a name, an object, and what to write behind the Value to evaluate it again."""
        lines = [(name, getattr(node, name), f".{name}") for name in ("data", "grad", "label", "scope")]
        if node.operands:
            lines += [(name, getattr(node, name), f".{name}") for name in ("primitive", "operands")]
            lines.append(("local gradients", _local_gradients(node), ".local_gradient()"))
        return lines

    def get_dictionary(self, node: Any) -> dict[str, Any]:
        """The same for PyCharm."""
        return {name: shown for name, shown, _ in self.get_contents_debug_adapter_protocol(node)}

    def resolve(self, node: Any, name: str) -> Any:
        """What stands in the line of this name."""
        return self.get_dictionary(node)[name]


def _local_gradients(node: Any) -> Any:
    try:
        return node.local_gradient()
    except Exception as error:  # of a user's primitive: the other lines are shown all the same
        return error


_pydevd = sys.modules.get("_pydevd_bundle.pydevd_extension_api")
if _pydevd is not None:
    _pydevd.TypeResolveProvider.register(ValueInPane)
