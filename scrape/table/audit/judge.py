"""From what pages turned out to be to what is wrong with a table. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, tzinfo

from pipeline.items import Article, CoverageStatus, Entity, Outcome, Reason
from pipeline.outlets import OutletRegistry
from pipeline.urls import is_fetchable
from scrape.table.audit.facts import LinkState, PageFacts, RowFacts
from scrape.table.audit.findings import findings
from scrape.table.audit.known import KnownRow
from scrape.table.audit.stories import alike_rows
from scrape.table.audit.values import Finding
from scrape.table.written import WrittenRow, WrittenTable

__all__ = ["MISSED", "Judged", "Looked", "judge_rows"]

MISSED = frozenset({Reason.FAILED, Reason.BLOCKED, Reason.DENIED, Reason.GONE, Reason.TOO_LARGE})
_NAMES_NOBODY = frozenset({Reason.NO_NAME, Reason.NAME_OUTSIDE_BODY})
_OUTSIDE = "the name stands on its page, but outside headline and text"


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read: the outcome of asking for each address, and of its archived copy. `days` are further days that
    a page tells; `named` are the addresses on whose page the name stands, whatever its article says."""

    asked: Mapping[str, Outcome] = field(default_factory=dict)
    archived: Mapping[str, Outcome] = field(default_factory=dict)
    days: Mapping[str, Collection[date]] = field(default_factory=dict)
    named: Collection[str] = ()
    interrupted: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong with a table, the rows whose page could not be judged, and of each row its article about the
    entity, if it is one."""

    findings: tuple[Finding, ...]
    unchecked: tuple[tuple[WrittenRow, str], ...]
    articles: tuple[Article | None, ...]


def judge_rows(
    table: WrittenTable,
    entity: Entity,
    known: Sequence[KnownRow],
    looked: Looked,
    *,
    outlets: OutletRegistry,
    reader: tzinfo,
) -> Judged:
    """Judge a table about `entity`; `known` is what is stored of each row, `reader` the zone of its calendar."""
    read = [_outcome(looked, row) for row in table.rows]
    facts = [
        _facts(row, stored, looked, outcome, entity)
        for row, stored, outcome in zip(table.rows, known, read, strict=True)
    ]
    articles = tuple(None if outcome is None else _covering(outcome, entity) for outcome in read)
    found = findings(
        facts,
        name=entity.name,
        outlets=outlets,
        reader=reader,
        alike=alike_rows(articles, known),
        problems=table.problems,
    )
    return Judged(found, tuple((fact.row, fact.unchecked) for fact in facts if fact.unchecked), articles)


def _outcome(looked: Looked, row: WrittenRow) -> Outcome | None:
    """What the page of a row is: as it answers now, else as archived."""
    asked = looked.asked.get(row.url)
    return looked.archived.get(row.url, asked)


def _covering(outcome: Outcome, entity: Entity) -> Article | None:
    """The article of a page that may be about the entity."""
    statuses = [verdict.status for verdict in outcome.verdicts if verdict.entity_id == entity.id]
    return outcome.article if statuses and CoverageStatus.REJECTED not in statuses else None


def _facts(row: WrittenRow, known: KnownRow, looked: Looked, outcome: Outcome | None, entity: Entity) -> RowFacts:
    link, detail = LinkState.NONE, ""
    asked = looked.asked.get(row.url)
    if asked is not None and asked.reason is Reason.GONE:
        link, detail = LinkState.GONE, asked.detail or "gone"
    elif asked is not None and asked.reason not in MISSED:
        link = LinkState.ANSWERS
    elif known.gone:
        link, detail = LinkState.GONE, known.gone
    page = (None if outcome is None else _page_facts(outcome, known, entity)) or known.page
    unchecked = "" if page is not None or link is LinkState.GONE else _why_not(row, outcome)
    if page is not None:
        page = replace(page, other_days=tuple(sorted(looked.days.get(row.url, ()))))
        if page.names_nobody and row.url in looked.named:
            page, unchecked = replace(page, names_nobody=""), _OUTSIDE
    return RowFacts(row, page, link, detail, known.copy is not None, unchecked)


def _why_not(row: WrittenRow, outcome: Outcome | None) -> str:
    if not row.url:
        return "it has no link"
    if not is_fetchable(row.url):
        return "its address cannot be fetched"
    if outcome is None:
        return "its page was not asked for, and the archive holds no copy"
    if outcome.reason is Reason.NOT_AN_ARTICLE or outcome.reason in _NAMES_NOBODY:
        return "its page is no article"
    return f"{outcome.reason.value}{f' ({outcome.detail})' if outcome.detail else ''}"


def _page_facts(outcome: Outcome, known: KnownRow, entity: Entity) -> PageFacts | None:
    """What a page says of the row; None when nothing can be said by it."""
    article = outcome.article
    is_article = outcome.reason in {Reason.COVERED, *_NAMES_NOBODY} and not (
        outcome.reason is Reason.NO_NAME and outcome.detail
    )
    if article is None or not is_article:
        return None
    verdict = next((verdict for verdict in outcome.verdicts if verdict.entity_id == entity.id), None)
    status = None if verdict is None else verdict.status
    if known.decided and known.page is not None:
        status = known.page.status
    nobody = "" if status is not None else "the name stands nowhere on the page"
    against = () if verdict is None else sorted(verdict.evidence, key=lambda piece: piece.weight)[:1]
    return PageFacts(
        outlet=article.outlet,
        at_portal=article.at_portal,
        credited=article.credited,
        published_at=article.published_at,
        has_time=article.has_time,
        date_source=article.date_source,
        stored_on=None if known.page is None else known.page.stored_on,
        status=status,
        names_nobody=nobody,
        evidence="; ".join(f"{piece.kind}: {piece.detail}" for piece in against) or "decided by hand",
    )
