"""Hints that stories in two languages tell of one announcement, as listings show them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import sqlalchemy as sa

from pipeline.items import Coverage, CoverageStatus, Elsewhere
from storage.coverage.read import CoverageFilter, rank_in_story, stream
from storage.database.statements import chunks
from storage.schema.tables import media_coverage, related_story, story

__all__ = ["related_to", "stream_listing", "with_elsewhere"]


def related_to(connection: sa.Connection, keys: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The stories in other languages that may tell of the same as each of `keys`, under the ids they have now."""
    related: dict[int, set[int]] = {}
    for chunk in chunks(sorted(set(keys))):
        merged = sa.select(story.c.id, story.c.merged_into).where(story.c.merged_into.in_(chunk))
        then = {key: key for key in chunk} | {row.id: row.merged_into for row in connection.execute(merged)}
        pairs = [(then[story_id], other_id) for story_id, other_id in _pairs(connection, then)]
        others = _now(connection, {other_id for _, other_id in pairs})
        for story_id, other_id in pairs:
            if story_id != others[other_id]:
                related.setdefault(story_id, set()).add(others[other_id])
    return {key: tuple(sorted(related[key])) for key in keys if key in related}


def stream_listing(
    connection: sa.Connection,
    wanted: CoverageFilter,
    prefer: Sequence[str] = (),
    limit: int | None = None,
    *,
    every_article: bool = False,
    found_last: bool = False,
) -> Iterator[Coverage]:
    """The rows of a listing, newest first or with `found_last` those that were found last, as `find_stories` and
    `with_elsewhere` give them, in bounded memory."""
    for rows in stream(connection, wanted, prefer, limit, every_article=every_article, found_last=found_last):
        yield from with_elsewhere(connection, rows, wanted.statuses)


def with_elsewhere(
    connection: sa.Connection, rows: Sequence[Coverage], statuses: Collection[CoverageStatus] = ()
) -> tuple[Coverage, ...]:
    """Rows of a listing with what may tell of the same in another language: of each such story about the same
    entity the row that leads it, of the statuses that are listed (`statuses`, else those of `rows`)."""
    listed = sorted({status.value for status in statuses or {row.status for row in rows}})
    related = related_to(connection, {row.story_id for row in rows})
    column = media_coverage.c
    leading: dict[tuple[str, int], Elsewhere] = {}
    for chunk in chunks(sorted({key for keys in related.values() for key in keys})):
        statement = (
            sa.select(
                column.entity_id, column.story_id, column.language, column.outlet, column.headline, column.url
            )
            .where(column.story_id.in_(chunk), column.status.in_(listed))
            .order_by(*rank_in_story(media_coverage))
        )
        for entity_id, story_id, *shown in connection.execute(statement):
            leading.setdefault((entity_id, story_id), Elsewhere(*shown))

    def elsewhere(row: Coverage) -> tuple[Elsewhere, ...]:
        others = (leading.get((row.entity_id, key)) for key in related.get(row.story_id, ()))
        return tuple(other for other in others if other is not None and other.language != row.language)

    return tuple(replace(row, elsewhere=elsewhere(row)) if row.story_id in related else row for row in rows)


def _pairs(connection: sa.Connection, keys: Collection[int]) -> list[tuple[int, int]]:
    """The related pairs of each of `keys`, itself first."""
    pair = related_story.c
    pairs: list[tuple[int, int]] = []
    for chunk in chunks(sorted(keys)):
        for column, opposite in ((pair.story_id, pair.other_id), (pair.other_id, pair.story_id)):
            pairs += [
                (row[0], row[1]) for row in connection.execute(sa.select(column, opposite).where(column.in_(chunk)))
            ]
    return pairs


def _now(connection: sa.Connection, keys: Collection[int]) -> dict[int, int]:
    """The ids to which `keys` lead by now."""
    current: dict[int, int] = {}
    for chunk in chunks(sorted(keys)):
        rows = connection.execute(sa.select(story.c.id, story.c.merged_into).where(story.c.id.in_(chunk)))
        current |= {row.id: row.merged_into or row.id for row in rows}
    return current
