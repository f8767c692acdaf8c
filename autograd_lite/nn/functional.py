"""Losses as functions: how far the output of a network is from its target.

Each is composed of primitives such that value and gradients keep their digits for outputs of any size, however sure a
network is. ``input`` and ``target`` are numbers in lists or arrays; targets may be Values, too. ``reduction`` is "mean"
or "sum", or "none" for the single terms.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograd_lite.nn.cross_entropy import class_indices, class_probabilities, cross_entropy_of
from autograd_lite.nn.shapes import flattened, nested, rows_of
from autograd_lite.primitives import abs, clip, mean, number, softplus, square, sum

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Literal

    from autograd_lite.nn.shapes import Shape

    Reduction = Literal["mean", "sum", "none"]

__all__ = ["binary_cross_entropy_with_logits", "cross_entropy", "huber_loss", "l1_loss", "mse_loss"]

REDUCTIONS = ("mean", "sum", "none")


def mse_loss(input: Any, target: Any, reduction: Reduction = "mean") -> Any:
    """Squared error. (x - t)^2 of each number x of ``input`` and t of ``target``, which are of one shape.

    Returns a Value: the mean or the sum over all numbers; with reduction "none" lists of terms, of the shape of the
    input. Raises ``ValueError`` for different shapes, for no numbers, and for an unknown reduction, ``TypeError`` for
    what is no number.

    >>> mse_loss([1.0, 5.0], [0.0, 2.0]), mse_loss([1.0, 5.0], [0.0, 2.0], reduction="none")
    (5.0, [1.0, 9.0])
    """
    return _elementwise("mse_loss", lambda x, t: square(x - t), input, target, reduction)


def l1_loss(input: Any, target: Any, reduction: Reduction = "mean") -> Any:
    """Absolute error. |x - t| of each number x of ``input`` and t of ``target``; its derivative at x = t is 0.

    Shapes, reduction and errors are those of :func:`mse_loss`.

    >>> l1_loss([1.0, 5.0], [0.0, 2.0])
    2.0
    """
    return _elementwise("l1_loss", lambda x, t: abs(x - t), input, target, reduction)


def huber_loss(input: Any, target: Any, reduction: Reduction = "mean", delta: float = 1.0) -> Any:
    """Huber's error, squared near 0 and absolute beyond: with d = x - t, d^2 / 2 where |d| <= delta, otherwise
    delta (|d| - delta/2).

    Shapes, reduction and errors are those of :func:`mse_loss`, and ``ValueError`` for a ``delta`` that is not > 0.
    Source: Huber (1964), "Robust estimation of a location parameter".

    >>> huber_loss([0.5, 3.0], [0.0, 0.0], reduction="none")
    [0.125, 2.5]
    """
    delta = check_delta(delta)

    def error(x: Any, t: Any) -> Any:
        difference = x - t
        clipped = clip(difference, -delta, delta)
        return clipped * (difference - 0.5 * clipped)  # both cases, in one formula

    return _elementwise("huber_loss", error, input, target, reduction)


def binary_cross_entropy_with_logits(input: Any, target: Any, reduction: Reduction = "mean") -> Any:
    """Cross-entropy of two classes. softplus(x) - x t = -t log sigmoid(x) - (1 - t) log(1 - sigmoid(x)) of each logit x
    of ``input`` and probability t of ``target``, from 0 to 1.

    Shapes, reduction and errors are those of :func:`mse_loss`, and ``ValueError`` for a t outside [0, 1].

    >>> binary_cross_entropy_with_logits([0.0, 800.0, -800.0], [1.0, 1.0, 1.0], reduction="none")
    [0.6931471805599453, 0.0, 800.0]
    """
    return _elementwise("binary_cross_entropy_with_logits", _binary_cross_entropy, input, target, reduction)


def cross_entropy(input: Any, target: Any, reduction: Reduction = "mean") -> Any:
    """Cross-entropy of several classes. log(sum_k e^x_k) - x_t of the logits x_1 ... x_n and the class t; for
    probabilities q_1 ... q_n of the classes sum_t q_t times that.

    Args:
        input: an example, the n >= 2 logits of the classes, or a batch of examples.
        target: for each example its class, a whole number from 0 to n - 1, or n probabilities that sum to 1.
        reduction: the mean over the examples of the batch, their sum, or a list of one for each. That of a single
            example is the same in all cases.

    Raises ``ValueError`` for a class out of range or with a fraction, for probabilities outside [0, 1] or with another
    sum, for shapes that do not fit, for no numbers, and for an unknown reduction, ``TypeError`` for what is no number.

    >>> cross_entropy([0.0, 0.0], 1)
    0.6931471805599453
    >>> cross_entropy([[0.0, 50.0], [0.0, -50.0]], [1, 1], reduction="none")
    [1.9287498479639178e-22, 50.0]
    """
    check_reduction(reduction)
    logits, shape = flattened(input, "the input of cross_entropy")
    targets, target_shape = flattened(target, "the target of cross_entropy")
    if target_shape not in (shape, shape[:-1]) or len(shape) not in (1, 2):
        raise ValueError(
            "cross_entropy takes logits of shape (classes,) with one class or (classes,) probabilities, or (examples, "
            "classes) with a list of classes or (examples, classes) probabilities, not input of shape "
            f"{shape} with target of shape {target_shape}"
        )
    size = shape[-1]
    if size < 2:
        raise ValueError(
            "cross_entropy takes the logits of at least 2 classes, not of 1, whose probability is always 1; for the "
            "single logit of two classes take binary_cross_entropy_with_logits"
        )
    if target_shape == shape:
        distributions = class_probabilities(rows_of(targets, size))
    else:
        distributions = class_indices(targets, size)
    terms = [cross_entropy_of(row, q) for row, q in zip(rows_of(logits, size), distributions, strict=True)]
    return _reduced(terms, shape[:-1], reduction)


def _binary_cross_entropy(x: Any, t: Any) -> Any:
    if not 0.0 <= t <= 1.0:
        raise ValueError(f"a target of binary_cross_entropy_with_logits is a probability from 0 to 1, not {t!r}")
    if type(t) is float and t in (0.0, 1.0):
        return softplus(-x) if t else softplus(x)
    # The same function on either side of 0, as a sum of what is positive, whose derivatives sigmoid(x) - t and
    # (1 - t) - sigmoid(-x) cancel nowhere but at their root.
    return softplus(-x) + (1.0 - t) * x if x > 0.0 else softplus(x) - t * x


def _elementwise(name: str, error: Callable[[Any, Any], Any], input: Any, target: Any, reduction: str) -> Any:
    check_reduction(reduction)
    xs, shape = flattened(input, f"the input of {name}")
    ts, target_shape = flattened(target, f"the target of {name}")
    if shape != target_shape:
        raise ValueError(
            f"{name} takes input and target of one shape, not of {shape} and {target_shape}; give each number of the "
            "input its target in the same place"
        )
    return _reduced([error(x, t) for x, t in zip(xs, ts, strict=True)], shape, reduction)


def _reduced(terms: list[Any], shape: Shape, reduction: str) -> Any:
    if reduction == "none" or len(terms) == 1:
        return nested(terms, shape) if reduction == "none" else terms[0]
    return mean(terms) if reduction == "mean" else sum(terms)


def check_reduction(reduction: str) -> None:
    """Raise ``ValueError`` for an unknown reduction."""
    if reduction not in REDUCTIONS:
        raise ValueError(f"reduction is one of {', '.join(map(repr, REDUCTIONS))}, not {reduction!r:.80}")


def check_delta(delta: float) -> float:
    """``delta`` of :func:`huber_loss` as a float, or ``ValueError``."""
    delta = number(delta)
    if not delta > 0.0:
        raise ValueError(f"delta is where the Huber loss turns from squared to absolute, a number > 0, not {delta!r}")
    return delta
