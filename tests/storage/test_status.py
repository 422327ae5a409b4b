"""Which sources there are, what is wrong with them, and in which order they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import product

import sqlalchemy as sa

from pipeline.items import BY_HAND, Source
from scheduler.trouble import Problem, problems_of
from storage.database.engine import Database
from storage.schema.tables import source
from storage.sources.memory import enter_sources
from storage.status import SourceCounts, count_sources, read_sources, status_of_source, troubled_sources

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
# How a source fares, from the most urgent to what is as usual.
FARES: tuple[Mapping[str, object], ...] = (
    {"silent_since": NOW, "failures": 1, "failure": "HTTP 404"},
    {"yield_fell_at": NOW},
    {"failures": 2, "failure": "HTTP 410 (no such feed)"},
    {"failures": 2, "failure": "HTTP 4040"},
    {"failures": 0, "failure": "HTTP 404"},
)


def enter(connection: sa.Connection, number: int, fares: Mapping[str, object], *, active: bool = True) -> None:
    url = f"https://n{number}.example/feed"
    enter_sources(connection, [Source("feed", url)], NOW, active=active)
    connection.execute(sa.update(source).where(source.c.url == url).values(**fares))


def test_what_is_asked_and_wrong_comes_first_and_pages_hang_together(database: Database) -> None:
    """Asked is what is active, and what is listed without that; what was asked before comes last, well or not."""
    with database.write() as connection:
        for number, fares in enumerate(reversed(FARES)):
            enter(connection, number, fares, active=number != 2)
        enter(connection, 9, FARES[0], active=False)
        connection.execute(sa.insert(source).values(kind=BY_HAND, url="person:서다인", first_seen_at=NOW))
    listed = {("feed", "https://n2.example/feed"), ("sitemap", "https://n9.example/feed")}
    with database.read() as connection:
        whole = read_sources(connection, NOW, listed)
        pages = [*read_sources(connection, NOW, listed, most=4), *read_sources(connection, NOW, listed, start=4)]
        counts = count_sources(connection, listed)
        troubled = troubled_sources(connection, listed)
        alone = count_sources(connection, ())
        every = count_sources(connection)
        one = status_of_source(connection, whole[0][0].id)
    assert [(status.url[9], asked) for status, asked in whole] == [
        ("4", True), ("3", True), ("2", True), ("1", True), ("0", True), ("9", False),
    ]  # fmt: skip
    assert pages == whole
    assert troubled == [status for status, _ in whole[:4]]
    assert one == whole[0][0]
    assert (counts, alone, every) == (SourceCounts(5, 4, 1), SourceCounts(4, 3, 2), SourceCounts(6, 5, 0))


ORDER = (Problem.SILENT, Problem.YIELD, Problem.GONE, Problem.FAILING)


def test_the_database_orders_as_problems_are_named(database: Database) -> None:
    failures = (None, "HTTP 404", "HTTP 410 (gone)", "HTTP 404(", "HTTP 41", "timed out")
    with database.write() as connection:
        for number, fares in enumerate(product((0, 2), failures, (None, NOW), (None, NOW))):
            names = ("failures", "failure", "silent_since", "yield_fell_at")
            enter(connection, number, dict(zip(names, fares, strict=True)))
        read = [status for status, _ in read_sources(connection, NOW)]
    urgencies = [min(map(ORDER.index, problems_of(status)), default=len(ORDER)) for status in read]
    assert len(read) == 48
    assert urgencies == sorted(urgencies)
