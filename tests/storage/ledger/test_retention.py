"""A year of a daemon, day by day: what came to nothing goes, and nothing is asked for twice because it went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa

from pipeline.items import BY_HAND, ArchiveRef, Link, Reason, Source
from pipeline.urls import canonical_url
from scheduler.cadence import LinkTimetable
from storage import runs
from storage.counts import wrong_counts
from storage.database.engine import Database
from storage.ledger.links import offer_links
from storage.ledger.outcomes import Settlement, settle_all
from storage.ledger.retention import forget_links, forget_runs
from storage.schema.tables import ledger, ledger_url, offer, run
from storage.sources import memory
from tests.storage.deeds import NOW, SOME, Desk, names_of

NEWS = Source("feed", "https://bada.example/rss")
STILL = Source("feed", "https://sanho.example/rss")  # changes twice in a year
HAND = Source(BY_HAND, "table.md")
KEEP = timedelta(days=60)
DAY = timedelta(days=1)


class Year:
    """A daemon's database, and which addresses it had to fetch how often."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.sets = names_of(database)
        self.fetched: Counter[str] = Counter()
        self.after = 0
        with database.write() as connection:
            self.memories = memory.register(connection, (NEWS, STILL, HAND), NOW)

    def read(self, source: Source, addresses: Iterable[str], day: int) -> None:
        """A round in which `source` is read whole, and what it has that is new is fetched."""
        now = NOW + day * DAY
        known = self.memories[source]
        links = [Link(address, source, other_urls=(f"{address}?utm_source=rss",)) for address in addresses]
        with self.database.write() as connection:
            run_id = runs.start_run(connection, "daemon", now)
            offered = {"source_id": known.key, "sets": self.sets, "run_id": run_id, "now": now}
            wanted = [one for one in offer_links(connection, links, **offered) if one.wanted]  # type: ignore[arg-type]
            memory.record_success(
                connection,
                known,
                items=len(links),
                validators=known.validators,
                place=memory.SourcePlace(),
                name_set_id=self.sets.current,
                now=now,
            )
            ends = [(self._end(one.link.url), LinkTimetable(now)) for one in wanted]
            settle_all(connection, ends, name_set_id=self.sets.current, run_id=run_id)
        self.fetched.update(one.link.url for one in wanted)

    def _end(self, url: str) -> Settlement:
        if url.endswith("7"):
            return Settlement(canonical_url(url), Reason.NO_NAME, ref=ArchiveRef("2026-11-20-0.warc.gz", 0, 9))
        return Settlement(canonical_url(url), Reason.NO_NAME)

    def tidy(self, day: int) -> None:
        before = NOW + day * DAY - KEEP
        self.after = forget_links(self.database, before, after=self.after).after
        forget_runs(self.database, before)

    def sizes(self) -> list[int]:
        """How many links without an archived page, offers, spellings and runs are stored."""
        with self.database.read() as connection:
            bare = sa.select(sa.func.count()).where(ledger.c.archive_file.is_(None))
            others = [sa.select(sa.func.count()).select_from(table) for table in (offer, ledger_url, run)]
            return [connection.execute(statement).scalar_one() for statement in (bare, *others)]


def news(day: int) -> list[str]:
    """The feed lists three days, of four articles each."""
    return [f"https://bada.example/news/{number:08}" for number in range(max(0, 4 * (day - 2)), 4 * (day + 1))]


def test_a_year_does_not_grow_without_bound(database: Database) -> None:
    year = Year(database)
    still = [f"https://sanho.example/story/{number:08}" for number in range(11, 31)]
    year.read(HAND, ["https://nuri.example/old/1"], 0)
    sizes = []
    for day in range(365):
        year.read(NEWS, news(day), day)
        if day in (0, 300):
            year.read(STILL, still if day == 0 else [*still, "https://sanho.example/story/00000099"], day)
        year.tidy(day)
        sizes.append(year.sizes())
    bare, offers, spellings, rounds = zip(*sizes, strict=True)
    assert max(bare[200:]) <= max(bare[:100]) + 1  # a new story on the page that seldom changes
    assert max(bare) < 4 * (60 + 3) + 22 < sum(number.endswith("7") is False for number in year.fetched)
    assert max(rounds[200:]) < max(rounds[:100]) + sum(url.endswith("7") for url in year.fetched)
    archived = [url for url in year.fetched if url.endswith("7")]
    assert offers[-1] - spellings[-1] == 0
    assert offers[-1] == bare[-1] + len(archived)
    assert set(year.fetched.values()) == {1}, "what went was asked for again, though its source still listed it"
    assert len(year.fetched) == 4 * 365 + 20 + 1 + 1
    with database.read() as connection:
        left = set(connection.execute(sa.select(ledger.c.url)).scalars())
        assert wrong_counts(connection) == []
    assert {canonical_url(url) for url in (*still, *archived, "https://nuri.example/old/1")} <= left


def test_what_leads_somewhere_or_waits_stays(database: Database) -> None:
    sets = names_of(database)
    with database.write() as connection:
        desk = Desk(connection, sets)
        for page in SOME:
            desk.save(page)
        run_id = runs.start_run(connection, "run", NOW)
        urls = [*(page.outcome().url for page in SOME), *(f"https://maru.example/{reason}" for reason in Reason)]
        urls.append("https://maru.example/unread")
        links = [Link(url, NEWS) for url in urls]
        offer_links(connection, links, source_id=None, sets=sets, run_id=run_id, now=NOW)
        ends = [Settlement(canonical_url(url), Reason.COVERED, article_id=1) for url in urls[: len(SOME)]]
        ends += [
            Settlement(canonical_url(f"https://maru.example/{reason}"), reason)
            for reason in Reason
            if reason is not Reason.COVERED
        ]
        settle_all(connection, [(end, LinkTimetable(NOW)) for end in ends], name_set_id=sets.current, run_id=run_id)
    assert forget_links(database, NOW).links == 0
    gone = forget_links(database, NOW + timedelta(days=90)).links
    with database.read() as connection:
        left = set(connection.execute(sa.select(ledger.c.offered_url)).scalars())
    assert gone == len(Reason) - 1
    assert left == {*urls[: len(SOME)], "https://maru.example/unread", f"https://maru.example/{Reason.COVERED}"}
