"""All source kinds. A new one is a module in this folder and a line here."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from urllib.parse import quote

from pipeline.items import Link, Page, Source
from pipeline.urls import without_userinfo
from spiders.sources import bing_news, feed, gdelt, google_news, naver_news, site, sitemap
from spiders.sources.base import DocumentReading, Scope, SearchKind, SourceKind

__all__ = ["KINDS", "SEARCHES", "read_source"]

# Services that are asked for each tracked name.
_SEARCHES: tuple[SearchKind, ...] = (google_news.KIND, bing_news.KIND, gdelt.KIND, naver_news.KIND)
# What is read at an address.
_ADDRESSES: tuple[SourceKind, ...] = (feed.KIND, sitemap.KIND, site.KIND)

SEARCHES: dict[str, SearchKind] = {kind.name: kind for kind in _SEARCHES}
KINDS: dict[str, SourceKind] = {**{kind.name: kind for kind in _ADDRESSES}, **SEARCHES}


def read_source(source: Source, page: Page, scope: Scope) -> DocumentReading:
    """Read a document of `source` by its kind; its links can be stored and requested. Raises PageError."""
    reading = KINDS[source.kind].read(source, page, scope)
    links = tuple(link for offered in reading.links if (link := _sound(offered)) is not None)
    lost = len(reading.links) - len(links)
    warnings = (f"{lost} links without a usable address were left out",) if lost else ()
    return replace(reading, links=links, warnings=(*reading.warnings, *warnings))


# What JSON can contain and no database can store: NUL, and halves of surrogate pairs.
_UNSOUND = re.compile("[\x00\ud800-\udfff]")
_UNSEEN = {"Cc", "Cf", "Zl", "Zp"}


def _sound(link: Link) -> Link | None:
    """The link with texts that can be stored and addresses without invisible characters; None when its address is
    unusable."""
    urls = [_sound_url(url) for url in (link.url, *link.other_urls)]
    if urls[0] is None:
        return None
    return replace(
        link,
        url=urls[0],
        other_urls=tuple(url for url in urls[1:] if url is not None),
        headline=_sound_text(link.headline),
        outlet_name=_sound_text(link.outlet_name),
        outlet_url=None if link.outlet_url is None else _sound_url(link.outlet_url),
    )


def _sound_text(text: str | None) -> str | None:
    return None if text is None else _UNSOUND.sub("", text)


def _sound_url(url: str) -> str | None:
    url = without_userinfo(url)  # it is public, so no secret of ours, but not to be stored
    if url.isascii() and url.isprintable():
        return url
    if _UNSOUND.search(url):
        return None
    return "".join(quote(char) if unicodedata.category(char) in _UNSEEN else char for char in url)
