"""What a document is to say beside its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from pipeline.items import Coverage
from scrape.output.words import Words, words_of

__all__ = ["ClippingOptions", "RowSource"]

RowSource = Callable[[], Iterable[Coverage]]
"""Gives the rows from the start each time it is called: they are counted first and written then, never held."""


@dataclass(frozen=True, slots=True)
class ClippingOptions:
    """The title (empty: the names), the names that were asked for, so that one without coverage is seen too, and
    the period that was asked for (else that of the rows).

    `lang` is ``ko`` or ``en``; without it the document has the language of most rows, and what is said of a row its
    own.
    """

    title: str = ""
    lang: str | None = None
    names: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None

    def words_for(self, row: Coverage) -> Words:
        """The words for what is said of a row."""
        return words_of(self.lang or row.language)
