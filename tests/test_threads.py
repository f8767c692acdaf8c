"""Many threads at once: no contribution is lost, and everybody gets the numbers that one thread alone would get."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograd_lite import Value, dot, gradients, graph, hessian, hvp, modes, no_grad, scope, value_and_grad
from autograd_lite import sum as add_up
from autograd_lite.nn import SigmoidMLP

THREADS = 8


def test_after_a_fork_there_is_a_lock_that_nobody_holds() -> None:
    x, held = Value(3.0), graph.passing
    try:
        with held:
            graph._renew()
            at_once(lambda i: (x * x).backward())  # in threads that do not hold the old one
    finally:
        graph.passing = held
    assert x.grad == 6.0 * THREADS


@pytest.fixture(autouse=True)
def threads_that_take_turns_all_the_time() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)
    assert modes.active == 0


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """What ``work(i)`` returns for each i, run in threads that start together; their errors are raised here."""
    results: list[Any] = [None] * THREADS
    errors: list[BaseException] = []
    start = threading.Barrier(THREADS)

    def run(i: int) -> None:
        try:
            start.wait()
            results[i] = work(i)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(i,)) for i in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results


def test_transforms_on_shared_parameters_give_the_bits_of_one_thread() -> None:
    net = SigmoidMLP(3, 4, 2, seed=3)

    def error(x: list[Value]) -> Value:
        return net.error(x, [0.0, 1.0])

    def all_of_them(i: int) -> Any:
        x = [0.1 * i, 0.7, -0.3]
        return [value_and_grad(error)(x), hessian(error)(x), hvp(error, (x,), ([1.0, 0.0, 2.0],))]

    alone = [all_of_them(i) for i in range(THREADS)]
    for _ in range(3):
        assert at_once(all_of_them) == alone
    assert all(p.grad == 0.0 for p in net.parameters())


def test_backward_passes_on_graphs_with_common_leaves_lose_no_contribution() -> None:
    ws = [Value(float(i)) for i in range(50)]

    def work(i: int) -> None:
        for _ in range(100):
            dot(ws, [float(2**i)] * len(ws)).backward()

    at_once(work)
    assert {w.grad for w in ws} == {100.0 * (2**THREADS - 1)}  # whole numbers: the order of a sum does not matter


def test_backward_passes_on_one_graph_lose_no_contribution() -> None:
    xs = [Value(float(i)) for i in range(20)]
    y = add_up([x * x for x in xs])

    def work(i: int) -> None:
        for _ in range(50):
            y.backward()

    at_once(work)
    assert [x.grad for x in xs] == [2.0 * i * 50 * THREADS for i in range(20)]


def test_backward_passes_with_hooks_lose_no_contribution_either() -> None:
    x = Value(3.0)
    x.on_gradient(lambda gradient: 2.0 * gradient)

    def work(i: int) -> None:
        for _ in range(100):
            (x * x).backward()

    at_once(work)
    assert x.grad == 12.0 * 100 * THREADS


def test_blocks_in_threads_do_not_mix() -> None:
    x = Value(2.0)

    def work(i: int) -> None:
        for k in range(200):
            with scope(f"{i}"), scope(f"{k}"):
                y = x * x
            assert y.scope == f"{i}/{k}"
            if i % 2:
                with no_grad():
                    assert (x * x).operands == ()
            z = x * x
            assert (z.operands, z.scope) == ((x, x), "")
            assert gradients(z, x) == 4.0

    at_once(work)


def test_a_child_process_does_not_wait_for_a_thread_that_it_does_not_have() -> None:
    code = """
import os, threading
from autograd_lite import Value
from autograd_lite.graph import passing
held, done = threading.Event(), threading.Event()
def hold():
    with passing:
        held.set()
        done.wait()
thread = threading.Thread(target=hold)
thread.start()
held.wait()
child = os.fork()
if child == 0:
    x = Value(3.0)
    (x * x).backward()
    os._exit(int(x.grad))
status = os.waitpid(child, 0)[1]
done.set()
thread.join()
print(os.waitstatus_to_exitcode(status))
"""
    command = [sys.executable, "-W", "ignore", "-c", code]  # from 3.12 on, Python warns of forks among threads
    assert subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout == "6\n"
