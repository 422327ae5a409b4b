"""Months as tables write them, and whether a page was published in one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, tzinfo

from pipeline.dates import day_in_address, month_of
from pipeline.items import DateSource
from scrape.table.audit.facts import PageFacts, RowFacts
from scrape.table.audit.values import Finding, FindingKind
from scrape.table.written import WrittenRow

__all__ = ["month_findings"]

# No day of publication that a page itself tells: the address is asked apart, a change is none, the last is a guess.
_UNSOUND = frozenset({None, DateSource.URL, DateSource.CHANGE, DateSource.HTMLDATE})
_IN_WORDS = {
    DateSource.JSON_LD: "the page declares it",
    DateSource.META: "the page declares it",
    DateSource.VISIBLE: "the page shows it",
    DateSource.TIME_TAG: "the page shows it",
}


def month_findings(facts: Sequence[RowFacts], reader: tzinfo) -> Iterator[Finding]:
    """Rows whose month is that of none of the days on which their page was published: as it says, as its address
    says, on the outlet's clock, in UTC, and on the clock of the `reader`."""
    for fact in facts:
        written = month_of(fact.row.month)
        if written is None:
            continue
        days = [*_of_page(fact.page, reader), *_of_address(fact.row)]
        proofs = [(day, source) for day, source in days if source]
        if proofs and not any(f"{day:%Y-%m}" == written for day, _ in days):
            day, source = proofs[0]
            yield Finding(
                FindingKind.MONTH,
                (fact.row,),
                written=fact.row.month,
                known=f"{day}",
                source=source,
                advice=f"write {day:%Y.%m}",
            )


def _of_page(page: PageFacts | None, reader: tzinfo) -> Iterator[tuple[date, str]]:
    """The days of a page, each with its source; a day without one proves nothing against another month."""
    if page is None:
        return
    is_sound = page.date_source not in _UNSOUND
    if page.published_at is not None and page.date_source is not None and is_sound:
        words = _IN_WORDS.get(page.date_source, f"read in the page ({page.date_source.value})")
        for when in _on_clocks(page.published_at, reader) if page.has_time else [page.published_at]:
            yield when.date(), words
    if page.stored_on is not None:
        yield page.stored_on, "it is stored" if is_sound else ""
    for day in page.other_days:
        yield day, ""


def _on_clocks(when: datetime, reader: tzinfo) -> tuple[datetime, ...]:
    return when, when.astimezone(UTC), when.astimezone(reader)


def _of_address(row: WrittenRow) -> Iterator[tuple[date, str]]:
    day = day_in_address(row.url)
    if day is not None:
        yield day, "it stands in the address"
