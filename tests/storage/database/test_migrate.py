"""Databases of before the first release are taken over when they have the tables of the first schema."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from pipeline.errors import SchemaError
from pipeline.language.search_words import WordQuery
from storage.coverage.search import search_articles
from storage.coverage.word_index import missing_words
from storage.database.engine import Database
from storage.database.migrate import scripts_folder, upgrade
from storage.database.open import open_database
from storage.schema.tables import HEAD, outlet, tally
from tests.storage.deeds import SOME, Desk, names_of

# What somebody may have changed by hand, and how the refusal names it.
CHANGES = {
    "DROP INDEX ix_article_host": r"article lacks CREATE INDEX ix_article_host",
    "ALTER TABLE source DROP COLUMN moving_to": r"source lacks moving_to (TEXT|text)",
    "ALTER TABLE source ADD COLUMN colour TEXT": r"source has also colour (TEXT|text)",
    "CREATE INDEX ix_mine ON offer (last_offered_at)": r"offer has also CREATE INDEX ix_mine",
    "DROP TABLE lease": r"there is no lease",
}

# An article of that time.
STORED = (
    "INSERT INTO story (id, created_at) VALUES (7, '2026-11-20 09:00:00')",
    "INSERT INTO name_set (id, digest, forms) VALUES (7, 'x', '[]')",
    """
    INSERT INTO article (
        id, url, canonical_url, outlet_id, story_id, story_role, story_score, headline, headline_source, text,
        text_source, text_digest, language, has_time, name_set_id, first_seen_at, fetched_at
    ) VALUES (
        7, 'https://a.example/1', 'https://a.example/1', 7, 7, 'new', 1, '막을 올린 AI 학회', 'h1',
        'Éclat, GPT4 수', 'page', 'x', 'ko', false, 7, '2026-11-20 09:00:00', '2026-11-20 09:00:00'
    )
    """,
)


@pytest.fixture
def unreleased(database_url: str) -> Iterator[Database]:
    """An empty database as the five migrations made it."""
    database = Database(database_url)
    if database.is_sqlite:
        Path(database.url.database or "").unlink()
    kind = "sqlite" if database.is_sqlite else "postgresql"
    text = Path(__file__).with_name(f"revision_0005.{kind}.sql").read_text(encoding="utf-8")
    with database.write() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql("DROP SCHEMA public CASCADE")
            connection.exec_driver_sql("CREATE SCHEMA public")
        for statement in text.splitlines():
            if not statement.startswith("--"):
                connection.exec_driver_sql(statement)
    yield database
    database.close()


def change(database: Database, statement: str) -> None:
    with database.write() as connection:
        connection.exec_driver_sql(statement)


def test_one_with_the_same_tables_opens_and_keeps_its_rows(unreleased: Database) -> None:
    change(unreleased, "INSERT INTO outlet (id, name) VALUES (7, '새벽일보')")
    for statement in STORED:
        change(unreleased, statement)
    opened = open_database(unreleased.url.render_as_string(hide_password=False))
    sets = names_of(opened)
    with opened.write() as connection:
        assert connection.execute(sa.select(outlet.c.name)).scalars().all() == ["새벽일보"]
        Desk(connection, sets).save(SOME[0])
        counted = sa.select(sa.func.sum(tally.c.number)).where(tally.c.subject == "article")
        assert connection.execute(counted).scalars().all() == [2]
        assert missing_words(connection) == []
        assert search_articles(connection, WordQuery.parse('"ＡＩ 학회" OR 없는말')).ids == (7,)
    opened.close()
    assert unreleased.revision() == HEAD


def test_upgrading_takes_it_over_too(unreleased: Database) -> None:
    upgrade(unreleased)
    assert unreleased.revision() == HEAD


def test_tables_of_others_beside_ours_do_not_matter(unreleased: Database) -> None:
    change(unreleased, "CREATE TABLE mine (id INTEGER)")
    change(unreleased, "CREATE VIEW newest AS SELECT headline FROM media_coverage")
    upgrade(unreleased)
    assert unreleased.revision() == HEAD


@pytest.mark.parametrize("statement", CHANGES)
def test_one_that_was_changed_is_refused_with_the_difference(unreleased: Database, statement: str) -> None:
    change(unreleased, statement)
    url = unreleased.url.render_as_string(hide_password=False)
    with pytest.raises(
        SchemaError, match=rf"schema 0005, but was changed: {CHANGES[statement]}.*; undo that"
    ) as said:
        open_database(url)
    assert "\n" not in str(said.value)
    assert unreleased.revision() == "0005"


def test_a_trigger_that_is_missing_is_a_difference(unreleased: Database) -> None:
    on = "" if unreleased.is_sqlite else " ON article"
    change(unreleased, f"DROP TRIGGER kept_tally_article_insert{'' if unreleased.is_sqlite else '_insert'}{on}")
    with pytest.raises(SchemaError, match="article lacks CREATE TRIGGER kept_tally_article_insert"):
        upgrade(unreleased)


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004"])
def test_an_older_one_is_refused_with_what_to_do(unreleased: Database, revision: str) -> None:
    change(unreleased, f"UPDATE alembic_version SET version_num = '{revision}'")
    url = unreleased.url.render_as_string(hide_password=False)
    with pytest.raises(SchemaError, match=rf"schema {revision}, .*bring it to 0005 first, as docs/database\.md"):
        open_database(url)
    with pytest.raises(SchemaError, match="bring it to 0005"):
        upgrade(unreleased)


def test_a_database_of_a_newer_program_asks_for_an_update(database: Database) -> None:
    change(database, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError, match=r"has schema 9999, this program needs .*; update the program"):
        open_database(database.url.render_as_string(hide_password=False))
    with pytest.raises(SchemaError, match="update the program"):
        upgrade(database)


def test_a_schema_of_others_is_refused(database: Database) -> None:
    change(database, "UPDATE alembic_version SET version_num = 'e3b0c44298fc'")
    with pytest.raises(SchemaError, match="another program's database"):
        open_database(database.url.render_as_string(hide_password=False))


def test_a_migration_is_history_and_imports_nothing_of_ours() -> None:
    for file in (scripts_folder() / "versions").glob("*.py"):
        imports = [line for line in file.read_text(encoding="utf-8").splitlines() if "import " in line]
        assert not [line for line in imports if "storage" in line or "pipeline" in line], file.name


def test_alembic_upgrades_the_database_named_on_its_command_line(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/made.sqlite"
    command = [sys.executable, "-m", "alembic", "-x", f"url={url}", "upgrade", "head"]
    subprocess.run(command, cwd=Path(__file__).parents[3], check=True)
    database = Database(url)
    assert database.revision() == HEAD
    database.close()
