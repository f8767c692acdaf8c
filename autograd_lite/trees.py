"""Numbers in nested lists, tuples, dicts and NumPy arrays: taking them out in order, putting others in their places.

A *block* is what such a tree holds: a number (float, node, ...) or a NumPy array of numbers. NumPy is never imported
here: where nobody has imported it, nobody has an array.
"""

from __future__ import annotations

import copy
import sys

from autograd_lite.primitives.table import is_node, number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any


def is_array(x: Any) -> bool:
    """Whether ``x`` is a NumPy array."""
    return isinstance(x, getattr(sys.modules.get("numpy"), "ndarray", ()))


def array(items: Iterable[Any], shape: tuple[int, ...]) -> Any:
    """A NumPy array of the items in C order: of float64 if all are floats, of objects otherwise."""
    numpy = sys.modules["numpy"]
    items = list(items)
    kind = float if all(type(item) is float for item in items) else object
    return numpy.fromiter(items, kind, len(items)).reshape(shape)


def items(block: Any) -> list[Any]:
    """The numbers of a block in C order; those of an array as Python's."""
    return list(block.astype(object).flat) if is_array(block) else [block]


def shape(block: Any) -> tuple[int, ...]:
    """The shape of an array, and () for a number."""
    return tuple(block.shape) if is_array(block) else ()


def _parts(tree: Any) -> list[tuple[str, Any]] | None:
    """The parts of a container, each with how it is written after the container's name; None for a block."""
    if isinstance(tree, dict):
        return [(f"[{key!r}]", part) for key, part in tree.items()]
    if isinstance(tree, tuple) and hasattr(tree, "_fields"):
        return [(f".{field}", part) for field, part in zip(tree._fields, tree, strict=True)]
    if isinstance(tree, (list, tuple)):
        return [(f"[{i}]", part) for i, part in enumerate(tree)]
    return None


def rebuilt(tree: Any, replace: Callable[[Any], Any]) -> Any:
    """A container of the same form with ``replace(block)`` in place of each block, in order.

    >>> rebuilt({"w": [1.0, 2.0], "b": ()}, lambda block: 10.0 * block)
    {'w': [10.0, 20.0], 'b': ()}
    """
    parts = _parts(tree)
    if parts is None:
        return replace(tree)
    new = [rebuilt(part, replace) for _, part in parts]
    if isinstance(tree, dict):
        like = copy.copy(tree)  # by which a subclass stays one
        for key, part in zip(tree, new, strict=True):
            like[key] = part  # update() of a Counter would add
        return like
    return tree._make(new) if hasattr(tree, "_make") else type(tree)(new)


def filled(tree: Any, numbers: Iterable[Any]) -> Any:
    """A container of the same form with ``numbers`` in place of those in ``tree``, in order.

    >>> filled([1.0, (2.0, 3.0)], [4.0, 5.0, 6.0])
    [4.0, (5.0, 6.0)]
    """
    rest = iter(numbers)

    def replace(block: Any) -> Any:
        return array([next(rest) for _ in range(block.size)], block.shape) if is_array(block) else next(rest)

    return rebuilt(tree, replace)


def copied(tree: Any) -> Any:
    """A container of the same form with the same blocks, which keeps its form when lists in ``tree`` change.

    >>> tree = [1.0]
    >>> copy = copied(tree)
    >>> tree.append(2.0)
    >>> copy
    [1.0]
    """
    return rebuilt(tree, lambda block: block)


def blocks(tree: Any) -> dict[str, Any]:
    """The blocks of a tree in order, by how each is written after the tree's name.

    >>> blocks({"w": [1.0, 2.0], "b": 3.0})
    {"['w'][0]": 1.0, "['w'][1]": 2.0, "['b']": 3.0}
    """
    parts = _parts(tree)
    if parts is None:
        return {"": tree}
    return {step + path: block for step, part in parts for path, block in blocks(part).items()}


def numbers(tree: Any, name: str) -> list[Any]:
    """The numbers of a tree in order: nodes as they are, all others as floats.

    Raises ``TypeError`` for what is no real number, and says where in the tree, which is called ``name``, it is.

    >>> numbers({"w": [1, 2.5], "b": ()}, "argument 0")
    [1.0, 2.5]
    >>> numbers({"w": [1, "2.5"]}, "argument 0")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
        ...
    TypeError: argument 0, ['w'][1]: '2.5' is of type str, not a real number; pass an int or a float, or lists, ...
    """
    return _numbers(blocks(tree), name)


def _numbers(blocks: dict[str, Any], name: str) -> list[Any]:
    found = []
    for path, block in blocks.items():
        for i, item in enumerate(items(block)):
            try:
                found.append(item if is_node(item) else number(item))
            except (TypeError, OverflowError) as error:
                place = path + _index(i, shape(block))
                raise type(error)(
                    f"{name}{place and ', '}{place}: {error}, or lists, tuples, dicts and NumPy arrays of them"
                ) from None
    return found


def entries(tree: Any) -> dict[str, Any]:
    """The numbers of a tree in order, as they are, by how each is written after the tree's name.

    >>> import numpy
    >>> entries({"w": numpy.array([1.0, 2.0]), "b": 3.0})
    {"['w'][0]": 1.0, "['w'][1]": 2.0, "['b']": 3.0}
    """
    return {
        path + _index(i, shape(block)): item
        for path, block in blocks(tree).items()
        for i, item in enumerate(items(block))
    }


def _index(i: int, shape: tuple[int, ...]) -> str:
    """Where the i-th item of an array is, written after the name of the array."""
    if not shape:
        return ""
    index: list[int] = []
    for n in reversed(shape):
        i, last = divmod(i, n)
        index.insert(0, last)
    return str(index)


def numbers_like(form: Any, tree: Any, name: str) -> list[Any]:
    """The numbers of ``tree``, in the order that they have in ``form``.

    A list may stand for a tuple and a dict may have another order; everything else must be of the form.

    Raises ``TypeError`` for what is no number, and ``ValueError`` where the forms differ.
    """
    expected, found = blocks(form), blocks(tree)
    for path in [*expected, *found]:
        if path not in found or path not in expected or shape(found[path]) != shape(expected[path]):
            there, here = (_kind(side[path]) if path in side else "nothing" for side in (found, expected))
            at = f" at {path}" if path else ""
            raise ValueError(f"{name}: {there}{at}, where {here} is expected; give it the form of {form!r:.80}")
    return _numbers({path: found[path] for path in expected}, name)


def _kind(block: Any) -> str:
    return f"an array of shape {shape(block)}" if is_array(block) else "a single entry"


def matrix(outer: Any, inner: Any, rows: list[list[Any]]) -> Any:
    """``outer`` with ``inner`` in place of each block, filled with the entries of a matrix.

    ``rows`` has a row for each number of ``outer``, in order, with an entry for each number of ``inner``. Where either
    block is an array there is an array, of the shape of the outer block followed by that of the inner one.

    >>> matrix({"y": 0.0, "z": 0.0}, [0.0, 0.0], [[1.0, 2.0], [3.0, 4.0]])
    {'y': [1.0, 2.0], 'z': [3.0, 4.0]}
    """
    rest = iter(rows)

    def of(y: Any) -> Any:
        here = [iter(next(rest)) for _ in items(y)]

        def by(x: Any) -> Any:
            entries = [next(row) for row in here for _ in items(x)]
            return array(entries, shape(y) + shape(x)) if is_array(y) or is_array(x) else entries[0]

        return rebuilt(inner, by)

    return rebuilt(outer, of)


def has_node(tree: Any) -> bool:
    """Whether there is a node anywhere in the containers and arrays of ``tree``, whatever else is in them."""
    seen: set[int] = set()
    todo = [tree]
    while todo:
        part = todo.pop()
        if is_node(part):
            return True
        holds_objects = isinstance(part, (dict, list, tuple)) or (is_array(part) and part.dtype == object)
        if holds_objects and id(part) not in seen:
            seen.add(id(part))
            todo.extend(part.values() if isinstance(part, dict) else items(part) if is_array(part) else part)
    return False


def plain(tree: Any) -> Any:
    """``tree`` with the number of each node in its place; what holds no node is returned as it is."""

    def replace(block: Any) -> Any:
        if is_array(block) and has_node(block):
            return array([plain(item) for item in items(block)], block.shape)
        return block.data if is_node(block) else block

    return rebuilt(tree, replace) if has_node(tree) else tree
