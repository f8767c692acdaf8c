"""The Pythons on this machine that the tests are to run on: one line ``version path`` for each, oldest first.

Every released CPython from 3.11 on counts, one of each minor version. Looked for on PATH, among pyenv's versions, and
before both the interpreter that runs this script. Candidates are run, not judged by name: a pyenv shim of a version
that is not active fails when it is called.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

OLDEST = (3, 11)

# A free-threaded build is another ABI, for which there are few wheels; ensurepip is what Debian's python3 lacks
# without python3-venv. The real path, since an activated environment may be one that `make test` is to make anew.
ASK = """
import ensurepip, os, sys, sysconfig, venv
usual = sys.implementation.name == "cpython" and sys.version_info.releaselevel == "final"
if usual and not sysconfig.get_config_var("Py_GIL_DISABLED"):
    print(*sys.version_info[:2], os.path.realpath(sys.executable))
"""


def candidates() -> Iterator[Path]:
    """Paths that may be interpreters; the first of a version is the one that is used."""
    yield Path(sys.executable)
    for directory in map(Path, os.get_exec_path()):
        if directory.is_dir():
            yield from sorted(path for path in directory.iterdir() if re.fullmatch(r"python3(\.\d+)?", path.name))
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    yield from sorted(pyenv.glob("versions/*/bin/python3"))


def ask(python: Path) -> tuple[tuple[int, int], str] | None:
    """Its version and real path, or None where it does not run or cannot make environments."""
    command = [python, "-I", "-c", ASK]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if answer.returncode or not answer.stdout:
        return None
    major, minor, path = answer.stdout.strip().split(" ", 2)
    return (int(major), int(minor)), path


def pythons() -> dict[tuple[int, int], str]:
    """The interpreters by version, oldest first."""
    found: dict[tuple[int, int], str] = {}
    for candidate in candidates():
        answer = ask(candidate)
        if answer and answer[0] >= OLDEST:
            found.setdefault(*answer)
    return dict(sorted(found.items()))


if __name__ == "__main__":
    found = pythons()
    if not found:
        sys.exit("no Python >= 3.11 here can make environments; on Debian and Ubuntu: apt install python3-venv")
    for (major, minor), path in found.items():
        print(f"{major}.{minor} {path}")
