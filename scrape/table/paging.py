"""A listing page by page: rows of ours, and among them those of tables kept by hand.

Together the pages are what `listed_rows` gives at once. A page begins behind a row: one of ours, named by its id,
or one kept by hand, by ``h`` and the id of its HandRow. Its month tells which rows of the other kind are behind it.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from pipeline.dates import month_of
from pipeline.items import Coverage
from scrape.table.listing import KeptRow, rows_by_hand
from scrape.table.merge import Taken, place_of, placed
from storage.by_hand.order import is_oldest_first
from storage.coverage.pages import ListedRow, Ran, coverage_page, with_others
from storage.coverage.read import CoverageFilter
from storage.coverage.review import coverage_rows
from storage.database import Connection

__all__ = ["ListingPage", "PageRow", "listing_page"]

_NO_MONTH = place_of(None, oldest_first=False)


class PageRow(NamedTuple):
    """A row, the other articles of its story, and the month under which it stands (None for those without a day).
    `hand` is the id of its HandRow where it is kept by hand."""

    row: Coverage
    others: tuple[Ran, ...] = ()
    month: str | None = None
    hand: int | None = None


class ListingPage(NamedTuple):
    """Rows, and behind what the next page begins ("" at the end). `looked_to` is the day to which was looked when
    that ended the page before it was full."""

    rows: tuple[PageRow, ...]
    next: str = ""
    looked_to: date | None = None


def listing_page(
    connection: Connection,
    wanted: CoverageFilter,
    prefer: Sequence[str] = (),
    *,
    folded: bool = True,
    after: str = "",
    limit: int = 50,
) -> ListingPage:
    """One page of the rows that fit, with `folded` one a story. It begins behind the row `after`, and with the
    first of all where that is not there any more."""
    fitting, others = rows_by_hand(connection, wanted)
    tables = [list(rows) for _, rows in groupby(fitting, key=lambda one: one[1].entity_id)]
    oldest_first = is_oldest_first(*(map(_month, table) for table in tables))
    hand = list(placed(tables, _month, oldest_first=oldest_first))
    begin = _begin(connection, hand, after, oldest_first=oldest_first)
    taken = Taken((row for _, row in (*fitting, *others)), whole_stories=folded)
    reading = _Reading(connection, wanted, tuple(prefer), folded, oldest_first)
    ours = reading.ours(begin, taken, limit)
    return reading.page(begin, ours, limit)


_Placed = tuple[int, KeptRow]


@dataclass(frozen=True, slots=True)
class _Begin:
    """Where a page begins: the row of ours or day behind which it does (see `coverage_page`; `over` when nothing of
    ours is behind it), and the rows by hand from there on."""

    hand: list[_Placed]
    after: int | date | None = None
    over: bool = False


class _Ours(NamedTuple):
    """Rows of ours, where those behind them begin, and the place before which all are known (None: all are)."""

    rows: list[ListedRow]
    next: int | None = None
    bound: int | None = None
    looked_to: date | None = None


def _month(row: KeptRow) -> str | None:
    return month_of(row[1].month or "")


def _begin(connection: Connection, hand: list[_Placed], after: str, *, oldest_first: bool) -> _Begin:
    if after.startswith("h"):
        for at, (place, (key, _)) in enumerate(hand, 1):
            if after == f"h{key}":
                # Of the same month, those by hand stand behind ours, or with the oldest first before them.
                return _Begin(hand[at:], _day_at(place), over=place == _NO_MONTH and not oldest_first)
        return _Begin(hand)
    if not after:
        return _Begin(hand)
    row = coverage_rows(connection, {int(after)}).get(int(after))
    if row is None:
        return _Begin(hand)
    place = place_of(row.month, oldest_first=oldest_first)
    rest = [one for one in hand if (one[0] > place if oldest_first else one[0] >= place)]
    return _Begin(rest, int(after))


def _day_at(place: int) -> date:
    """The first day of the month at a place."""
    if place == _NO_MONTH:
        return date.max
    year, month = divmod(abs(place) - 1, 12)
    return date(year, month + 1, 1)


@dataclass(frozen=True, slots=True)
class _Reading:
    connection: Connection
    wanted: CoverageFilter
    prefer: tuple[str, ...]
    folded: bool
    oldest_first: bool

    def ours(self, begin: _Begin, taken: Taken, limit: int) -> _Ours:
        """Enough rows of ours for a page, without those that are kept by hand."""
        if begin.over:
            return _Ours([])
        rows: list[ListedRow] = []
        after, size = begin.after, limit
        while True:
            page = coverage_page(
                self.connection, self.wanted, self.prefer, folded=self.folded, after=after, limit=size,
                oldest_first=self.oldest_first,
            )  # fmt: skip
            rows += [one for one in page.rows if one.row not in taken]
            if page.next is None:
                return _Ours(rows)
            is_full = len(page.rows) == size
            if not is_full or len(rows) >= limit:
                day = page.rows[-1].row.published_on if is_full else page.looked_to
                bound = place_of(None if day is None else f"{day:%Y-%m}", oldest_first=self.oldest_first)
                return _Ours(rows, page.next, bound, page.looked_to)
            after, size = page.next, size * 2

    def page(self, begin: _Begin, ours: _Ours, limit: int) -> ListingPage:
        """Rows of both kinds, as far as it is known that nothing comes between."""
        fresh = [(place_of(one.row.month, oldest_first=self.oldest_first), one) for one in ours.rows]
        kept = [one for one in begin.hand if ours.bound is None or self._is_before(one[0], ours.bound)]
        streams: list[list[tuple[int, ListedRow | KeptRow]]] = [[*kept], [*fresh]]
        rows = list(heapq.merge(*(streams if self.oldest_first else streams[::-1]), key=lambda one: one[0]))
        shown = self._shown(rows[:limit])
        if len(rows) > limit:
            last = shown[-1]
            return ListingPage(shown, f"h{last.hand}" if last.hand is not None else str(last.row.id))
        return ListingPage(shown, "" if ours.next is None else str(ours.next), ours.looked_to)

    def _is_before(self, place: int, bound: int) -> bool:
        return place <= bound if self.oldest_first else place < bound

    def _shown(self, rows: list[tuple[int, ListedRow | KeptRow]]) -> tuple[PageRow, ...]:
        by_hand = [row for _, (_, row) in rows if isinstance(row, Coverage)]
        others = {}
        if self.folded:
            found = with_others(self.connection, self.wanted, by_hand)
            others = {(one.row.entity_id, one.row.article_id): one.others for one in found}
        shown = []
        for place, one in rows:
            month = None if place == _NO_MONTH else f"{_day_at(place):%Y-%m}"
            if isinstance(one, ListedRow):
                shown.append(PageRow(one.row, one.others, month))
            else:
                key, row = one
                shown.append(PageRow(row, others.get((row.entity_id, row.article_id), ()), month, key))
        return tuple(shown)
