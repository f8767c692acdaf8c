"""How good a network is on given examples: its mean error, and the share that it classifies rightly."""

from __future__ import annotations

import contextlib
import math
from typing import TYPE_CHECKING, Any

from autograd_lite.nn.shapes import is_sequence
from autograd_lite.nn.training.examples import examples_of
from autograd_lite.primitives import number
from autograd_lite.value import Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from autograd_lite.nn.training.examples import Example
    from autograd_lite.nn.training.protocols import Loss, Trainable


def mean_error(net: Trainable, X: Iterable[Any], Y: Iterable[Any], loss: Loss | None = None) -> float:
    """E = (1/m) sum_k E_k over the m examples; E_k is ``net.error(x, y)``, or ``loss(net(x), y)``.

    Raises as :func:`autograd_lite.nn.train` does for examples and losses it cannot use.

    >>> from autograd_lite import Value
    >>> mean_error(lambda x: Value(2.0 * x[0]), X=[1.0, 2.0], Y=[2.0, 3.0], loss=lambda output, y: (output - y) ** 2)
    0.5
    """
    return mean_error_of(net, error_function(net, loss), examples_of(X, Y))


def accuracy(net: Trainable, X: Iterable[Any], Y: Iterable[Any], threshold: float = 0.5) -> float:
    """The share of examples that are classified rightly.

    With one output: the target is 1 where the output is larger than ``threshold``, and 0 elsewhere; where the network
    gives logits, that is 0.0. With several: the largest output is that of the largest target, or, where Y holds plain
    whole numbers, the one of that number, counted from 0.

    An output of nan is right for no class.

    Raises ``ValueError`` for a class that the network has no output for (one output has the classes 0 and 1), and for a
    row of Y of another length than the output.

    >>> from autograd_lite import Value
    >>> net = lambda x: [Value(x[0]), Value(0.5), Value(x[1])]
    >>> accuracy(net, X=[[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], Y=[0, 2, 2])
    0.6666666666666666
    """
    examples = examples_of(X, Y)
    right = 0
    with in_mode(net, training=False):
        for k, (x, y) in enumerate(examples):
            outputs = numbers_of(net(x))
            right += target_class(y, k, len(outputs)) == class_of(outputs, threshold)
    return right / len(examples)


def numbers_of(output: Any) -> list[float]:
    """What a network gives for one row, as plain numbers."""
    return [v.data if isinstance(v, Value) else number(v) for v in (output if is_sequence(output) else [output])]


def class_of(outputs: Sequence[float], threshold: float) -> int | None:
    """The class that outputs say, as :func:`accuracy` has it; None for a nan."""
    if any(map(math.isnan, outputs)):
        return None
    return int(outputs[0] > threshold) if len(outputs) == 1 else outputs.index(max(outputs))


def target_class(y: list[float] | float, k: int, outputs: int) -> int:
    """The class that row ``k`` of Y says: of one output 0 or 1, else the number of the output."""
    if isinstance(y, list):
        if len(y) != outputs:
            raise ValueError(
                f"Y[{k}] has {len(y)} numbers, and the network {outputs} outputs; a class is a plain number"
            )
        if outputs > 1:
            return y.index(max(y))
        (y,) = y
    if outputs == 1 and y not in (0, 1):
        raise ValueError(f"Y[{k}] is {y!r}, but the classes of a single output are 0 and 1")
    if outputs > 1 and (y != int(y) or not 0 <= y < outputs):
        raise ValueError(f"Y[{k}] is {y!r}, but the classes of {outputs} outputs are the ints 0 to {outputs - 1}")
    return int(y)


def error_function(net: Trainable, loss: Loss | None) -> Callable[[Sequence[float], Any], Value]:
    """The error on one example: that of ``loss``, or by default the network's own."""
    if loss is not None:
        return lambda x, y: loss(net(x), y)
    error = getattr(net, "error", None)
    if error is None:
        raise ValueError(f"{type(net).__name__} has no error(x, y) of its own; pass loss=..., of (output, target)")
    return lambda x, y: error(x, y if isinstance(y, list) else [y])


def mean_error_of(net: Trainable, error: Callable[[Sequence[float], Any], Value], examples: Sequence[Example]) -> float:
    """E = (1/m) sum_k error(x_k, y_k), as the network is in use: without dropout."""
    with in_mode(net, training=False):
        return mean([error_number(error(x, y)) for x, y in examples])


def mean(errors: Sequence[float]) -> float:
    """(1/m) sum_k E_k; infinite or nan where that is the sum."""
    try:
        return math.fsum(errors) / len(errors)
    except OverflowError:
        return math.inf
    except ValueError:  # inf - inf
        return math.nan


def error_number(E: Any) -> float:
    """The number of the error of one example. Raises ``TypeError`` if it is no Value."""
    if not isinstance(E, Value):
        raise TypeError(f"the loss gave {E!r:.80} of type {type(E).__name__}; it is to give one Value for one example")
    return E.data


@contextlib.contextmanager
def in_mode(net: Any, training: bool) -> Iterator[None]:
    """The network in training mode or out of it, if it knows the difference; afterwards all its modules as they were.

    One that is in that mode is left alone: a part of it that is in the other mode is so on purpose. Afterwards it is
    put back even so, since Ctrl-C may have come while a measurement switched its modules, one after the other.
    """
    if not (hasattr(net, "training") and hasattr(net, "train")):
        yield
        return
    mode = net.training
    before = [(module, module.training) for module in net.modules()] if hasattr(net, "modules") else []
    try:
        if mode != training:
            net.train(training)
        yield
    finally:
        if not before and net.training != mode:
            net.train(mode)
        for module, was in before:
            module.training = was
