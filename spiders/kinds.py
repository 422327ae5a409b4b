"""The source kinds there are. A new one is a module beside these and a line here."""

from __future__ import annotations

from pipeline.items import Page, Source
from spiders import bingnews, feed, gdelt, googlenews, navernews, site, sitemap
from spiders.base import Reading, Scope, SearchKind, SourceKind

__all__ = ["KINDS", "SEARCHES", "read_source"]

# Services that are asked for each tracked name.
_SEARCHES: tuple[SearchKind, ...] = (googlenews.KIND, bingnews.KIND, gdelt.KIND, navernews.KIND)
# What is found at an address.
_ADDRESSES: tuple[SourceKind, ...] = (feed.KIND, sitemap.KIND, site.KIND)

SEARCHES: dict[str, SearchKind] = {kind.name: kind for kind in _SEARCHES}
KINDS: dict[str, SourceKind] = {**{kind.name: kind for kind in _ADDRESSES}, **SEARCHES}


def read_source(source: Source, page: Page, scope: Scope) -> Reading:
    """Read a document of `source` by its kind. Raises PageError."""
    return KINDS[source.kind].read(source, page, scope)
