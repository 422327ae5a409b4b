"""Databases of either kind, for a benchmark: new ones, and one that may be kept to be used again."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from storage.database.engine import Database
from storage.database.open import open_database
from tests import postgres

__all__ = ["a_database", "databases"]


@contextmanager
def a_database(kind: str, keep: Path | None, name: str) -> Iterator[Database]:
    """An open database. With `keep`, a SQLite file, it is used again and stays; so is that of PostgreSQL, called
    `name`, on the server of $SCRAPE_TEST_POSTGRES."""
    if kind == "sqlite":
        with tempfile.TemporaryDirectory() as folder:
            file = keep or Path(folder) / "coverage.sqlite"
            database = open_database(f"sqlite:///{file}")
            yield database
            database.close()
        return
    with postgres.server() as url:
        address = sa.make_url(url).set(drivername="postgresql+psycopg")
        engine = sa.create_engine(address, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            names = connection.exec_driver_sql("SELECT datname FROM pg_database").scalars().all()
            if keep is None or name not in names:
                connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name}")
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
        database = open_database(address.set(database=name).render_as_string(hide_password=False))
        yield database
        database.close()
        if keep is None:
            with engine.connect() as connection:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
        engine.dispose()


@contextmanager
def databases(kind: str) -> Iterator[Callable[[Path], str]]:
    """A function that gives the URL of a new database, for a folder."""
    if kind == "sqlite":
        yield lambda folder: f"sqlite:///{folder / 'coverage.sqlite'}"
        return
    with postgres.server() as server:
        count = iter(range(10_000))

        def new(folder: Path) -> str:
            del folder
            name = f"benchmark_{next(count)}"
            engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name}")
            engine.dispose()
            return sa.make_url(server).set(database=name).render_as_string(hide_password=False)

        yield new
