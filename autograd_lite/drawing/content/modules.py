"""The picture of a module: its layers in order, and of each its parameters, with the range of values and gradients."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from autograd_lite.drawing import text
from autograd_lite.drawing.content.picture import Arrow, Box, Frame, Line, Picture, Row
from autograd_lite.drawing.content.scale import scale_of
from autograd_lite.drawing.content.shown import UNKNOWN, colour, range_of
from autograd_lite.drawing.content.state import NOT_RUN
from autograd_lite.nn.composite import Composite
from autograd_lite.nn.layers import layers_of
from autograd_lite.nn.sequential import Sequential

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from autograd_lite.drawing.content.scale import Scale
    from autograd_lite.nn.module import Module
    from autograd_lite.value import Value

HEADS = {
    "gradient": ("parameters", "shape", "data", "grad"),
    "value": ("parameters", "shape", "data"),
    "structure": ("parameters", "shape"),
}


def module_picture(module: Module, show: str) -> Picture:
    """What the picture of ``module`` says: a frame for each layer, with a line for each array of parameters.

    Arrows join the layers of a network whose order is known. A layer that is used twice stands there twice, and its
    parameters count once.
    """
    layers = [(text.shortened(text.printable(title), text.TOOLTIP), named) for title, named in _layers(module)]
    parameters = list(dict.fromkeys(p for _, named in layers for p in named.values()))
    ran = any(p.grad != 0.0 for p in parameters)
    numbers = [p.data for p in parameters] if show == "value" else [p.grad for p in parameters] if ran else []
    scale = scale_of(numbers) if show != "structure" else None
    frames = [Frame(title, f"{title}: {_count(named)}", (k,), None) for k, (title, named) in enumerate(layers)]
    in_order = isinstance(module, Composite)
    not_run = show == "gradient" and not ran and bool(parameters)
    name = text.printable(type(module).__name__)
    return Picture(
        title=f"Parameters of {name}",
        description=f"{_count(parameters)} in {_count(layers, 'layer')}.{f' {NOT_RUN}.' if not_run else ''}",
        badges=[NOT_RUN] if not_run else [],
        notes=[f"{name}: {_count(parameters)}"],
        boxes=[_box(title, named, show, ran, scale) for title, named in layers],
        arrows=[
            Arrow(k, k + 1, "", f"{layers[k][0]} feeds {layers[k + 1][0]}") for k in range(len(layers) - 1) if in_order
        ],
        frames=frames,
        scale=scale,
        coloured_by="data" if show == "value" else "gradient",
    )


def _layers(module: Module) -> list[tuple[str, dict[str, Value]]]:
    """The title of each layer, and its parameters by the names they have in it."""
    if isinstance(module, Sequential):  # with the layers that have no parameters
        return [(f"layer {name}: {_kind(module[int(name)])}", named) for name, named in module.named_layers()] or [
            ("no layers", {})
        ]
    if isinstance(module, Composite):
        return [
            (f"layer {name}" if name.isdecimal() else name, _within(named)) for name, named in module.named_layers()
        ]
    own = dict(module.named_parameters())
    if list(module.modules()) == [module]:  # a layer itself
        return [(_kind(module), own)]
    names = {parameter: name for name, parameter in own.items()}
    layers = layers_of(module).items()
    return [(layer, _within({names[p]: p for p in parameters})) for layer, parameters in layers] or [
        (_kind(module), {})
    ]


def _within(named: dict[str, Value]) -> dict[str, Value]:
    """The parameters of a layer by what their names do not have in common; of the last word at least."""
    paths = [name.split(".") for name in named]
    shared = 0
    while all(len(path) > shared + 1 and path[shared] == paths[0][shared] for path in paths):
        if all(part.isdecimal() for part in paths[0][shared + 1 :]):
            break
        shared += 1
    return {".".join(path[shared:]): parameter for path, parameter in zip(paths, named.values(), strict=True)}


def _kind(layer: Module) -> str:
    """What a layer is: its ``repr`` where that is short, else its type; the shapes of its parameters say the rest."""
    written = repr(layer)
    return written if len(written) <= text.LIMIT else type(layer).__name__


def _arrays(named: dict[str, Value]) -> dict[str, dict[tuple[int, ...], Value]]:
    """The parameters by the names of the arrays they stand in, and their places there."""
    arrays: dict[str, dict[tuple[int, ...], Value]] = {}
    for name, parameter in named.items():
        parts = name.split(".")
        words = ".".join(part for part in parts if not part.isdecimal())
        arrays.setdefault(words, {})[tuple([int(part) for part in parts if part.isdecimal()])] = parameter
    return arrays


def _shape(places: Sequence[tuple[int, ...]]) -> str:
    """The shape of an array with these places: "3 × 2"; how many there are, where they are no full array."""
    if places == [()]:
        return "1"
    sizes = [len(set(column)) for column in zip(*places, strict=False)]
    full = len({len(place) for place in places}) == 1 and math.prod(sizes) == len(places)
    return " × ".join(f"{size:,}" for size in sizes) if full else f"{len(places):,}"


def _box(title: str, named: dict[str, Value], show: str, ran: bool, scale: Scale | None) -> Box:
    if not named:
        return Box("", (Row("no parameters"),), "node folded layer", title, f"{title}, without parameters")
    lines = []
    for name, array in _arrays(named).items():
        parameters = list(array.values())
        shape = _shape(list(array))
        data, gradients = range_of(p.data for p in parameters), range_of(p.grad for p in parameters)
        cells = [text.shortened(text.printable(name)), shape]
        exact = [f"{text.printable(name)}: {shape}", f"data {data.exact()}"]
        if show != "structure":
            cells.append(str(data))
        if show == "gradient":
            cells.append(str(gradients) if ran else UNKNOWN)
            exact.append(f"grad {gradients.exact()}" if ran else NOT_RUN)
        coloured = data if show == "value" else gradients if show == "gradient" and ran else None
        lines.append(
            Line(
                cells=tuple(cells),
                classes=f"node leaf{colour(coloured.strongest if coloured else None, scale)}",
                tooltip="\n".join(exact),
                spoken=", ".join(exact),
                hatched=(show != "structure" and data.strange > 0) or (show == "gradient" and gradients.strange > 0),
            )
        )
    heads = tuple([Row(head, "", "head") for head in HEADS[show]])
    return Box("", heads, "table", "", f"{title}: {_count(named)}", lines=tuple(lines))


def _count(things: Collection[object], word: str = "parameter") -> str:
    return f"{len(things):,} {word}{'s' * (len(things) != 1)}"
