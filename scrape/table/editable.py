"""Rows whose headline, outlet and date a person may set: those of an article, and those of a table kept by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import UsageError
from scrape.output.export import one_line
from scrape.table.words_by_hand import WordsByHand
from storage.articles.shown import set_by_hand, take_back_by_hand
from storage.by_hand.edits import HandWords, hand_rows_of, reword, take_back_words, words_in_row
from storage.by_hand.values import HandField, values_of
from storage.coverage.read import of_article
from storage.database import Connection

__all__ = ["ArticleRow", "OwnRow", "facts_of", "ids_of"]


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """The rows of an article; it is named by the row `key`."""

    article_id: int
    key: int

    def title(self, connection: Connection) -> str:
        """What the row is."""
        names = ", ".join(one_line(row.entity_name) for row in of_article(connection, self.article_id))
        return f"row {self.key}: {names}"

    def facts(self, connection: Connection) -> dict[str, str]:
        """Headline, outlet and date as they stand now."""
        return facts_of(connection, self.article_id)

    def set(self, connection: Connection, words: WordsByHand, by: str, now: datetime) -> bool:
        """Set what was given; False when all of it stands already."""
        given = {
            HandField.HEADLINE: words.headline,
            HandField.OUTLET: words.outlet,
            HandField.DATE: words.date,
        }
        stands = {field: known.value for field, known in values_of(connection, self.article_id).items()}
        new = {field: value for field, value in given.items() if value and stands.get(field) != value}
        if new:
            set_by_hand(connection, self.article_id, new, words.role, by, now)
        return bool(new)

    def take_back(self, connection: Connection) -> bool:
        """Take back what was set; False when nothing was."""
        was_set = bool(values_of(connection, self.article_id))
        take_back_by_hand(connection, self.article_id)
        return was_set

    def notes(self, connection: Connection, *, undo: bool) -> Iterator[str]:
        """What to know besides."""
        if not undo:
            yield f"this stands whatever the page says; take it back: scrape edit {self.key} --undo"
        own = hand_rows_of(connection, self.article_id)
        if own:
            yield f"your own table has it in words of its own, as {ids_of(own)}; see: scrape edit h{own[0]}"


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A row of the table that is kept by hand."""

    key: int

    def title(self, connection: Connection) -> str:
        """What the row is."""
        del connection
        return f"row h{self.key} of your own table"

    def facts(self, connection: Connection) -> dict[str, str]:
        """Headline, outlet and date as they stand now."""
        words = self._words(connection)
        return {"headline": words.headline, "outlet": words.label, "date": words.month}

    def set(self, connection: Connection, words: WordsByHand, by: str, now: datetime) -> bool:
        """Set what was given; False when all of it stands already."""
        del by, now
        after = before = self._words(connection)
        if words.headline:
            after = after._replace(headline=words.headline)
        if words.label:
            after = after._replace(label=words.label, outlet=words.outlet)
        if words.month:
            after = after._replace(month=words.month)
        if after == before:
            return False
        reword(connection, self.key, after._replace(written=None))
        return True

    def take_back(self, connection: Connection) -> bool:
        """Take back what was set; False when nothing was."""
        return take_back_words(connection, self.key)

    def notes(self, connection: Connection, *, undo: bool) -> Iterator[str]:
        """What to know besides."""
        del connection
        if not undo:
            yield f"the words it was written in come back with: scrape edit h{self.key} --undo"

    def _words(self, connection: Connection) -> HandWords:
        words = words_in_row(connection, self.key)
        if words is None:
            raise UsageError(f"there is no row h{self.key} of your own; see: scrape export --format json")
        return words


def facts_of(connection: Connection, article_id: int) -> dict[str, str]:
    """Headline, outlet and date of an article as its rows show them."""
    row = of_article(connection, article_id)[0]
    day = row.published_on.isoformat() if row.published_on else "unknown"
    stands = values_of(connection, article_id).get(HandField.DATE)
    month_alone = stands is not None and day == f"{stands.value}-01"
    return {"headline": row.headline, "outlet": row.outlet, "date": stands.value if stands and month_alone else day}


def ids_of(keys: Sequence[int]) -> str:
    """Rows of a table kept by hand, as they are named: ``h12, h15``."""
    return ", ".join(f"h{key}" for key in keys)
