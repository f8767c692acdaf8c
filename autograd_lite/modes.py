"""Modes of recording: without a graph, in a named scope, with a look at every number. One for each thread and task.

Recording asks one cheap question: is such a block open anywhere (``active``)? Only then is the context variable read
that knows the mode of this thread or asyncio task.
"""

from __future__ import annotations

from _thread import allocate_lock
from contextvars import ContextVar
from itertools import count

from autograd_lite.notes import NO_NOTES, Notes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")

_GENERATOR = 0x20 | 0x200  # flags of code objects: generators, plain and asynchronous
_COROUTINE = 0x80


class Mode:
    """How this thread or task records.

    Attributes:
        recording: whether operations on nodes make nodes.
        anomaly: whether a number that is not finite raises.
        notes: what nodes carry that are made now: scope and layers.
        leaf_notes: what leaves carry: the scope.
        outer: the mode to go back to when the block is left.
        block: the block that opened it.
        open: whether that has not been left yet. A task that was started in a block inherits its mode, and finds it
            closed when the block is left.
    """

    __slots__ = ("anomaly", "block", "leaf_notes", "notes", "open", "outer", "recording")

    def __init__(
        self,
        recording: bool,
        anomaly: bool,
        notes: Notes,
        outer: Mode | None = None,
    ) -> None:
        self.recording, self.anomaly, self.notes, self.outer = recording, anomaly, notes, outer
        self.leaf_notes = Notes(notes.scope) if notes.owners else notes
        self.block: Block | None = None
        self.open = True


_USUAL = Mode(True, False, NO_NOTES)
_mode: ContextVar[Mode] = ContextVar("mode of recording", default=_USUAL)
_counting = allocate_lock()

_calls = count()
active = 0  # how many blocks are open, in all threads and tasks
capturing = False  # whether nodes are to know where they were made; see capturing.py
# What a debugger does where a program calls backward(), which tells what the operations handed on; heeded while a block
# is open.
in_place_of_backward: Callable[[Any], list[float]] | None = None


def current() -> Mode:
    """The mode of this thread or task."""
    mode = _mode.get()
    while not mode.open:
        mode = mode.outer or _USUAL
    return mode


def no_history() -> tuple[()]:
    """The local gradients of a leaf that was cut off from its history, which tell it from a variable."""
    return ()


def check_history(output: Any) -> None:
    """Raise ``RuntimeError`` for a node that was cut off from its history."""
    if output.local_gradient is no_history:
        raise RuntimeError(
            f"{output!r} has no history, so no gradient would reach a variable: it was computed under no_grad(), or "
            "detached. Compute it outside of that block, from Values that are not detached"
        )


class Block:
    """A mode for the length of a ``with`` block, or of the calls of the function that it decorates."""

    __slots__ = ("_change", "_opened")

    def __init__(self, change: Callable[[Mode], Mode]) -> None:
        self._change = change
        self._opened: list[Mode] = []  # by this block, which may be open several times

    def __enter__(self) -> None:
        global active
        mode = self._inner(current())
        self._opened.append(mode)
        _mode.set(mode)
        with _counting:
            active += 1

    def __exit__(self, *_: object) -> None:
        global active
        above = []
        mode: Mode | None = _mode.get()
        while mode is not None and mode.block is not self:
            above.append(mode)
            mode = mode.outer
        if mode is None:  # left in another context, as an asynchronous generator is that was not run to its end
            self._opened.pop().open = False
        else:
            mode.open = False
            self._opened.remove(mode)
            outer = mode.outer or _USUAL
            for other in reversed(above):  # blocks that are left later than this one, as with a generator: without it
                if other.open and other.block is not None:
                    other.open = False
                    other.block._opened.remove(other)
                    outer = other.block._inner(outer)
                    other.block._opened.append(outer)
            _mode.set(outer)
        with _counting:
            active -= 1

    def _inner(self, outer: Mode) -> Mode:
        mode = self._change(outer)
        mode.block = self
        return mode

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """``function`` with the block around each of its calls, as a decorator."""
        inner = function
        while hasattr(inner, "func"):  # functools.partial
            inner = inner.func
        code = getattr(inner, "__code__", None) or getattr(type(inner).__call__, "__code__", None)
        flags = getattr(code, "co_flags", 0)
        if not callable(function) or isinstance(function, type) or flags & _GENERATOR:
            what = f"{getattr(function, '__name__', function)!s:.80}"
            if not callable(function):
                kind = "no function (of a class method, put @classmethod above)"
            else:
                kind = "a class" if isinstance(function, type) else "a generator, whose body runs after the call"
            raise TypeError(f"{what} is {kind}: write the block inside of it, with a with statement")
        from functools import update_wrapper

        # A block of its own for each call, since calls may overlap, in threads and tasks.
        if flags & _COROUTINE:

            async def awaited(*args: Any, **kwargs: Any) -> Any:
                with Block(self._change):
                    return await function(*args, **kwargs)

            return update_wrapper(awaited, inner)

        def within(*args: Any, **kwargs: Any) -> Any:
            with Block(self._change):
                return function(*args, **kwargs)

        return update_wrapper(within, inner)


def no_grad(function: Callable[..., Any] | None = None) -> Any:
    """A block in which operations make plain leaves, without a graph: for evaluation and for updates.

    Used as ``with no_grad():`` or as a decorator, ``@no_grad()`` or ``@no_grad``. It holds for this thread and this
    asyncio task. A Value made in it has its number and nothing else: ``backward()`` on it raises ``RuntimeError``, and
    a gradient that reaches it later goes no further. ``backward()`` inside of the block raises as well. Transforms
    (``grad``, ``hessian``, ...) record what they need also in the block; a block in the function that they
    differentiate makes constants.

    Raises ``TypeError`` as a decorator of a generator.

    >>> from autograd_lite import Value, no_grad
    >>> w = Value(3.0)
    >>> with no_grad():
    ...     y = w * w
    >>> y.data, y.parents
    (9.0, ())
    """
    block = Block(lambda mode: Mode(False, mode.anomaly, mode.notes, mode))
    return block if function is None else block(function)


def recorded(function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """``function(*args, **kwargs)``, recorded also in a block of ``no_grad()``: who differentiates there, means it."""
    if not active:
        return function(*args, **kwargs)
    with Block(lambda mode: Mode(True, mode.anomaly, mode.notes, mode)):
        return function(*args, **kwargs)


def scope(name: str) -> Block:
    """A block whose nodes carry ``name`` as ``node.scope``: pictures group by it, and messages and debuggers name it.

    Scopes nest, and the names are joined by "/". It holds for this thread and this asyncio task. May be used as a
    decorator as well. Raises ``TypeError`` for a name that is no text and ``ValueError`` for an empty one.

    >>> from autograd_lite import Value, scope
    >>> x = Value(2.0)
    >>> with scope("net"), scope("hidden"):
    ...     y = x * x
    >>> y.scope, x.scope
    ('net/hidden', '')
    """
    if not isinstance(name, str):
        raise TypeError(f"the name of a scope is text, not {name!r:.80} of type {type(name).__name__}")
    if not name:
        raise ValueError("the name of a scope is empty; give it one, such as 'hidden'")
    return _scope(name, ())


def layer_scope(name: str, key: object, number: int, inputs: tuple[Any, ...] = ()) -> Block:
    """The scope of a call of a layer of a network, whose nodes also know it as their owner; see :class:`Notes`."""
    return _scope(name, (key, number, next(_calls), inputs))


def _scope(name: str, owner: tuple[Any, ...]) -> Block:
    def inner(mode: Mode) -> Mode:
        notes = mode.notes
        path = f"{notes.scope}/{name}" if notes.scope else name
        owners = (*notes.owners, (*owner, path.count("/") + 1)) if owner else notes.owners
        return Mode(mode.recording, mode.anomaly, Notes(path, owners), mode)

    return Block(inner)


def detect_anomaly() -> Block:
    """A block that raises at the first number that is not finite: a value as it is computed, or a gradient.

    The error names the line and columns of your code that made the node, its operands' values, and whether the node
    produced the number or passed it on. For that, run the computation inside of the block, and not ``backward()``
    alone. The gradients of leaves are as before ``backward()`` when it raises. It holds for this thread and this
    asyncio task. Recording takes several times longer in it, so it is for finding a mistake. (The name is PyTorch's.)

    Raises :class:`autograd_lite.AnomalyError`, a ``FloatingPointError``.

    >>> from autograd_lite import Value, detect_anomaly
    >>> x = Value(0.0, label="x")
    >>> with detect_anomaly():
    ...     y = (x * x).log()
    Traceback (most recent call last):
        ...
    autograd_lite.anomalies.AnomalyError: log gave -inf, and produced it: its operands are finite
      log(0.0) = -inf
      operand 0: Value(data=0.0, grad=0.0, op='*')
      made at <doctest autograd_lite.modes.detect_anomaly[2]>, line 2, columns 9 to 21:
          y = (x * x).log()
              ^^^^^^^^^^^^^
    """
    return Block(lambda mode: Mode(mode.recording, True, mode.notes, mode))
