"""When an article was published, by its page: declared, shown, or left in scripts and addresses.

Declared times are exact but may be told in UTC or in a zone that is not the outlet's; what the page shows is
told on the outlet's clock. Where both are there, the shown clock corrects the zone of the declared time, so that
the day is the one readers saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from pipeline.dates import PressDate, parse_date
from pipeline.items import DateSource
from pipeline.markup import squeeze
from pipeline.survey import Survey, is_aside, plain

__all__ = ["KOREA", "PageDate", "guess_zone", "modification_date", "publication_date"]

KOREA = timezone(timedelta(hours=9), "KST")

_PUBLISHED_METAS = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "parsely-pub-date",
    "publication_date", "publish_date", "publishdate", "publish-date", "published-date", "published_date", "published",
    "dc.date.issued", "dcterms.issued", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "sailthru.date", "bt:pubdate",
    "pubdate", "pub_date", "pdate", "article.published", "citation_publication_date", "prism.publicationdate", "regdate", "og:regdate",
    "dc.date.created", "dcterms.created", "created", "datecreated", "dc.date", "dcterms.date", "date",
)  # fmt: skip
_PUBLISHED_NAME = re.compile(
    r"(?:publi|pub|issue|regist|input|release|article).{0,20}(?:date|time)|^pub_?date", re.IGNORECASE
)
_MODIFIED = re.compile(r"modif|updat|expir|revis|수정|변경|갱신|최종", re.IGNORECASE)
_MODIFIED_METAS = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
)
_PUBLISHED_LABEL = re.compile(
    r"publish|posted|written|first|created|added|issued|입력|등록|승인|송고|작성|게재|발행|기사입력|보도",
    re.IGNORECASE,
)
_LOOKS_DATED = re.compile(
    r"(?:19|20)\d\d\s?[.\-/년]\s?\d{1,2}|\b\d{2}\.\d{2}\.\d{2}\b|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}|"
    r"\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
    r"\d+\s*(?:초|분|시간|일)\s*전",
    re.IGNORECASE,
)
_PAYLOAD_KEY = re.compile(
    r'\\?"(?:datePublished|publishedAt|published_at|publishDate|publish_date|publicationDate|publishedDate|published_date|pubDate|'
    r"firstPublished(?:At|Date)?|first_publish(?:ed)?_date|datetimePublished|publishedTime|postDate|"
    r'regDate|reg_date|inputDate|input_date|regDt|reg_dt)\\?"\s*:\s*\\?"?([^",}\\]{6,40})'
)
_URL_DATE = re.compile(
    r"[/=_-]((?:19|20)\d\d)([/-]?)(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?=[/_.?&-]|$|\d{2,}\b|[A-Za-z])"
)
_URL_STAMP = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{0,10}(?!\d)")
_BEFORE, _AFTER = 40, 160  # elements around the headline where a date line is looked for
_MAX_LINE = 120
_MAX_OFFSET = timedelta(hours=14)
_TWO_DAYS = timedelta(days=2)
_HALF_HOUR = timedelta(minutes=30)
_FAR_EAST, _FAR_WEST = timezone(timedelta(hours=13)), timezone(-timedelta(hours=11))


@dataclass(frozen=True, slots=True)
class PageDate:
    """An aware publication time, whether its clock is known, and where it was read."""

    when: datetime
    has_time: bool
    source: DateSource


@dataclass(frozen=True, slots=True)
class _Claim:
    """A parsed date and whether its own text named a zone."""

    date: PressDate
    zoned: bool
    source: DateSource

    @property
    def when(self) -> datetime:
        return self.date.when


def guess_zone(page: Survey) -> tzinfo | None:
    """Korean time for a page that says, or looks as if, it is Korean; else None."""
    declared = (page.language or "").lower()
    if declared.startswith("ko") or page.host.endswith(".kr"):
        return KOREA
    shown = page.title + page.meta("og:title", "description")
    hangul = sum("가" <= char <= "힣" for char in shown)
    return KOREA if hangul * 4 > len(shown) > 0 else None


def publication_date(
    page: Survey, headline_at: int | None, *, zone: tzinfo | None, now: datetime | None = None
) -> PageDate | None:
    """The publication time of a surveyed page without recourse to a search through all of its text.

    `zone` is the outlet's; when None, Korean pages are read in Korean time, zoneless times elsewhere in UTC, and
    a time that names its zone keeps it. With a `zone`, the result is in that zone.
    """
    home = zone or guess_zone(page)
    declared = list(_declared(page, home, now))
    shown = list(_shown(page, headline_at, home, now))
    addressed = _from_url(page, home)
    seen = shown[0] if shown else None
    if seen and addressed and abs(seen.when - addressed.when) > _TWO_DAYS:
        seen = None  # another article's date, or one the text speaks of
    claim = _best(declared) or seen or addressed or _from_payload(page, home, now)
    if claim is None:
        return None
    if claim.source in {DateSource.JSON_LD, DateSource.META}:
        claim = _with_clock(claim, [*declared, *shown])
        claim = _on_outlet_clock(claim, [*declared, *shown], home, _url_day(page.url))
    when = claim.when
    if home is not None and claim.date.has_time:
        when = when.astimezone(home)
    return PageDate(when, claim.date.has_time, claim.source)


def modification_date(page: Survey, *, zone: tzinfo | None, now: datetime | None = None) -> datetime | None:
    """When the page says its article was last changed."""
    home = zone or guess_zone(page)
    for raw in (page.linked.modified, *(page.meta(name) for name in _MODIFIED_METAS)):
        if raw and (claim := _claim(raw, home, now, DateSource.META)):
            return claim.when.astimezone(home) if home else claim.when
    return None


def _claim(raw: str, home: tzinfo | None, now: datetime | None, source: DateSource) -> _Claim | None:
    parsed = parse_date(raw, home or UTC, now=now)
    if parsed is None:
        return None
    east, west = parse_date(raw, _FAR_EAST), parse_date(raw, _FAR_WEST)
    zoned = bool(east and west) and east is not None and west is not None and east.when == west.when
    return _Claim(parsed, zoned and parsed.has_time, source)


def _declared(page: Survey, home: tzinfo | None, now: datetime | None) -> Iterator[_Claim]:
    if page.linked.published and (claim := _claim(page.linked.published, home, now, DateSource.JSON_LD)):
        yield claim
    listed = [name for name in _PUBLISHED_METAS if name in page.metas]
    others = [
        name
        for name in page.metas
        if name not in listed and _PUBLISHED_NAME.search(name) and not _MODIFIED.search(name)
    ]
    for name in (*listed, *others):
        if claim := _claim(page.meta(name), home, now, DateSource.META):
            yield claim


def _best(claims: list[_Claim]) -> _Claim | None:
    """The first claim; one that knows the hour comes before one of the same day that does not."""
    if not claims:
        return None
    first = claims[0]
    if first.date.has_time:
        return first
    return next((c for c in claims if c.date.has_time and c.when.date() == first.when.date()), first)


def _with_clock(claim: _Claim, others: list[_Claim]) -> _Claim:
    """A declared day with the clock that another place shows for the same day."""
    if claim.date.has_time:
        return claim
    for other in others:
        if other.date.has_time and other.when.date() == claim.when.date():
            return replace(other, source=claim.source)
    return claim


def _on_outlet_clock(claim: _Claim, others: list[_Claim], home: tzinfo | None, url_day: date | None) -> _Claim:
    """The same instant, told in the outlet's zone as far as the page lets it be known."""
    if not claim.date.has_time:
        return claim
    utc = claim.when.utcoffset() == timedelta(0)
    for other in others:
        if not other.date.has_time or other is claim:
            continue
        same_clock = other.when.replace(tzinfo=None, second=0, microsecond=0) == claim.when.replace(
            tzinfo=None, second=0, microsecond=0
        )
        if same_clock and utc and home is not None and not other.zoned and other.source not in _DECLARED:
            return _moved(claim, claim.when.replace(tzinfo=home))  # the Z is a lie: readers see the same clock
        if same_clock and not claim.zoned and other.zoned:
            return _moved(claim, other.when)
        if utc and other.zoned and other.when.utcoffset() and abs(other.when - claim.when) < timedelta(minutes=1):
            return _moved(claim, claim.when.astimezone(other.when.tzinfo))
        if utc and home is None and not other.zoned and (offset := _offset_between(claim.when, other.when)):
            return _moved(claim, claim.when.astimezone(timezone(offset)))
    if utc and home is None and url_day is not None:
        return _moved(claim, _on_day(claim.when, url_day))
    return claim


_DECLARED = frozenset({DateSource.JSON_LD, DateSource.META})


def _moved(claim: _Claim, when: datetime) -> _Claim:
    return replace(claim, date=replace(claim.date, when=when))


def _offset_between(instant: datetime, shown: datetime) -> timedelta | None:
    """The zone in which `instant` reads as the clock shown; None when no zone makes it so."""
    difference = shown.replace(tzinfo=None) - instant.astimezone(UTC).replace(tzinfo=None)
    rounded = round(difference / _HALF_HOUR) * _HALF_HOUR
    if not rounded or abs(rounded) > _MAX_OFFSET or abs(difference - rounded) > timedelta(minutes=1):
        return None
    return rounded


def _on_day(instant: datetime, day: date) -> datetime:
    """The instant in the nearest whole-hour zone where it falls on the day that the address names."""
    for hours in range(1, 13):
        for sign in (-1, 1):
            local = instant.astimezone(timezone(timedelta(hours=sign * hours)))
            if local.date() == day:
                return local if instant.date() != day else instant
    return instant


def _shown(page: Survey, headline_at: int | None, home: tzinfo | None, now: datetime | None) -> Iterator[_Claim]:
    """Dates that readers see near the headline, the most likely publication date first."""
    ranked: list[tuple[int, int, _Claim]] = []
    start = max(0, (headline_at or 0) - _BEFORE)
    end = (headline_at or 0) + _AFTER if headline_at is not None else len(page.elements)
    label = ""
    for index in range(start, min(end, len(page.elements))):
        element = page.elements[index]
        for raw, source in _dated_texts(element):
            line = squeeze(raw[: _MAX_LINE * 3])
            if not line:
                continue
            if len(line) > _MAX_LINE or (source is DateSource.VISIBLE and not _LOOKS_DATED.search(line)):
                label = line if len(line) < 40 else ""  # noqa: PLR2004
                continue
            score = _score(element, line, label, after=headline_at is not None and index >= headline_at)
            label = ""
            if (
                score is not None
                and not is_aside(element, structural=False)
                and (claim := _claim(line, home, now, source))
            ):
                ranked.append((-score, index, claim))
    ranked.sort(key=lambda entry: entry[:2])
    yield from (claim for *_, claim in ranked)


def _dated_texts(element: object) -> Iterator[tuple[str, DateSource]]:
    tag, get = element.tag, element.get  # type: ignore[attr-defined]
    if tag in {"script", "style", "noscript", "option", "title", "template"}:
        return
    if tag == "time" and (stamp := get("datetime")):
        yield stamp, DateSource.TIME_TAG
    elif get("itemprop") == "datePublished" and (stamp := get("content") or get("datetime")):
        yield stamp, DateSource.TIME_TAG
    for attribute in ("data-date-time", "data-datetime", "data-timestamp", "data-published"):
        if stamp := get(attribute):
            yield stamp, DateSource.VISIBLE
    if element.text:  # type: ignore[attr-defined]
        yield element.text, DateSource.VISIBLE  # type: ignore[attr-defined]
    if element.tail:  # type: ignore[attr-defined]
        yield element.tail, DateSource.VISIBLE  # type: ignore[attr-defined]


def _score(element: object, line: str, label: str, *, after: bool) -> int | None:
    """How much a dated line looks like a publication date; None for a date of change alone."""
    get = element.get  # type: ignore[attr-defined]
    names = f"{get('class', '')} {get('itemprop', '')} {get('id', '')}"
    said = f"{label} {line}"
    published = bool(_PUBLISHED_LABEL.search(said)) or "datePublished" in names or get("pubdate") is not None
    if not published and (_MODIFIED.search(said) or _MODIFIED.search(names)):
        return None
    score = 4 * published + 2 * after
    score += 2 * (element.tag == "time")  # type: ignore[attr-defined]
    score += bool(re.search(r"date|time|publish|posted", names, re.IGNORECASE))
    return score - (len(line) > 60)  # noqa: PLR2004 - a sentence that mentions a date


def _from_payload(page: Survey, home: tzinfo | None, now: datetime | None) -> _Claim | None:
    """The publication date in script data, when the page's scripts agree on one."""
    for script in page.scripts:
        for match in _PAYLOAD_KEY.finditer(script[:3_000_000]):
            if claim := _claim(match.group(1).strip(), home, now, DateSource.PAYLOAD):
                return claim
    return None


def _url_day(url: str) -> date | None:
    for pattern, groups in ((_URL_DATE, (1, 3, 4)), (_URL_STAMP, (1, 2, 3))):
        for match in pattern.finditer(url):
            try:
                return date(*(int(match.group(group)) for group in groups))
            except ValueError:
                continue
    return None


def _from_url(page: Survey, home: tzinfo | None) -> _Claim | None:
    day = _url_day(page.url)
    if day is None:
        return None
    when = datetime(day.year, day.month, day.day, tzinfo=home or UTC)
    return _Claim(PressDate(when, has_time=False), zoned=False, source=DateSource.URL)
