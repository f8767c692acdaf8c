"""A recorded pass is the pass that ran: held, number by number and moment by moment, to a plain one written here."""

from __future__ import annotations

import copy
import math
import pickle
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import autograd_lite as ag
from autograd_lite import (
    AnomalyError,
    StaleGraphError,
    Value,
    capture,
    detect_anomaly,
    dot,
    no_grad,
    record,
    scope,
)
from autograd_lite import sum as total
from autograd_lite.stepping import Edge, Recording
from autograd_lite.stepping.recordings.columns import Change
from autograd_lite.stepping.recordings.fork import with_data, with_gradient
from autograd_lite.stepping.recordings.origin import edge_cause, origin, producers

inf, nan = math.inf, math.nan


def bits(numbers: Any) -> Any:
    """Numbers as text that tells 0.0 from -0.0, and takes every nan for the same."""
    if numbers is None:
        return None
    return numbers.hex() if isinstance(numbers, float) else [bits(x) for x in numbers]


# --- a plain pass -----------------------------------------------------------------------------------------------------


def in_order(output: Value) -> list[Value]:
    """The leaves by their first use, then the operations, operands first, from left to right; by recursion."""
    operations: list[Value] = []
    entered: set[int] = set()

    def enter(node: Value) -> None:
        if id(node) in entered or not node.operands:
            return
        entered.add(id(node))
        for operand in node.operands:
            if isinstance(operand, Value):
                enter(operand)
        operations.append(node)

    enter(output)
    used = [x for node in operations for x in node.operands if isinstance(x, Value) and not x.operands]
    leaves = list(dict.fromkeys(used if operations else [output]))
    return [*leaves, *operations]


class Plain:
    """The pass on numbers of its own: the gradients of all nodes at every moment, and every edge as it was walked.

    ``changes`` are gradients to set right after a moment, by moment; ``locals_`` are the local gradients by node.
    """

    def __init__(
        self,
        nodes: Sequence[Value],
        prior: Sequence[float],
        changes: Sequence[Change] = (),
        locals_: Callable[[Value], Sequence[float]] = lambda node: node.local_gradient(),
    ) -> None:
        leaves = len(prior)
        self.changes = changes
        self.now: list[float | None] = [*prior, *[None] * (len(nodes) - leaves)]
        self.moments = [list(self.now) for _ in nodes]
        self.what: list[tuple[int, int | None, bool]] = [(p, None, False) for p in range(len(nodes))]
        self.edges: list[Edge] = []
        self.upstream: list[float] = []
        self.now[leaves:] = [0.0] * (len(nodes) - leaves)
        self.now[-1] = self.now[-1] + 1.0 if leaves == len(nodes) else 1.0  # type: ignore[operator]
        at = {id(node): p for p, node in enumerate(nodes)}
        for p in range(len(nodes) - 1, leaves - 1, -1) if leaves < len(nodes) else [0]:
            node = nodes[p]
            self.tick(p, None)
            upstream: Any = self.now[p] if node.operands else 1.0
            self.upstream.append(upstream)
            for i, (operand, local) in enumerate(zip(node.operands, locals_(node), strict=False)):
                if not isinstance(operand, Value):
                    continue
                before: Any = self.now[at[id(operand)]]
                after = before + upstream * local
                self.edges.append(Edge(node, i, operand, upstream, local, upstream * local, before, after))
                self.now[at[id(operand)]] = after
                self.tick(p, len(self.edges) - 1)

    def tick(self, node: int, edge: int | None) -> None:
        for change in self.changes:
            if change.moment == len(self.moments):
                self.now[change.node] = change.gradient
        self.moments.append(list(self.now))
        self.what.append((node, edge, True))


def check_moments(recording: Recording, plain: Plain) -> None:
    """Every gradient at every moment is that of the plain pass."""
    timeline = recording.timeline
    assert timeline.end == len(plain.moments) - 1
    for moment, gradients in enumerate(plain.moments):
        ours = [timeline.gradient(p, moment) for p in range(len(recording.nodes))]
        assert bits(ours) == bits(gradients), moment


# --- programs: graphs that can be built again from other numbers -----------------------------------------------------


class Program(NamedTuple):
    """Leaves, and instructions: the name of a function, and its operands, which are constants or earlier results."""

    leaves: list[float]
    instructions: list[tuple[str, list[float | int]]]

    def run(self) -> Value:
        results: list[Value] = [Value(x) for x in self.leaves]
        for name, operands in self.instructions:
            xs = [x if isinstance(x, float) else results[x] for x in operands]
            results.append(FUNCTIONS[name](*xs))
        return results[-1]


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "tanh": lambda a, b: ag.tanh(a),
    "exp": lambda a, b: ag.exp(b),
    "square": lambda a, b: a**2 if isinstance(a, Value) else b**2,
    "sum": lambda a, b: total([1.5, a, -0.0, b, a]),
    "dot": lambda a, b: dot([a, 2.0, b, a], [3.0, b, b, -1.0]),
}

usual = st.floats(-3.0, 3.0)
special = st.sampled_from([0.0, -0.0, 1.0, -1.0, inf, -inf, nan, 1e200, 5e-324])


@st.composite
def programs(draw: st.DrawFn, numbers: st.SearchStrategy[float] = usual | special) -> Program:
    leaves = draw(st.lists(numbers, min_size=1, max_size=3))
    instructions: list[tuple[str, list[float | int]]] = []
    for size in range(len(leaves), len(leaves) + draw(st.integers(0, 7))):
        name = draw(st.sampled_from(sorted(FUNCTIONS)))
        # The last results more often than by chance: what is not used by the last one is not in the graph.
        node = st.integers(0, size - 1) | st.just(size - 1)
        operands: list[float | int] = [draw(node), draw(node)]
        if name in {"add", "sub", "mul", "div", "sum", "dot"} and draw(st.booleans()):
            operands[draw(st.integers(0, 1))] = draw(numbers)
        instructions.append((name, operands))
    return Program(leaves, instructions)


def with_priors(output: Value, priors: Sequence[float]) -> list[float]:
    """Gradients from an earlier pass, on the leaves; returns them in order."""
    leaves = [node for node in in_order(output) if not node.operands]
    for k, leaf in enumerate(leaves):
        leaf.grad = priors[k % len(priors)]
    return [leaf.grad for leaf in leaves]


priors_ = st.lists(st.just(0.0) | usual | special, min_size=1, max_size=3)


# --- the pass that ran ------------------------------------------------------------------------------------------------


@given(programs(), priors_)
def test_the_gradients_are_those_of_backward_to_the_last_bit(program: Program, priors: list[float]) -> None:
    one, two = program.run(), program.run()
    for output in (one, two):
        with_priors(output, priors)
    for _ in range(2):  # a second pass adds to the leaves
        one.backward()
        record(two)
        assert bits([n.grad for n in in_order(one)]) == bits([n.grad for n in in_order(two)])


@given(programs(), priors_, st.booleans())
def test_every_number_of_every_step_is_that_of_a_plain_pass(
    program: Program, priors: list[float], backward: bool
) -> None:
    output = program.run()
    prior = with_priors(output, priors)
    nodes = in_order(output)
    recording = record(output, backward)
    assert [id(n) for n in recording.nodes] == [id(n) for n in nodes]
    assert bits(recording.data) == bits([n.data for n in nodes])
    assert bits(recording.prior) == bits(prior)
    plain = Plain(nodes, prior)
    edges = [edge for step in recording for edge in step.edges]
    assert len(edges) == len(plain.edges) == recording.edges
    for ours, theirs in zip(edges, plain.edges, strict=True):
        assert ours.node is theirs.node
        assert ours.operand == theirs.operand
        assert ours.parent is theirs.parent
        assert bits(ours[3:]) == bits(theirs[3:])
    assert bits([step.upstream for step in recording]) == bits(plain.upstream)
    assert bits(recording.final) == bits(plain.now[: len(prior)])
    assert [id(step.node) for step in recording] == [id(n) for n in reversed(nodes[len(prior) :] or nodes)]


def test_an_operand_that_is_used_twice_has_two_edges() -> None:
    a = Value(3.0)
    (step,) = record(a * a)
    assert [edge[1:] for edge in step.edges] == [(0, a, 1.0, 3.0, 3.0, 0.0, 3.0), (1, a, 1.0, 3.0, 3.0, 3.0, 6.0)]


def test_operands_are_counted_with_the_constants_between() -> None:
    a, b = Value(3.0), Value(4.0)
    (step,) = record(total([1.0, a, 2.0, b, 5.0, a]))
    assert [(edge.operand, edge.parent is a) for edge in step.edges] == [(1, True), (3, False), (5, True)]


def test_edges_do_not_look_through_all_operands_again() -> None:
    class Operands(tuple[Any, ...]):
        walks = 0

        def __iter__(self) -> Iterator[Any]:
            Operands.walks += 1
            return super().__iter__()

    xs = [Value(float(k)) for k in range(100)]
    y = total([1.0, *xs])
    y.operands = Operands(y.operands)
    recording = record(y)
    Operands.walks = 0
    assert [edge.operand for edge in recording[0].edges] == list(range(1, 101))
    assert Operands.walks <= 2  # for all parents, and for their places among the operands


def test_a_leaf_that_is_the_output_gets_1_and_hands_nothing_on() -> None:
    x = Value(5.0)
    x.grad = 0.5
    recording = record(x)
    assert x.grad == 1.5
    assert [(step.node is x, step.upstream, step.edges) for step in recording] == [(True, 1.0, ())]
    assert (list(recording.prior), list(recording.final)) == ([0.5], [1.5])
    assert [recording.timeline.gradient(0, moment) for moment in (0, 1)] == [0.5, 1.5]


def test_a_deep_chain_is_recorded_without_recursion() -> None:
    x = Value(1.0)
    y = x
    for _ in range(20_000):
        y = y * x
    recording = record(y)
    assert (len(recording), x.grad) == (20_000, 20_001.0)
    assert recording[-1].edges[1].after == 20_001.0


def test_without_backward_nothing_is_changed_and_no_hook_is_called() -> None:
    x = Value(2.0)
    y = x * x
    z = y * 3.0
    x.grad, y.grad, z.grad = 0.5, 7.0, 8.0
    called: list[float] = []
    for node in (x, y, z):
        node.on_gradient(called.append)
    recording = record(z, backward=False)
    assert (x.grad, y.grad, z.grad, called) == (0.5, 7.0, 8.0, [])
    assert list(recording.final) == [12.5]


def test_what_backward_refuses_is_refused() -> None:
    x = Value(2.0)
    with no_grad():
        cut_off = x * x
    for backward in (True, False):
        with pytest.raises(RuntimeError, match="has no history"):
            record(cut_off, backward)
    y = x * x
    with no_grad(), pytest.raises(RuntimeError, match=r"backward\(\) under no_grad\(\)"):
        record(y)
    assert x.grad == 0.0
    with no_grad():
        assert list(record(y, backward=False).final) == [4.0]
    with pytest.raises(TypeError, match=r"record\(\) takes a Value, not 3.0 of type float"):
        record(3.0)  # type: ignore[arg-type]


def test_later_changes_do_not_change_a_recording() -> None:
    w, x = Value(0.5, "w"), Value(2.0, "x")
    y = w * x
    z = (y + w).tanh()
    z.label = "z"
    recording, before = record(z), record(z, backward=False)

    def numbers(r: Recording) -> list[Any]:
        return [r.data, r.labels, r.final, r.upstream, [edge[3:] for step in r for edge in step.edges]]

    seen = repr([numbers(r) for r in (recording, before)])
    for node in (w, x, y, z):
        node.data, node.grad, node.label = -7.0, 99.0, "other"
    z.backward()
    w.on_gradient(lambda gradient: 0.0)
    z.backward()
    assert repr([numbers(r) for r in (recording, before)]) == seen
    assert recording.timeline.gradient(recording.position(w), recording.timeline.end) == recording.final[0]
    assert repr(recording).startswith("<Recording of z: 3 steps, 5 edges>")


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))], ids=["copy", "pickle"])
def test_a_copy_is_a_recording_of_the_copied_graph(copied: Callable[[Recording], Recording]) -> None:
    a = Value(2.0, "a")
    recording = record(a * a + 1.0)
    fork = with_data(with_gradient(recording, recording.timeline.start + 1, 1, 5.0), 0, 3.0)
    for original in (recording, fork):
        original.position(a)
        assert list(original.groups.labels) == ["a"]
        twin = copied(original)
        assert [twin.position(node) for node in twin.nodes] == [0, 1, 2]
        assert twin.groups.labels["a"] == [0]
        assert [edge[3:] for step in twin for edge in step.edges] == [edge[3:] for s in original for edge in s.edges]
        assert (twin.changes, twin.given, list(twin.final)) == (original.changes, original.given, list(original.final))


def test_two_threads_record_what_they_have_in_common() -> None:
    x = Value(1.0)
    outputs = []
    for _ in range(2):
        y = x
        for _ in range(300):
            y = y * x
        outputs.append(y)
    recordings: list[list[Recording]] = [[], []]

    def work(k: int) -> None:
        for _ in range(10):
            recordings[k].append(record(outputs[k]))

    threads = [threading.Thread(target=work, args=(k,)) for k in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert x.grad == 20 * 301.0
    found = [(r.prior[0], r.final[0]) for pair in recordings for r in pair]
    assert sorted(found) == [(k * 301.0, (k + 1) * 301.0) for k in range(20)]  # each pass by itself


# --- hooks, anomalies -------------------------------------------------------------------------------------------------


def hooked(a: float = 2.0, b: float = 3.0) -> tuple[Value, Value, Value, Value]:
    x, y = Value(a), Value(b)
    u = x * y
    z = u * u + x
    u.on_gradient(lambda gradient: 1.0)  # 12 arrives
    x.on_gradient(lambda gradient: gradient * 10.0)  # of what the pass brings
    x.grad = 0.25
    return x, y, u, z


def test_hooks_change_what_is_handed_on_and_what_leaves_get() -> None:
    x, y, _, z = hooked()
    z.backward()
    after = x.grad, y.grad
    x, y, u, z = hooked()
    recording = record(z)
    assert (x.grad, y.grad) == after == (40.25, 2.0)
    assert list(recording.final) == [40.25, 2.0]
    timeline, at = recording.timeline, recording.position(u)
    arrival = timeline.arrivals[at]
    assert (timeline.gradient(at, arrival - 1), timeline.gradient(at, arrival)) == (12.0, 1.0)
    (edge, _), end = recording[2].edges, timeline.end
    assert (edge.node is u, edge.upstream, edge.contribution) == (True, 1.0, 3.0)
    # The last edge leads to y; what the hook on x makes of the 1 + 3 is there at the end.
    assert [timeline.gradient(0, moment) for moment in (end - 1, end)] == [4.25, 40.25]


def test_a_hook_may_record_a_pass_of_its_own_over_the_nodes_of_the_one_that_runs() -> None:
    x = Value(2.0)
    y = x * x
    z = y * y
    inner: list[Recording] = []

    def hook(gradient: float) -> float:
        if not inner:
            inner.append(Recording((), (), (), (0.0,), (), ()))  # called again by the inner pass
            inner.append(record(z))
        return gradient

    y.on_gradient(hook)
    outer = record(z)
    assert x.grad == 64.0
    for recording in (outer, inner[1]):
        assert [step.upstream for step in recording] == [1.0, 8.0]


def test_an_anomaly_stops_the_pass_and_leaves_the_gradients() -> None:
    x = Value(0.0)
    with detect_anomaly():
        y = x.sqrt() * 2.0
        x.grad = 0.5
        with pytest.raises(AnomalyError, match="local gradient is not finite"):
            record(y)
        assert x.grad == 0.5
        y = (x + 4.0).sqrt()
        assert record(y)[0].edges[0].local == 0.25
    assert record(x.sqrt(), backward=False).final[0] == inf


def test_an_error_in_a_hook_is_that_of_the_hook_and_the_gradients_are_as_before() -> None:
    x = Value(2.0)
    y = x * x
    y.on_gradient(lambda gradient: 1 / 0)  # type: ignore[arg-type, return-value]
    with pytest.raises(ZeroDivisionError):
        record(y)
    assert x.grad == 0.0
    assert list(record(y, backward=False).final) == [4.0]


# --- the timeline -----------------------------------------------------------------------------------------------------


@given(programs(), priors_)
@settings(max_examples=60)
def test_every_gradient_at_every_moment_is_that_of_a_plain_pass_up_to_there(
    program: Program, priors: list[float]
) -> None:
    output = program.run()
    prior = with_priors(output, priors)
    nodes = in_order(output)
    plain = Plain(nodes, prior)
    recording = record(output)
    check_moments(recording, plain)
    timeline = recording.timeline
    assert [timeline.moment(m) for m in range(timeline.end + 1)] == [(m, *x) for m, x in enumerate(plain.what)]
    walked = 0
    step = -1
    for m, (_, edge, backward) in enumerate(plain.what):
        if not backward:
            continue
        step += edge is None
        walked += edge is not None
        assert (timeline.step_at(m), timeline.walked(m)) == (step, walked)
        assert timeline.of_step(step) == m if edge is None else timeline.of_edge(edge) == m
    for p in range(len(nodes)):
        arrival = timeline.arrivals[p]
        assert bits(timeline.gradient(p, arrival)) == bits(timeline.gradient(p, timeline.end))
        into = [e for e, edge in enumerate(plain.edges) if edge.parent is nodes[p]]
        assert list(recording.into[p]) == into
        assert all(timeline.of_edge(e) <= arrival for e in into)
        if p < len(prior):
            assert arrival == (timeline.of_edge(into[-1]) if into else timeline.end)
        assert [id(nodes[q]) for q in recording.parents(p)] == [id(parent) for parent in nodes[p].parents]
        assert recording.position(nodes[p]) == p


def test_what_is_not_there_is_named() -> None:
    x = Value(1.0, "x")
    recording = record(x * x)
    for number in (-1, 5):
        with pytest.raises(IndexError, match=rf"no moment {number}: they go from 0 to 4"):
            recording.timeline.moment(number)
    for e in (-1, 2):
        with pytest.raises(IndexError, match=rf"no edge {e}: this recording has 2"):
            recording.edge(e)
    with pytest.raises(IndexError, match="no step 1: this recording has 1"):
        recording[1]
    with pytest.raises(ValueError, match=r"label='x'.* is not in this recording, which has 2 nodes"):
        recording.position(Value(1.0, "x"))


def test_a_recording_is_a_sequence_of_steps() -> None:
    x = Value(1.0)
    recording = record((x * x).tanh())
    assert [repr(step) for step in recording] == [repr(recording[0]), repr(recording[1])]
    assert repr(recording[-1]) == repr(recording[1])
    assert [repr(step) for step in recording[::-1]] == [repr(recording[1]), repr(recording[0])]
    assert len(recording) == 2


def test_reprs_do_not_grow_with_the_graph() -> None:
    few, many = (record(total([Value(1.0) for _ in range(n)])) for n in (3, 3000))
    for small, large in ((few, many), (few[0], many[0]), (few.edge(0), many.edge(0))):
        assert len(repr(large)) < len(repr(small)) + 20
    assert repr(many) == "<Recording of Value(data=3000.0, grad=1.0, op='sum'): 1 steps, 3,000 edges>"


# --- forks ------------------------------------------------------------------------------------------------------------


@given(programs(), priors_, st.data())
@settings(max_examples=60)
def test_a_fork_goes_on_from_a_gradient_that_was_set(
    program: Program, priors: list[float], data: st.DataObject
) -> None:
    output = program.run()
    prior = with_priors(output, priors)
    recording = fork = record(output, backward=False)
    nodes, timeline = in_order(output), recording.timeline
    changes: list[Change] = []
    for _ in range(data.draw(st.integers(1, 3))):
        position = data.draw(st.integers(0, len(nodes) - 1))
        latest = timeline.end if position < len(prior) else timeline.arrivals[position]
        moment = data.draw(st.integers(timeline.start, latest))
        change = Change(moment, position, data.draw(usual | special))
        fork = with_gradient(fork, *change)
        changes = [*(c for c in changes if c.moment <= moment), change]
        check_moments(fork, Plain(nodes, prior, changes))
    assert bits(recording.final) == bits(Plain(nodes, prior).now[: len(prior)])  # which is kept


def test_a_fork_keeps_what_hooks_did_before_it_and_calls_none_after_it() -> None:
    *_, z = hooked()
    recording = record(z)
    timeline, y = recording.timeline, 1
    arrival = timeline.arrivals[2]  # of u, whose hook makes 1 of 12
    assert list(with_gradient(recording, arrival, y, 100.0).final) == [1.25 + 3.0, 102.0]
    assert list(with_gradient(recording, arrival - 1, y, 100.0).final) == [1.25 + 36.0, 124.0]
    assert list(with_gradient(recording, arrival, 2, 5.0).final) == [1.25 + 15.0, 10.0]
    assert list(with_gradient(recording, timeline.end, y, 7.0).final) == [40.25, 7.0]
    assert list(recording.final) == [40.25, 2.0]


def test_what_cannot_be_set_is_refused() -> None:
    x = Value(2.0)
    y = x * x
    z = y.tanh()
    recording = record(z)
    with pytest.raises(ValueError, match=r"moment 1 is in the forward pass, .* begins at moment 3"):
        with_gradient(recording, 1, 0, 1.0)
    with pytest.raises(ValueError, match="node #1 has handed its gradient on already, at moment 5; set it there"):
        with_gradient(recording, 6, 1, 1.0)
    with pytest.raises(IndexError, match="no moment 8"):
        with_gradient(recording, 8, 0, 1.0)
    with pytest.raises(TypeError, match="'1' is of type str, not a real number"):
        with_gradient(recording, 7, 0, "1")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not a real number"):
        with_data(recording, 0, True)


@given(programs(), st.data())
def test_a_fork_with_other_data_of_a_leaf_is_the_graph_of_other_leaves(program: Program, data: st.DataObject) -> None:
    output = program.run()
    recording = record(output, backward=False)
    x = data.draw(usual | special)
    k = data.draw(st.integers(0, len(program.leaves) - 1))
    other = Program([x if i == k else number for i, number in enumerate(program.leaves)], program.instructions)
    # The leaves of the graph stand in another order than those of the program, and some are not in it.
    twin = record(other.run(), backward=False)
    candidates = [p for p in range(recording.leaves) if bits(recording.data[p]) != bits(twin.data[p])]
    if not candidates:  # the same number as before, or a leaf that is not in the graph
        assert bits(recording.data) == bits(twin.data)
        return
    fork = with_data(recording, candidates[0], x)
    assert bits(fork.data) == bits(twin.data)
    assert bits(fork.local) == bits(twin.local)
    assert bits(fork.final) == bits(twin.final)
    assert bits(fork.upstream) == bits(twin.upstream)


@given(programs(), st.data())
def test_a_fork_with_other_data_of_any_node_evaluates_what_depends_on_it(program: Program, data: st.DataObject) -> None:
    output = program.run()
    recording = fork = record(output, backward=False)
    nodes = in_order(output)
    at = {id(node): p for p, node in enumerate(nodes)}
    numbers = [node.data for node in nodes]
    slopes = {id(node): node.local_gradient() for node in nodes}
    fixed: dict[int, float] = {}  # as are their local gradients: those from before
    for _ in range(2):
        position = data.draw(st.integers(0, len(nodes) - 1))
        fixed[position] = data.draw(usual | special)
        fork = with_data(fork, position, fixed[position])
        for p, node in enumerate(nodes):
            if p in fixed:
                numbers[p] = fixed[p]
            elif node.operands:
                operands = [x if isinstance(x, float) else numbers[at[id(x)]] for x in node.operands]
                primitive: Any = node.primitive
                numbers[p] = primitive.value(*operands)
                slopes[id(node)] = primitive.gradient(numbers[p], *operands)()
        assert bits(fork.data) == bits(numbers)
        check_moments(fork, Plain(nodes, [0.0] * fork.leaves, locals_=lambda node: slopes[id(node)]))
    assert bits(recording.data) == bits([node.data for node in nodes])  # which is kept


def test_a_fork_of_two_points_at_once_is_refused() -> None:
    w, x = Value(0.0), Value(2.0)
    y = w * x
    z = y + 1.0
    x.data = 3.0  # y stays 0, but d y / d w was 2
    recording = record(z)
    with pytest.raises(
        StaleGraphError, match=r"leaf changed since .* the value 0.0 and the local gradients \[3.0, 0.0\]"
    ):
        with_data(recording, 0, 1.0)
    w.data = 1.0
    with pytest.raises(StaleGraphError, match=r"Value\(data=0.0, .*op='\*'\) would now have the value 3.0"):
        with_data(record(z), 1, 5.0)
    recording = record(w * x)
    x.data = 99.0  # after it was recorded: nobody looks
    assert with_data(recording, 0, 2.0).data[-1] == 6.0


@pytest.mark.parametrize("position", [-1, 3])
def test_a_fork_of_a_node_that_there_is_not_is_refused(position: int) -> None:
    recording = record(Value(2.0) * Value(3.0))
    for fork in (
        lambda: with_data(recording, position, 1.0),
        lambda: with_gradient(recording, recording.timeline.start, position, 1.0),
    ):
        with pytest.raises(IndexError, match=f"there is no node #{position}: they go from #0 to #2"):
            fork()


# --- groups -----------------------------------------------------------------------------------------------------------


def test_groups() -> None:
    with capture():
        x = Value(1.0, "x")
        with scope("net"), scope("hidden"):
            w = Value(2.0, "w")
            u = w * x
            v = u * x
        z = u + v
    z.label = "x"
    recording = record(z)
    order = {id(node): p for p, node in enumerate(recording.nodes)}
    at = [order[id(node)] for node in (w, x, u, v, z)]
    assert at == [0, 1, 2, 3, 4]
    groups = recording.groups

    def listed(table: Mapping[Any, Sequence[int]]) -> dict[Any, list[int]]:
        return {name: list(positions) for name, positions in table.items()}

    assert listed(groups.operations) == {"mul": [2, 3], "add": [4]}
    assert listed(groups.labels) == {"w": [0], "x": [1, 4]}
    assert (len(groups.labels), "x" in groups.labels, "y" in groups.labels) == (2, True, False)
    assert listed(groups.scopes) == {"net/hidden": [0, 2, 3]}
    for path in ("net", "hidden", "net/hidden", "/hidden/"):
        assert groups.in_scope(path) == [0, 2, 3]
    for path in ("hid", "hidden/net", "other"):
        assert groups.in_scope(path) == []
    sites = [node.site for node in recording.nodes]
    assert listed(groups.lines) == {(site.file, site.line): [p] for p, site in enumerate(sites) if site}
    assert groups.files() == [__file__]
    line = sites[2].line if sites[2] else 0
    assert groups.on_line("test_recording.py", line) == groups.on_line("tests/test_recording.py", line) == [2]
    assert groups.on_line("recording.py", line) == groups.on_line("test_recording.py", line + 50) == []
    z.label = "later"
    assert record(z).groups.labels["later"] == [4]
    assert listed(groups.labels) == {"w": [0], "x": [1, 4]}


def test_groups_of_lines_are_empty_where_nobody_looked() -> None:
    x = Value(1.0)
    groups = record(x * x).groups
    assert (groups.lines, groups.files(), groups.on_line("test_recording.py", 1)) == ({}, [], [])


# --- where numbers that are not finite come from ----------------------------------------------------------------------


def way(recording: Recording, node: Value, moment: int | None = None) -> list[tuple[str, str]]:
    """The links back, each as the operation or label of its node, and the cause."""
    end = recording.timeline.end if moment is None else moment
    links = origin(recording, recording.position(node), end)
    assert all(not link.produced or link.cause == "local" for link in links[:-1])
    assert not links or links[-1].produced
    for link in links:
        if link.edge is not None:
            assert link.moment == recording.timeline.of_edge(link.edge)
            assert recording.parent[link.edge] == link.node
    nodes = [recording.nodes[link.node] for link in links]
    return [(n.label or n._op, link.cause) for n, link in zip(nodes, links, strict=True)]


def produced(recording: Recording) -> list[tuple[str, bool]]:
    """What stands at each producing moment: the parent of an edge, or the node, and whether it is a gradient."""
    found = []
    for m in map(recording.timeline.moment, producers(recording)):
        node = recording.nodes[m.node if m.edge is None else recording.parent[m.edge]]
        found.append((node.label or node._op, m.backward))
    return found


def test_the_log_of_a_difference_produces() -> None:
    a, b = Value(1.0, "a"), Value(2.0, "b")
    difference = a - b
    loss = difference.log() * 2.0 + a
    recording = record(loss)
    assert way(recording, loss) == [("+", "operand"), ("*", "operand"), ("log", "value")]
    assert way(recording, a) == [("a", "upstream"), ("-", "local"), ("log", "value")]
    assert produced(recording) == [("log", False), ("-", True)]
    assert way(recording, difference, recording.timeline.start) == []


def test_0_by_0_produces_both_the_value_and_the_gradients() -> None:
    a, b = Value(0.0, "a"), Value(0.0, "b")
    y = a / b
    y.label = "y"
    recording = record(y * 3.0)
    assert way(recording, y) == [("y", "value")]
    assert way(recording, a) == [("a", "local"), ("y", "value")]
    assert way(recording, b) == [("b", "local"), ("y", "value")]
    assert produced(recording) == [("y", False), ("a", True), ("b", True)]


def test_a_product_overflows() -> None:
    a, b = Value(1e-200, "a"), Value(1e-200, "b")
    recording = record(a * 1e200 * 1e200 + b)
    assert way(recording, a) == [("a", "product")]
    assert way(recording, recording.nodes[2]) == []
    assert way(recording, b) == []
    assert produced(recording) == [("a", True)]


def test_a_sum_overflows() -> None:
    a = Value(1e-100, "a")
    recording = record(a * 1e308 + a * 1e308)
    assert way(recording, a) == [("a", "sum")]
    first = recording.timeline.of_edge(recording.into[0][0])
    assert way(recording, a, first) == []
    assert produced(recording) == [("a", True)]


def test_a_leaf_was_given_nan() -> None:
    a, b = Value(nan, "a"), Value(2.0, "b")
    y = a * b
    recording = record(y)
    assert way(recording, y) == [("*", "operand"), ("a", "given")]
    assert way(recording, b) == [("b", "local"), ("*", "operand"), ("a", "given")]
    assert produced(recording) == [("a", False), ("b", True)]


def test_a_gradient_was_infinite_before_the_pass() -> None:
    a = Value(1.0, "a")
    y = a * 2.0 + a.log() * 0.0
    a.grad = inf
    recording = record(y)
    for moment in (0, recording.timeline.start, recording.timeline.end):
        assert way(recording, a, moment) == [("a", "given")]
    assert producers(recording) == [recording.timeline.start]


def test_a_local_gradient_is_infinite() -> None:
    x = Value(0.0, "x")
    recording = record(x.sqrt() + x)
    assert way(recording, x) == [("x", "local")]
    assert produced(recording) == [("x", True)]


def test_nan_is_followed_through_ten_operations() -> None:
    x = Value(0.0, "x")
    y = x * 1.0
    for _ in range(10):
        y = y + 1.0
    z = (y - 11.0 + (x * 0.0 - 1.0)).log()
    for _ in range(10):
        z = -z
    assert math.isnan(z.data)
    recording = record(z)
    assert way(recording, z) == [*[("neg", "operand")] * 10, ("log", "value")]
    x = Value(0.0, "x")
    y = x
    for _ in range(10):
        y = y * 1.0
    recording = record((y * 1e308) * 1e308)
    assert way(recording, x) == [("x", "upstream"), *[("*", "upstream")] * 9, ("*", "product")]
    assert produced(recording) == [("*", True)]


@pytest.mark.parametrize("on_leaf", [False, True])
def test_a_hook_set_nan(on_leaf: bool) -> None:
    x, w = Value(2.0, "x"), Value(3.0, "w")
    y = x * x
    z = y * w
    (x if on_leaf else y).on_gradient(lambda gradient: nan)
    recording = record(z)
    timeline = recording.timeline
    if on_leaf:
        assert way(recording, x) == [("x", "given")]
        assert way(recording, x, timeline.end - 1) == []
        assert producers(recording) == [timeline.end]
    else:
        assert way(recording, x) == [("x", "upstream"), ("*", "given")]
        assert producers(recording) == [timeline.arrivals[recording.position(y)]]
        assert way(recording, y, producers(recording)[0] - 1) == []
    assert way(recording, w) == []


def test_a_gradient_was_set_by_hand() -> None:
    x = Value(2.0, "x")
    y = x * x
    recording = record(y * y)
    at, start = recording.position(y), recording.timeline.start
    fork = with_gradient(recording, start + 1, at, inf)
    assert way(fork, x) == [("x", "upstream"), ("*", "given")]
    assert producers(fork) == [start + 1]
    mended = with_gradient(fork, start + 2, at, 1.0)
    assert way(mended, x) == []
    assert producers(mended) == [start + 1]
    of_leaf = with_gradient(recording, recording.timeline.end, 0, nan)
    assert way(of_leaf, x) == [("x", "given")]
    assert producers(of_leaf) == [of_leaf.timeline.end]
    x = Value(0.0, "x")
    recording = record(x.sqrt())
    assert way(with_gradient(recording, recording.timeline.end, 0, nan), x) == [("x", "given")]  # and the inf is gone


def test_a_constant_that_is_not_finite_is_the_business_of_its_operation() -> None:
    x = Value(2.0, "x")
    y = x * inf
    recording = record(y)
    assert way(recording, y) == [("*", "value")]
    assert way(recording, x) == [("x", "local"), ("*", "value")]


@given(programs(), priors_)
@example(Program([0.0], [("div", [0, 0]), ("mul", [1, 0])]), [inf])
def test_the_first_number_that_is_not_finite_is_produced_and_all_others_lead_to_one(
    program: Program, priors: list[float]
) -> None:
    output = program.run()
    with_priors(output, priors)
    recording = record(output)
    timeline = recording.timeline
    found = producers(recording)
    assert found == sorted(found)

    def strange() -> Iterator[int]:
        yield from (p for p, x in enumerate(recording.data) if not math.isfinite(x))
        if not all(map(math.isfinite, recording.prior)):
            yield timeline.start
        for e, before in enumerate(recording.before):
            after = before + recording.contribution(e)
            if math.isfinite(before) and not math.isfinite(after):
                assert edge_cause(recording, e)
                yield timeline.of_edge(e)
            else:
                assert not edge_cause(recording, e)

    assert found[:1] == list(strange())[:1]
    for p in range(len(recording.nodes)):
        links = origin(recording, p, timeline.end)
        gradient = timeline.gradient(p, timeline.end)
        assert gradient is not None
        assert bool(links) == (not math.isfinite(gradient) or not math.isfinite(recording.data[p]))
        for link in links:
            assert link.produced == (link is links[-1] or link.cause == "local")
            assert not link.produced or link.moment in found


def test_the_edges_of_a_node_with_constants_have_the_places_of_their_operands() -> None:
    w, x = Value(2.0), Value(3.0)
    recording = record(dot([1.0, w, 4.0], [x, 5.0, x]))
    assert [edge.operand for edge in recording[0].edges] == [1, 3, 5]
    assert [edge.parent for edge in recording[0].edges] == [w, x, x]
    assert [recording.edge(e).operand for e in (2, 0, 1)] == [5, 1, 3]


def test_labels_that_are_no_text_are_shown_as_text() -> None:
    x = Value(2.0)
    x.label = ["x"]  # type: ignore[assignment]
    recording = record(x * 3.0)
    assert recording.labels == ("['x']", None)
    assert list(recording.groups.labels["['x']"]) == [0]
