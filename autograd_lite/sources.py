"""The user's source files as they were when their code recorded nodes, though they may be edited or deleted later."""

from __future__ import annotations

import linecache
import os
import sys
import warnings
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import CodeType

_OURS = f"{Path(__file__).parent}{os.sep}"
_STRING = "<string>"
_seen: dict[str, list[str]] = {}  # the lines of the user's files, read when they first recorded a node


class _Files(dict[str, bool]):
    """Whether a file is the user's, by the name in its code objects: not of this package, and not of NumPy.

    (NumPy's functions of arrays call our operators.) A file of the user's is read when it is first asked for.
    """

    def __missing__(self, name: str) -> bool:
        numpy = [f"{path}{os.sep}" for path in getattr(sys.modules.get("numpy"), "__path__", ())]
        users = self[name] = not name.startswith((_OURS, *numpy, "<__array_function__"))
        if users:
            _seen[name] = _of_the_command() if name == _STRING else linecache.getlines(name)
        return users


of_the_user = _Files()


def lines_of(code: CodeType) -> list[str]:
    """The lines of the file that ``code`` comes from, as they were when it was compiled; none where there is no source.

    The file may have been edited since. What it holds now counts only where ``code`` is what is compiled from it, as
    after a module was reloaded.
    """
    name = code.co_filename
    if name == _STRING:  # the command is one, and so is what it gives to exec
        return _seen[name] if name in _seen and _compiled(_seen[name], name, code) else []
    linecache.checkcache(name)
    now = linecache.getlines(name)
    then = _seen.get(name)
    if then is None or (now != then and _compiled(now, name, code)):
        return now
    return then


def _compiled(lines: list[str], name: str, code: CodeType) -> bool:
    """Whether ``code`` comes out when the lines are compiled."""
    return code in _codes("".join(lines), name)


@lru_cache(maxsize=8)  # of a few files the sites of many nodes are asked for, and compiling takes milliseconds
def _codes(text: str, name: str) -> frozenset[CodeType]:
    """What the text of a file is compiled to, the code of its functions included; nothing if it cannot be."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = [compile(text, name, "exec", dont_inherit=True)]
    except (SyntaxError, ValueError):
        return frozenset()
    for outer in found:  # which grows
        found += [inner for inner in outer.co_consts if isinstance(inner, type(outer))]
    return frozenset(found)


def _of_the_command() -> list[str]:
    """The lines of ``python -c TEXT``."""
    if "-c" not in sys.orig_argv[:-1] or sys.argv[:1] != ["-c"]:
        return []
    return StringIO(sys.orig_argv[sys.orig_argv.index("-c") + 1]).readlines()
