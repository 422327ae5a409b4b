"""What is known of the rows of a table, before anything is called wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pipeline.items import CoverageStatus, DateSource, StoryRole
from scrape.table.written import WrittenRow

__all__ = ["Alike", "LinkState", "PageFacts", "RowFacts"]


class LinkState(StrEnum):
    """What became of a row's address."""

    NONE = ""  # there is none, or nobody asked
    ANSWERS = "answers"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What the page of a row says. `status` is what is believed of the person in its article, None when it does
    not name them; `names_nobody` then says why; `evidence` is why it is somebody else.

    `published_at` is on the outlet's clock, of which only the day counts unless `has_time`; `credited` is the
    outlet whose text the article says it carries; `stored_on` is the stored day, which a person may have set;
    `other_days` are those of which the page tells besides, perhaps of a change.
    """

    outlet: str = ""
    at_portal: bool = False
    credited: str = ""
    published_at: datetime | None = None
    has_time: bool = False
    date_source: DateSource | None = None
    stored_on: date | None = None
    other_days: tuple[date, ...] = ()
    status: CoverageStatus | None = None
    names_nobody: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class RowFacts:
    """A row with what is known of it. `page` is None when its page was not read, and `unchecked` says why;
    `link_detail` says how a dead link was seen, and `copy` that the archive holds its page."""

    row: WrittenRow
    page: PageFacts | None = None
    link: LinkState = LinkState.NONE
    link_detail: str = ""
    copy: bool = False
    unchecked: str = ""


@dataclass(frozen=True, slots=True)
class Alike:
    """Two rows, by their places from 0, whose articles are one story, and what the second is to the first."""

    first: int
    second: int
    role: StoryRole
