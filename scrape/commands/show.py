"""Commands that only read: `watchlist`, `coverage`, `sql`, and `db`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import StorageError, UsageError
from pipeline.items import Coverage, CoverageStatus, Watchlist
from pipeline.names import name_forms
from scrape.config.days import parse_day
from scrape.config.settings import Settings
from scrape.output.console import print_coverage, print_rows
from scrape.output.export import as_csv, as_json, as_markdown, one_line
from scrape.plan.people import choose
from storage.counts import count_anew, differences
from storage.coverage.read import CoverageFilter, find, find_stories
from storage.database.engine import Database
from storage.database.maintenance import backup, size_in_bytes, vacuum
from storage.database.migrate import upgrade
from storage.database.open import open_database
from storage.database.read_only import query
from storage.schema.tables import HEAD

__all__ = [
    "CoverageRequest",
    "backup_database",
    "check_database",
    "open_existing",
    "show_coverage",
    "show_revision",
    "show_sql",
    "show_watchlist",
    "upgrade_database",
    "vacuum_database",
    "wanted_rows",
]


_MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class CoverageRequest:
    """The options of `scrape coverage`, as given."""

    people: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    every_article: bool = False
    since: str | None = None
    until: str | None = None
    statuses: tuple[str, ...] = ("confirmed",)
    limit: int | None = None
    form: str = "table"
    output: Path | None = None


def show_watchlist(watchlist: Watchlist) -> None:
    """Who is tracked, each name form and where it comes from."""
    if not watchlist.entities:
        print("nobody is tracked: add [[person]] or [[company]] to scrape.toml")
        return
    rows = [
        (entity.kind.value, entity.name, form.text, _remark(form))
        for entity in watchlist.entities
        for form in name_forms(entity)
    ]
    print_rows(("Kind", "Who", "Form", "Where it comes from"), rows)


def _remark(form: Any) -> str:
    remarks = [form.origin]
    if form.suggestion:
        remarks.append("a suggestion, not matched: add it to aliases to match it")
    if form.needs_context:
        remarks.append("alone it goes to review")
    return "; ".join(remarks)


def show_coverage(settings: Settings, request: CoverageRequest) -> None:
    """Print the table that was asked for. Raises UsageError, StorageError."""
    wanted = wanted_rows(settings, request)
    database = open_existing(settings)
    try:
        with database.read() as connection:
            if request.every_article:
                rows = find(connection, wanted, request.limit)
            else:
                rows = find_stories(connection, wanted, settings.prefer_outlets, request.limit)
    finally:
        database.close()
    if request.form == "table" and request.output is None:
        if rows:
            print_coverage(rows)
        else:
            print("no coverage stored that fits", file=sys.stderr)
        return
    _write(_FORMATS[request.form](rows), request.output)


def _table_text(rows: Sequence[Coverage]) -> str:
    lines = [
        f"{row.month or '':7}  {one_line(row.headline)}  ({one_line(row.outlet)})  {one_line(row.url)}"
        for row in rows
    ]
    return "".join(f"{line}\n" for line in lines)


_FORMATS: dict[str, Callable[[Sequence[Coverage]], str]] = {
    "table": _table_text,
    "markdown": as_markdown,
    "csv": as_csv,
    "json": as_json,
}


def _write(text: str, output: Path | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        # A byte-order mark makes spreadsheets read a CSV file as UTF-8.
        encoding = "utf-8-sig" if output.suffix.lower() == ".csv" else "utf-8"
        output.write_text(text, encoding=encoding, newline="")
    except OSError as error:
        raise UsageError(f"{output} cannot be written ({error.strerror})") from error


def wanted_rows(settings: Settings, request: CoverageRequest) -> CoverageFilter:
    """What the options of `scrape coverage` select. Raises UsageError."""
    chosen = choose(settings.watchlist(), request.people, request.companies)
    statuses = (
        tuple(CoverageStatus)
        if "all" in request.statuses
        else tuple(CoverageStatus(one) for one in request.statuses)
    )
    return CoverageFilter(
        entity_ids=tuple(entity.id for entity in chosen.entities),
        since=None if request.since is None else parse_day("--since", request.since, last=False),
        until=None if request.until is None else parse_day("--until", request.until, last=True),
        statuses=statuses,
    )


def open_existing(settings: Settings) -> Database:
    """The coverage database, which must be there: a command that reads does not make an empty one.

    Raises StorageError, SchemaError.
    """
    database = Database(settings.database)
    name = database.url.database
    if database.is_sqlite and name and not Path(name).exists():
        raise StorageError(f"there is no coverage database at {name} yet; run: scrape run")
    database.close()
    return open_database(settings.database)


def backup_database(settings: Settings, file: Path) -> None:
    """Copy the database to `file`. Raises StorageError, UsageError."""
    database = open_existing(settings)
    try:
        backup(database, file)
    finally:
        database.close()
    print(f"wrote {file}")


def vacuum_database(settings: Settings) -> None:
    """Compact the database, and say by how much. Raises StorageError."""
    database = open_existing(settings)
    try:
        with database.read() as connection:
            before = size_in_bytes(database, connection)
        vacuum(database)
        with database.read() as connection:
            after = size_in_bytes(database, connection)
    finally:
        database.close()
    print(f"{before / 1e6:.1f} MB before, {after / 1e6:.1f} MB now")


def check_database(settings: Settings, *, repair: bool) -> int:
    """Say which of the counts that are kept are wrong, and with `repair` put them right; the exit code, 1 when some
    are wrong and stay so. Raises StorageError."""
    database = open_existing(settings)
    try:
        with database.read() as connection:
            wrong = differences(connection)
        if wrong and repair:
            with database.write() as connection:
                count_anew(connection)
    finally:
        database.close()
    for one in wrong[:_MOST_SHOWN]:
        print(f"{one.table}: {one_line(one.of)}: {one.kept} is kept, {one.counted} is right")
    if not wrong:
        print("every count that is kept is right")
        return 0
    told = "counts that were wrong and are put right" if repair else "run: scrape db check --repair; wrong counts"
    print(f"{told}: {len(wrong)}")
    return int(not repair)


def show_sql(settings: Settings, statement: str) -> None:
    """Run one reading statement and print its rows. Raises UsageError, StorageError."""
    database = open_existing(settings)
    try:
        answer = query(database, statement)
    finally:
        database.close()
    cells = [["" if cell is None else str(cell) for cell in row] for row in answer.rows]
    print_rows([one_line(name) for name in answer.columns], cells, as_stored=True)


def upgrade_database(settings: Settings) -> None:
    """Run the migrations that are missing. Raises StorageError, SchemaError."""
    database = Database(settings.database)
    try:
        before = database.revision()
        upgrade(database)
        print(f"{database.shown}: schema {before or 'none'} -> {database.revision()}")
    finally:
        database.close()


def show_revision(settings: Settings) -> None:
    """Say which schema the database has. Raises StorageError."""
    database = Database(settings.database)
    try:
        print(f"{database.shown}: schema {database.revision() or 'none'}, this program needs {HEAD}")
    finally:
        database.close()
