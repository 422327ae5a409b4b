"""Source kind `site`: a section page without a feed.

Its articles are recognised by the shape and the repetition of links.
"""

from __future__ import annotations

from pipeline.errors import FeedError, Undecodable
from pipeline.feeds import linked_feeds, section_links
from pipeline.items import Link, Page, Source
from pipeline.markup.encoding import decode
from spiders.sources.base import Ask, DocumentReading, Scope
from spiders.sources.names import SITE

__all__ = ["KIND"]


class _Site:
    name = SITE

    def first(self, source: Source, scope: Scope) -> Ask:
        del scope
        return Ask(source.url, obey_robots=True)

    def read(self, source: Source, page: Page, scope: Scope) -> DocumentReading:
        del scope
        try:
            text = decode(page.body, page.header("content-type")).text
        except Undecodable as error:
            raise FeedError(f"{page.url_answered}: {error}") from error
        listed = section_links(text, page.url_answered)
        if not listed:
            feeds = linked_feeds(text, page.url_answered)
            hint = f"; it has a feed: {feeds[0]}" if feeds else ""
            raise FeedError(f"{page.url_answered} lists no articles that could be recognised among its links{hint}")
        return DocumentReading(tuple(Link(entry.url, source, headline=entry.headline or None) for entry in listed))


KIND = _Site()
