"""The desk of a run: takes what the crawl finds, has it understood, and has it stored.

Understanding happens in worker processes, everything that touches the disk in one writer thread, so that the
reactor waits for neither. Each link offered is counted once, under the one reason it ended with.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import sqlalchemy as sa

from pipeline.errors import ArchiveError, DatabaseBusy, PageError, StorageError
from pipeline.items import ArchiveRef, Hop, Link, Outcome, Page, Reason, Source
from pipeline.urls import canonical_url
from pipeline.urls.google_news import is_opaque
from scheduler.cadence import Timetable
from scheduler.processes import Workers, Writer
from scheduler.run.sources import RunContext, SourceBook
from scheduler.run.tally import Progress, SourceFailure, Tally
from spiders.crawl import Miss
from spiders.sources.base import Ask, Reading
from storage.archive import ArchiveWriter
from storage.articles import headline_only, rows
from storage.ledger import links as ledger
from storage.ledger.links import Standing
from storage.ledger.outcomes import Settlement, settle, settle_all
from storage.sources import outlet_layout

__all__ = ["RETRIED_FOR", "RunDesk"]

_FOUND = 302

log = logging.getLogger(__name__)
T = TypeVar("T")

EARLIER = Source("earlier", "earlier")  # stands for links that no source offers in this run
RETRIED_FOR = timedelta(days=30)  # how long after it was last offered a link that failed is tried again


@dataclass(frozen=True, slots=True)
class _Ended:
    """How a link ended, to be stored: `wait` is for how long its host wants to be left alone."""

    link: Link
    outcome: Outcome
    page: Page | None = None
    ref: ArchiveRef | None = None
    wait: timedelta = timedelta()


class RunDesk:
    """Implements `spiders.crawl.Desk`."""

    def __init__(
        self,
        context: RunContext,
        workers: Workers,
        *,
        stop: asyncio.Event,
        progress: Callable[[Progress], None],
    ) -> None:
        self.tally = Tally()
        self._run = context
        self._workers = workers
        self._stop = stop
        self._progress = progress
        self.opaque: list[Link] = []
        self._offered: set[str] = set()
        self._sources = SourceBook(context)
        self._counts_layout = not (context.replayed or context.judgement.same_page)
        self._writer = Writer()
        self._archive_out = context.archive_out
        if context.archive_out is None and context.archive is not None:
            self._archive_out = ArchiveWriter(context.archive)

    def close(self) -> None:
        """Finish what is being written."""
        self._writer.close()
        if self._archive_out is not None and self._archive_out is not self._run.archive_out:
            self._archive_out.close()

    # --- what the crawl calls

    def begin(self, source: Source) -> Ask:
        """The first request for a source. Raises PageError when it is left alone or cannot be asked."""
        return self._sources.begin(source, datetime.now(UTC))

    async def read(self, source: Source, page: Page) -> Reading:
        """Links in a document of a source; the document is archived. One that did not change offers none."""
        if self._sources.is_unchanged(source, page):
            return Reading()
        await self._guarded(partial(self._writer.add, self._keep, page))
        reading = await self._workers.read(source, page, self._sources.scope(source, page.fetched_at))
        self._sources.note(source, page, reading)
        return reading

    async def due(self) -> list[Link]:
        """Links of earlier runs whose time has come, and articles to be visited again."""
        return await self._in_writer(self._due) or []

    def _due(self) -> list[Link]:
        now = datetime.now(UTC)
        with self._run.database.write() as connection:
            late = ledger.due(connection, now, hasty=self._run.hasty, offered_since=now - RETRIED_FOR)
            late = ledger.take(connection, late, self._run.run_id, now)
            again = ledger.due_for_revisit(connection, now)
        self.tally.links += len(late) + len(again)
        self.tally.revisited += len(again)
        self._offered.update(one.canonical_url for one in (*late, *again))
        return [
            *self._fetchable([one.link(EARLIER) for one in late]),
            *(Link(one.url, EARLIER) for one in again),
        ]

    def _fetchable(self, links: Sequence[Link]) -> list[Link]:
        """Those of `links` that lead to an article; those that do not tell where it is are put aside."""
        if self._run.replayed:
            return list(links)
        self.opaque.extend(link for link in links if is_opaque(link.url))
        return [link for link in links if not is_opaque(link.url)]

    async def offer(self, source: Source, links: Sequence[Link]) -> list[Link]:
        """Enter links in the ledger; those to fetch."""
        if self._run.since is not None:
            told = [link.published_at for link in links if link.published_at is not None]
            self.tally.oldest = min((*told, *filter(None, [self.tally.oldest])), default=None)
        standings = await self._in_writer(partial(self._enter, source, links))
        wanted: list[Link] = []
        for standing in standings or ():
            self.tally.links += 1
            if standing.wanted and standing.canonical_url not in self._offered:
                self._offered.add(standing.canonical_url)
                wanted.append(standing.link)
            else:
                self.tally.outcomes[Reason.KNOWN] += 1
        self._report()
        return self._fetchable(wanted)

    async def match(self, link: Link) -> bool:
        """Whether the article of a link that does not tell its address is stored already, under the address by
        which another source offered it. If so, that is how the link ended."""
        matched = bool(await self._in_writer(partial(self._match, link)))
        if matched:
            self._count(Outcome(link.url, Reason.KNOWN))
        return matched

    async def lead(self, link: Link, address: str) -> list[Link]:
        """Enter that `link` leads to `address`, and end it; the link there when it is to be fetched."""
        there = replace(link, url=address, other_urls=(link.url, *link.other_urls))
        standing = await self._in_writer(partial(self._lead, link, there))
        self.tally.links += 1
        self._count(Outcome(link.url, Reason.KNOWN))
        if standing is not None and standing.wanted and standing.canonical_url not in self._offered:
            self._offered.add(standing.canonical_url)
            return [there]
        self._count(Outcome(address, Reason.KNOWN))
        return []

    async def take(self, link: Link, page: Page) -> None:
        """Have a fetched page archived, understood and stored."""
        led = tuple(Hop(url, _FOUND, page.url) for url in link.other_urls if is_opaque(url))
        page = replace(page, hops=(*led, *page.hops))  # so that a replay is led there too
        ref = await self._guarded(partial(self._writer.add, self._keep, page))
        await self.judge(link, page, ref)

    async def miss(self, link: Link, miss: Miss) -> None:
        """Note that a link could not be fetched."""
        outcome = Outcome(link.url, miss.reason, miss.detail)
        if link.headline:
            outcome = await self._workers.judge_offer(link, outcome)
        self._count(await self._store(_Ended(link, outcome, wait=timedelta(seconds=miss.wait))))

    async def source_read(self, source: Source, links: int, warnings: Sequence[str]) -> None:
        """Note that a source was read to its end."""
        self.tally.sources_read += 1
        self.tally.warnings.extend((source, warning) for warning in warnings)
        self.tally.sources_unchanged += self._sources.was_unchanged(source)
        moved_to = self._sources.newly_moved_to(source)
        if moved_to is not None:
            self.tally.warnings.append((source, f"moved for good to {moved_to}: that is asked from now on"))
        await self._in_writer(partial(self._note_success, source, links))
        self._report()

    async def source_failed(self, source: Source, why: str, wait: float = 0.0) -> None:
        """Note that a source could not be read; its host wants to be left alone for `wait` seconds."""
        self.tally.failures.append(SourceFailure(source, why))
        if self._sources.was_asked(source):
            await self._in_writer(partial(self._note_failure, source, why, timedelta(seconds=wait)))
        self._report()

    async def judge(self, link: Link, page: Page, ref: ArchiveRef | None) -> None:
        """Have a page understood and stored."""
        try:
            outcome = await self._workers.understand(page, link)
        except PageError as error:
            outcome = Outcome(page.url, Reason.FAILED, str(error))
        except Exception as error:  # one page must not end the run
            log.exception("page %s", page.url)
            outcome = Outcome(page.url, Reason.FAILED, f"internal error ({type(error).__name__}); see the log")
        self._count(await self._store(_Ended(link, outcome, page, ref)))

    def _count(self, outcome: Outcome) -> None:
        self.tally.outcomes[outcome.reason] += 1
        self.tally.mentions += len(outcome.mentions)
        self._report()

    def _report(self) -> None:
        tally = self.tally
        self._progress(
            Progress(
                sources_done=tally.sources_read + len(tally.failures),
                sources=self._sources.count,
                links=tally.links,
                ended=tally.outcomes.total(),
                covered=tally.outcomes[Reason.COVERED],
                mentions=tally.mentions,
                oldest=tally.oldest,
            )
        )

    # --- the writer thread

    async def _in_writer(self, work: Callable[[], T]) -> T | None:
        return await self._guarded(partial(self._writer.run, work))

    async def _guarded(self, write: Callable[[], Awaitable[T]]) -> T | None:
        """What `write` gives. When the database refuses for good, the run is stopped and the reason kept for its
        caller."""
        if self.tally.broken is None:
            try:
                return await write()
            except (StorageError, ArchiveError) as error:
                self._break(error)
        return None

    async def _store(self, ended: _Ended) -> Outcome:
        """Store how a link ended; gives the outcome that was stored. An article that the database does not take is
        a link that failed, not the end of the run."""
        outcome = ended.outcome
        if self.tally.broken is not None:
            return outcome
        try:
            saved = await self._writer.add(self._save, ended)
        except StorageError as error:
            if isinstance(error, DatabaseBusy) or outcome.reason is Reason.FAILED:
                self._break(error)
                return outcome
            log.warning("page %s could not be stored: %s", ended.link.url, error)
            failed = Outcome(outcome.url, Reason.FAILED, f"could not be stored: {error}")
            return await self._store(replace(ended, outcome=failed))
        if saved is not None:
            self.tally.new.extend(saved.new)
            self.tally.corrected += saved.corrected
        return outcome

    def _break(self, error: StorageError | ArchiveError) -> None:
        self.tally.broken = self.tally.broken or error
        self._stop.set()

    def _keep(self, pages: Sequence[Page]) -> list[ArchiveRef | None]:
        return [None if self._archive_out is None else self._archive_out.write(page) for page in pages]

    def _enter(self, source: Source, links: Sequence[Link]) -> list[Standing]:
        with self._run.database.write() as connection:
            return ledger.offer_links(
                connection,
                links,
                source_id=self._sources.key(source),
                sets=self._run.sets,
                run_id=self._run.run_id,
                now=datetime.now(UTC),
                hasty=self._run.hasty,
            )

    def _match(self, link: Link) -> bool:
        now = datetime.now(UTC)
        name = self._run.outlets.outlet_name(link.outlet_url or link.url, publisher=link.outlet_name)
        with self._run.database.write() as connection:
            key = headline_only.find_read(connection, link, name)
            if key is None:
                return False
            rows.add_address(connection, key, link.url, now)
            end = Settlement(
                canonical_url(link.url), Reason.KNOWN, "by its outlet, headline and day", article_id=key
            )
            self._settle(connection, end, Timetable(now))
        return True

    def _lead(self, link: Link, there: Link) -> Standing:
        now = datetime.now(UTC)
        with self._run.database.write() as connection:
            standing = ledger.offer_links(
                connection,
                [there],
                source_id=None,
                sets=self._run.sets,
                run_id=self._run.run_id,
                now=now,
                hasty=self._run.hasty,
            )[0]
            ledger.same_article(connection, standing.canonical_url, canonical_url(link.url), now)
            key = rows.article_at(connection, standing.canonical_url)
            if key is not None:
                rows.add_address(connection, key, link.url, now)
            end = Settlement(canonical_url(link.url), Reason.KNOWN, f"it is {there.url}", article_id=key)
            self._settle(connection, end, Timetable(now))
        return standing

    def _settle(self, connection: sa.Connection, end: Settlement, timetable: Timetable) -> None:
        settle(connection, end, name_set_id=self._run.sets.current, run_id=self._run.run_id, timetable=timetable)

    def _save(self, together: Sequence[_Ended]) -> list[rows.Saved | None]:
        """Store how links ended, in one transaction."""
        now = datetime.now(UTC)
        with self._run.database.write() as connection:
            saved = [self._save_article(connection, one.outcome, now) for one in together]
            ends = [
                (_settlement(one, found), Timetable(now, one.wait))
                for one, found in zip(together, saved, strict=True)
            ]
            settle_all(connection, ends, name_set_id=self._run.sets.current, run_id=self._run.run_id)
            if self._counts_layout:
                read = [one for one in together if one.page is not None]
                given = [
                    (one.outcome.article, one.outcome.reason) for one in read if one.outcome.article is not None
                ]
                outlet_layout.count_fields(connection, given, now.date())
        return saved

    def _save_article(self, connection: sa.Connection, outcome: Outcome, now: datetime) -> rows.Saved | None:
        if outcome.verdicts:
            outcome = self._with_spellings(connection, outcome)
        return rows.save(connection, outcome, self._run.judgement, now)

    def _with_spellings(self, connection: sa.Connection, outcome: Outcome) -> Outcome:
        """The outcome with every address under which its article was offered."""
        article = outcome.article
        if article is None:
            return outcome
        offered = ledger.spellings(connection, {canonical_url(url) for url in article.urls})
        return replace(outcome, article=replace(article, urls=tuple(dict.fromkeys((*article.urls, *offered)))))

    def _note_success(self, source: Source, links: int) -> None:
        with self._run.database.write() as connection:
            self._sources.succeeded(connection, source, links, datetime.now(UTC))

    def _note_failure(self, source: Source, why: str, wait: timedelta) -> None:
        with self._run.database.write() as connection:
            self._sources.failed(connection, source, why, wait, datetime.now(UTC))


def _settlement(ended: _Ended, saved: rows.Saved | None) -> Settlement:
    return Settlement(
        canonical_url(ended.link.url),
        ended.outcome.reason,
        ended.outcome.detail,
        fetched_at=None if ended.page is None else ended.page.fetched_at,
        http_status=None if ended.page is None else ended.page.status,
        article_id=None if saved is None else saved.article_id,
        ref=ended.ref,
    )
