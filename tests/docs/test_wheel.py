"""The wheel holds what an installation needs: every folder, the licence, the types, the data."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOP = ("pipeline", "spiders", "storage", "scheduler", "scrape")
BUILD = "import sys; from setuptools.build_meta import build_wheel; print(build_wheel(sys.argv[1]))"
OLDEST = 77  # of setuptools, as pyproject.toml requires: the first that knows `license-files` beside `license`


def environment_to_build(folder: Path) -> dict[str, str]:
    """Variables for building wheels: they name another setuptools where the installed one is too old."""
    try:
        if int(metadata.version("setuptools").split(".")[0]) >= OLDEST:
            return dict(os.environ)
    except metadata.PackageNotFoundError:
        pass
    command = ["-m", "pip", "install", "--quiet", "--target", str(folder), f"setuptools>={OLDEST}"]
    if subprocess.run([sys.executable, *command], check=False, capture_output=True).returncode:
        pytest.skip(f"building a wheel needs setuptools {OLDEST}, which pip cannot install; ./run.sh test does")
    return os.environ | {"PYTHONPATH": str(folder)}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built from a copy of the checkout, where building may leave files."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in (*TOP, "alembic"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)
    variables = environment_to_build(tmp_path_factory.mktemp("setuptools"))
    command = [sys.executable, "-c", BUILD, str(folder)]
    subprocess.run(command, cwd=folder, env=variables, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(file).namelist())


@pytest.mark.parametrize("top", TOP)
def test_the_wheel_has_every_file_of_a_package(wheel: set[str], top: str) -> None:
    files = {str(file.relative_to(ROOT)) for file in (ROOT / top).rglob("*.py")}
    assert files - wheel == set()
    assert f"{top}/py.typed" in wheel


def test_the_wheel_has_the_migrations(wheel: set[str]) -> None:
    scripts = [*(ROOT / "alembic").rglob("*.py"), *(ROOT / "alembic").rglob("*.sql")]
    files = {f"storage/migrations/{script.relative_to(ROOT / 'alembic')}" for script in scripts}
    assert files
    assert files - wheel == set()


def test_the_wheel_has_the_data(wheel: set[str]) -> None:
    assert {"spiders/data/outlets.toml", "scrape/template.toml"} <= wheel
    pages = {str(file.relative_to(ROOT)) for file in (ROOT / "scrape" / "demo").rglob("*") if file.is_file()}
    assert {page for page in pages if "__pycache__" not in page} - wheel == set()


def test_the_wheel_has_the_licence(wheel: set[str]) -> None:
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in wheel)
