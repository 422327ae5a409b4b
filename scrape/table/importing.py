"""Importing a table that somebody keeps by hand, in three steps.

The rows are stored in their words, their pages are fetched by a run (`links_to`), and what became of each is noted:
it is coverage, which a person says by listing it, or it stays a row of the person's own, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pipeline.items import BY_HAND, CoverageStatus, Entity, HandRow, Link, Reason, Source
from pipeline.outlets import OutletRegistry
from scheduler.run import Plan
from scrape.table.labels import outlets_in
from scrape.table.written import WrittenRow
from storage.by_hand.pages import HandPage, pages_at
from storage.by_hand.rows import HandEntry, address_of, enter_rows, note_page
from storage.coverage.review import decide
from storage.database import Connection
from storage.watchlist import keep_watchlist

__all__ = [
    "ImportedRow",
    "RowEnd",
    "end_of",
    "kept_by_hand",
    "known_before",
    "links_to",
    "settle_rows",
    "store_rows",
]


class RowEnd(StrEnum):
    """What became of a row. All but the first two are rows of the person's own; the last is not known yet."""

    KNOWN = "known"  # its article was coverage before
    CONFIRMED = "confirmed"
    NO_LINK = "no-link"
    REFUSED = "refused"  # nothing can be fetched at such an address
    GONE = "gone"
    NO_ARTICLE = "no-article"
    UNNAMED = "unnamed"  # its page does not name who the table is about
    ANOTHER = "another"  # it names somebody else of that name
    UNREACHED = "unreached"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """What became of a row: `number` says where it stands in its file, `why` says it in words, `outlet` is who
    published its page, or whom its label means. `page` is what is known of its page."""

    number: int
    row: HandRow
    end: RowEnd
    why: str
    outlet: str
    page: HandPage

    @property
    def is_own(self) -> bool:
        """Whether it is a row of the person's own: no article of ours."""
        return self.end not in {RowEnd.KNOWN, RowEnd.CONFIRMED, RowEnd.UNCHECKED}


_NO_ARTICLE = {
    Reason.NOT_AN_ARTICLE: "its page is no article",
    Reason.NO_TEXT: "no text can be read on its page",
    Reason.UNDECODABLE: "its page is no text",
    Reason.TOO_LARGE: "its page is too large",
}


def kept_by_hand(entity: Entity) -> Source:
    """What offers the links of a table that is kept by hand about somebody."""
    return Source(BY_HAND, entity.id, f"table of {entity.name}")


def store_rows(
    connection: Connection,
    plan: Plan,
    entity: Entity,
    rows: Iterable[WrittenRow],
    outlets: OutletRegistry,
    now: datetime,
) -> list[HandRow]:
    """Store the rows of a file, in their order; the entity, who is on the watchlist of `plan`, is stored too."""
    keep_watchlist(connection, plan.looked_for, plan.listing, now)
    entries = [
        HandEntry(row.month, row.headline, row.label, row.url, row.line, _outlet_meant(row, outlets))
        for row in rows
    ]
    return enter_rows(connection, entity.id, entries, now)


def links_to(rows: Iterable[HandRow], entity: Entity) -> tuple[Link, ...]:
    """The links to the pages of rows, each once. They come without the words of the row: the page decides."""
    source = kept_by_hand(entity)
    by_address = {address: row.url for row in rows if (address := address_of(row)) is not None}
    return tuple(Link(url, source) for url in by_address.values())


def known_before(connection: Connection, entity: Entity, rows: Iterable[HandRow]) -> frozenset[str]:
    """The addresses of rows whose article is coverage now; to be asked before the pages are fetched."""
    pages = pages_at(connection, entity.id, _addresses(rows))
    return frozenset(address for address, page in pages.items() if page.status is CoverageStatus.CONFIRMED)


def settle_rows(
    connection: Connection,
    entity: Entity,
    rows: Sequence[tuple[int, HandRow]],
    known: frozenset[str],
    *,
    by: str,
    now: datetime,
) -> tuple[ImportedRow, ...]:
    """Note what became of the pages of `rows`, which stand in the file at these numbers.

    What waits for a decision is confirmed, as decided by `by`: who lists an article says that it is about them.
    `known` are the addresses of what was coverage before.
    """
    pages = pages_at(connection, entity.id, _addresses(row for _, row in rows))
    waiting = {page.row_id for page in pages.values() if page.status is CoverageStatus.REVIEW}
    decide(connection, sorted(filter(None, waiting)), CoverageStatus.CONFIRMED, by, now)
    settled = tuple(_settled(number, row, entity, pages, known) for number, row in rows)
    for one in settled:
        if one.end is not RowEnd.UNCHECKED:
            article_id = None if one.is_own else one.page.article_id
            end = RowEnd.CONFIRMED if one.end is RowEnd.KNOWN else one.end
            note_page(connection, one.row.id, now, article_id=article_id, reason=end.value, detail=one.why)
    return settled


def _settled(
    number: int, row: HandRow, entity: Entity, pages: Mapping[str, HandPage], known: frozenset[str]
) -> ImportedRow:
    address = address_of(row)
    if address is None:
        end, why = (RowEnd.REFUSED, "its address cannot be fetched") if row.url else (RowEnd.NO_LINK, "no link")
        return ImportedRow(number, row, end, why, row.outlet or "", HandPage())
    page = pages[address]
    end, why = end_of(page, entity.name)
    if end is RowEnd.CONFIRMED and address in known:
        end = RowEnd.KNOWN
    return ImportedRow(number, row, end, why, page.outlet or row.outlet or "", page)


def end_of(page: HandPage, name: str) -> tuple[RowEnd, str]:
    """What became of a page as far as `name` is concerned, and why in words."""
    if page.row_id is not None:
        if page.status is not CoverageStatus.REJECTED:
            return RowEnd.CONFIRMED, ""
        return RowEnd.ANOTHER, f"{'you said that' if page.by_hand else ''} it names another {name}".strip()
    if page.article_id is not None:
        return RowEnd.UNNAMED, f"it does not name {name}, but {', '.join(page.others)}"
    if page.reason is None:
        return RowEnd.UNCHECKED, "not checked yet"
    if page.reason is Reason.GONE:
        return RowEnd.GONE, f"its page is gone ({page.detail})" if page.detail else "its page is gone"
    if page.reason in _NO_ARTICLE:
        return RowEnd.NO_ARTICLE, _NO_ARTICLE[page.reason]
    if page.reason is Reason.NAME_OUTSIDE_BODY:
        return RowEnd.UNNAMED, f"it names {name} only beside the article"
    if page.reason in {Reason.NO_NAME, Reason.COVERED}:
        return RowEnd.UNNAMED, f"it does not name {name}"
    return RowEnd.UNREACHED, f"not reachable: {page.detail or page.reason.value}"


def _addresses(rows: Iterable[HandRow]) -> list[str]:
    return list(dict.fromkeys(filter(None, map(address_of, rows))))


def _outlet_meant(row: WrittenRow, outlets: OutletRegistry) -> str | None:
    """The first outlet that the label names; without a label, that of the address."""
    for named in outlets_in(row.label, outlets):
        return named.outlet.name if named.outlet is not None else named.name
    at_address = outlets.of_url(row.url)
    return None if at_address is None else at_address.name
