"""Modes of recording: without a graph, in a named scope, with a look at every number. One for each thread and task.

Recording asks one cheap question: is such a block open anywhere (``active``)? Only then is the context variable read
that knows the mode of this thread or asyncio task.
"""

from __future__ import annotations

from _thread import allocate_lock
from contextvars import ContextVar

from autograd_lite.notes import NO_NOTES, Notes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_GENERATOR = 0x20 | 0x200  # flags of code objects: generators, plain and asynchronous
_COROUTINE = 0x80


class Mode:
    """How this thread or task records.

    Attributes:
        recording: whether operations on nodes make nodes.
        anomaly: whether a number that is not finite raises.
        notes: what nodes carry that are made now: the scope.
        outer: the mode to go back to when the block is left.
    """

    __slots__ = ("anomaly", "notes", "outer", "recording")

    def __init__(self, recording: bool, anomaly: bool, notes: Notes, outer: Mode | None = None) -> None:
        self.recording, self.anomaly, self.notes, self.outer = recording, anomaly, notes, outer


_USUAL = Mode(True, False, NO_NOTES)
_mode: ContextVar[Mode] = ContextVar("mode of recording", default=_USUAL)
_counting = allocate_lock()

active = 0  # how many blocks are open, in all threads and tasks
hooked = False  # whether there has ever been a hook on a gradient


def current() -> Mode:
    """The mode of this thread or task."""
    return _mode.get()


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

    __slots__ = ("_change",)

    def __init__(self, change: Callable[[Mode], Mode]) -> None:
        self._change = change

    # What to go back to is found in the mode and not in the block, so that one block can be open several times.
    def __enter__(self) -> None:
        global active
        _mode.set(self._change(_mode.get()))
        with _counting:
            active += 1

    def __exit__(self, *_: object) -> None:
        global active
        _mode.set(_mode.get().outer or _USUAL)
        with _counting:
            active -= 1

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """``function`` with the block around each of its calls, as a decorator."""
        flags = getattr(getattr(function, "__code__", None), "co_flags", 0)
        if not callable(function) or flags & _GENERATOR:
            what = f"{getattr(function, '__name__', function)!s:.80}"
            kind = "a generator, whose body runs after the call" if callable(function) else "no function"
            raise TypeError(f"{what} is {kind}: write the block inside of it, with a with statement")
        from functools import wraps

        if flags & _COROUTINE:

            @wraps(function)
            async def within(*args: Any, **kwargs: Any) -> Any:
                with self:
                    return await function(*args, **kwargs)

        else:

            @wraps(function)
            def within(*args: Any, **kwargs: Any) -> Any:
                with self:
                    return function(*args, **kwargs)

        return within


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


def recorded(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
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


def layer_scope(module: Any, number: int, name: str) -> Block:
    """The scope of a layer of a module, whose nodes also know it as their owner."""
    return _scope(name, ((module, number),))


def _scope(name: str, owner: tuple[Any, ...]) -> Block:
    def inner(mode: Mode) -> Mode:
        notes = mode.notes
        path = f"{notes.scope}/{name}" if notes.scope else name
        return Mode(mode.recording, mode.anomaly, Notes(path, (*notes.owners, *owner)), mode)

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
    autograd_lite.watching.AnomalyError: log gave -inf, and produced it: its operands are finite
      log(0.0) = -inf
      operand 0: Value(data=0.0, grad=0.0, op='*')
      made at <doctest autograd_lite.modes.detect_anomaly[2]>, line 2, columns 9 to 21:
          y = (x * x).log()
              ^^^^^^^^^^^^^
    """
    return Block(lambda mode: Mode(mode.recording, True, mode.notes, mode))
