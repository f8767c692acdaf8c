"""The trial of a mutant: a child process in which it stands in place of its module, and tests that should fail.

The child is forked from a process that has imported what tests need, but nothing of the package. Starting Python, NumPy
and mpmath anew for each of some thousand mutants would take hours.
"""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest

from tests.mutation.mutants import Mutant

ROOT = Path(__file__).parents[2]
SURVIVED, KILLED, TIMED_OUT = "survived", "killed", "timed out"


class Impostor(MetaPathFinder, Loader):
    """Finds one module, and runs another source in its place."""

    def __init__(self, mutant: Mutant) -> None:
        self.name = ".".join(mutant.path.relative_to(ROOT).with_suffix("").parts)
        self.path, self.source = mutant.path, mutant.source()

    def find_spec(self, name: str, *_: Any) -> ModuleSpec | None:
        """The finder's part."""
        return importlib.util.spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def create_module(self, spec: ModuleSpec) -> None:
        """As usual."""

    def exec_module(self, module: ModuleType) -> None:
        """The loader's part."""
        code: CodeType = compile(self.source, self.path, "exec", dont_inherit=True)
        exec(code, module.__dict__)


class Rows:
    """A plugin for pytest: of the tests that are run for every row of the table, those for a few."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = set(names)

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Keep the tests for those rows, and no other."""
        items[:] = [item for item in items if self._name(item) in self.names]

    def _name(self, item: Any) -> str:
        row = item.callspec.params.get("row") if hasattr(item, "callspec") else None
        return getattr(row, "name", "")


def run(tests: list[str], rows: Iterable[str] | None = None) -> bool:
    """Whether all these tests pass, here and now; that there are none to run counts as passing."""
    plugins = ["-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:cov"]
    # Without the warning that hypothesis was imported before pytest.
    options = [
        "-x",
        "-q",
        "-m",
        "not large",
        *plugins,
        "--hypothesis-seed=0",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
    ]
    code = pytest.main([*options, *tests], plugins=[] if rows is None else [Rows(rows)])
    return code in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}


class Trial:
    """A child in which the stages of tests are run on a mutant, until one fails."""

    def __init__(self, mutant: Mutant, stages: list[Callable[[], bool]], seconds: float) -> None:
        self.mutant = mutant
        self.start = time.monotonic()
        self.end = self.start + seconds
        self.child = os.fork()
        if not self.child:
            os._exit(_judge(mutant, stages))

    def verdict(self) -> str | None:
        """SURVIVED, KILLED or TIMED_OUT, and None as long as it is not known."""
        child, status = os.waitpid(self.child, os.WNOHANG)
        if child:
            return SURVIVED if status == 0 else KILLED
        if time.monotonic() < self.end:
            return None
        os.killpg(self.child, signal.SIGKILL)
        os.waitpid(self.child, 0)
        return TIMED_OUT


def _judge(mutant: Mutant, stages: list[Callable[[], bool]]) -> int:
    """The exit status of the child: 0 when all stages pass."""
    with contextlib.suppress(BaseException):
        os.setpgid(0, 0)
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in range(3):
            os.dup2(silence, descriptor)
        sys.meta_path.insert(0, Impostor(mutant))
        importlib.import_module("autograd_lite")
        return 0 if all(stage() for stage in stages) else 1
    return 1
