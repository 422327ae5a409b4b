"""When an article was published, by its page: declared, shown, or left in scripts and addresses.

Declared times are exact but may be told in UTC or in a zone that is not the outlet's; what the page shows is
told on the outlet's clock. Where both are there, the shown clock corrects the zone of the declared time, so that
the day is the one readers saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from pipeline.dates import COUNTRY_ZONES, PressDate, day_in_address
from pipeline.extract.date.shown import Claim, claim, date_beside_headline, labelled_date, shown_dates
from pipeline.items import DateSource
from pipeline.language.scripts import is_hangul
from pipeline.markup.declared import Survey

__all__ = ["KOREA", "PageDate", "guess_zone", "modification_date", "publication_date"]

KOREA = timezone(timedelta(hours=9), "KST")

_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished",
    "parsely-pub-date", "publication_date", "publish_date", "publishdate", "publish-date",
    "published-date", "published_date", "published", "dc.date.issued", "dcterms.issued",
    "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "sailthru.date", "bt:pubdate", "pubdate",
    "pub_date", "pdate", "article.published", "citation_publication_date", "prism.publicationdate",
    "regdate", "og:regdate", "dc.date.created", "dcterms.created", "created", "datecreated", "dc.date",
    "dcterms.date", "date",
)  # fmt: skip
_PUBLISHED_NAME = re.compile(
    r"(?:publi|pub|issue|regist|input|release|article).{0,20}(?:date|time)|^pub_?date", re.IGNORECASE
)
_MODIFIED = re.compile(r"modif|updat|expir|revis", re.IGNORECASE)
_MODIFIED_METAS = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
)
_MAX_OFFSET = timedelta(hours=14)
_RENDERING, _MONTH = timedelta(minutes=2), timedelta(days=30)
_HALF_HOUR = timedelta(minutes=30)
# What a claim weighs; those of different kinds for one day are added.
_DECLARED_FIRST, _DECLARED_AGAIN, _LABELLED, _SHOWN, _TOLD, _ADDRESSED, _OFFERED, _FAR = 4, 3, 4, 2, 5, 5, 3, 1
_DECLARED = frozenset({DateSource.JSON_LD, DateSource.META})


@dataclass(frozen=True, slots=True)
class PageDate:
    """An aware publication time, whether its clock is known, where it was read, and all witnesses with weights."""

    when: datetime
    has_time: bool
    source: DateSource
    witnesses: tuple[tuple[Claim, int], ...] = ()


def guess_zone(page: Survey) -> tzinfo | None:
    """The time of the one country with one zone that a page's host or language names; None when neither does.

    Korean time also for a page that looks as if it is Korean.
    """
    declared = (page.language or "").lower()
    if declared.startswith("ko") or page.host.endswith(".kr"):
        return KOREA
    shown = page.title + page.meta("og:title", "description")
    if sum(map(is_hangul, shown)) * 4 > len(shown) > 0:
        return KOREA
    for country in (page.host.rpartition(".")[2], declared[3:5]):  # not en-GB, which too many declare by default
        if country in COUNTRY_ZONES:
            return ZoneInfo(COUNTRY_ZONES[country])
    return None


def publication_date(
    page: Survey,
    headline: str,
    headline_at: int | None,
    *,
    zone: tzinfo | None,
    now: datetime | None = None,
    offered: PressDate | None = None,
) -> PageDate | None:
    """The publication time of a surveyed page: of all days that it names, the one that weighs most.

    `headline_at` is the index of the element that shows the headline. `zone` is the outlet's; when None, Korean
    pages are read in Korean time, zoneless times elsewhere in UTC, and a time that names its zone keeps it. With a
    `zone`, the result is in that zone. Where only a change is dated, that time counts, and is marked as such.
    `offered` is what the feed or sitemap that led here said.
    """
    home = zone or guess_zone(page)
    witnesses = witnesses_of(page, headline, headline_at, home, now, offered)
    chosen = _weighed(witnesses, home)
    if chosen is None:
        return None
    when = chosen.when.astimezone(home) if home is not None and chosen.date.has_time else chosen.when
    told = (*witnesses.of_publication(), *((claimed, 0) for claimed in witnesses.of_change()))
    return PageDate(when, chosen.date.has_time, chosen.source, told)


@dataclass(frozen=True, slots=True)
class Witnesses:
    """What a page says of its dates, each kind with the most trusted first; `now` is when it was fetched."""

    declared: tuple[Claim, ...] = ()
    shown: tuple[Claim, ...] = ()
    addressed: Claim | None = None
    told: Claim | None = None  # "originally published", anywhere on the page
    in_script: Claim | None = None
    changed: tuple[Claim, ...] = ()
    offered: Claim | None = None  # by a feed or sitemap
    now: datetime | None = None

    def of_change(self) -> list[Claim]:
        """What tells of the last change: what readers see first."""
        return [*(claimed for claimed in self.shown if claimed.role == "modified"), *self.changed]

    def of_publication(self) -> Iterator[tuple[Claim, int]]:
        """Every claim that may be the time of publication, with its weight."""
        weights = (_DECLARED_FIRST, *(_DECLARED_AGAIN for _ in self.declared))
        for claimed, weight in zip(self.declared, weights, strict=False):
            yield claimed, weight - self._doubts(claimed)
        for claimed in self.shown:
            if claimed.role != "modified":
                yield claimed, _LABELLED if claimed.role else _SHOWN
        if self.told is not None:
            yield self.told, _TOLD if self.told.role else _FAR
        if self.addressed is not None:
            rebuilt = all(claimed.when > self.addressed.when + _MONTH for claimed in self.declared)
            yield self.addressed, _ADDRESSED if rebuilt else _SHOWN
        if self.in_script is not None:
            yield self.in_script, _FAR
        if self.offered is not None:
            yield self.offered, _OFFERED if self.offered.date.has_time else _FAR

    def _doubts(self, claimed: Claim) -> int:
        """How much a declared time looks like that of a change, or of the moment at which the page was made."""
        if self.now is not None and claimed.date.has_time and abs(claimed.when - self.now) < _RENDERING:
            return _DECLARED_FIRST
        labelled = any(
            change.role == "modified" and change.when.date() == claimed.when.date() for change in self.shown
        )
        equals = any(change.when == claimed.when for change in self.changed)
        return 2 * labelled + 3 * equals


_MOST_SHOWN = 300  # dates that are weighed: each against all others


def witnesses_of(
    page: Survey,
    headline: str,
    headline_at: int | None,
    home: tzinfo | None,
    now: datetime | None,
    offered: PressDate | None = None,
) -> Witnesses:
    """Gather what a page declares and shows of its dates; what takes a search only where the rest is silent."""
    declared = tuple(_declared(page, home, now))
    shown = tuple(shown_dates(page, headline_at, home, now)[:_MOST_SHOWN])
    addressed = _from_url(page, home)
    original = labelled_date(page, home, now)
    silent = not declared and addressed is None and all(claimed.role == "modified" for claimed in shown)
    return Witnesses(
        declared,
        shown,
        addressed,
        original,
        date_beside_headline(page.scripts, headline, home, now) if silent else None,
        tuple(_changes(page, home, now)),
        None if offered is None else Claim(offered, zoned=offered.has_time, source=DateSource.FEED),
        now,
    )


def _weighed(witnesses: Witnesses, home: tzinfo | None) -> Claim | None:
    """The claim of the heaviest day, on the outlet's clock; days of one instant in two zones count together."""
    weighed = list(witnesses.of_publication())
    if not weighed:
        changes = witnesses.of_change()
        return replace(changes[0], source=DateSource.CHANGE) if changes else None

    def weight_of(claimed: Claim) -> float:
        kinds: dict[str, int] = {}
        for rival, weight in weighed:
            if _is_same_day(claimed, rival, home):
                kinds[_kind(rival)] = max(kinds.get(_kind(rival), weight), weight)
        return sum(kinds.values())

    heaviest, _ = max(weighed, key=lambda pair: weight_of(pair[0]))  # the first of equals
    others = [claimed for claimed, _ in weighed]
    best = _in_its_zone(_borne_out(heaviest, witnesses), others, home)
    if best.date.has_time and best.zoned and best.when.utcoffset():
        return best  # told in a zone of its own: nothing shown could add to it
    return _on_outlet_clock(_with_clock(best, others), others, home, witnesses.addressed)


def _in_its_zone(best: Claim, others: Sequence[Claim], home: tzinfo | None) -> Claim:
    """A clock without a zone, at the instant that another claim gives it."""
    if best.zoned or home is not None or not best.date.has_time:
        return best
    for rival in others:
        if rival.zoned and rival.date.has_time and (offset := _offset_between(rival.when, best.when)):
            return replace(_moved(best, rival.when.astimezone(timezone(offset))), zoned=True)
    return best


def _kind(claimed: Claim) -> str:
    """Claims of one kind are one witness: what a page declares twice is not said by two."""
    if claimed.source in _DECLARED:
        return "declared"
    return "shown" if claimed.source in {DateSource.VISIBLE, DateSource.TIME_TAG} else claimed.source.value


def _is_same_day(first: Claim, second: Claim, home: tzinfo | None) -> bool:
    if first.when.date() == second.when.date():
        return True
    if home is not None:
        return _day_in(first, home) == _day_in(second, home)
    shown, stamp = sorted((first, second), key=lambda claimed: claimed.zoned)
    if not stamp.zoned or shown.zoned or not (first.date.has_time and second.date.has_time):
        return False
    return _offset_between(stamp.when, shown.when) is not None


def _day_in(claimed: Claim, home: tzinfo) -> date:
    when = claimed.when
    return (when.astimezone(home) if claimed.zoned and claimed.date.has_time else when).date()


def _borne_out(best: Claim, witnesses: Witnesses) -> Claim:
    """Of declared times that differ by a zone alone, the one at whose instant something else stands too."""
    stamps = [claimed for claimed in (*witnesses.declared, *witnesses.changed) if claimed.date.has_time]
    if best not in witnesses.declared or sum(claimed.when == best.when for claimed in stamps) > 1:
        return best
    return next(
        (
            claimed
            for claimed in witnesses.declared
            if claimed.date.has_time
            and _clock(claimed) != _clock(best)
            and _offset_between(best.when, claimed.when)
            and sum(stamp.when == claimed.when for stamp in stamps) > 1
        ),
        best,
    )


def modification_date(page: Survey, *, zone: tzinfo | None, now: datetime | None = None) -> datetime | None:
    """When the page says its article was last changed."""
    home = zone or guess_zone(page)
    first = next(_changes(page, home, now), None)
    return None if first is None else first.when.astimezone(home) if home else first.when


def _changes(page: Survey, home: tzinfo | None, now: datetime | None) -> Iterator[Claim]:
    for raw in (page.linked.modified, *(page.meta(name) for name in _MODIFIED_METAS)):
        if raw and (claimed := claim(raw, home, now, DateSource.META)):
            yield claimed


def _declared(page: Survey, home: tzinfo | None, now: datetime | None) -> Iterator[Claim]:
    if page.linked.published and (declared := claim(page.linked.published, home, now, DateSource.JSON_LD)):
        yield declared
    listed = [name for name in _PUBLISHED_METAS if name in page.metas]
    others = [
        name
        for name in page.metas
        if name not in listed and _PUBLISHED_NAME.search(name) and not _MODIFIED.search(name)
    ]
    for name in (*listed, *others):
        if declared := claim(page.meta(name), home, now, DateSource.META):
            yield declared


def _with_clock(chosen: Claim, others: Sequence[Claim]) -> Claim:
    """A declared day with the clock that another place shows for the same day."""
    if chosen.date.has_time:
        return chosen
    for rival in others:
        if rival.date.has_time and rival.when.date() == chosen.when.date():
            return replace(rival, source=chosen.source)
    return chosen


def _on_outlet_clock(chosen: Claim, others: Sequence[Claim], home: tzinfo | None, addressed: Claim | None) -> Claim:
    """The same instant, told in the outlet's zone as far as the page lets it be known."""
    if not chosen.date.has_time:
        return chosen
    utc = not chosen.when.utcoffset()
    for rival in others:
        if not rival.date.has_time or rival is chosen:
            continue
        same_clock = _clock(rival) == _clock(chosen)
        if same_clock and utc and home is not None and not rival.zoned and rival.source not in _DECLARED:
            return _moved(chosen, chosen.when.replace(tzinfo=home))  # the Z is a lie: readers see the same clock
        if same_clock and not chosen.zoned and rival.zoned and home is None:
            return _moved(chosen, rival.when)
        if utc and rival.zoned and rival.when.utcoffset() and abs(rival.when - chosen.when) < timedelta(minutes=1):
            return _moved(chosen, chosen.when.astimezone(rival.when.tzinfo))
        if utc and home is None and not rival.zoned and (offset := _offset_between(chosen.when, rival.when)):
            return _moved(chosen, chosen.when.astimezone(timezone(offset)))
    if utc and home is None and addressed is not None:
        return _moved(chosen, _on_day(chosen.when, addressed.when.date()))
    return chosen


def _clock(chosen: Claim) -> datetime:
    return chosen.when.replace(tzinfo=None, second=0, microsecond=0)


def _moved(chosen: Claim, when: datetime) -> Claim:
    return replace(chosen, date=PressDate(when, has_time=True))


def _offset_between(instant: datetime, shown: datetime) -> timedelta | None:
    """The zone in which `instant` reads as the clock shown; None when no zone makes it so."""
    difference = shown.replace(tzinfo=None) - instant.astimezone(UTC).replace(tzinfo=None)
    rounded = round(difference / _HALF_HOUR) * _HALF_HOUR
    if not rounded or abs(rounded) > _MAX_OFFSET or abs(difference - rounded) > timedelta(minutes=1):
        return None
    return rounded


def _on_day(instant: datetime, day: date) -> datetime:
    """The instant in the nearest whole-hour zone where it falls on the day that the address names."""
    if instant.date() == day:
        return instant
    for hours in range(1, 13):
        for sign in (-1, 1):
            local = instant.astimezone(timezone(timedelta(hours=sign * hours)))
            if local.date() == day:
                return local
    return instant


def _from_url(page: Survey, home: tzinfo | None) -> Claim | None:
    day = day_in_address(page.url)
    if day is None:
        return None
    when = datetime(day.year, day.month, day.day, tzinfo=home or UTC)
    return Claim(PressDate(when, has_time=False), zoned=False, source=DateSource.URL)
