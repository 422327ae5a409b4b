"""run.sh makes its environment from whatever Python there is, and repairs it; a script plays Python and pip."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("bash", "cat", "chmod", "cksum", "cp", "dirname", "env", "mkdir", "rm", "sh", "touch")

# Makes environments that hold itself, and installs nothing; `offline` beside the checkout makes pip fail half-way.
PYTHON = """#!/bin/sh
case "$1 $2" in
    "-V ") echo "Python {version}" ;;
    "-c "*) exit {unfit} ;;
    "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && touch "$3/pyvenv.cfg" ;;
    "-m pip")
        case "$*" in *--version*) exit 0 ;; esac
        echo pip >>calls
        echo "$*" >>installed
        [ ! -f offline ] || {{ touch .venv/half; exit 1; }}
        printf 'Collecting numpy\\n  Downloading numpy-2.5.5-cp313-x86_64.whl (15.7 MB)\\n'
        ;;
    *) echo "$2" >>calls ;;
esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder with what run.sh needs, a machine's programs in bin/, and no Python."""
    for name in ("run.sh", "pyproject.toml", "constraints.txt", "scrape/__init__.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "bin").mkdir()
    for name in TOOLS:
        program = shutil.which(name)
        assert program is not None
        (tmp_path / "bin" / name).symlink_to(program)
    return tmp_path


def put_python(checkout: Path, name: str, version: str) -> None:
    path = checkout / "bin" / name
    path.write_text(PYTHON.format(version=version, unfit=int(version.startswith("3.10"))))
    path.chmod(0o755)


def call(checkout: Path, command: str = "docs", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", str(checkout / "run.sh"), command],
        cwd=checkout,
        env={"PATH": str(checkout / "bin"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def calls(checkout: Path) -> list[str]:
    return (checkout / "calls").read_text().split()


def test_a_python_that_is_too_old_is_named_in_one_line_and_leaves_nothing_behind(checkout: Path) -> None:
    put_python(checkout, "python3", "3.10.13")
    before = sorted(checkout.rglob("*"))
    ended = call(checkout)
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert ended.stderr.startswith("Python 3.11 or newer is needed, and python3 is Python 3.10.13.")
    assert sorted(checkout.rglob("*")) == before


def test_a_newer_python_beside_one_that_is_too_old_is_used(checkout: Path) -> None:
    put_python(checkout, "python3", "3.10.13")
    put_python(checkout, "python3.13", "3.13.5")
    ended = call(checkout)
    assert ended.returncode == 0
    assert "Making .venv with Python 3.13.5" in ended.stdout
    assert "Downloading numpy-2.5.5 (15.7 MB)" in ended.stdout
    assert calls(checkout) == ["pip", "pytest"]


def test_the_demo_has_the_packages_of_its_pages(checkout: Path) -> None:
    put_python(checkout, "python3", "3.12.1")
    call(checkout, "demo")
    assert (checkout / "installed").read_text().endswith("-e .[web]\n")


def test_pip_runs_again_only_when_what_it_reads_has_changed(checkout: Path) -> None:
    put_python(checkout, "python3", "3.12.1")
    call(checkout)
    assert call(checkout).stdout == ""
    assert calls(checkout) == ["pip", "pytest", "pytest"]
    with (checkout / "constraints.txt").open("a") as file:
        file.write("# changed\n")
    assert "Making" not in call(checkout).stdout
    assert calls(checkout) == ["pip", "pytest", "pytest", "pip", "pytest"]


def test_an_environment_that_pip_left_half_made_is_made_again(checkout: Path) -> None:
    put_python(checkout, "python3", "3.12.1")
    (checkout / "offline").touch()
    assert call(checkout).returncode == 1
    assert (checkout / ".venv" / "half").is_file()
    (checkout / "offline").unlink()
    assert "making it again" in call(checkout).stdout
    assert not (checkout / ".venv" / "half").exists()
    assert calls(checkout) == ["pip", "pip", "pytest"]


def test_an_environment_of_a_python_that_is_too_old_is_made_again(checkout: Path) -> None:
    put_python(checkout, "python3", "3.10.13")
    subprocess.run([checkout / "bin" / "python3", "-m", "venv", ".venv"], cwd=checkout, check=True)
    put_python(checkout, "python3", "3.14.10")
    assert "Making .venv with Python 3.14.10" in call(checkout).stdout


def test_a_folder_that_is_no_environment_is_left_alone(checkout: Path) -> None:
    put_python(checkout, "python3", "3.12.1")
    (checkout / "work").mkdir()
    ended = call(checkout, VENV="work")
    assert ended.returncode == 1
    assert "work exists and is no Python environment" in ended.stderr
    assert (checkout / "work").is_dir()
