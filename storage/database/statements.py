"""Building blocks of statements that SQLite and PostgreSQL share."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

__all__ = ["chunks", "insert_all", "insert_into", "is_one_of"]

T = TypeVar("T")


def insert_into(of: sa.Connection | str, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    """An INSERT that knows ON CONFLICT in the dialect of a connection, or in the dialect of that name."""
    return _insert_into(of if isinstance(of, str) else of.dialect.name, table)


@lru_cache(maxsize=256)  # what it calls `excluded` takes longer to make than the statement to run
def _insert_into(dialect: str, table: sa.Table) -> postgresql.Insert | sqlite.Insert:
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def insert_all(connection: sa.Connection, statement: sa.Insert, rows: Collection[dict[str, Any]]) -> None:
    """Enter rows, if there are any, with a statement that is compiled once: to spell out the values of many in one
    is slower than all the rest of it."""
    if rows:
        connection.execute(statement, list(rows))


def is_one_of(
    connection: sa.Connection, expression: sa.ColumnElement[Any], values: Collection[Any]
) -> sa.ColumnElement[bool]:
    """Whether `expression` is one of `values`, which are one parameter: to spell out each takes longer, and
    thousands may be more than a driver allows."""
    if connection.dialect.name == "sqlite":
        those = sa.func.json_each(json.dumps(list(values))).table_valued("value")
        return expression.in_(sa.select(those.c.value))
    return expression == sa.any_(sa.cast(list(values), postgresql.ARRAY(expression.type)))


def chunks(values: Iterable[T], size: int = 500) -> Iterator[list[T]]:
    """`values` in lists of at most `size`, below every driver's limit of parameters."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk
