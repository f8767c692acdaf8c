"""The terminal debugger in a notebook: a real kernel asks for commands through its channel for input."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

pytestmark = pytest.mark.filterwarnings("ignore")  # those of Jupyter
PATIENCE = 120  # seconds until a kernel that says nothing is taken for dead


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BlockingKernelClient]:
    """A new kernel, which knows a Value ``w`` and captures."""
    for variable in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent.parent))
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(tmp_path))
    run(client, "import autograd_lite as ag\nag.capture()\nw = ag.Value(0.5, label='w')")
    try:
        yield client
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def run(client: BlockingKernelClient, cell: str, *typed: str, asks: bool = True) -> str:
    """What a cell writes, and its error, while a person types into its fields, which are no part of that."""
    written: list[str] = []
    prompts: list[str] = []
    commands = iter(typed)

    def output(message: dict[str, dict[str, str]]) -> None:
        content = message["content"]
        written.append(content.get("text", "") or content.get("evalue", ""))

    def asked(message: dict[str, dict[str, str]]) -> None:
        prompts.append(message["content"]["prompt"])
        client.input(next(commands))

    client.execute_interactive(cell, allow_stdin=asks, output_hook=output, stdin_hook=asked, timeout=PATIENCE)
    assert prompts == ["(grad) "] * len(typed)
    return "".join(written)


def test_a_cell_is_walked_through_line_by_line(kernel: BlockingKernelClient) -> None:
    shown = run(
        kernel, "loss = (w * w).exp()\nloss.debug()\nprint('gradient', w.grad)", "step", "until w", "list", "quit"
    )
    assert shown.startswith("backward(): 3 nodes, 2 steps and 3 edges back; help lists the commands\n[3/7] #2 exp")
    assert "      loss = (w * w).exp()\n             ^^^^^^^^^^^^^\n[4/7] #2 exp → #1 mul: upstream 1 × local" in shown
    assert "[7/7] #1 mul → #0 w" in shown
    assert re.search(r"^ +1 -> loss = \(w \* w\)\.exp\(\) +#1 0\.25  grad 1\.28403  \(2 nodes\)$", shown, re.MULTILINE)
    assert re.search(r"\ngradient 1\.284\d+\n$", shown)


def test_where_nobody_can_answer_the_cell_runs_on(kernel: BlockingKernelClient) -> None:
    """As when a notebook is run by nbconvert."""
    shown = run(kernel, "(w * w).debug()\nprint('gradient', w.grad)", asks=False)
    assert "\n*** no commands can be read here: raw_input was called, but this frontend does not support input" in shown
    assert shown.endswith("gradient 1.0\n")


def test_post_mortem_of_the_last_cell_that_failed(kernel: BlockingKernelClient) -> None:
    assert "log gave -inf" in run(kernel, "with ag.detect_anomaly():\n    (w - 0.5).log()")
    shown = run(kernel, "ag.post_mortem()", "origin", "quit")
    assert shown.startswith("after AnomalyError: 3 nodes, 2 steps and 2 edges back")
    assert "[2/6] #2 log: log(0) = -inf\n" in shown
    assert "produced: log(0) = -inf, of finite operands\n" in shown
