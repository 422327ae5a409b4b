"""Feeds of new coverage: Atom (RFC 4287) and RSS 2.0. What was seen last comes first; no clock is asked.

Entries are known by `tag:` URIs (RFC 4151) of the entity and the story, which stay when the story gets another
leading article.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from urllib.parse import quote, urlsplit

from lxml import etree

from pipeline.items import Coverage
from scrape.formats.options import ExportOptions, Rows
from scrape.output.export import announced_cell, elsewhere_cells, gone_cell, one_line, press_cell, safe_address
from scrape.output.words import words_of

__all__ = ["USUAL_ENTRIES", "atom_feed", "rss_feed"]

USUAL_ENTRIES = 100  # of a feed without --limit: readers ask often
_ATOM = "http://www.w3.org/2005/Atom"
_NOBODY = "press-scrape.invalid"  # whose tags they are where no address is known (RFC 6761)
_SINCE = 2026  # when the form of the tags was laid down: tags are unique for a name and a time
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)  # of a feed without entries
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_NOT_XML = re.compile("[\ufffe\uffff]")  # beside what is never seen, which is left out before


def atom_feed(rows: Rows, options: ExportOptions) -> Iterator[str]:
    """An Atom feed."""
    newest = _newest(rows, options)
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    if options.lang:
        feed.set("{http://www.w3.org/XML/1998/namespace}lang", options.lang)
    _add(feed, "id", _tag(options, "coverage", *options.names))
    _add(feed, "title", _title(options))
    _add(feed, "updated", _moment(max(map(_updated, newest), default=_BEGINNING)))
    _add(feed, "generator", "press-scrape")
    if options.link:
        _add(feed, "link", "", rel="self", type="application/atom+xml", href=options.link)
    for row in newest:
        feed.append(_atom_entry(row, options))
    yield _document(feed)


def _atom_entry(row: Coverage, options: ExportOptions) -> etree._Element:
    entry = etree.Element(f"{{{_ATOM}}}entry")
    if _LANGUAGE.fullmatch(row.language):
        entry.set("{http://www.w3.org/XML/1998/namespace}lang", row.language)
    _add(entry, "id", _entry_tag(row, options))
    _add(entry, "title", _text(row.headline) or _text(row.outlet) or "-")
    _add(entry, "updated", _moment(_updated(row)))
    if row.published_at is not None:
        _add(entry, "published", _moment(row.published_at))
    author = etree.SubElement(entry, f"{{{_ATOM}}}author")
    _add(author, "name", _text(row.outlet or row.label) or "-")
    address = safe_address(row.url)
    if address:
        _add(entry, "link", "", rel="alternate", href=address)
    _add(entry, "category", "", term=_text(row.entity_id), label=_text(row.entity_name))
    _add(entry, "summary", _summary(row, options))
    return entry


def rss_feed(rows: Rows, options: ExportOptions) -> Iterator[str]:
    """A feed of RSS 2.0."""
    newest = _newest(rows, options)
    root = etree.Element("rss", version="2.0", nsmap={"atom": _ATOM, "dc": "http://purl.org/dc/elements/1.1/"})
    channel = etree.SubElement(root, "channel")
    _add(channel, "title", _title(options))
    _add(channel, "link", options.link or f"https://{_NOBODY}/")
    _add(channel, "description", _title(options))
    if options.lang:
        _add(channel, "language", options.lang)
    _add(channel, "lastBuildDate", _rss_moment(max(map(_updated, newest), default=_BEGINNING)))
    _add(channel, "generator", "press-scrape")
    if options.link:
        own = etree.SubElement(channel, f"{{{_ATOM}}}link")
        own.attrib.update({"rel": "self", "type": "application/rss+xml", "href": options.link})
    for row in newest:
        item = etree.SubElement(channel, "item")
        _add(item, "title", _text(row.headline) or _text(row.outlet) or "-")
        address = safe_address(row.url)
        if address:
            _add(item, "link", address)
        _add(item, "description", _summary(row, options))
        etree.SubElement(item, "{http://purl.org/dc/elements/1.1/}creator").text = (
            _text(row.outlet or row.label) or "-"
        )
        _add(item, "category", _text(row.entity_name))
        _add(item, "guid", _entry_tag(row, options), isPermaLink="false")
        _add(item, "pubDate", _rss_moment(row.published_at or row.first_seen_at))
    yield _document(root)


def _newest(rows: Rows, options: ExportOptions) -> list[Coverage]:
    """Those seen last, at most as many as are asked for; what has one tag is one entry."""
    newest = heapq.nlargest(
        options.limit or USUAL_ENTRIES,
        rows(),
        key=lambda row: (row.first_seen_at, row.id),
    )
    return list({_entry_tag(row, options): row for row in reversed(newest)}.values())[::-1]


def _updated(row: Coverage) -> datetime:
    """When something last happened to a row."""
    return max(when for when in (row.first_seen_at, row.decided_at, row.gone_at) if when is not None)


def _title(options: ExportOptions) -> str:
    who = ", ".join(map(_text, options.names))
    coverage = words_of(options.lang or "en").coverage
    return _text(options.title) or (f"{who} – {coverage}" if who else coverage)


def _summary(row: Coverage, options: ExportOptions) -> str:
    """Plain text: who wrote, what they say of whom, and what is to be known of the article."""
    lines = [press_cell(row, options.lang), row.snippet, announced_cell(row, options.lang)]
    lines += [*elsewhere_cells(row), gone_cell(row, options.lang)]
    return "\n".join(filter(None, map(_text, lines)))


def _entry_tag(row: Coverage, options: ExportOptions) -> str:
    """A row without an article of ours is known by its own number."""
    if not row.story_id:
        return _tag(options, row.entity_id, f"row{row.id}")
    article = (f"article-{row.article_id}",) if options.every_article else ()
    return _tag(options, row.entity_id, str(row.story_id), *article)


def _tag(options: ExportOptions, *parts: str) -> str:
    host = urlsplit(options.link).hostname or ""
    authority = host if _HOST.fullmatch(host) else _NOBODY
    specific = "/".join(quote(_text(part), safe=":") for part in parts)
    return f"tag:{authority},{_SINCE}:{specific}"


def _moment(when: datetime) -> str:
    """RFC 3339."""
    return when.isoformat(timespec="seconds").replace("+00:00", "Z")


def _rss_moment(when: datetime) -> str:
    """RFC 822, with four digits for the year."""
    return format_datetime(when.replace(microsecond=0))


def _text(text: str) -> str:
    return _NOT_XML.sub("", one_line(text))


def _add(parent: etree._Element, name: str, text: str, **attributes: str) -> None:
    """A child in the namespace of its parent."""
    namespace = etree.QName(parent).namespace
    child = etree.SubElement(parent, f"{{{namespace}}}{name}" if namespace else name, attributes)
    child.text = text or None


def _document(root: etree._Element) -> str:
    etree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{etree.tostring(root, encoding="unicode")}\n'
