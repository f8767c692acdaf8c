"""A session lands where an oracle says, whatever is typed; and what its stop points, forks and errors are to do."""

from __future__ import annotations

import gc
import math
import struct
import weakref
from math import inf, nan
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograd_lite import Value, capture, log, record, relu, scope, sqrt, sum
from autograd_lite.stepping.sessions.points import Points
from autograd_lite.stepping.sessions.session import Session
from autograd_lite.stepping.sessions.stops import Breakpoint
from autograd_lite.stepping.sessions.whereabouts import one
from tests.corpus.faces import SessionFace
from tests.corpus.oracle import Oracle
from tests.corpus.terminal import transcript

# --- any sequence of commands -----------------------------------------------------------------------------------------

OPERATIONS: dict[str, Any] = {
    "add": lambda a, b: a + b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "square": lambda a, b: a * a,
    "constants": lambda a, b: 2.0 - a * 0.5,
    "relu": lambda a, b: relu(b),
    "sum": lambda a, b: sum([a, 1.0, b, a]),
}


class Made(NamedTuple):
    """How a node is made: by an operation on two that are there already, in a scope, with a label."""

    operation: str
    a: int
    b: int
    scope: str
    label: str | None


class Graph(NamedTuple):
    """A graph that can be made again and again."""

    leaves: list[float]
    prior: list[float]
    nodes: list[Made]

    def build(self) -> Value:
        found = [Value(x, label="abc"[k]) for k, x in enumerate(self.leaves)]
        for leaf, gradient in zip(found, self.prior, strict=True):
            leaf.grad = gradient
        for operation, a, b, path, label in self.nodes:
            with scope(path):
                found.append(OPERATIONS[operation](found[a % len(found)], found[b % len(found)]))
            found[-1].label = label
        return found[-1]


numbers = st.sampled_from([0.0, -0.0, 1.0, -2.0, 0.1, 3.0, 1e200, -1e-200, inf, nan])
graphs = st.integers(1, 3).flatmap(
    lambda leaves: st.builds(
        Graph,
        st.lists(numbers, min_size=leaves, max_size=leaves),
        st.lists(st.sampled_from([0.0, 0.0, 2.5, inf]), min_size=leaves, max_size=leaves),
        st.lists(
            st.builds(
                Made,
                st.sampled_from([*OPERATIONS]),
                st.integers(0, 9),
                st.integers(0, 9),
                st.sampled_from(["net", "net/hidden", "0"]),
                st.sampled_from([None, None, "y", "mul"]),
            ),
            max_size=9,
        ),
    )
)
nodes = st.integers(0, 9).map("#{}".format)
places = nodes | st.sampled_from(
    ["a", "y", "mul", "*", "op:mul", "label:mul", "net", "hidden", "net/hidden", "scope:0", "x"]
)
conditions = st.sampled_from(
    [
        "grad > 0",
        "abs(grad) >= 2 and op != 'mul'",
        "isnan(grad) or not isfinite(data)",
        "upstream < 0",
        "node < 3",
        "label in ('a', 'y')",
        "'hidden' in scope and not data <= 1",
    ]
)
counts = st.integers(1, 6)
commands = st.one_of(
    st.builds("{} {}".format, st.sampled_from(["next", "back", "step", "stepback"]), counts),
    st.sampled_from(["continue", "rcontinue", "finish"]),
    st.builds("goto {}".format, st.integers(0, 40)),
    st.builds("until {}".format, nodes),
    st.builds("{} {}".format, st.sampled_from(["break", "tbreak", "watch"]), places),
    st.builds("{} {} if {}".format, st.sampled_from(["break", "tbreak", "watch"]), places | st.just(""), conditions),
    st.builds("watch {} if {}".format, places | st.just(""), st.sampled_from(["contribution > 1", "local < 0"])),
    st.builds("ignore {} {}".format, st.integers(0, 3), counts),
    st.builds("{} {}".format, st.sampled_from(["disable", "enable", "delete", "fork"]), st.integers(0, 3)),
    st.builds("set {} {} {}".format, st.sampled_from(["grad", "data"]), nodes, numbers),
)


def bits(gradients: list[float | None]) -> list[bytes | None]:
    """Numbers to compare to the last bit; all nans are one."""
    return [None if x is None else struct.pack("d", nan if math.isnan(x) else x) for x in gradients]


@given(graphs, st.lists(commands, max_size=12))
def test_any_sequence_of_commands_lands_where_the_oracle_says(graph: Graph, typed: list[str]) -> None:
    """At the same moment, by the same stop points, and with the gradients of all nodes recomputed from the start."""
    face, oracle = SessionFace(graph.build()), Oracle(graph.build())
    for command in typed:
        assert face.do(command) == oracle.do(command), command
        now = [face.session.gradient(position) for position in range(len(face.session.recording.nodes))]
        assert bits(now) == bits(oracle.walked.gradients(oracle.at)), command


@given(graphs, st.data())
def test_back_undoes_next_and_step_back_undoes_step(graph: Graph, data: st.DataObject) -> None:
    session = Session(record(graph.build()))
    session.points[0].enabled = False
    start = session.at = data.draw(st.integers(0, session.timeline.end - 1))
    session.step()
    session.step_back()
    assert session.at == start
    if session.moment.edge is None:
        session.next()
        session.back()
        assert session.at == start


@given(graphs)
def test_at_the_end_gradients_are_those_of_backward(graph: Graph) -> None:
    session, output = Session(record(graph.build())), graph.build()
    output.backward()
    session.goto(session.timeline.end)
    expected = record(output, backward=False).nodes  # of a graph of its own, in the same order
    now = [session.gradient(position) for position in range(len(expected))]
    assert bits(now) == bits([node.grad for node in expected])


# --- stop points ------------------------------------------------------------------------------------------------------


def neuron() -> Session:
    """w x + b, squared: the positions are w, x, b, w x, w x + b, and the square."""
    w, x, b = Value(0.5, label="w"), Value(4.0, label="x"), Value(-1.0, label="b")
    alpha = w * x + b
    return Session(record(alpha * alpha))


def test_hits_are_counted_where_it_stops_and_where_it_is_ignored() -> None:
    session = neuron()
    point = session.break_at("if grad == grad")
    point.ignore = 2
    session.resume()
    assert (point.hits, point.ignore) == (3, 0)
    session.resume_back()
    assert point.hits == 4


def test_what_is_ignored_is_ignored_over_several_movements() -> None:
    session = neuron()
    point = session.break_at("if grad == grad")
    point.ignore = 3
    session.next()
    assert (point.hits, point.ignore) == (1, 2)
    session.back()
    assert (point.hits, point.ignore) == (2, 1)
    assert not session.next().met
    assert session.next().met


def test_what_is_disabled_and_what_is_jumped_over_counts_no_hits() -> None:
    session = neuron()
    point, other = session.break_at("mul"), session.break_at("add")
    point.enabled = False
    session.resume()
    session.goto(0)
    session.goto(session.timeline.end)
    assert (point.hits, other.hits) == (0, 1)


def test_a_temporary_breakpoint_that_is_ignored_is_still_there() -> None:
    session = neuron()
    point = session.break_at("w", temporary=True)
    point.ignore = 1
    session.resume()
    assert point in session.points.all
    session.resume_back()
    assert point not in session.points.all


def test_a_number_is_not_given_twice() -> None:
    session = neuron()
    first = session.break_at("w")
    session.points.delete(first.number)
    assert session.break_at("w").number == first.number + 1


def test_a_condition_of_a_watchpoint_is_about_the_contribution() -> None:
    session = neuron()
    session.watch("if abs(contribution) > 5")
    session.watch("w if local == 0")
    stop = session.resume()
    assert session.edge is not None
    assert (session.edge.contribution, [point.number for point in stop.met]) == (8.0, [1])
    assert not session.resume().met


def test_stop_points_go_along_to_another_session() -> None:
    """What they name is looked for in each recording, where it may be something else, or nothing."""
    points, session = Points(), neuron()
    session = Session(session.recording, points)
    for text in ("x", "mul", "#5", "if node == 0 and grad > 0"):
        session.break_at(text)
    session.watch("b")
    session.goto(0)
    assert session.resume().met
    x = Value(3.0, label="x")
    other = Session(record(x.exp() + 1.0), points)
    other.goto(0)
    found = [other.resume() for _ in range(4)]
    assert [(stop.moment.number, [point.number for point in stop.met]) for stop in found] == [
        (6, [1, 4]),
        (6, []),
        (6, []),
        (6, []),
    ]


def test_a_condition_is_not_asked_where_it_has_no_numbers() -> None:
    """In the forward pass there are no gradients, though leaves have some from before."""
    w = Value(1.0, label="w")
    w.grad = 5.0
    session = Session(record(w * 2.0))
    session.break_at("if grad > 0")
    assert session.resume_back() == (session.timeline.moment(0), ())
    assert session.resume().moment.number == session.timeline.start


def test_conditions_are_about_what_was_recorded() -> None:
    """And not about what has become of the graph."""
    w = Value(1.0, label="w")
    session = Session(record(w * 2.0))
    w.data, w.label = 5.0, "v"
    session.break_at('if label == "w" and data == 1')
    assert session.resume().met
    assert one("w", session.recording) == 0


def test_a_gradient_that_was_not_finite_before_the_pass_is_given_at_its_start() -> None:
    """Also where it is set to another at once."""
    w = Value(1.0, label="w")
    w.grad = inf
    session = Session(record(w * 2.0))
    for _ in range(2):
        assert session.points[0].moments(session.recording) == [session.timeline.start]
        session.set_gradient(0, 1.0)


def test_what_is_not_finite_is_told_by_whose_number_it_is() -> None:
    w, x = Value(0.0, label="w"), Value(2.0, label="x")
    x.grad = inf
    hooked = w * x
    hooked.on_gradient(lambda gradient: nan)
    output = log(w) + hooked
    answers = transcript(output, ["info nonfinite", "set grad w inf", "goto end", "origin w", "origin x", "origin #3"])
    assert answers[0].splitlines() == [
        "  moment 2  value of #2 log, produced: log(0) = -inf, of finite operands",
        "  moment 5  gradient of #1 x, given: it was inf before this pass; zero_grad() sets gradients to 0",
        "  moment 8  gradient of #3 mul, made nan by a hook",
    ]
    assert [answer.splitlines()[-1].strip() for answer in answers[3:]] == [
        "moment 5  gradient of #0 w, set by hand to inf",
        "moment 5  gradient of #1 x, given: it was inf before this pass; zero_grad() sets gradients to 0",
        "#3 mul: value and gradient are finite by now",
    ]


def test_what_is_not_finite_is_caught_though_it_is_set_right_at_once() -> None:
    session = Session(record(sqrt(Value(0.0))))
    end = session.resume()
    assert [point.number for point in end.met] == [0]
    session.set_gradient(0, 1.0)
    assert session.gradient(0) == 1.0
    session.goto(0)
    assert session.resume() == end


def test_what_is_not_finite_is_caught_though_a_hook_sets_it_right() -> None:
    y = Value(0.0) * 1.0
    y.on_gradient(lambda gradient: 1.0)
    session = Session(record(y * 1e308 * 1e308))
    assert [point.number for point in session.resume().met] == [0]
    assert session.gradient(1) == inf
    session.next()
    assert session.gradient(1) == 1.0


def test_lines_of_several_files_are_told_apart(tmp_path: Path) -> None:
    names: dict[str, Any] = {"Value": Value}
    with capture():
        for folder, source in (("one", "x = Value(3.0)\ny = x * x\n"), ("two", "\nz = y + x\nz = z * 2.0\n")):
            path = tmp_path / folder / "train.py"
            path.parent.mkdir()
            path.write_text(source, encoding="utf-8")
            exec(compile(source, str(path), "exec"), names)
    recording = record(names["z"])
    session = Session(recording)
    assert one("one/train.py:2", recording) == 1
    assert one("two/train.py:2", recording) == 2
    assert session.break_at("train.py:3").where.positions(recording) == [3]  # type: ignore[union-attr]
    assert list(session.break_at("train.py:2").where.positions(recording)) == [1, 2]  # type: ignore[union-attr]
    session.goto(2)
    assert one("2", recording, session.file) == 2  # a line alone is of the file one is in
    session.goto(1)
    assert one("2", recording, session.file) == 1
    session.goto(7)
    assert session.edge is not None
    assert (session.edge.node, session.edge.parent) == (recording.nodes[2], recording.nodes[1])
    assert one("2", recording, session.file) == 2  # where the listing is, too


# --- interrupted ------------------------------------------------------------------------------------------------------


def test_an_interrupted_search_leaves_all_as_it_was() -> None:
    y = Value(1.0)
    for _ in range(100):
        y = y * 0.5
    session = Session(record(y))
    counted, interrupted = session.break_at("mul"), session.break_at("if node > 1000")
    counted.ignore = 1000
    asked = 0

    class Interrupted:
        names, text = ("node",), "node > 1000"

        def __call__(self, values: object) -> bool:
            nonlocal asked
            asked += 1
            if asked == 50:
                raise KeyboardInterrupt
            return False

    interrupted.condition = Interrupted()  # type: ignore[assignment]
    at = session.at
    with pytest.raises(KeyboardInterrupt):
        session.resume()
    assert session.at == at
    assert (counted.hits, counted.ignore) == (0, 1000)
    session.resume()
    assert session.at == session.timeline.end
    assert counted.hits == 99  # and not the one where the session began


# --- forks ------------------------------------------------------------------------------------------------------------


def test_a_fork_keeps_the_pass_that_ran() -> None:
    session = neuron()
    ran, before = session.recording, list(session.recording)
    session.next()
    session.set_gradient(4, 100.0)
    session.set_data(0, 7.0)
    assert len(session.recordings) == len(session.forked) == 3
    assert (session.at, session.recording.data[0], ran.data[0]) == (0, 7.0, 0.5)
    session.use(0)
    assert session.recording is ran
    assert list(ran) == before
    assert ran.nodes[0].data == 0.5  # and neither does the graph know of it
    assert ran.nodes[0].grad == 8.0


def test_each_fork_says_what_was_set_and_in_which_one() -> None:
    session = neuron()
    session.set_data(1, 40.0)
    session.goto(session.timeline.start)
    session.set_gradient(0, 2.0)
    session.use(0)
    session.set_data(0, 3.0)
    assert session.forked == [
        "the pass that ran",
        "data of #1 = 40.0",
        "grad of #0 = 2.0 from moment 6 on, in fork 1",
        "data of #0 = 3.0",
    ]


def test_stop_points_survive_a_fork() -> None:
    session = neuron()
    session.break_at("w if grad > 100")
    assert not session.resume().met
    session.set_data(1, 40.0)
    assert session.resume().met
    session.use(0)
    assert not session.resume_back().met


def test_a_gradient_that_is_set_is_there_from_its_moment_on() -> None:
    session = neuron()
    session.goto(9)
    session.set_gradient(0, 100.0)
    assert [session.timeline.gradient(0, moment) for moment in (8, 9, 12, 13, 14)] == [0.0, 100.0, 100.0, 108.0, 108.0]


def test_gradients_of_two_nodes_are_set_at_one_moment() -> None:
    session = neuron()
    session.set_gradient(1, 10.0)
    session.set_gradient(0, 20.0)
    assert (session.gradient(1), session.gradient(0)) == (10.0, 20.0)


# --- looking ----------------------------------------------------------------------------------------------------------


def test_contributions_are_those_of_all_children_the_largest_first() -> None:
    a = Value(3.0, label="a")
    session = Session(record(a * a * -2.0 + a + (a * 0.0) / 0.0))
    session.goto(session.timeline.end - 1)
    found = session.contributions(0)
    sizes = [abs(each.edge.contribution) for each in found]
    assert math.isnan(sizes[0])  # what is no number is what one looks for
    assert sizes[1:] == [6.0, 6.0, 1.0]
    assert [each.arrived for each in found] == [each.moment <= session.at for each in found]
    assert [each.arrived for each in found].count(False) == 1


# --- refusals ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("weigth", r"no label, operation or scope 'weigth' in this graph; is it weight\?"),
        ("label:mul", r"no node of this label: 'mul'; there are labels: weight"),
        ("op:weight", r"no node of this op: 'weight'; there are ops: mul"),
        ("scope:hiden", r"no node of this scope: 'hiden'; is it hidden\?"),
        ("12", r"no node knows the line it was made on; run your computation after capture\(\)"),
        ("train.py:12", r"no node knows the line it was made on"),
        ("#2", r"there is no node #2: they go from #0 to #1"),
        ("", r"a breakpoint needs a label, an operation, a scope, a line, #node, or a condition: if abs\(grad\) > 1"),
        ("mul if", r"a condition follows if, such as abs\(grad\) > 1e3"),
        ("mul if local > 1", r"local and contribution are of edges; its condition may be about node, data, grad"),
        ("mul if grda > 1", r"there is no grda here, but node, data, .*is it grad\?"),
        ("mul if grad", r"a condition is a comparison, such as grad > 0"),
        ("if __import__('os').system('true')", r"only a function can be called, by its name"),
    ],
)
def test_what_a_breakpoint_refuses(text: str, words: str) -> None:
    with scope("hidden"):
        y = Value(1.0, label="weight") * 2.0
    session = Session(record(y))
    with pytest.raises(ValueError, match=words):
        session.break_at(text)
    assert [point.number for point in session.points.all] == [0]


def test_a_movement_that_is_asked_for_too_often_ends_at_the_end() -> None:
    session = neuron()
    assert session.next(10**12).moment.number == session.timeline.end  # at once: it does not go on trying
    assert session.step_back(10**12).moment.number == 0


def test_what_movements_refuse() -> None:
    session = neuron()
    for refused, words in (
        (lambda: session.next(0), "a movement is made at least once, not 0 times"),
        (lambda: session.step(-1), "a movement is made at least once, not -1 times"),
        (lambda: session.goto(15), "there is no moment 15: they go from 0 to 14"),
        (lambda: session.goto(-1), "there is no moment -1: they go from 0 to 14"),
        (lambda: session.until(5), "node #5 was reached at moment 6, and this is moment 6; goto 6"),
        (lambda: session.use(1), "there is no fork 1: they go from 0 to 0"),
        (lambda: session.points[3], "there is no stop point 3; there are 0"),
        (lambda: session.points.delete(3), "there is no stop point 3; there are 0"),
        (lambda: session.points.delete(0), "stop point 0 cannot be deleted, as nothing would bring it back"),
    ):
        with pytest.raises(ValueError, match=words):
            refused()  # type: ignore[no-untyped-call]
    assert session.at == session.timeline.start


def test_what_forks_refuse() -> None:
    session = neuron()
    session.goto(3)
    with pytest.raises(ValueError, match=r"moment 3 is in the forward pass, where there are no gradients.*moment 6"):
        session.set_gradient(0, 1.0)
    session.goto(10)
    with pytest.raises(ValueError, match="node #4 has handed its gradient on already, at moment 9; set it there"):
        session.set_gradient(4, 1.0)
    for number in ("1", None, True):
        with pytest.raises(TypeError):
            session.set_data(0, number)  # type: ignore[arg-type]
    assert len(session.recordings) == 1
    assert session.at == 10


def test_one_node_is_named_by_what_only_one_has() -> None:
    with pytest.raises(ValueError, match="mul is 2 nodes; name one of #3, #5"):
        one("mul", neuron().recording)


def test_a_stop_point_says_what_it_is() -> None:
    session = neuron()
    points = [session.break_at("* if grad > 1"), session.break_at("if node < 3"), session.watch("w if grad > 1")]
    assert [str(point) for point in (session.points[0], *points)] == [
        "a number that is not finite is produced",
        "op:mul if grad > 1",
        "any node if node < 3",
        "gradient of label:w if grad > 1",
    ]
    assert isinstance(points[0], Breakpoint)


def test_a_stop_point_keeps_no_recording_alive() -> None:
    session = Session(record(Value(2.0) * 3.0))
    points, gone = session.points, weakref.ref(session.recording)
    session.resume()
    del session
    gc.collect()
    assert gone() is None
    assert Session(record(Value(2.0) * 3.0), points).resume().met == ()


def test_a_session_may_stop_at_its_very_first_moment() -> None:
    session = Session(record(Value(inf) * 2.0))
    assert session.run().moment.number == 0
    assert session.resume_back().moment.number == 0


def test_the_gradient_of_the_output_is_not_watched() -> None:
    y = Value(2.0) * 3.0
    y.label = "y"
    with pytest.raises(ValueError, match="nothing contributes to the gradient of the output"):
        Session(record(y)).watch("y")
