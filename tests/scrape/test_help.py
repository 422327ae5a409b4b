"""`--help` as a first-time reader sees it, and what a mistyped command, option or value is answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scrape.shell import scrape

GROUPS = ["Set up", "Collect", "Read", "Tables", "Maintain"]


def test_the_help_is_one_screen_with_groups_and_examples(tmp_path: Path) -> None:
    lines = scrape("--help", cwd=tmp_path, COLUMNS="80").out.splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80
    assert [line.rstrip(":") for line in lines if line.rstrip(":") in GROUPS] == GROUPS
    assert not [line for line in lines if line.endswith("...") and not line.startswith("Usage")]
    assert "Examples:" in lines[-5]


@pytest.mark.parametrize(
    "command", [[], ["run"], ["coverage"], ["export"], ["sources"], ["sources", "add"], ["db"]]
)
def test_h_is_help_everywhere(tmp_path: Path, command: list[str]) -> None:
    short, long = scrape(*command, "-h", cwd=tmp_path), scrape(*command, "--help", cwd=tmp_path)
    assert (short.code, short.out) == (0, long.out)


def test_the_version_is_shown(tmp_path: Path) -> None:
    assert scrape("--version", cwd=tmp_path).out.startswith("press-scrape ")


@pytest.mark.parametrize(
    ("typed", "hint"),
    [
        (["runn"], "did you mean scrape run?"),
        (["exporr"], "did you mean scrape export?"),
        (["backup"], "did you mean scrape db backup?"),
        (["sources", "lst"], "did you mean scrape sources list?"),
        (["coverage", "--fromat", "csv"], "did you mean --format?"),
        (["coverage", "--format", "cvs"], "did you mean csv?"),
        (["coverage", "--config", "x.toml"], "scrape --config … coverage"),
        (["coverage", "--limit", "many"], "expected a whole number; see: scrape coverage --help"),
        (["frobnicate"], "see: scrape --help"),
        (["why"], "missing argument"),
    ],
)
def test_a_slip_is_answered_in_one_line_with_a_hint(tmp_path: Path, typed: list[str], hint: str) -> None:
    ended = scrape(*typed, cwd=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    assert hint in ended.err
    assert len(ended.err.splitlines()) == 1


def test_the_shell_completes_commands(tmp_path: Path) -> None:
    completed = scrape(cwd=tmp_path, _SCRAPE_COMPLETE="complete_bash", COMP_WORDS="scrape cov", COMP_CWORD="1")
    assert completed.out.split() == ["coverage"]
