"""The rows of a listing: ours, and among them those of tables kept by hand."""

from __future__ import annotations

from calendar import monthrange
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from pipeline.dates import month_of
from pipeline.items import Coverage, CoverageStatus, Place
from scrape.table.merge import Taken, merged
from storage.by_hand.coverage import numbered_coverage
from storage.by_hand.order import is_oldest_first
from storage.by_hand.rows import kept_entities
from storage.coverage.read import CoverageFilter
from storage.coverage.search import with_words
from storage.database import Connection
from storage.stories.related import stream_listing

__all__ = ["KeptRow", "listed_rows", "rows_by_hand", "rows_found_last"]

KeptRow = tuple[int, Coverage]  # the id of its HandRow, and the row


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

    Rows kept by hand are confirmed. The days of one that has none are those of its month. One whose page is no
    article of ours has no place in a text, quotes nobody, and was not found.
    """
    wanted, _ = with_words(connection, wanted)
    fitting, others = rows_by_hand(connection, wanted)
    if not fitting and not others:
        yield from stream_listing(connection, wanted, prefer, limit, every_article=every_article)
        return
    ours = stream_listing(connection, wanted, prefer, every_article=every_article)
    shown = [row for _, row in fitting]
    rows = merged(shown, ours, [row for _, row in others], whole_stories=not every_article)
    if limit is not None and is_oldest_first(month_of(row.month or "") for row in shown):
        yield from deque(rows, maxlen=limit)
    else:
        yield from islice(rows, limit)


def rows_found_last(
    connection: Connection,
    wanted: CoverageFilter,
    prefer: Sequence[str],
    limit: int,
    *,
    every_article: bool = False,
) -> list[Coverage]:
    """Of the rows of `listed_rows` those that were found last, in no order: `limit` of ours at most, and all
    that are kept by hand."""
    wanted, _ = with_words(connection, wanted)
    fitting, others = rows_by_hand(connection, wanted)
    by_hand = [row for _, row in (*fitting, *others)]
    taken = Taken(by_hand, whole_stories=not every_article)
    ours = stream_listing(
        connection, wanted, prefer, limit + len(by_hand), every_article=every_article, found_last=True
    )
    return [*(row for _, row in fitting), *islice((row for row in ours if row not in taken), limit)]


def rows_by_hand(connection: Connection, wanted: CoverageFilter) -> tuple[list[KeptRow], list[KeptRow]]:
    """The rows kept by hand about whom is asked: those that fit, and the others. Both none where confirmed rows are
    not asked for."""
    fitting: list[KeptRow] = []
    others: list[KeptRow] = []
    if CoverageStatus.CONFIRMED in wanted.statuses:
        kept = kept_entities(connection)
        for key, row in numbered_coverage(connection, kept & set(wanted.entity_ids) if wanted.entity_ids else kept):
            (fitting if _fits(row, wanted) else others).append((key, row))
    return fitting, others


def _fits(row: Coverage, wanted: CoverageFilter) -> bool:
    return (
        _is_in_period(row, wanted)
        and (not wanted.outlets or row.outlet in wanted.outlets)
        and (not wanted.languages or row.language in wanted.languages)
        and (wanted.place is None or wanted.place is _place(row))
        and (not wanted.quoted or row.quoted)
        and _holds(row, wanted)
        and (wanted.found_since is None or (bool(row.article_id) and row.first_seen_at >= wanted.found_since))
    )


def _holds(row: Coverage, wanted: CoverageFilter) -> bool:
    """Whether a row has the words, in its own or on its page."""
    has_words = wanted.words is None or wanted.words.holds(row.headline, row.label)
    return has_words or row.article_id in (wanted.article_ids or ())


def _place(row: Coverage) -> Place | None:
    if not row.article_id:
        return None
    return Place.HEADLINE if row.in_headline else Place.LEAD if row.in_lead else Place.BODY


def _is_in_period(row: Coverage, wanted: CoverageFilter) -> bool:
    """Whether a row lies in the period. The month as it is written counts before the day of the page."""
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
