"""`scrape run`, `scrape reprocess`: settings become a plan, the report becomes words and an exit code."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from pipeline.errors import ConfigError, UsageError
from pipeline.items import CoverageStatus, Entity, Reason, Watchlist
from pipeline.names import name_forms
from scheduler.processes import Workers, run_on_reactor
from scheduler.run import Plan, Progress, RunReport, reprocess, run
from scrape import __version__
from scrape.config.settings import Settings
from scrape.output.console import ProgressView, complain, print_coverage
from scrape.plan.people import choose
from scrape.plan.sources import find_sources, service_keys
from spiders.outlets import bundled_outlets
from spiders.replay import Lookup
from spiders.settings import MEBIBYTE, CrawlSettings
from storage.archive import ArchiveIndex
from storage.coverage.read import fold_stories
from storage.coverage.review import past_decisions
from storage.database.engine import Database
from storage.database.open import open_database
from storage.ledger.links import never_offered
from storage.watchlist import MatchedForm

__all__ = ["make_plan", "matched_forms", "reprocess_now", "run_now"]

DONE, NO_SOURCE, INTERRUPTED = 0, 3, 130


def run_now(
    settings: Settings,
    *,
    people: Sequence[str],
    companies: Sequence[str],
    replay: Sequence[Path],
    since: datetime | None = None,
    extract_all: bool = False,
) -> int:
    """Read the sources once, print the new coverage and the account of the run; the exit code. `since` pages
    searches and sitemaps back as far as they go; with `extract_all` pages are understood that name nobody.

    Raises ScrapeError.
    """
    chosen = choose(settings.watchlist(), people, companies)
    if not chosen.watchlist.entities:
        raise ConfigError("nobody is tracked: add [[person]] or [[company]] to scrape.toml, or use --person NAME")
    for entity in chosen.entities:
        if entity.ad_hoc:
            print(f"{entity.name} is not on the watchlist: matched by that name alone", file=sys.stderr)
    for file in replay:
        if not file.is_file():
            raise UsageError(f"--replay {file}: no such file")
    index = ArchiveIndex.of(replay) if replay else None
    lookup = None if index is None else index.find
    plan = make_plan(settings, chosen.watchlist, asked_for=chosen.entities, lookup=lookup, since=since)
    if not plan.sources:
        raise ConfigError("no sources: add [[source]] to scrape.toml")
    report = _carry_out(settings, plan, run, extract_all=extract_all)
    _print_report(report, chosen.entities, settings.prefer_outlets)
    if index is not None:
        _print_replay(settings, index)
    return _exit_code(report)


def reprocess_now(settings: Settings, *, extract_all: bool = False) -> int:
    """Judge the whole archive again, print what changed for the better; the exit code. Raises ScrapeError."""
    plan = make_plan(settings, settings.watchlist(), kind="reprocess")
    if plan.archive is None or not plan.archive.is_dir():
        raise ConfigError(f"there is no archive at {settings.archive.folder}: nothing to reprocess")
    report = _carry_out(settings, plan, reprocess, extract_all=extract_all)
    _print_report(report, (), settings.prefer_outlets)
    return INTERRUPTED if report.interrupted else DONE


def make_plan(
    settings: Settings,
    watchlist: Watchlist,
    *,
    asked_for: Sequence[Entity] = (),
    lookup: Lookup | None = None,
    kind: str = "run",
    since: datetime | None = None,
) -> Plan:
    """What a run is to do, from the settings. Services are asked for those in `asked_for`, or for everybody. A
    replay is not archived again."""
    crawl = settings.crawl
    outlets = (*settings.outlets(), *bundled_outlets())
    keys = service_keys(os.environ)
    keeps = settings.archive.enabled and lookup is None
    archive = Path(settings.archive.folder) if keeps else None
    return Plan(
        watchlist=watchlist,
        forms=matched_forms(watchlist),
        outlets=outlets,
        sources=find_sources(settings, asked_for or watchlist.entities, outlets, keys),
        crawl=CrawlSettings(
            user_agent=_user_agent(crawl.contact),
            delay=crawl.delay_seconds,
            per_host=crawl.per_host,
            concurrency=crawl.concurrency,
            timeout=crawl.timeout_seconds,
            retries=crawl.retries,
            max_bytes=int(crawl.max_mebibytes * MEBIBYTE),
            max_redirects=crawl.max_redirects,
            obey_robots=crawl.obey_robots,
            proxy=crawl.proxy,
            allow_private_addresses=crawl.allow_private_addresses,
        ),
        archive=archive,
        lookup=lookup,
        hasty=True,
        kind=kind,
        since=since,
        keys=keys,
    )


def matched_forms(watchlist: Watchlist) -> tuple[MatchedForm, ...]:
    """Every name form that is looked for (suggestions are not)."""
    return tuple(
        MatchedForm(form.entity_id, form.text, form.origin)
        for entity in watchlist.entities
        for form in name_forms(entity)
        if not form.suggestion
    )


def _user_agent(contact: str | None) -> str:
    return f"press-scrape/{__version__}" + (f" (+{contact})" if contact else "")


class _Work(Protocol):
    def __call__(
        self,
        database: Database,
        plan: Plan,
        workers: Workers,
        *,
        stop: asyncio.Event,
        progress: Callable[[Progress], None],
    ) -> Awaitable[RunReport]: ...


def _carry_out(settings: Settings, plan: Plan, work: _Work, *, extract_all: bool) -> RunReport:
    database = open_database(settings.database)
    with database.read() as connection:
        decisions = past_decisions(connection, [entity.id for entity in plan.watchlist.entities])
    count = settings.crawl.workers or os.cpu_count() or 1
    workers = Workers(plan.watchlist, plan.outlets, count, decisions, extract_all=extract_all)
    try:
        with ProgressView() as view:
            return run_on_reactor(lambda stop: work(database, plan, workers, stop=stop, progress=view.show))
    finally:
        workers.close()
        database.close()


def _print_report(report: RunReport, chosen: Sequence[Entity], prefer: Sequence[str]) -> None:
    ids = {entity.id for entity in chosen}
    kept = tuple(row for row in report.new if row.status is not CoverageStatus.REJECTED)
    shown = tuple(row for row in kept if not ids or row.entity_id in ids)
    if shown:
        print_coverage(fold_stories(shown, prefer))
    elif not ids:
        print("no new coverage")
    for entity in chosen:
        if all(row.entity_id != entity.id for row in shown):
            print(
                f"no new coverage of {entity.name}; what is stored: scrape coverage --{entity.kind} {entity.name!r}"
            )
    others = len(kept) - len(shown)
    if others:
        print(f"and {others} new row{'s' if others > 1 else ''} about others on the watchlist: scrape coverage")
    if len(report.new) > len(kept):
        print(f"and {len(report.new) - len(kept)} of another of the same name: scrape coverage --status rejected")
    print(account_line(report))
    for failure in report.failures:
        complain(f"source failed: {failure.source.kind} {failure.source.url}: {failure.why}")
    for source, warning in report.warnings:
        complain(f"warning: {source.kind} {source.url}: {warning}")
    for problem in report.problems:
        complain(f"warning: {problem}")


def account_line(report: RunReport) -> str:
    """The line that adds up: links seen = the sum of their outcomes."""
    parts = [f"{reason.value} {report.outcomes[reason]}" for reason in Reason if report.outcomes.get(reason)]
    if report.unfinished:
        parts.append(f"not reached {report.unfinished}")
    sources = report.sources_read + len(report.failures)
    new = sum(row.status is not CoverageStatus.REJECTED for row in report.new)
    unchanged = f" ({report.sources_unchanged} unchanged)" if report.sources_unchanged else ""
    line = (
        f"run {report.run_id}: {report.sources_read} of {sources} sources read{unchanged}; "
        f"links seen {report.links_seen} = {' + '.join(parts) or '0'}; new coverage {new}"
    )
    if report.oldest is not None:
        line += f"; went back to {report.oldest:%Y-%m-%d}"
    if report.judged_again:
        line += f"; archived pages searched for new names {report.judged_again}"
    if report.revisited:
        line += f"; articles visited again {report.revisited}, corrected {report.corrected}"
    return line + ("; interrupted" if report.interrupted else "")


def _print_replay(settings: Settings, index: ArchiveIndex) -> None:
    """Account for every address of the archive that was replayed."""
    for problem in index.problems:
        complain(f"warning: {problem}")
    database = open_database(settings.database)
    try:
        with database.read() as connection:
            left = never_offered(connection, index.urls())
    finally:
        database.close()
    print(f"archive: {len(index)} addresses, {len(index) - len(left)} of them sources or offered links")
    for url in left:
        complain(f"warning: archived, but offered by no source: {url}")


def _exit_code(report: RunReport) -> int:
    if report.interrupted:
        return INTERRUPTED
    return NO_SOURCE if report.failures and not report.sources_read else DONE
