"""Training: gradient descent in batches of any size, from standard to accumulated backpropagation."""

from __future__ import annotations

import math
import operator
import random
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, SupportsIndex

from autograd_lite.nn.training.checkpoint import Checkpoint, digest_of
from autograd_lite.nn.training.evaluation import error_function
from autograd_lite.nn.training.examples import examples_of
from autograd_lite.nn.training.loop import Loop
from autograd_lite.nn.training.protocols import require, require_function
from autograd_lite.optim import SGD
from autograd_lite.optim.checked import real

if TYPE_CHECKING:
    import os
    from typing import Literal

    from autograd_lite.nn.training.history import History
    from autograd_lite.nn.training.loop import Callback
    from autograd_lite.nn.training.protocols import Loss, Optimizer, Schedule, Trainable

    Mode = Literal["standard", "accumulated"]

MODES: tuple[Mode, ...] = ("standard", "accumulated")
LEARNING_RATE = 0.1


def train(
    net: Trainable,
    X: Iterable[Any],
    Y: Iterable[Any],
    mode: Mode | None = None,
    learning_rate: float | None = None,
    passes: int = 1000,
    stop_below: float | None = None,
    seed: int | None = None,
    *,
    batch_size: int | None = None,
    optimizer: Optimizer | None = None,
    schedule: Schedule | None = None,
    loss: Loss | None = None,
    validation: tuple[Iterable[Any], Iterable[Any]] | None = None,
    patience: int | None = None,
    gradients: bool = False,
    callbacks: Callback | Iterable[Callback] = (),
    checkpoint: str | os.PathLike[str] | None = None,
    checkpoint_every: int = 1,
    resume: bool = False,
) -> History:
    """Gradient descent on the error of ``net`` over the examples (X, Y).

    Every update follows the gradient of the mean error of a batch, (1/n) sum_k E_k over its n examples. Standard BP has
    batches of 1, accumulated BP a single batch of all m. By that 1/n it moves less far per pass the larger n is, and
    takes a learning rate scaled by n to need about the same number of passes.

    Args:
        net: a network, such as any :class:`Module` with a ``__call__``.
        X, Y: the m examples, as sequences of rows, NumPy arrays or data frames; a row of Y may be one plain number.
        mode: the book's name for one of two sizes of batches, "standard" (1, the default) or "accumulated" (m).
        batch_size: any other size, in place of ``mode``; the last batch of a pass has what is left.
        learning_rate: eta in w <- w - eta dE/dw, 0.1 by default.
        optimizer: another rule of descent, with a learning rate of its own, made for ``net.parameters()``.
        schedule: changes the learning rate of that optimiser; its ``step()`` is called once a pass.
        loss: E_k = ``loss(net(x_k), y_k)``; by default ``net.error(x_k, y_k)``. For plain numbers in Y, y_k is one.
        passes: how many passes over all examples at most.
        stop_below: stop as soon as E, measured after each pass, is smaller than this.
        seed: shuffle the examples before every pass, repeatably; None keeps their order.
        validation: (X, Y) of rows that are not learned from, whose error is measured after each pass.
        patience: stop after so many passes in a row without a smaller validation error than before. However training
            ends, the network then has the parameters of the best pass.
        gradients: also measure dE/dw where E is measured, before the first pass and after each one, and keep its size
            in each layer, ``history.gradients``. That is a backward pass per example more.
        callbacks: one or more functions, called with a :class:`Pass` after each pass. True stops training.
        checkpoint: a file to go on from. It is written before the first pass, after every ``checkpoint_every`` passes,
            and at the end, however that comes.
        resume: go on from that file as if training had never stopped, to the last bit; where there is none, start. All
            arguments but passes, stop_below, patience and callbacks are to be those of the first time.

    A progress bar appears on a terminal once it takes longer than a second. A network with a ``training`` mode (for
    dropout) is put into it for updates and out of it when errors are measured, and is afterwards as it was.

    Returns:
        The history. Ctrl-C ends training early, with ``interrupted`` set and the parameters as they then are. When E
        is no finite number any more, training ends with ``diverged`` set, a ``RuntimeWarning``, and parameters and
        optimiser as they were after the last good pass.

    Raises:
        ValueError: no examples, X and Y of different lengths, a number that is not finite (named by its row and
            column), an argument that cannot be used or contradicts another one, a checkpoint that is damaged or of
            another training (nothing has changed then).
        TypeError: a loss that is no Value, or an optimiser or callback that is none, or a class of them; for a
            checkpoint, a random generator of the network whose state cannot be written.
        FileExistsError: ``checkpoint`` exists, and ``resume`` is not set.

    >>> from autograd_lite.nn import SigmoidMLP
    >>> history = train(SigmoidMLP(1, 2, 1, seed=0), X=[[0.0], [1.0]], Y=[0, 1], learning_rate=1.0, passes=50)
    >>> history.passes, history.errors[-1] < history.errors[0]
    (50, True)
    """
    require(net, "a network", "parameters")
    if not isinstance(gradients, bool):
        raise TypeError(f"gradients is True or False, not {gradients!r:.80}")
    examples = examples_of(X, Y)
    held_out = None if validation is None else examples_of(*_pair(validation), names=("validation X", "validation Y"))
    mode_name, size = _batches(mode, batch_size, len(examples))
    passes = _count("passes", passes, 0)
    checkpoint_every = _count("checkpoint_every", checkpoint_every, 1)
    seed = None if seed is None else _count("seed", seed)
    if stop_below is not None and math.isnan(stop_below := real("stop_below", stop_below)):
        raise ValueError("stop_below is a number, not nan, below which no error is")
    if patience is not None:
        patience = _count("patience", patience, 1)
        if held_out is None:
            raise ValueError("patience waits for the validation error; pass validation=(X, Y), rows not learned from")
    if resume and checkpoint is None:
        raise ValueError("resume goes on from a file; name it by checkpoint=...")
    if loss is not None:
        require_function(loss, "the loss")
    called = [callbacks] if callable(callbacks) or not isinstance(callbacks, Iterable) else list(callbacks)
    for callback in called:
        require_function(callback, "a callback")
    optimizer = _optimizer(net, optimizer, schedule, learning_rate)
    file = None
    if checkpoint is not None:
        settings = {
            "X, Y": digest_of(examples),
            "validation": None if held_out is None else digest_of(held_out),
            "batch_size": size,
            "seed": repr(seed),
            "optimizer": {"type": type(optimizer).__name__, **optimizer.state_dict()},
            "schedule": None if schedule is None else {"type": type(schedule).__name__, **schedule.state_dict()},
        }
        file = Checkpoint(checkpoint, settings)
        if not resume:
            file.refuse_to_overwrite()
    loop = Loop(
        net=net,
        error=error_function(net, loss),
        examples=examples,
        held_out=held_out,
        mode=mode_name,
        batch_size=size,
        optimizer=optimizer,
        schedule=schedule,
        shuffler=None if seed is None else random.Random(seed),
        callbacks=called,
        passes=passes,
        stop_below=stop_below,
        patience=patience,
        gradients=gradients,
        file=file,
        every=checkpoint_every,
    )
    history = loop.run()
    if history.diverged:
        warnings.warn(
            f"training diverged: the error after {history.passes} passes is {history.error}. The network has the "
            f"parameters of pass {history.kept}; go on from them with a learning rate below {optimizer.lr:g}, or with "
            "clipped gradients",
            RuntimeWarning,
            stacklevel=2,
        )
    return history


def _batches(mode: str | None, batch_size: int | None, m: int) -> tuple[str, int]:
    """The name of the kind of training, and the size of its batches."""
    if mode is not None and mode not in MODES:
        raise ValueError(f"mode is 'standard' or 'accumulated', not {mode!r}")
    if batch_size is None:
        return mode or "standard", m if mode == "accumulated" else 1
    batch_size = _count("batch_size", batch_size, 1)
    if mode is not None:
        raise ValueError(f"mode={mode!r} is the name of a batch size; pass it or batch_size={batch_size}, not both")
    return "standard" if batch_size == 1 else "accumulated" if batch_size >= m else "mini-batch", min(batch_size, m)


def _optimizer(
    net: Trainable, optimizer: Optimizer | None, schedule: Schedule | None, learning_rate: float | None
) -> Optimizer:
    """The optimiser given, if it can do what is asked of it, or else SGD."""
    if schedule is not None:
        require(schedule, "a schedule", "step", "state_dict", "load_state_dict")
        if optimizer is None:
            raise ValueError("a schedule changes the rate of an optimiser of yours; pass that one as optimizer=...")
        if getattr(schedule, "optimizer", optimizer) is not optimizer:
            raise ValueError("the schedule was made for another optimiser than the one that is passed with it")
    if optimizer is None:
        return SGD(net.parameters(), lr=LEARNING_RATE if learning_rate is None else learning_rate)
    require(optimizer, "an optimiser", "zero_grad", "step", "lr", "state_dict", "load_state_dict")
    if learning_rate is not None:
        raise ValueError(f"the optimiser has a learning rate, {optimizer.lr}; pass learning_rate to it alone")
    moved = getattr(optimizer, "parameters", None)
    if isinstance(moved, (list, tuple)):
        own = set(net.parameters())
        strangers = sum(parameter not in own for parameter in moved)
        if strangers:
            raise ValueError(
                f"{strangers} of the {len(moved)} parameters of the optimiser are not the network's (were they rebuilt "
                "since?); make the optimiser anew with net.parameters()"
            )
    return optimizer


def _count(name: str, x: Any, least: int | None = None) -> int:
    """``x`` as an int; NumPy's ints are some, and a bool is none."""
    if isinstance(x, bool) or not isinstance(x, SupportsIndex) or (least is not None and operator.index(x) < least):
        raise ValueError(f"{name} is an int{'' if least is None else f' >= {least}'}, not {x!r:.80}")
    return operator.index(x)


def _pair(validation: Any) -> tuple[Iterable[Any], Iterable[Any]]:
    if not isinstance(validation, (tuple, list)) or len(validation) != 2:
        raise TypeError(f"validation is a pair, (X, Y), not {validation!r:.80} of type {type(validation).__name__}")
    X, Y = validation
    return X, Y
