"""What is printed where: tables, files, pipes, and terminals that lack characters."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console
from rich.text import Text

from scrape.output.table import print_table
from storage.articles.rows import Judgement, save
from storage.database.open import open_database
from tests.scrape.shell import scrape, watch
from tests.storage.deeds import IDS, NOW, SOME, names_of

MARK = b"\xef\xbb\xbf"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds some articles."""
    folder = tmp_path_factory.mktemp("stored")
    watch(folder)
    database = open_database(f"sqlite:///{folder}/coverage.sqlite")
    sets = names_of(database)
    with database.write() as connection:
        for page in SOME:
            save(connection, page.outcome(), Judgement(IDS, sets.current), NOW)
    database.close()
    return folder


def typed(
    folder: Path, *arguments: str, into: Path | None = None, **changes: str
) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, with real streams; standard output may be led into a file."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "XDG_STATE_HOME": str(folder),
        **changes,
    }
    command = [sys.executable, "-m", "scrape.cli", *arguments]
    with Path(into or os.devnull).open("ab") as file:
        out = subprocess.PIPE if into is None else file
        return subprocess.run(
            command, cwd=folder, env=environment, stdout=out, stderr=subprocess.PIPE, check=True, timeout=60
        )


# --- files


@pytest.mark.parametrize(
    ("name", "begins"),
    [("t.csv", MARK + b"id,"), ("t.json", b"["), ("t.md", b"Year | Headline"), ("t.txt", b"20")],
)
def test_the_ending_of_a_file_names_its_format(folder: Path, tmp_path: Path, name: str, begins: bytes) -> None:
    ended = scrape("coverage", "--status", "all", "--output", tmp_path / name, cwd=folder)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--output", "t.xlsx"),
            "expected a file that ends in .csv, .json, .md, .markdown, .txt, or --format with it",
        ),
        (("--output", "t.csv", "--format", "json"), "its ending is that of csv, and --format asks for json"),
    ],
)
def test_an_ending_that_says_something_else_is_refused(folder: Path, options: tuple[str, ...], said: str) -> None:
    ended = scrape("coverage", *options, cwd=folder)
    assert (ended.code, ended.err) == (2, f"scrape: --output {options[1]}: {said}\n")
    assert not (folder / options[1]).exists()


def test_a_file_made_by_the_shell_opens_in_a_spreadsheet_and_a_pipe_is_plain(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    typed(folder, "coverage", "--status", "all", "--format", "csv", into=file)
    piped = typed(folder, "coverage", "--status", "all", "--format", "csv").stdout
    assert file.read_bytes() == MARK + piped
    assert piped.startswith(b"id,")
    typed(folder, "coverage", "--status", "all", "--format", "csv", into=file)
    assert file.read_bytes().count(MARK) == 1
    assert "byte-order mark" in scrape("coverage", "--help", cwd=folder).out


def test_times_are_those_of_the_outlet_with_its_zone(folder: Path) -> None:
    rows = list(
        csv.DictReader(io.StringIO(scrape("coverage", "--status", "all", "--format", "csv", cwd=folder).out))
    )
    timed = [row for row in rows if row["published_at"]]
    assert timed
    assert all(row["published_at"].startswith(row["published_on"]) for row in timed)
    assert {row["published_at"][-6:] for row in timed} == {"+09:00"}


# --- characters that are lacking


def test_what_an_encoding_lacks_is_replaced_and_said_once(folder: Path) -> None:
    ended = typed(folder, "coverage", "--status", "all", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert b"??" in ended.stdout
    (line,) = ended.stderr.decode().splitlines()
    assert line.startswith("warning: ascii lacks some of the characters, printed as ?;")


# --- tables


def printed(width: int, *rows: tuple[str, ...]) -> list[str]:
    console = Console(file=io.StringIO(), width=width)
    print_table(console, rows[0], [[Text(cell) for cell in row] for row in rows[1:]])
    return console.file.getvalue().splitlines()  # type: ignore[attr-defined, no-any-return]


def test_an_address_stays_whole_and_what_is_beside_it_moves_down() -> None:
    address = "https://news.saebyeok.example/section/20261120001"
    assert printed(40, ("kind", "address", "state"), ("feed", address, "read"), ("site", "http://a.b/", "new")) == [
        "kind  address                      state",
        f"feed  {address}",
        "                                   read",
        "site  http://a.b/                  new",
    ]


def test_words_wrap_and_no_line_ends_with_blanks() -> None:
    lines = printed(24, ("누구", "headline"), ("윤서하", "온결연구소, 새 방언 모델 공개"), ("", "둘"))
    assert lines == ["누구    headline", "윤서하  온결연구소, 새", "        방언 모델 공개", "        둘"]


def test_the_width_is_that_of_the_terminal(folder: Path) -> None:
    def widest(**changes: str) -> int:
        out = scrape("coverage", "--status", "all", cwd=folder, **changes).out
        assert all(line == line.rstrip() for line in out.splitlines())
        return max(len(line) for line in out.splitlines() if "://" not in line)

    assert widest(COLUMNS="60") <= 60 < widest(COLUMNS="160")
