"""Training histories as pictures: the error, and the gradient in each layer, over the passes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, overload

from autograd_lite.drawing.plots.figures import COLOURS, DASHES, MARKERS, drawn, fonts
from autograd_lite.nn.training import curves
from autograd_lite.nn.training.history import History

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from autograd_lite.drawing.drawing import Drawing

SIZE = (7.0, 4.2)  # inches
FEW = 4  # layers in a legend within the axes


@overload
def learning_curves(histories: History | Sequence[History], *, axes: None = None) -> Drawing: ...


@overload
def learning_curves(histories: History | Sequence[History], *, axes: Axes) -> Axes: ...


def learning_curves(histories: History | Sequence[History], *, axes: Any = None) -> Any:
    """The error E = (1/m) sum_k E_k after every pass, one curve for each history; dotted, the validation error.

    The scale is logarithmic, unless an error is negative. What has no place on it (0, inf, nan) is marked at the edge.

    Args:
        histories: a history, or several.
        axes: axes of matplotlib to draw on; without them, the result is a picture.

    Raises ``ValueError`` for no history, and ``ImportError`` naming the extra to install when matplotlib is missing.

    >>> from autograd_lite.nn import History
    >>> "standard BP, 2 passes" in learning_curves(History("standard", [0.5, 0.25, 0.125])).svg
    True
    """
    several = _several(histories)

    def draw(on: Any) -> None:
        log = curves.positive(several)
        for k, history in enumerate(several):
            curves.draw(history, on, log, color=COLOURS[k % len(COLOURS)], ls=DASHES[k % len(DASHES)])
        curves.dress(on, log, "E, mean error", prop={"family": fonts()})

    return drawn(draw, axes, "Learning curves", SIZE)


@overload
def gradient_flow(histories: History | Sequence[History], *, axes: None = None) -> Drawing: ...


@overload
def gradient_flow(histories: History | Sequence[History], *, axes: Axes) -> Axes: ...


def gradient_flow(histories: History | Sequence[History], *, axes: Any = None) -> Any:
    """The size of the gradient in each layer over the passes, as trained with ``train(..., gradients=True)``.

    The size is ``History.gradients``, the root mean square of dE/dw over the parameters of a layer, on a logarithmic
    scale. Curves that lie far apart show a gradient that vanishes on its way back to the first layer, or explodes. What
    has no logarithm (0, inf, nan) is marked at the edge.

    Args:
        histories: a history, or several: a layer has one colour and marker in all of them, a history one dash.
        axes: axes of matplotlib to draw on; without them, the result is a picture.

    Raises ``ValueError`` for no history and for one without gradients, and ``ImportError`` naming the extra to install
    when matplotlib is missing.

    >>> from autograd_lite.nn import SigmoidMLP, train
    >>> history = train(SigmoidMLP(1, 2, 1, seed=0), [[0.0], [1.0]], [0, 1], passes=20, gradients=True)
    >>> all(layer in gradient_flow(history).svg for layer in ("hidden", "output"))
    True
    """
    several = _several(histories)
    for history in several:
        if not history.gradients:
            raise ValueError(f"{history!r:.60} has no gradients; measure them by train(..., gradients=True)")
    layers = list(dict.fromkeys(layer for history in several for layer in history.gradients))

    def draw(on: Any) -> None:
        for h, history in enumerate(several):
            for layer, numbers in history.gradients.items():
                k = layers.index(layer)
                step = max(1, len(numbers) // 8)
                curves.curve(
                    on,
                    numbers,
                    True,
                    row=h * len(layers) + k,
                    label=layer if len(several) == 1 else f"{layer}, {history.mode} BP",
                    color=COLOURS[k % len(COLOURS)],
                    ls=DASHES[h % len(DASHES)],
                    marker=MARKERS[k % len(MARKERS)],
                    # Not all at the same passes, or the markers of equal curves would hide each other.
                    markevery=(step * (h * len(layers) + k) // (len(several) * len(layers)), step),
                    ms=6,
                )
        outside: dict[str, Any] = (
            {} if len(layers) * len(several) <= FEW else {"loc": "center left", "bbox_to_anchor": (1.0, 0.5)}
        )
        style = {"title": "layer" if len(several) == 1 else None, "handlelength": 3.0, "prop": {"family": fonts()}}
        curves.dress(on, True, "∂E/∂w, root mean square", **style, **outside)

    return drawn(draw, axes, "Gradient by layer", SIZE)


def _several(histories: History | Sequence[History]) -> Sequence[History]:
    if not isinstance(histories, (History, Iterable)):
        raise TypeError(
            f"histories are a History, or several, not {histories!r:.80} of type {type(histories).__name__}"
        )
    several = [histories] if isinstance(histories, History) else list(histories)
    for history in several:
        if not isinstance(history, History):
            raise TypeError(f"histories are Histories, not {history!r:.80} of type {type(history).__name__}")
    if not several:
        raise ValueError("there is no history to draw; pass one, or a list of some")
    return several
