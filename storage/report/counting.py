"""Counting the rows of a month, one after another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, TypeVar

from storage.report.values import Counts

__all__ = ["Appearance", "CountedRow", "MonthTally"]

K = TypeVar("K")


class CountedRow(NamedTuple):
    """An entity in an article of the month. Keys below zero are those of rows by hand that are no article."""

    entity_id: str
    article: int
    story: int
    outlet: str
    is_press: bool
    day: date | None
    quoted: bool
    language: str


class Appearance(NamedTuple):
    """Where somebody is named; the least of several is the one to show: of the press, early."""

    is_not_press: bool
    day: date
    article: int


class MonthTally:
    """What the rows of a month come to."""

    def __init__(self, rows: Iterable[CountedRow]) -> None:
        self.articles: set[int] = set()
        self.beside_press: set[int] = set()
        self.of_outlet: dict[str, set[int]] = {}
        self.of_entity: dict[str, tuple[set[int], set[int]]] = {}
        self.of_story: dict[int, set[int]] = {}
        self.first_of_story: dict[int, date] = {}
        self.outlets_of_story: dict[int, set[str]] = {}
        self.first_of_pair: dict[tuple[str, str], Appearance] = {}
        self.first_of_entity: dict[str, Appearance] = {}
        self.quoting: dict[tuple[str, int], Appearance] = {}
        self.languages: Counter[str] = Counter()
        for row in rows:
            self._add(row)

    @property
    def counts(self) -> Counts:
        """Articles and stories."""
        return Counts(len(self.articles), len(self.of_story))

    def counts_of(self, entity_id: str) -> Counts:
        """Articles and stories about one."""
        articles, stories = self.of_entity.get(entity_id, (set(), set()))
        return Counts(len(articles), len(stories))

    def _add(self, row: CountedRow) -> None:
        self.articles.add(row.article)
        self.languages[row.language] += 1
        articles, stories = self.of_entity.setdefault(row.entity_id, (set(), set()))
        articles.add(row.article)
        stories.add(row.story)
        self.of_story.setdefault(row.story, set()).add(row.article)
        day = row.day or date.max
        self.first_of_story[row.story] = min(day, self.first_of_story.get(row.story, day))
        appearance = Appearance(not row.is_press, day, row.article)
        _keep_least(self.first_of_entity, row.entity_id, appearance)
        if row.quoted:
            _keep_least(self.quoting, (row.entity_id, row.story), appearance)
        if not row.is_press:
            self.beside_press.add(row.article)
            return
        self.of_outlet.setdefault(row.outlet, set()).add(row.article)
        self.outlets_of_story.setdefault(row.story, set()).add(row.outlet)
        _keep_least(self.first_of_pair, (row.entity_id, row.outlet), appearance)


def _keep_least(kept: dict[K, Appearance], key: K, appearance: Appearance) -> None:
    if key not in kept or appearance < kept[key]:
        kept[key] = appearance
