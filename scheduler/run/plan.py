"""What a run is to do, and what it knows once it is entered in the database."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pipeline.items import Link, Outlet, Source, Watchlist
from pipeline.outlets import OutletRegistry
from scheduler.run.holdings import Hands
from spiders.politeness.hosts import Hosts
from spiders.replay import Lookup
from spiders.settings import CrawlSettings
from storage.archive import ArchivePlace, ArchiveWriter
from storage.articles.rows import Judgement
from storage.database import Connection
from storage.database.engine import Database
from storage.sources.memory import Memory
from storage.versions import Listing
from storage.watchlist import LookedFor, NameSets

__all__ = ["Kept", "OnAsked", "Plan", "RunContext"]

# Called with the key of a source, in the transaction that records the result of asking it.
OnAsked = Callable[[Connection, int, datetime], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is to do.

    `archive` is where pages are kept, None when they are not; `lookup` answers every request
    from an archive instead of the network; `hasty` is for when somebody waits: links that failed are tried at once.
    `since` is how far back sources are asked, None for what is new; `keys` are the secrets of services;
    `fetches_due` says whether due links of earlier runs are fetched too (where `only_at` names hosts, at these
    alone), `judges_archive` whether archived pages are judged for new names. A daemon has `on_asked` called for
    each source asked, in the transaction that records the result.
    `links` are addresses that a person names, to be fetched besides what the sources offer, all of them: the source
    of each is of the kind `BY_HAND`, which is never asked itself. `listing` is the watchlist as its file has it,
    `sources_listing` its sources, when
    the run asks all of them: `listed`, or else `sources`.
    """

    looked_for: LookedFor
    outlets: tuple[Outlet, ...]
    sources: tuple[Source, ...]
    crawl: CrawlSettings
    archive: ArchivePlace | None
    lookup: Lookup | None = None
    hasty: bool = False
    kind: str = "run"
    since: datetime | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    fetches_due: bool = True
    only_at: Collection[str] | None = None
    judges_archive: bool = True
    on_asked: OnAsked | None = None
    links: tuple[Link, ...] = ()
    listing: Listing | None = None
    sources_listing: Listing | None = None
    listed: tuple[Source, ...] | None = None

    @property
    def watchlist(self) -> Watchlist:
        """Who is looked for."""
        return self.looked_for.watchlist

    @property
    def is_replay(self) -> bool:
        """Whether an archive answers, not the network."""
        return self.lookup is not None


@dataclass(frozen=True, slots=True)
class Kept:
    """What outlives a run in a process that makes many: the memory of hosts, and the open archive file; and what
    this run has in hand from its beginning."""

    hosts: Hosts
    archive: ArchiveWriter | None
    hands: Hands


@dataclass(frozen=True, slots=True)
class RunContext:
    """A run of `plan` that is entered in the database as `run_id`: the names in force, what is remembered of its
    sources, how its articles are judged, and what it has in hand. `archive_out` takes the pages it fetches, None
    when they are not kept; `warnings` are what there was to say at the beginning.
    """

    plan: Plan
    database: Database
    run_id: int
    sets: NameSets
    memories: Mapping[Source, Memory]
    outlets: OutletRegistry
    judgement: Judgement
    hands: Hands
    archive_out: ArchiveWriter | None = None
    warnings: tuple[str, ...] = ()
