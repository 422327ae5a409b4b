"""What a command loads before it works: counted in modules, for seconds differ between machines."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = (
    "scrapy",
    "twisted",
    "numpy",
    "feedparser",
    "trafilatura",
    "kiwipiepy",
    "alembic",
    "apscheduler",
    "tomlkit",
)
PROGRAM = """
import sys
from scrape.cli import main
sys.argv = ["scrape", *sys.argv[1:]]
try:
    main()
except SystemExit:
    pass
print(*sys.modules, sep="\\n", file=sys.stderr)
"""


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The top-level packages that a command has loaded when it ends."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "XDG_STATE_HOME": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.split(".", 1)[0] for name in done.stderr.splitlines()}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"]])
def test_help_and_version_load_nothing_that_only_commands_need(tmp_path: Path, arguments: list[str]) -> None:
    names = loaded(tmp_path, *arguments)
    assert names.isdisjoint((*HEAVY, "sqlalchemy", "rich")), names
    if arguments != ["run", "--help"]:  # typer checks the options of a command with it
        assert "pydantic" not in names


def test_the_table_needs_no_network_and_no_migrations(tmp_path: Path) -> None:
    """A database that is up to date is read without what fetches, extracts or migrates."""
    (tmp_path / "scrape.toml").write_text("[[person]]\nname = '윤서하'\n", encoding="utf-8")
    loaded(tmp_path, "db", "upgrade")
    assert loaded(tmp_path, "coverage").isdisjoint(HEAVY)


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("--help >/dev/full", 1, "the output cannot be written"),
        ("watchlist >&-", 0, ""),
        ("watchlist", 0, "ascii lacks some of the characters"),
        ("stories split 99999999999999999999", 2, "too large"),
    ],
)
def test_odd_output_and_numbers_give_no_traceback(tmp_path: Path, line: str, code: int, says: str) -> None:
    (tmp_path / "scrape.toml").write_text("[[person]]\nname = '윤서하'\n", encoding="utf-8")
    loaded(tmp_path, "db", "upgrade")
    done = subprocess.run(
        ["/bin/sh", "-c", f"'{sys.executable}' -m scrape.cli {line}"],
        cwd=tmp_path,
        env={
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "XDG_STATE_HOME": str(tmp_path),
            "PYTHONIOENCODING": "ascii",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == bool(says)
