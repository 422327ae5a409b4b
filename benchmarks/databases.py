"""New databases of either kind, for a benchmark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from tests import postgres

__all__ = ["databases"]


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
