"""Identifiers inside an address: the piece of a path or a query that names the article by itself.

Three reaches. A timestamp with a serial number, a date with a number and a UUID are unique on a whole site,
whatever the host and folders around them. A letter with a long number is unique on its host. So is a number of six
digits or more, or a code, where the outlet counts articles with it: not below folders that count something else
(pictures, boards, products) or that belong to somebody (a user, a shop), nor where it may be a date.
"""

from __future__ import annotations

import re

from pipeline.urls.rules import ARTICLE_SCRIPT, IDENTITY_ENDING, OTHER_COUNTERS, WEAK_PARAMETERS

__all__ = ["EXTENSION", "Parameters", "dated_id", "has_identifier", "host_id", "lettered_id", "site_id"]

Parameters = list[tuple[str, str]]  # names and values, as a query gives them

EXTENSION = re.compile(r"\.(?:html?|php\d?|aspx?|jsp|do|nhn|naver|amp|shtml|cms|ece)$", re.IGNORECASE)
_DAY = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
# Behind the code of a section (ten digits before letters, four before a line) or nothing: letters, a day, a number.
_UNIQUE = re.compile(
    rf"(?:\d{{10}}(?=[A-Z])|\d{{4}}_)?((?:[A-Za-z]{{1,5}})?{_DAY}(?:\d{{4,14}}[a-z]?|[_a-z]\d{{5,12}})"
    r"|\d{14,24}"
    r"|(?=.*\d)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12})"
)
_DATED_NUMBER = re.compile(rf"/({_DAY})/(\d{{6,12}})(?:/\d{{1,2}})?/?$")
_LETTERED = re.compile(r"[A-Za-z]{1,4}\d{7,13}")
# Capitals with a figure among them, or many of them.
_CODE = re.compile(r"(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{8,}|[A-Z0-9]{20,}")
# A number, behind the code of a section and before that of a desk or a programme.
_COUNTED = re.compile(r"(?:\d{1,3}_)?(\d{6,13}(?:_\d{4,6})?)")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_SHORT = 7  # digits; a shorter number may start again with the year that stands beside it
_DATE = re.compile(r"(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:19|20)\d{2}(?:0[1-9]|1[0-2])")
_DATE_FOLDER = re.compile(rf"(?:19|20)\d{{2}}|\d{{1,2}}|{_DAY}")
_NUMBER = re.compile(r"\d{5,}")
_SLUG = re.compile(r"[^/]*[^\W\d_][^/]*(?:[-_][^/]*){3,}")


def site_id(segments: list[str], named: Parameters) -> str | None:
    """What no other article of the site can be called."""
    dated = _DATED_NUMBER.search("/" + "/".join(segments))
    return f"{dated.group(1)}/{dated.group(2)}" if dated else _token(_UNIQUE, segments, named)


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
    if any(_is_other_counter(folder) for folder in segments):
        return None
    *folders, last = segments or [""]
    if not named and not _NUMBER.search(last):
        named = [pair for pair in extra if IDENTITY_ENDING.search(pair[0].lower()) and _counted(pair[1])]
    if named:
        name, value = named[0]
        if len(named) > 1 or name in WEAK_PARAMETERS or not ARTICLE_SCRIPT.fullmatch(_stem(last).lower()):
            return None
        number, years = _counted(value), [year for name, year in extra if name.lower() in {"year", "yyyy"}]
    else:
        if folders and _counted(folders[-1]) and _is_headline(last):
            *folders, last = folders  # the headline behind the number may be rewritten
        if any(folder.isdigit() and not _DATE_FOLDER.fullmatch(folder) for folder in folders):
            return None
        if _CODE.fullmatch(_stem(last)):
            return _stem(last)
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


def _is_headline(segment: str) -> bool:
    return bool(_SLUG.fullmatch(segment)) and not _NUMBER.search(segment)


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
