"""An outlet whose pages suddenly give less is reported the same day, with the field."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from pipeline.items import Article, Reason
from scheduler.run.source_health import layout_alarms_of
from scheduler.trouble import describe_layout
from storage.database.engine import Database
from storage.sources.outlet_layout import count_fields

TODAY = date(2024, 8, 7)


def read(database: Database, day: date, pages: int, *, byline: bool = True, text: str = "본문") -> None:
    article = Article(
        url="https://saebyeok.example/1",
        canonical_url="https://saebyeok.example/1",
        urls=(),
        outlet="새벽일보",
        headline="제목",
        text=text,
        language="ko",
        authors=("한도윤",) if byline else (),
        published_at=datetime(2024, 8, 7, tzinfo=UTC),
    )
    with database.write() as connection:
        for _ in range(pages):
            count_fields(connection, [(article, Reason.COVERED)], day)


def alarms(database: Database) -> list[str]:
    with database.read() as connection:
        return [describe_layout(alarm) for alarm in layout_alarms_of(connection, TODAY)]


def test_a_sudden_drop_names_outlet_and_field(database: Database) -> None:
    for days in range(1, 6):
        read(database, TODAY - timedelta(days=days), 4)
    read(database, TODAY, 6, byline=False)
    (alarm,) = alarms(database)
    assert alarm.startswith("새벽일보: byline read on 0 of 6 pages today, on 100% of them before")


def test_what_was_never_given_is_not_missed(database: Database) -> None:
    read(database, TODAY - timedelta(days=1), 20, byline=False)
    read(database, TODAY, 20, byline=False)
    assert alarms(database) == []


def test_one_bad_page_is_no_alarm(database: Database) -> None:
    read(database, TODAY - timedelta(days=1), 30)
    read(database, TODAY, 10)
    read(database, TODAY, 1, text="", byline=False)
    assert alarms(database) == []


def test_few_pages_tell_nothing(database: Database) -> None:
    read(database, TODAY - timedelta(days=1), 30)
    read(database, TODAY, 3, text="", byline=False)
    assert alarms(database) == []
