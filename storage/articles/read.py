"""One stored article with everything that is known of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from pipeline.items import ArchiveRef, Coverage, Mention
from storage.coverage.read import of_article, stored_mentions
from storage.schema.tables import article, article_url, article_version, ledger, outlet

__all__ = ["ArchivedCopy", "EarlierVersion", "StoredArticle", "article_of", "copies_of"]


class ArchivedCopy(NamedTuple):
    """Where the archive holds a page of an article: of its version `version`, or (0) the newest."""

    version: int
    ref: ArchiveRef
    fetched_at: datetime | None
    url: str


class EarlierVersion(NamedTuple):
    """What an article said from `fetched_at` until `replaced_at`."""

    id: int
    fetched_at: datetime
    replaced_at: datetime
    headline: str
    text: str
    has_copy: bool


class StoredArticle(NamedTuple):
    """An article, its mentions, its coverage in every status, its earlier versions (the newest first) and every
    address it was seen at. `has_copy` says whether the archive holds its page."""

    id: int
    story_id: int
    outlet: str
    headline: str
    byline: str | None
    text: str
    url: str
    language: str
    published_at: datetime | None
    published_on: date | None
    has_time: bool
    date_source: str | None
    fetched_at: datetime
    gone_at: datetime | None
    mentions: tuple[Mention, ...]
    coverage: tuple[Coverage, ...]
    versions: tuple[EarlierVersion, ...]
    urls: tuple[str, ...]
    has_copy: bool


def article_of(connection: sa.Connection, key: int) -> StoredArticle | None:
    """An article by its id; None when there is none."""
    column = article.c
    fields = (
        column.id, column.story_id, outlet.c.name, column.headline, column.byline, column.text, column.url,
        column.language, column.published_at, column.published_on, column.has_time, column.date_source,
        column.fetched_at, column.gone_at,
    )  # fmt: skip
    row = connection.execute(
        sa.select(*fields).join(outlet, outlet.c.id == column.outlet_id).where(column.id == key)
    ).one_or_none()
    if row is None:
        return None
    urls = connection.execute(sa.select(article_url.c.url).where(article_url.c.article_id == key)).scalars()
    more: list[Any] = [
        stored_mentions(connection, key),
        of_article(connection, key),
        _versions(connection, key),
        tuple(sorted({*urls, row.url})),
        bool(copies_of(connection, key)),
    ]
    return StoredArticle(*[*row, *more])


def copies_of(connection: sa.Connection, key: int) -> tuple[ArchivedCopy, ...]:
    """The archived pages of an article: the newest, then those of its versions."""
    entry = ledger.c
    newest = connection.execute(
        sa.select(
            entry.archive_file, entry.archive_offset, entry.archive_length, entry.fetched_at, entry.offered_url
        )
        .where(entry.article_id == key, entry.archive_file.is_not(None), entry.reason == "covered")
        .order_by(entry.fetched_at.desc().nulls_last(), entry.id)
        .limit(1)
    ).all()
    version = article_version.c
    earlier = connection.execute(
        sa.select(
            version.id, version.archive_file, version.archive_offset, version.archive_length, version.fetched_at
        )
        .where(version.article_id == key, version.archive_file.is_not(None))
        .order_by(version.id.desc())
    ).all()
    url = newest[0].offered_url if newest else ""
    return (
        *(ArchivedCopy(0, ArchiveRef(*row[:3]), row.fetched_at, url) for row in newest),
        *(ArchivedCopy(row.id, ArchiveRef(*row[1:4]), row.fetched_at, url) for row in earlier),
    )


def _versions(connection: sa.Connection, key: int) -> tuple[EarlierVersion, ...]:
    column = article_version.c
    has_copy = column.archive_file.is_not(None)
    rows = connection.execute(
        sa.select(column.id, column.fetched_at, column.replaced_at, column.headline, column.text, has_copy)
        .where(column.article_id == key)
        .order_by(column.id.desc())
    )
    return tuple(EarlierVersion(*row) for row in rows)
