"""Identifiers inside an address: the piece of a path or a query that names the article by itself.

Three reaches. A timestamp with a serial number, a date with a number and a UUID are unique on a whole site,
whatever the host and folders around them. A letter with a long number is unique on its host. So is a number of six
digits or more, or a code, where the outlet counts articles with it: not below folders that count something else
(pictures, boards, products) or that belong to somebody (a user, a shop), nor where it may be a date. Behind an
identifier may stand what can change without it: a language, the code of a section, a headline; and it may itself be
the end of a headline.
"""

from __future__ import annotations

import re

from pipeline.urls.rules import (
    ARTICLE_SCRIPT,
    IDENTITY_ENDING,
    LANGUAGE_LABELS,
    OTHER_COUNTERS,
    SECTION_PARAMETERS,
    WEAK_PARAMETERS,
)

__all__ = ["EXTENSION", "Parameters", "dated_id", "has_identifier", "host_id", "lettered_id", "site_id"]

Parameters = list[tuple[str, str]]  # names and values, as a query gives them

EXTENSION = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|do|nhn|naver|amp|shtml|cms|ece)$", re.IGNORECASE)
_DAY = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# Behind the code of a section (ten digits before letters, four before a line) or nothing: letters, a day, a number.
_UNIQUE = re.compile(
    rf"(?:\d{{10}}(?=[A-Z])|(?:_[a-z]+_)?\d{{4}}_)?((?:[A-Za-z]{{1,5}})?{_DAY}(?:\d{{4,14}}[a-z]?|[_a-z]\d{{5,12}})"
    r"|\d{14,24}"
    r"|(?=.*\d)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})"
)
_DATED_NUMBER = re.compile(rf"/({_DAY})/(\d{{6,12}})(?:/\d{{1,2}})?/?$")
_LETTERED = re.compile(r"[A-Za-z]{1,4}\d{7,13}")
# Capitals with a figure among them, or many of them.
_CODE = re.compile(r"(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{8,}|[A-Z0-9]{20,}")
# At the end of a headline: a long number, a hash, or a code that says what it is.
_AT_THE_END = re.compile(r".*[-_](\d{8,13}|(?=\d*[a-f])(?=[a-f]*\d)(?:[0-9a-f]{8}|[0-9a-f]{32})|id[A-Z0-9]{8,})")
_CLOCK = re.compile(r"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d\d{3}")  # that of publication, to the millisecond
_ID_CODE = re.compile(r"id[A-Z0-9]{8,}")
_SECTION_CODE = re.compile(r"[A-Z]{1,3}\d{1,3}")
# A number, behind the code of a section or what it counts, and before the code of a desk or a programme.
_COUNTED = re.compile(r"(?:\d{1,3}_|(?:article|story|news)[-_])?(\d{6,13}(?:_\d{4,6})?)")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SHORT = 7  # digits; a shorter number may start again with the year that stands beside it
_DATE = re.compile(r"(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:19|20)\d{2}(?:0[1-9]|1[0-2])")
_DATE_FOLDER = re.compile(rf"(?:19|20)\d{{2}}|\d{{1,2}}|{_DAY}")
_NUMBER = re.compile(r"\d{5,}")
_SLUG = re.compile(r"[^/]*[^\W\d_][^/]*(?:[-_][^/]*){3,}")


def site_id(segments: list[str], named: Parameters) -> str | None:
    """What no other article of the site can be called."""
    dated = _DATED_NUMBER.search("/" + "/".join(segments))
    if dated:
        return f"{dated.group(1)}/{dated.group(2)}"
    before = segments
    while len(before) > 1 and (before[-1] in LANGUAGE_LABELS or _is_words(before[-1])):
        before = before[:-1]
    if before != segments and (match := _UNIQUE.fullmatch(before[-1])):
        return None if any(map(_is_other_counter, before)) else match.group(1)
    return _token(_UNIQUE, segments, named)


def dated_id(named: Parameters, extra: Parameters) -> str | None:
    """A number beside its day among the parameters, as `site_id` writes a path that holds both."""
    days = {value for _, value in extra if re.fullmatch(_DAY, value)}
    numbers = {value for name, value in named if name not in WEAK_PARAMETERS and re.fullmatch(r"\d{6,12}", value)}
    return f"{days.pop()}/{numbers.pop()}" if len(days) == len(numbers) == len(named) == 1 else None


def lettered_id(segments: list[str], named: Parameters) -> str | None:
    """A letter or some and a long number, which no other article of the host can be called."""
    return _token(_LETTERED, segments, named)


def host_id(segments: list[str], named: Parameters, extra: Parameters) -> str | None:
    """The number or code that the outlet counts its articles with, whatever stands around it."""
    *folders, last = segments or [""]
    if any(map(_is_other_counter, folders)) or (_is_other_counter(last) and not _SLUG.fullmatch(last)):
        return None
    if not named and not _NUMBER.search(last):
        named = [pair for pair in extra if IDENTITY_ENDING.search(pair[0].lower()) and _counted(pair[1])]
    if len(named) > 1:
        named = [pair for pair in named if pair[0] not in SECTION_PARAMETERS]
    if named:
        name, value = named[0]
        if len(named) > 1 or name in WEAK_PARAMETERS or not ARTICLE_SCRIPT.fullmatch(_stem(last).lower()):
            return None
        number, years = _counted(value), [year for name, year in extra if name.lower() in {"year", "yyyy"}]
    else:
        folders, last = _without_what_may_change(folders, last)
        if any(folder.isdigit() and not _DATE_FOLDER.fullmatch(folder) for folder in folders):
            return None
        if _CODE.fullmatch(_stem(last)) or _ID_CODE.fullmatch(last):
            return _stem(last)
        if end := _at_the_end(_stem(last)):
            return end
        number, years = _counted(_stem(last)), folders
    if number is None:
        return None
    year = next((year for year in years if _YEAR.fullmatch(year)), "")
    return f"{year}/{number}" if year and len(number) < _SHORT else number


def has_identifier(segments: list[str]) -> bool:
    """Whether a path names an article: by a long number anywhere, or a slug or code at its end."""
    if not segments:
        return False
    last = segments[-1]
    return any(_NUMBER.search(segment) for segment in segments) or bool(
        _SLUG.fullmatch(last) or _CODE.fullmatch(last)
    )


def _is_other_counter(folder: str) -> bool:
    return folder.startswith(("@", "~")) or any(
        word in OTHER_COUNTERS for word in re.findall(r"[a-z]+", folder.lower())
    )


def _at_the_end(words: str) -> str | None:
    """The identifier at the end of a headline; a day or a time of day is none."""
    match = _AT_THE_END.fullmatch(words)
    return (
        match.group(1)
        if match and not any(is_time.fullmatch(match.group(1)) for is_time in (_DATE, _CLOCK))
        else None
    )


def _without_what_may_change(folders: list[str], last: str) -> tuple[list[str], str]:
    """A path up to its number or code: behind that may stand a section or a language and a headline, which may be
    rewritten."""
    if folders and _CODE.fullmatch(folders[-1]) and _SECTION_CODE.fullmatch(last):
        return folders[:-1], folders[-1]
    before = list(folders)
    while before and (before[-1] == "0" or before[-1] in LANGUAGE_LABELS):
        before.pop()
    has_language = len(before) < len(folders)
    if before and _counted(before[-1]) and (_is_words(last) if has_language else _is_headline(last)):
        return before[:-1], before[-1]
    return folders, last


def _is_headline(segment: str) -> bool:
    return bool(_SLUG.fullmatch(segment)) and not _NUMBER.search(segment)


def _is_words(segment: str) -> bool:
    """A headline, however short; no file's name."""
    words = _stem(segment)
    return "-" in words and "." not in words and not _NUMBER.search(words)


def _counted(text: str) -> str | None:
    match = _COUNTED.fullmatch(text)
    return None if match is None or _DATE.fullmatch(text) else match.group(1)


def _stem(segment: str) -> str:
    return EXTENSION.sub("", segment)


def _token(pattern: re.Pattern[str], segments: list[str], named: Parameters) -> str | None:
    """The name of the page, or the value of a parameter that names it, when it has this shape."""
    matches = (
        pattern.fullmatch(token)
        for token in (_stem(segments[-1] if segments else ""), *(value for _, value in named))
    )
    return next((match.group(match.lastindex or 0) for match in matches if match), None)
