"""What an import costs, who may import whom, and that every public name is there and documented."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import autograd_lite
import autograd_lite.datasets
import autograd_lite.expressions
import autograd_lite.nn
import autograd_lite.optim

PACKAGE = Path(autograd_lite.__file__).parent

# From the top of the house to its ground floor: a room imports only from rooms above it. __init__ stands for the
# public names, which the command may use like anyone else.
HOUSE = [
    *(
        "files",
        "primitives",
        "notes",
        "modes",
        "graph",
        "sources",
        "sites",
        "anomalies",
        "watching",
        "staleness",
        "copying",
        "linearization",
        "counting",
        "ufuncs",
        "showing",
        "value",
        "capturing",
        "pydevd_plugin",
        "trees",
        "runs",
        "transforms",
        "differences",
        "diagnosis",
        "checking",
    ),
    *("optim", "nn", "datasets", "expressions"),
    *("drawing", "stepping", "derivation", "native"),
    *("__init__", "experiment", "console", "cli", "__main__"),
]
# Of the rooms above, the readings of the graph do not know each other, but that stepping shows pictures.
READINGS = {"drawing", "stepping", "derivation", "native"}
ALLOWED_AMONG_READINGS = {("stepping", "drawing")}
# The ways back down, by the front door: when a notebook asks a Value for its picture, and methods of a Value that step
# through its backward pass.
BY_THE_FRONT_DOOR = {("showing", "autograd_lite"), ("value", "autograd_lite")}

# All that `import autograd_lite` loads, beside its own modules.
LIGHT_MODULES = {
    "__future__",
    "_contextvars",
    "_operator",
    "contextvars",
    "itertools",
    "math",
    "numbers",
    "operator",
    "sys",
}
LIGHT_ROOMS = {"primitives", "notes", "modes", "graph", "staleness", "linearization", "value"}


def python(code: str) -> str:
    """What ``code`` prints in a bare interpreter: no site-packages, nothing from the environment."""
    command = [
        sys.executable,
        "-I",
        "-S",
        "-W",
        "error",
        "-c",
        f"import sys; sys.path.append({str(PACKAGE.parent)!r})\n{code}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, done.stderr
    return done.stdout


# --- light -----------------------------------------------------------------------------------------------------------


def test_importing_the_package_loads_next_to_nothing() -> None:
    loaded = set(python("before = set(sys.modules); import autograd_lite; print(*set(sys.modules) - before)").split())
    own = {name for name in loaded if name.partition(".")[0] == "autograd_lite"}
    assert loaded - own <= LIGHT_MODULES
    assert {name.split(".")[1] for name in own - {"autograd_lite"}} == LIGHT_ROOMS


@pytest.mark.parametrize("room", ["datasets", "nn", "optim"])
def test_a_heavier_room_loads_on_first_use(room: str) -> None:
    printed = python(
        f"import autograd_lite; print('autograd_lite.{room}' in sys.modules)\n"
        f"print(autograd_lite.{room} is sys.modules['autograd_lite.{room}'])"
    )
    assert printed.split() == ["False", "True"]


@pytest.mark.parametrize("name", ["derivative", "grad", "hessian", "hvp", "jacobian", "jvp", "value_and_grad", "vjp"])
def test_the_transforms_load_on_first_use(name: str) -> None:
    printed = python(
        "import autograd_lite; print('autograd_lite.transforms' in sys.modules)\n"
        f"print(autograd_lite.{name} is sys.modules['autograd_lite.transforms'].{name})\n"
        "print({'functools', 'inspect', 'numpy', 'typing'} & set(sys.modules) or 'light')"
    )
    assert printed.split() == ["False", "True", "light"]


@pytest.mark.parametrize("name", ["cost", "paths"])
def test_counting_loads_on_first_use(name: str) -> None:
    printed = python(
        "import autograd_lite; print('autograd_lite.counting' in sys.modules)\n"
        f"print(autograd_lite.{name} is sys.modules['autograd_lite.counting'].{name})"
    )
    assert printed.split() == ["False", "True"]


def test_draw_is_the_function_of_the_room_drawing() -> None:
    from autograd_lite import drawing

    assert autograd_lite.draw is drawing.draw


def test_check_gradients_is_the_function_of_the_room_checking_and_loads_on_first_use() -> None:
    printed = python(
        "import sys, autograd_lite; print('autograd_lite.checking' in sys.modules)\n"
        "autograd_lite.check_gradients(autograd_lite.exp, 1.0)\n"
        "from autograd_lite import checking, GradientCheckError\n"
        "print(autograd_lite.check_gradients is checking.check_gradients)\n"
        "print(GradientCheckError is checking.GradientCheckError)"
    )
    assert printed.split() == ["False", "True", "True"]


def test_an_unknown_attribute_is_named() -> None:
    with pytest.raises(AttributeError, match=r"module 'autograd_lite' has no attribute 'backwards'"):
        _ = autograd_lite.backwards


# --- the house -------------------------------------------------------------------------------------------------------


def imports(tree: ast.AST, package: str) -> Iterator[str]:
    """The absolute dotted names a module of ``package`` imports, in functions too, but not for type checkers only."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) in {"TYPE_CHECKING", "typing.TYPE_CHECKING"}:
            for branch in node.orelse:
                yield from imports(ast.Module([branch], []), package)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join([*parts[: len(parts) - node.level + 1], node.module or ""]) if node.level else node.module
            yield from (f"{base}.{alias.name}".replace("..", ".") for alias in node.names)
        else:
            yield from imports(node, package)


def violations(source: str, module: str) -> list[str]:
    """The imports by which ``module`` (a dotted name below autograd_lite) leaves the order of the house."""
    room = module.split(".")[0]
    assert room in HOUSE, f"the room {room!r} has no place in the house yet: add it to HOUSE"
    wrong = []
    for name in imports(ast.parse(source), f"autograd_lite.{module}".rpartition(".")[0]):
        package, *path = name.split(".")
        if package != "autograd_lite" or path[:1] == [room] or (room, name) in BY_THE_FRONT_DOOR:
            continue
        other = path[0] if path and path[0] in HOUSE else "__init__"
        above = HOUSE[: HOUSE.index(room)]
        among_readings = {room, other} <= READINGS and (room, other) not in ALLOWED_AMONG_READINGS
        if other not in above or among_readings:
            wrong.append(name)
    return wrong


MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path != PACKAGE / "__init__.py"
}


@pytest.mark.parametrize("module", MODULES)
def test_a_room_imports_only_from_rooms_above(module: str) -> None:
    assert violations(MODULES[module].read_text(encoding="utf-8"), module) == []


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("graph", "from autograd_lite.value import Value", ["autograd_lite.value.Value"]),
        ("graph", "def f():\n    import autograd_lite.value", ["autograd_lite.value"]),
        ("graph", "from autograd_lite import value, primitives", ["autograd_lite.value"]),
        ("graph", "import autograd_lite", ["autograd_lite"]),
        ("graph", "from . import value", ["autograd_lite.value"]),
        ("nn.module", "from ..drawing import draw", ["autograd_lite.drawing.draw"]),
        ("nn.module", "from .. import drawing", ["autograd_lite.drawing"]),
        ("nn.module", "from . import book\nfrom .book import named\nfrom autograd_lite.nn import book", []),
        ("native.emit", "from autograd_lite.drawing import draw", ["autograd_lite.drawing.draw"]),
        ("stepping.web", "from autograd_lite.drawing import draw", []),
        ("drawing.svg", "if TYPE_CHECKING:\n    import autograd_lite.cli\nelse:\n    import re", []),
        ("drawing.svg", "if TYPE_CHECKING:\n    import re\nelse:\n    import autograd_lite.cli", ["autograd_lite.cli"]),
        ("value", "from autograd_lite import Value", ["autograd_lite.Value"]),
        ("showing", "import autograd_lite", []),
        ("showing", "from autograd_lite import draw", ["autograd_lite.draw"]),
        ("showing", "import autograd_lite.drawing", ["autograd_lite.drawing"]),
        ("cli", "from autograd_lite import Value, experiment", []),
        ("cli", "import rich\nfrom autograd_lite.nn import SigmoidMLP", []),
    ],
)
def test_what_counts_as_an_import_from_below(module: str, source: str, found: list[str]) -> None:
    assert violations(source, module) == found


# Rooms that are houses of their own, from the top floor down: from what is shown over what is said to where it stands;
# from the pass over the walk through it to its faces, of which the terminal can write the page.
FLOORS = {
    "drawing": [
        "text",
        "folding",
        "content",
        "placing",
        "output",
        "drawing",
        "render",
        "graphs",
        "moments",
        "moving",
        "plots",
    ],
    "stepping": ["recordings", "sessions", "web", "terminal", "running"],
}
ON_FLOORS = [name for name in MODULES if name.split(".")[0] in FLOORS and "__init__" not in name]


@pytest.mark.parametrize("module", ON_FLOORS)
def test_a_floor_of_a_room_imports_only_from_floors_above(module: str) -> None:
    room, own = module.split(".")[:2]
    floors = FLOORS[room]
    source = MODULES[module].read_text(encoding="utf-8")
    for name in imports(ast.parse(source), f"autograd_lite.{module}".rpartition(".")[0]):
        parts = name.split(".")
        if parts[:2] == ["autograd_lite", room]:
            assert floors.index(parts[2]) <= floors.index(own), name


# --- the public names ------------------------------------------------------------------------------------------------

PUBLIC = [
    pytest.param(module, name, id=f"{module.__name__}.{name}")
    for module in (
        autograd_lite,
        autograd_lite.datasets,
        autograd_lite.expressions,
        autograd_lite.nn,
        autograd_lite.nn.functional,
        autograd_lite.nn.init,
        autograd_lite.optim,
    )
    for name in module.__all__
]


@pytest.mark.parametrize(("module", "name"), PUBLIC)
def test_every_public_name_is_there_and_documented(module: object, name: str) -> None:
    public = getattr(module, name)
    assert (public.__doc__ or "").strip()
    if isinstance(public, type):
        methods = {key: value for key, value in vars(public).items() if not key.startswith("_") and callable(value)}
        assert [key for key, method in methods.items() if not (method.__doc__ or "").strip()] == []
