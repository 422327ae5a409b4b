"""What columns and indexes of the schema are made of, where SQLite and PostgreSQL differ."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

__all__ = [
    "BigId",
    "HostIn",
    "JsonB",
    "OrderedText",
    "UtcDateTime",
    "UtcMoment",
    "metadata",
    "newest",
    "one_of",
    "partial_index",
]

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Readable in a query typed by hand: 2024-08-07 06:15:00
_SECONDS = "%(year)04d-%(month)02d-%(day)02d %(hour)02d:%(minute)02d:%(second)02d"
_SQLITE = {
    0: sqlite.DATETIME(storage_format=_SECONDS, regexp=r"(\d+)-(\d+)-(\d+) (\d+):(\d+):(\d+)"),  # type: ignore[no-untyped-call]
    6: sqlite.DATETIME(  # type: ignore[no-untyped-call]
        storage_format=f"{_SECONDS}.%(microsecond)06d", regexp=r"(\d+)-(\d+)-(\d+) (\d+):(\d+):(\d+)\.(\d+)"
    ),
}


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware datetime in whole seconds, kept in UTC on both databases (SQLite has no zones of its own)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True
    digits = 0  # behind the second

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Text of a fixed shape on SQLite, ``timestamptz`` on PostgreSQL."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(_SQLITE[self.digits])
        return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True, precision=self.digits))

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Refuse a naive time: which zone it meant would be a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r} offered to the database")
        utc = value.astimezone(UTC)
        utc = utc if self.digits else utc.replace(microsecond=0)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        """Give back an aware time in UTC. Of thousands of rows this is much of the reading: one call for each."""
        del coltype
        return _of_text if dialect.name == "sqlite" else _in_utc


class UtcMoment(UtcDateTime):
    """An aware datetime with microseconds: of what is kept to within a second."""

    cache_ok = True
    digits = 6


def _of_text(stored: str | None) -> datetime | None:
    return None if stored is None else datetime.fromisoformat(f"{stored}+00:00")


def _in_utc(stored: datetime | None) -> datetime | None:
    return None if stored is None else stored.astimezone(UTC)


JsonB = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
# SQLite gives automatic keys to INTEGER columns only.
BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# Text that is in the order of its bytes on both.
OrderedText = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def one_of(column: str, *values: str) -> sa.CheckConstraint:
    """The constraint that a column has one of these values; named after the column."""
    return sa.CheckConstraint(f"{column} IN ({', '.join(repr(v) for v in values)})", name=column)


class _Newest(sa.ColumnClause[Any]):
    """A column of an index, descending. Rows without a value come last, on SQLite by nature."""

    inherit_cache = True


@compiles(_Newest)
def _descending(element: _Newest, _compiler: Any, **_: Any) -> str:
    return f"{element.name} DESC"


@compiles(_Newest, "postgresql")
def _descending_nulls_last(element: _Newest, _compiler: Any, **_: Any) -> str:
    always_there = element.name.endswith("_id")
    return f"{element.name} DESC" if always_there else f"{element.name} DESC NULLS LAST"


def newest(*columns: str) -> list[_Newest]:
    """Columns of an index for listings that begin with the newest."""
    return [_Newest(column) for column in columns]


def partial_index(name: str, where: str, *columns: str | _Newest) -> sa.Index:
    """An index of the rows for which `where` holds alone."""
    return sa.Index(name, *columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


class HostIn(FunctionElement[str]):
    """The host in an absolute address, with its port, in small letters."""

    type = sa.Text()
    inherit_cache = True


@compiles(HostIn, "sqlite")
def _between_slashes(element: HostIn, compiler: Any, **how: Any) -> str:
    rest = "substr({0}, instr({0}, '://') + 3)".format(compiler.process(element.clauses, **how))
    return f"lower(substr({rest}, 1, instr({rest} || '/', '/') - 1))"


@compiles(HostIn, "postgresql")
def _third_part(element: HostIn, compiler: Any, **how: Any) -> str:
    return f"lower(split_part({compiler.process(element.clauses, **how)}, '/', 3))"
