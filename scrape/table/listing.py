"""The rows of a listing: ours, and among them those of tables kept by hand."""

from __future__ import annotations

from calendar import monthrange
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from pipeline.dates import month_of
from pipeline.items import Coverage, CoverageStatus
from scrape.table.merge import merged
from storage.by_hand.coverage import hand_coverage
from storage.by_hand.order import is_oldest_first
from storage.coverage.read import CoverageFilter
from storage.coverage.search import with_words
from storage.database import Connection
from storage.stories.related import stream_listing
from storage.watchlist import known_ids

__all__ = ["listed_rows"]


def listed_rows(
    connection: Connection,
    wanted: CoverageFilter,
    prefer: Sequence[str] = (),
    limit: int | None = None,
    *,
    every_article: bool = False,
) -> Iterator[Coverage]:
    """The rows that fit, one by one: newest first, or as the tables go that are kept by hand; with `limit`, so many
    of the newest at most.

    Rows kept by hand are confirmed. The days of one that has none are those of its month.
    """
    wanted, _ = with_words(connection, wanted)
    hand: tuple[Coverage, ...] = ()
    if CoverageStatus.CONFIRMED in wanted.statuses:
        hand = hand_coverage(connection, wanted.entity_ids or known_ids(connection))
    if not hand:
        yield from stream_listing(connection, wanted, prefer, limit, every_article=every_article)
        return
    ours = stream_listing(connection, wanted, prefer, every_article=every_article)
    shown = [row for row in hand if _fits(row, wanted)]
    others = [row for row in hand if not _fits(row, wanted)]
    rows = merged(shown, ours, others, whole_stories=not every_article)
    if limit is not None and is_oldest_first(month_of(row.month or "") for row in shown):
        yield from deque(rows, maxlen=limit)
    else:
        yield from islice(rows, limit)


def _fits(row: Coverage, wanted: CoverageFilter) -> bool:
    """Whether a row has the words, in its own or on its page, and lies in the period. The month as it is written
    counts before the day of the page."""
    has_words = wanted.words is None or wanted.words.holds(row.headline, row.label)
    if not has_words and row.article_id not in (wanted.article_ids or ()):
        return False
    if wanted.since is None and wanted.until is None:
        return True
    month = month_of(row.month or "")
    if month is None:
        return False
    year, number = int(month[:4]), int(month[5:])
    first, last = date(year, number, 1), date(year, number, monthrange(year, number)[1])
    if row.published_on is not None and first <= row.published_on <= last:
        first = last = row.published_on
    return (wanted.since is None or last >= wanted.since) and (wanted.until is None or first <= wanted.until)
