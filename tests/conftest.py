"""What holds for all tests."""

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from autograd_lite import notes
from autograd_lite.primitives.custom import CustomPrimitive
from autograd_lite.primitives.table import _TABLE

# Scripts, which import what tests do not need.
collect_ignore_glob = ["recorded/*", "benchmarks*", "mutation*", "corpus/programs/*"]

# Some tests press Ctrl-C. A process that a shell started in the background ignores it, and so do its children.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No test depends on time: a busy machine is slow, not wrong. Where every line is traced (make coverage), a few examples
# take every branch, and they are the same ones each time.
settings.register_profile("autograd_lite", deadline=None)
settings.register_profile("traced", deadline=None, max_examples=10, derandomize=True)
settings.load_profile("autograd_lite")

ALL_ONCE = re.compile(r"^pytestmark = .*\bpytest\.mark\.once\b", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where tests marked `once` do not run, a module of nothing else is not read: what it imports is not installed."""
    if "not once" in config.option.markexpr and collection_path.suffix == ".py":
        return bool(ALL_ONCE.search(collection_path.read_text("utf-8"))) or None
    return None


@pytest.fixture(autouse=True)
def no_hook_has_ever_been() -> None:
    """As in a new process: once there has been one, backward passes take another way."""
    notes.hooked = False


@pytest.fixture(autouse=True)
def a_table_of_the_librarys_own_rows() -> Iterator[None]:
    """What a doctest declared is not in the table, and what a test declares is gone after it."""
    declared = {name: row for name, row in _TABLE.items() if isinstance(row, CustomPrimitive)}
    for name in declared:
        del _TABLE[name]
    before = dict(_TABLE)
    yield
    _TABLE.clear()
    _TABLE.update(before)
