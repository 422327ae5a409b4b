"""Files whose table is kept up to date: which rows are known to have stood there, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.items import CoverageStatus
from storage.database.statements import chunks, insert_all, insert_into
from storage.schema.tables import article, article_url, hand_row, kept_file, kept_row, media_coverage, tally

__all__ = ["AtAddress", "KeptRow", "at_addresses", "coverage_mark", "keep_rows", "kept_paths", "kept_rows"]


class KeptRow(NamedTuple):
    """A row known to have stood in a file, by its canonical address or its words. `written` is the line as we wrote
    it, None for one of others; `removed_at` is when it was seen that a person had deleted it."""

    key: str
    written: str | None = None
    removed_at: datetime | None = None


class AtAddress(NamedTuple):
    """The story of the article at an address, and its status for an entity; None where it is no coverage of it."""

    story_id: int
    status: CoverageStatus | None


def kept_paths(connection: sa.Connection, entity_id: str) -> tuple[str, ...]:
    """The files in which the table of an entity is kept."""
    return tuple(connection.scalars(sa.select(kept_file.c.path).where(kept_file.c.entity_id == entity_id)))


def kept_rows(connection: sa.Connection, entity_id: str, path: str) -> tuple[KeptRow, ...]:
    """The rows known of a file."""
    rows = connection.execute(
        sa.select(kept_row.c.key, kept_row.c.written, kept_row.c.removed_at)
        .join(kept_file, kept_file.c.id == kept_row.c.file_id)
        .where(kept_file.c.entity_id == entity_id, kept_file.c.path == path)
        .order_by(kept_row.c.key)
    )
    return tuple(KeptRow(*row) for row in rows)


def keep_rows(
    connection: sa.Connection,
    entity_id: str,
    path: str,
    rows: Iterable[KeptRow],
    now: datetime,
    *,
    moved_from: str | None = None,
) -> None:
    """Let `rows` be what is known of a file; `moved_from` is its path until now."""
    mine = kept_file.c.entity_id == entity_id
    if moved_from is not None:
        connection.execute(sa.update(kept_file).where(mine, kept_file.c.path == moved_from).values(path=path))
    statement = insert_into(connection, kept_file).values(entity_id=entity_id, path=path, updated_at=now)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["entity_id", "path"], set_={"updated_at": now})
    )
    file_id = connection.scalar(sa.select(kept_file.c.id).where(mine, kept_file.c.path == path))
    connection.execute(sa.delete(kept_row).where(kept_row.c.file_id == file_id))
    insert_all(connection, sa.insert(kept_row), [{"file_id": file_id, **row._asdict()} for row in rows])


def at_addresses(connection: sa.Connection, entity_id: str, addresses: Collection[str]) -> dict[str, AtAddress]:
    """What is known of the articles at canonical addresses; those that lead to none are left out."""
    coverage = sa.and_(media_coverage.c.article_id == article.c.id, media_coverage.c.entity_id == entity_id)
    found: dict[str, AtAddress] = {}
    for chunk in chunks(sorted(addresses)):
        rows = connection.execute(
            sa.select(article_url.c.canonical_url, article.c.story_id, media_coverage.c.status)
            .join(article, article.c.id == article_url.c.article_id)
            .outerjoin(media_coverage, coverage)
            .where(article_url.c.canonical_url.in_(chunk))
            .order_by(article_url.c.canonical_url, article.c.id)
        )
        for address, story_id, status in rows:
            found.setdefault(address, AtAddress(story_id, None if status is None else CoverageStatus(status)))
    return found


def coverage_mark(connection: sa.Connection) -> tuple[object, ...]:
    """What differs when rows came, went or were decided since: to ask for it costs next to nothing."""
    where = tally.c.subject == media_coverage.name
    counts = sa.select(tally.c.value, sa.func.sum(tally.c.number)).where(where).group_by(tally.c.value)
    newest = sa.select(sa.func.max(media_coverage.c.id), sa.select(sa.func.max(hand_row.c.id)).scalar_subquery())
    return (*connection.execute(newest).one(), *sorted(map(tuple, connection.execute(counts))))
