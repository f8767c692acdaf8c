"""Plant errors in the core, one at a time, and see whether tests find them: ``python -m tests.mutation [file ...]``.

Prints what survived, and fails where less than 95 % of the mutants were killed. Mutants that no test can kill, because
they do the same, are listed in equivalent.toml with the reason; an entry there that fits no mutant is an error, too.
"""

from __future__ import annotations

import argparse
import ast
import os
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

# What the tests import, so that children find it there.
import hypothesis  # noqa: F401
import mpmath  # noqa: F401
import numpy  # noqa: F401
from rich.console import Console
from rich.markup import escape
from rich.progress import track
from rich.table import Table

from tests.mutation.mutants import Mutant, mutants, original
from tests.mutation.trial import KILLED, ROOT, SURVIVED, TIMED_OUT, Trial, run

CORE = [
    *sorted((ROOT / "autograd_lite" / "primitives").glob("*.py")),
    *(ROOT / "autograd_lite" / f for f in ("graph.py", "staleness.py", "linearization.py", "value.py")),
]
LEAST = 0.95
# A mutant that takes this many times as long as the untouched source (which gets UNTOUCHED seconds) runs for ever. The
# margin is wide, or one that survives on a busy machine would count as killed.
PATIENCE, UNTOUCHED = 3.0, 600.0

ROWS = ["tests/test_primitives.py", "tests/test_conventions.py", "tests/test_second_derivatives.py"]
MODES = ["tests/test_modes.py", "tests/test_watching.py"]
GRAPHS = ["tests/test_graph.py", "tests/test_transforms.py", *MODES, "tests/test_transforms_jax.py"]
ABOUT = {
    "graph.py": GRAPHS,
    "staleness.py": GRAPHS,
    "linearization.py": GRAPHS,
    "value.py": [
        *("tests/test_value.py", "tests/test_functions.py", "tests/test_custom_primitives.py"),
        *("tests/test_sigmoid_mlp.py", "tests/test_micrograd.py", "tests/test_primitives.py", *MODES),
    ],
    "table.py": ["tests/test_primitives.py", "tests/test_functions.py", "tests/test_value.py"],
    "custom.py": ["tests/test_custom_primitives.py"],
}


def stages(mutant: Mutant) -> list[Callable[[], bool]]:
    """The tests of a mutant: those that fail fast, then the others."""
    doctests = partial(run, [str(mutant.path)])
    if mutant.path.name in ABOUT:
        return [doctests, *(partial(run, [test]) for test in ABOUT[mutant.path.name])]
    rows = rows_of(mutant)
    return [
        partial(run, ROWS[:2], rows),
        doctests,
        partial(run, ROWS[2:], rows),
        partial(run, ["tests/test_graph.py"], rows),
        partial(run, ["tests/test_conventions.py", "tests/test_functions.py", "tests/test_value.py"]),
        partial(run, ["tests/test_primitives.py"], {""}),  # those that are about no single row
    ]


def rows_of(mutant: Mutant) -> set[str]:
    """The rows that a function belongs to: its own, or all of the file for one that helps them."""
    names = {
        node.name
        for node in ast.parse(mutant.path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and any("primitive" in ast.unparse(d) for d in node.decorator_list)
    }
    own = mutant.function.removesuffix("_rule")
    return {own} if own in names else names


def trials(found: list[Mutant], seconds: Mapping[Path, float]) -> Iterator[tuple[Trial, str]]:
    """The trial of each mutant with its verdict, as many at a time as there are processors; ``seconds`` is by file."""
    waiting, running = list(reversed(found)), list[Trial]()
    while waiting or running:
        while waiting and len(running) < (os.cpu_count() or 1):
            mutant = waiting.pop()
            running.append(Trial(mutant, stages(mutant), seconds[mutant.path]))
        time.sleep(0.01)
        for trial in list(running):
            verdict = trial.verdict()
            if verdict:
                running.remove(trial)
                yield trial, verdict


class Equivalents:
    """The list of mutants that do the same as the original."""

    def __init__(self) -> None:
        with (Path(__file__).parent / "equivalent.toml").open("rb") as file:
            self.reasons = {
                (entry["file"], entry["function"], entry["before"], after): entry["reason"]
                for entry in tomllib.load(file).get("equivalent", [])
                for after in entry["after"]
            }
        self.met: set[tuple[str, ...]] = set()

    def __contains__(self, mutant: Mutant) -> bool:
        key = (mutant.path.name, mutant.function, mutant.before, mutant.after)
        self.met.add(key)
        return key in self.reasons

    def unmet(self, files: Iterable[Path]) -> list[tuple[str, ...]]:
        """The entries about these files that fit no mutant any more."""
        names = {path.name for path in files}
        return [key for key in self.reasons if key[0] in names and key not in self.met]


def main() -> int:
    """Try all mutants, print the table, and say whether enough were killed."""
    arguments = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__)
    arguments.add_argument("files", nargs="*", type=Path, help="files of the core; all of them, if none is given")
    arguments.add_argument("--function", help="only the mutants of one function")
    chosen = arguments.parse_args()
    files = [path.resolve() for path in chosen.files] or CORE
    console = Console()
    os.environ["PYTHONPATH"] = str(ROOT)

    seconds = dict.fromkeys(files, UNTOUCHED)
    for trial, verdict in trials([original(path) for path in files], seconds):
        path = trial.mutant.path
        if verdict != SURVIVED:
            raise SystemExit(f"the tests of {path.name} fail as it is ({verdict}): mutants would prove nothing")
        seconds[path] = PATIENCE * (time.monotonic() - trial.start)
    equivalents = Equivalents()
    found = [mutant for path in files for mutant in mutants(path)]
    if chosen.function:
        found = [mutant for mutant in found if mutant.function.removesuffix("_rule") == chosen.function]
    tried = [mutant for mutant in found if mutant not in equivalents]
    verdicts: dict[str, Counter[str]] = {path.name: Counter() for path in files}
    for mutant in found:
        verdicts[mutant.path.name]["equivalent"] += mutant in equivalents
    for trial, verdict in track(trials(tried, seconds), "mutants", len(tried), console=console):
        mutant = trial.mutant
        verdicts[mutant.path.name][verdict] += 1
        if verdict == SURVIVED:
            console.print(f"[red]survived[/] {mutant.path.name} {mutant.function}")
            console.print(f"  - {mutant.before}\n  + {mutant.after}", markup=False, highlight=False, soft_wrap=True)

    table = Table()
    for column in ("file", KILLED, TIMED_OUT, SURVIVED, "equivalent", "killed of all"):
        table.add_column(column, justify="left" if column == "file" else "right")
    whole = sum(verdicts.values(), Counter[str]())
    for name, counts in [*verdicts.items(), ("all", whole)]:
        table.add_row(
            name,
            *(str(counts[column]) for column in (KILLED, TIMED_OUT, SURVIVED, "equivalent")),
            f"{share(counts):.1%}",
        )
    console.print(table)
    unmet = [] if chosen.function else equivalents.unmet(files)
    for key in unmet:
        console.print(f"[red]equivalent.toml lists what is no mutant (any more):[/] {escape(' | '.join(key))}")
    return 0 if share(whole) >= LEAST and not unmet else 1


def share(counts: Counter[str]) -> float:
    """Which part of the mutants that can be killed was killed; one that runs for ever is."""
    killed = counts[KILLED] + counts[TIMED_OUT]
    return killed / (killed + counts[SURVIVED]) if killed + counts[SURVIVED] else 1.0


if __name__ == "__main__":
    sys.exit(main())
