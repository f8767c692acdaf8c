"""The distribution: built, complete, and at work in an environment that has nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from email import message_from_string
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parent.parent

# The wheel is built and installed once, in one worker.
pytestmark = pytest.mark.xdist_group("packaging")


def run(*command: str | Path, cwd: Path) -> str:
    """What ``command`` prints, without the variables by which this environment would reach another."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the sdist, and the wheel that was built from it."""
    directory = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", directory, ROOT, cwd=directory)
    return directory


@pytest.fixture(scope="module")
def wheel(distributions: Path) -> Path:
    (path,) = distributions.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of executables of a new environment with the wheel, its dependencies, and nothing else."""
    directory = tmp_path_factory.mktemp("environment")
    venv.create(directory)  # without pip, which would take as long as the rest: ours installs there
    run(sys.executable, "-m", "pip", "--python", directory, "install", "--quiet", wheel, cwd=directory)
    return directory / "bin"


def sources() -> set[str]:
    """The files of the package in the source tree."""
    paths = (ROOT / "autograd_lite").rglob("*")
    return {str(p.relative_to(ROOT)) for p in paths if p.is_file() and p.suffix != ".pyc"}


# Where the debuggers of VS Code and PyCharm look for it. An __init__.py there could hide their own plugins.
PLUGIN = {"autograd_lite/pydevd_plugin.py": "pydevd_plugins/extensions/pydevd_plugin_autograd_lite.py"}


def test_the_wheel_carries_the_package_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    carried = {name for name in names if not PurePosixPath(name).parts[0].endswith(".dist-info")}
    assert carried == {PLUGIN.get(name, name) for name in sources()}
    assert {"autograd_lite/py.typed", "autograd_lite/datasets/watermelon3.csv"} <= names
    assert {f"autograd_lite/stepping/web/{name}" for name in ("stepper.css", "script/stepper.js")} <= names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_the_sdist_carries_what_it_takes_to_work_on_it(distributions: Path) -> None:
    (path,) = distributions.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "Makefile", "tests/test_packaging.py"}
    needed |= {"package.json", "biome.json", "tsconfig.json", ".npmrc", "docs/examples/melon.py"}
    assert needed | sources() <= names


def test_the_metadata_says_what_is_needed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_string(archive.read(name).decode())
    assert metadata["Name"] == "autograd-lite"
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT"
    unconditional = [line for line in metadata.get_all("Requires-Dist") if ";" not in line]
    assert {line.partition(">")[0] for line in unconditional} == {"graphviz", "graphviz-pure", "rich"}
    assert {"bench", "dev", "export", "notebook", "plot"} <= set(metadata.get_all("Provides-Extra"))


def test_the_installed_package_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    program = """
import importlib.metadata, autograd_lite

print(autograd_lite.__file__, autograd_lite.__version__, importlib.metadata.version("autograd-lite"), sep="\\n")
"""
    where, version, distributed_version = run(installed / "python", "-c", program, cwd=tmp_path).splitlines()
    assert Path(where).is_relative_to(installed.parent)
    assert version == distributed_version


def test_the_installed_package_differentiates_draws_and_has_its_data(installed: Path, tmp_path: Path) -> None:
    program = """
from autograd_lite import Value, draw
from autograd_lite.datasets import load_watermelon3

x = Value(3.0, label="x")
loss = x * x + 1.0
loss.backward()
assert x.grad == 6.0

d = load_watermelon3()
assert (len(d.X), len(d.X[0])) == (17, 19)

print(draw(loss).svg)
"""
    svg = run(installed / "python", "-W", "error", "-c", program, cwd=tmp_path)
    assert svg.lstrip().startswith(("<svg", "<?xml"))
    assert svg.rstrip().endswith("</svg>")


def test_the_installed_package_writes_pages_and_needs_no_node_for_it(installed: Path, tmp_path: Path) -> None:
    program = """
from autograd_lite import Value, save_page, stepper

x = Value(3.0, label="x")
print(save_page(x * x, "steps.html").read_text("utf-8"))
try:
    stepper(x * x)
except ImportError as error:
    print(error)
"""
    page = run(installed / "python", "-W", "error", "-c", program, cwd=tmp_path)
    assert "function mount(" in page
    assert "</html>" in page
    assert "pip install 'autograd-lite[notebook]'" in page.splitlines()[-1]
    assert not (installed / "node").exists()


def test_the_command_is_installed(installed: Path, tmp_path: Path) -> None:
    for command in ([installed / "autograd-lite"], [installed / "python", "-m", "autograd_lite"]):
        assert "train" in run(*command, "--help", cwd=tmp_path)
