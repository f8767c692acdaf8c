"""Capture: every new node remembers where the user's code made it.

The entrances through which nodes are recorded, the operators of ``Value`` and its protocol with the table, are replaced
by such as look for the caller's frame. So while capture is off nothing of it is in the way, not even a question.
"""

from __future__ import annotations

import sys
from _thread import allocate_lock, get_ident
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from autograd_lite import modes
from autograd_lite.sites import place
from autograd_lite.value import Value, entrances

if TYPE_CHECKING:
    from collections.abc import Callable

    from autograd_lite.sites import Place
    from autograd_lite.value import Number

    Kind = Literal["off", "site", "stack"]

T = TypeVar("T")

KINDS = ("off", "site", "stack")

_frame = sys._getframe
_kind: Kind = "off"
# Python gives up on making a class fast that was changed a thousand times (from 3.13 on). After so many changes the
# entrances stay as they are, and mark nothing while capture is off.
MOST_CHANGES = 300
_changes = 0
_entrances: dict[str, Any] = {}  # as they are while capture is off
_fixed: tuple[int, Place | None] | None = None  # the place of all nodes that a thread is making; see from_one_place
_blocks: list[Capture] = []  # those that are open, in the order in which they began
_leaving = allocate_lock()


class Capture:
    """What :func:`capture` returns: a block at whose end things are as they were before it began."""

    def __init__(self, before: Kind) -> None:
        self._before = before

    def __enter__(self) -> None:
        """The block has begun with the call of ``capture``."""
        _blocks.append(self)

    def __exit__(self, *_: object) -> None:
        with _leaving:
            at = _blocks.index(self)
            del _blocks[at]
            if at == len(_blocks):
                _switch(self._before)
            else:  # another thread or task began one within this, and is not done: its kind holds, and then what was
                _blocks[at]._before = self._before


def capture(kind: Kind = "site") -> Capture:
    """From now on nodes know where your code made them: ``node.site``, and the whole stack of calls with "stack".

    It holds for all threads, from the call on, until ``capture("off")``, or to the end of the block in ``with
    capture():``. Debuggers and pictures show what it finds. The innermost frame that is neither this library's nor
    NumPy's counts. Of a frame only its code and the place in it are kept, so your variables live no longer than
    without. A method that was taken from the class before, ``f = Value.exp``, marks nothing. "site" costs a fifth of a
    forward pass of weighted sums, those of ``nn`` included, and half of one where every node is a single + or *;
    "stack" the more the deeper the calls are.

    Raises ``ValueError`` for another kind.

    >>> from autograd_lite import Value, capture
    >>> a, b = Value(2.0), Value(3.0)
    >>> with capture():
    ...     y = a * b + 1.0
    >>> print(y.parents[0].site)
    <doctest autograd_lite.capturing.capture[2]>, line 2, columns 9 to 13:
        y = a * b + 1.0
            ^^^^^
    """
    if kind not in KINDS:
        raise ValueError(f"capture is one of {', '.join(KINDS)}, not {kind!r:.80}")
    before = _kind
    _switch(kind)
    return Capture(before)


def _switch(kind: Kind) -> None:
    global _kind, _changes
    _kind = kind
    modes.capturing = kind != "off"
    if not _entrances:
        others = ("__init__", "record_primitive", "_record_sum")
        functions = {name: x for name, x in vars(Value).items() if callable(x)}
        _entrances.update({name: x for name, x in functions.items() if name in others or x in entrances})
    changed = _changes % 2 == 1
    if changed == (kind != "off") or _changes > MOST_CHANGES:
        return
    _changes += 1
    marking = {} if kind == "off" else {entrance: _marking(entrance) for entrance in _entrances.values()}
    for name, entrance in _entrances.items():  # some are one function under two names, and stay so
        setattr(Value, name, marking.get(entrance, entrance))


def from_one_place(function: Callable[..., T], *arguments: Any) -> T:
    """``function(*arguments)`` of this library, all of whose nodes have one place: so it is looked up once.

    It may call no function of the user's. Layers make many nodes, and the line that calls them is far away.
    """
    global _fixed
    thread = get_ident()
    if _kind == "off" or (_fixed is not None and _fixed[0] == thread):
        return function(*arguments)
    _fixed = thread, place(_frame(1), _kind == "stack")
    try:
        return function(*arguments)
    finally:
        _fixed = None  # also that of another thread, which then looks up the place of each of its nodes


def _marking(entrance: Any) -> Any:
    """The entrance, and a mark on the node that it records.

    Each number of operands is a case of its own, and the usual file is not looked up: it has to be fast.
    """
    usual = None  # the file of the user's that the last node came from: the next one is likely to come from there, too

    def mark(node: Any, depth: int) -> None:
        nonlocal usual
        if _kind == "off":
            return
        fixed = _fixed
        if fixed is not None and fixed[0] == get_ident():
            node._place = fixed[1]
            return
        try:
            frame = _frame(depth)
        except ValueError:  # there is none, as where a thread begins with this very call
            frame = _frame(1)
        code = frame.f_code
        if code.co_filename is usual and _kind == "site":
            node._place = code, frame.f_lasti
            return
        node._place = found = place(frame, _kind == "stack")
        if found is not None and found[0] is code:
            usual = code.co_filename

    if isinstance(entrance, staticmethod):
        record = entrance.__func__

        def of_operands(*arguments: Any) -> Value:
            node: Value = record(*arguments)
            mark(node, 3)  # behind the primitive, or the layer, which is what calls this
            return node

        return staticmethod(_named(of_operands, record))
    if entrance.__name__ == "__init__":

        def leaf(self: Value, data: Number, label: str | None = None) -> None:
            entrance(self, data, label)
            mark(self, 2)

        return _named(leaf, entrance)
    if entrance.__code__.co_argcount == 1:

        def unary(self: Value) -> Value:
            node: Value = entrance(self)
            mark(node, 2)
            return node

        return _named(unary, entrance)

    def binary(self: Value, other: Any) -> Any:
        node = entrance(self, other)
        if node is not NotImplemented:
            mark(node, 2)
        return node

    return _named(binary, entrance)


def _named(method: Any, like: Any) -> Any:
    method.__name__, method.__qualname__, method.__doc__ = like.__name__, like.__qualname__, like.__doc__
    return method
