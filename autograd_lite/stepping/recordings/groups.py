"""Groups: the nodes of a recording by operation, label, scope and line of source."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

from autograd_lite.sites import line_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence
    from typing import Any, TypeVar

    from autograd_lite.sites import Place
    from autograd_lite.stepping.recordings.columns import Columns
    from autograd_lite.value import Value

    K = TypeVar("K", bound=Hashable)


class Groups:
    """Positions of nodes, in ascending order; each table is made when it is first asked for."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    @cached_property
    def operations(self) -> Mapping[str, Sequence[int]]:
        """By the name of the primitive."""
        return self._by(lambda node: node.primitive.name if node.primitive else None)

    @cached_property
    def labels(self) -> Mapping[str, Sequence[int]]:
        """By the label that a node had when it was recorded."""
        return Labels(self._columns.labels)

    @cached_property
    def scopes(self) -> Mapping[str, Sequence[int]]:
        """By the path of the scope, "" left out."""
        return self._by(lambda node: node.scope or None)

    @cached_property
    def lines(self) -> Mapping[tuple[str, int], Sequence[int]]:
        """By file and line, for those nodes whose place was captured."""
        lines: dict[tuple[int, int], tuple[str, int]] = {}  # of the places, of which many nodes share one

        def line(node: Value) -> tuple[str, int] | None:
            place: Place | None = node.place
            if place is None:
                return None
            key = id(place[0]), place[1]
            found = lines.get(key)
            if found is None:
                found = lines[key] = (place[0].co_filename, line_of(place))
            return found

        return self._by(line)

    def in_scope(self, path: str) -> list[int]:
        """The nodes whose scope is ``path``, or inside of it; "hidden" is also meant by "net/hidden".

        >>> from autograd_lite import Value, record, scope
        >>> with scope("net"), scope("hidden"):
        ...     y = Value(1.0) * 2.0
        >>> Groups(record(y)).in_scope("hidden")
        [0, 1]
        """
        wanted = f"/{path.strip('/')}/"
        return sorted(p for name, positions in self.scopes.items() if wanted in f"/{name}/" for p in positions)

    def on_line(self, file: str, line: int) -> list[int]:
        """The nodes that were made on a line of a file, whose name may be the end of its path: ``train.py``."""
        return sorted(
            position
            for (name, number), positions in self.lines.items()
            if number == line and is_file(name, file)
            for position in positions
        )

    def files(self) -> list[str]:
        """The files whose code made nodes."""
        return list(dict.fromkeys(name for name, _ in self.lines))

    def _by(self, key: Callable[[Value], K | None]) -> dict[K, Sequence[int]]:
        found: dict[K, Any] = defaultdict(lambda: array("i"))
        for position, node in enumerate(self._columns.nodes):
            k = key(node)
            if k is not None:
                found[k].append(position)
        return dict(found)


class Labels(Mapping[str, "Sequence[int]"]):
    """Positions by label, in one array: most labels belong to one node, and lists of one would take most of the memory.

    >>> labels = Labels(["w", None, "x", "w"])
    >>> dict(labels), labels.get("y")
    ({'w': [0, 3], 'x': [2]}, None)
    """

    def __init__(self, labels: Sequence[str | None]) -> None:
        self._labels = labels
        named = [position for position, label in enumerate(labels) if label is not None]
        self._by_hash = array("i", sorted(named, key=self._hash))

    def _hash(self, position: int) -> int:
        return hash(self._labels[position])

    def __getitem__(self, label: str) -> Sequence[int]:
        start, end = (side(self._by_hash, hash(label), key=self._hash) for side in (bisect_left, bisect_right))
        found = [position for position in self._by_hash[start:end] if self._labels[position] == label]
        if not found:
            raise KeyError(label)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(label for label in self._labels if label is not None))

    def __len__(self) -> int:
        return len({*self._labels} - {None})


def is_file(name: str, asked: str) -> bool:
    """Whether the path ``name`` is what ``asked`` means, which may leave out folders in front.

    >>> is_file("/home/me/train.py", "train.py"), is_file("/home/me/train.py", "rain.py")
    (True, False)
    """
    path, wanted = PurePath(name).parts, PurePath(asked).parts
    return name == asked or (bool(wanted) and path[-len(wanted) :] == wanted)
