"""Checkpoints: a training in a file, from which it goes on as if it had never stopped."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograd_lite.files import write_atomically
from autograd_lite.nn.training import exact_json
from autograd_lite.nn.training.history_files import of_record, record_of

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator, Sequence

    from autograd_lite.nn.training.examples import Example
    from autograd_lite.nn.training.history import History
    from autograd_lite.nn.training.moving import Moving

FORMAT = "autograd_lite.checkpoint"


class Checkpoint:
    """The file of one training.

    Args:
        path: the file.
        settings: what decides how the training goes, besides what moves in it; when a training is resumed, they are to
            be what they were.
    """

    def __init__(self, path: str | os.PathLike[str], settings: dict[str, Any]) -> None:
        self.path = Path(path)
        if self.path.is_dir():  # as Path("") is
            raise ValueError(f"checkpoint={str(path)!r} is a directory; name a file in it")
        self.settings = settings

    def refuse_to_overwrite(self) -> None:
        """Raise ``FileExistsError`` if the file is there: a training in it would be lost."""
        if self.path.exists():
            raise FileExistsError(
                f"{self.path} is there already; go on with its training (resume=True, or --resume), or remove it to "
                "start anew"
            )

    def write(self, history: History, taken: dict[str, Any]) -> None:
        """Replace the file by this state of the training, all or not at all."""
        training = {"settings": self.settings, "history": record_of(history), "taken": taken}
        body = exact_json.dumps(training)
        # Nothing in the file is trusted unless all of it is what was written: so reading needs no further checks.
        head = exact_json.dumps({"format": FORMAT, "version": 1, "sha256": _digest(body)})
        write_atomically(self.path, f'{head[:-1]}, "training": {body}}}\n')

    def resume(
        self, moving: Moving, verify: Callable[[History, dict[str, Any]], None]
    ) -> tuple[History, dict[str, Any]] | None:
        """Put back the training that the file holds; return its history and what was taken. None if there is no file.

        ``verify`` gets both when all is in its place, and raises ``ValueError`` if it does not fit.

        Raises ``ValueError`` naming the file and what is wrong with it or differs; then nothing has changed.
        """
        if not self.path.exists():
            return None
        training = self._read()
        history, taken = of_record(training["history"]), training["taken"]
        before = moving.take()
        try:
            moving.require_same_parameters(taken["parameters"])
            unlike = list(_differences(training["settings"], exact_json.loads(exact_json.dumps(self.settings)), ""))
            if unlike:
                raise ValueError(
                    f"{'; '.join(unlike[:3])}. Call train as you did for it, with a new optimiser and a new schedule, "
                    "or name another file"
                )
            moving.put(taken)
            verify(history, taken)
        except Exception as error:
            moving.put(before)
            raise ValueError(f"{self.path} cannot be resumed: {error}") from error
        except BaseException:  # Ctrl-C
            moving.put(before)
            raise
        return history, taken

    def _read(self) -> dict[str, Any]:
        try:
            document = exact_json.loads(self.path.read_bytes())
        except ValueError as error:  # no UTF-8 or no JSON
            raise ValueError(f"{self.path} is damaged or no checkpoint: {error}") from None
        if not isinstance(document, dict) or document.get("format") != FORMAT:
            raise ValueError(f'{self.path} is no checkpoint (a JSON object with "format": "{FORMAT}")')
        if document.get("version") != 1:
            raise ValueError(
                f"{self.path} is a checkpoint of version {document.get('version')!r}, and this release reads version 1"
            )
        training = document.get("training")
        if not isinstance(training, dict) or _digest(exact_json.dumps(training)) != document.get("sha256"):
            raise ValueError(
                f"{self.path} is damaged: it is not as it was written. Take an older copy, or remove it to start anew"
            )
        return training


def digest_of(examples: Sequence[Example]) -> str:
    """A short name for these examples in this order."""
    return f"{len(examples)} examples with digest {_digest(repr(examples))[:16]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _differences(then: Any, now: Any, path: str) -> Iterator[str]:
    """In words, where two trees of settings differ."""
    if isinstance(then, dict) and isinstance(now, dict):
        for key in [*then, *(key for key in now if key not in then)]:
            yield from _differences(then.get(key), now.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        for k, pair in enumerate(zip(then, now, strict=True)):
            yield from _differences(*pair, f"{path}[{k}]")
    elif then != now and not (then != then and now != now):
        yield f"{path} was {then!r:.60}, and now is {now!r:.60}"
