"""`scrape search`: articles that hold words, whoever they are about and whatever was decided of them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

from pipeline.items import CoverageStatus
from pipeline.language.search_words import WordQuery
from scrape.config.settings import Settings
from scrape.output.console import complain
from scrape.output.export import neutral, one_line, shown
from scrape.plan.people import refuse_unknown
from scrape.plan.selection import Selection, select
from storage.coverage.read import of_article
from storage.coverage.search import article_text, search_articles
from storage.database import Connection
from storage.database.open import existing_database
from storage.watchlist import known_ids

__all__ = ["print_found"]

_SHOWN = 50  # articles
_AROUND = 40  # characters on either side of what is found


def print_found(settings: Settings, selection: Selection) -> None:
    """Print the newest articles that hold the words of `selection`: where they stand there, and whom each covers.
    Raises UsageError, StorageError."""
    chosen, wanted = select(settings, replace(selection, statuses=("all",)))
    query = wanted.words or WordQuery.parse("")
    with existing_database(settings.database) as database, database.read() as connection:
        refuse_unknown(chosen, known_ids(connection))
        found = search_articles(connection, query, replace(wanted, words=None), selection.limit or _SHOWN)
        lines = [line for key in found.ids for line in _lines(connection, key, query)]
    if lines:
        print("\n".join(map(neutral, lines)))
    elif found.below is None:
        other = query.other_spelling()
        print(f"nothing holds these words{f'; try: {one_line(other)}' if other else ''}", file=sys.stderr)
    if found.below is not None:
        complain("there may be more: raise --limit, or narrow the search with --since and --until")


def _lines(connection: Connection, key: int, query: WordQuery) -> Iterator[str]:
    rows = of_article(connection, key)
    if not rows:
        return
    first = rows[0]
    day = first.published_on.isoformat() if first.published_on else "no date   "
    yield f"{day}  {one_line(first.headline)} ({one_line(first.outlet)})"
    yield f"            {_around(article_text(connection, key), query)}"
    names = (
        one_line(row.entity_name) + ("" if row.status is CoverageStatus.CONFIRMED else f" ({row.status.value})")
        for row in rows
    )
    yield f"            {', '.join(names)}; {shown(first.url)}"


def _around(text: str, query: WordQuery) -> str:
    """The text about the first place where what is searched for stands."""
    spans = query.spans(text)
    if not spans:
        return "in the headline"
    span = spans[0]
    start, end = max(0, span.start - _AROUND), span.end + _AROUND
    marked = f"{text[start : span.start]}>>{text[span.start : span.end]}<<{text[span.end : end]}"
    return one_line(f"{'…' if start else ''}{marked}{'…' if end < len(text) else ''}")
