"""Rows kept by hand and rows of ours as one table, in one order. Pure.

Rows kept by hand stay in the order of their table, whatever their months; ours are put among them by month.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from pipeline.dates import month_of
from pipeline.items import Coverage
from pipeline.urls import canonical_url
from storage.by_hand.order import is_oldest_first

__all__ = ["Taken", "interleaved", "longest_rising", "merged", "place_of", "placed"]

T = TypeVar("T")

_NO_MONTH = 10**6  # after all others


def merged(
    hand: Sequence[Coverage],
    ours: Iterable[Coverage],
    removed: Iterable[Coverage] = (),
    *,
    whole_stories: bool = True,
) -> Iterator[Coverage]:
    """The rows `hand`, each entity's in its order, and among them those of `ours`, which are newest first.

    A row of ours is left out when its address, or with `whole_stories` its story, is that of a row of `hand` or of
    `removed` about the same entity. The table is oldest first where those kept by hand are.
    """
    taken = Taken((*hand, *removed), whole_stories=whole_stories)
    tables: dict[str, list[Coverage]] = {}
    for row in hand:
        tables.setdefault(row.entity_id, []).append(row)
    return interleaved(list(tables.values()), (row for row in ours if row not in taken), _month)


def _month(row: Coverage) -> str | None:
    """The month of a row; None too for what somebody wrote that is none."""
    return month_of(row.month or "")


def interleaved(tables: Sequence[Sequence[T]], new: Iterable[T], month: Callable[[T], str | None]) -> Iterator[T]:
    """The rows of `tables`, each in its own order, and among them the `new` ones, which are newest first: by month
    (``YYYY-MM``), and before those of the same month. Where the tables are oldest first, all is the other way
    round. `new` is not held in memory but for that."""
    oldest_first = is_oldest_first(*(map(month, table) for table in tables))
    fresh = _turned(list(new), month) if oldest_first else new
    hand = placed(tables, month, oldest_first=oldest_first)
    ours = ((place_of(month(row), oldest_first=oldest_first), row) for row in fresh)
    streams = [hand, ours] if oldest_first else [ours, hand]
    return (row for _, row in heapq.merge(*streams, key=lambda pair: pair[0]))


def place_of(month: str | None, *, oldest_first: bool) -> int:
    """Where a row of a month (``YYYY-MM``) stands: the least number first."""
    if month is None:
        return _NO_MONTH
    return (1 if oldest_first else -1) * (int(month[:4]) * 12 + int(month[5:7]))


def placed(
    tables: Iterable[Sequence[T]], month: Callable[[T], str | None], *, oldest_first: bool
) -> Iterator[tuple[int, T]]:
    """The rows of `tables` as one table, each with its place (`place_of`): no row stands before one of a lesser.
    One whose month is out of order has the place of the row before it."""
    keyed = [
        zip(_rising([place_of(month(row), oldest_first=oldest_first) for row in table]), table, strict=True)
        for table in tables
    ]
    return heapq.merge(*keyed, key=lambda pair: pair[0])


def _turned(rows: list[T], month: Callable[[T], str | None]) -> list[T]:
    dated = [row for row in rows if month(row) is not None]
    return [*reversed(dated), *(row for row in rows if month(row) is None)]


def _rising(places: Sequence[int]) -> list[int]:
    """`places` with those that stand out of order replaced by the one before: the fewest are."""
    dated = [at for at, place in enumerate(places) if place != _NO_MONTH]
    kept = {dated[at] for at in longest_rising([places[at] for at in dated])}
    last = places[min(kept)] if kept else _NO_MONTH
    rising: list[int] = []
    for at, place in enumerate(places):
        last = place if at in kept else last
        rising.append(last)
    return rising


def longest_rising(values: Sequence[int]) -> list[int]:
    """The places of a longest run of `values`, not each after the other, that never falls (patience sorting)."""
    ends: list[int] = []  # of the runs of each length, the least value one ends with
    at_ends: list[int] = []
    before: list[int] = []
    for at, value in enumerate(values):
        length = bisect_right(ends, value)
        before.append(at_ends[length - 1] if length else -1)
        ends[length : length + 1], at_ends[length : length + 1] = [value], [at]
    run: list[int] = []
    at = at_ends[-1] if at_ends else -1
    while at >= 0:
        run.append(at)
        at = before[at]
    return run[::-1]


class Taken:
    """The addresses of `rows`, and their articles or with `whole_stories` their stories: those that are in a table
    already."""

    def __init__(self, rows: Iterable[Coverage], *, whole_stories: bool) -> None:
        self._whole_stories = whole_stories
        self._keys = {key for row in rows for key in self._keys_of(row)}

    def __contains__(self, row: Coverage) -> bool:
        return any(key in self._keys for key in self._keys_of(row))

    def _keys_of(self, row: Coverage) -> Iterator[tuple[str, int | str]]:
        if row.url:
            yield row.entity_id, canonical_url(row.url)
        if number := row.story_id if self._whole_stories else row.article_id:
            yield row.entity_id, number
