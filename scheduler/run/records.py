"""What a run puts on disk: every transaction it makes, and the pages it archives.

Each method but `close` is called in the writer thread, and is one transaction: all of it is stored, or nothing.
Hints at other stories, which are looked for again when articles are stored, are another one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from pipeline.errors import DatabaseBusy, StorageError
from pipeline.items import ArchiveRef, Link, Outcome, Page, Reason, Source
from pipeline.urls import canonical_url
from scheduler.cadence import LinkTimetable
from scheduler.processes.writer import MOST_AT_ONCE, Again
from scheduler.run.plan import RunContext
from scheduler.run.sources import SourceBook
from storage.articles import headline_only, rows
from storage.articles.found import Prepared, prepare
from storage.articles.rows import Saved
from storage.database import Connection
from storage.database.locks import SharedTurnError
from storage.ledger.due import DueLink, due_for_revisit, due_links, hosts_with_due, wait_at
from storage.ledger.links import Standing, note_same_article, offer_links, spellings
from storage.ledger.outcomes import Settlement, settle, settle_all
from storage.sources import outlet_layout
from storage.sources.hosts import HeldHost, holders
from storage.stories.relate import relate

__all__ = ["MOST_ARTICLES", "Due", "Ended", "Entered", "Records"]

log = logging.getLogger(__name__)

MOST_ARTICLES = 4  # in a transaction on PostgreSQL


@dataclass(frozen=True, slots=True)
class Ended:
    """How a link ended, to be stored: `wait` is the pause that its host asked for, `seen_at` when its page was seen
    where that was in the past, as others recorded it."""

    link: Link
    outcome: Outcome
    page: Page | None = None
    ref: ArchiveRef | None = None
    wait: timedelta = timedelta()
    seen_at: datetime | None = None


class Due(NamedTuple):
    """Links of earlier runs that are due, and addresses of articles to visit again; the hosts that were `taken` for
    them, and who holds the others that have some."""

    late: Sequence[DueLink]
    revisits: Sequence[DueLink]
    taken: Sequence[HeldHost]
    elsewhere: Mapping[str, str]


class Entered(NamedTuple):
    """Links that were entered, and the hosts that were `taken` for those that are to be fetched."""

    standings: Sequence[Standing]
    taken: Sequence[HeldHost]


class Records:
    """The transactions of one run."""

    def __init__(self, context: RunContext, sources: SourceBook) -> None:
        self._run = context
        self._sources = sources
        self._counts_layout = not (context.plan.is_replay or context.judgement.same_page)

    def archive(self, pages: Sequence[Page]) -> list[ArchiveRef | None]:
        """Archive pages; returns the place of each, None when the run keeps none."""
        out = self._run.archive_out
        return [None if out is None else out.write(page) for page in pages]

    # --- links

    def due(self, most: int | None) -> Due:
        """What earlier runs left over at hosts that are ours, or that nobody has: at most so many of each kind at
        each."""
        now, hasty, names = datetime.now(UTC), self._run.plan.hasty, self._run.plan.only_at
        with self._run.database.write() as connection:
            if names is None:
                names = hosts_with_due(connection, now, hasty=hasty)
            taken = self._claim(connection, names)  # first: what others did there until now is seen after that
            got = {host.name for host in taken}
            elsewhere = holders(connection, [name for name in names if name not in got and not self._is_ours(name)])
            names = sorted(name for name in names if name not in elsewhere)
            late = due_links(connection, names, now, hasty=hasty, most=most)
            return Due(late, due_for_revisit(connection, names, now, most=most), taken, elsewhere)

    def enter(self, source: Source, links: Sequence[Link]) -> Entered:
        """Enter the links that a source offers in the ledger."""
        with self._run.database.write() as connection:
            return self._enter(connection, links, self._sources.key(source), datetime.now(UTC))

    def _enter(
        self, connection: Connection, links: Sequence[Link], source_id: int | None, now: datetime
    ) -> Entered:
        standings = self._offer(connection, links, source_id, now)
        taken = self._claim(connection, {standing.host for standing in standings if standing.wanted})
        if taken:  # whoever had them until now may have fetched some
            standings = self._offer(connection, links, source_id, now)
        return Entered(standings, taken)

    def _claim(self, connection: Connection, names: Collection[str]) -> list[HeldHost]:
        holdings = self._run.hands.holdings
        others = [] if holdings is None else [name for name in names if not holdings.holds(name)]
        return holdings.claim(connection, others) if holdings is not None and others else []

    def _is_ours(self, name: str) -> bool:
        holdings = self._run.hands.holdings
        return holdings is None or holdings.holds(name)

    def wait_at(self, link: Link, name: str) -> None:
        """A link waits for the host `name`, to which it leads."""
        with self._run.database.write() as connection:
            wait_at(connection, canonical_url(link.url), name, datetime.now(UTC))

    def _offer(
        self, connection: Connection, links: Sequence[Link], source_id: int | None, now: datetime
    ) -> list[Standing]:
        return offer_links(
            connection,
            links,
            source_id=source_id,
            sets=self._run.sets,
            run_id=self._run.run_id,
            now=now,
            hasty=self._run.plan.hasty,
        )

    def match(self, link: Link) -> bool:
        """Whether a link's article is stored under the address that another source offered; if so, the link
        ends."""
        now = datetime.now(UTC)
        name = self._run.outlets.published(link.outlet_url or link.url, publisher=link.outlet_name).name
        with self._run.database.write() as connection:
            article_id = headline_only.find_read(connection, link, name)
            if article_id is None:
                return False
            rows.add_address(connection, article_id, link.url, now)
            self._end_known(connection, link, "matched by outlet, headline and day", article_id, now)
        return True

    def lead(self, link: Link, target: Link) -> Entered:
        """Enter that `link` leads to `target`, and end it."""
        now = datetime.now(UTC)
        with self._run.database.write() as connection:
            entered = self._enter(connection, [target], None, now)
            standing = entered.standings[0]
            note_same_article(connection, standing.canonical_url, canonical_url(link.url), now)
            article_id = rows.article_at(connection, standing.canonical_url)
            if article_id is not None:
                rows.add_address(connection, article_id, link.url, now)
            self._end_known(connection, link, f"leads to {target.url}", article_id, now)
        return entered

    def _end_known(
        self, connection: Connection, link: Link, why: str, article_id: int | None, now: datetime
    ) -> None:
        settle(
            connection,
            Settlement(canonical_url(link.url), Reason.KNOWN, why, article_id=article_id),
            name_set_id=self._run.sets.current,
            run_id=self._run.run_id,
            timetable=LinkTimetable(now),
        )

    # --- articles

    def save(
        self, ends: Sequence[Ended], first: Callable[[Connection], None] = lambda _: None
    ) -> list[Saved | Again | None]:
        """Store how links ended, with their articles; `first` does what belongs into the same transaction. Of
        several, those for which another writer would have to be waited for are to be stored again, each alone."""
        if self._run.database.is_sqlite:
            prepared, saved = self._save(ends, first, alone=True)
        else:
            try:
                prepared, saved = self._save(ends, first, alone=self._run.judgement.same_page)
            except (SharedTurnError, DatabaseBusy):
                prepared, saved = self._save(ends, first, alone=True)
        self._relate(prepared, saved)
        return saved

    def weight(self, end: Ended) -> int:
        """How many ends without an article one takes the place of in a batch: on PostgreSQL other writers may wait
        for what its article touches."""
        return 1 if self._run.database.is_sqlite or not end.outcome.verdicts else MOST_AT_ONCE // MOST_ARTICLES

    def _prepare(self, connection: Connection, ends: Sequence[Ended]) -> Prepared:
        outcomes = _with_spellings(connection, [end.outcome for end in ends])
        return prepare(connection, outcomes, same_page=self._run.judgement.same_page)

    def _save(
        self, ends: Sequence[Ended], first: Callable[[Connection], None], *, alone: bool
    ) -> tuple[Prepared, list[Saved | Again | None]]:
        now = datetime.now(UTC)
        database, prepared = self._run.database, None
        if database.is_sqlite and any(end.outcome.verdicts for end in ends):  # who writes has the turn at once
            with database.read() as connection:
                prepared = self._prepare(connection, ends)
        with database.write() as connection:
            first(connection)
            prepared = prepared or self._prepare(connection, ends)
            if self._run.judgement.same_page or any(prepared.articles):
                prepared.take_turn(connection, alone=alone)
            saved = [
                Again.AGAIN if place in prepared.left else self._save_one(connection, end, prepared, place, now)
                for place, end in enumerate(ends)
            ]
            done = [(end, one) for end, one in zip(ends, saved, strict=True) if not isinstance(one, Again)]
            settlements = [(_settlement(end, article), LinkTimetable(now, end.wait)) for end, article in done]
            settle_all(connection, settlements, name_set_id=self._run.sets.current, run_id=self._run.run_id)
            if self._counts_layout:
                read = [end.outcome for end, _ in done if end.page is not None]
                given = [(outcome.article, outcome.reason) for outcome in read if outcome.article is not None]
                outlet_layout.count_fields(connection, given, now.date())
        return prepared, saved

    def _save_one(
        self, connection: Connection, end: Ended, prepared: Prepared, place: int, now: datetime
    ) -> Saved | None:
        fetched_at = end.seen_at or _fetched_at(end)
        judged = self._run.judgement._replace(is_past=end.seen_at is not None, fetched_at=fetched_at)
        return rows.save(connection, prepared.outcomes[place], judged, end.seen_at or now, prepared)

    def _relate(self, prepared: Prepared, saved: Sequence[Saved | Again | None]) -> None:
        """Enter what new articles tell of with those that came while they were stored: of two that were stored at
        the same time, the later one sees the other here."""
        keys = [one.article_id if isinstance(one, Saved) and one.new else None for one in saved]
        if not any(keys):
            return
        try:
            with self._run.database.read() as connection:
                found = prepared.newer_relatives(connection, keys)
            if any(found.values()):
                with self._run.database.write() as connection:
                    for key, others in sorted(found.items()):
                        relate(connection, key, others)
        except StorageError as error:  # the articles are stored; what is missing are hints
            log.warning("stories in other languages were not looked for: %s", error)

    # --- sources

    def source_read(self, source: Source, links: int) -> None:
        """Note that a source was read to its end and offered `links` links."""
        with self._run.database.write() as connection:
            self._sources.succeeded(connection, source, links, datetime.now(UTC))

    def source_failed(self, source: Source, why: str, wait: timedelta) -> None:
        """Note that a source could not be read; its host asked for a pause of `wait`."""
        with self._run.database.write() as connection:
            self._sources.failed(connection, source, why, wait, datetime.now(UTC))


def _with_spellings(connection: Connection, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes, those that are stored with every address under which their article was offered."""
    articles = {at: one.article for at, one in enumerate(outcomes) if one.verdicts and one.article is not None}
    if not articles:
        return list(outcomes)
    groups = [{canonical_url(url) for url in article.urls} for article in articles.values()]
    offered = dict(zip(articles, spellings(connection, groups), strict=True))
    return [
        replace(
            outcome, article=replace(articles[at], urls=tuple(dict.fromkeys((*articles[at].urls, *offered[at]))))
        )
        if at in articles
        else outcome
        for at, outcome in enumerate(outcomes)
    ]


def _fetched_at(end: Ended) -> datetime | None:
    return None if end.page is None else end.page.fetched_at


def _settlement(end: Ended, saved: Saved | None) -> Settlement:
    return Settlement(
        canonical_url(end.link.url),
        end.outcome.reason,
        end.outcome.detail,
        fetched_at=_fetched_at(end),
        http_status=None if end.page is None else end.page.status,
        article_id=None if saved is None else saved.article_id,
        ref=end.ref,
    )
