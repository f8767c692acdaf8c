"""Running a user's script as ``python SCRIPT.py`` runs it, for the variables that it leaves."""

from __future__ import annotations

import difflib
import sys
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from autograd_lite.nn import Module
from autograd_lite.primitives.table import is_node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any


def run(
    path: Path,
    arguments: Sequence[str],
    otherwise: str = "",
    failed: Callable[[BaseException], None] = lambda _: None,
) -> dict[str, Any]:
    """The variables of the script after it ran to its end, or to a ``sys.exit(0)``.

    As in a process of its own, it is the module ``__main__``, its folder is where it imports from first, and
    ``arguments`` are in ``sys.argv``. An exception is reported as Python reports it, and handed to ``failed``; then
    ``SystemExit`` is raised, with 1, or with 130 after Ctrl-C; so it is when the script ends with another status than
    0, and ``otherwise`` says what comes of that, if anything. ``OSError`` is raised when there is no such file.
    """
    source = path.read_bytes()
    script = ModuleType("__main__")
    script.__file__ = str(path.absolute())
    with _as_main(script, [str(path), *arguments]):
        try:
            exec(compile(source, script.__file__, "exec", dont_inherit=True), vars(script))
        except SystemExit as end:
            if end.code not in (None, 0):
                if otherwise:
                    print(f"autograd-lite: {path} ended by sys.exit({end.code!r}), {otherwise}", file=sys.stderr)
                raise
        except BaseException as error:
            user_frames = error.__traceback__ and error.__traceback__.tb_next  # the first one is this function
            sys.excepthook(type(error), error.with_traceback(user_frames), user_frames)
            failed(error)
            raise SystemExit(130 if isinstance(error, KeyboardInterrupt) else 1) from None
    return vars(script)


@contextmanager
def _as_main(script: ModuleType, argv: list[str]) -> Iterator[None]:
    """The script in the place of the command, for as long as it runs."""
    before = sys.argv, sys.path, sys.modules["__main__"]
    folder = str(Path(str(script.__file__)).resolve().parent)
    sys.argv = argv
    sys.path = [folder, *sys.path[0 if sys.flags.safe_path else 1 :]]
    sys.modules["__main__"] = script
    try:
        yield
    finally:
        sys.argv, sys.path, sys.modules["__main__"] = before


def target(words: Sequence[str], done: str) -> tuple[Path, str]:
    """The script and the name of the variable, of the one word ``SCRIPT.py:NAME``; ``done`` is what is done with it."""
    if len(words) != 1:
        raise ValueError(
            f"one variable is {done}, not {' '.join(words) or 'none'}; write SCRIPT.py:NAME, and the script's own "
            "arguments after --, or --expression FORMULA w=0.5 ..."
        )
    (word,) = words
    path, _, name = word.rpartition(":")  # the last one: C:\work\train.py:loss
    if not path or not name.isidentifier():
        raise ValueError(f"which variable is to be {done}? Name it after a colon, SCRIPT.py:NAME, not {word!r}")
    if not Path(path).is_file():
        raise ValueError(f"there is no script {path}; write the path of a file, and the variable after a colon")
    return Path(path), name


def variable(namespace: dict[str, Any], name: str, path: Path, done: str) -> Any:
    """The script's variable of this name; ``ValueError`` if there is none, or that cannot be ``done`` with it.

    What can be "drawn" is a Value, a Module or a list of Values; all else is done with a Value.
    """
    fits, kinds = (_is_drawable, "a Value, a Module or a list of Values") if done == "drawn" else (is_node, "a Value")
    if name in namespace and fits(namespace[name]):
        return namespace[name]
    names = [key for key, x in namespace.items() if fits(x) and not key.startswith("_")]
    near = difflib.get_close_matches(name, names, 1)
    if name in namespace:
        what = f"{name} in {path} is of type {type(namespace[name]).__name__}, not {kinds}"
    else:
        what = f"{path} leaves no variable {name}" + "".join(f" (is it {other}?)" for other in near)
    if names:
        raise ValueError(f"{what}; what can be {done} there: {', '.join(names)}")
    raise ValueError(f"{what}, and nothing that can be {done}; assign a Value to a variable outside of functions")


def _is_drawable(x: object) -> bool:
    if isinstance(x, (list, tuple)):
        return bool(x) and all(map(is_node, x))
    return is_node(x) or isinstance(x, Module)
