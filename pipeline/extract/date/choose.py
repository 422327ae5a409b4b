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

from pipeline.dates import PressDate
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
_URL_DATE = re.compile(r"[/=_-]((?:19|20)\d\d)([/-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?!\d)")
_URL_STAMP = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{0,10}(?!\d)")
_MAX_OFFSET = timedelta(hours=14)
_TWO_DAYS = timedelta(days=2)
_HALF_HOUR = timedelta(minutes=30)
_DECLARED = frozenset({DateSource.JSON_LD, DateSource.META})


@dataclass(frozen=True, slots=True)
class PageDate:
    """An aware publication time, whether its clock is known, and where it was read."""

    when: datetime
    has_time: bool
    source: DateSource


def guess_zone(page: Survey) -> tzinfo | None:
    """Korean time for a page that says, or looks as if, it is Korean; else None."""
    declared = (page.language or "").lower()
    if declared.startswith("ko") or page.host.endswith(".kr"):
        return KOREA
    shown = page.title + page.meta("og:title", "description")
    hangul = sum(map(is_hangul, shown))
    return KOREA if hangul * 4 > len(shown) > 0 else None


def publication_date(
    page: Survey, headline: str, headline_at: int | None, *, zone: tzinfo | None, now: datetime | None = None
) -> PageDate | None:
    """The publication time of a surveyed page, without a search through all of its text.

    `headline_at` is the index of the element that shows the headline. `zone` is the outlet's; when None, Korean
    pages are read in Korean time, zoneless times elsewhere in UTC, and a time that names its zone keeps it. With a
    `zone`, the result is in that zone.
    """
    home = zone or guess_zone(page)
    declared = list(_declared(page, home, now))
    best = _best(declared)
    if best is not None and len({one.when.date() for one in declared}) > 1:
        best = _borne_out(best, declared, page, headline_at, home, now)
    if best is not None and best.date.has_time and best.zoned and best.when.utcoffset():
        found: Claim | None = best  # told in a zone of its own: nothing shown could add to it
    else:
        shown = shown_dates(page, headline_at, home, now)
        addressed = _from_url(page, home)
        if best is not None and (first := _before_change(best, shown)):
            found = first
        elif best is not None:
            others = [*declared, *(one for one in shown if one.role != "modified")]
            found = _on_outlet_clock(_with_clock(best, others), others, home, addressed)
        else:
            seen = next((one for one in shown if one.role != "modified"), None)
            if seen and addressed and abs(seen.when - addressed.when) > _TWO_DAYS:
                seen = None  # another article's date, or one the text speaks of
            found = (
                seen
                or addressed
                or date_beside_headline(page.scripts, headline, home, now)
                or labelled_date(page, home, now)
            )
    if found is None:
        return None
    when = found.when.astimezone(home) if home is not None and found.date.has_time else found.when
    return PageDate(when, found.date.has_time, found.source)


def modification_date(page: Survey, *, zone: tzinfo | None, now: datetime | None = None) -> datetime | None:
    """When the page says its article was last changed."""
    home = zone or guess_zone(page)
    for raw in (page.linked.modified, *(page.meta(name) for name in _MODIFIED_METAS)):
        if raw and (found := claim(raw, home, now, DateSource.META)):
            return found.when.astimezone(home) if home else found.when
    return None


def _declared(page: Survey, home: tzinfo | None, now: datetime | None) -> Iterator[Claim]:
    if page.linked.published and (found := claim(page.linked.published, home, now, DateSource.JSON_LD)):
        yield found
    listed = [name for name in _PUBLISHED_METAS if name in page.metas]
    others = [
        name
        for name in page.metas
        if name not in listed and _PUBLISHED_NAME.search(name) and not _MODIFIED.search(name)
    ]
    for name in (*listed, *others):
        if found := claim(page.meta(name), home, now, DateSource.META):
            yield found


def _best(claims: Sequence[Claim]) -> Claim | None:
    """The first claim; one that knows the hour comes before one of the same day that does not."""
    if not claims:
        return None
    first = claims[0]
    if first.date.has_time:
        return first
    return next((c for c in claims if c.date.has_time and c.when.date() == first.when.date()), first)


def _borne_out(
    best: Claim,
    declared: Sequence[Claim],
    page: Survey,
    headline_at: int | None,
    home: tzinfo | None,
    now: datetime | None,
) -> Claim:
    """Of declarations that tell different days: the first, unless only another's day is shown to readers.

    The day of the last change is shown often; it is a reason only where it is next to the other.
    """
    others = [one for one in declared if one.when.date() != best.when.date()]
    shown = {one.when.date() for one in shown_dates(page, headline_at, home, now) if one.role != "modified"}
    supported = len(others) < len(declared) - 1 or best.when.date() in shown
    if supported or not shown or any(_offset_between(best.when, one.when) for one in others):
        return best
    changed = modification_date(page, zone=home, now=now)
    for other in others:
        near = abs(other.when - best.when) < _TWO_DAYS
        if other.when.date() in shown and (near or changed is None or other.when.date() != changed.date()):
            return other
    return best


def _before_change(best: Claim, shown: Sequence[Claim]) -> Claim | None:
    """The day shown as that of publication, when the one declared as such is shown as that of a later change."""
    changed = any(one.role == "modified" and one.when.date() == best.when.date() for one in shown)
    first = next((one for one in shown if one.role == "published"), None)
    return first if changed and first and best.when - first.when > _TWO_DAYS else None


def _with_clock(found: Claim, others: Sequence[Claim]) -> Claim:
    """A declared day with the clock that another place shows for the same day."""
    if found.date.has_time:
        return found
    for other in others:
        if other.date.has_time and other.when.date() == found.when.date():
            return replace(other, source=found.source)
    return found


def _on_outlet_clock(found: Claim, others: Sequence[Claim], home: tzinfo | None, addressed: Claim | None) -> Claim:
    """The same instant, told in the outlet's zone as far as the page lets it be known."""
    if not found.date.has_time:
        return found
    utc = not found.when.utcoffset()
    for other in others:
        if not other.date.has_time or other is found:
            continue
        same_clock = _clock(other) == _clock(found)
        if same_clock and utc and home is not None and not other.zoned and other.source not in _DECLARED:
            return _moved(found, found.when.replace(tzinfo=home))  # the Z is a lie: readers see the same clock
        if same_clock and not found.zoned and other.zoned:
            return _moved(found, other.when)
        if utc and other.zoned and other.when.utcoffset() and abs(other.when - found.when) < timedelta(minutes=1):
            return _moved(found, found.when.astimezone(other.when.tzinfo))
        if utc and home is None and not other.zoned and (offset := _offset_between(found.when, other.when)):
            return _moved(found, found.when.astimezone(timezone(offset)))
    if utc and home is None and addressed is not None:
        return _moved(found, _on_day(found.when, addressed.when.date()))
    return found


def _clock(found: Claim) -> datetime:
    return found.when.replace(tzinfo=None, second=0, microsecond=0)


def _moved(found: Claim, when: datetime) -> Claim:
    return replace(found, date=PressDate(when, has_time=True))


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
    for pattern, groups in ((_URL_DATE, (1, 3, 4)), (_URL_STAMP, (1, 2, 3))):
        for match in pattern.finditer(page.url):
            try:
                year, month, day = (int(match.group(group)) for group in groups)
                when = datetime(year, month, day, tzinfo=home or UTC)
            except ValueError:
                continue
            return Claim(PressDate(when, has_time=False), zoned=False, source=DateSource.URL)
    return None
