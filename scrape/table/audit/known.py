"""What the database and the archive know of the rows of a table, read and not written."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ArchiveAway, ArchiveError
from pipeline.items import ArchiveRef, Article, Coverage, DateSource, Page, Reason, StoryRole
from pipeline.stories import JOINING
from scrape.config.settings import Settings
from scrape.plan.sources import archive_folder
from scrape.table.audit.facts import PageFacts
from storage.archive import Archive
from storage.by_hand.files import at_addresses, kept_rows
from storage.coverage.read import CoverageFilter, find_stories
from storage.database import Connection
from storage.stories.index import compare_stored
from storage.why import Account, account_of

__all__ = ["Copies", "KnownRow", "known_row", "missing_stories"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KnownRow:
    """What is stored of a row's address. `gone` says how its page was seen to be gone, `copy` where the archive has
    it; `article_id` and `story_id` are None when no article is stored under it; `page` is
    what the stored article says, `decided` whether a person said whom it is about."""

    gone: str = ""
    copy: ArchiveRef | None = None
    article_id: int | None = None
    story_id: int | None = None
    role: StoryRole = StoryRole.NEW
    page: PageFacts | None = None
    decided: bool = False


def known_row(connection: Connection, url: str, entity_id: str) -> KnownRow:
    """What is stored of `url`, under any of its spellings."""
    account = account_of(connection, url)
    row = next((row for row in account.coverage if row.entity_id == entity_id), None)
    article = account.article
    return KnownRow(
        gone=_gone(account),
        copy=_copy(account),
        article_id=None if article is None else article.id,
        story_id=None if article is None else article.story_id,
        role=StoryRole.NEW if article is None else StoryRole(article.story_role),
        page=None if row is None or article is None else _page(row, article.date_source),
        decided=row is not None and row.decided_by is not None,
    )


def _page(row: Coverage, date_source: str | None) -> PageFacts:
    doubt = min(row.evidence, key=lambda piece: piece.weight, default=None)
    said = "decided by hand" if row.decided_by is not None or doubt is None else f"{doubt.kind}: {doubt.detail}"
    return PageFacts(
        outlet=row.outlet,
        credited=row.credited,
        date_source=None if date_source is None else DateSource(date_source),
        stored_on=row.published_on,
        status=row.status,
        evidence=said,
    )


def _gone(account: Account) -> str:
    if account.article is not None and account.article.gone_at is not None:
        return f"taken down, seen on {account.article.gone_at:%Y-%m-%d} (database)"
    entry = account.entry
    if entry is not None and entry.reason == Reason.GONE and account.article is None:
        return f"{entry.detail or 'gone'} (database)"
    return ""


def _copy(account: Account) -> ArchiveRef | None:
    entry = account.entry
    if entry is None or entry.archive_file is None:
        return None
    return ArchiveRef(entry.archive_file, entry.archive_offset, entry.archive_length)


class Copies:
    """The archive of a configuration, if it has one."""

    def __init__(self, settings: Settings) -> None:
        folder = archive_folder(settings)
        self._archive = None if folder is None else Archive(folder)

    def page(self, ref: ArchiveRef | None, url: str) -> Page | None:
        """The archived page at `ref`, None when it is not there."""
        if ref is None or self._archive is None:
            return None
        try:
            return self._archive.read(ref, url=url)
        except ArchiveAway as error:
            log.warning("%s; copies there are left out", error)
            self._archive = None
        except ArchiveError:
            pass
        return None


def missing_stories(
    connection: Connection,
    entity_id: str,
    rows: Sequence[KnownRow],
    articles: Sequence[Article],
    *,
    file: Path,
    prefer: Sequence[str],
) -> tuple[Coverage, ...]:
    """The stories about the entity, confirmed and still there, of which neither a row of the table is an article
    nor any of `articles`, the pages of its rows; newest first. What a person removed from `file` is not missing."""
    there = {row.story_id for row in rows if row.story_id is not None}
    stood = {row.key for row in kept_rows(connection, entity_id, str(file.resolve()))}
    there |= {at.story_id for at in at_addresses(connection, entity_id, stood).values()}
    wanted = find_stories(connection, CoverageFilter((entity_id,)), prefer)
    if any(row.story_id not in there for row in wanted):
        there |= _stories_of(connection, articles)
    return tuple(row for row in wanted if row.story_id not in there and row.gone_at is None)


def _stories_of(connection: Connection, articles: Sequence[Article]) -> set[int]:
    """The stories that these articles, stored or not, belong to."""
    found: set[int] = set()
    for article in articles:
        compared = compare_stored(connection, article)
        alike = [candidate.article.addresses for candidate, how in compared.links if how.kind in JOINING]
        addresses = {address for one in alike for address in one}
        found |= {at.story_id for at in at_addresses(connection, "", addresses).values()}
    return found
