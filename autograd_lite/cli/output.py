"""Where a command writes its file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def place(given: str | None, name: str, what: str, endings: Sequence[str]) -> Path:
    """Where the picture or page goes that ``name`` becomes; what could not be written after the work is refused before.

    Args:
        given: what the user wrote, or None.
        name: what the file is called by default, with the first of the endings.
        what: that is written, "picture".
        endings: that it may have.

    Raises ``ValueError`` for a place that cannot be.
    """
    default = f"{name}{endings[0]}"
    output = Path(default if given is None else given).absolute()  # a script may change the directory
    if given is not None and not given.strip():
        raise ValueError(f"--output needs the name of a file, and this one is empty; write --output {default}")
    if output.is_dir():
        raise ValueError(f"the {what} cannot be written to {given or default}, which is a directory; name a file in it")
    if output.suffix.lower() not in endings:
        named = " or ".join(filter(None, (", ".join(endings[:-1]), endings[-1])))
        raise ValueError(f"a {what} is written as {named}, and {output.name!r} ends in none of them")
    output.parent.mkdir(parents=True, exist_ok=True)
    if not os.access(output.parent, os.W_OK):
        raise ValueError(f"the directory {output.parent} cannot be written to; choose another with --output")
    return output
