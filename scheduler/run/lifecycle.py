"""One run, and the whole path of an article, drawn once:

    watchlist, sources, seen  <- storage                  who, where, what we have
    Source -> Link            spiders (feed, sitemap …)   a URL was offered (pipeline.feeds parses the bytes)
    Link   -> Page            spiders.crawl               fetched or replayed: URLs asked and answered, bytes, time
    Page   -> archive         storage.archive             kept before anything is made of it
    Page   -> Outcome         pipeline.process            decode | name scan | extract | date | language | mentions
    Outcome + candidates -> links      pipeline.stories   the same article, or copies and rewrites of it
    links                -> stories    pipeline.stories   cut from what hangs together by links
    Outcome + stories    -> rows       storage.articles   one transaction: article, URLs, mentions, story,
                                                          coverage, ledger
    rows   -> Coverage        storage.coverage            the table the user wants

This is the only place where the network edge and the storage edge meet.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pipeline.items import Coverage, Reason, Source
from pipeline.outlets import OutletRegistry
from scheduler.processes import Workers
from scheduler.run.archived_pages import judge_again
from scheduler.run.google_links import find_articles
from scheduler.run.handler import RunHandler
from scheduler.run.holdings import Hands, holding, of_a_run
from scheduler.run.plan import Kept, Plan, RunContext
from scheduler.run.source_health import layout_alarms_of
from scheduler.run.tally import Progress, SourceFailure, Tally
from scheduler.trouble import describe_layout
from spiders.crawl import crawl
from spiders.politeness.hosts import Hosts
from storage import runs
from storage.archive import ArchiveWriter
from storage.articles import headline_only
from storage.articles.rows import Judgement
from storage.coverage import read
from storage.database.engine import Database
from storage.sources import memory
from storage.sources.listed import enter_listed, they_are_old
from storage.watchlist import keep_watchlist

__all__ = ["RunReport", "begin", "reprocess", "run"]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did. `links_seen` is the sum of `outcomes` and `unfinished` (links offered but not reached
    before an interruption); `judged_again` counts archived pages that were read for names that came later,
    `revisited` stored articles that were visited again, `corrected` those of them that had changed; `oldest` is how
    far back a run with `since` went."""

    run_id: int
    outcomes: Mapping[Reason, int]
    links_seen: int
    unfinished: int
    sources_read: int
    sources_unchanged: int
    failures: tuple[SourceFailure, ...]
    warnings: tuple[tuple[Source, str], ...]
    problems: tuple[str, ...]
    new: tuple[Coverage, ...]
    oldest: datetime | None
    judged_again: int
    revisited: int
    corrected: int
    interrupted: bool


async def run(
    database: Database,
    plan: Plan,
    workers: Workers,
    *,
    stop: asyncio.Event,
    progress: Callable[[Progress], None] = lambda _: None,
    kept: Kept | None = None,
) -> RunReport:
    """Read the sources of `plan`, store what is found, and report what was done.

    Pages in the archive that were judged before a name was tracked are judged for it first. `workers` know the
    plan's watchlist and outlets. Raises StorageError or ArchiveError when the database or the archive fails;
    what was stored before stays. Needs Twisted's asyncio reactor to be running.
    """
    if kept is not None:
        return await _run(database, plan, workers, stop, progress, kept)
    hosts = Hosts()
    if plan.is_replay:  # it asks nobody
        return await _run(database, plan, workers, stop, progress, Kept(hosts, None, Hands()))
    async with holding(of_a_run(database, plan.crawl, hosts)) as ours:
        return await _run(database, plan, workers, stop, progress, Kept(hosts, None, Hands(ours)))


async def _run(
    database: Database,
    plan: Plan,
    workers: Workers,
    stop: asyncio.Event,
    progress: Callable[[Progress], None],
    kept: Kept,
) -> RunReport:
    own = ArchiveWriter(plan.archive) if kept.archive is None and plan.archive is not None else None
    kept = replace(kept, archive=own or kept.archive)
    context = await asyncio.to_thread(begin, database, plan, kept=kept)  # the database may be busy
    again: Tally | None = None
    if plan.fetches_due and plan.judges_archive:
        again = await judge_again(context, workers, everything=False, stop=stop, progress=progress)
    handler = RunHandler(context, workers, stop=stop, progress=progress)
    hosts = kept.hosts
    try:
        links = await handler.due() if plan.fetches_due and not plan.is_replay else []
        links += await handler.named_by_hand()
        await crawl(plan.sources, handler, plan.crawl, lookup=plan.lookup, links=links, stop=stop, hosts=hosts)
        if handler.opaque:
            links = await find_articles(handler, plan.crawl, stop, hosts)
            await crawl((), handler, plan.crawl, links=links, stop=stop, hosts=hosts)
    finally:
        handler.close()
        context.hands.clear()
        uploads = None if own is None else own.finish()
    handler.note_waiting()
    if uploads is not None:
        await asyncio.wrap_future(uploads)
    return await asyncio.to_thread(_finish, context, handler.tally, again, interrupted=stop.is_set())


async def reprocess(
    database: Database,
    plan: Plan,
    workers: Workers,
    *,
    stop: asyncio.Event,
    progress: Callable[[Progress], None] = lambda _: None,
) -> RunReport:
    """Judge every page of the archive again with the rules and names in force, and update what is stored.

    Arguments and errors are those of `run`.
    """
    context = begin(database, plan, same_pages=True)
    tally = await judge_again(context, workers, everything=True, stop=stop, progress=progress)
    return _finish(context, tally, None, interrupted=stop.is_set())


def begin(database: Database, plan: Plan, *, same_pages: bool = False, kept: Kept | None = None) -> RunContext:
    """Enter a run, its watchlist and its sources in the database. Raises StorageError, and OldWatchlist when the
    watchlist in force is newer."""
    now = datetime.now(UTC)
    hands = Hands() if kept is None else kept.hands
    name = None if hands.holdings is None else hands.holdings.name
    with database.write() as connection:
        sets = keep_watchlist(connection, plan.looked_for, plan.listing, now)
        warnings: tuple[str, ...] = ()
        if plan.sources_listing is not None:
            listed = plan.sources if plan.listed is None else plan.listed
            newer = enter_listed(connection, plan.sources_listing, listed, now)
            warnings = () if newer is None else (they_are_old(plan.sources_listing, newer),)
        ids = frozenset(entity.id for entity in plan.watchlist.entities)
        sources = dict.fromkeys((*plan.sources, *(link.source for link in plan.links)))
        return RunContext(
            plan=plan,
            database=database,
            run_id=runs.start_run(connection, plan.kind, now, name),
            sets=sets,
            memories=memory.register(connection, sources, now),
            outlets=OutletRegistry(plan.outlets),
            judgement=Judgement(ids, sets.current, same_pages),
            hands=hands,
            archive_out=None if kept is None else kept.archive,
            warnings=warnings,
        )


def _finish(context: RunContext, tally: Tally, again: Tally | None, *, interrupted: bool) -> RunReport:
    earlier = again or Tally()
    broken = tally.broken or earlier.broken
    if broken is not None:
        raise broken
    new = [*earlier.new, *tally.new]
    with context.database.write() as connection:
        runs.finish_run(
            connection,
            context.run_id,
            outcomes=tally.outcomes,
            links_seen=tally.links,
            sources_read=tally.sources_read,
            sources_failed=len(tally.failures),
            new_coverage=len(new),
            interrupted=interrupted,
            now=datetime.now(UTC),
        )
        headline_only.name_outlets(connection)
        rows = read.of_articles(connection, new)
        alarms = [
            f"layout alarm: {describe_layout(alarm)}"
            for alarm in layout_alarms_of(connection, datetime.now(UTC).date())
        ]
    return RunReport(
        run_id=context.run_id,
        outcomes=dict(tally.outcomes),
        links_seen=tally.links,
        unfinished=tally.links - tally.outcomes.total(),
        sources_read=tally.sources_read,
        sources_unchanged=tally.sources_unchanged,
        failures=tuple(tally.failures),
        warnings=tuple(tally.warnings),
        problems=(
            *context.warnings,
            *earlier.problems,
            *tally.problems,
            *alarms,
        ),
        new=rows,
        oldest=tally.oldest,
        judged_again=earlier.links,
        revisited=tally.revisited,
        corrected=tally.corrected,
        interrupted=interrupted,
    )
