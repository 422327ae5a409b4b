"""One article that a person names: its row is confirmed on her word, or its page becomes a row of her own table."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from pipeline.items import Article, CoverageStatus, Entity
from pipeline.outlets import OutletRegistry
from pipeline.urls import canonical_url
from scrape.table.editable import ArticleRow, OwnRow
from scrape.table.importing import RowEnd, end_of
from scrape.table.words_by_hand import WordsByHand
from storage.by_hand.pages import HandPage, pages_at
from storage.by_hand.rows import HandEntry, enter_rows, hand_rows, note_page
from storage.coverage.review import decide
from storage.database import Connection

__all__ = ["Adder", "Named"]

# What a page may be that is no coverage of ours, but has a headline of its own.
_READABLE = frozenset({RowEnd.NO_ARTICLE, RowEnd.UNNAMED})


class Named(NamedTuple):
    """What stands after an article was named: its row, or a row of the person's own table, or neither; and whether
    that is new or changed."""

    row: int | None = None
    own: int | None = None
    is_changed: bool = False


class Adder(NamedTuple):
    """Adds the article at `url` to the coverage of `entity`, in the words that were given, as decided by `by`."""

    entity: Entity
    url: str
    words: WordsByHand
    by: str
    now: datetime

    def page(self, connection: Connection) -> HandPage:
        """What is known of the page."""
        canonical = canonical_url(self.url)
        return pages_at(connection, self.entity.id, [canonical])[canonical]

    def confirm(self, connection: Connection, page: HandPage) -> Named:
        """Confirm the row of a page that is stored coverage, and set the words."""
        if page.row_id is None or page.article_id is None:
            return Named()
        is_confirmed = page.by_hand and page.status is CoverageStatus.CONFIRMED
        if not is_confirmed:
            decide(connection, [page.row_id], CoverageStatus.CONFIRMED, self.by, self.now)
        is_set = bool(self.words) and ArticleRow(page.article_id, page.row_id).set(
            connection, self.words, self.by, self.now
        )
        return Named(row=page.row_id, is_changed=is_set or not is_confirmed)

    def keep(self, connection: Connection, page: HandPage, read: Article | None, registry: OutletRegistry) -> Named:
        """Keep a page that is no coverage of ours as a row of the person's own, when its headline is known: as
        given, or as `read` on the page."""
        known = next((row for row in hand_rows(connection, [self.entity.id]) if row.key == self._key), None)
        if known is not None:
            self._note(connection, known.id, page)
            is_set = bool(self.words) and OwnRow(known.id).set(connection, self.words, self.by, self.now)
            return Named(own=known.id, is_changed=is_set)
        headline = self.words.headline or ("" if read is None else read.headline)
        if not headline:
            return Named()
        told = registry.published(self.url).name if read is None else read.outlet
        read_month = "" if read is None else read.month or ""
        entry = HandEntry(
            month=self.words.month or read_month.replace("-", "."),
            headline=headline,
            label=self.words.label or told,
            url=self.url,
            outlet=self.words.outlet or told,
        )
        (row,) = enter_rows(connection, self.entity.id, [entry], self.now)
        self._note(connection, row.id, page)
        return Named(own=row.id, is_changed=True)

    def why_not(self, page: HandPage) -> str:
        """Why a page is no coverage of the entity, in words."""
        return end_of(page, self.entity.name)[1]

    def is_readable(self, page: HandPage) -> bool:
        """Whether a page that is no coverage of ours may tell headline and outlet."""
        return page.row_id is None and end_of(page, self.entity.name)[0] in _READABLE

    @property
    def _key(self) -> str:
        return canonical_url(self.url)

    def _note(self, connection: Connection, row: int, page: HandPage) -> None:
        end, why = end_of(page, self.entity.name)
        note_page(connection, row, self.now, article_id=None, reason=end.value, detail=why)
