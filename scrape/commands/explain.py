"""`scrape try` and `scrape why`: what is made of a page, and why an article is where it is."""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.items import Article, CoverageStatus, Evidence, Mention, Outcome, Page, Verdict
from pipeline.process import Reader
from pipeline.urls import is_fetchable
from scheduler.fetch import fetch
from scheduler.processes import run_on_reactor
from scrape.commands.run import make_plan
from scrape.commands.show import open_existing
from scrape.config.settings import Settings
from scrape.output.export import neutral, one_line, shown
from spiders.replay import Lookup
from storage.archive import ArchiveIndex
from storage.why import Account, account_of

__all__ = ["evidence_lines", "show_why", "try_page"]


def try_page(settings: Settings, target: str, replay: Sequence[Path]) -> None:
    """Print what the pipeline makes of a page, an archived page or a file. Raises PageError, UsageError."""
    lookup = ArchiveIndex.of(replay).find if replay else None
    page = _page(settings, target, lookup)
    plan = make_plan(settings, settings.watchlist(), lookup=lookup)
    outcome = Reader.of(plan.watchlist, plan.outlets).process(page, None, extract_all=True)
    print("\n".join(map(neutral, _outcome_lines(page, outcome))))


def _page(settings: Settings, target: str, lookup: Lookup | None) -> Page:
    file = Path(target)
    if not target.lower().startswith(("http://", "https://")):
        if not file.is_file():
            raise UsageError(f"{target!r} is neither an http(s) address nor a file")
        kind = mimetypes.guess_type(file.name)[0] or "text/html"
        headers = (("Content-Type", kind),)
        address = file.resolve().as_uri()
        return Page(address, address, 200, headers, file.read_bytes(), datetime.now(UTC))
    if not is_fetchable(target):
        raise UsageError(f"{target!r} is not an address that can be fetched")
    plan = make_plan(settings, settings.watchlist())
    return run_on_reactor(lambda stop: fetch(target, plan.crawl, lookup=lookup, stop=stop))


def _outcome_lines(page: Page, outcome: Outcome) -> Iterable[str]:
    yield f"asked        {page.url}"
    if page.url_answered != page.url:
        yield f"answered     {page.url_answered}"
    yield f"outcome      {outcome.reason.value}{f' ({outcome.detail})' if outcome.detail else ''}"
    if outcome.article is not None:
        yield from _article_lines(outcome.article)
    for verdict in outcome.verdicts:
        yield from _verdict_lines(verdict)
        yield from _mention_lines(outcome, verdict)
    if not outcome.verdicts:
        yield "mentions     nobody on the watchlist"


def _article_lines(article: Article) -> Iterable[str]:
    published = "unknown"
    if article.published_at is not None:
        shape = "%Y-%m-%d %H:%M %z" if article.has_time else "%Y-%m-%d"
        published = f"{article.published_at.strftime(shape)}, month {article.month}"
    yield f"canonical    {article.canonical_url}"
    yield f"outlet       {one_line(article.outlet)}"
    yield f"headline     {one_line(article.headline)}  [{article.headline_source}]"
    yield f"byline       {one_line(', '.join(article.authors)) or 'unknown'}"
    where = article.date_source.value if article.date_source else "no honest date found"
    yield f"published    {published}  [{where}]"
    yield f"language     {article.language}"
    if article.section:
        yield f"section      {one_line(article.section)}"
    yield f"text         {len(article.text)} characters  [{article.text_source}]"
    yield f"             {_shortened(article.text)}"


def _verdict_lines(verdict: Verdict) -> Iterable[str]:
    yield f"{verdict.entity_id}: {verdict.status.value}, confidence {verdict.confidence:.2f}"
    yield f"  snippet    {one_line(verdict.snippet)}"
    yield from evidence_lines(verdict.evidence)


def _mention_lines(outcome: Outcome, verdict: Verdict) -> Iterable[str]:
    for one in outcome.mentions:
        if one.entity_id == verdict.entity_id:
            yield f"  mention    {_place(one)} {one.form!r}, confidence {one.confidence:.2f}"
            yield from evidence_lines(one.evidence, indent="    ")


def _place(mention: Mention) -> str:
    return f"{mention.place.value} {mention.span.start}-{mention.span.end}"


def evidence_lines(evidence: Iterable[Evidence], indent: str = "  ") -> Iterable[str]:
    """Each piece of evidence with its weight."""
    for one in evidence:
        yield f"{indent}{one.weight:+5.1f}  {one.kind}: {one_line(one.detail)}"


def _shortened(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= 200 else f"{line[:199]}…"


def show_why(settings: Settings, url: str) -> None:
    """Print what the database knows of an address. Raises StorageError, UsageError."""
    if not is_fetchable(url):
        raise UsageError(f"{url!r} is not an http(s) address")
    database = open_existing(settings)
    try:
        with database.read() as connection:
            account = account_of(connection, url)
    finally:
        database.close()
    print("\n".join(map(neutral, _account_lines(account))))


def _account_lines(account: Account) -> Iterable[str]:
    yield f"address      {account.canonical_url}"
    if account.entry is None and account.article is None:
        yield "never offered by any source, and stored under no other address"
        return
    if account.entry is not None:
        yield from _ledger_lines(account.entry)
    for one in account.offers:
        last = f", last {_time(one.last_offered_at)}" if one.last_offered_at != one.first_offered_at else ""
        yield f"offered by   {one.kind} {shown(one.url)} ({_time(one.first_offered_at)}{last})"
    if account.article is None:
        yield "article      none stored"
        return
    yield f"article      {account.article.id}, story {account.article.story_id} ({account.article.story_role})"
    yield f"headline     {one_line(account.article.headline)}"
    for address in account.urls:
        yield f"also at      {address}"
    for row in account.coverage:
        who = f"{row.entity_kind.value} {one_line(row.entity_name)}"
        decided = f", decided by {row.decided_by} {_time(row.decided_at)}" if row.decided_by else ""
        yield f"{_table_place(row.status)}: {who}, {row.status.value}, confidence {row.confidence:.2f}{decided}"
        yield f"  snippet    {one_line(row.snippet)}"
        yield from evidence_lines(row.evidence)


def _table_place(status: CoverageStatus) -> str:
    return {
        CoverageStatus.CONFIRMED: "in the table",
        CoverageStatus.REVIEW: "in review",
        CoverageStatus.REJECTED: "out of the table",
    }[status]


def _ledger_lines(entry: Any) -> Iterable[str]:
    yield f"first seen   {_time(entry.first_offered_at)}"
    if entry.fetched_at is not None:
        yield f"fetched      {_time(entry.fetched_at)}, HTTP {entry.http_status}"
    detail = f" ({entry.detail})" if entry.detail else ""
    yield f"outcome      {entry.reason or 'not reached yet'}{detail}"
    if entry.retry_at is not None:
        yield f"next try     {_time(entry.retry_at)} at the earliest"
    if entry.archive_file is not None:
        yield f"archived     {entry.archive_file} at byte {entry.archive_offset}"


def _time(at: datetime | None) -> str:
    return "never" if at is None else at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
