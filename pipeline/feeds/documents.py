"""Feeds: RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0, CDF and JSON Feed, from the bytes as served.

feedparser understands the XML, on text that we decoded and mended. Dates are read from what the feed wrote, by our
own rules: feedparser takes KST and times without a zone for UTC.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any

from pipeline.dates import PressDate, home_zone, parse_date
from pipeline.errors import FeedError
from pipeline.feeds.json_feed import read_json_feed
from pipeline.feeds.unpack import document_text, losses
from pipeline.feeds.values import FeedDocument, FeedEntry, absolute_url, language_code, listed, plain_text
from pipeline.feeds.xml import parse_structure, prepared
from pipeline.markup.encoding import Decoded
from pipeline.urls import host_of

__all__ = ["FeedDocument", "FeedEntry", "feed_entries", "feed_structure", "linked_feeds", "read_feed"]

_WEB_PAGE = re.compile(r"<(?:!doctype\s{1,9}html|html[\s>])", re.IGNORECASE)
_FEED_ROOT = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)[\s>/]", re.IGNORECASE)
_OPENING = 2_000  # characters in which a web page shows itself
_LINK_TAG = re.compile(r"<link\s[^<>]{1,2000}>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"([a-z-]{1,20})\s{0,3}=\s{0,3}(?:\"([^\"<>]{0,1500})\"|'([^'<>]{0,1500})'|([^\s\"'<>]{1,1500}))", re.IGNORECASE
)
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
)
_ADDRESS = re.compile(r"(?:mailto:)?[^\s<>()@]{1,99}@[^\s<>()@]{1,200}")
_LINKS_REACH = 300_000  # characters of a page that are searched for links to feeds
_MAX_LINKED = 20
_GUID = re.compile(
    r"<(?:guid|(?:\w{1,20}:)?id)\b[^<>]{0,200}>\s{0,99}(?:<!\[CDATA\[)?\s{0,99}(https?://[^\s<>\]]{1,4000})",
    re.IGNORECASE,
)


def read_feed(
    body: bytes, content_type: str | None, base_url: str, zone: tzinfo | None, *, now: datetime | None = None
) -> FeedDocument:
    """Read a feed that was served from `base_url` with the Content-Type header `content_type`.

    Times without a zone are in `zone`, the outlet's, or where that is None in the zone that the feed's language and
    country suggest; with `now`, times to come are refused. Entries without a link
    to an http or https page and second entries of a link are left out and counted in the warnings; at most 10,000
    are read. Raises FeedError, in one line, for what is no feed; for a web page it names the feeds linked there.
    """
    document = document_text(body, content_type, base_url, "feed")
    if document.text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
        read = read_json_feed(document.text, base_url, zone, now=now)
        return replace(read, warnings=(*losses(document), *read.warnings))
    structure, text, mended = feed_structure(document, base_url)
    feed = structure["feed"]
    if zone is None:
        titles = (str(entry.get("title") or "") for entry in structure["entries"])
        zone = home_zone(host_of(base_url), str(feed.get("language") or ""), titles)
    entries, dropped = listed(feed_entries(structure, text, base_url, zone, now=now))
    return FeedDocument(
        kind=structure["version"] or "rss",
        title=_text_of(feed, "title"),
        language=language_code(feed.get("language")),
        entries=entries,
        warnings=(*losses(document), *mended, *dropped),
    )


def feed_structure(document: Decoded, base_url: str, language: str = "") -> tuple[Any, str, list[str]]:
    """What feedparser makes of an XML feed, the text it was given, and warnings about what had to be mended.

    `language` is the Content-Language of the answer. Raises FeedError for what is no feed.
    """
    _refuse_web_page(document.text, base_url)
    text, warnings = prepared(document.text)
    structure = parse_structure(text, base_url, language) if text else None
    if structure is None or not (structure["version"] or structure["entries"] or structure["feed"]):
        raise FeedError(f"{base_url} is not a feed: neither RSS, Atom, RDF, CDF nor JSON Feed")
    structure["encoding"] = document.encoding
    return structure, text, warnings


def feed_entries(
    structure: Mapping[str, Any], text: str, base_url: str, zone: tzinfo, *, now: datetime | None = None
) -> Iterator[FeedEntry]:
    """The entries of what feedparser made of `text`, those without a link with an empty `url`."""
    dated_by_change = structure["version"].startswith("atom")
    absolute_guids: set[str] | None = None
    for entry in structure["entries"]:
        url, proxy_url = _entry_urls(entry, base_url)
        guid = entry.get("id") or ""
        if (
            url and entry.get("guidislink") and entry.get("link") == guid
        ):  # only the guid names a page: believed when it is a whole address
            if absolute_guids is None:
                absolute_guids = {html.unescape(guid_url) for guid_url in _GUID.findall(text)}
            url = url if guid in absolute_guids else ""
        published = _date(entry, ("published", "created") if dated_by_change else _PUBLICATION, zone, now)
        updated = _date(entry, ("updated",), zone, now)
        source = entry.get("source") or {}
        yield FeedEntry(
            url=url,
            proxy_url=proxy_url,
            guid=guid,
            headline=_text_of(entry, "title"),
            summary=_text_of(entry, "summary") or _content(entry),
            published_at=published.when if published else None,
            has_time=published is not None and published.has_time,
            updated_at=updated.when if updated else None,
            author=_author(entry),
            source_name=plain_text(source.get("title")) or _named_source(entry),
            source_url=absolute_url(source.get("href") or source.get("link"), base_url),
        )


def linked_feeds(page: str, base_url: str) -> tuple[str, ...]:
    """The feeds that the HTML of a page at `base_url` declares in its link elements, at most twenty."""
    urls = []
    for tag in _LINK_TAG.finditer(page[:_LINKS_REACH]):
        attributes = {
            name.lower(): double or two or three for name, double, two, three in _ATTRIBUTE.findall(tag[0])
        }
        kind = attributes.get("type", "").split(";")[0].strip().lower()
        if kind in _FEED_TYPES and "alternate" in attributes.get("rel", "alternate").lower().split():
            urls.append(absolute_url(html.unescape(attributes.get("href", "")), base_url))
    return tuple(dict.fromkeys(filter(None, urls)))[:_MAX_LINKED]


_PUBLICATION = ("published", "created", "updated")  # RSS: `updated` is Dublin Core's date


def _refuse_web_page(text: str, base_url: str) -> None:
    opening = text[:_OPENING]
    if not _WEB_PAGE.search(opening) or _FEED_ROOT.search(opening):
        return
    feeds = linked_feeds(text, base_url)
    hint = f"; it links to {' and '.join(feeds[:3])}" if feeds else ""
    raise FeedError(f"{base_url} is a web page, not a feed{hint}")


def _entry_urls(entry: Mapping[str, Any], base_url: str) -> tuple[str, str]:
    """Where an entry leads, by its link or any alternate, and the counting proxy that stands before it, if any."""
    alternates = (link.get("href") for link in entry.get("links", ()) if link.get("rel") == "alternate")
    link = next((url for href in (entry.get("link"), *alternates) if (url := absolute_url(href, base_url))), "")
    originals = (value for key, value in entry.items() if key.endswith("_origlink"))
    original = next((url for href in originals if (url := absolute_url(href, base_url))), "")
    return (original, link) if original and original != link else (link, "")


def _text_of(entry: Mapping[str, Any], name: str) -> str:
    detail = entry.get(f"{name}_detail") or {}
    return plain_text(entry.get(name), markup=detail.get("type") != "text/plain" or "</" in (entry.get(name) or ""))


def _content(entry: Mapping[str, Any]) -> str:
    return next((text for part in entry.get("content", ()) if (text := plain_text(part.get("value")))), "")


def _author(entry: Mapping[str, Any]) -> str:
    """The names of an entry's authors, without their addresses: RSS has "press@news.example (Name)"."""
    written = plain_text(entry.get("author"))
    names = [plain_text(author.get("name")) for author in entry.get("authors", ()) if author.get("name")]
    if "@" in written and len(names) <= 1:
        names = [_ADDRESS.sub(" ", written).strip(" \t<>()[]{},;:-")]
    return ", ".join(dict.fromkeys(filter(None, names))) or written


def _named_source(entry: Mapping[str, Any]) -> str:
    """The outlet in an element such as News:Source, whatever its namespace is called today."""
    return next((plain_text(value) for key, value in entry.items() if key.endswith("_source")), "")


def _date(entry: Mapping[str, Any], names: tuple[str, ...], zone: tzinfo, now: datetime | None) -> PressDate | None:
    for name in names:  # dict.get: feedparser lends `published` for a missing `updated`
        raw = dict.get(entry, name)  # type: ignore[call-overload]
        if isinstance(raw, str) and (parsed := parse_date(raw, zone, now=now)):
            return parsed
    return None
