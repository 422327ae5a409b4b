"""The rows of a table kept by hand as rows of coverage: their own words over what is known of their article."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from pipeline.dates import month_of
from pipeline.items import Coverage, CoverageStatus, EntityKind, Evidence, HandRow, OutletRole
from pipeline.language.scripts import has_hangul
from storage.by_hand.pages import articles_at
from storage.by_hand.rows import address_of, hand_rows
from storage.coverage.read import of_articles
from storage.database.statements import chunks
from storage.schema.by_hand import hand_row
from storage.schema.tables import entity

__all__ = ["hand_coverage", "numbered_coverage"]


def hand_coverage(connection: sa.Connection, entity_ids: Collection[str]) -> tuple[Coverage, ...]:
    """What `numbered_coverage` gives, without the ids."""
    return tuple(row for _, row in numbered_coverage(connection, entity_ids))


def numbered_coverage(connection: sa.Connection, entity_ids: Collection[str]) -> tuple[tuple[int, Coverage], ...]:
    """The rows of the hand-made tables about entities, each with the id of its HandRow: by entity, each in the
    order of its table.

    Month (where it can be told), headline, label and address are those that stand there. A row whose page is
    confirmed coverage of the entity has the story, snippet, dates and evidence of its article; any other has
    `article_id` and `story_id` 0, and as `id` that of its HandRow with a minus.
    """
    rows = hand_rows(connection, entity_ids)
    addresses = {row.id: address for row in rows if (address := address_of(row)) is not None}
    found = articles_at(connection, sorted(set(addresses.values())))
    articles = {
        row.id: key for row in rows if (key := found.get(addresses.get(row.id, ""), row.article_id)) is not None
    }
    pairs = {(row.entity_id, articles[row.id]) for row in rows if row.id in articles}
    covered = {
        (row.entity_id, row.article_id): row
        for row in of_articles(connection, pairs)
        if row.status is CoverageStatus.CONFIRMED
    }
    known = _known(connection, [row.id for row in rows])
    return tuple(
        (
            row.id,
            _in_its_words(row, ours)
            if (ours := covered.get((row.entity_id, articles.get(row.id, 0)))) is not None
            else _of_its_own(row, known[row.id]),
        )
        for row in rows
    )


def _in_its_words(row: HandRow, ours: Coverage) -> Coverage:
    return replace(
        ours,
        month=month_of(row.month) or ours.month,
        headline=row.headline or ours.headline,
        url=row.url or ours.url,
        label=row.label,
        written=row.written,
    )


def _of_its_own(row: HandRow, known: sa.Row[Any]) -> Coverage:
    words = f"{row.headline} {row.label}"
    return Coverage(
        id=-row.id,
        entity_id=row.entity_id,
        entity_kind=EntityKind(known.kind),
        entity_name=known.name,
        month=month_of(row.month),
        published_at=None,
        published_on=None,
        headline=row.headline,
        url=row.url,
        outlet=row.outlet or row.label,
        language="ko" if has_hangul(words) else "en",
        mention_count=0,
        in_headline=False,
        snippet="",
        confidence=1.0,
        status=CoverageStatus.CONFIRMED,
        evidence=(Evidence("by hand", row.detail or "not checked yet"),),
        story_id=0,
        article_id=0,
        first_seen_at=known.added_at,
        outlet_role=OutletRole.PRESS.value,
        label=row.label,
        written=row.written,
    )


def _known(connection: sa.Connection, keys: Collection[int]) -> Mapping[int, sa.Row[Any]]:
    """Whom rows are about, and when they were entered."""
    columns = (hand_row.c.id, hand_row.c.added_at, entity.c.kind, entity.c.name)
    statement: sa.Select[Any] = sa.select(*columns).join(entity, entity.c.id == hand_row.c.entity_id)
    return {
        row.id: row
        for chunk in chunks(keys)
        for row in connection.execute(statement.where(hand_row.c.id.in_(chunk)))
    }
