"""Item: the nodes that share a box, mostly one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograd_lite.drawing.folding.scopes import Path


@dataclass(frozen=True)
class Item:
    """What becomes one box.

    Attributes:
        members: the nodes in it, by their positions in the view, in order.
        path: the scopes around it.
        name: of a folded box; "" for a node that is drawn as itself.
        kind: "node"; "table" for leaves with a line each; or what is folded: "neuron", "layer", "scope", "network",
            "group" (of the user's), "repeat" or "stretch".
    """

    members: tuple[int, ...]
    path: Path
    name: str = ""
    kind: str = "node"


def box_of(items: Iterable[Item]) -> dict[int, int]:
    """For each node the number of the box that it is in."""
    return {k: number for number, item in enumerate(items) for k in item.members}
