"""The loop of training: passes over batches, measured, remembered, written, and ended for one of six reasons."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograd_lite.nn.layers import layers_of
from autograd_lite.nn.training.evaluation import in_mode, mean_error_of
from autograd_lite.nn.training.gradients import mean_error_and_gradients
from autograd_lite.nn.training.history import History
from autograd_lite.nn.training.moving import Moving
from autograd_lite.nn.training.progress import Bar

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

    from autograd_lite.nn.training.checkpoint import Checkpoint
    from autograd_lite.nn.training.examples import Example
    from autograd_lite.nn.training.history import Outcome
    from autograd_lite.nn.training.protocols import Optimizer, Schedule, Trainable
    from autograd_lite.value import Value

    Callback = Callable[["Pass"], bool | None]

SAME = 1e-9  # the C library of another machine may round exp and log otherwise; another loss differs by far more


@dataclass(frozen=True)
class Pass:
    """What a callback gets after each pass.

    Attributes:
        number: of the pass, from 1.
        net: the network.
        history: what happened so far, this pass included.
        optimizer: what moves the parameters; its ``lr`` may be assigned.

    >>> from autograd_lite.nn import SigmoidMLP, train
    >>> def halve(state):
    ...     state.optimizer.lr /= 2.0
    >>> train(SigmoidMLP(1, 2, 1, seed=0), [[0.0], [1.0]], [0, 1], passes=3, callbacks=halve).learning_rates
    [0.1, 0.05, 0.025]
    """

    number: int
    net: Trainable
    history: History
    optimizer: Optimizer


@dataclass
class Loop:
    """One training; the attributes are the arguments of :func:`autograd_lite.nn.train`, checked and complete."""

    net: Trainable
    error: Callable[[Sequence[float], Any], Value]
    examples: Sequence[Example]
    held_out: Sequence[Example] | None
    mode: str
    batch_size: int
    optimizer: Optimizer
    schedule: Schedule | None
    shuffler: random.Random | None
    callbacks: Sequence[Callback]
    passes: int
    stop_below: float | None
    patience: int | None
    gradients: bool
    file: Checkpoint | None
    every: int

    def run(self) -> History:
        """Train, and return the history."""
        with in_mode(self.net, training=True):
            return self._run()

    def _run(self) -> History:
        self.order = list(range(len(self.examples)))
        self.layers = layers_of(self.net) if self.gradients else {}
        self.connected = False  # whether an error was computed from anything
        self.moving = Moving(self.net, self.optimizer, self.schedule, self.order, self.shuffler)
        if self.file:
            self.moving.require_generators_that_can_be_saved()
        # `last` is all that it takes to go on after the last complete pass.
        history, last = (self.file and self.file.resume(self.moving, self._verify)) or self._start()
        outcome = self._outcome(history)
        if self.file and outcome is None:
            self.file.write(history, last)  # what would fail after the first pass, fails before it
        try:
            with Bar(f"{self.mode} BP", self.passes, history.passes) as bar:
                while outcome is None:
                    self._one_pass(history)
                    bar.advance(history.error)
                    outcome = self._outcome(history)
                    if outcome == "divergence":
                        self.moving.put(last)
                        break
                    if self._told_to_stop(history):
                        outcome = outcome or "callback"
                    last = self._taken(history, last["best"])
                    if self.file and outcome is None and history.passes % self.every == 0:
                        self.file.write(history, last)
        except KeyboardInterrupt:
            outcome, history = "interrupt", history.until(last["passes"])
        finally:
            try:
                if self.file:
                    self.file.write(history.until(last["passes"]), last)
            finally:
                if self.patience is not None:  # however training ends
                    self.moving.put_parameters(last["best"])
        history.outcome, history.kept = outcome, last["passes"] if self.patience is None else history.best_pass
        return history

    def _start(self) -> tuple[History, dict[str, Any]]:
        history = History(self.mode, [], gradients={layer: [] for layer in self.layers})
        self._measure(history)
        return history, self._taken(history, None)

    def _measure(self, history: History) -> None:
        if self.layers:
            error, gradients = mean_error_and_gradients(self.net, self.error, self.examples, self.layers)
            history.errors.append(error)
            for layer, size in gradients.items():
                history.gradients[layer].append(size)
        else:
            history.errors.append(mean_error_of(self.net, self.error, self.examples))
        if self.held_out is not None:
            try:
                history.validation_errors.append(mean_error_of(self.net, self.error, self.held_out))
            except (ValueError, TypeError) as error:
                error.add_note("this was in measuring the error of the validation rows")
                raise
        self.measured = self.moving.numbers()

    def _taken(self, history: History, best: dict[str, float] | None) -> dict[str, Any]:
        """All that moves, with the parameters of the best pass: those of ``best``, if this pass is not better."""
        taken = self.moving.take()
        if history.best_pass == history.passes:
            best = taken["parameters"]
        return {"passes": history.passes, "best": best, "error": self._error_now(history), **taken}

    def _error_now(self, history: History) -> float:
        """The error of the parameters as they are, which callbacks may have changed since it was measured."""
        if self.file is None or self.moving.numbers() == self.measured:
            return history.error
        return mean_error_of(self.net, self.error, self.examples)

    def _one_pass(self, history: History) -> None:
        started = time.perf_counter()
        rate = self.optimizer.lr
        if self.shuffler is not None:
            self.shuffler.shuffle(self.order)
        for k in range(0, len(self.order), self.batch_size):
            self._update([self.examples[i] for i in self.order[k : k + self.batch_size]])
        if not self.connected:
            raise ValueError(
                "the error of every example is a Value that was computed from none, so there is nothing to learn by: "
                "compute it from the outputs themselves, not from their .data or under no_grad()"
            )
        if self.schedule is not None:
            self.schedule.step()
        self._measure(history)
        history.learning_rates.append(rate)
        history.seconds.append(time.perf_counter() - started)

    def _update(self, batch: Sequence[Example]) -> None:
        """One step along the gradient of the mean error of ``batch``."""
        self.optimizer.zero_grad()
        if len(batch) == 1:  # the mean of one needs no node of its own
            ((x, y),) = batch
            E = self.error(x, y)
            self._note(E)
            E.backward()
        else:
            share = 1.0 / len(batch)
            for x, y in batch:  # leaves accumulate: one graph at a time in memory, the gradient of their sum in the end
                E = self.error(x, y)
                self._note(E)
                (share * E).backward()
        self.optimizer.step()

    def _note(self, E: Value) -> None:
        self.connected = self.connected or bool(E.operands) or any(E is p for p in self.moving.parameters)

    def _outcome(self, history: History) -> Outcome | None:
        """Why training ends here, if it does. That depends on the history alone, so it is the same when resumed."""
        if not math.isfinite(history.error):
            return "divergence"
        if self.stop_below is not None and history.passes > 0 and history.error < self.stop_below:
            return "stop_below"
        if self.patience is not None and history.passes - (history.best_pass or 0) >= self.patience:
            return "patience"
        return "passes" if history.passes >= self.passes else None

    def _told_to_stop(self, history: History) -> bool:
        """Whether a callback returns True; all of them are called."""
        stop = False
        for callback in self.callbacks:
            answer = callback(Pass(history.passes, self.net, history, self.optimizer))
            if answer is not None and not isinstance(answer, bool):
                raise TypeError(
                    f"a callback returns True to stop training, or else False or None, but {callback!r:.80} returned "
                    f"{answer!r:.80}"
                )
            stop = stop or bool(answer)
        return stop

    def _verify(self, history: History, taken: dict[str, Any]) -> None:
        """Raise ``ValueError`` unless a resumed training can go on: its history belongs to what is computed now."""
        if history.passes > self.passes:
            raise ValueError(f"it has {history.passes} passes behind it, and passes={self.passes} are asked for")
        error = mean_error_of(self.net, self.error, self.examples)
        then = taken["error"]
        self.measured = self.moving.numbers()
        if not (error == then or math.isclose(error, then, rel_tol=SAME)):
            raise ValueError(
                f"its error after {history.passes} passes was {then!r}, and with its parameters it is now "
                f"{error!r}; the network computes something else, or the loss is another"
            )
        before, now = (", ".join(layers) or "no layer" for layers in (history.gradients, self.layers))
        if before != now:
            raise ValueError(
                f"it has the gradients of {before}, and those of {now} are to be measured now; pass gradients=... as "
                "for it, or name another file"
            )
