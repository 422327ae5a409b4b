"""Which rows of the table a command is about: its options, looked up and read."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.items import CoverageStatus
from pipeline.language.search_words import WordQuery
from scrape.config.days import parse_days
from scrape.config.settings import Settings
from scrape.plan.people import Chosen, choose
from storage.coverage.read import CoverageFilter

__all__ = ["Selection", "select"]


@dataclass(frozen=True, slots=True)
class Selection:
    """The options by which `scrape coverage` and `scrape export` select rows, as given."""

    people: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    every_article: bool = False
    since: str | None = None
    until: str | None = None
    statuses: tuple[str, ...] = ("confirmed",)
    limit: int | None = None
    words: str | None = None


def select(settings: Settings, selection: Selection) -> tuple[Chosen, CoverageFilter]:
    """Whom `selection` names, and the rows that it selects. Raises UsageError."""
    chosen = choose(settings.watchlist(), selection.people, selection.companies)
    names = [status.value for status in CoverageStatus] if "all" in selection.statuses else selection.statuses
    since, until = parse_days(selection.since, selection.until)
    wanted = CoverageFilter(
        entity_ids=tuple(entity.id for entity in chosen.entities),
        since=since,
        until=until,
        statuses=tuple(map(CoverageStatus, names)),
        words=None if selection.words is None else WordQuery.parse(selection.words),
    )
    return chosen, wanted
