"""The source kinds there are. A new one is a module beside these and a line here."""

from __future__ import annotations

from pipeline.items import Page, Source
from spiders import feed, sitemap
from spiders.base import Reading, Scope, SearchKind, SourceKind

__all__ = ["KINDS", "SEARCHES", "read_source"]

# Services that are asked for each tracked name.
SEARCHES: dict[str, SearchKind] = {}
_ADDRESSES: tuple[SourceKind, ...] = (feed.KIND, sitemap.KIND)

KINDS: dict[str, SourceKind] = {**{kind.name: kind for kind in _ADDRESSES}, **SEARCHES}


def read_source(source: Source, page: Page, scope: Scope) -> Reading:
    """Read a document of `source` by its kind. Raises PageError."""
    return KINDS[source.kind].read(source, page, scope)
