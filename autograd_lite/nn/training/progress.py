"""A progress bar for training: on a terminal, and only once it takes longer than a second."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType

    from rich.progress import Progress

DELAY = 1.0  # seconds; shorter work neither needs a bar nor waits for rich to be imported


class Bar:
    """A context in which ``advance(error)`` is called after each of ``passes`` passes, of which ``done`` are over."""

    def __init__(self, title: str, passes: int, done: int = 0) -> None:
        self.title, self.passes, self.done = title, passes, done
        self.started = time.monotonic()
        self.progress: Progress | None = None

    def advance(self, error: float) -> None:
        """One more pass is done, and this is the error after it."""
        self.done += 1
        if self.progress is None:
            if time.monotonic() - self.started < DELAY:
                return
            self.progress = self._start()
        self.progress.update(self.progress.task_ids[0], completed=self.done, error=error)

    def _start(self) -> Progress:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        console = Console(stderr=True)
        progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("E = {task.fields[error]:.5f}"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        progress.add_task(self.title, total=self.passes, error=0.0)
        progress.start()
        return progress

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.progress is not None:
            self.progress.stop()
