"""What the crawl calls: it takes links and pages, has the pages analysed, and has the outcomes stored.

Pages are analysed in worker processes, and all work on the disk is done in one writer thread, so that the reactor
waits for neither. Each link offered is counted once, under the one reason it ended with.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from pipeline.errors import ArchiveError, DatabaseBusy, PageError, StorageError
from pipeline.items import ArchiveRef, Hop, Link, Outcome, Page, Reason, Source
from pipeline.urls import canonical_url, host_of
from pipeline.urls.google_news import is_opaque
from scheduler.processes import Workers, Writer
from scheduler.run.holdings import Holdings
from scheduler.run.plan import RunContext
from scheduler.run.records import Due, Ended, Entered, Records
from scheduler.run.shares import Shares
from scheduler.run.sources import SourceBook
from scheduler.run.tally import Progress, SourceFailure, Tally
from spiders.crawl import Miss
from spiders.sources.base import Ask, DocumentReading
from storage.ledger.links import Standing
from storage.ledger.reasons import LEADS_NOWHERE

__all__ = ["RunHandler"]

_FOUND = 302

log = logging.getLogger(__name__)
T = TypeVar("T")
C = TypeVar("C", Due, Entered)

EARLIER = Source("earlier", "earlier")  # stands for links that no source offers in this run


class RunHandler:
    """Implements `spiders.crawl.CrawlHandler`."""

    def __init__(
        self,
        context: RunContext,
        workers: Workers,
        *,
        stop: asyncio.Event,
        progress: Callable[[Progress], None],
    ) -> None:
        self.tally = Tally()
        self.opaque: list[Link] = []  # put aside: they do not name the address of their article
        self._plan = context.plan
        self._workers = workers
        self._stop = stop
        self._progress = progress
        self._wanted: set[str] = set()  # canonical URLs that are fetched in this run
        self._sources = SourceBook(context)
        self._records = Records(context, self._sources)
        unbound = self._plan.is_replay or self._plan.since is not None or self._plan.links
        self._shares = Shares(None if unbound else self._plan.crawl.pages_per_host)
        self._hands = context.hands
        self._left: Counter[tuple[str, str, str]] = Counter()  # what, the host that it waits for, and who has that
        self._writer = Writer()

    def close(self) -> None:
        """Finish what is being written."""
        self._writer.close()

    # --- sources

    def begin(self, source: Source) -> Ask:
        """The first request for a source. Raises PageError when it is left alone or cannot be asked."""
        ask = self._sources.begin(source, datetime.now(UTC))
        if not self._hands.take(source, host_of(source.url)):
            raise PageError("another round is asking it")
        return ask

    async def read(self, source: Source, page: Page) -> DocumentReading:
        """Links in a document of a source; the document is archived. An unchanged document offers none."""
        if self._sources.is_unchanged(source, page):
            return DocumentReading()
        await self._guarded(partial(self._writer.add, self._records.archive, page))
        reading = await self._workers.read(source, page, self._sources.scope(source, page.fetched_at))
        self._sources.note(source, page, reading)
        return reading

    async def source_read(self, source: Source, links: int, warnings: Sequence[str]) -> None:
        """Note that a source was read to its end."""
        self.tally.sources_read += 1
        self.tally.warnings.extend((source, warning) for warning in warnings)
        self.tally.sources_unchanged += self._sources.was_unchanged(source)
        moved_to = self._sources.newly_moved_to(source)
        if moved_to is not None:
            self.tally.warnings.append((source, f"moved permanently to {moved_to}, which is asked from now on"))
        await self._in_writer(partial(self._records.source_read, source, links))
        self._hands.drop(source)
        self._report()

    async def source_failed(self, source: Source, why: str, wait: float = 0.0) -> None:
        """Note that a source could not be read; its host asked for a pause of `wait` seconds."""
        self.tally.failures.append(SourceFailure(source, why))
        if self._sources.was_asked(source):
            await self._in_writer(partial(self._records.source_failed, source, why, timedelta(seconds=wait)))
        self._hands.drop(source)
        self._report()

    async def left(self, what: Source | Link, name: str, holder: str) -> None:
        """Leave a source or a link as it is: it leads to the host `name`, which another process asks, `holder`. The
        link is fetched by whoever holds that host next."""
        if isinstance(what, Link):
            await self._in_writer(partial(self._records.wait_at, what, name))
            self._hands.drop(canonical_url(what.url))
            self._left["link", name, holder] += 1
        else:
            self._hands.drop(what)
            self._left["source", name, holder] += 1

    def note_waiting(self) -> None:
        """Tell whoever waits for this run what it left to others. Daemons share their work all the time."""
        if self._plan.on_asked is None:
            for (what, name, holder), count in sorted(self._left.items()):
                some = f"{count} {what}{'s wait' if count > 1 else ' waits'}"
                self.tally.problems.append(f"{name} is being asked by {holder}: {some} for that or a later run")

    # --- links

    async def due(self) -> list[Link]:
        """Links of earlier runs that are due, and articles to visit again."""
        due = await self._claiming(partial(self._records.due, self._shares.most))
        if due is None:
            return []
        for name, holder in due.elsewhere.items():
            self._left["host with links", name, holder] += 1
        free = [link for link in due.late if not self._is_in_hand(link.canonical_url)]
        late = [
            link for link in self._shares.take(free, late=True) if self._hands.take(link.canonical_url, link.host)
        ]
        revisits = [link for link in due.revisits if self._hands.take(link.canonical_url, link.host)]
        self.tally.links += len(late) + len(revisits)
        self.tally.revisited += len(revisits)
        self._wanted.update(link.canonical_url for link in (*late, *revisits))
        return [
            *self._fetchable([link.link(EARLIER) for link in late]),
            *(Link(link.url, EARLIER) for link in revisits),
        ]

    def _is_in_hand(self, canonical_url: str) -> bool:
        return self._hands.holdings is not None and self._hands.holdings.is_in_hand(canonical_url)

    async def named_by_hand(self) -> list[Link]:
        """Enter the links of the plan in the ledger; returns those to fetch."""
        by_source: dict[Source, list[Link]] = {}
        for link in self._plan.links:
            by_source.setdefault(link.source, []).append(link)
        wanted: list[Link] = []
        for source, links in by_source.items():
            wanted += await self.offer(source, links)
        return wanted

    async def offer(self, source: Source, links: Sequence[Link]) -> list[Link]:
        """Enter links in the ledger; returns those to fetch."""
        if self._plan.since is not None:
            self.tally.reach_back(link.published_at for link in links)
        entered = await self._claiming(partial(self._records.enter, source, links))
        standings = () if entered is None else entered.standings
        self.tally.links += len(standings)
        wanted = [standing.link for standing in standings if self._is_newly_wanted(standing)]
        self.tally.outcomes.update([Reason.KNOWN] * (len(standings) - len(wanted)))
        chosen = self._shares.take(wanted)
        if len(chosen) < len(wanted):
            waiting = f"{len(wanted) - len(chosen)} of its links wait for later runs"
            why = f"one run fetches {self._shares.most} of a host, the newest first"
            self.tally.warnings.append((source, f"{waiting}: {why} ([crawl] pages_per_host)"))
            fetched = set(chosen)
            for link in wanted:
                if link not in fetched:
                    self._hands.drop(canonical_url(link.url))
        wanted = chosen
        self._report()
        return self._fetchable(wanted)

    def _is_newly_wanted(self, standing: Standing) -> bool:
        """Whether a link is to be fetched by this process, and nothing that it does leads there yet. What others
        are to fetch waits in the ledger for them; somebody who waits for this run has it try."""
        if not standing.wanted or standing.canonical_url in self._wanted:
            return False
        holdings = self._hands.holdings
        if holdings is not None and self._plan.on_asked is not None and not holdings.holds(standing.host):
            return False
        if not self._hands.take(standing.canonical_url, standing.host):
            return False
        self._wanted.add(standing.canonical_url)
        return True

    def _fetchable(self, links: Sequence[Link]) -> list[Link]:
        """Those of `links` that name the address of an article; the others are put aside."""
        if self._plan.is_replay:
            return list(links)
        self.opaque.extend(link for link in links if is_opaque(link.url))
        return [link for link in links if not is_opaque(link.url)]

    async def match(self, link: Link) -> bool:
        """Whether the article of a link that does not name its address is already stored, under the address that
        another source offered. If so, the link ends as known."""
        matched = bool(await self._in_writer(partial(self._records.match, link)))
        if matched:
            self._hands.drop(canonical_url(link.url))
            self._count(Outcome(link.url, Reason.KNOWN))
        return matched

    async def lead(self, link: Link, address: str) -> list[Link]:
        """Enter that `link` leads to `address`, and end it; returns the link there if it is to be fetched."""
        target = replace(link, url=address, other_urls=(link.url, *link.other_urls))
        entered = await self._claiming(partial(self._records.lead, link, target))
        self._hands.drop(canonical_url(link.url))
        self.tally.links += 1
        self._count(Outcome(link.url, Reason.KNOWN))
        if entered is not None and self._is_newly_wanted(entered.standings[0]):
            return [target]
        self._count(Outcome(address, Reason.KNOWN))
        return []

    # --- pages

    async def page_fetched(self, link: Link, page: Page) -> None:
        """Have a fetched page archived, analysed and stored."""
        resolved = tuple(Hop(url, _FOUND, page.url) for url in link.other_urls if is_opaque(url))
        page = replace(page, hops=(*resolved, *page.hops))  # so that a replay is led there too
        ref = await self._guarded(partial(self._writer.add, self._records.archive, page))
        await self.judge(link, page, ref)

    async def page_missed(self, link: Link, miss: Miss) -> None:
        """Note that a link could not be fetched."""
        outcome = Outcome(link.url, miss.reason, miss.detail)
        if link.headline and miss.reason not in LEADS_NOWHERE and not miss.forbidden:
            outcome = await self._workers.judge_offer(link, outcome)
        self._count(await self._store(Ended(link, outcome, wait=timedelta(seconds=miss.wait))))

    async def judge(self, link: Link, page: Page, ref: ArchiveRef | None) -> None:
        """Have a page analysed and stored."""
        try:
            outcome = await self._workers.understand(page, link)
        except PageError as error:
            outcome = Outcome(page.url, Reason.FAILED, str(error))
            if link.headline:
                outcome = await self._workers.judge_offer(link, outcome)
        except Exception as error:  # one page must not end the run
            log.exception("page %s", page.url)
            outcome = Outcome(page.url, Reason.FAILED, f"internal error ({type(error).__name__}); see the log")
        self._count(await self._store(Ended(link, outcome, page, ref)))

    def _count(self, outcome: Outcome) -> None:
        self.tally.count(outcome)
        self._report()

    def _report(self) -> None:
        self._progress(self.tally.progress(self._sources.count))

    # --- the writer thread

    async def _in_writer(self, work: Callable[[], T]) -> T | None:
        return await self._guarded(partial(self._writer.run, work))

    async def _claiming(self, work: Callable[[], C]) -> C | None:
        """The result of work that takes hosts."""
        began = Holdings.moment()
        done = await self._in_writer(work)
        if done is not None and self._hands.holdings is not None:
            self._hands.holdings.gained(done.taken, began)
        return done

    async def _guarded(self, write: Callable[[], Awaitable[T]]) -> T | None:
        """The result of `write`. When the database or the archive fails, the run is stopped and the error kept for
        its caller."""
        if self.tally.broken is None:
            try:
                return await write()
            except (StorageError, ArchiveError) as error:
                self._break(error)
        return None

    async def _store(self, end: Ended) -> Outcome:
        """Store how a link ended; returns the outcome that was stored. An article that the database rejects counts
        as a failed link and does not end the run."""
        outcome = end.outcome
        if self.tally.broken is not None:
            return outcome
        try:
            saved = await self._writer.add(self._records.save, end, self._records.weight(end))
            self._hands.drop(canonical_url(end.link.url))
        except StorageError as error:
            if isinstance(error, DatabaseBusy) or outcome.reason is Reason.FAILED:
                self._break(error)
                return outcome
            log.warning("page %s could not be stored: %s", end.link.url, error)
            failed = Outcome(outcome.url, Reason.FAILED, f"could not be stored: {error}")
            return await self._store(replace(end, outcome=failed))
        if saved is not None:
            self.tally.new.extend(saved.new)
            self.tally.corrected += saved.corrected
        return outcome

    def _break(self, error: StorageError | ArchiveError) -> None:
        self.tally.broken = self.tally.broken or error
        self._stop.set()
