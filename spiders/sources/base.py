"""What every source kind shares.

A kind is one module with one object that follows `SourceKind`, entered in `spiders/sources/kinds.py`; its name and
what the configuration must give for it are in `spiders/sources/names.py`. It says which document to ask for first
and reads links out of a document; fetching, politeness, the archive and what is already known are none of its
business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol

from pipeline.items import Entity, Link, Page, Source

__all__ = ["Ask", "DocumentReading", "Scope", "SearchKind", "SourceKind"]


@dataclass(frozen=True, slots=True)
class Scope:
    """How a source is asked in one run.

    `zone` is the time zone of times that come without one, None where the outlet is not known; `now` is the time of
    asking; `since` is how far back to go, None for the newest alone; `last` is when the source was last read to its
    end; `keys` are the secrets of services, by the name of their environment variable.
    """

    zone: tzinfo | None
    now: datetime
    since: datetime | None = None
    last: datetime | None = None
    keys: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ask:
    """A document to fetch for a source.

    `headers` may hold secrets: they are neither logged nor archived. `delay` is the least time in seconds that the
    service asks for between two requests. `obey_robots` is for web pages: documents that a site offers to machines
    (feeds, sitemaps, searches) are requested without a look at robots.txt.
    """

    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    delay: float = 0.0
    obey_robots: bool = False


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """What one document of a source offered: links, and further documents of the same source to ask for."""

    links: tuple[Link, ...] = ()
    more: tuple[Ask, ...] = ()
    warnings: tuple[str, ...] = ()


class SourceKind(Protocol):
    """One way to find articles."""

    name: str

    def first(self, source: Source, scope: Scope) -> Ask:
        """The first document. Raises PageError when the source cannot be asked, for example without a key."""
        ...

    def read(self, source: Source, page: Page, scope: Scope) -> DocumentReading:
        """Links and further documents in `page`. Pure; runs in a worker process.

        Raises PageError when the document cannot be used.
        """
        ...


class SearchKind(SourceKind, Protocol):
    """A service that is asked for each tracked name."""

    def searches(self, entity: Entity, base_url: str | None = None) -> tuple[Source, ...]:
        """One source for each query about `entity`; the URL of a source holds service and query, never a key.

        `base_url` replaces the service's own host.
        """
        ...
