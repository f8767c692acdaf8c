"""A JupyterLab on this machine, for the test of the widget: it reaches nothing, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOKEN = "of-a-test"
ADDRESS = re.compile(r"(http://127\.0\.0\.1:\d+)/lab")
QUIET = (  # no look for a newer version, and no list of extensions
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a server that shows ``folder``, at a free port; its own files are beside."""
    places = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "JUPYTERLAB_SETTINGS_DIR")
    own = {name: str(folder.with_name(f"{folder.name}-{name.lower()}")) for name in places}
    environment = {**os.environ, **own, "JUPYTER_TOKEN": TOKEN, "PYTHONPATH": str(ROOT)}
    settings = Path(
        own["JUPYTERLAB_SETTINGS_DIR"], "@jupyterlab", "apputils-extension", "notification.jupyterlab-settings"
    )
    settings.parent.mkdir(parents=True)
    settings.write_text('{"fetchNews": "false"}', "utf-8")  # or it asks, in front of what is looked at
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", *QUIET]
    with subprocess.Popen(
        [*command, f"--ServerApp.root_dir={folder}"], env=environment, stderr=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stderr is not None
            said = []
            for line in server.stderr:
                said.append(line)
                if found := ADDRESS.search(line):
                    break
            else:
                raise AssertionError(f"JupyterLab did not start:\n{''.join(said)}")
            threading.Thread(target=server.stderr.read, daemon=True).start()  # or it would stop when the pipe is full
            yield found[1]
        finally:
            server.terminate()
