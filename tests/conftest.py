"""What holds for all tests."""

import signal
from collections.abc import Iterator

import pytest
from hypothesis import settings

from autograd_lite import notes
from autograd_lite.primitives.custom import CustomPrimitive
from autograd_lite.primitives.table import _TABLE

# Scripts, which import what tests do not need.
collect_ignore_glob = ["recorded/*", "benchmarks*", "mutation*", "corpus/programs/*"]

# Some tests press Ctrl-C. A process that a shell started in the background ignores it, and so do its children.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No test depends on time: a busy machine is slow, not wrong.
settings.register_profile("autograd_lite", deadline=None)
settings.load_profile("autograd_lite")


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
