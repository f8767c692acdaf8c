"""The gallery's pictures of gradients that vanish, explode, are not finite, or are not what one thinks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd_lite.drawing import Drawing


def vanishing() -> Drawing:
    """A vanishing gradient

    Eight sigmoids in a row. The slope of σ is at most ¼ (the numbers on the arrows), so each of them takes at least
    three quarters of the gradient that comes back from the right: of 1 there, 7e−6 is left at x. A layer in front of
    them would learn a hundred thousand times more slowly than one behind them.
    """
    from autograd_lite import Value, draw, sigmoid

    y = Value(0.5, "x")
    for _ in range(8):
        y = sigmoid(y)
    y.label = "y"
    y.backward()
    return draw(y)


def exploding() -> Drawing:
    """An exploding gradient

    One weight w = 3 is used in each of eight steps, as a recurrent network does. Read from right to left, the gradient
    is three times as large at every step, and the colours get stronger: from 1 to 6561 at the start. To w itself every
    step sends the same, 21.87, and the eight of them add up to 175.
    """
    from autograd_lite import Value, draw

    w, h = Value(3.0, "w"), Value(0.01, "h₀")
    for _ in range(8):
        h = w * h
    h.label = "h₈"
    h.backward()
    return draw(h)


def not_a_number() -> Drawing:
    """A NaN, and who made it

    Eight boxes, and all but one are hatched: they hold a number that is not finite. The first box from the left whose
    `data` is `nan` made it, and that is ln: its operand p − q is −0.3, a number as any other. The × and the + behind it
    only passed it on. On the way back the dashed arrows carry it, to all that ln depends on, and to c, by which the NaN
    is multiplied.

    `detect_anomaly` stops at that operation, and names the line of the program.
    """
    from autograd_lite import Value, draw, log

    p, q, c = Value(0.2, "p"), Value(0.5, "q"), Value(2.0, "c")
    y = c * log(p - q) + p * q
    y.label = "y"
    y.backward()
    return draw(y)


def infinite_slope() -> Drawing:
    """A NaN in the gradient alone

    Forwards all is well: √(x · x) is |x|, and 0 at 0. But a root has an infinite slope at 0, the product x · x has the
    slope 0 there, and ∞ · 0 is `nan`. One step of an optimiser would write it into every weight that x depends on.
    Compute `abs(x)`, or take the root of x · x + ε.
    """
    from autograd_lite import Value, draw, sqrt

    x = Value(0.0, "x")
    y = sqrt(x * x)
    y.label = "|x|"
    y.backward()
    return draw(y)


def not_run() -> Drawing:
    """No gradient yet

    Before `backward()` there is nothing to show, and the picture says so; a gradient that is missing is no zero.
    """
    from autograd_lite import Value, draw

    w = Value(0.5, "w")
    E = (w * 3.0 - 1.0) ** 2
    E.label = "E"
    return draw(E)


def added_up() -> Drawing:
    """Gradients of two passes

    Leaves accumulate, as in PyTorch: after a second `backward()` the gradient of w is twice that of E, 6 in place of 3,
    while the boxes between hold those of the last pass. It is the commonest mistake in a training loop, and the picture
    says so before anyone multiplies.
    """
    from autograd_lite import Value, draw

    w = Value(0.5, "w")
    E = (w * 3.0 - 1.0) ** 2
    E.label = "E"
    E.backward()
    E.backward()
    return draw(E)
