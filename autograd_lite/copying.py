"""Copies and pickles of nodes: whole graphs, each node once, without recursion over depth.

A copy shares the local-gradient closures of the original, which hold floats only. A pickle cannot hold closures. It
holds the leaves and the operations, and these are carried out again where it is loaded.

Which objects are one and the same is left to the memo of ``copy.deepcopy`` and that of the pickler, which every node
enters: so nodes are shared with whatever else is copied in the same call. A pickler descends into what a node refers
to, and would do so as deep as the graph is. Therefore the first node it meets has all operations below it written
beforehand, operands first, and each of them finds its operands in the memo.
"""

from __future__ import annotations

import copy
import threading
import weakref

from autograd_lite import modes
from autograd_lite.primitives.table import Primitive
from autograd_lite.staleness import StaleGraphError, check_not_stale

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container
    from typing import Any

    Reduced = tuple[Any, ...]
    More = tuple[dict[str, Any] | None, dict[str, Any]]

# What every node has. All else that a node holds, rare slots or the attributes of a class derived from its own, is
# copied as copy and pickle do it by themselves; see `_more`.
ALWAYS = frozenset({"_number", "grad", "label", "local_gradient", "operands", "primitive", "receivers"})

AT_A_TIME = 16  # operations that a pickler is told of at once; see `_Few`


# --- copies ----------------------------------------------------------------------------------------------------------


def copied(node: Any) -> Any:
    """A new node with the operands of ``node`` themselves."""
    twin = _twin(node, node.operands, node.receivers)
    _add(twin, _more(node))
    return twin


def deeply_copied(node: Any, memo: dict[int, Any]) -> Any:
    """A copy of ``node`` and of all that it depends on, but for what is in ``memo``; all that is made is entered."""
    made = []
    for original in _operations(node, memo):
        try:
            operands = tuple([o if type(o) is float else memo[id(o)] for o in original.operands])
        except KeyError:  # operations come after their operands, so what is missing is a leaf
            for operand in original.operands:
                if type(operand) is not float and id(operand) not in memo:
                    memo[id(operand)] = _twin(operand, (), ())
                    made.append(operand)
            operands = tuple([o if type(o) is float else memo[id(o)] for o in original.operands])
        receivers = operands[: len(original.receivers)]
        if float in map(type, receivers):  # there stands a node that nobody reads, the same for all graphs
            pairs = zip(original.receivers, receivers, strict=True)
            receivers = tuple([nobody if type(operand) is float else operand for nobody, operand in pairs])
        memo[id(original)] = _twin(original, operands, receivers)
        made.append(original)
    for original in made:  # at last, since this may lead back to any of them
        more = _more(original)
        if more is not None:
            _add(memo[id(original)], copy.deepcopy(more, memo))
    return memo[id(node)]


def _operations(output: Any, known: Container[int]) -> list[Any]:
    """``output`` and the interior nodes below it whose id is not in ``known``, operands first.

    It differs from :func:`autograd_lite.graph.operations` in that ``known`` is only asked, never gone through: of many
    outputs each costs no more than what is new in it.
    """
    order = []
    seen = {id(output)}
    path: list[Any] = []
    unread: list[Any] = []
    node, receivers = output, iter(output.receivers)
    while True:
        for receiver in receivers:
            if receiver.receivers and id(receiver) not in seen and id(receiver) not in known:
                seen.add(id(receiver))
                path.append(node)
                unread.append(receivers)
                node, receivers = receiver, iter(receiver.receivers)
                break
        else:
            order.append(node)
            if not path:
                return order
            node, receivers = path.pop(), unread.pop()


def _twin(node: Any, operands: tuple[Any, ...], receivers: tuple[Any, ...]) -> Any:
    """A node like ``node`` on these operands, which have the same numbers."""
    twin = object.__new__(type(node))
    twin._number = node._number
    twin.grad = node.grad
    twin.operands = operands
    twin.receivers = receivers
    twin.local_gradient = node.local_gradient
    twin.primitive = node.primitive
    twin.label = node.label
    return twin


def _more(node: Any, without: Collection[str] = ()) -> More | None:
    """What ``node`` holds beside what every node does, or None: its attributes, if it has any, and its slots."""
    state: Any = object.__getstate__(node)
    attributes, slots = state
    if len(slots) == len(ALWAYS) and not attributes:
        return None
    rare = {name: x for name, x in slots.items() if name not in ALWAYS and name not in without}
    return (attributes or None, rare) if attributes or rare else None


def _add(node: Any, more: More | None) -> None:
    if more is not None:
        attributes, slots = more
        if attributes:
            node.__dict__.update(attributes)
        for name, x in slots.items():
            setattr(node, name, x)


# --- pickles ---------------------------------------------------------------------------------------------------------


def reduced(node: Any) -> Reduced:
    """What ``pickle`` is to write for ``node``; raises :class:`StaleGraphError` if it is not what its operands give."""
    more = _more(node, without={"_place"})  # code is not pickled
    if not node.operands:
        cut_off = node.local_gradient is modes.no_history
        return restored_leaf, (type(node), node._number, node.grad, node.label, cut_off), more
    try:
        check_not_stale((node,))
    except StaleGraphError as error:
        error.add_note(
            "A pickle holds leaves and operations, from which the rest is computed where it is loaded. copy.deepcopy "
            "copies the graph as it was recorded; for the number alone pickle its .data"
        )
        raise
    fields = type(node), node.primitive, node.operands, node.grad, node.label
    dump = _current()
    if (dump is not None and node in dump.expected) or not any(receiver.receivers for receiver in node.receivers):
        return restored, fields, more
    return restored_after, (dump or _Dump(), _Before(node), *fields), more


class _Dump:
    """What has been written of graphs by one pickler: known, not to be written again for each of many outputs.

    A node that is asked what to write of it is not told by which pickler, nor what that one has in its memo. But a
    pickler asks an object only if it is not there. So the last dump is written before the node: whoever asks for that,
    too, is another pickler, or one whose memo was cleared, and a new dump begins.

    All this spares time and depth, but decides nothing: what is known and yet not in the memo is written where it is
    used. A dump lives as long as the memo of its pickler.
    """

    def __init__(self) -> None:
        self.asked = False
        self.known: dict[int, Any] = {}  # by id
        self.expected: set[Any] = set()
        _thread.dumps.append(weakref.ref(self))

    def __reduce__(self) -> Reduced:
        if self.asked:
            return nothing, (_Dump(),)
        self.asked = True
        return nothing, ()


class _Thread(threading.local):
    """The dumps of a thread in the order in which they began: of pickles made within others, the innermost is last."""

    def __init__(self) -> None:
        self.dumps: list[Callable[[], _Dump | None]] = []


_thread = _Thread()


def _current() -> _Dump | None:
    """The dump of this thread that was begun last, of those that are alive."""
    dumps = _thread.dumps
    while dumps:
        dump = dumps[-1]()
        if dump is not None:
            return dump
        dumps.pop()
    return None


class _Before:
    """Writes the operations below ``node`` that are not known yet. The dump is up to date when this is written."""

    def __init__(self, node: Any) -> None:
        self.node = node

    def __reduce__(self) -> Reduced:
        dump = _current() or _Dump()
        below = _operations(self.node, dump.known)[:-1]
        return nothing, tuple([_Few(dump, below[i : i + AT_A_TIME]) for i in range(0, len(below), AT_A_TIME)])


class _Few:
    """Writes ``nodes``, whose operands have been written, each by itself.

    They are few: should another pickler meet them before this one does (when a pickle is made within a pickle), then it
    descends no further than that before it writes what is below.
    """

    def __init__(self, dump: _Dump, nodes: list[Any]) -> None:
        self.dump, self.nodes = dump, nodes

    def __reduce__(self) -> Reduced:
        self.dump.known.update({id(node): node for node in self.dump.expected})  # those before
        self.dump.expected = set(self.nodes)
        return nothing, tuple(self.nodes)


# A pickle calls these by name.


def nothing(*_: Any) -> None:
    """What was only to be written before the rest."""


def restored_leaf(kind: type[Any], data: float, grad: float, label: str | None, cut_off: bool) -> Any:
    """The leaf that a pickle describes, which may have been cut off from its history."""
    node = _empty(kind)
    node._as_leaf(data, label)
    node.grad = grad
    if cut_off:
        node.local_gradient = modes.no_history
    return node


def restored(kind: type[Any], primitive: Primitive, operands: tuple[Any, ...], grad: float, label: str | None) -> Any:
    """The node that a pickle describes, its value and its local gradients computed from its operands again."""
    node = _empty(kind)
    if not isinstance(primitive, Primitive):
        raise TypeError(f"{primitive!r:.80} is no primitive: this pickle is damaged")
    node.operands, data, node.receivers = kind._taken_apart(operands)
    node._number = y = primitive.value(*data)
    node.grad = grad
    node.local_gradient = primitive.gradient(y, *data)
    node.primitive = primitive
    node.label = label
    return node


def restored_after(_dump: None, _before: None, *fields: Any) -> Any:
    """The node that a pickle describes, after those it depends on."""
    return restored(*fields)


def _empty(kind: type[Any]) -> Any:
    if not hasattr(kind, "record_primitive"):
        raise TypeError(f"{kind!r:.80} is no class of nodes: this pickle is damaged")
    return object.__new__(kind)
