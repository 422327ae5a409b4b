"""Which rows are told when: once, late rather than never, and nothing old as new. Told in fast motion."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Entity, EntityKind, Watchlist
from scheduler.daemon import DailyAt, Recipient, send_coverage
from storage.database.engine import Database
from storage.schema.tables import article, article_version, ledger, media_coverage, offer, outlet, source, story
from storage.status import read_status
from storage.watchlist import MatchedForm, save_watchlist
from tests.scheduler.daemon.test_notices import Post

SEOUL = ZoneInfo("Asia/Seoul")
WHO = Entity("person:서다인", EntityKind.PERSON, "서다인")
FIRM = Entity("company:해솔랩", EntityKind.COMPANY, "해솔랩")
START = datetime(2026, 11, 2, 0, 0, tzinfo=UTC)  # nine in the morning in Seoul
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


class Press:
    """Rows of a table, put there directly: what is told depends on their times alone."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._numbers = count(1)
        with database.write() as connection:
            forms = tuple(MatchedForm(who.id, who.name, "name") for who in (WHO, FIRM))
            self._sets = save_watchlist(connection, Watchlist((WHO, FIRM)), forms, START).current

    def story(self) -> int:
        with self.database.write() as connection:
            made = sa.insert(story).values(created_at=START).returning(story.c.id)
            return int(connection.execute(made).scalar_one())

    def covers(
        self,
        seen: datetime,
        published: datetime | None,
        *,
        who: tuple[Entity, ...] = (WHO,),
        of: int | None = None,
        offered: datetime | None = None,
    ) -> str:
        """An article of an outlet of its own, first seen then; its headline."""
        number = next(self._numbers)
        story_id, url = of or self.story(), f"https://paper{number}.example/news/{number}"
        day = published.date() if published else None
        dates = {"published_at": published, "published_on": day}
        headline = f"소식 {number}"
        said = {"url": url, "headline": headline, "language": "ko", "story_id": story_id, "first_seen_at": seen}
        with self.database.write() as connection:
            paper = sa.insert(outlet).values(name=f"신문 {number}").returning(outlet.c.id)
            row = sa.insert(article).values(
                canonical_url=url, outlet_id=connection.execute(paper).scalar_one(), story_role="new",
                story_score=1.0, headline_source="h1", text="", text_source="page", text_digest="", has_time=True,
                name_set_id=self._sets, fetched_at=seen, **said, **dates,
            ).returning(article.c.id)  # fmt: skip
            key = connection.execute(row).scalar_one()
            for tracked in who:
                connection.execute(sa.insert(media_coverage).values(
                    entity_id=tracked.id, entity_kind=tracked.kind.value, entity_name=tracked.name, article_id=key,
                    outlet=f"신문 {number}", mention_count=1, in_headline=True, in_lead=True, share=1.0,
                    quoted=False, snippet="", confidence=0.99, status="confirmed", evidence=[], **said, **dates,
                ))  # fmt: skip
            if offered is not None:
                self._offer(connection, url, key, offered)
        return headline

    def corrects(self, headline: str, corrected: str, now: datetime) -> None:
        with self.database.write() as connection:
            stored = connection.execute(sa.select(article).where(article.c.headline == headline)).one()
            said = {"headline": headline, "text": "", "text_digest": ""}
            times = {"fetched_at": stored.fetched_at, "replaced_at": now}
            connection.execute(sa.insert(article_version).values(article_id=stored.id, **said, **times))
            for table in (article, media_coverage):
                rows = sa.update(table).where(table.c.headline == headline)
                connection.execute(rows.values(headline=corrected))

    def takes_down(self, headline: str, now: datetime | None) -> None:
        rows = sa.update(media_coverage).where(media_coverage.c.headline == headline)
        with self.database.write() as connection:
            connection.execute(rows.values(gone_at=now))

    def _offer(self, connection: sa.Connection, url: str, key: int, offered: datetime) -> None:
        feed = sa.insert(source).values(kind="feed", url=url, first_seen_at=START).returning(source.c.id)
        times = {"first_offered_at": offered, "last_offered_at": offered}
        link = sa.insert(ledger).values(url=url, offered_url=url, article_id=key, **times).returning(ledger.c.id)
        keys = {
            "source_id": connection.execute(feed).scalar_one(),
            "ledger_id": connection.execute(link).scalar_one(),
        }
        connection.execute(sa.insert(offer).values(**keys, **times))


@pytest.fixture
def press(database: Database) -> Press:
    return Press(database)


class Reader:
    """Somebody who is told, at once or daily at half past seven, while a clock runs."""

    def __init__(
        self, press: Press, *, daily: bool = False, name: str = "SCRAPE_NOTIFY", about: tuple[str, ...] = ()
    ):
        self.post = Post()
        self._press = press
        at = DailyAt(time(7, 30), SEOUL) if daily else None
        self._recipient = Recipient(name, self.post, about, at)

    def looks(self, now: datetime) -> list[str]:
        """The texts that are sent at that moment."""
        before = len(self.post.sent)
        send_coverage(self._press.database, self._recipient, now)
        return [text for _, text in self.post.sent[before:]]


def minutes(begin: datetime, end: datetime, step: timedelta = MINUTE * 10) -> Iterator[datetime]:
    while begin < end:
        yield begin
        begin += step


def test_the_daily_notice_comes_at_its_minute_and_once(press: Press) -> None:
    reader = Reader(press, daily=True)
    first = press.covers(START, START)
    (text,) = reader.looks(START + MINUTE)  # the first start: what there is is told
    assert first in text
    second = press.covers(START + HOUR, START + HOUR)
    sent = {now: told for now in minutes(START + HOUR, START + 2 * DAY) if (told := reader.looks(now))}
    (moment,) = sent
    assert moment.astimezone(SEOUL).strftime("%d %H:%M") == "03 07:30"
    assert second in sent[moment][0]


def test_a_machine_that_slept_tells_when_it_wakes_and_what_waited_for_days_is_not_lost(press: Press) -> None:
    reader = Reader(press, daily=True)
    press.covers(START, START)
    reader.looks(START)
    missed = press.covers(START + HOUR, START + HOUR)
    (text,) = reader.looks(START + 6 * DAY)
    assert missed in text
    assert "earlier" not in text
    assert reader.looks(START + 6 * DAY + HOUR) == []


def test_a_day_with_nothing_new_is_silent_and_so_is_the_rest_of_it(press: Press) -> None:
    reader = Reader(press, daily=True)
    press.covers(START, START)
    reader.looks(START)
    assert [now for now in minutes(START + HOUR, START + DAY) if reader.looks(now)] == []
    press.covers(START + DAY, START + DAY)
    assert reader.looks(START + DAY + HOUR) == []
    assert len(reader.looks(START + 2 * DAY)) == 1


@pytest.mark.parametrize("daily", [False, True])
def test_old_articles_are_told_as_a_number(press: Press, daily: bool) -> None:
    old = [press.covers(START, START - 300 * DAY) for _ in range(4)]
    undated = press.covers(START, None, offered=START + MINUTE)
    new = press.covers(START, START - HOUR)
    later = press.covers(START + 2 * HOUR, None, offered=START + 2 * HOUR)
    reader = Reader(press, daily=daily)
    reader.looks(START + 3 * HOUR)
    ((subject, text),) = reader.post.sent
    assert subject == "New coverage of 서다인: 2"
    assert all(headline in text for headline in (new, later))
    assert not any(f"{headline}," in text for headline in (*old, undated))
    assert text.endswith("5 earlier articles were added")


def test_a_name_added_later_brings_no_flood(press: Press) -> None:
    reader = Reader(press)
    press.covers(START, START)
    reader.looks(START)
    for months in range(1, 9):
        press.covers(START + 3 * DAY, START - months * 30 * DAY, who=(FIRM,))
    assert [now for now in minutes(START + 3 * DAY, START + 4 * DAY) if reader.looks(now)] == []
    assert reader.looks(START + 4 * DAY) == ["8 earlier articles were added"]


def test_outlets_that_follow_are_a_line_in_the_next_notice(press: Press) -> None:
    reader = Reader(press)
    one = press.story()
    headline = press.covers(START, START, of=one)
    assert f"{headline}, 신문 1, 2026-11-02" in reader.looks(START)[0]
    for later in range(1, 7):
        press.covers(START + later * MINUTE, START + later * MINUTE, of=one)
        assert reader.looks(START + later * MINUTE) == []
    press.covers(START + HOUR, START + HOUR)
    (text,) = reader.looks(START + HOUR)
    assert text.count("\n\n") == 1
    assert f"서다인: {headline}, now 7 outlets\n" in text
    assert reader.looks(START + 3 * DAY) == []


def test_a_copy_alone_is_told_after_a_day(press: Press) -> None:
    reader = Reader(press)
    one = press.story()
    press.covers(START, START, of=one)
    reader.looks(START)
    press.covers(START + HOUR, START + HOUR, of=one)
    (moment,) = [now for now in minutes(START + HOUR, START + 3 * DAY) if reader.looks(now)]
    assert moment == START + HOUR + DAY
    assert reader.post.sent[-1][0] == "More about earlier coverage of 서다인"


def test_an_article_about_two_names_is_told_once(press: Press) -> None:
    reader = Reader(press)
    headline = press.covers(START, START, who=(WHO, FIRM))
    (text,) = reader.looks(START)
    assert text.startswith(("서다인, 해솔랩: ", "해솔랩, 서다인: "))
    assert text.count(headline) == 1
    assert reader.post.sent[0][0].endswith(": 1")


def test_corrections_and_pages_taken_down_are_told_once(press: Press) -> None:
    reader = Reader(press)
    headline = press.covers(START, START, who=(WHO, FIRM))
    press.corrects(headline, "소식 1 (정정)", START + HOUR)
    reader.looks(START + 2 * HOUR)  # who was told of it as it is now need not know what it was
    press.corrects("소식 1 (정정)", "소식 1 (종합)", START + 3 * HOUR)
    text = ": 소식 1 (종합), 신문 1, was corrected; the headline was: 소식 1 (정정)\n"
    assert [text in told for told in reader.looks(START + 4 * HOUR)] == [True]
    press.takes_down("소식 1 (종합)", START + 5 * HOUR)
    press.takes_down("소식 1 (종합)", None)  # it was gone for an hour
    press.takes_down("소식 1 (종합)", START + 8 * HOUR)
    gone = {now: told for now in minutes(START + 5 * HOUR, START + 3 * DAY) if (told := reader.looks(now))}
    assert list(gone) == [START + 14 * HOUR]
    assert gone[START + 14 * HOUR][0].count("소식 1 (종합), 신문 1, was taken down\n") == 1


def test_each_recipient_is_told_of_its_own_names_and_does_not_wait_for_another(press: Press) -> None:
    everything, firm = Reader(press), Reader(press, name="SCRAPE_NOTIFY_FIRM", about=(FIRM.id,))
    ours, theirs = press.covers(START, START), press.covers(START, START, who=(FIRM,))
    everything.post.out = True
    assert everything.looks(START) == []
    (text,) = firm.looks(START)
    assert theirs in text
    assert ours not in text
    everything.post.out = False
    (text,) = everything.looks(START + HOUR)
    assert ours in text
    assert theirs in text
    assert firm.looks(START + HOUR) == []


def test_a_service_that_refuses_is_asked_less_and_less_and_stands_in_the_status(press: Press) -> None:
    reader = Reader(press)
    reader.post.out = True
    press.covers(START, START)
    tries, state = [], None
    for now in minutes(START, START + DAY, MINUTE):
        with press.database.read() as connection:
            before = sum(state.failures for state in read_status(connection, press.database, now).refusing)
        reader.looks(now)
        with press.database.read() as connection:
            (state,) = read_status(connection, press.database, now).refusing
        if state.failures > before:
            tries.append((now - START) / MINUTE)
    assert tries == [0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 871, 1231]
    assert state is not None
    assert (state.failing_since, state.failure) == (START, "out of order")
    reader.post.out = False
    assert len(reader.looks(START + 3 * DAY)) == 1
    with press.database.read() as connection:
        assert read_status(connection, press.database, START).refusing == ()


def test_a_clock_that_was_ahead_stops_no_notices(press: Press) -> None:
    reader = Reader(press, daily=True)
    press.covers(START, START)
    reader.looks(START + 400 * DAY)
    headline = press.covers(START + HOUR, START + HOUR)
    (text,) = [text for now in minutes(START + HOUR, START + 2 * DAY) for text in reader.looks(now)]
    assert headline in text


@pytest.mark.parametrize("daily", [False, True])
def test_two_weeks_in_fast_motion_tell_every_thing_once(press: Press, daily: bool) -> None:
    """A first start, a name that is added on the third day, a machine that sleeps at the hour of the notice, a
    service that is out for two days, copies, a correction and a page that is taken down."""
    reader = Reader(press, daily=daily)
    firm = Reader(press, daily=daily, name="SCRAPE_NOTIFY_FIRM", about=(FIRM.id,))
    old = [press.covers(START, START - months * 30 * DAY) for months in range(1, 6)]
    wanted, copies, stories = [press.covers(START, START - HOUR)], 0, []
    asleep = {START + day * DAY + 20 * HOUR for day in (4, 9)}  # from five in the morning in Seoul, for six hours
    for now in minutes(START, START + 14 * DAY, MINUTE * 30):
        since = now - START
        reader.post.out = 5 * DAY <= since < 7 * DAY
        if since % DAY == 3 * HOUR:
            stories.append(press.story())
            wanted.append(press.covers(now, now - HOUR, of=stories[-1]))
        if since % DAY == 9 * HOUR:
            press.covers(now, now - HOUR, of=stories[-1])
            copies += 1
        if since == 3 * DAY:
            old += [press.covers(now, now - months * 30 * DAY, who=(FIRM,)) for months in range(1, 4)]
        if since == 4 * DAY:
            wanted.append(press.covers(now, now, who=(FIRM, WHO)))
        if since == 10 * DAY:
            press.corrects(wanted[1], "정정한 제목", now)
        if since == 11 * DAY:
            press.takes_down(wanted[2], now)
        if not any(begin <= now < begin + 6 * HOUR for begin in asleep):
            reader.looks(now)
            firm.looks(now)
    reader.looks(START + 16 * DAY)
    lines = [line for _, text in reader.post.sent for line in text.split("\n")]
    as_new = [line for line in lines if re.search(r", 신문 \d+( \(\+1\))?, 2026-11-\d\d$", line)]
    assert sorted(line.split(": ")[1].split(",")[0] for line in as_new) == sorted(wanted)
    assert [headline for headline in old if f": {headline}," in "\n".join(lines)] == []
    assert sum(int(line.split()[0]) for line in lines if "earlier article" in line) == len(old)
    again = [line for line in lines if line.endswith(", now 2 outlets")]
    with_copy = [line for line in as_new if "(+1)" in line]
    assert len(again) + len(with_copy) == copies == 14
    assert len(with_copy) == (14 if daily else 2)  # at once, those of the two days on which the service was out
    assert [line for line in lines if "was corrected" in line] == [
        f"서다인: 정정한 제목, 신문 {wanted[1].split()[1]}, was corrected; the headline was: {wanted[1]}"
    ]
    assert [line for line in lines if "taken down" in line] == [
        f"서다인: {wanted[2]}, 신문 {wanted[2].split()[1]}, was taken down"
    ]
    assert sum(text.count(": ") for _, text in firm.post.sent) == 1
    assert sum(text.count("3 earlier articles were added") for _, text in firm.post.sent) == 1


@given(
    st.integers(0, 2 * 365 * 24 * 60),
    st.times(),
    st.sampled_from(["Asia/Seoul", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"]),
)
def test_the_latest_moment_is_at_most_a_day_and_a_leap_of_the_clock_ago(minute: int, at: time, zone: str) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + minute * MINUTE
    latest = DailyAt(at, ZoneInfo(zone)).latest(moment)
    assert timedelta() <= moment - latest < timedelta(hours=26)
    assert latest == DailyAt(at, ZoneInfo(zone)).latest(latest)
