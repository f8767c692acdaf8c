"""Nodes know where the user's code made them: the line, and the columns of the sub-expression itself."""

from __future__ import annotations

import _thread
import asyncio
import copy
import doctest
import gc
import importlib
import itertools
import subprocess
import sys
import textwrap
import threading
import weakref
from collections.abc import Callable, Iterator
from math import inf
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

import autograd_lite as ag
from autograd_lite import AnomalyError, Value, capture, capturing, detect_anomaly, nn, no_grad, scope, sources
from autograd_lite.graph import operations, topological_order
from autograd_lite.primitives import Primitive, table
from autograd_lite.sites import Site, site_of, stack_of
from autograd_lite.value import entrances
from tests.oracles import ORACLES

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def off_at_the_end() -> Iterator[None]:
    yield
    capture("off")


def site(node: Value) -> Site:
    assert node.site is not None
    return node.site


def marked(node: Value) -> str:
    """The sub-expression that the columns mark."""
    found = site(node)
    assert found.line == found.end_line
    assert found.column is not None
    return found.text[found.column - 1 : found.end_column]


class Script:
    """A file of source that is run with capture on, and what its variables are then."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def run(self, source: str, kind: Any = "site", **names: Any) -> dict[str, Any]:
        self.path.write_text(textwrap.dedent(source), encoding="utf-8")
        names = {**vars(ag), "a": Value(0.5), "b": Value(0.25), "np": np, "nn": nn, **names}
        code = compile(self.path.read_text(encoding="utf-8"), str(self.path), "exec")
        with capture(kind):
            exec(code, names)
        return names


@pytest.fixture
def script(tmp_path: Path) -> Script:
    return Script(tmp_path / "user.py")


# --- columns ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "expression",
    [
        *("a * b", "a + 1.0", "1.0 - a", "2 / a", "a // b", "3 % a", "-a", "abs(a)", "a ** 2", "a ** b", "2.0 ** a"),
        *("a.exp()", "a.clip(0.0, 1.0)", "a.pow(2)", "a.atan2(b)", "a.digamma()", "a.add(b)", "round(a)"),
        *("exp(a)", "dot([a, b], [1.0, b])", "sum([a, 2.0, b])", "logaddexp(a, b)", "leaky_relu(a)"),
        *("divmod(a, b)", "Value(3.0)", "a.detach()", "np.sqrt(a)", "np.float64(2.0) * a", "np.array([a, b]) * 2.0"),
        *("np.sum([a, b])", "np.array([a]).dot([b])", "select(a, b, 2.0)", "nn.functional.l1_loss([a], [1.0])"),
    ],
)
def test_the_columns_are_those_of_the_sub_expression(script: Script, expression: str) -> None:
    names = script.run(f"\ny = [0.0, ({expression}), 1.0]  # a * b\n")
    y = np.ravel(np.array(names["y"][1], dtype=object))[0]
    new = [n for n in topological_order(y) if n not in {names["a"], names["b"]}]
    assert new
    for node in new:
        assert marked(node) == expression
        assert site(node)[:3] == (str(script.path), 2, 2)
        assert site(node).function == "<module>"


def test_every_part_of_an_expression_has_its_own_columns(script: Script) -> None:
    y = script.run("y = (a * b + exp(a - 1.0)).log() ** 2\n")["y"]
    assert [marked(n) for n in topological_order(y) if n.operands] == [
        "a * b",
        "a - 1.0",
        "exp(a - 1.0)",
        "a * b + exp(a - 1.0)",
        "(a * b + exp(a - 1.0)).log()",
        "(a * b + exp(a - 1.0)).log() ** 2",
    ]


def test_in_place_operators(script: Script) -> None:
    assert marked(script.run("y = a\ny *= b\n")["y"]) == "y *= b"


def test_layers_belong_to_the_line_that_calls_them(script: Script) -> None:
    names = script.run(
        """\
        net = nn.Sequential(nn.Linear(2, 3, seed=0), nn.Tanh(), nn.Linear(3, 1, seed=1))
        y = nn.MSELoss()(net([a, 0.5]), [1.0])
        book = nn.SigmoidMLP(2, 2, 1, seed=0)
        E = book.error([0.5, 1.0], [1.0])
        """
    )
    operations = [n for n in topological_order(names["y"]) if n.operands]
    assert {(n.primitive.name in {"dot", "tanh"}, marked(n)) for n in operations} >= {(True, "net([a, 0.5])")}
    assert {marked(n) for n in operations} == {"net([a, 0.5])", "nn.MSELoss()(net([a, 0.5]), [1.0])"}
    assert {site(p).line for p in names["net"].parameters()} == {1}
    assert {marked(n) for n in topological_order(names["E"]) if n.operands} == {"book.error([0.5, 1.0], [1.0])"}


def test_a_layer_of_the_users_has_lines_of_its_own(script: Script) -> None:
    names = script.run(
        """\
        class Twice(nn.Module):
            def __call__(self, x):
                return [2.0 * z for z in x]
        y = Twice()([a])[0]
        """
    )
    assert marked(names["y"]) == "2.0 * z"
    assert site(names["y"]).function in {"Twice.__call__", "Twice.__call__.<locals>.<listcomp>"}


def test_comprehensions_lambdas_generators_and_decorators(script: Script) -> None:
    names = script.run(
        """\
        def doubled(f):
            def inner(x):
                return f(x) * 2.0
            return inner
        @doubled
        def g(x):
            return x + 1.0
        ys = [a * k for k in (b, b)]
        z = (lambda x: x - b)(a)
        w = sum(a / k for k in (1.0, 2.0))
        v = g(a)
        m = list(map(Value.exp, [a]))[0]
        """
    )
    assert [marked(y) for y in names["ys"]] == ["a * k"] * 2
    assert marked(names["z"]) == "x - b"
    assert [marked(p) for p in names["w"].parents] == ["a / k"] * 2
    assert marked(names["w"]) == "sum(a / k for k in (1.0, 2.0))"
    assert (marked(names["v"]), site(names["v"]).function) == ("f(x) * 2.0", "doubled.<locals>.inner")
    assert marked(names["v"].parents[0]) == "x + 1.0"
    assert marked(names["m"]) == "list(map(Value.exp, [a]))"


def test_an_expression_over_several_lines(script: Script) -> None:
    y = script.run("y = dot(\n    [a, b],\n    [b, a],\n) * 2.0\n")["y"]
    assert site(y.parents[0])[1:6] == (1, 4, 5, 1, "y = dot(")
    assert site(y)[1:5] == (1, 4, 5, 7)
    assert (
        str(site(y.parents[0])) == f"{script.path}, line 1, column 5, to line 4, column 1:\n    y = dot(\n        ^^^^"
    )


def test_columns_are_characters_and_marks_are_cells_of_the_terminal(script: Script) -> None:
    names = script.run("漢字, é, s = a, b, 'e\u0301漢'\nif True:\n\ty = s and 漢字 * é\n\tz = 's\u0301', a\t*\tb\n")
    y, z = names["y"], names["z"][1]
    assert (marked(y), site(y).column, site(y).end_column) == ("漢字 * é", 12, 17)
    assert str(site(y)).split("\n")[1:] == ["    y = s and 漢字 * é", "              ^^^^^^^^"]
    assert marked(z) == "a\t*\tb"
    assert str(site(z)).split("\n")[1:] == ["    z = 's\u0301', a * b", "             ^^^^^"]


def test_two_lines_that_say_the_same_are_two_places(script: Script) -> None:
    names = script.run("y = a * b\nx = y\ny = a * b\n")
    assert [site(names[name]).line for name in "xy"] == [1, 3]
    assert [marked(names[name]) for name in "xy"] == ["a * b"] * 2


# --- all entrances ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", table().values(), ids=repr)
def test_whatever_is_called_is_captured(row: Primitive) -> None:
    static = next(iter(ORACLES[row.name].static))
    count = row.value.__code__.co_argcount
    xs = [Value(0.5) for _ in range(count - row.static if count else 4)]
    of_lists: dict[str, Any] = {"dot": [xs[:2], xs[2:]]}
    with capture():
        node = row(*of_lists.get(row.name, [xs] if row.spread and not row.static else [*xs, *static]))
    assert site(node).function == "test_whatever_is_called_is_captured"


@pytest.fixture
def _changed_at_will(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The class is changed and comes back, however often other tests have switched it before."""
    with monkeypatch.context() as patched:
        patched.setattr(capturing, "MOST_CHANGES", inf)
        capture("off")
        yield
        capture("site")  # the state in which it is left alone
    capture("off")


@pytest.mark.usefixtures("_changed_at_will")
def test_every_operator_is_captured_and_comes_back() -> None:
    before = dict(vars(Value))
    for kind in ("site", "stack"):
        with capture(kind):  # type: ignore[arg-type]
            during = dict(vars(Value))
            changed = {name for name in before if during[name] is not before[name]}
            assert changed == {"__init__", "record_primitive", "_record_sum"} | {
                name for name, x in before.items() if callable(x) and x in entrances
            }
            assert during["arcsin"] is during["asin"]
            for name in changed - {"record_primitive", "_record_sum"}:
                assert during[name].__name__ == before[name].__name__
                assert during[name].__qualname__ == before[name].__qualname__
                assert during[name].__doc__ == before[name].__doc__
        after = dict(vars(Value))
        assert after.keys() == before.keys()
        assert all(after[name] is before[name] for name in before)


def test_results_and_errors_are_those_without() -> None:
    a = Value(2.0)
    with capture():
        assert a.__add__(object()) is NotImplemented
        with pytest.raises(TypeError, match="not a real number"):
            a * "2"  # type: ignore[operator]
        with pytest.raises(TypeError, match="not a real number"):
            Value(True)
        y = a * a
    assert (y.data, y.parents, y.local_gradient()) == (4.0, (a, a), (2.0, 2.0))


# --- where source comes from ------------------------------------------------------------------------------------------

PROGRAM = """\
from autograd_lite import Value, capture
capture()
a = Value(2.0)
y = a * a + 1.0
print(y.parents[0].site)
"""


def python(*arguments: str, text: str = "") -> str:
    done = subprocess.run(
        [sys.executable, *arguments], input=text, capture_output=True, text=True, encoding="utf-8", cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_command_has_source() -> None:
    command = PROGRAM + "names = {'a': a}\nexec('y = 1\\nz = 3.0  *  a', names)\nprint(names['z'].site)\n"
    assert python("-c", command) == (
        "<string>, line 4, columns 5 to 9:\n    y = a * a + 1.0\n        ^^^^^\n"
        "<string>, line 2, columns 5 to 13\n"  # of another string
    )


def test_standard_input_has_lines_and_columns() -> None:
    assert python("-", text=PROGRAM).partition(":")[0].strip() == "<stdin>, line 4, columns 5 to 9"


def test_without_debug_ranges_there_is_the_line(tmp_path: Path) -> None:
    file = tmp_path / "user.py"
    file.write_text(PROGRAM, encoding="utf-8")
    said = python(
        "-X", "no_debug_ranges", "-c", f"import sys, runpy; sys.path.insert(0, ''); runpy.run_path({str(file)!r})"
    )
    assert said == f"{file}, line 4:\n    y = a * a + 1.0\n"


def test_code_without_a_file_has_no_text() -> None:
    names = {"a": Value(1.0)}
    with capture():
        exec("x = 1\ny = a * a", names)
    assert site(names["y"]) == ("<string>", 2, 2, 5, 9, "", "<module>")
    assert str(names["y"].site) == "<string>, line 2, columns 5 to 9"


def test_a_doctest_has_source_after_it_has_run() -> None:
    nodes: list[Value] = []
    example = doctest.DocTestParser().get_doctest(
        ">>> with capture():\n...     nodes.append(a  *  a)\n",
        {"capture": capture, "nodes": nodes, "a": Value(1.0)},
        *("example", None, 0),
    )
    doctest.DocTestRunner().run(example)
    assert str(nodes[0].site) == (
        "<doctest example[0]>, line 2, columns 18 to 24:\n    nodes.append(a  *  a)\n                 ^^^^^^^"
    )


@pytest.mark.filterwarnings("ignore")  # those of Jupyter
def test_the_cells_of_a_notebook_have_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.chdir(ROOT)
    cells = [
        "from autograd_lite import Value, capture\ncapture()\na = Value(2.0)",
        "%matplotlib --list\nu = 1\ny = a * a + 1.0",
        "def f(x):\n    return x  -  1.0\nz = f(a)",
        "print(y.parents[0].site)\nprint(z.site)",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    said = notebook.cells[-1].outputs[0].text.splitlines()
    assert [said[0].partition(", ")[2], *said[1:3]] == [
        "line 3, columns 5 to 9:",
        "    y = a * a + 1.0",
        "        ^^^^^",
    ]
    assert [said[3].partition(", ")[2], *said[4:]] == [
        "line 2, columns 12 to 20:",
        "    return x  -  1.0",
        "           ^^^^^^^^^",
    ]


@pytest.mark.parametrize("later", [None, "", "z = 3\n", "# new\ny = b * b\n", "y = a *\n"])
def test_a_file_that_was_edited_or_deleted_is_shown_as_it_was(script: Script, later: str | None) -> None:
    y = script.run("x = 1\ny = a * b\n")["y"]
    if later is None:
        script.path.unlink()
    else:
        script.path.write_text(later, encoding="utf-8")
    assert (site(y).line, marked(y)) == (2, "a * b")


def test_after_a_module_was_reloaded_old_and_new_nodes_have_their_own_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    file = tmp_path / "users_module.py"
    file.write_text("def f(x):\n    return x * x\n", encoding="utf-8")
    module = importlib.import_module("users_module")
    a = Value(2.0)
    capture()
    old = module.f(a)
    file.write_text("# now with a comment\ndef f(x):\n    return 1.0 + x\n", encoding="utf-8")
    still_old = module.f(a)
    new = importlib.reload(module).f(a)
    assert [marked(y) for y in (old, still_old, new)] == ["x * x", "x * x", "1.0 + x"]
    assert [site(y).line for y in (old, still_old, new)] == [2, 2, 3]
    del sys.modules["users_module"]


def test_a_file_that_was_edited_is_compiled_once_for_all_its_nodes(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    ys = script.run("ys = [a * k for k in (1.0, 2.0, 3.0)]\n")["ys"]
    script.path.write_text("# longer by a line\nys = [a * k for k in (1.0, 2.0, 3.0)]\n", encoding="utf-8")
    compiled: list[str] = []
    monkeypatch.setattr(
        sources,
        "compile",
        lambda text, *rest, **how: compiled.append(text) or compile(text, *rest, **how),
        raising=False,
    )
    assert [marked(y) for y in ys] == ["a * k"] * 3
    assert len(compiled) == 1


# --- threads, stacks, lives -------------------------------------------------------------------------------------------


def test_it_holds_for_all_threads(script: Script) -> None:
    work = script.run("def work():\n    found.append(a * b)\n", found=(found := []))["work"]
    with capture():
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [marked(y) for y in found] == ["a * b"] * 4


class Label(str):
    """Text whose end can be waited for."""


@pytest.mark.parametrize("name", ["mul", "exp", "function", "leaf"])
def test_a_thread_may_begin_with_an_operation(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No frame is there but ours, and so no place."""
    errors, done = [], threading.Event()
    monkeypatch.setattr(sys, "unraisablehook", lambda unraisable: errors.append(unraisable.exc_value))
    x = Label() if name == "leaf" else Value(1.0)
    arguments: tuple[Any, ...] = {"mul": (x, 2.0), "leaf": (1.0, x)}.get(name, (x,))
    weakref.finalize(x, done.set)  # when the thread has come to its end
    del x
    with capture():
        call: Any = {"mul": Value.__mul__, "exp": Value.exp, "function": ag.exp, "leaf": Value}[name]
        _thread.start_new_thread(call, arguments)
        del arguments
        assert done.wait(10.0)
    assert errors == []


def calls(node: Value) -> list[tuple[int, str]]:
    """Line and function of each call of this file or a script, from the innermost outwards."""
    assert node.place is not None
    sites = [site_of(p) for p in stack_of(node.place)]
    return [(s.line, s.function) for s in sites if s.file.endswith("user.py")]


def test_a_stack_has_the_calls_from_the_innermost_outwards(script: Script) -> None:
    names = script.run(
        """\
        def power(x, n):
            return x * power(x, n - 1) if n > 1 else exp(x)
        def terms():
            for k in (1.0, 2.0):
                yield a * k
        y = power(a, 3)
        zs = list(terms())
        def through_the_library():
            return sum(k * a for k in (1.0, 2.0))
        w = through_the_library()
        """,
        "stack",
    )
    y = names["y"]
    assert calls(y) == [(2, "power"), (6, "<module>")]
    inner = y.parents[1].parents[1]
    assert calls(inner) == [(2, "power")] * 3 + [(6, "<module>")]
    assert marked(inner) == "exp(x)"
    places = [site_of(p) for p in stack_of(inner.place)]
    assert {s.text[(s.column or 0) - 1 : s.end_column] for s in places[1:3]} == {"power(x, n - 1)"}
    assert [calls(z) for z in names["zs"]] == [[(5, "terms"), (7, "<module>")]] * 2
    assert calls(names["w"].parents[0])[-3:] == [
        (9, "through_the_library.<locals>.<genexpr>"),
        (9, "through_the_library"),
        (10, "<module>"),
    ]
    through = names["w"].parents[0].place  # in whose midst the library calls the generator
    assert not any(site_of(p).file.startswith(str(ROOT / "autograd_lite")) for p in stack_of(through))


def test_with_site_the_stack_is_the_place_alone(script: Script) -> None:
    y = script.run("def f():\n    return a * b\ny = f()\n")["y"]
    assert stack_of(y.place) == [y.place]


@pytest.mark.parametrize("kind", ["site", "stack"])
def test_variables_live_no_longer_than_without(kind: Any) -> None:
    class Large:
        pass

    def f() -> tuple[Value, weakref.ref[Large]]:
        large = Large()
        return Value(1.0) * 2.0, weakref.ref(large)

    with capture(kind):
        y, reference = f()
    assert reference() is None
    assert y.place is not None
    gc.collect()
    assert site(y).function.endswith("f")


# --- blocks -----------------------------------------------------------------------------------------------------------


def kind_now() -> str:
    place = (Value(1.0) * 2.0).place
    return "off" if place is None else "site" if len(place) == 2 else "stack"


def test_blocks_end_as_they_began() -> None:
    assert kind_now() == "off"
    with capture():
        assert kind_now() == "site"
        with capture("stack"):
            assert kind_now() == "stack"
            with capture("off"):
                assert kind_now() == "off"
            assert kind_now() == "stack"
        with capture():
            assert kind_now() == "site"
        assert kind_now() == "site"
    assert kind_now() == "off"


def test_blocks_of_several_tasks_may_overlap() -> None:
    """None of them ends the capture of another one, and the last one ends it."""

    async def task(kind: Any, beats: int) -> set[str]:
        with capture(kind):
            found = set()
            for _ in range(beats):
                await asyncio.sleep(0)
                found.add(kind_now())
        return found

    async def both(*tasks: tuple[Any, int]) -> list[set[str]]:
        return await asyncio.gather(*(task(*each) for each in tasks))

    for beats in itertools.permutations([1, 2, 3]):
        assert asyncio.run(both(*(("site", count) for count in beats))) == [{"site"}] * 3
        assert kind_now() == "off"
    asyncio.run(both(("site", 1), ("stack", 3), ("off", 2)))
    assert kind_now() == "off"


def test_without_a_block_it_holds_until_it_is_switched_off() -> None:
    capture("stack")
    assert kind_now() == "stack"
    capture("off")
    assert kind_now() == "off"


def test_an_error_in_a_block_goes_through_and_ends_it() -> None:
    with pytest.raises(ZeroDivisionError), capture():
        _ = 1 / 0
    assert kind_now() == "off"


@pytest.mark.parametrize("kind", ["line", "", None, True, ["site"]], ids=repr)
def test_another_kind_is_refused_and_changes_nothing(kind: Any) -> None:
    capture()
    with pytest.raises(ValueError, match=r"capture is one of off, site, stack, not "):
        capture(kind)
    assert kind_now() == "site"


def test_inside_of_detect_anomaly_both_find_the_same_line() -> None:
    x = Value(0.0)
    with detect_anomaly():
        without = x * 2.0
        with capture("stack"):
            y = x * 3.0
            with pytest.raises(AnomalyError, match=r"columns \d+ to \d+:\n +x\.log\(\)\n +\^{7}$"):
                x.log()
        assert kind_now() != "off"
    assert (marked(without), marked(y)) == ("x * 2.0", "x * 3.0")
    assert y.place is not None
    assert len(y.place) == 3


def test_under_no_grad_results_have_places_too() -> None:
    with capture(), no_grad(), scope("s"):
        y = Value(2.0) * 3.0
    assert (y.parents, marked(y)) == ((), "Value(2.0) * 3.0")


def test_subclasses_are_captured_where_the_user_calls_them(script: Script) -> None:
    names = script.run(
        """\
        class Parameter(Value):
            pass
        class Counted(Value):
            def __mul__(self, other):
                return super().__mul__(other)
        p = Parameter(1.0)
        q = Counted(2.0)
        y = p * 2.0
        z = q * 2.0
        """
    )
    assert [marked(names[name]) for name in "pqyz"] == [
        *("Parameter(1.0)", "Counted(2.0)", "p * 2.0"),
        "super().__mul__(other)",  # which is the user's innermost line
    ]


def test_copies_keep_their_place() -> None:
    with capture():
        y = Value(1.0) * 2.0
    assert copy.copy(y).place == copy.deepcopy(y).place == y.place is not None


def test_nodes_made_while_it_is_off_have_neither_place_nor_site() -> None:
    y = Value(1.0) * 2.0
    assert (y.place, y.site) == (None, None)
    with capture():
        assert (y * y).parents[0].site is None


def test_after_many_changes_of_the_class_the_entrances_stay_and_mark_nothing_while_it_is_off() -> None:
    code = """
from autograd_lite import Value, capture, capturing
capturing.MOST_CHANGES = 4
for k in range(4):
    original = Value.__add__
    with capture():
        assert (Value(1.0) + 1.0).site.line == 7
    assert (Value(1.0) + 1.0).site is None
    assert (Value.__add__ is original) == (k != 2), k
with capture("stack"):
    assert len((Value(1.0) + 1.0).place) == 3
with capture():
    assert len((Value(1.0) + 1.0).place) == 2
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_nodes_of_one_call_share_their_stack_and_those_of_another_have_their_own() -> None:
    x = Value(2.0)

    def twice() -> list[Value]:
        return [x + 1.0, x * 3.0]

    with capture("stack"):
        (a, b), (c, _) = twice(), twice()
        d = twice()[0]
    assert a.place[2] is b.place[2]
    assert a.place[2] is not c.place[2]
    assert c.place[2][0][1] != a.place[2][0][1]
    assert d.place[2][0][1] != c.place[2][0][1]


def test_the_one_place_of_a_layer_is_that_of_its_call_in_its_thread() -> None:
    net = nn.SigmoidMLP(2, 3, 1, seed=0)
    found: dict[str, set[str]] = {}

    def first() -> Value:
        return net.error([1.0, 2.0], [1.0])

    def second() -> Value:
        return net.error([3.0, 4.0], [0.0])

    def work(call: Callable[[], Value]) -> None:
        found[call.__name__] = {
            site(node).text.strip() for _ in range(200) for node in operations(call()) if node.operands
        }

    with capture():
        threads = [threading.Thread(target=work, args=[call]) for call in (first, second)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert found == {
        "first": {"return net.error([1.0, 2.0], [1.0])"},
        "second": {"return net.error([3.0, 4.0], [0.0])"},
    }


def test_after_an_error_in_a_layer_places_are_looked_up_again() -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with capture():
        with pytest.raises(ZeroDivisionError):
            capturing.from_one_place(fail)
        after = Value(1.0)
    assert site(after).text.strip() == "after = Value(1.0)"
