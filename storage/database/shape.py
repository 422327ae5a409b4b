"""What the tables of a database consist of, so that two databases can be compared: columns, constraints, indexes,
triggers, functions. The order of columns does not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import shorten

import sqlalchemy as sa

__all__ = ["SchemaShape", "differences", "schema_shape"]

# Of each table, and of "functions", the parts as SQL.
SchemaShape = Mapping[str, frozenset[str]]

_SHOWN_CHARACTERS = 100

_ON_SQLITE = "SELECT type, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
# A NOT NULL is said with its column; since PostgreSQL 18 it is a constraint as well, named in more than one way.
_ON_POSTGRESQL = """
    WITH ours AS (
        SELECT oid, relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
    )
    SELECT relname, concat_ws(' ', attname, format_type(atttypid, atttypmod), attidentity, attgenerated,
                              'DEFAULT ' || pg_get_expr(adbin, adrelid), CASE WHEN attnotnull THEN 'NOT NULL' END)
    FROM ours JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
              LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    UNION ALL
    SELECT relname, concat_ws(' ', 'CONSTRAINT', conname, pg_get_constraintdef(pg_constraint.oid))
    FROM ours JOIN pg_constraint ON conrelid = ours.oid AND contype <> 'n'
    UNION ALL
    SELECT relname, pg_get_indexdef(indexrelid) FROM ours JOIN pg_index ON indrelid = ours.oid
    UNION ALL
    SELECT relname, concat_ws(' ', pg_get_triggerdef(pg_trigger.oid), 'switched ' || NULLIF(tgenabled::text, 'O'))
    FROM ours JOIN pg_trigger ON tgrelid = ours.oid AND NOT tgisinternal
    UNION ALL
    SELECT 'functions', pg_get_functiondef(oid) FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND starts_with(proname, 'kept_')
"""


def schema_shape(connection: sa.Connection) -> SchemaShape:
    """The shape of every table in the database; on PostgreSQL, in the current schema."""
    read = _parts_on_sqlite if connection.dialect.name == "sqlite" else _parts_on_postgresql
    parts: dict[str, set[str]] = {}
    for table, part in read(connection):
        parts.setdefault(table, set()).add(" ".join(part.split()))
    return {table: frozenset(of_table) for table, of_table in parts.items()}


def differences(actual: SchemaShape, wanted: SchemaShape) -> list[str]:
    """In what the tables of `wanted` are different, each in a few words. Other tables may stand beside them."""
    described = []
    for table, parts in sorted(wanted.items()):
        if table not in actual:
            described.append(f"there is no {table}")
            continue
        described += [f"{table} lacks {_short(part)}" for part in sorted(parts - actual[table])]
        described += [f"{table} has also {_short(part)}" for part in sorted(actual[table] - parts)]
    return described


def _short(part: str) -> str:
    return shorten(part, _SHOWN_CHARACTERS, placeholder=" …")


def _parts_on_sqlite(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    """SQLite keeps the statements as they were given; those of a table are taken apart."""
    for kind, table, statement in connection.exec_driver_sql(_ON_SQLITE):
        if kind != "table":
            yield table, statement
            continue
        head, rest = statement.split("(", 1)
        body, tail = rest.rsplit(")", 1)
        yield table, f"{head} {tail}"
        for part in _separated(body.replace('"', "")):
            yield table, part


def _separated(body: str) -> Iterator[str]:
    """The parts between commas that stand in no brackets."""
    depth = start = 0
    for at, character in enumerate(body):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            yield body[start:at]
            start = at + 1
    yield body[start:]


def _parts_on_postgresql(connection: sa.Connection) -> Iterator[tuple[str, str]]:
    schema = connection.exec_driver_sql("SELECT quote_ident(current_schema())").scalar_one()
    for table, part in connection.exec_driver_sql(_ON_POSTGRESQL):
        yield table, part.replace(f"{schema}.", "")
