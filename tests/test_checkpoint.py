"""A resumed training is the uninterrupted one to the last bit; what cannot be resumed is refused, changing nothing."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_lite import Value
from autograd_lite.nn import Dropout, Linear, Sequential, Sigmoid, SigmoidMLP, train
from autograd_lite.optim import SGD, Adam, AdamW, CosineAnnealingLR, StepLR
from tests.training_parts import Heavy, Noisy, Thirds, bits, everything, examples, squared

ROOT = Path(__file__).parent.parent
X, Y = examples(11, 1)


def killed(checkpoint: Path, *where: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.training_parts", str(checkpoint), *where],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )


def test_a_training_that_is_killed_again_and_again_ends_like_one_that_is_not(tmp_path: Path) -> None:
    """The points are drawn once; each is counted from where the process before was killed."""
    rng = random.Random(20)
    expected = json.loads(json.dumps(bits(*everything(None))))
    checkpoint = tmp_path / "training.json"
    passes = []
    for what, calls in (("loss", 40), ("sync", 4), ("callback", 3), ("loss", 60), ("replace", 3), ("loss", 60)):
        # Enough calls that something was done, and too few for the end.
        done = killed(checkpoint, what, str(rng.randint(calls // 2, calls)))
        assert done.returncode == -signal.SIGKILL, done.stderr
        passes.append(
            json.loads(checkpoint.read_text("utf-8"))["training"]["taken"]["passes"] if checkpoint.exists() else -1
        )
    assert passes == sorted(passes)
    assert passes[-1] >= 4
    done = killed(checkpoint)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == expected
    assert expected["history"]["outcome"] == "passes"


class Stop(BaseException):
    """What goes wrong in a training: at any point, so also when it looks whether it may resume."""


@pytest.mark.once
@settings(max_examples=40)
@given(st.lists(st.integers(1, 120), max_size=8))
def test_a_training_that_fails_anywhere_goes_on_where_it_was(tmp_path_factory: Any, failures: list[int]) -> None:
    checkpoint = tmp_path_factory.mktemp("training") / "training.json"
    for n in failures:
        calls = 0

        def failing(output: Any, y: Any, n: int = n) -> Value:
            nonlocal calls
            calls += 1
            if calls == n:
                raise Stop
            return squared(output, y)

        with contextlib.suppress(Stop):
            everything(checkpoint, loss=failing)
    assert bits(*everything(checkpoint)) == bits(*everything(None))


@pytest.mark.parametrize("every", [1, 5, 100])
def test_more_passes_may_be_asked_for(tmp_path: Path, every: int) -> None:
    checkpoint = tmp_path / "training.json"
    for passes in (0, 3, 3, 7, 12):
        resumed = everything(checkpoint, passes=passes, checkpoint_every=every)
        assert bits(*resumed) == bits(*everything(None, passes=passes))


def test_a_checkpoint_is_written_as_often_as_asked_and_at_the_end(tmp_path: Path) -> None:
    checkpoint = tmp_path / "training.json"
    seen = []

    def look(_: Any) -> None:
        seen.append(json.loads(checkpoint.read_text("utf-8"))["training"]["taken"]["passes"])

    everything(checkpoint, checkpoint_every=3, passes=8, callbacks=look)
    assert seen == [0, 0, 0, 3, 3, 3, 6, 6]  # the callback comes before the checkpoint of its pass
    look(None)
    assert seen[-1] == 8


def test_ctrl_c_writes_the_last_complete_pass(tmp_path: Path) -> None:
    checkpoint = tmp_path / "training.json"
    calls = 0

    def interrupted(output: Any, y: Any) -> Value:
        nonlocal calls
        calls += 1
        if calls == 18 + 3 * 29 + 5:  # in the fourth pass; one has 11 updates and 18 measurements
            signal.raise_signal(signal.SIGINT)
        return squared(output, y)

    history, net, *_ = everything(checkpoint, loss=interrupted, checkpoint_every=100, patience=None)
    assert history.interrupted
    assert history.passes == history.kept == 3
    three = everything(None, passes=3, patience=None)
    assert history.errors == three[0].errors
    assert net.state_dict() != three[1].state_dict()  # a part of the fourth pass was learned, too
    assert bits(*everything(checkpoint, patience=None)) == bits(*everything(None, patience=None))


def test_a_finished_training_is_given_again(tmp_path: Path) -> None:
    checkpoint = tmp_path / "training.json"
    calls = []
    first = bits(*everything(checkpoint, patience=2))
    assert first["history"]["outcome"] == "patience"
    assert bits(*everything(checkpoint, patience=2, callbacks=calls.append)) == first
    assert calls == []


def test_floats_that_json_lacks_are_kept(tmp_path: Path) -> None:
    checkpoint = tmp_path / "training.json"

    def odd(_: Any) -> None:
        optimizer.velocities[0] = float("inf")

    nets = [SigmoidMLP(2, 3, 1, seed=0) for _ in range(2)]
    optimizer = Heavy(nets[0].parameters())
    train(nets[0], X, Y, optimizer=optimizer, passes=1, callbacks=odd, checkpoint=checkpoint)
    assert '"inf"' in checkpoint.read_text("utf-8")
    json.loads(checkpoint.read_text("utf-8"), parse_constant=pytest.fail)
    other = Heavy(nets[1].parameters())
    train(nets[1], X, Y, optimizer=other, passes=1, checkpoint=checkpoint, resume=True)
    assert other.velocities == optimizer.velocities


@pytest.mark.parametrize("kind", [np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64])
def test_a_generator_of_numpy_goes_on_where_it_was(tmp_path: Path, kind: Any) -> None:
    class Numpys(Noisy):
        """Disturbed by NumPy's generator."""

        def __call__(self, x: Any) -> list[Value]:
            return self.net([t + float(self.noise[0].normal(0.0, 0.1)) for t in x] if self.training else x)

    def trained(passes: int, checkpoint: Path | None) -> dict[str, float]:
        net = Numpys(SigmoidMLP(2, 3, 1, seed=5), seed=0)
        net.noise[0] = np.random.Generator(kind(0))
        train(net, X, Y, loss=squared, passes=passes, checkpoint=checkpoint, resume=checkpoint is not None)
        return net.state_dict()

    checkpoint = tmp_path / "training.json"
    trained(2, checkpoint)
    assert trained(5, checkpoint) == trained(5, None)


@pytest.mark.parametrize("make", [lambda ps: SGD(ps, lr=0.3, momentum=0.9, nesterov=True), Adam, AdamW])
@pytest.mark.parametrize("schedule", [lambda o: StepLR(o, step_size=2), lambda o: CosineAnnealingLR(o, T_max=9)])
def test_the_librarys_optimisers_schedules_and_dropout_go_on_to_the_last_bit(
    tmp_path: Path, make: Callable[..., Any], schedule: Callable[..., Any]
) -> None:
    def trained(passes: int, checkpoint: Path | None) -> Any:
        draw = random.Random(5)
        net = Sequential(
            Linear(2, 3, seed=draw), Sigmoid(), Dropout(0.3, seed=draw.randrange(99)), Linear(3, 1, seed=draw)
        )
        optimizer = make(net.parameters())
        history = train(
            net,
            X,
            Y,
            loss=squared,
            batch_size=4,
            seed=1,
            optimizer=optimizer,
            schedule=schedule(optimizer),
            passes=passes,
            checkpoint=checkpoint,
            resume=checkpoint is not None,
        )
        return history.errors, history.learning_rates, net.state_dict(), optimizer.state_dict()

    checkpoint = tmp_path / "training.json"
    trained(3, checkpoint)
    trained(4, checkpoint)
    assert trained(9, checkpoint) == trained(9, None)


def test_callbacks_may_change_parameters(tmp_path: Path) -> None:
    checkpoint = tmp_path / "training.json"

    def shrink(state: Any) -> None:
        for parameter in state.net.parameters():
            parameter.data *= 0.5

    first = everything(checkpoint, passes=3, callbacks=shrink)
    assert first[1].state_dict() == everything(checkpoint, passes=3, callbacks=shrink)[1].state_dict()
    resumed = everything(checkpoint, passes=7, callbacks=shrink)
    assert bits(*resumed) == bits(*everything(None, passes=7, callbacks=shrink))


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.fixture
def checkpoint(tmp_path: Path) -> Path:
    path = tmp_path / "training.json"
    everything(path, passes=4)
    return path


@pytest.mark.parametrize(
    ("others", "message"),
    [
        ({"X": examples(11, 9)[0]}, "X, Y was '11 examples with digest .*', and now is '11 examples"),
        ({"X": X[:9], "Y": Y[:9]}, "and now is '9 examples"),
        ({"validation": examples(7, 8)}, "validation was '7 examples"),
        ({"validation": None, "patience": None}, "and now is None"),
        ({"batch_size": 5}, "batch_size was 4, and now is 5"),
        ({"seed": None}, "seed was '3', and now is 'None'"),
        ({"passes": 3}, "it has 4 passes behind it, and passes=3 are asked for"),
        ({"loss": lambda output, y: 2.0 * squared(output, y)}, "the loss is another"),
    ],
)
def test_other_data_or_settings_are_named(checkpoint: Path, others: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=rf"training\.json cannot be resumed: .*{message}"):
        everything(checkpoint, **others)


def resume(checkpoint: Path, net: Any, optimizer: Any = None, schedule: Any = None, seed: int = 3) -> None:
    """Resume with other parts, and see that a refusal leaves them as they are."""
    optimizer = optimizer or Heavy(net.parameters(), lr=1.0)
    schedule = schedule or (Thirds(optimizer) if isinstance(optimizer, Heavy) else None)
    parts = [net, optimizer, *([schedule] if schedule else [])]
    before = [part.state_dict() for part in parts]
    try:
        train(
            net,
            X,
            Y,
            batch_size=4,
            passes=12,
            seed=seed,
            loss=squared,
            optimizer=optimizer,
            schedule=schedule,
            validation=examples(7, 2),
            checkpoint=checkpoint,
            resume=True,
        )
    finally:
        assert [part.state_dict() for part in parts] == before


def network(q: int = 3) -> Noisy:
    return Noisy(SigmoidMLP(2, q, 1, seed=1), seed=6)


class Doubled(Noisy):
    """The same parameters, and another function."""

    def __call__(self, x: Any) -> list[Value]:
        return [2.0 * y for y in super().__call__(x)]


class Renamed(Heavy):
    """An optimiser of another type."""


def test_a_network_of_another_shape_or_function_is_refused(checkpoint: Path) -> None:
    with pytest.raises(
        ValueError, match=r"13 parameters, and this network has 17; net\.v\.1\.0 is in the place of net"
    ):
        resume(checkpoint, network(q=4))
    with pytest.raises(ValueError, match="the network computes something else"):
        resume(checkpoint, Doubled(SigmoidMLP(2, 3, 1, seed=1), seed=6))
    quiet = network()
    quiet.noise = []
    with pytest.raises(
        ValueError, match=r"random generators are net\.noise\.0, shuffle, and those of this training shuffle"
    ):
        resume(checkpoint, quiet)


def test_another_optimiser_or_schedule_is_refused(checkpoint: Path) -> None:
    net = network()
    with pytest.raises(ValueError, match=r"optimizer\.type was 'Heavy', and now is 'Renamed'"):
        resume(checkpoint, net, Renamed(net.parameters(), lr=1.0))
    with pytest.raises(ValueError, match=r"optimizer\.lr was 1\.0, and now is 0\.5.* with a new optimiser"):
        resume(checkpoint, net, Heavy(net.parameters(), lr=0.5))
    optimizer = Heavy(net.parameters(), lr=1.0)
    used = Thirds(optimizer)
    used.passes = 2
    with pytest.raises(ValueError, match=r"schedule\.passes was 0, and now is 2"):
        resume(checkpoint, net, optimizer, used)


def test_plain_sgd_of_another_shape_names_the_parameters(tmp_path: Path) -> None:
    checkpoint = tmp_path / "training.json"
    train(SigmoidMLP(2, 3, 1, seed=0), X, Y, passes=1, checkpoint=checkpoint)
    message = r"it has 13 parameters, and this network has 17; v\.1\.0 is in the place of v\.0\.3"
    net = SigmoidMLP(2, 4, 1, seed=0)
    before = net.state_dict()
    with pytest.raises(ValueError, match=message):
        train(net, X, Y, passes=1, checkpoint=checkpoint, resume=True)
    assert net.state_dict() == before
    with pytest.raises(ValueError, match=r"optimizer\.lr was 0\.1, and now is 0\.2"):
        train(SigmoidMLP(2, 3, 1, seed=0), X, Y, learning_rate=0.2, checkpoint=checkpoint, resume=True)


def test_a_damaged_file_is_refused_wherever_the_damage_is(checkpoint: Path) -> None:
    right = checkpoint.read_bytes()
    rng = random.Random(4)
    for _ in range(40):
        at = rng.randrange(len(right) - 1)
        other = bytes([rng.choice(b'0123456789.,"[]{}ae-')])
        damaged = right[:at] + other + right[at + 1 :] if rng.random() < 0.7 else right[:at]
        if damaged == right:
            continue
        checkpoint.write_bytes(damaged)
        with pytest.raises(ValueError, match=r"training\.json is (damaged|no checkpoint|a checkpoint of version)"):
            resume(checkpoint, network())
        assert checkpoint.read_bytes() == damaged


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is damaged or no checkpoint"),
        ("[" * 100_000, "is damaged or no checkpoint: it is nested without end"),
        ("[1, 2]", 'is no checkpoint .a JSON object with "format": "autograd_lite.checkpoint"'),
        ('{"format": "autograd_lite.state_dict", "version": 1}', "is no checkpoint"),
        ('{"format": "autograd_lite.checkpoint", "version": 2}', "of version 2, and this release reads version 1"),
        ('{"format": "autograd_lite.checkpoint", "version": 1, "training": 7}', "Take an older copy, or remove it"),
    ],
)
def test_a_foreign_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "foreign.json"
    path.write_text(text, "utf-8")
    with pytest.raises(ValueError, match=rf"foreign\.json .*{message}"):
        resume(path, network())


def test_a_training_is_not_overwritten_by_another(checkpoint: Path) -> None:
    before = checkpoint.read_bytes()
    with pytest.raises(
        FileExistsError, match=r"training\.json is there already; go on with its training \(resume=True"
    ):
        train(SigmoidMLP(2, 3, 1), X, Y, passes=1, checkpoint=checkpoint)
    assert checkpoint.read_bytes() == before


def test_what_cannot_be_written_fails_before_the_work(tmp_path: Path) -> None:
    net = SigmoidMLP(2, 3, 1, seed=0)
    before = net.state_dict()
    with pytest.raises(FileNotFoundError):
        train(net, X, Y, passes=1, checkpoint=tmp_path / "nowhere" / "training.json")
    assert net.state_dict() == before
    with pytest.raises(ValueError, match=r"resume goes on from a file; name it by checkpoint=\.\.\."):
        train(net, X, Y, resume=True)


@pytest.mark.parametrize("generator", [random.SystemRandom(), random, np.random.RandomState(0)])
def test_a_generator_that_cannot_be_saved_is_refused_before_the_work(tmp_path: Path, generator: Any) -> None:
    checkpoint = tmp_path / "training.json"
    net = network()
    net.noise.append(generator)
    with pytest.raises(
        TypeError, match=r"generator net\.noise\.1 cannot be written to a checkpoint; give .* random\.Ra"
    ):
        train(net, X, Y, loss=squared, passes=1, checkpoint=checkpoint)
    assert not checkpoint.exists()
