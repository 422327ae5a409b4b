"""What the database and the archive know of the rows of a table, read and not written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.errors import ArchiveError
from pipeline.items import ArchiveRef, Article, Coverage, CoverageStatus, Page, Reason, StoryRole
from pipeline.stories import JOINING
from scrape.config.settings import Settings
from scrape.plan.sources import archive_folder
from storage.archive import Archive
from storage.coverage.read import CoverageFilter, find_stories
from storage.database import Connection
from storage.stories.index import compare_stored
from storage.why import Account, account_of

__all__ = ["Copies", "KnownRow", "known_row", "missing_stories"]


@dataclass(frozen=True, slots=True)
class KnownRow:
    """What is stored of a row's address. `gone` says how its page was seen to be gone, `copy` where the archive has
    it; `article_id` and `story_id` are None when no article is stored under it; `published_on` is its day, which a
    person may have set; `status` is that of the entity, `decided` whether a person said so."""

    gone: str = ""
    copy: ArchiveRef | None = None
    article_id: int | None = None
    story_id: int | None = None
    role: StoryRole = StoryRole.NEW
    published_on: date | None = None
    status: CoverageStatus | None = None
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
        published_on=None if article is None else article.published_on,
        status=None if row is None else row.status,
        decided=row is not None and row.decided_by is not None,
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
        folder: Path | None = archive_folder(settings)
        self._archive = None if folder is None else Archive(folder)

    def page(self, ref: ArchiveRef | None, url: str) -> Page | None:
        """The archived page at `ref`, None when it is not there."""
        if ref is None or self._archive is None:
            return None
        try:
            return self._archive.read(ref, url=url)
        except ArchiveError:
            return None


def missing_stories(
    connection: Connection,
    entity_id: str,
    rows: Sequence[KnownRow],
    articles: Sequence[Article],
    prefer: Sequence[str],
) -> tuple[Coverage, ...]:
    """The stories about the entity, confirmed and still there, of which neither a row of the table is an article
    nor any of `articles`, the pages of its rows; newest first."""
    there = {row.story_id for row in rows if row.story_id is not None}
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
        for address in {address for addresses in alike for address in addresses}:
            story_id = known_row(connection, address, "").story_id
            if story_id is not None:
                found.add(story_id)
    return found
