"""The file of the database: read where it may not be written, missed when it is gone, described when wrong."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database.engine import Database
from storage.database.open import open_database
from tests.rights import without_rights
from tests.scrape.shell import scrape, watch
from tests.web import Answer, open_web

READING = (
    ("coverage",),
    ("sql", "SELECT count(*) FROM media_coverage"),
    ("status",),
    ("stories", "list"),
    ("review",),
)


@pytest.fixture
def share(sqlite_template: Path) -> Iterator[Path]:
    """A folder that everybody may read, with a database in it."""
    folder = Path(tempfile.mkdtemp())
    try:
        watch(folder, "http://127.0.0.1:9/rss")
        shutil.copyfile(sqlite_template, folder / "coverage.sqlite")
        for arguments in (*READING, ("run",)):  # loads what they need: another user may not read that
            scrape(*arguments, cwd=folder)
        folder.chmod(0o755)
        yield folder
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_what_may_not_be_written_is_read(share: Path, what: str) -> None:
    (share / "coverage.sqlite").chmod(0o666 if what == "folder" else 0o444)
    share.chmod(0o777 if what == "file" else 0o555)
    state = str(share / "nowhere")  # for the log
    with without_rights():
        ended = [scrape(*arguments, cwd=share, XDG_STATE_HOME=state) for arguments in READING]
        refused = scrape("run", cwd=share, XDG_STATE_HOME=state)
    assert [end.code for end in ended] == [0] * len(READING)
    assert "readonly" not in "".join(end.err for end in ended)
    said = refused.err.splitlines()[-1]
    it = f"its folder {share}" if what == "folder" else "it"
    assert refused.code == 1
    assert said.endswith(f"coverage.sqlite: {it} cannot be written by this user; it can be read: scrape coverage")


def test_a_log_that_nobody_can_write_off_is_named(share: Path) -> None:
    database = open_database(f"sqlite:///{share}/coverage.sqlite")
    with database.write() as connection:  # what is not yet in the file itself
        connection.execute(sa.text("INSERT INTO outlet (name) VALUES ('새벽일보')"))
        connection.commit()
        for name in ("coverage.sqlite", "coverage.sqlite-wal"):
            shutil.copyfile(share / name, share / f"copy-{name}")
    database.close()
    share.chmod(0o555)
    with without_rights():
        ended = scrape(
            "coverage", cwd=share, SCRAPE_DATABASE="sqlite:///copy-coverage.sqlite", XDG_STATE_HOME=str(share / "x")
        )
    assert ended.code == 1
    assert "copy-coverage.sqlite-wal lies there; read a copy, made with: scrape db backup FILE" in ended.err


def test_a_database_that_is_removed_during_a_run_is_missed(tmp_path: Path) -> None:
    def remove_it(_before: int) -> Answer:
        (tmp_path / "coverage.sqlite").unlink()
        return Answer(503)

    with open_web() as web:
        watch(tmp_path, web.host().at("/rss", remove_it))
        ended = scrape("run", cwd=tmp_path)
    assert ended.code == 1
    assert ended.err.splitlines()[-1].endswith(
        "coverage.sqlite: the file was removed or replaced while it was in use; start again"
    )


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda file: file.write_text("a letter " * 999),
            "it is no SQLite database; key 'database' in scrape.toml",
        ),
        (lambda file: file.mkdir(), "it is a folder; name a file in it"),
    ],
)
def test_what_is_no_database_is_described(tmp_path: Path, make: object, said: str) -> None:
    watch(tmp_path)
    make(tmp_path / "coverage.sqlite")  # type: ignore[operator]
    for arguments in READING:
        ended = scrape(*arguments, cwd=tmp_path)
        assert (ended.code, len(ended.err.splitlines())) == (1, 1)
        assert f"coverage.sqlite: {said}" in ended.err


def test_a_newer_database_asks_for_a_newer_program(share: Path) -> None:
    database = Database(f"sqlite:///{share}/coverage.sqlite")
    with database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '999'"))
    database.close()
    for arguments in (*READING, ("run",), ("db", "upgrade")):
        ended = scrape(*arguments, cwd=share)
        assert (ended.code, ended.err.rstrip().rpartition("; ")[2]) == (2, "update the program")
