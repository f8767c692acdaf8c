"""Writing files so that nothing is lost: a reader finds the old file or the whole new one, never a half."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomically(path: str | os.PathLike[str], content: str | bytes) -> Path:
    """Write ``content``, text as UTF-8, to ``path``, replacing the file only when all of it is on disk.

    Where ``path`` is a symbolic link, the file that it leads to is replaced, and the link stays.

    Raises ``OSError`` when the directory does not exist or cannot be written; the old file then remains.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as directory:
    ...     write_atomically(Path(directory, "note.txt"), "hello").read_text()
    'hello'
    """
    path = Path(path)
    data = content.encode() if isinstance(content, str) else content
    target = Path(os.path.realpath(path))  # in a directory of its own, perhaps on another disk
    try:
        # A part of the name: with all of it, names near the longest that a file system takes could not be written.
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:20]}.", suffix=".tmp")
    except OSError as error:  # it would name the temporary file
        raise OSError(error.errno, error.strerror, str(path)) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_permissions(target))
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def _permissions(path: Path) -> int:
    """Those of the file that is replaced; for a new file what the process's umask leaves (mkstemp gives 0600)."""
    if path.exists():
        return path.stat().st_mode & 0o777
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
