"""The source kinds there are. A new one is a module beside these and a line here."""

from __future__ import annotations

from datetime import tzinfo

from pipeline.items import Page, Source
from spiders import feed, sitemap
from spiders.base import Reading, SourceKind

__all__ = ["KINDS", "read_source"]

KINDS: dict[str, SourceKind] = {kind.name: kind for kind in (feed.KIND, sitemap.KIND)}


def read_source(source: Source, page: Page, zone: tzinfo) -> Reading:
    """Read a document of `source` by its kind. Raises PageError."""
    return KINDS[source.kind].read(source, page, zone)
