"""Dates that readers see near the headline, and dates in script data near it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from itertools import islice

from lxml.html import HtmlElement

from pipeline.dates import PressDate, Role, find_dates, is_imprint, parse_date
from pipeline.items import DateSource
from pipeline.markup.declared import Survey, is_aside, is_of_other_thing, shown_text
from pipeline.markup.html import squeeze

__all__ = ["Claim", "claim", "date_beside_headline", "labelled_date", "shown_dates"]

_MODIFIED = re.compile(r"modif|updat|expir|revis|수정|변경|갱신|최종", re.IGNORECASE)
_PUBLISHED = re.compile(
    r"publish|posted|written|first|created|added|issued|입력|등록|승인|송고|작성|게재|발행|보도", re.IGNORECASE
)
_DATED = re.compile(
    r"(?:19|20)\d\d\s?[.\-/년]\s?\d{1,2}|\b\d{2}\.\d{2}\.\d{2}\b|\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d|"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}|"
    r"\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
    r"\b\d{1,2}-[a-z]{3,9}-(?:19|20)\d\d|"
    r"\d+\s*(?:초|분|시간|일)\s*전",
    re.IGNORECASE,
)
# What no place but a date line says: looked for in the whole page.
_ISSUED = re.compile(r"\bpublished\b|\bposted\s+on\b|입력|등록|승인|송고|게재|발행", re.IGNORECASE)
# What a sentence says of the article's first day: "This was originally published on 3 May 2019 at 4:12pm but …"
_FIRST_ISSUED = re.compile(
    r"\b(?:originally|first)\s(?:published|posted|appeared)\s(?:on\s|in\s)?[^.]{0,50}?\d{4}(?:\sat\s\d\d?:\d\d\s?[ap]?\.?m?)?",
    re.IGNORECASE,
)
# Without one of these neither is said.
_ISSUING = ("published", "posted", "appeared", "입력", "등록", "승인", "송고", "게재", "발행")
_MAX_SENTENCE = 400
_DIGIT = re.compile(r"\d")  # a quick no for most lines
_CLOCK = re.compile(r"\d{1,2}\s?[:시]\s?\d{2}")
_PAYLOAD_DATE = re.compile(
    r'\\?"(?:datePublished|publishedAt|published_at|publishDate|publish_date|publicationDate|publishedDate|published_date|'
    r"pubDate|firstPublished(?:At|Date)?|first_publish(?:ed)?_date|datetimePublished|publishedTime|postDate|deployDt|"
    r'regDate|reg_date|inputDate|input_date|regDt|reg_dt)\\?"\s*:\s*\\?"?([^",}\\]{6,40})'
)
_TEXTLESS = frozenset({"script", "style", "noscript", "option", "title", "template", "svg"})
_STAMPS = frozenset({"datetime", "title"})
# A time of a machine, to the minute: of an ISO kind, or epoch seconds or milliseconds of this century.
_STAMP = re.compile(r"(?:19|20)\d\d[-./]\d\d?[-./]\d\d?[T\s]\d{1,2}:\d\d|1\d{9}(?:\d{3})?$")
_BEFORE, _AFTER = 40, 160  # elements around the headline where a date line is looked for
_MAX_LINE, _MAX_LABEL = 120, 40
_CHANGED = -9  # behind all others
_MOST = 60  # labels that are followed
# The foot of a page, not of an article (entry-footer), in which the date line may stand.
_FOOT = re.compile(
    r"(?:^|\s)(?:(?:site|page|main|global|common)[_-]?)?foot(?:er)?(?:[_-]?(?:wrap|wrapper|area|box|inner|info|bottom))?"
    r"(?:$|\s)|copyright|imprint|colophon",
    re.IGNORECASE,
)
_LEVELS, _IMPRINT_REACH = 3, 600  # elements around a label, and their characters, in which an imprint would show
_MUCH = 600  # characters of text between the headline and a date that may be another article's
_MAX_SCRIPT = 3_000_000
_NEAR = 20_000  # characters between headline and date in a script
_FAR_EAST, _FAR_WEST = timezone(timedelta(hours=13)), timezone(-timedelta(hours=11))


@dataclass(frozen=True, slots=True)
class Claim:
    """A parsed date, whether its own text named a zone, where it was read, and what a label says it is."""

    date: PressDate
    zoned: bool
    source: DateSource
    role: Role = ""

    @property
    def when(self) -> datetime:
        """The aware time; midnight when only the day is known."""
        return self.date.when


def claim(raw: str, home: tzinfo | None, now: datetime | None, source: DateSource) -> Claim | None:
    """Parse one date; zoneless ones are in `home`, else in UTC."""
    parsed = parse_date(raw, home or UTC, now=now)
    if parsed is None:
        return None
    if not parsed.has_time:
        return Claim(parsed, zoned=False, source=source)
    east, west = parse_date(raw, _FAR_EAST), parse_date(raw, _FAR_WEST)
    return Claim(parsed, east is not None and west is not None and east.when == west.when, source)


def shown_dates(page: Survey, headline_at: int | None, home: tzinfo | None, now: datetime | None) -> list[Claim]:
    """The dates shown around the headline, the most likely publication date first, those of changes at the end."""
    seen: list[_Seen] = []
    start = max(0, (headline_at or 0) - _BEFORE)
    end = len(page.elements) if headline_at is None else min(headline_at + _AFTER, len(page.elements))
    around = page.around(headline_at or 0)
    label = ""
    for index in range(start, end):
        element, tag = page.elements[index], page.tree.tags[index]
        after = headline_at is not None and index >= headline_at
        for raw, source in _texts(page, index):
            if source is DateSource.VISIBLE and not (_DIGIT.search(raw) and _DATED.search(raw)):
                label = raw if len(raw) < _MAX_LABEL else ""
                continue
            line = squeeze(raw)
            role, score = _score(element, line, label, after=after)
            label = ""
            if is_aside(element, structural=False, around=around) or (not after and _is_masthead(element, around)):
                continue
            if claimed := claim(_with_clock(element, line), home, now, source):
                look = f"{tag} {element.get('class', '')}"
                below = after and role != "modified" and _holds_text(page, headline_at or 0, index)
                if below and role and _tells_of_outlet(element):
                    continue
                seen.append(_Seen(-score, index, replace(claimed, role=role), look, below and not role))
                if role == "published":  # 입력 … 수정 …: the line tells both
                    both = (dated for dated in find_dates(line, home or UTC, now=now) if dated.role == "modified")
                    changes = (Claim(dated.date, zoned=False, source=source, role="modified") for dated in both)
                    seen.extend(_Seen(-_CHANGED, index, change, look, below=False) for change in changes)
    return [dated.claim for dated in sorted(_own(seen), key=lambda dated: (dated.rank, dated.index))]


def _is_masthead(element: HtmlElement, around: Collection[HtmlElement]) -> bool:
    """Does an element in front of the headline stand in a header without it?"""
    return any(ancestor.tag == "header" and ancestor not in around for ancestor in element.iterancestors())


@dataclass(frozen=True, slots=True)
class _Seen:
    """A date on the page: its rank, its element's index and look; `below`: without a label, below the text."""

    rank: int
    index: int
    claim: Claim
    look: str
    below: bool


def _holds_text(page: Survey, start: int, end: int) -> bool:
    """Does much text stand between two elements?"""
    length = 0
    for index in range(start + 1, end):
        if page.tree.tags[index] not in _TEXTLESS:
            length += len(page.tree.texts[index] or "") + len(page.tree.tails[index] or "")
            if length > _MUCH:
                return True
    return False


def _own(seen: Sequence[_Seen]) -> list[_Seen]:
    """Without those below the text, where one stands above it, or where they look alike and tell different days."""
    if any(not dated.below and dated.claim.role != "modified" for dated in seen):
        return [dated for dated in seen if not dated.below]
    days: dict[str, set[date]] = {}
    for dated in seen:
        days.setdefault(dated.look, set()).add(dated.claim.when.date())
    return [dated for dated in seen if not (dated.below and len(days[dated.look]) > 1)]


def labelled_date(page: Survey, home: tzinfo | None, now: datetime | None) -> Claim | None:
    """The date that the page, wherever it stands, says to be that of publication; None when it tells several.

    Its role is that of publication only where a sentence says "originally published".
    """
    days: dict[date, Claim] = {}
    for element in islice(_labels(page), _MOST):
        parent = element.getparent()
        holders = (element, parent) if parent is not None else (element,)
        lines = [line for holder in holders if len(line := shown_text(holder, _MAX_LINE + 1)) <= _MAX_LINE]
        first = _FIRST_ISSUED.search(shown_text(element, _MAX_SENTENCE))
        role: Role = "published" if first else ""
        dates = (
            find_dates(line, home or UTC, now=now)
            for line in ([first[0]] if first else lines)
            if _DATED.search(line)
        )
        issued = [dated.date for dated in next(dates, ()) if dated.role == "published"]
        if issued and not is_aside(element) and not _tells_of_outlet(element):
            days |= {
                dated.when.date(): Claim(dated, zoned=False, source=DateSource.VISIBLE, role=role)
                for dated in issued
            }
    return next(iter(days.values())) if len(days) == 1 else None


def _labels(page: Survey) -> Iterator[HtmlElement]:
    """Elements in or behind which a short text speaks of publication."""
    tree = page.tree
    for index in tree.saying(_ISSUING):
        if tree.tags[index] in _TEXTLESS:
            continue
        inner, behind = tree.texts[index], tree.tails[index]
        if (
            inner
            and len(inner) <= _MAX_SENTENCE
            and (_FIRST_ISSUED.search(inner) or (len(inner) <= _MAX_LINE and _ISSUED.search(inner)))
        ) or (behind and len(behind) <= _MAX_LINE and _ISSUED.search(behind)):
            yield tree.elements[index]


def _tells_of_outlet(element: HtmlElement) -> bool:
    """Does an element stand in what Korean outlets must say of themselves at the foot of every page?"""
    for level, ancestor in enumerate(element.iterancestors()):
        if _FOOT.search(f"{ancestor.get('class', '')} {ancestor.get('id', '')}"):
            return True
        if level < _LEVELS and is_imprint(shown_text(ancestor, _IMPRINT_REACH)):
            return True
    return False


def _texts(page: Survey, index: int) -> Iterator[tuple[str, DateSource]]:
    """The machine-readable dates of an element, then its own short texts; behind an icon only what follows it."""
    element, tag = page.elements[index], page.tree.tags[index]
    texts: tuple[str | None, ...] = (page.tree.tails[index],)
    if tag not in _TEXTLESS:
        get = element.get
        dated = tag == "time" or (get("itemprop") == "datePublished" and not is_of_other_thing(element))
        if dated and (stamp := get("datetime") or get("content")):
            yield stamp[:_MAX_LINE], DateSource.TIME_TAG
        for attribute, stamp in element.items():
            if (attribute in _STAMPS or attribute.startswith("data-")) and _STAMP.match(stamp):
                yield stamp[:_MAX_LINE], DateSource.VISIBLE
        texts = (page.tree.texts[index], page.tree.tails[index])
    for text in texts:
        if text and not text.isspace() and len(text := text.strip()) <= _MAX_LINE:
            yield text, DateSource.VISIBLE


def _with_clock(element: HtmlElement, line: str) -> str:
    """A day whose hour stands in the element beside it, together with it."""
    parent = element.getparent()
    if _CLOCK.search(line) or parent is None:
        return line
    whole = shown_text(parent, _MAX_LINE + 1)
    return whole if len(whole) <= _MAX_LINE and _CLOCK.search(whole) and not _MODIFIED.search(whole) else line


def _score(element: HtmlElement, line: str, label: str, *, after: bool) -> tuple[Role, int]:
    """What a dated line says it is, and how much it looks like a publication date."""
    get = element.get
    names = f"{get('class', '')} {get('itemprop', '')} {get('id', '')}".lower()
    labelled = f"{label} {line}"
    published = bool(_PUBLISHED.search(labelled)) or "datepublished" in names or get("pubdate") is not None
    if not published and (_MODIFIED.search(labelled) or _MODIFIED.search(names)):
        return "modified", _CHANGED
    score: int = 4 * published + 2 * after + 2 * (element.tag == "time")
    score += any(word in names for word in ("date", "time", "publish", "posted"))
    # the last: a sentence that mentions a date
    return "published" if published else "", score - (len(line) > _MAX_LINE // 2)


def date_beside_headline(
    scripts: Sequence[str], headline: str, home: tzinfo | None, now: datetime | None
) -> Claim | None:
    """The publication date nearest to the headline in script data, or the only day that it names as such."""
    near: list[tuple[int, Claim]] = []
    days: dict[date, Claim] = {}
    marks = {headline[:30], json.dumps(headline[:30])[1:-1]} - {""}
    for script in scripts:
        text = script[:_MAX_SCRIPT]
        places = [at for mark in marks if (at := text.find(mark)) >= 0]
        for match in islice(_PAYLOAD_DATE.finditer(text), _MOST):
            parsed = claim(match.group(1).strip(), home, now, DateSource.PAYLOAD)
            if parsed is None:
                continue
            days.setdefault(parsed.when.date(), parsed)
            distance = min((abs(match.start() - at) for at in places), default=_NEAR)
            if distance < _NEAR:
                near.append((distance, parsed))
    if near:
        return min(near, key=lambda entry: entry[0])[1]
    return next(iter(days.values())) if len(days) == 1 else None
