"""The user's files as the page shows them: by names that tell them apart, without the folders of this machine."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from autograd_lite.sources import lines_of
from autograd_lite.stepping.recordings.groups import is_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograd_lite.stepping.recordings.recording import Recording


class Files:
    """The files that made the nodes of a recording.

    Attributes:
        names: of each file, unique, in the order in which they first made a node.
        texts: what was in it; "" where that is not known.
    """

    def __init__(self, recording: Recording, others: Iterable[str] = ()) -> None:
        """``others`` are files that are spoken of, and of which there need not be a node."""
        texts: dict[PurePath, dict[str, None]] = {}
        for code in {id(place[0]): place[0] for node in recording.nodes if (place := node.place)}.values():
            texts.setdefault(PurePath(code.co_filename), {})["".join(lines_of(code))] = None
        self._paths = [*texts]
        strangers = [path for name in others if not self._meant(name) for path in [PurePath(name)]]
        self._names = dict(zip([*texts, *strangers], ends([*texts, *strangers]), strict=True))
        self.names = [self._names[path] for path in texts]
        # One name may have stood for several texts, as "<string>" does, and a module that was edited and loaded again.
        self.texts = [next(iter(found)) if len(found) == 1 else "" for found in texts.values()]

    def number(self, file: str) -> int:
        """Which one it is."""
        return self._paths.index(PurePath(file))

    def named(self, file: str) -> str:
        """How the page names what a stop point calls ``file``: one of these, the end of several, or of none."""
        path = PurePath(file)
        if path in self._names:
            return self._names[path]
        meant = self._meant(file)
        return self._names[meant[0]] if len(meant) == 1 else path.as_posix()

    def _meant(self, file: str) -> list[PurePath]:
        return [path for path in self._paths if is_file(str(path), file)]


def ends(paths: Sequence[PurePath]) -> list[str]:
    """The end of each path, as short as tells it from the others.

    >>> ends([PurePath(path) for path in ("/home/me/a/util.py", "/home/me/b/util.py", "/home/me/train.py", "<stdin>")])
    ['a/util.py', 'b/util.py', 'train.py', '<stdin>']
    """
    found = []
    for path in paths:
        others = [other.parts for other in paths if other != path]
        length = 1
        while length < len(path.parts) and any(other[-length:] == path.parts[-length:] for other in others):
            length += 1
        found.append(PurePath(*path.parts[-length:]).as_posix())
    return found
