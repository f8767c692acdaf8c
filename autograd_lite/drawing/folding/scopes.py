"""Where nodes belong: in which layer of which network, and to which neuron of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from autograd_lite.drawing import text
from autograd_lite.drawing.folding.view import is_weighted_sum

if TYPE_CHECKING:
    from collections.abc import Iterable

    from autograd_lite.drawing.folding.view import View
    from autograd_lite.value import Value

DEEPEST = 8  # scopes within scopes: a function in a scope that calls itself enters any number of them


class Part(NamedTuple):
    """One name on the path of scopes that leads to a node.

    Attributes:
        name: of the scope.
        networks: what stands for the networks whose layers lead there: two networks may name their layers alike.
        is_layer: whether it is the name of a layer, and not of a scope of the user's.
    """

    name: str
    networks: tuple[int, ...]
    is_layer: bool

    @property
    def title(self) -> str:
        """The name as a picture writes it: Sequential numbers its layers."""
        name = text.printable(self.name)
        return f"layer {name}" if self.is_layer and name.isdecimal() else name


Path = tuple[Part, ...]


@dataclass(frozen=True)
class Places:
    """For each node of a view: ``paths``, and the number of its neuron in ``neurons``, None outside of any layer."""

    paths: list[Path]
    neurons: list[int | None]


def places(view: View) -> Places:
    """Find out where the nodes of ``view`` belong.

    An operation belongs to the scope it was made in, and to a neuron together with the operations of that scope that it
    is connected with: by edges in it, or by a leaf that they share, as the same neuron in several examples has the same
    weights. A leaf belongs where it is used, but not outside of the scope it was made in. What a layer gets as its
    input stays outside.
    """
    paths: list[Path] = []
    known: dict[tuple[str, tuple[tuple[int, int], ...]], Path] = {}
    for node in view.nodes:
        notes = node.notes
        key = (notes.scope, tuple([(id(owner[0]), owner[-1]) for owner in notes.owners]))
        if key not in known:
            known[key] = _path(*key)
        paths.append(known[key])
    uses: dict[int, list[int]] = {}  # of leaves
    fed: set[int] = set()  # leaves that are the input of a layer
    inputs = _inputs_of_layers(view.nodes)
    for edge in view.edges:
        leaf, head = view.nodes[edge.tail], view.nodes[edge.head]
        if not leaf.operands:
            uses.setdefault(edge.tail, []).append(edge.head)
            if leaf in inputs or (is_weighted_sum(head) and 2 * edge.position > len(head.operands)):
                fed.add(edge.tail)
    for k, heads in uses.items():
        if k in fed:
            used = common_path(paths[head][:-1] for head in heads)[: inputs.get(view.nodes[k])]
        else:
            used = common_path(paths[head] for head in heads)
        if _leads_to(paths[k], used):
            paths[k] = used  # a network made in a scope has its weights in its layers there
        else:
            paths[k] = _path_of_users(paths[k], (paths[head] for head in heads))
    joined = [(edge.tail, edge.head) for edge in view.edges if edge.tail not in fed]
    return Places(paths, _components(paths, joined, view))


def _path(scope: str, owners: tuple[tuple[int, int], ...]) -> Path:
    if not scope:
        return ()
    return tuple(
        [
            Part(
                name,
                tuple([key for key, depth in owners if depth <= number]),
                any(depth == number for _, depth in owners),
            )
            for number, name in enumerate(scope.split("/")[:DEEPEST], start=1)
        ]
    )


def _path_of_users(path: Path, users: Iterable[Path]) -> Path:
    """The path of a leaf that was made in a scope. Its notes do not say whose layer that is, those of its users do."""
    return next((user[: len(path)] for user in users if _leads_to(path, user)), path)


def _leads_to(path: Path, inner: Path) -> bool:
    """Whether the names of ``inner`` begin with those of ``path``."""
    return [part.name for part in inner[: len(path)]] == [part.name for part in path]


def common_path(paths: Iterable[Path]) -> Path:
    """The longest path that all of ``paths`` begin with."""
    shared: Path | None = None
    for path in paths:
        if shared is None:
            shared = path
        elif path is not shared:
            length = 0
            while length < min(len(shared), len(path)) and shared[length] == path[length]:
                length += 1
            shared = shared[:length]
    return shared or ()


def _components(paths: list[Path], joined: Iterable[tuple[int, int]], view: View) -> list[int | None]:
    """The nodes of one scope that are ``joined``, numbered by the first of them; None outside of scopes."""
    first = list(range(len(paths)))

    def find(k: int) -> int:
        while first[k] != k:
            first[k] = first[first[k]]
            k = first[k]
        return k

    for tail, head in joined:
        if paths[head] and paths[tail] == paths[head]:
            a, b = find(tail), find(head)
            first[max(a, b)] = min(a, b)
    used = {find(k) for k, node in enumerate(view.nodes) if node.operands}
    return [find(k) if path and find(k) in used else None for k, path in enumerate(paths)]


def _inputs_of_layers(nodes: Iterable[Value]) -> dict[Value, int]:
    """What layers got as their inputs, and how many scopes are around the outermost layer that got it."""
    calls = {}
    for notes in {id(node.notes): node.notes for node in nodes if node.notes.owners}.values():
        for _, _, call, inputs, depth in notes.owners:
            calls[call] = inputs, depth - 1
    around: dict[Value, int] = {}
    for inputs, depth in calls.values():
        for x in inputs:
            around[x] = min(depth, around.get(x, depth))
    return around
