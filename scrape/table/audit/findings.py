"""Everything that is wrong with a table, by what is known of its rows. Pure.

A thing is called wrong when two witnesses say so: what is written, and what an address, a page or the other rows
say against it. What nobody knows is not wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from pipeline.items import CoverageStatus, StoryRole
from pipeline.outlets import OutletRegistry
from pipeline.urls import canonical_url
from scrape.table.audit.facts import Alike, LinkState, RowFacts
from scrape.table.audit.labels import label_findings, spelling_findings
from scrape.table.audit.months import month_findings
from scrape.table.audit.order import order_findings
from scrape.table.audit.values import Finding, FindingKind
from scrape.table.written import NO_LINK

__all__ = ["findings"]


def findings(
    facts: Sequence[RowFacts],
    *,
    name: str,
    outlets: OutletRegistry,
    reader: tzinfo,
    alike: Sequence[Alike] = (),
    problems: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """What is wrong with the rows of a table about `name`, grouped by kind, each kind in the order of the rows.

    `reader` is the zone in whose calendar the table is written; `alike` are rows whose articles are one story;
    `problems` are what the reader of the table says of its rows.
    """
    wrong_months = list(month_findings(facts, reader))
    misdated = {row for finding in wrong_months for row in finding.rows}
    found = [
        *_unreadable(facts, problems),
        *label_findings(facts, outlets),
        *spelling_findings(facts, outlets),
        *wrong_months,
        *_dead_links(facts),
        *_twice(facts, alike),
        *order_findings([fact.row for fact in facts], misdated),
        *_not_named(facts, name),
    ]
    kinds = list(FindingKind)
    return tuple(sorted(found, key=lambda finding: kinds.index(finding.kind)))


def _unreadable(facts: Sequence[RowFacts], problems: Sequence[str]) -> Iterator[Finding]:
    by_number = {str(fact.row.number): fact.row for fact in reversed(facts)}
    for problem in problems:
        place, _, what = problem.partition(": ")
        odd = [reason for reason in what.split("; ") if reason != NO_LINK]
        row = by_number.get(place.rpartition(" ")[2])
        if odd:
            rows = () if row is None else (row,)
            yield Finding(FindingKind.UNREADABLE, rows, place, "; ".join(odd), "the file", "mend the row")


def _dead_links(facts: Sequence[RowFacts]) -> Iterator[Finding]:
    for fact in facts:
        if fact.link is LinkState.GONE:
            copy = f"its archived copy: scrape why {fact.row.url} --copy FILE"
            advice = copy if fact.copy else "the archive holds no copy"
            yield Finding(FindingKind.DEAD_LINK, (fact.row,), fact.row.url, "gone", fact.link_detail, advice)


def _twice(facts: Sequence[RowFacts], alike: Sequence[Alike]) -> Iterator[Finding]:
    first_at: dict[str, RowFacts] = {}
    pairs: set[tuple[int, int]] = set()
    for fact in facts:
        if fact.row.url:
            first = first_at.setdefault(canonical_url(fact.row.url), fact)
            if first is not fact:
                pairs.add((first.row.number, fact.row.number))
                yield _same(first, fact, "one address")
    words = {
        StoryRole.COPY: "one text",
        StoryRole.REWRITE: "one announcement in other words",
        StoryRole.NEW: "one article",
    }
    for pair in alike:
        first, second = facts[pair.first], facts[pair.second]
        if (first.row.number, second.row.number) not in pairs:
            yield _same(first, second, words[pair.role])


def _same(first: RowFacts, second: RowFacts, known: str) -> Finding:
    source = "the addresses" if known == "one address" else "the texts of both pages"
    return Finding(
        FindingKind.TWICE,
        (first.row, second.row),
        written=f"lines {first.row.number} and {second.row.number}",
        known=known,
        source=source,
        advice="keep one of them",
    )


def _not_named(facts: Sequence[RowFacts], name: str) -> Iterator[Finding]:
    for fact in facts:
        page = fact.page
        if page is None:
            continue
        if page.names_nobody:
            yield Finding(
                FindingKind.NOT_NAMED,
                (fact.row,),
                written=f"a row about {name}",
                known=f"its article does not name {name}",
                source=page.names_nobody,
                advice=f"see: scrape try {fact.row.url}",
            )
        elif page.status is CoverageStatus.REJECTED:
            yield Finding(
                FindingKind.SOMEBODY_ELSE,
                (fact.row,),
                written=f"a row about {name}",
                known=f"another {name}",
                source=page.evidence,
                advice=f"see: scrape try {fact.row.url}",
            )
