"""Searching articles by words: an index finds candidates, newest first, and their text decides.

The newest are those that were stored last. Both databases give the same articles in the same order. However many
candidates there are, so many are read at most; `Hits.below` then says from where a search may go on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import merge
from itertools import groupby, islice
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from pipeline.items import CoverageStatus
from pipeline.language.search_words import Needed, WordQuery
from storage.coverage.read import CoverageFilter
from storage.coverage.word_index import TEXTS_OF_ONE
from storage.database.statements import is_one_of
from storage.schema.tables import article, hand_value, media_coverage

__all__ = ["EVERYTHING", "Hits", "article_text", "count_hits", "search_articles", "with_words"]

EVERYTHING = CoverageFilter(statuses=tuple(CoverageStatus))  # whatever is covered of whomever
_BLOCK = 200  # articles that are read at once
_WALKED = 2_000  # the newest that fit a narrow filter, read before the index is asked
_MOST_READ = 20_000
_MOST_LISTED = 5_000  # articles, below the limits of parameters
_SIZES = (12, 16, 20)  # blocks of two to the power of so many ids are known to PostgreSQL's index
_MOST_AT_ONCE = 2_048  # candidates that a larger block may be expected to have
# What ix_article_words has of an article.
_INDEXED: sa.ColumnElement[Any] = sa.func.press_words(
    article.c.headline.concat(sa.func.chr(10)).concat(article.c.text), type_=postgresql.ARRAY(sa.Text)
).concat(sa.func.press_blocks(article.c.id))
_STREAM = """
    SELECT rowid FROM article_words WHERE article_words MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?
"""


class Hits(NamedTuple):
    """Articles, the newest first. `below` is None when there are no more; else the search goes on after it."""

    ids: tuple[int, ...]
    below: int | None = None


def search_articles(
    connection: sa.Connection,
    query: WordQuery,
    wanted: CoverageFilter = EVERYTHING,
    limit: int = 50,
    after: int | None = None,
) -> Hits:
    """The newest articles that hold `query` and have a row of coverage that fits, `limit` at most; with `after`,
    those older than that article. A headline that was set by hand is searched beside that of the page."""
    hits: list[int] = []
    looked_at = 0
    by_hand = _headlines_by_hand(connection)
    renamed = sorted((key for key, headline in by_hand.items() if query.spans(headline)), reverse=True)
    for rows, low, number in _blocks(connection, query.needed(), renamed, wanted, after):
        for row in rows:
            if query.holds(row.headline, row.text, by_hand.get(row.id, "")):
                hits.append(row.id)
                if len(hits) == limit:
                    return Hits(tuple(hits), row.id)
        looked_at += number
        if looked_at >= _MOST_READ:
            return Hits(tuple(hits), low)
    return Hits(tuple(hits))


def article_text(connection: sa.Connection, key: int) -> str:
    """The text of an article; empty where there is none."""
    return connection.execute(sa.select(article.c.text).where(article.c.id == key)).scalar() or ""


def with_words(
    connection: sa.Connection, wanted: CoverageFilter, most: int = _MOST_LISTED
) -> tuple[CoverageFilter, bool]:
    """`wanted` with the articles that hold its words, the `most` newest, and whether there may be more."""
    if wanted.words is None or wanted.article_ids is not None:
        return wanted, False
    found = search_articles(connection, wanted.words, replace(wanted, words=None), most)
    return replace(wanted, article_ids=found.ids), found.below is not None


def count_hits(
    connection: sa.Connection, query: WordQuery, wanted: CoverageFilter = EVERYTHING, at_most: int = 10_000
) -> tuple[int, bool]:
    """How many articles hold `query`, and whether there may be more than were counted."""
    found = search_articles(connection, query, wanted, at_most)
    return len(found.ids), found.below is not None


class _Block(NamedTuple):
    """Articles that may be hits, the id below which all that come after stand, and how many were looked at."""

    rows: Sequence[Any]
    low: int
    number: int


def _headlines_by_hand(connection: sa.Connection) -> dict[int, str]:
    statement = sa.select(hand_value.c.article_id, hand_value.c.value).where(hand_value.c.field == "headline")
    return {row.article_id: row.value for row in connection.execute(statement)}


def _blocks(
    connection: sa.Connection,
    needed: Needed,
    renamed: Sequence[int],
    wanted: CoverageFilter,
    below: int | None,
) -> Iterator[_Block]:
    """Blocks of articles that may be hits, newest first, those among them that were `renamed` by hand."""
    if _is_narrow(wanted):
        newest = _newest_within(connection, wanted, below)
        for ids in _in_blocks(newest):
            yield _read(connection, ids, wanted)
        if len(newest) < _WALKED:
            return
        below = newest[-1]
    if needed:
        for ids in _in_blocks(_candidates(connection, needed, renamed, below)):
            yield _read(connection, ids, wanted)
    else:
        yield from _walk(connection, wanted, below)


def _is_narrow(wanted: CoverageFilter) -> bool:
    """Whether the rows that fit are best found by the filter itself."""
    return bool(wanted.entity_ids) or (wanted.since is not None and wanted.until is not None)


def _newest_within(connection: sa.Connection, wanted: CoverageFilter, below: int | None) -> list[int]:
    column = media_coverage.c.article_id
    statement = sa.select(column).where(*wanted.conditions()).distinct().order_by(column.desc()).limit(_WALKED)
    if below is not None:
        statement = statement.where(column < below)
    return list(connection.execute(statement).scalars())


def _walk(connection: sa.Connection, wanted: CoverageFilter, below: int | None) -> Iterator[_Block]:
    """Articles as they stand, without the index."""
    while True:
        statement = _fitting(wanted).order_by(article.c.id.desc()).limit(_BLOCK)
        if below is not None:
            statement = statement.where(article.c.id < below)
        rows = connection.execute(statement).all()
        if not rows:
            return
        below = rows[-1].id
        yield _Block(rows, rows[-1].id, len(rows))


def _read(connection: sa.Connection, ids: Sequence[int], wanted: CoverageFilter) -> _Block:
    statement = _fitting(wanted).where(is_one_of(connection, article.c.id, ids)).order_by(article.c.id.desc())
    return _Block(connection.execute(statement).all(), ids[-1], len(ids))


def _fitting(wanted: CoverageFilter) -> sa.Select[Any]:
    statement = sa.select(article.c.id, article.c.headline, article.c.text)
    if wanted == EVERYTHING:
        return statement
    return statement.where(sa.exists().where(media_coverage.c.article_id == article.c.id, *wanted.conditions()))


def _candidates(
    connection: sa.Connection, needed: Needed, renamed: Sequence[int], below: int | None
) -> Iterator[int]:
    known = (_on_sqlite if connection.dialect.name == "sqlite" else _on_postgresql)(connection, needed, below)
    also = (key for key in renamed if below is None or key < below)
    return (key for key, _ in groupby(merge(known, also, reverse=True)))


def _in_blocks(ids: Iterator[int] | Sequence[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while block := list(islice(rest, _BLOCK)):
        yield block


def _on_sqlite(connection: sa.Connection, needed: Needed, below: int | None) -> Iterator[int]:
    """The index as a stream; of an article that was corrected it has several rows."""
    last = 2**62 if below is None else below * TEXTS_OF_ONE
    asked = _match(needed)
    while rows := connection.exec_driver_sql(_STREAM, (asked, last, _BLOCK)).scalars().all():
        last = rows[-1]
        yield from (row // TEXTS_OF_ONE for row in rows)


def _match(needed: Needed) -> str:
    parts = [f'"{word}"' for word in sorted(needed.words)]
    parts += [f"({' OR '.join(f'({_match(part)})' for part in choice)})" for choice in needed.choices]
    return " AND ".join(parts)


def _on_postgresql(connection: sa.Connection, needed: Needed, below: int | None) -> Iterator[int]:
    """The index in blocks of ids, larger ones where candidates are few. Asked for all at once, the server would
    collect whatever a frequent word has, and go through the texts themselves where that is too much."""
    column = article.c.id
    newest = connection.execute(sa.select(sa.func.max(column))).scalar() or 0
    top, level = newest + 1 if below is None else min(below, newest + 1), 0
    while top > 0:
        size = _SIZES[level]
        block = (top - 1) >> size
        fits = _contains(needed, f"#{size} {block}")
        found = (
            connection.execute(sa.select(column).where(fits, column < top).order_by(column.desc())).scalars().all()
        )
        yield from found
        looked_at, top = top - (block << size), block << size
        if level + 1 < len(_SIZES) and (len(found) + 1) << _SIZES[level + 1] <= _MOST_AT_ONCE * looked_at:
            level += 1


def _contains(needed: Needed, block: str) -> sa.ColumnElement[bool]:
    """Whether the index has what is needed of an article of `block`."""
    asked = sa.cast([block, *sorted(needed.words)], postgresql.ARRAY(sa.Text))
    choices = [sa.or_(*(_contains(part, block) for part in choice)) for choice in needed.choices]
    return sa.and_(_INDEXED.op("@>", return_type=sa.Boolean())(asked), *choices)
