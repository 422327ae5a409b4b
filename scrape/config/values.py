"""The values that keys of the configuration take, each with words for what was expected."""

from __future__ import annotations

import difflib
import re
from datetime import date, time
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, PlainValidator

from spiders.sources.names import KIND_NAMES

__all__ = [
    "OUTLET_FEEDS",
    "Hour",
    "HttpUrl",
    "Language",
    "Line",
    "Name",
    "NaverNumber",
    "OpenUrl",
    "Place",
    "Section",
    "SiteName",
    "SourceKindName",
    "Time",
    "Zone",
    "http_url",
    "open_url",
]

OUTLET_FEEDS = "outlet-feeds"  # stands for the feeds of the outlets we know
SOURCE_KINDS = (*KIND_NAMES, OUTLET_FEEDS)
_YEARS = range(1900, 2101)
_DAY = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_ADDRESS = re.compile(r"([a-z][a-z0-9+.-]+):(/+)(.*)", re.IGNORECASE)  # one letter is a drive
_PASSWORD = re.compile(r"[^/@:]*:(?!\d+/).*@")
_LABEL = re.compile(r"(?!-)[\w-]{1,63}(?<!-)")


def _one_line(value: str) -> str:
    text = value.strip()
    if not text:
        raise ValueError("it is empty")
    if "\n" in text or "\r" in text:
        raise ValueError("it spans several lines")
    return text


def _name(value: str) -> str:
    text = _one_line(value)
    if not any(character.isalnum() for character in text):
        raise ValueError("expected a name: it has no letter and no digit")
    return text


def http_url(value: str) -> str:
    """An address of the web. Raises ValueError with what was expected."""
    text = value.strip()
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        wrong = "its port is no number from 0 to 65535" if "ort" in str(error) else "its host name is malformed"
        raise ValueError(f"not an address: {wrong}") from error
    if parts.scheme.lower() not in {"http", "https"} or not host:
        raise ValueError("expected an address that begins with http:// or https://")
    if any(character.isspace() for character in text):
        raise ValueError("an address must not contain blanks")
    return text


def open_url(value: str) -> str:
    """An address of the web without a password. Raises ValueError with what was expected."""
    text = http_url(value)
    if "@" in text.split("://", 1)[1].split("/", 1)[0]:
        raise ValueError("an address must not contain a user name or password")
    return text


def _place(value: str) -> str:
    """A folder of this machine, or the address of one elsewhere."""
    text = _one_line(value)
    address = _ADDRESS.fullmatch(text)
    if address is None:
        return text
    protocol, slashes, rest = address.groups()
    if _PASSWORD.match(rest):
        name = f"FSSPEC_{protocol.upper()}_PASSWORD"
        raise ValueError(f"it holds a password, whose place is the environment: {name}, or what its service reads")
    if slashes != "//" or not rest.strip("/"):
        raise ValueError(f"expected a folder, or an address such as {protocol.lower()}://BUCKET/FOLDER")
    return text.rstrip("/")


def _site_name(value: str) -> str:
    text = _one_line(value)
    if "/" in text or ":" in text:
        rest = text.split("://", 1)[-1].split("/", 1)[0].split("@")[-1].split(":", 1)[0]
        raise ValueError("expected a domain" + (f"; did you mean {rest!r}?" if _is_domain(rest) else ""))
    if not _is_domain(text):
        raise ValueError('expected a domain such as "news.example.org"')
    return text.rstrip(".").lower()


def _section(value: str) -> str:
    text = _one_line(value)
    domain, slash, path = text.partition("/")
    if not (slash and path and _is_domain(domain)):
        raise ValueError('expected a domain and the beginning of a path, such as "example.org/press/"')
    return f"{domain.lower()}/{path}"


def _is_domain(text: str) -> bool:
    labels = text.rstrip(".").split(".")
    return len(labels) > 1 and all(map(_LABEL.fullmatch, labels))


def _hour(value: object) -> time:
    """A whole hour, or hour and minute as in "07:30"."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 23:
        return time(value)
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{2}", value):
        hours, minutes = map(int, value.split(":"))
        if hours <= 23 and minutes <= 59:
            return time(hours, minutes)
    if isinstance(value, time):
        return value
    raise ValueError('expected an hour from 0 to 23, or a time such as "07:30"')


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("expected a time zone name such as Asia/Seoul") from error
    return value


def _source_kind(value: str) -> str:
    if value not in SOURCE_KINDS:
        near = difflib.get_close_matches(value, SOURCE_KINDS, n=1, cutoff=0.6)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"expected one of {', '.join(SOURCE_KINDS)}{hint}")
    return value


def _language(value: str) -> str:
    if not re.fullmatch("[a-z]{2}", value):
        raise ValueError('expected the two letters of a language, such as "ko" or "en"')
    return value


def _naver_number(value: str) -> str:
    if not re.fullmatch(r"\d{3}", value, re.ASCII):
        raise ValueError('expected three digits in quotes, such as "001"')
    return value


def _time(value: Any) -> int | str:
    """A year as a number, or a month or day as ``YYYY-MM[-DD]``; TOML's own dates are days too."""
    if type(value) is date:
        return value.isoformat()
    numbers = [value] if type(value) is int else _numbers(value)
    try:
        date(*(*numbers, 1, 1)[:3])
    except (TypeError, ValueError, OverflowError):
        numbers = []
    if not numbers or numbers[0] not in _YEARS:
        raise ValueError('expected a year such as 2020, a month such as "2020-06" or a day such as "2020-06-01"')
    return str(value) if len(numbers) > 1 else numbers[0]


def _numbers(value: Any) -> list[int]:
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    return [] if match is None else [int(part) for part in match.groups() if part]


Line = Annotated[str, AfterValidator(_one_line)]
Name = Annotated[str, AfterValidator(_name)]
SourceKindName = Annotated[str, AfterValidator(_source_kind)]
Language = Annotated[str, AfterValidator(_language)]
NaverNumber = Annotated[str, AfterValidator(_naver_number)]
Section = Annotated[str, AfterValidator(_section)]
SiteName = Annotated[str, AfterValidator(_site_name)]
HttpUrl = Annotated[str, AfterValidator(http_url)]
Place = Annotated[str, AfterValidator(_place)]
OpenUrl = Annotated[str, AfterValidator(open_url)]
Zone = Annotated[str, AfterValidator(_zone)]
Hour = Annotated[time, BeforeValidator(_hour)]
Time = Annotated[int | str, PlainValidator(_time)]
