"""Articles as a report shows them: in the words of a table kept by hand, where there are some."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from pipeline.items import Coverage
from storage.coverage.read import of_articles
from storage.report.hand_rows import HandRows
from storage.report.values import Told

__all__ = ["told_row", "told_rows"]


def told_rows(
    connection: sa.Connection, pairs: Collection[tuple[str, int]], by_hand: HandRows
) -> dict[tuple[str, int], Told]:
    """How these (entity, article) pairs are shown."""
    told = {pair: by_hand.words[pair] for pair in pairs if pair in by_hand.words}
    for row in of_articles(connection, (pair for pair in pairs if pair[1] > 0)):
        told[row.entity_id, row.article_id] = told_row(row, by_hand)
    return told


def told_row(row: Coverage, by_hand: HandRows) -> Told:
    """How a row of media_coverage is shown."""
    words = by_hand.words.get((row.entity_id, row.article_id))
    if words is None:
        return Told(row.headline, row.url, row.outlet, row.language, row.published_on)
    return Told(
        words.headline or row.headline,
        words.url or row.url,
        words.outlet or row.outlet,
        row.language,
        row.published_on,
        is_written=bool(words.outlet),
    )
