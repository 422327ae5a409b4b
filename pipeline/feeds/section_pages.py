"""The article links on a section page that has no feed: seen by the shape of their addresses and by repetition.

Articles of one site share one shape of address (``/news/#`` or ``/section/slug``), and a section page lists many of
them, each with its headline. Menus are many links with short words; a single long link is an advertisement.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from lxml import etree, html

from pipeline.feeds.values import plain_text
from pipeline.language.scripts import is_hangul
from pipeline.urls import canonical_url, link_target, looks_like_article, same_site

__all__ = ["SectionLink", "section_links"]

_MOST = 500
_REPEATED = 5  # links of one shape that are taken for articles though their address does not look it
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_DIGITS = re.compile(r"\d+")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|mp[34]|pdf|zip|xml|rss|json|css|js)$", re.IGNORECASE)
_SLUG = re.compile(r"[^/]*(?:[-_][^/]*){3,}")


class SectionLink(NamedTuple):
    """An article that a section page links to; `headline` is "" when only a picture links to it."""

    url: str
    headline: str


def section_links(page: str, base_url: str) -> tuple[SectionLink, ...]:
    """The articles that the HTML of a page at `base_url` lists, in its order, each once; at most 500."""
    headlines: dict[str, str] = {}
    addresses: dict[str, str] = {}
    for url, text in _anchors(page, base_url):
        key = canonical_url(url)
        addresses.setdefault(key, url)
        if _is_headline(text) and len(text) > len(headlines.get(key, "")):
            headlines[key] = text
        headlines.setdefault(key, "")
    shapes: dict[str, list[str]] = defaultdict(list)
    for key, url in addresses.items():
        shapes[_shape(url)].append(key)
    chosen = {key for keys in shapes.values() for key in keys if _are_articles(keys, addresses, headlines)}
    links = (SectionLink(addresses[key], headlines[key]) for key in addresses if key in chosen)
    return tuple(link for link, _ in zip(links, range(_MOST), strict=False))


def _anchors(page: str, base_url: str) -> Iterator[tuple[str, str]]:
    """Address and text of every link to another page of the site."""
    try:
        tree = html.document_fromstring(page.encode("utf-8", "replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, ValueError):
        return
    declared = tree.find(".//base[@href]")
    base = base_url if declared is None else link_target(base_url, declared.get("href") or "") or base_url
    own = canonical_url(base_url)
    for anchor in tree.iter("a"):
        url = link_target(base, anchor.get("href") or "")
        if url is None or not same_site(url, base_url) or canonical_url(url) == own:
            continue
        if _FILE.search(urlsplit(url).path):
            continue
        pictures = (picture.get("alt") or "" for picture in anchor.iter("img"))
        text = plain_text(" ".join(anchor.itertext()), markup=False)
        yield url, text or plain_text(anchor.get("title") or " ".join(pictures), markup=False)


def _is_headline(text: str) -> bool:
    """Whether a text is as long as headlines are; words of a menu are not."""
    return sum(map(is_hangul, text)) >= 8 or len(_WORD.findall(text)) >= 5


def _shape(url: str) -> str:
    """An address with what changes from article to article left out."""
    parts = urlsplit(url)
    segments = [
        "*" if _SLUG.fullmatch(segment) else _DIGITS.sub("#", segment)
        for segment in parts.path.split("/")
        if segment
    ]
    names = ",".join(sorted(name for name, _ in parse_qsl(parts.query)))
    # A last segment without figures or hyphens may be anything: its siblings tell.
    if segments and "#" not in segments[-1] and segments[-1] != "*":
        segments[-1] = "?"
    return f"{(parts.hostname or '').removeprefix('www.')}/{'/'.join(segments)}?{names}"


def _are_articles(keys: list[str], addresses: dict[str, str], headlines: dict[str, str]) -> bool:
    headed = sum(bool(headlines[key]) for key in keys)
    looking = sum(looks_like_article(addresses[key]) for key in keys)
    if looking * 2 > len(keys):
        return headed * 3 >= len(keys)
    return headed >= _REPEATED and headed * 3 >= len(keys) * 2
