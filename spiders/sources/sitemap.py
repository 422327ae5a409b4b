"""Source kind `sitemap`: news sitemaps, sitemap indexes, gzip."""

from __future__ import annotations

from pipeline.feeds import newest_first, read_sitemap
from pipeline.items import Link, Page, Source
from spiders.sources.base import Ask, DocumentReading, Scope
from spiders.sources.names import SITEMAP

__all__ = ["KIND", "MAX_CHILDREN"]

# Of an index, the sitemaps that are likely to be the newest; a large site lists every month since its beginning.
MAX_CHILDREN = 50


class _Sitemap:
    name = SITEMAP

    def first(self, source: Source, scope: Scope) -> Ask:
        del scope
        return Ask(source.url, (("Accept", "application/xml, text/xml;q=0.9, */*;q=0.5"),))

    def read(self, source: Source, page: Page, scope: Scope) -> DocumentReading:
        document = read_sitemap(
            page.body, page.header("content-type"), page.url_answered, scope.zone, now=page.fetched_at
        )
        links = tuple(
            Link(
                entry.url,
                source,
                headline=entry.headline or None,
                published_at=entry.published_at,
                has_time=entry.has_time,
                outlet_name=entry.outlet_name or None,
            )
            for entry in document.entries
        )
        chosen = newest_first(document.children)[:MAX_CHILDREN]
        left = len(document.children) - len(chosen)
        warnings = document.warnings + (
            (f"{left} of {len(document.children)} sitemaps of the index were left out",) if left else ()
        )
        return DocumentReading(links, tuple(Ask(child.url) for child in chosen), warnings)


KIND = _Sitemap()
