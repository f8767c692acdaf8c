"""Whereabouts: the words by which people name nodes: a label, an operation, a scope, a line of source, a position."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING, NamedTuple

from autograd_lite.stepping.recordings.groups import is_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from autograd_lite.stepping.recordings.recording import Recording

SHOWN = 8  # names in an error


class Whereabouts(NamedTuple):
    """Some nodes, named so that it can be said of any recording which they are there.

    Attributes:
        kind: "label", "op", "scope", "line" or "node".
        name: the label, the name of the primitive, the path of the scope, the file, or "".
        number: the line, or the position of the node.
    """

    kind: str
    name: str
    number: int = 0

    def positions(self, recording: Recording) -> Sequence[int]:
        """The positions of the nodes, in ascending order; none where the recording has no such nodes."""
        groups = recording.groups
        if self.kind == "label":
            return groups.labels.get(self.name, ())
        if self.kind == "op":
            return groups.operations.get(self.name, ())
        if self.kind == "scope":
            return groups.in_scope(self.name)
        if self.kind == "line":
            return groups.on_line(self.name, self.number)
        return [self.number] if self.number < len(recording.nodes) else ()

    def __str__(self) -> str:
        if self.kind == "line":
            return f"{self.name}:{self.number}"
        return f"#{self.number}" if self.kind == "node" else f"{self.kind}:{self.name}"


def find(text: str, recording: Recording, file: str | None = None) -> Whereabouts:
    """What a person means by ``text``, who may have typed:

    * ``w1``: a label, or an operation by name or sign (``mul``, ``*``), or a scope; the first of these that there is.
      ``label:w1``, ``op:mul`` and ``scope:hidden`` say which.
    * ``12``: a line of ``file``; ``train.py:12``: a line of another one, or of all that are called so.
    * ``#7``: the node at this position.

    Raises ``ValueError``, with what there is, if there is no such node.
    """
    text = text.strip()
    kind, colon, name = text.partition(":")
    if re.fullmatch(r"#\d+", text):
        found = Whereabouts("node", "", int(text[1:]))
        if not found.positions(recording):
            raise ValueError(f"there is no node {text}: they go from #0 to #{len(recording.nodes) - 1:,}")
        return found
    if colon and kind in {"label", "op", "scope"}:  # before lines: the layers of a network are scopes 0, 1, ...
        found = _named(kind, name.strip(), recording)
        if not found.positions(recording):
            what = f"no node of this {kind}: {name.strip()!r:.80}"
            raise ValueError(_missing(what, name.strip(), recording, (kind,)))
        return found
    if re.fullmatch(r"(.*:)?\s*\d+", text):
        given, _, number = text.rpartition(":")
        return _line(given.strip(), int(number), recording, file)
    for kind in ("label", "op", "scope"):
        found = _named(kind, text, recording)
        if found.positions(recording):
            return found
    raise ValueError(
        _missing(f"no label, operation or scope {text!r:.80} in this graph", text, recording, ("label", "op", "scope"))
    )


def one(text: str, recording: Recording, file: str | None = None) -> int:
    """The position of the one node that ``text`` names; ``ValueError`` if there are none or several."""
    positions = find(text, recording, file).positions(recording)
    if len(positions) > 1:
        listed = ", ".join(f"#{position}" for position in positions[:SHOWN]) + ", …" * (len(positions) > SHOWN)
        raise ValueError(f"{text} is {len(positions):,} nodes; name one of {listed}")
    return positions[0]


def _named(kind: str, name: str, recording: Recording) -> Whereabouts:
    if kind == "op" and name not in recording.groups.operations:
        signs = {p.symbol: p.name for node in recording.nodes if (p := node.primitive) is not None}
        name = signs.get(name, name)
    return Whereabouts(kind, name)


def _line(name: str, number: int, recording: Recording, file: str | None) -> Whereabouts:
    files = recording.groups.files()
    if not files:
        raise ValueError(
            "no node knows the line it was made on; run your computation after capture() from autograd_lite, or by "
            "autograd-lite debug"
        )
    meant = [path for path in files if is_file(path, name)] if name else [file or files[0]]
    if not meant:
        raise ValueError(f"no node was made by a file {name}; there are {_list(files)}")
    lines = {line for path, line in recording.groups.lines if path in meant}
    if number not in lines:
        near = sorted(sorted(lines, key=lambda line: (abs(line - number), line))[:3])
        raise ValueError(f"no node was made on line {number} of {meant[0]}; near it are {_list(map(str, near))}")
    found = [path for path in meant if (path, number) in recording.groups.lines]
    return Whereabouts("line", found[0] if len(found) == 1 else name, number)


def _missing(what: str, name: str, recording: Recording, kinds: Sequence[str]) -> str:
    groups = recording.groups
    tables = {"label": groups.labels, "op": groups.operations, "scope": groups.scopes}
    names = [known for kind in kinds for known in tables[kind]]
    near = difflib.get_close_matches(name, names, 1)
    if near:
        return f"{what}; is it {near[0]}?"
    listed = "; ".join(f"{kind}s: {_list(tables[kind])}" for kind in kinds if tables[kind])
    return f"{what}; there are {listed}" if listed else what


def _list(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:SHOWN]) + ", …" * (len(listed) > SHOWN)
