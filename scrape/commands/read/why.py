"""`scrape why`: why an article is in the table, in review or out of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.items import ArchiveRef, CoverageStatus
from pipeline.urls import is_fetchable
from scrape.config.settings import Settings
from scrape.output.evidence import evidence_lines
from scrape.output.export import neutral, one_line, shown
from scrape.plan.sources import archive_folder
from storage.archive import Archive
from storage.database.open import existing_database
from storage.why import Account, account_of

__all__ = ["show_why", "write_copy"]

_IN_WORDS = {
    CoverageStatus.CONFIRMED: "in the table",
    CoverageStatus.REVIEW: "in review",
    CoverageStatus.REJECTED: "not in the table",
}


def show_why(settings: Settings, url: str) -> None:
    """Print what the database knows of an address. Raises StorageError, UsageError."""
    if not is_fetchable(url):
        raise UsageError(f"{url!r} is not an http(s) address")
    with existing_database(settings.database) as database, database.read() as connection:
        account = account_of(connection, url)
    print("\n".join(map(neutral, _account_lines(account))))


def write_copy(settings: Settings, url: str, file: Path) -> None:
    """Write the archived page of an address to a file. Raises StorageError, ArchiveError, UsageError."""
    with existing_database(settings.database) as database, database.read() as connection:
        entry = account_of(connection, url).entry
    folder = archive_folder(settings)
    if entry is None or entry.archive_file is None or folder is None:
        raise UsageError(f"the archive holds no copy of {shown(url)}")
    ref = ArchiveRef(entry.archive_file, entry.archive_offset, entry.archive_length)
    page = Archive(folder).read(ref, url=entry.offered_url)
    try:
        file.write_bytes(page.body)
    except OSError as error:
        raise UsageError(f"{file}: cannot be written ({error.strerror})") from error
    print(f"{file}: the page as fetched {_time(page.fetched_at)}")


def _account_lines(account: Account) -> Iterable[str]:
    yield f"address      {account.canonical_url}"
    for own in account.own_rows:
        why = f": {one_line(own.detail)}" if own.detail else ""
        yield f"your own     row h{own.id} of the table about {one_line(own.entity_id.partition(':')[2])}{why}"
    if account.entry is None and account.article is None:
        yield "never offered by any source, and not stored under another address"
        return
    if account.entry is not None:
        yield from _ledger_lines(account.entry)
    for offer in account.offers:
        last = f", last {_time(offer.last_offered_at)}" if offer.last_offered_at != offer.first_offered_at else ""
        yield f"offered by   {offer.kind} {shown(offer.url)} ({_time(offer.first_offered_at)}{last})"
    if account.article is None:
        yield "article      none stored"
        return
    yield f"article      {account.article.id}, story {account.article.story_id} ({account.article.story_role})"
    yield f"headline     {one_line(account.article.headline)}"
    for field, stands in account.by_hand.items():
        yield f"set by hand  {field}: {one_line(stands.value)} ({stands.by}, {_time(stands.at)})"
    if account.article.gone_at is not None:
        yield f"taken down   {_time(account.article.gone_at)}"
    for address in account.urls:
        yield f"also at      {address}"
    for row in account.coverage:
        who = f"{row.entity_kind.value} {one_line(row.entity_name)}"
        decided = f", decided by {row.decided_by} {_time(row.decided_at)}" if row.decided_by else ""
        yield f"{_IN_WORDS[row.status]}: {who}, {row.status.value}, confidence {row.confidence:.2f}{decided}"
        yield f"  snippet    {one_line(row.snippet)}"
        yield from evidence_lines(row.evidence)


def _ledger_lines(entry: Any) -> Iterable[str]:
    yield f"first seen   {_time(entry.first_offered_at)}"
    if entry.fetched_at is not None:
        yield f"fetched      {_time(entry.fetched_at)}, HTTP {entry.http_status}"
    detail = f" ({entry.detail})" if entry.detail else ""
    yield f"outcome      {entry.reason or 'not fetched yet'}{detail}"
    if entry.retry_at is not None:
        yield f"next try     not before {_time(entry.retry_at)}"
    if entry.archive_file is not None:
        yield f"archived     {entry.archive_file} at byte {entry.archive_offset}"


def _time(moment: datetime | None) -> str:
    return "never" if moment is None else moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
