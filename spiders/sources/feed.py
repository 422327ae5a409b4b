"""Source kind `feed`: RSS 0.9x, 1.0 and 2.0, Atom, JSON Feed."""

from __future__ import annotations

from pipeline.feeds import read_feed
from pipeline.items import Link, Page, Source
from spiders.sources.base import Ask, DocumentReading, Scope
from spiders.sources.names import FEED

__all__ = ["KIND"]

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "
    "text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)


class _Feed:
    name = FEED

    def first(self, source: Source, scope: Scope) -> Ask:
        del scope
        return Ask(source.url, (("Accept", _ACCEPT),))

    def read(self, source: Source, page: Page, scope: Scope) -> DocumentReading:
        document = read_feed(
            page.body, page.header("content-type"), page.url_answered, scope.zone, now=page.fetched_at
        )
        links = tuple(
            Link(
                entry.url,
                source,
                headline=entry.headline or None,
                published_at=entry.published_at or entry.updated_at,  # Atom demands no more than the latter
                has_time=entry.has_time,
                outlet_name=entry.source_name or None,
                other_urls=(entry.proxy_url,) if entry.proxy_url else (),
            )
            for entry in document.entries
        )
        return DocumentReading(links, warnings=document.warnings)


KIND = _Feed()
