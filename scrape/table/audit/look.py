"""Looking at a table: its pages are asked for or read from the archive, and judged; nothing is written.

Each page is asked for, since only that shows whether its link is dead. Where it cannot be had, its archived copy is
judged.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from pipeline.dates import month_of
from pipeline.errors import PageError
from pipeline.identity import PastDecisions
from pipeline.items import Coverage, Entity, Outcome, Page, Watchlist
from pipeline.markup.encoding import decode
from pipeline.outlets import OutletRegistry
from pipeline.process import Reader
from pipeline.urls import is_fetchable
from scheduler.fetch import look_at, understood
from scheduler.processes import Workers, check_workers, run_on_reactor
from scrape.config.settings import NotifyTable, Settings
from scrape.plan.crawl import crawl_settings
from scrape.plan.outlets import known_outlets
from scrape.plan.people import Chosen
from scrape.table.audit.judge import MISSED, Looked, judge_rows
from scrape.table.audit.known import Copies, KnownRow, known_row, missing_stories
from scrape.table.audit.values import Finding
from scrape.table.written import WrittenRow, WrittenTable
from spiders.replay import Lookup
from storage.coverage.review import past_decisions
from storage.database import Connection
from storage.database.engine import Database

__all__ = ["Audit", "Ways", "audit_table"]

_NOWHERE = KnownRow()


@dataclass(frozen=True, slots=True)
class Ways:
    """Where pages come from: from `lookup` if there is one, else from the network, unless `offline`. `progress` is
    told how many of the pages are known."""

    lookup: Lookup | None = None
    offline: bool = False
    progress: Callable[[int, int], None] = field(default=lambda _done, _all: None)


@dataclass(frozen=True, slots=True)
class Audit:
    """What is wrong with a table of so many `rows`, the stories that it lacks, and the rows whose page could not be
    judged, each with the reason. `interrupted`: not every page was asked for."""

    rows: int
    findings: tuple[Finding, ...]
    missing: tuple[Coverage, ...]
    unchecked: tuple[tuple[WrittenRow, str], ...]
    interrupted: bool = False


def audit_table(
    settings: Settings, file: Path, table: WrittenTable, chosen: Chosen, ways: Ways, database: Database | None
) -> Audit:
    """Check the table in `file`, about the first of `chosen`; `database` holds the coverage, if there is one. It is
    not kept waiting while pages are asked for.

    Raises ScrapeError.
    """
    (entity, *_), rows = chosen.entities, table.rows
    known = [_NOWHERE] * len(rows)
    decisions: Mapping[str, PastDecisions] = {}
    if database is not None:
        with database.read() as connection:
            known = [_known(connection, row, entity) for row in rows]
            decisions = past_decisions(connection, [one.id for one in chosen.watchlist.entities])
    looked = _look(settings, rows, known, chosen, decisions, ways, database)
    zone = settings.notify[0].time_zone if settings.notify else NotifyTable().time_zone
    registry = OutletRegistry(known_outlets(settings))
    judged = judge_rows(table, entity, known, looked, outlets=registry, reader=ZoneInfo(zone))
    missing: tuple[Coverage, ...] = ()
    if database is not None:
        articles = [article for article in judged.articles if article is not None]
        with database.read() as connection:
            missing = missing_stories(
                connection, entity.id, known, articles, file=file, prefer=settings.prefer_outlets
            )
    return Audit(len(rows), judged.findings, missing, judged.unchecked, looked.interrupted)


def _known(connection: Connection, row: WrittenRow, entity: Entity) -> KnownRow:
    return known_row(connection, row.url, entity.id) if is_fetchable(row.url) else _NOWHERE


def _look(
    settings: Settings,
    rows: Sequence[WrittenRow],
    known: Sequence[KnownRow],
    chosen: Chosen,
    decisions: Mapping[str, PastDecisions],
    ways: Ways,
    database: Database | None,
) -> Looked:
    urls = list(dict.fromkeys(row.url for row in rows if is_fetchable(row.url)))
    refs = {row.url: stored.copy for row, stored in zip(rows, known, strict=True) if stored.copy is not None}
    copies = Copies(settings)
    is_used = ways.lookup is None and not ways.offline
    crawl = crawl_settings(settings, is_used=is_used)
    check_workers()
    with ExitStack() as stack:
        count = settings.crawl.workers or os.cpu_count() or 1
        outlets = known_outlets(settings)
        workers = Workers(chosen.watchlist, outlets, count, decisions, extract_all=True)
        stack.enter_context(closing(workers))

        again = _SecondLook(rows, chosen.entities[0], workers)

        async def work(stop: asyncio.Event) -> Looked:
            asked: dict[str, Outcome] = {}
            if is_used or ways.lookup is not None:
                asked = await look_at(
                    urls,
                    crawl,
                    workers,
                    lookup=ways.lookup,
                    stop=stop,
                    database=database if is_used else None,
                    note=again.note,
                    progress=lambda done: ways.progress(done, len(urls)),
                )
            archived: dict[str, Outcome] = {}
            for url in urls:
                outcome = asked.get(url)
                if outcome is None or outcome.reason in MISSED:
                    page = copies.page(refs.get(url), url)
                    if page is not None and page.status == 200:
                        archived[url] = await understood(page, workers)
                        await again.note(url, page, archived[url])
            return Looked(asked, archived, again.days, frozenset(again.named), stop.is_set())

        return run_on_reactor(work)


class _SecondLook:
    """Reads once more the pages that seem to say something against their rows: what else they say."""

    def __init__(self, rows: Sequence[WrittenRow], entity: Entity, workers: Workers) -> None:
        self.days: dict[str, frozenset[date]] = {}
        self.named: set[str] = set()
        self._months: dict[str, set[str | None]] = {}
        for row in rows:
            self._months.setdefault(row.url, set()).add(month_of(row.month))
        self._entity = entity
        self._names = Reader.of(Watchlist((entity,)), ()).matcher
        self._workers = workers

    async def note(self, url: str, page: Page, outcome: Outcome) -> None:
        """Look again at the page of `url`: for other days where none of its rows has its month, and for the name
        anywhere on it where its article does not have it."""
        article = outcome.article
        if article is None:
            return
        if self._months.get(url, set()) - {None, article.month}:
            with suppress(PageError):
                self.days[url] = await self._workers.days_told(page)
        if all(verdict.entity_id != self._entity.id for verdict in outcome.verdicts):
            with suppress(PageError):
                if self._names.names_in(decode(page.body, page.header("content-type")).utf8):
                    self.named.add(url)
