"""The table of WARC files: what is to be done, by whom, and what is done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from pipeline.items import Watchlist
from storage.backfill import files
from storage.backfill.files import FileEnd, OfferedFile
from storage.database.engine import Database
from storage.schema.tables import warc_file
from storage.watchlist import MatchedForm, NameSets, save_watchlist

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=30)
FILES = [
    OfferedFile("/press/a.warc.gz", 10),
    OfferedFile("/press/b.warc.gz", 20),
    OfferedFile("https://cc.example/c.warc.gz"),
]


def names(database: Database, *forms: str) -> NameSets:
    """The sets of names in force once these are looked for."""
    with database.write() as connection:
        matched = [MatchedForm("person:윤서하", form, "given") for form in forms]
        return save_watchlist(connection, Watchlist(), matched, NOW) if not forms else _saved(connection, matched)


def _saved(connection: sa.Connection, matched: list[MatchedForm]) -> NameSets:
    from pipeline.items import Entity, EntityKind

    entity = Entity("person:윤서하", EntityKind.PERSON, "윤서하")
    return save_watchlist(connection, Watchlist((entity,)), matched, NOW)


def enter(database: Database, sets: NameSets, *outlets: str, offered: list[OfferedFile] = FILES) -> int:
    with database.write() as connection:
        return files.enter(connection, offered, outlets, sets, NOW)


def claim(database: Database, owner: str, most: int = 9, now: datetime = NOW) -> list[str]:
    with database.write() as connection:
        return [
            one.address
            for one in files.claim_files(connection, owner, now=now, until=now + (LATER - NOW), most=most)
        ]


def finish(database: Database, sets: NameSets, owner: str = "one") -> None:
    remark = "record at byte 7: its bytes make no record"
    with database.write() as connection:
        for key, length in connection.execute(sa.select(warc_file.c.id, warc_file.c.length)).all():
            end = FileEnd(length or 30, "digest", 3, {"covered": 1, "no-name": 2}, [remark])
            files.finish(connection, key, owner, end, stored=1, name_set_id=sets.current, now=NOW)


def test_a_file_belongs_to_one_until_its_lease_ends(database: Database) -> None:
    enter(database, names(database))
    assert claim(database, "one", 2) == ["/press/a.warc.gz", "/press/b.warc.gz"]
    assert claim(database, "two") == ["https://cc.example/c.warc.gz"]
    assert claim(database, "three") == []
    assert len(claim(database, "three", now=LATER + timedelta(seconds=1))) == 3


def test_what_is_in_hand_stays_so_when_another_machine_enters_it(database: Database) -> None:
    sets = names(database)
    enter(database, sets)
    claim(database, "one")
    enter(database, sets)
    enter(database, sets, "누리통신")
    assert claim(database, "two") == []


def test_who_renews_keeps_a_file_and_who_gives_back_does_not(database: Database) -> None:
    enter(database, names(database))
    claim(database, "one", 1)
    claim(database, "two", 1)
    with database.write() as connection:
        files.renew_files(connection, "one", LATER + timedelta(hours=1))
        files.return_files(connection, "two")
        assert files.owners(connection) == ["one"]
    after = LATER + timedelta(minutes=1)
    assert claim(database, "three", now=after) == ["/press/b.warc.gz", "https://cc.example/c.warc.gz"]


def test_what_another_took_over_is_not_marked(database: Database) -> None:
    sets = names(database)
    enter(database, sets)
    claim(database, "one")
    claim(database, "two", now=LATER + timedelta(seconds=1))
    finish(database, sets, "one")
    with database.read() as connection:
        assert files.read_backfill(connection).files == {"taken": 3}


def test_what_is_done_is_not_done_again(database: Database) -> None:
    sets = names(database, "윤서하")
    assert enter(database, sets) == 3
    claim(database, "one")
    finish(database, sets)
    assert enter(database, sets) == 0
    with database.read() as connection:
        status = files.read_backfill(connection)
    assert status.files == {"done": 3}
    assert (status.pages, status.stored, status.reasons) == (9, 3, {"covered": 3, "no-name": 6})
    assert status.remarks[0] == ("/press/a.warc.gz", "record at byte 7: its bytes make no record")


@pytest.mark.parametrize("forms", [["윤서하", "Seoha Yun"], ["Seoha Yun"]])
def test_files_are_done_again_for_names_that_came_later(database: Database, forms: list[str]) -> None:
    sets = names(database, "윤서하")
    enter(database, sets)
    claim(database, "one")
    finish(database, sets)
    assert enter(database, names(database, *forms)) == 3


def test_a_name_that_went_is_no_reason_to_do_files_again(database: Database) -> None:
    sets = names(database, "윤서하", "Seoha Yun")
    enter(database, sets)
    claim(database, "one")
    finish(database, sets)
    assert enter(database, names(database, "윤서하")) == 0


def test_files_are_done_again_for_more_outlets_and_not_for_fewer(database: Database) -> None:
    sets = names(database)
    enter(database, sets, "누리통신", "새벽일보")
    claim(database, "one")
    finish(database, sets)
    assert enter(database, sets, "새벽일보") == 0
    assert enter(database, sets, "새벽일보", "한빛경제") == 3
    assert enter(database, sets) == 3  # of all outlets


def test_a_file_that_grew_is_done_again(database: Database) -> None:
    sets = names(database)
    enter(database, sets, offered=FILES[:1])
    claim(database, "one")
    finish(database, sets)
    assert enter(database, sets, offered=[OfferedFile("/press/a.warc.gz", 10)]) == 0
    assert enter(database, sets, offered=[OfferedFile("/press/a.warc.gz", 99)]) == 1


def test_what_failed_waits_for_a_person(database: Database) -> None:
    sets = names(database)
    enter(database, sets, offered=FILES[:1])
    claim(database, "one")
    with database.write() as connection:
        key = connection.execute(sa.select(warc_file.c.id)).scalar_one()
        files.fail(connection, key, "one", "the file is empty", NOW)
        assert files.read_backfill(connection).failed == [("/press/a.warc.gz", "the file is empty")]
    assert enter(database, sets, offered=FILES[:1]) == 0
    assert claim(database, "two") == []
    with database.write() as connection:
        assert files.retry_failed(connection) == 1
    assert claim(database, "two") == ["/press/a.warc.gz"]
