"""The programs that lay graphs out: what they are asked, and what is said when none of them works.

An engine is a program that reads DOT and writes JSON. First choice is the one that is installed together with this
package (graphviz-pure, from PyPI); ``dot`` on the PATH is used when that one is missing or fails. The environment
variable ``AUTOGRAD_LITE_LAYOUT`` set to ``embedded`` or ``dot`` allows that one only.
"""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import signal
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

T = TypeVar("T")

VARIABLE = "AUTOGRAD_LITE_LAYOUT"
CURES = (
    "pip install --force-reinstall graphviz-pure, "
    "or install Graphviz (https://graphviz.org/download) so that `dot` is on the PATH"
)
SECONDS = 120.0  # a graph of thousands of nodes takes seconds; longer than this is a hang


class LayoutError(RuntimeError):
    """No layout engine could place the picture."""


def first_layout(problems: Iterable[str], read: Callable[[str], T]) -> T:
    """What ``read`` makes of the first good answer: of each engine to each of the ``problems``, in order.

    Raises ``LayoutError`` with the reason of every failure and the cures where there is no good answer; that is also
    one that ``read`` cannot read.
    """
    failures: list[str] = []
    for engine in _engines():
        try:
            program = engine()
        except FileNotFoundError as missing:
            failures.append(str(missing))
            continue
        for problem in problems:
            try:
                return read(_answer(program, problem))
            except _Failure as failure:
                failures.append(f"{program} {failure}")
            except (ValueError, LookupError, TypeError, AttributeError):
                failures.append(f"{program} gave no layout")
    raise LayoutError(f"no layout engine works ({'; '.join(dict.fromkeys(failures))}). Cure: {CURES}")


class _Failure(Exception):
    """What became of an engine."""


def _answer(program: str, problem: str) -> str:
    """What the program prints."""
    try:
        done = subprocess.run(
            [program, "-Kdot", "-Tjson0"], input=problem, capture_output=True, encoding="utf-8", timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        raise _Failure(f"took longer than {SECONDS:.0f} s") from None
    except OSError as error:
        raise _Failure(f"cannot be run: {error.strerror}") from None
    if done.returncode == 0:
        return done.stdout
    how = f"failed with status {done.returncode}"
    if done.returncode < 0:
        how = f"crashed by {signal.Signals(-done.returncode).name}"
    words = done.stderr.strip().splitlines()[-1:]
    raise _Failure(": ".join([how, *words]))


def _engines() -> list[Callable[[], str]]:
    wanted = os.environ.get(VARIABLE)
    engines = {"embedded": _embedded, "dot": _on_path}
    if not wanted:
        return list(engines.values())
    if wanted not in engines:
        raise LayoutError(
            f"{VARIABLE}={wanted!r:.80} names no layout engine; set it to 'embedded' or 'dot', or unset it"
        )
    return [engines[wanted]]


def _embedded() -> str:
    """The program that the package graphviz-pure installed, wherever the environment's programs are."""
    try:
        files = importlib.metadata.files("graphviz-pure") or []
    except importlib.metadata.PackageNotFoundError:
        raise FileNotFoundError("the package graphviz-pure is not installed") from None
    for file in files:
        if file.stem == "graphviz-pure" and file.suffix in {"", ".exe"}:
            return str(Path(file.locate()).resolve())
    raise FileNotFoundError("the package graphviz-pure lists no program")


def _on_path() -> str:
    dot = shutil.which("dot")
    if dot is None:
        raise FileNotFoundError("there is no `dot` on the PATH")
    return dot
