"""The migrations and the tables of `storage.schema.tables` say the same, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import storage
from pipeline.errors import StorageError
from storage.database.engine import Database
from storage.database.migrate import scripts_folder
from storage.database.open import open_database
from storage.schema.search_index import is_compared
from storage.schema.tables import HEAD, metadata


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index ix_article_host")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_the_migrations_lead_to_the_schema(database: Database) -> None:
    with database.read() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": is_compared})
        assert compare_metadata(context, metadata) == []


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts_folder()))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_the_folder_of_migrations_does_not_shadow_the_library() -> None:
    top = Path(storage.__file__).parents[1] / "alembic"
    assert top.is_dir()
    assert not (top / "__init__.py").exists()


def test_opening_twice_keeps_what_is_stored(database_url: str) -> None:
    first = open_database(database_url)
    with first.write() as connection:
        connection.execute(sa.insert(metadata.tables["outlet"]).values(name="새벽일보"))
    first.close()
    second = open_database(database_url)
    with second.read() as connection:
        assert connection.execute(sa.select(metadata.tables["outlet"].c.name)).scalars().all() == ["새벽일보"]
    second.close()


def test_sqlite_runs_with_the_promised_settings(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    with database.read() as connection:
        pragmas = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
    database.close()
    assert pragmas == ["wal", 1, 60_000]


@pytest.mark.parametrize("url", ["nonsense", "mysql://somewhere/db", "sqlite:////proc/nowhere/x.sqlite"])
def test_a_database_that_cannot_be_opened_is_one_line(url: str) -> None:
    with pytest.raises(StorageError) as caught:
        open_database(url)
    assert "\n" not in str(caught.value)


def test_passwords_are_not_shown() -> None:
    database = Database("postgresql://press:s3cret@db.example/press")
    assert "s3cret" not in database.shown


def test_a_naive_time_is_refused(database: Database) -> None:
    from datetime import datetime

    with pytest.raises(StorageError, match="naive datetime"), database.write() as connection:
        connection.execute(
            sa.insert(metadata.tables["story"]).values(created_at=datetime(2024, 8, 7))  # noqa: DTZ001
        )
