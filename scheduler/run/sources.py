"""The sources of a run: how each is asked, given its last answer, and how far its reading has come.

A document that did not change is not read again: the server says so (304), or its bytes are the same. That holds
for a day at most, and only while the tracked names stay the same. When a server says twice, in different runs, that
a source has moved permanently, its new address is asked. A source that fails is left alone for longer and longer,
and asked at its old and its new address in turn.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline.errors import PageError
from pipeline.items import Page, Source
from pipeline.outlets import OutletRegistry
from scheduler.cadence import EAGER_FAILURES, FULL_READ_EVERY, is_rested, source_retry_at
from scheduler.run.plan import RunContext
from scheduler.run.source_health import assess
from spiders.sources.base import Ask, DocumentReading, Scope
from spiders.sources.kinds import KINDS
from spiders.sources.names import SEARCH_KEYS
from storage.database import Connection
from storage.sources.memory import Memory, SourcePlace, Validators, record_failure, record_success, record_unchanged

__all__ = ["LeftAlone", "SourceBook", "zone_of"]

_NOT_MODIFIED = 304
_PERMANENT = frozenset({301, 308})


class LeftAlone(PageError):
    """A source that failed is not asked yet."""


@dataclass(slots=True)
class _Read:
    """How far a source has been read: the address asked first, and what its document says of itself."""

    url: str
    spared: bool
    unchanged: bool = False
    validators: Validators = field(default_factory=Validators)
    place: SourcePlace = field(default_factory=SourcePlace)


class SourceBook:
    """The sources of one run and what is remembered of them."""

    def __init__(self, context: RunContext) -> None:
        self._run = context
        self._plan = context.plan
        self._memories = dict(context.memories)
        self._reads: dict[Source, _Read] = {}

    @property
    def count(self) -> int:
        """How many sources the run asks."""
        return len(self._plan.sources)

    def key(self, source: Source) -> int:
        """The key of a source in the database."""
        return self._memories[source].key

    def scope(self, source: Source, now: datetime) -> Scope:
        """How a source is asked in this run."""
        last = None if self._plan.is_replay else self._memories[source].full_at
        return Scope(zone_of(self._run.outlets, source.url), now, self._plan.since, last, self._plan.keys)

    def begin(self, source: Source, now: datetime) -> Ask:
        """The first request for a source. Raises PageError when it is to be left alone or cannot be asked."""
        memory = self._memories[source]
        eager = self._plan.hasty and memory.failures < EAGER_FAILURES and not _is_gone(memory.failure)
        rested = is_rested(memory.retry_at, memory.fetched_at, now)
        if memory.retry_at is not None and not rested and not eager and not self._plan.is_replay:
            raise LeftAlone(
                f"left alone until {memory.retry_at:%Y-%m-%d %H:%M} UTC "
                f"(failed {memory.failures} times in a row: {memory.failure})"
            )
        scope = self.scope(source, now)
        ask = KINDS[source.kind].first(source, scope)
        if memory.moved_to is not None and memory.failures % 2 == 0 and not self._plan.is_replay:
            ask = replace(ask, url=memory.moved_to)
        spared = (
            not self._plan.is_replay
            and scope.since is None
            and memory.spares(self._run.sets.current, now, FULL_READ_EVERY)
        )
        self._reads[source] = _Read(ask.url, spared=spared, place=SourcePlace(memory.moved_to, memory.moving_to))
        return replace(ask, headers=(*ask.headers, *_conditions(memory.validators))) if spared else ask

    def was_asked(self, source: Source) -> bool:
        """Whether a request was made for the source in this run."""
        return source in self._reads

    def is_unchanged(self, source: Source, page: Page) -> bool:
        """Whether a document is the one that was read last time. Raises PageError when it only claims to be."""
        read, memory = self._reads[source], self._memories[source]
        same = read.spared and page.url == read.url and _digest(page) == memory.validators.digest
        if page.status == _NOT_MODIFIED and not _was_conditional(read, memory, page):
            raise PageError("it answered 304 (not modified) although nothing was asked about changes")
        if same or page.status == _NOT_MODIFIED:
            read.unchanged = True
            self._note_place(source, page)
            return True
        return False

    def was_unchanged(self, source: Source) -> bool:
        """Whether the source had nothing new in this run."""
        return self._reads[source].unchanged

    def note(self, source: Source, page: Page, reading: DocumentReading) -> None:
        """Note what a document that was read says of itself."""
        read = self._reads[source]
        if page.url != read.url:
            return
        self._note_place(source, page)
        if not reading.more:  # a document that leads to others may stay the same while those change
            read.validators = Validators(page.header("etag"), page.header("last-modified"), _digest(page))

    def _note_place(self, source: Source, page: Page) -> None:
        """Note the address that the source gave; it counts once it was given a second time."""
        read, memory = self._reads[source], self._memories[source]
        if page.url != read.url:
            return
        target = _moved_to(source, page)
        if target is None:
            read.place = SourcePlace(memory.moved_to if read.url == memory.moved_to else None)
        elif target in {memory.moving_to, memory.moved_to}:
            read.place = SourcePlace(target)
        else:
            read.place = SourcePlace(memory.moved_to, target)

    def newly_moved_to(self, source: Source) -> str | None:
        """The permanent address that was found for the source in this run."""
        moved_to = self._reads[source].place.moved_to
        return None if moved_to == self._memories[source].moved_to else moved_to

    def succeeded(self, connection: Connection, source: Source, links: int, now: datetime) -> None:
        """Remember that a source was read to its end and offered `links` links. A replay says nothing of
        the source as it is now."""
        if self._plan.is_replay:
            return
        read, memory = self._reads[source], self._memories[source]
        if read.unchanged:
            self._memories[source] = record_unchanged(connection, memory, read.place, now)
        else:
            self._memories[source] = record_success(
                connection,
                memory,
                items=links,
                validators=read.validators,
                place=read.place,
                name_set_id=self._run.sets.current,
                now=now,
            )
        assess(connection, memory.key, memory.interval, now)
        self._was_asked(connection, memory.key, now)

    def failed(self, connection: Connection, source: Source, why: str, wait: timedelta, now: datetime) -> None:
        """Remember that a source could not be read; its host asked for a pause of `wait`."""
        if self._plan.is_replay:  # what an archive lacks says nothing of the source
            return
        memory = self._memories[source]
        again = source_retry_at(
            memory.failures + 1, now, gone=_is_gone(why), asked_wait=wait, usual=memory.interval
        )
        self._memories[source] = record_failure(connection, memory, why, retry_at=again, now=now)
        self._was_asked(connection, memory.key, now)

    def _was_asked(self, connection: Connection, key: int, now: datetime) -> None:
        if self._plan.on_asked is not None:
            self._plan.on_asked(connection, key, now)


def _digest(page: Page) -> str:
    return hashlib.blake2b(page.body, digest_size=16).hexdigest()


def _conditions(validators: Validators) -> list[tuple[str, str]]:
    headers = (("If-None-Match", validators.etag), ("If-Modified-Since", validators.last_modified))
    return [(name, value) for name, value in headers if value]


def _was_conditional(read: _Read, memory: Memory, page: Page) -> bool:
    """Whether the host that answered was asked for what changed: another host gets no validators."""
    asked, answered = urlsplit(read.url), urlsplit(page.url_answered)
    return (
        read.spared and page.url == read.url and bool(_conditions(memory.validators)) and asked[:2] == answered[:2]
    )


def _moved_to(source: Source, page: Page) -> str | None:
    """Where a source has moved permanently: every redirect on the way there was permanent (RFC 9110, 15.4)."""
    if source.kind in SEARCH_KEYS or not page.hops or any(hop.status not in _PERMANENT for hop in page.hops):
        return None
    return page.url_answered


def _is_gone(why: str | None) -> bool:
    return why is not None and why.split(" (", 1)[0] == "HTTP 410"


def zone_of(outlets: OutletRegistry, url: str) -> tzinfo | None:
    """The time zone of times without one in a document at `url`; None when its outlet is not known."""
    outlet = outlets.of_url(url)
    return ZoneInfo(outlet.time_zone) if outlet is not None and outlet.time_zone is not None else None
