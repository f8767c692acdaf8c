"""Pictures: those that the page shows of a recording, with all that is changed in them from moment to moment."""

from __future__ import annotations

from array import array
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from autograd_lite.drawing.folding.repeats import repeats
from autograd_lite.drawing.moving import scenes
from autograd_lite.drawing.output.page import element
from autograd_lite.stepping.sessions.picture import Seen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from autograd_lite.drawing.moving import Scene
    from autograd_lite.stepping.recordings.recording import Recording
    from autograd_lite.stepping.sessions.session import Session
    from autograd_lite.value import Value

MOST_NODES = 200  # boxes of a picture, as of draw()


def pictures(session: Session) -> list[dict[str, Any]]:
    """The picture of the whole graph, and those of what its folded boxes hold, as ``picture.js`` reads them.

    They show the end of the pass, so that a page on which nothing runs has all gradients. Of the boxes within boxes,
    the outer ones are drawn first, up to a thousand boxes in all; those that remain closed have ``opens`` None.

    Positions of nodes and numbers of edges are :func:`packed`.

    >>> from autograd_lite import Value, record
    >>> from autograd_lite.stepping import Session
    >>> w = Value(0.5, label="w")
    >>> (made,) = pictures(Session(record(w * 2.0)))
    >>> sorted(made["nodes"]), made["boxes"], made["arrows"][0]["edges"], made["scale"]
    (['0', '1'], [], [0], {'top': 1, 'width': 1})
    """
    recording = session.recording
    course = Ended(recording)
    found = scenes([recording.nodes[-1]], course, max_nodes=MOST_NODES)
    return [_content(scene, course) for scene in found]


class Course(Seen):
    """A moment of a recording, in a picture that will show the others, too."""

    def __init__(self, recording: Recording, at: int) -> None:
        super().__init__(recording, at, "")
        self._positions = {node: position for position, node in enumerate(recording.nodes)}
        self._after = array("d")  # the gradient of the parent, after each edge
        for step, upstream in enumerate(recording.upstream[: recording.steps]):
            for edge in range(recording.first[step], recording.first[step + 1]):
                self._after.append(recording.before[edge] + upstream * recording.local[edge])

    def position(self, node: Value) -> int:
        return self._positions[node]

    def gradients(self, node: Value) -> Iterator[float]:
        recording, position = self._recording, self._positions[node]
        if position < recording.leaves:
            yield recording.prior[position]
            yield recording.final[position]
        else:
            yield recording.upstream[recording.step_of_node(position)]
        for edge in recording.into[position]:
            yield self._after[edge]
        for change in recording.changes:
            if change.node == position:
                yield change.gradient

    def edge(self, node: Value, operand: int) -> int:
        """The number of an edge in the recording."""
        return self._edges_of(node)[operand]


class Ended(Course):
    """The end of the pass, when it is at no node any more."""

    def __init__(self, recording: Recording) -> None:
        super().__init__(recording, recording.timeline.end)
        self.current_node = self.current_edge = None
        self._gradients = [*recording.final, *reversed(recording.upstream[: recording.steps])]

    def gradient(self, node: Value) -> float:
        return self._gradients[self._positions[node]]

    def walked(self, node: Value, position: int) -> bool:
        return True


def _content(scene: Scene, course: Course) -> dict[str, Any]:
    scale = scene.scale
    return {
        "svg": element(scene.svg),
        "name": scene.plan.name,
        "outer": scene.plan.outer,
        "scale": scale and {"top": scale.top, "width": scale.width},
        "nodes": {str(course.position(node)): name for node, name in scene.nodes},
        "boxes": [
            {"id": name, "members": packed(map(course.position, box.nodes)), "opens": box.opens}
            for name, box in scene.boxes
        ],
        "arrows": [
            {
                "id": arrow.id,
                "edges": packed(course.edge(*use) for use in arrow.uses),
                "text": arrow.text,
                "at": [*arrow.callout],
            }
            for arrow in scene.arrows
        ],
    }


def packed(numbers: Iterable[int]) -> list[Any]:
    """Numbers in ascending order by their differences, the first one from 0; what repeats stands once, after how often.

    What is folded are mostly nodes that follow each other, or the same nodes of each example: few words for thousands.

    >>> packed([4, 2, 3, 7])
    [2, 1, 1, 3]
    >>> packed([3, 4, 13, 14, 23, 24, 33, 34, 43, 44])
    [3, [4, 1, 9], 1]
    """
    ordered = sorted(numbers)
    tokens: list[Any] = [after - before for before, after in pairwise([0, *ordered])]
    while found := repeats(tokens):
        folded, end = [], 0
        for start, period, times in found:
            folded += [*tokens[end:start], (times, *tokens[start : start + period])]
            end = start + period * times
        tokens = [*folded, *tokens[end:]]
    return [_as_lists(token) for token in tokens]


def _as_lists(token: Any) -> Any:
    return [*map(_as_lists, token)] if isinstance(token, tuple) else token
