"""What the first page is asked: its whole state is its address; and of whom it can be asked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pipeline.errors import UsageError
from pipeline.items import CoverageStatus, Place
from pipeline.language.search_words import WordQuery
from scrape.config.days import parse_days
from scrape.config.settings import Settings
from scrape.config.view_table import ViewTable
from scrape.web.render import address
from scrape.web.site import Visit
from storage.coverage.read import CoverageFilter
from storage.watchlist import known_names

__all__ = ["MOST_WITH_WORDS", "PERIODS", "KnownNames", "Question", "known_to"]

MOST_WITH_WORDS = 1000  # articles that are listed, of those that hold the words
_MOST_NAMES = 20
_LONGEST = 200  # characters of a value
PERIODS = {"24h": timedelta(hours=24), "7d": timedelta(days=7)}


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Ids and names: `looked_for` of everybody whom a run looked for, and `not_yet` of those whom scrape.toml names
    and no run, as far as the address asks for others."""

    looked_for: Sequence[tuple[str, str]]
    not_yet: Sequence[tuple[str, str]] = ()

    @property
    def names(self) -> dict[str, str]:
        """The names by id."""
        return dict((*self.looked_for, *self.not_yet))

    def asked(self, visit: Visit, most: int) -> tuple[str, ...]:
        """The ids of those for whom the address asks (`who`), by id or name. Raises UsageError for others, and for
        more than `most`."""
        ids = _ids(self.names)
        found = tuple(dict.fromkeys(ids.get(_flat(name), "") for name in visit.every("who")))
        if "" in found:
            unknown = next(name for name in visit.every("who") if _flat(name) not in ids)
            raise UsageError(f"who: nobody is known as {unknown[:_LONGEST]!r}")
        if len(found) > most:
            raise UsageError(f"who: at most {most} names at a time")
        return found


def known_to(visit: Visit, connection: Any) -> KnownNames:
    """For whom the address can ask."""
    looked_for = known_names(connection)
    names = dict(looked_for)
    ids = _ids(names)
    if all(_flat(name) in ids for name in visit.every("who")):
        return KnownNames(looked_for)
    tracked = visit.site.settings.watchlist().entities
    return KnownNames(looked_for, [(one.id, one.name) for one in tracked if one.id not in names])


def _flat(name: str) -> str:
    return " ".join(name.split())


def _ids(names: Mapping[str, str]) -> dict[str, str]:
    """Ids by id, and by name where it means one."""
    by_name: dict[str, list[str]] = {}
    for key, name in names.items():
        by_name.setdefault(name, []).append(key)
    return {name: keys[0] for name, keys in by_name.items() if len(keys) == 1} | {key: key for key in names}


@dataclass(frozen=True, slots=True)
class Question:
    """The parameters of the coverage table, as given: `who` are ids, `after` is the row behind
    which it begins (see `scrape.table.paging`)."""

    words: str = ""
    who: tuple[str, ...] = ()
    outlet: str = ""
    language: str = ""
    status: str = ""
    place: str = ""
    since: str = ""
    until: str = ""
    found: str = ""
    quoted: bool = False
    every: bool = False
    after: str = ""

    @classmethod
    def of(cls, visit: Visit, known: KnownNames) -> Question:
        """What the address asks. Raises UsageError for what is no such value."""
        asked = {name: visit.asked.get(name, "").strip()[:_LONGEST] for name in visit.asked}
        who = known.asked(visit, _MOST_NAMES)
        return cls(
            words=asked.get("words", ""),
            who=who,
            outlet=asked.get("outlet", ""),
            language=_one_of(asked, "language", r"[a-z]{2,3}"),
            status=_one_of(asked, "status", "|".join((*CoverageStatus, "all"))),
            place=_one_of(asked, "place", "|".join(Place)),
            since=asked.get("since", ""),
            until=asked.get("until", ""),
            found=_one_of(asked, "found", "|".join(PERIODS)),
            quoted=bool(_one_of(asked, "quoted", "1")),
            every=bool(_one_of(asked, "every", "1")),
            after=_one_of(asked, "after", "h?[0-9]{1,18}"),
        )

    @classmethod
    def of_view(cls, view: ViewTable, settings: Settings) -> Question:
        """What a view asks that is saved in scrape.toml."""
        return cls(
            words=view.words or "",
            who=settings.ids_of(view.who),
            outlet=view.outlet or "",
            language=view.language or "",
            status=view.status or "",
            place=view.place or "",
            since=str(view.since or ""),
            until=str(view.until or ""),
            found=view.found or "",
            quoted=view.quoted,
            every=view.every,
        )

    @property
    def after_row(self) -> int | None:
        """The row of ours behind which it begins. Raises UsageError for one kept by hand."""
        if self.after.startswith("h"):
            raise UsageError(f"after: {self.after!r} is no value that it can have")
        return int(self.after) if self.after else None

    @property
    def is_plain(self) -> bool:
        """Whether it asks for everything."""
        return self == Question()

    @property
    def has_filters(self) -> bool:
        """Whether it leaves something out."""
        return replace(self, after="", every=False) != Question()

    def wanted(self, now: datetime) -> CoverageFilter:
        """The rows that fit. Raises UsageError for what is no day, and for words that cannot be looked for."""
        since, until = parse_days(self.since or None, self.until or None)
        if self.status == "all":
            statuses = tuple(CoverageStatus)
        else:
            statuses = (CoverageStatus(self.status or CoverageStatus.CONFIRMED),)
        return CoverageFilter(
            entity_ids=self.who,
            since=since,
            until=until,
            statuses=statuses,
            outlets=(self.outlet,) if self.outlet else (),
            languages=(self.language,) if self.language else (),
            place=Place(self.place) if self.place else None,
            quoted=self.quoted,
            found_since=now - PERIODS[self.found] if self.found else None,
            words=WordQuery.parse(self.words) if self.words else None,
        )

    def at(self, path: str = "/", **changes: Any) -> str:
        """The address of this question with `changes`; without a change of place it begins at the newest row."""
        changed = replace(self, **{"after": "", **changes})
        return address(path, {name: getattr(changed, name) for name in Question.__slots__})

    def without(self, name: str, value: str = "") -> str:
        """The address without one of its filters."""
        if name == "who":
            return self.at(who=tuple(one for one in self.who if one != value))
        return self.at(**{name: getattr(Question(), name)})


def _one_of(asked: dict[str, str], name: str, pattern: str) -> str:
    value = asked.get(name, "")
    if value and re.fullmatch(pattern, value) is None:
        raise UsageError(f"{name}: {value!r} is no value that it can have")
    return value
