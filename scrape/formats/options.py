"""What every writer is given: where rows come from, and what was asked of the export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from scrape.output.clippings.options import ClippingOptions, RowSource

__all__ = ["ExportOptions", "Rows"]

Rows = RowSource


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """`lang` (``ko``, ``en``) is the language of headers, labels and notes; without it each row has its own.
    `columns` are names of scrape/formats/columns.py, none: those of the format. `names` are those that were asked
    for, `since` and `until` the days, `link` is where the file will be found, `limit` how many rows at most,
    and with `every_article` rows are articles, not stories."""

    lang: str | None = None
    columns: tuple[str, ...] = ()
    title: str = ""
    names: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    link: str = ""
    limit: int | None = None
    every_article: bool = False

    def of_clippings(self) -> ClippingOptions:
        """What the documents that people send are given of it."""
        return ClippingOptions(self.title, self.lang, self.names, self.since, self.until)
