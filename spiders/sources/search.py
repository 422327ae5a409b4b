"""What the searches share: addresses with parameters, and time windows that are halved while they are full."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipeline.feeds import FeedEntry
from pipeline.items import Link, Source
from spiders.sources.base import Ask

__all__ = ["halves", "link_of", "paced", "parameters", "plain", "search_url", "with_parameters"]

_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,100}>")


def search_url(base: str, path: str, values: Mapping[str, str]) -> str:
    """The address of a search at the service at `base`."""
    return f"{base.rstrip('/')}{path}?{urlencode(values)}"


def parameters(url: str) -> dict[str, str]:
    """The parameters of an address; when a name is repeated, the last one counts."""
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def paced(url: str, home: str, delay: float, headers: tuple[tuple[str, str], ...] = ()) -> Ask:
    """A request at the pace that a service asks for at its `home`; a copy elsewhere has no pace of its own."""
    return Ask(url, headers, delay=delay if url.startswith(f"{home}/") else 0.0)


def with_parameters(url: str, **changed: str) -> str:
    """`url` with some parameters set."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode({**parameters(url), **changed})))


def halves(start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], tuple[datetime, datetime]]:
    """The two halves of a time window, the newer one first."""
    middle = start + (end - start) / 2
    return (middle, end), (start, middle)


def plain(text: str) -> str:
    """A text of a search result without the tags that highlight the search words."""
    return " ".join(html.unescape(_TAG.sub("", text)).split())


def link_of(source: Source, entry: FeedEntry) -> Link:
    """The link that an entry of search results in RSS offers."""
    return replace(
        Link(entry.url, source),
        headline=entry.headline or None,
        published_at=entry.published_at,
        has_time=entry.has_time,
        outlet_name=entry.source_name or None,
        outlet_url=entry.source_url or None,
    )
