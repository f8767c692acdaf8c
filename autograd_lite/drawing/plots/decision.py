"""The decision map: what a network says at every point of the plane of two of its inputs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, overload

from autograd_lite import modes
from autograd_lite.drawing.plots.figures import drawn, fonts
from autograd_lite.drawing.plots.plane import bands, hatch, points, regions, rings
from autograd_lite.nn.labels import indexed
from autograd_lite.nn.shapes import size
from autograd_lite.nn.training.evaluation import class_of, in_mode, numbers_of, target_class
from autograd_lite.nn.training.examples import examples_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

    from autograd_lite.drawing.drawing import Drawing
    from autograd_lite.nn.training.examples import Example
    from autograd_lite.nn.training.protocols import Trainable

SIZE = (7.0, 5.2)  # inches
MARGIN = 0.08  # of the plane around the examples


@overload
def decision_map(
    net: Trainable,
    X: Iterable[Any],
    Y: Iterable[Any],
    *,
    columns: Sequence[int | str] = (0, 1),
    names: Sequence[str] | None = None,
    classes: Sequence[str] | None = None,
    held: Sequence[float] | None = None,
    threshold: float = 0.5,
    resolution: int = 60,
    axes: None = None,
) -> Drawing: ...


@overload
def decision_map(
    net: Trainable,
    X: Iterable[Any],
    Y: Iterable[Any],
    *,
    columns: Sequence[int | str] = (0, 1),
    names: Sequence[str] | None = None,
    classes: Sequence[str] | None = None,
    held: Sequence[float] | None = None,
    threshold: float = 0.5,
    resolution: int = 60,
    axes: Axes,
) -> Axes: ...


def decision_map(
    net: Any,
    X: Any,
    Y: Any,
    *,
    columns: Sequence[int | str] = (0, 1),
    names: Sequence[str] | None = None,
    classes: Sequence[str] | None = None,
    held: Sequence[float] | None = None,
    threshold: float = 0.5,
    resolution: int = 60,
    axes: Any = None,
) -> Any:
    """What a classifier says over the plane of two inputs, and the examples on it; those that it gets wrong are ringed.

    With one output, its height in bands, with numbers, and a thick line where it is ``threshold``; with several, the
    region of each class, where its output is the largest. Where an output is not finite, the map is hatched. A class
    has a colour and a marker. Of a network with more inputs the map is a section, in which the others are held; the
    examples are still classified by all of their inputs, so one may be right on the wrong side of the line.

    Args:
        net: the network; it is in use, without dropout.
        X, Y: the examples, as for ``train`` and ``accuracy``.
        columns: the two inputs, by number or by name; -1 is the last one.
        names: of the inputs; by default those of the columns of a data frame, or else x₁, x₂, ...
        classes: the names of the classes; with one output of the classes 0 and 1.
        held: a row of inputs that gives those which are not on the axes, such as ``X[0]``; by default their means.
        threshold: of the class 1 of a single output: 0.0 where the network gives logits.
        resolution: at how many points in each direction the network is evaluated.
        axes: axes of matplotlib to draw on; without them, the result is a picture.

    Raises:
        ValueError: examples as ``accuracy`` refuses them, with fewer than two inputs, or names, classes or columns that
            are not theirs.
        ImportError: matplotlib is missing; names the extra to install.

    >>> from autograd_lite.nn import SigmoidMLP
    >>> X, Y = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0, 0, 0, 1]
    >>> "class 1" in decision_map(SigmoidMLP(2, 2, 1, seed=0), X, Y).svg
    True
    """
    if names is None and hasattr(X, "columns"):
        names = [str(name) for name in X.columns]
    if not math.isfinite(threshold):
        raise ValueError(f"threshold is the finite output between two classes, not {threshold!r}")
    examples = examples_of(X, Y)
    d = _width(examples)
    names = [indexed("x", i) for i in range(d)] if names is None else _named("names", names, d)
    i, j = _columns(columns, names)
    base = [math.fsum(column) / len(examples) for column in zip(*(x for x, _ in examples), strict=True)]
    if held is not None:
        base = [float(x) for x in _named("held", held, d)]
    xs, ys = (_range([x[column] for x, _ in examples], size("resolution", resolution) + 1) for column in (i, j))
    with in_mode(net, training=False), modes.no_grad():
        said = [numbers_of(net(x)) for x, _ in examples]
        outputs = [[numbers_of(net(_moved(base, {i: u, j: v}))) for u in xs] for v in ys]
    l = len(said[0])
    wanted = [target_class(y, k, l) for k, (_, y) in enumerate(examples)]
    right = [wanted[k] == class_of(said[k], threshold) for k in range(len(examples))]
    places = [(x[i], x[j]) for x, _ in examples]
    count = max(l, 2)
    labels = [f"class {c}" for c in range(count)] if classes is None else _named("classes", classes, count)
    others = "" if d == 2 else f"\n{_others(names, i, j)} {'at their means' if held is None else 'held'}"

    def draw(on: Any) -> None:
        import numpy

        heights = numpy.array(outputs)
        known = numpy.isfinite(heights).all(axis=2)
        if not known.all():
            hatch(on, xs, ys, known)
        if l == 1:
            bands(on, xs, ys, numpy.where(known, heights[:, :, 0], math.nan), threshold)
        else:
            regions(on, xs, ys, numpy.where(known[:, :, None], heights, math.nan))
        for c, label in enumerate(labels):
            points(on, [place for place, y in zip(places, wanted, strict=True) if y == c], c, label)
        wrong = [place for place, fine in zip(places, right, strict=True) if not fine]
        if wrong:
            rings(on, wrong, f"wrong: {len(wrong)} of {len(places)}")
        # Names come from outside: a $ in them is no formula.
        on.set_xlabel(names[i] + others, fontfamily=fonts(), parse_math=False)
        on.set_ylabel(names[j], fontfamily=fonts(), parse_math=False)
        above = {"loc": "lower left", "bbox_to_anchor": (0.0, 1.0), "ncols": 4, "borderaxespad": 0.2}
        legend = on.legend(frameon=False, handletextpad=0.4, columnspacing=1.4, prop={"family": fonts()}, **above)
        for words in legend.get_texts():
            words.set_parse_math(False)

    return drawn(draw, axes, "Decision map", SIZE)


def _moved(row: list[float], to: dict[int, float]) -> list[float]:
    return [to.get(k, x) for k, x in enumerate(row)]


def _range(numbers: list[float], points: int) -> list[float]:
    """So many numbers at equal distances, from a little below the smallest to a little above the largest."""
    low, high = min(numbers), max(numbers)
    margin = MARGIN * (high - low) or 0.5
    step = (high - low + 2.0 * margin) / (points - 1)
    return [low - margin + k * step for k in range(points)]


def _width(examples: Sequence[Example]) -> int:
    """How many inputs the examples have."""
    d = len(examples[0][0])
    for k, (x, _) in enumerate(examples):
        if len(x) != d:
            raise ValueError(f"X[{k}] has {len(x)} numbers, and X[0] has {d}")
    if d < 2:
        raise ValueError("a decision map shows two inputs, and X has rows of one number")
    return d


def _named(what: str, given: Sequence[Any], count: int) -> list[Any]:
    if isinstance(given, str) or len(given) != count:
        each = "class" if what == "classes" else "input"
        raise ValueError(f"{what} is a list of {count}, one for each {each}, not {given!r:.80}")
    return list(given)


def _columns(columns: Sequence[int | str], names: list[str]) -> tuple[int, int]:
    """The numbers of two different columns."""
    numbers = []
    for column in [columns] if isinstance(columns, str) else columns:
        try:
            numbers.append(names.index(column) if isinstance(column, str) else range(len(names))[column])
        except (ValueError, IndexError, TypeError):
            raise ValueError(
                f"there is no input {column!r}; they are {', '.join(names)}, or 0 to {len(names) - 1}"
            ) from None
    if len(numbers) != 2 or numbers[0] == numbers[1]:
        raise ValueError(f"columns are two different inputs, not {columns!r:.80}")
    return numbers[0], numbers[1]


def _others(names: list[str], i: int, j: int) -> str:
    """What is not on the axes."""
    others = [name for k, name in enumerate(names) if k not in (i, j)]
    return ", ".join(others) if len(others) <= 3 else f"the {len(others)} other inputs"
