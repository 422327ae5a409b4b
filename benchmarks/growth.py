"""How large each table is: python benchmarks/growth.py [--articles N] [--database KIND] [--keep FILE]

A database is filled as for `queries.py`, with three rows of media_coverage to an article, or one that was kept by
--keep is used again. Told are the rows and megabytes of each table with its indexes, largest first, and what
50,000,000 articles would take.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import filled
from benchmarks.queries import a_filled_database
from storage.database.engine import Database
from storage.schema.tables import metadata

_MANY = 50_000_000
_WORDS = "article_words"  # the full-text index, in tables of its own


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--articles", type=int, default=1_000_000)
    arguments.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    arguments.add_argument("--keep", type=Path, help="a SQLite file to build once and use again")
    options = arguments.parse_args()
    size = filled.Size(options.articles, 3 * options.articles)
    with a_filled_database(options.database, options.keep, size) as database:
        rows, sizes = counted(database), megabytes(database)
    for name in sorted(filter(rows.get, sizes), key=sizes.__getitem__, reverse=True):
        many = sizes[name] * _MANY / options.articles / 1000
        print(f"{name:<18} {rows[name]:>12,} rows {sizes[name]:>10,.0f} MB {many:>8,.0f} GB at {_MANY:,}")
    print(
        f"together {sum(sizes.values()):,.0f} MB, {sum(sizes.values()) / options.articles * 1000:.1f} kB an article"
    )


def counted(database: Database) -> dict[str, int]:
    with database.read() as connection:
        rows: dict[str, int] = {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in metadata.sorted_tables
        }
    return rows | {_WORDS: rows["article"]}


def megabytes(database: Database) -> dict[str, float]:
    """The size of each table with its indexes."""
    with database.read() as connection:
        if not database.is_sqlite:
            size = "SELECT pg_total_relation_size(to_regclass(%(name)s)) / 1e6"
            return {
                name: float(connection.exec_driver_sql(size, {"name": name}).scalar_one())
                for name in metadata.tables
            }
        pages = connection.exec_driver_sql("SELECT name, SUM(pgsize) FROM dbstat GROUP BY name").all()
        named = connection.exec_driver_sql("SELECT name, tbl_name FROM sqlite_master").all()
        owners = {row.name: row.tbl_name for row in named}
    sizes: dict[str, float] = dict.fromkeys((*metadata.tables, _WORDS), 0.0)
    for name, size in pages:
        owner = owners.get(name, name)
        if owner.startswith(_WORDS):
            owner = _WORDS
        if owner in sizes:
            sizes[owner] += size / 1e6
    return sizes


if __name__ == "__main__":
    main()
