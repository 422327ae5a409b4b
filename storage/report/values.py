"""The values a report of a month is made of. Days and months are those of the outlets' calendars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

__all__ = [
    "Correction",
    "Counts",
    "FirstArticle",
    "Gone",
    "MonthCounts",
    "MonthReport",
    "OutletCount",
    "Quote",
    "ShareOf",
    "Told",
    "TopStory",
]


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is: articles, and the stories they tell; an article about several is one."""

    articles: int = 0
    stories: int = 0


@dataclass(frozen=True, slots=True)
class MonthCounts:
    """What a month (``2026-11``) brought."""

    month: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class OutletCount:
    """How many articles an outlet of the press had in the month, and in the month before."""

    outlet: str
    articles: int
    before: int


@dataclass(frozen=True, slots=True)
class ShareOf:
    """How much of the month is about one of the tracked, and how much of the month before was."""

    entity_id: str
    name: str
    counts: Counts
    before: Counts


@dataclass(frozen=True, slots=True)
class Told:
    """An article as it is shown. `day` is empty where no date is known; `is_written` says that `outlet` is what
    stands in a table that is kept by hand, which may name several."""

    headline: str
    url: str
    outlet: str
    language: str
    day: date | None
    is_written: bool = False


@dataclass(frozen=True, slots=True)
class TopStory:
    """A story of the month: the article that leads it there, and the outlets of the press that ran it in the month.

    `others` are the outlets without that of `told`; `outlets` their number with it, as far as it is press. `first`
    and `last` are days of the whole story, which may reach into other months; `outlets_in_all` counts those too.
    `who` are the tracked it names.
    """

    told: Told
    outlets: int
    others: tuple[str, ...]
    outlets_in_all: int
    articles: int
    first: date | None
    last: date | None
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirstArticle:
    """An article with which some of the tracked (`who`) appeared for the first time: at its outlet, or at all."""

    who: tuple[str, ...]
    told: Told
    ever: bool


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence in which somebody speaks, and the article it stands in."""

    who: str
    words: str
    told: Told


@dataclass(frozen=True, slots=True)
class Gone:
    """An article whose page was found taken down, `at` a time of the outlet's clock."""

    at: datetime
    told: Told
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Correction:
    """An article that was found to read otherwise than before, `at` a time of the outlet's clock.

    `before` and `after` are its headlines; they are equal where only the text was changed.
    """

    at: datetime
    before: str
    after: str
    told: Told
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MonthReport:
    """A month (``2026-11``) of coverage.

    `whose` are the names asked for, none for everybody. `months` are the last twelve, this one last; `before` is
    the month before this one. Lists hold the first of what there is: the numbers beside them (`outlets_in_all`,
    `firsts_in_all`, …) say how much that is. `beside_press` counts articles at wires, newsrooms and portals,
    `waiting` rows in review, which are not counted otherwise, `undated` articles that are in no month, `silent` are
    the tracked that the month brought nothing about. `as_of` is when the newest row of the database was made.
    """

    month: str
    whose: tuple[str, ...]
    counts: Counts
    before: Counts
    outlet_count: int
    outlet_count_before: int
    months: tuple[MonthCounts, ...]
    outlets: tuple[OutletCount, ...]
    beside_press: int
    shares: tuple[ShareOf, ...]
    silent: tuple[str, ...]
    stories: tuple[TopStory, ...]
    firsts: tuple[FirstArticle, ...]
    firsts_in_all: int
    quotes: tuple[Quote, ...]
    quotes_in_all: int
    gone: tuple[Gone, ...]
    gone_in_all: int
    corrections: tuple[Correction, ...]
    corrections_in_all: int
    waiting: int
    undated: int
    as_of: datetime | None
    language: str
