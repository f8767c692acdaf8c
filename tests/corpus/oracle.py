"""An oracle for sessions: it takes the commands of the corpus, and looks through the list of all that happens."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import PurePath
from types import CodeType
from typing import Any

from autograd_lite import Value
from autograd_lite.sites import Place, line_of, stack_of
from tests.corpus.passes import Event, Pass
from tests.corpus.scripts import Outcome

FUNCTIONS = {"abs": abs, "isnan": math.isnan, "isinf": math.isinf, "isfinite": math.isfinite}


class Refused(Exception):
    """There is no such thing, or it is over."""


class Point:
    """A stop point, with a test that says whether an event is what it stops at."""

    def __init__(self, test: Callable[[Event, int], bool], temporary: bool = False) -> None:
        self.test, self.temporary = test, temporary
        self.enabled, self.ignore = True, 0


class Oracle:
    """Walks through the passes of ``output``, whose gradients are not yet computed.

    Attributes:
        passes: the first one, and those that were made by setting a number; ``walked`` is one of them.
        events: all that happens in it.
        last: the last thing that happens to each node: to an operation its turn, to a leaf an edge.
    """

    def __init__(self, output: Value) -> None:
        self.passes: list[Pass] = []
        self.points = {0: Point(lambda event, moment: event.produced)}
        self.made = 1
        self._enter(Pass(output))
        self.at = len(self.nodes)

    def _enter(self, entered: Pass) -> None:
        if entered not in self.passes:
            self.passes.append(entered)
        self.walked, self.nodes, self.events = entered, entered.nodes, entered.events()
        self.last = {event.reached: moment for moment, event in enumerate(self.events)}
        self.end = len(self.events) - 1

    def do(self, command: str) -> Outcome:
        """What follows from a command of the corpus."""
        name, _, rest = command.partition(" ")
        if name == "set":
            what, _, rest = rest.partition(" ")
            name = f"set_{what}"
        try:
            found: Outcome = getattr(self, f"do_{name}")(rest)
            return found
        except Refused:
            return Outcome(fails=True)

    # --- movements ---

    def do_next(self, count: str) -> Outcome:
        return self._times(count, lambda: min([m for m in self._turns() if m > self.at], default=self.end))

    def do_back(self, count: str) -> Outcome:
        return self._times(count, lambda: max([m for m in self._turns() if m < self.at], default=0))

    def do_step(self, count: str) -> Outcome:
        return self._times(count, lambda: min(self.at + 1, self.end))

    def do_stepback(self, count: str) -> Outcome:
        return self._times(count, lambda: max(self.at - 1, 0))

    def do_continue(self, _: str) -> Outcome:
        return self._to(self.end)

    def do_rcontinue(self, _: str) -> Outcome:
        return self._to(0)

    def do_finish(self, _: str) -> Outcome:
        """The first later moment after which another call, or the other pass, has its turn."""
        ends = [m - 1 for m in self._turns() if m > 0 and self._call(m) != self._call(m - 1)]
        return self._to(min([m for m in ends if m > self.at], default=self.end))

    def do_until(self, place: str) -> Outcome:
        reached = [moment for position in self._positions(place) for moment in (position, self.last[position])]
        later = [moment for moment in reached if moment > self.at]
        if not later:
            raise Refused
        return self._to(min(later))

    def do_goto(self, moment: str) -> Outcome:
        if int(moment) > self.end:
            raise Refused
        self.at = int(moment)
        return self._here()

    def _turns(self) -> list[int]:
        return [moment for moment, event in enumerate(self.events) if event.kind != "edge"]

    def _call(self, moment: int) -> Hashable:
        event = self.events[moment]
        place = self.nodes[event.node].place
        calls = None if place is None else [stack_of(place)[0][:1], *(call[:2] for call in stack_of(place)[1:])]
        return event.kind == "value", None if calls is None else tuple(calls)

    def _times(self, count: str, target: Callable[[], int]) -> Outcome:
        for _ in range(int(count or 1)):
            outcome = self._to(target())
            if outcome.by:
                break
        return outcome

    def _to(self, target: int) -> Outcome:
        way = range(self.at + 1, target + 1) if target > self.at else range(self.at - 1, target - 1, -1)
        for moment in way:
            if met := tuple(number for number in sorted(self.points) if self._stops(self.points[number], moment)):
                self.at = moment
                self.points = {n: p for n, p in self.points.items() if n not in met or not p.temporary}
                return self._here(met)
        self.at = target
        return self._here()

    def _stops(self, point: Point, moment: int) -> bool:
        if not point.enabled or not point.test(self.events[moment], moment):
            return False
        point.ignore -= 1
        return point.ignore < 0

    def _here(self, met: tuple[int, ...] = ()) -> Outcome:
        return Outcome(self.at, self.events[self.at].what, met)

    # --- stop points ---

    def do_break(self, text: str, temporary: bool = False) -> Outcome:
        positions, asked = self._read(text)
        if asked is not None and {"local", "contribution"} & {*asked.co_names}:
            raise Refused
        moments = {*positions, *(self.last[position] for position in positions)}
        return self._add(Point(lambda event, moment: moment in moments and holds(asked, event), temporary))

    def do_tbreak(self, text: str) -> Outcome:
        return self.do_break(text, temporary=True)

    def do_watch(self, text: str) -> Outcome:
        positions, asked = self._read(text)
        if not text.strip().startswith("if ") and [*positions] == [
            len(self.nodes) - 1
        ]:  # to the output nothing is added
            raise Refused
        return self._add(
            Point(lambda event, moment: event.kind == "edge" and event.reached in positions and holds(asked, event))
        )

    def _read(self, text: str) -> tuple[Sequence[int], CodeType | None]:
        """The nodes and the condition of ``w1 if grad > 1``."""
        place, found, condition = f" {text} ".partition(" if ")
        if found and not condition.strip():
            raise Refused
        positions = self._positions(place.strip()) if place.strip() else range(len(self.nodes))
        return positions, compile(condition.strip(), "condition", "eval") if found else None

    def do_ignore(self, text: str) -> Outcome:
        number, count = text.split()
        self._point(number).ignore = int(count)
        return Outcome()

    def do_disable(self, number: str) -> Outcome:
        self._point(number).enabled = False
        return Outcome()

    def do_enable(self, number: str) -> Outcome:
        self._point(number).enabled = True
        return Outcome()

    def do_delete(self, number: str) -> Outcome:
        self._point(number)
        if number == "0":
            raise Refused
        del self.points[int(number)]
        return Outcome()

    def _add(self, point: Point) -> Outcome:
        self.points[self.made] = point
        self.made += 1
        return Outcome(number=self.made - 1)

    def _point(self, number: str) -> Point:
        if int(number) not in self.points:
            raise Refused
        return self.points[int(number)]

    # --- forks ---

    def do_set_grad(self, text: str) -> Outcome:
        place, x = text.rsplit(" ", 1)
        position = self._one(place)
        is_over = bool(self.walked.parents[position]) and self.at > self.last[position]
        if self.events[self.at].kind == "value" or is_over:
            raise Refused
        self._enter(self.walked.with_gradient(self.at, position, float(x)))
        return self._here()

    def do_set_data(self, text: str) -> Outcome:
        place, x = text.rsplit(" ", 1)
        self.at = self._one(place)
        self._enter(self.walked.with_data(self.at, float(x)))
        return self._here()

    def do_fork(self, number: str) -> Outcome:
        if int(number) >= len(self.passes):
            raise Refused
        self._enter(self.passes[int(number)])
        return self._here()

    # --- places ---

    def _one(self, place: str) -> int:
        positions = self._positions(place)
        if len(positions) != 1:
            raise Refused
        return positions[0]

    def _positions(self, place: str) -> list[int]:
        """The nodes that a place names, by asking each of them."""
        kind, _, name = place.rpartition(":")
        if kind in {"label", "op", "scope"}:
            tests: Iterable[Callable[[Value], Any]] = [lambda node: TESTS[kind](node, name)]
        elif place.startswith("#"):
            tests = [lambda node: node is self.nodes[int(place[1:])]] if int(place[1:]) < len(self.nodes) else []
        elif name.isdigit():
            tests = [lambda node: node.place and is_on(node.place, int(name), kind)]
        else:
            tests = [lambda node, test=test: test(node, place) for test in TESTS.values()]
        for test in tests:
            if found := [position for position, node in enumerate(self.nodes) if test(node)]:
                return found
        raise Refused


TESTS: dict[str, Callable[[Value, str], Any]] = {
    "label": lambda node, name: node.label == name,
    "op": lambda node, name: node.primitive and name in {node.primitive.name, node.primitive.symbol},
    "scope": lambda node, name: f"/{name}/" in f"/{node.scope}/",
}


def is_on(place: Place, line: int, file: str) -> bool:
    """Whether a place is on this line of the file of this name, or of any if that is ""."""
    return line_of(place) == line and file in {"", PurePath(place[0].co_filename).name}


def holds(condition: CodeType | None, event: Event) -> bool:
    """Whether a condition holds, as Python has it, if there is one; not where one of its names is not known."""
    try:
        return condition is None or bool(eval(condition, {"__builtins__": {}, **FUNCTIONS}, event.known))  # of our own
    except NameError:
        return False
