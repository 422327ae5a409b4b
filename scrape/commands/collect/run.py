"""`scrape run`: settings become a plan, the report becomes words and an exit code."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from typing import Protocol

from pipeline.errors import ConfigError, UsageError
from pipeline.items import CoverageStatus, Entity, Reason
from scheduler.processes import Workers, check_workers, run_on_reactor
from scheduler.run import Plan, Progress, RunReport, run
from scrape.config.settings import Settings
from scrape.output.console import complain, print_coverage
from scrape.output.failures import failure_lines
from scrape.output.progress import ProgressView
from scrape.plan.people import choose, refuse_typos
from scrape.plan.replay import replayed
from scrape.plan.run import make_plan, with_decisions, with_imported
from storage.archive import ArchiveIndex
from storage.coverage.read import fold_stories
from storage.coverage.review import past_decisions
from storage.database.engine import Database
from storage.database.open import existing_database, open_database
from storage.ledger.links import never_offered
from storage.sources.listed import imported_sources

__all__ = ["DONE", "INTERRUPTED", "account_line", "carry_out", "print_report", "run_now", "working_on"]

DONE, NO_SOURCE, INTERRUPTED = 0, 3, 130


def run_now(
    settings: Settings,
    *,
    people: Sequence[str],
    companies: Sequence[str],
    replay: Sequence[str],
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
    refuse_typos(chosen)
    if since is not None and since > datetime.now(UTC):
        raise UsageError(f"--since {since:%Y-%m-%d} is in the future")
    for entity in chosen.entities:
        if entity.ad_hoc:
            print(f"{entity.name} is not on the watchlist: matched by that name alone", file=sys.stderr)
    index = replayed(replay)
    lookup = None if index is None else index.find
    plan = make_plan(settings, chosen.watchlist, asked_for=chosen.entities, lookup=lookup, since=since)
    if not plan.sources:
        raise ConfigError("no sources: add [[source]] to scrape.toml")
    report = carry_out(settings, plan, run, extract_all=extract_all)
    print_report(report, plan, chosen.entities, settings.prefer_outlets)
    if index is not None:
        _print_replay(settings, index)
    return _exit_code(report)


class Work(Protocol):
    """`scheduler.run.run` or `reprocess`."""

    def __call__(
        self,
        database: Database,
        plan: Plan,
        workers: Workers,
        *,
        stop: asyncio.Event,
        progress: Callable[[Progress], None],
    ) -> Awaitable[RunReport]: ...


def carry_out(settings: Settings, plan: Plan, work: Work, *, extract_all: bool) -> RunReport:
    """Do `work` on the configured database with worker processes, and show how far it has come."""
    with working_on(settings, plan, extract_all=extract_all) as (database, plan, workers, view):
        return run_on_reactor(lambda stop: work(database, plan, workers, stop=stop, progress=view.show))


@contextmanager
def working_on(
    settings: Settings, plan: Plan, *, extract_all: bool = False, count: int | None = None
) -> Iterator[tuple[Database, Plan, Workers, ProgressView]]:
    """What work on the configured database needs: the plan with all names that are known, `count` worker processes,
    and a view of how far it has come."""
    check_workers()
    with ExitStack() as stack:
        database = stack.enter_context(closing(open_database(settings.database)))
        with database.read() as connection:
            decisions = past_decisions(connection, [entity.id for entity in plan.watchlist.entities])
            imported = imported_sources(connection) if plan.sources else []
        plan = with_imported(with_decisions(settings, plan, decisions), imported)
        count = count or settings.crawl.workers or os.cpu_count() or 1
        workers = Workers(plan.watchlist, plan.outlets, count, decisions, extract_all=extract_all)
        stack.enter_context(closing(workers))
        yield database, plan, workers, stack.enter_context(ProgressView())


def print_report(report: RunReport, plan: Plan, chosen: Sequence[Entity], prefer: Sequence[str]) -> None:
    """Print the new coverage (that of `chosen`, if any), the account of the run, and what went wrong."""
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
    for line in failure_lines(report, plan.crawl.proxies):
        complain(line)


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
    with existing_database(settings.database) as database, database.read() as connection:
        left = never_offered(connection, index.urls())
    print(f"archive: {len(index)} addresses, {len(index) - len(left)} of them sources or offered links")
    if left:
        addresses = "1 archived address was" if len(left) == 1 else f"{len(left)} archived addresses were"
        complain(f"warning: {addresses} offered by no source; for example {left[0]}")


def _exit_code(report: RunReport) -> int:
    if report.interrupted:
        return INTERRUPTED
    return NO_SOURCE if report.failures and not report.sources_read else DONE
