"""Templates: whatever stands in them is text, without characters that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.ext import Extension
from markupsafe import Markup

from pipeline.urls import without_secrets
from scrape.output.export import neutral
from scrape.web.assets import asset_addresses
from storage.by_hand.notes import LONGEST_NOTE

__all__ = ["address", "render"]


def render(template: str, **values: Any) -> str:
    """The page that a template makes of `values`."""
    return _environment().get_template(template).render(values)


class _Flat(Extension):
    """Templates without their indentation, and without the end tags that HTML lets one leave out (HTML Standard,
    optional tags): they would be an eighth of a page."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        del name, filename
        return re.sub(r"(?m)^[ \t]+|</(?:td|li|option)>", "", source)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("scrape.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[_Flat],
    )
    environment.globals |= {
        "assets": asset_addresses(),
        "address": address,
        "is_link": _is_link,
        "lines": _lines,
        "longest_note": LONGEST_NOTE,
    }
    environment.filters |= {
        "day": _day,
        "moment": _moment,
        "stamp": _stamp,
        "without_secrets": without_secrets,
    }
    return environment


def _clean(value: Any) -> Any:
    """A value on its way into a page: markup of our own as it is, anything of others without control characters."""
    if value is None:
        return ""
    if isinstance(value, str) and not isinstance(value, Markup) and not value.isprintable():
        return neutral(value.replace("\n", " ").replace("\t", " "))
    return value


def address(path: str, values: Mapping[str, Any] | None = None) -> str:
    """An address of ours with parameters; what is empty is left out, of a list each value stands for itself."""
    given = [
        (name, one)
        for name, value in (values or {}).items()
        for one in (value if isinstance(value, list | tuple) else [value])
        if one not in {None, "", False}
    ]
    pairs = [(name, "1" if one is True else str(one)) for name, one in given]
    return f"{path}?{urlencode(pairs, errors='replace')}" if pairs else path


def _lines(text: str) -> Markup:
    """Text whose line ends stay."""
    return Markup("\n").join(map(neutral, text.split("\n")))


def _is_link(url: str | None) -> bool:
    """Whether an address of a stranger's may be a link."""
    return url is not None and url.lower().startswith(("http://", "https://"))


def _day(value: date | None) -> str:
    """``2024.08.07``."""
    return "" if value is None else f"{value:%Y.%m.%d}"


def _moment(value: datetime | None) -> str:
    """``2024.08.07 15:04`` on the clock of this machine."""
    return "" if value is None else f"{value.astimezone():%Y.%m.%d %H:%M}"


def _stamp(value: datetime) -> str:
    """For machines: ``2024-08-07T06:04Z``."""
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%MZ}"
