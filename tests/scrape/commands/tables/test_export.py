"""`scrape export`, from end to end."""

from __future__ import annotations

import json
import os
import random
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from scrape.formats.registry import FORMATS
from scrape.table.read import read_table
from storage.articles.rows import Judgement, save
from storage.by_hand.rows import HandEntry, enter_rows
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import metadata
from tests.scheduler.daemon.watching import ROOT
from tests.scrape.commands.tables.test_import import take_in
from tests.scrape.shell import scrape, watch
from tests.scrape.table.stand_ins import SEED, archive_of, stand_ins
from tests.storage.deeds import IDS, NOW, SOME, WHO, names_of

NAMES = [form.name for form in FORMATS]
WHOLE = ("export", "--status", "all")
HAND = HandEntry(
    "2026.10", "칼럼: 말과 물", "새벽일보 외 다수 언론사", "", "2026.10 |칼럼: 말과 물|  새벽일보 외 다수 언론사"
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds some articles, and a row that is kept by hand."""
    folder = tmp_path_factory.mktemp("stored")
    watch(folder)
    database = open_database(f"sqlite:///{folder}/coverage.sqlite")
    sets = names_of(database)
    with database.write() as connection:
        for page in SOME:
            save(connection, page.outcome(), Judgement(IDS, sets.current), NOW)
        enter_rows(connection, WHO[0].id, [HAND], NOW)
    database.close()
    return folder


# --- what is written


def test_without_a_format_it_is_the_table_of_a_home_page(folder: Path) -> None:
    ended = scrape(*WHOLE, cwd=folder)
    assert ended.out.startswith("Year | Headline | Press\n:-----:|-------|-------\n")
    assert HAND.written in ended.out.splitlines()
    assert (ended.code, ended.err) == (0, "")


def test_the_filters_of_coverage_select_the_rows(folder: Path) -> None:
    filters = (
        ("--status", "confirmed"),
        ("--all", "--status", "all"),
        ("--status", "all", "--until", "2026-11", "--limit", "2"),
    )
    for options in filters:
        rows = json.loads(scrape("export", "--format", "json", *options, cwd=folder).out)
        listed = json.loads(scrape("coverage", "--format", "json", *options, cwd=folder).out)
        assert [row["id"] for row in rows] == [row["id"] for row in listed]
        assert rows


@pytest.mark.parametrize("name", NAMES)
def test_the_ending_of_a_file_names_its_format(folder: Path, tmp_path: Path, name: str) -> None:
    (form,) = [one for one in FORMATS if one.name == name]
    for ending in form.endings:
        ended = scrape(*WHOLE, "--output", tmp_path / f"a{ending}", cwd=folder)
        assert (ended.code, ended.out, ended.err) == (0, "", "")
        scrape(*WHOLE, "--format", name, "--output", tmp_path / "b", cwd=folder)
        assert (tmp_path / f"a{ending}").read_bytes() == (tmp_path / "b").read_bytes() != b""
    if name != "xlsx":
        mark = "\ufeff" if name == "csv" else ""
        printed = mark + scrape(*WHOLE, "--format", name, cwd=folder).out
        assert printed == (tmp_path / "b").read_bytes().decode()


def test_labels_are_in_the_language_asked_for(folder: Path) -> None:
    assert scrape(*WHOLE, "--lang", "ko", cwd=folder).out.startswith("연월 | 제목 | 언론사\n")
    english = scrape(*WHOLE, "--lang", "en", "--format", "csv", "--columns", "month,press", cwd=folder).out
    assert english.startswith("Month,Press\r\n")


def test_a_template_writes_a_page(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("{% for row in rows %}* {{ row.headline }}\n{% endfor %}", encoding="utf-8")
    ended = scrape(*WHOLE, "--template", tmp_path / "page.md", cwd=folder)
    assert "* 칼럼: 말과 물\n" in ended.out
    scrape(*WHOLE, "--template", tmp_path / "page.md", "--output", tmp_path / "made.html", cwd=folder)
    assert (tmp_path / "made.html").read_text(encoding="utf-8") == ended.out


# --- what is refused


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--format", "bibtx"), "did you mean bibtex?"),
        (("--output", "t.doc"), "--output t.doc: expected a file that ends in .md, .csv,"),
        (("--output", "t.csv", "--format", "json"), "its ending is that of csv, and --format asks for json"),
        (("--columns", "headlin"), "did you mean headline?"),
        (("--columns", "month", "--format", "atom"), "--columns: atom has columns of its own"),
        (("--lang", "kr"), "'kr' is not one of 'ko', 'en'"),
        (("--link", "javascript:alert(1)", "--format", "atom"), "expected the address of the file"),
        (("--link", "https://[x", "--format", "atom"), "expected the address of the file"),
        (("--template", "none.md"), "none.md"),
        (("--template", "scrape.toml", "--format", "md"), "the template says what is written"),
        (("--format", "xlsx"), "xlsx is no text for a terminal; name a file: --output coverage.xlsx"),
        (("--output", "no/such/t.md"), "cannot be written"),
        (("--person", "없는이"), "없는이 is not on the watchlist"),
        (("--since", "2024-13"), "--since '2024-13'"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_line(folder: Path, options: tuple[str, ...], said: str) -> None:
    (folder / "state").mkdir(exist_ok=True)  # where the log goes
    before = sorted(folder.iterdir())
    ended = scrape("export", *options, cwd=folder)
    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert said in line
    assert sorted(folder.iterdir()) == before


def test_a_template_that_fails_leaves_the_old_file_alone(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("written\n{{ missing }}", encoding="utf-8")
    (tmp_path / "made.md").write_text("old", encoding="utf-8")
    ended = scrape(*WHOLE, "--template", tmp_path / "page.md", "--output", tmp_path / "made.md", cwd=folder)
    assert (ended.code, ended.err) == (2, f"scrape: {tmp_path / 'page.md'}, line 2: 'missing' is undefined\n")
    assert (tmp_path / "made.md").read_text(encoding="utf-8") == "old"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_file_keeps_its_permissions_and_a_link_its_place(folder: Path, tmp_path: Path) -> None:
    file, link = tmp_path / "real.md", tmp_path / "link.md"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o640)
    link.symlink_to(file)
    scrape(*WHOLE, "--output", link, cwd=folder)
    assert link.is_symlink()
    assert HAND.written in file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o640


# --- equal bytes


@pytest.mark.parametrize("name", NAMES)
def test_equal_rows_give_equal_bytes_in_any_process(folder: Path, tmp_path: Path, name: str) -> None:
    """Another process, with another zone, another seed of hashes, another locale, and another folder."""
    here = tmp_path / "here"
    scrape(*WHOLE, "--format", name, "--output", here, cwd=folder)
    there = tmp_path / "there"
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "4711",
        "TZ": "America/St_Johns",
        "LC_ALL": "C",
        "SCRAPE_DATABASE": f"sqlite:///{folder}/coverage.sqlite",
        "XDG_STATE_HOME": str(tmp_path),
    }
    typed = [sys.executable, "-m", "scrape.cli", *WHOLE, "--format", name, "--output", str(there)]
    subprocess.run(typed, cwd=folder, env=environment, check=True, timeout=120)
    assert there.read_bytes() == here.read_bytes()


def test_equal_rows_give_equal_bytes_however_they_are_stored(
    folder: Path, tmp_path: Path, database: Database, database_url: str
) -> None:
    """The rows of every table, entered anew in another order."""
    original = open_database(f"sqlite:///{folder}/coverage.sqlite")
    chance = random.Random(8)
    with original.read() as source, database.write() as target:
        for table in metadata.sorted_tables:
            target.execute(sa.delete(table))
            rows = [dict(row) for row in source.execute(sa.select(table)).mappings()]
            chance.shuffle(rows)
            if table.name == "story":  # one points to another
                rows.sort(key=lambda row: row["merged_into"] is not None)
            if rows:
                target.execute(sa.insert(table), rows)
    original.close()
    for name in NAMES:
        scrape(*WHOLE, "--format", name, "--output", tmp_path / "here", cwd=folder)
        scrape(*WHOLE, "--format", name, "--output", tmp_path / "there", cwd=folder, SCRAPE_DATABASE=database_url)
        assert (tmp_path / "there").read_bytes() == (tmp_path / "here").read_bytes(), name


# --- a real table


@pytest.mark.shared
def test_the_seed_table_comes_out_as_it_went_in(shared_data: Path, database_url: str, tmp_path: Path) -> None:
    """Header, 77 rows, labels and order, byte for byte."""
    shutil.copy(shared_data / "seed-coverage.md", tmp_path / "home.md")
    written = read_table(tmp_path / "home.md").rows
    archive_of(stand_ins(written, SEED, gone=[1], unnamed=[2]), tmp_path / "pages")
    (tmp_path / "scrape.toml").write_text("[crawl]\nworkers = 1\n" + SEED.watchlist(), encoding="utf-8")
    take_in(tmp_path, database_url, "--person", "박찬준")
    scrape("export", "--person", "박찬준", "--output", "out.md", cwd=tmp_path, SCRAPE_DATABASE=database_url)
    exported = (tmp_path / "out.md").read_bytes()
    assert exported.count(b"\n") == 79
    assert exported in (tmp_path / "home.md").read_bytes() + b"\n"
    for ending in ("csv", "xlsx", "html"):
        file = f"out.{ending}"
        scrape("export", "--person", "박찬준", "--output", file, cwd=tmp_path, SCRAPE_DATABASE=database_url)
        rows = read_table(tmp_path / file).rows
        assert len(rows) == 77
        assert [(row.headline, row.label) for row in rows] == [(row.headline, row.label) for row in written]
