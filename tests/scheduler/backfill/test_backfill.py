"""A backfill from end to end: what it stores is what a run stores, once, on both databases."""

from __future__ import annotations

import asyncio
import gzip
import os
import signal
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import brotli
import pytest
import sqlalchemy as sa

from pipeline.errors import ArchiveError
from pipeline.process import Reader
from pipeline.urls import canonical_url
from scheduler.backfill.engine import OwnWorkers
from scheduler.backfill.judge import JudgedFile, Task, judge_file, load
from scheduler.backfill.lifecycle import BackfillReport, Wanted, backfill
from scheduler.backfill.spool import Marker, read_spool
from scheduler.processes import Workers, run_on_reactor
from scheduler.run import Plan, run
from scrape.config.settings import Settings, SourceTable, load_settings
from scrape.plan.run import make_plan
from storage.archive import Archive, ArchiveIndex
from storage.backfill.files import OfferedFile
from storage.database.engine import Database
from storage.database.open import open_database
from storage.ledger.archived import archived
from storage.schema.tables import article, article_version, ledger, media_coverage, mention, warc_file
from tests.waiting import so
from tests.warcs import article as page
from tests.warcs import record, warc

CONFIG = """
[[person]]
name = "윤서하"

[[outlet]]
name = "누리통신"
domains = ["nuri.example"]
time_zone = "Asia/Seoul"

[[outlet]]
name = "새벽일보"
domains = ["dawn.example"]
time_zone = "Asia/Seoul"
"""


@pytest.fixture(scope="module")
def crew() -> Iterator[list[Workers]]:
    made: list[Workers] = []
    yield made
    for workers in made:
        workers.close()


async def not_fetched(address: str, file: Path) -> bool:
    raise AssertionError((address, file))


@dataclass
class Past:
    """What the tests do with a database and files."""

    database: Database
    folder: Path
    settings: Settings
    crew: list[Workers]

    def plan(self) -> Plan:
        plan = make_plan(self.settings, self.settings.watchlist(), links=(), kind="backfill")
        return replace(plan, lookup=lambda _: None)

    def workers(self) -> Workers:
        if not self.crew:
            plan = self.plan()
            self.crew.append(Workers(plan.watchlist, plan.outlets, 1))
        return self.crew[0]

    def engine(self, workers: Workers) -> OwnWorkers:
        return OwnWorkers(workers, 1, self.folder / "spool", not_fetched)

    def wanted(self, *files: Path, outlets: tuple[str, ...] = (), retry_failed: bool = False) -> Wanted:
        offered = tuple(OfferedFile(str(file), file.stat().st_size) for file in files)
        return Wanted(offered, outlets, self.folder / "spool", retry_failed)

    async def go(self, wanted: Wanted, workers: Workers, engine: OwnWorkers, stop: asyncio.Event) -> BackfillReport:
        return await backfill(self.database, self.plan(), wanted, workers, engine, stop=stop)

    def read(self, *files: Path, **how: Any) -> BackfillReport:
        workers, wanted = self.workers(), self.wanted(*files, **how)
        report = run_on_reactor(lambda stop: self.go(wanted, workers, self.engine(workers), stop))
        assert list((self.folder / "spool").glob("*")) == []
        return report

    def rows(self, *columns: sa.ColumnElement[Any]) -> list[tuple[Any, ...]]:
        with self.database.read() as connection:
            return sorted((tuple(row) for row in connection.execute(sa.select(*columns))), key=repr)

    def content(self) -> dict[str, list[tuple[Any, ...]]]:
        """What is stored, without keys and times of the run."""
        return {
            "article": self.rows(
                article.c.canonical_url, article.c.headline, article.c.text, article.c.published_at
            ),
            "coverage": self.rows(media_coverage.c.url, media_coverage.c.entity_id, media_coverage.c.status),
            "mention": self.rows(mention.c.entity_id, mention.c.place, mention.c.start_offset, mention.c.form),
            "story": self.rows(article.c.story_role, article.c.story_id == sa.func.min(article.c.story_id).over()),
            "ledger": self.rows(ledger.c.url, ledger.c.reason, ledger.c.http_status, ledger.c.fetched_at),
            "version": self.rows(article_version.c.headline, article_version.c.fetched_at),
        }


@pytest.fixture
def past(database: Database, tmp_path: Path, crew: list[Workers]) -> Past:
    (tmp_path / "scrape.toml").write_text(CONFIG, encoding="utf-8")
    return Past(database, tmp_path, load_settings(tmp_path / "scrape.toml", {}), crew)


URL = "https://nuri.example/news/2024080700"
NOBODY = record(f"{URL}9", page("오늘의 날씨", who="한가람"))


def test_what_names_nobody_is_only_counted(past: Past, tmp_path: Path) -> None:
    file = warc(
        tmp_path / "a.warc.gz",
        record(f"{URL}1", page("새 모델 공개")),
        NOBODY,
        record(f"{URL}2", b"", head="HTTP/1.1 404 -\r\n\r\n"),
    )
    report = past.read(file)
    assert (report.files, report.pages, report.new) == (1, 3, 1)
    assert report.reasons == {"covered": 1, "no-name": 1, "gone": 1}
    assert [url for url, *_ in past.content()["ledger"]] == [canonical_url(f"{URL}1")]
    assert past.rows(warc_file.c.state, warc_file.c.pages, warc_file.c.stored) == [("done", 3, 1)]


def test_a_page_is_of_the_time_it_was_recorded(past: Past, tmp_path: Path) -> None:
    past.read(warc(tmp_path / "a.warc.gz", record(f"{URL}1", page("새 모델 공개"), at="2024-08-09T00:00:00Z")))
    ((fetched, first_seen, revisit),) = past.rows(
        article.c.fetched_at, article.c.first_seen_at, sa.select(ledger.c.revisit_at).scalar_subquery()
    )
    assert fetched.isoformat() == first_seen.isoformat() == "2024-08-09T00:00:00+00:00"
    assert revisit is None  # nobody looks for corrections of what is that old


def test_a_page_stays_of_its_time_when_it_is_judged_again(past: Past, tmp_path: Path, crew: list[Workers]) -> None:
    at = "2024-08-09T00:00:00Z"
    both = page("새 모델 공개", more="박하람 교수가 도왔다.")
    past.read(warc(tmp_path / "a.warc.gz", record(f"{URL}1", both, at=at)))
    before = past.rows(article.c.fetched_at, article.c.first_seen_at)
    (tmp_path / "scrape.toml").write_text(f"{CONFIG}\n[[person]]\nname = '박하람'\n", encoding="utf-8")
    own: list[Workers] = []
    later = replace(past, settings=load_settings(tmp_path / "scrape.toml", {}), crew=own)
    assert later.read().judged_again == 1
    crew += own
    assert {name for _, name, _ in later.content()["coverage"]} == {"person:윤서하", "person:박하람"}
    assert later.rows(article.c.fetched_at, article.c.first_seen_at) == before


def test_only_pages_that_name_somebody_are_archived(past: Past, tmp_path: Path) -> None:
    past.read(warc(tmp_path / "a.warc.gz", record(f"{URL}1", page("새 모델 공개")), NOBODY))
    index = ArchiveIndex.of(sorted((tmp_path / "archive").glob("*.warc.gz")))
    assert index.urls() == (f"{URL}1",)
    with past.database.read() as connection:
        (link,) = archived(connection)
    assert Archive(tmp_path / "archive").read(link.ref, url=link.url).body == page("새 모델 공개")


def test_a_file_done_twice_changes_nothing(past: Past, tmp_path: Path) -> None:
    first = [record(f"{URL}1", page("새 모델 공개")), record(f"{URL}2", page("방언 자료 모은다"))]
    changed = record(f"{URL}1", page("새 모델 공개 연기"), at="2024-08-10T00:00:00Z")
    files = [warc(tmp_path / "a.warc.gz", *first), warc(tmp_path / "b.warc.gz", changed)]
    past.read(*files)
    before = past.content()
    assert [headline for _, headline, *_ in before["article"]] == ["새 모델 공개 연기", "방언 자료 모은다"]
    assert [headline for headline, _ in before["version"]] == ["새 모델 공개"]
    with past.database.write() as connection:
        connection.execute(sa.update(warc_file).values(state="waiting"))
    assert past.read().files == 2
    assert past.content() == before
    assert len(ArchiveIndex.of(sorted((tmp_path / "archive").glob("*.warc.gz")))) == 2


def test_an_older_page_does_not_undo_a_newer_one(past: Past, tmp_path: Path) -> None:
    newer = warc(tmp_path / "b.warc.gz", record(f"{URL}1", page("고친 제목"), at="2024-08-10T00:00:00Z"))
    older = warc(tmp_path / "a.warc.gz", record(f"{URL}1", page("처음 제목")))
    past.read(newer)
    before = past.content()
    assert past.read(older).new == 0
    after = past.content()
    assert after == before
    assert after["ledger"][0][3].isoformat() == "2024-08-10T00:00:00+00:00"


def test_the_rows_are_those_of_a_run(past: Past, tmp_path: Path) -> None:
    """The same pages, found by a run that is answered from the same file."""
    copied = page("새 모델 공개", more="협회는 환영했다.")
    pages = {
        f"{URL}1": page("새 모델 공개", more="협회는 환영했다."),
        "https://dawn.example/view/2024080701": copied,
        f"{URL}2": page("이사장 연임", day="2024-08-05"),
    }
    file = warc(tmp_path / "a.warc.gz", *(record(url, body) for url, body in pages.items()))
    past.read(file)
    mine = past.content()
    entries = "".join(f"<item><title>t</title><link>{url}</link></item>" for url in pages)
    feed = f"<rss version='2.0'><channel><title>t</title>{entries}</channel></rss>".encode()
    head = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n\r\n"
    live = warc(
        tmp_path / "live.warc.gz",
        record("https://nuri.example/rss", feed, head=head),
        *(record(u, b) for u, b in pages.items()),
    )
    other = replay(tmp_path, live)
    assert {name: mine[name] for name in ("article", "coverage", "mention")} == {
        name: other[name] for name in ("article", "coverage", "mention")
    }
    assert sorted(role for role, _ in mine["story"]) == sorted(role for role, _ in other["story"])


def replay(folder: Path, file: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What a run stores that is answered from `file`."""
    place = folder / "live"
    place.mkdir()
    (place / "scrape.toml").write_text(CONFIG, encoding="utf-8")
    settings = load_settings(place / "scrape.toml", {})
    source = SourceTable(kind="feed", url="https://nuri.example/rss")
    settings = settings.model_copy(update={"source": [source]})
    database = open_database(f"sqlite:///{place / 'coverage.sqlite'}")
    plan = make_plan(settings, settings.watchlist(), lookup=ArchiveIndex.of([file]).find)
    workers = Workers(plan.watchlist, plan.outlets, 1)
    run_on_reactor(lambda stop: run(database, plan, workers, stop=stop))
    workers.close()
    found = Past(database, place, settings, []).content()
    database.close()
    return found


PACKED = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "gzip, br": lambda body: brotli.compress(gzip.compress(body)),
    "x-unknown": lambda body: body,
}


@pytest.mark.parametrize("encoding", PACKED)
def test_packed_bodies_are_unpacked(past: Past, tmp_path: Path, encoding: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: {encoding}\r\n\r\n"
    file = warc(tmp_path / "a.warc.gz", record(f"{URL}1", PACKED[encoding](page("새 모델 공개")), head=head))
    assert past.read(file).reasons == {"covered": 1}


def chunked(body: bytes) -> bytes:
    parts = [body[start : start + 700] for start in range(0, len(body), 700)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in [*parts, b""])


@pytest.mark.parametrize("said", ["Transfer-Encoding: chunked", "Content-Encoding: gzip"])
def test_headers_of_encodings_that_were_undone_do_no_harm(past: Past, tmp_path: Path, said: str) -> None:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{said}\r\n\r\n"
    file = warc(tmp_path / "a.warc.gz", record(f"{URL}1", page("새 모델 공개"), head=head))
    assert past.read(file).reasons == {"covered": 1}


def test_chunks_are_joined(past: Past, tmp_path: Path) -> None:
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n"
    past.read(warc(tmp_path / "a.warc.gz", record(f"{URL}1", chunked(page("새 모델 공개")), head=head)))
    plain = past.content()["article"]
    assert "\r\n" not in plain[0][2]


def test_only_outlets_that_are_wanted_are_read(past: Past, tmp_path: Path) -> None:
    file = warc(
        tmp_path / "a.warc.gz",
        record(f"{URL}1", page("하나")),
        record("https://dawn.example/view/2024080702", page("둘")),
    )
    assert past.read(file, outlets=("새벽일보",)).reasons == {"covered": 1}
    assert past.read(file).reasons == {"covered": 2}  # of all outlets now


def test_a_file_that_cannot_be_read_is_named_and_tried_again_when_asked(past: Past, tmp_path: Path) -> None:
    good, empty = warc(tmp_path / "b.warc.gz", record(f"{URL}1", page("하나"))), tmp_path / "a.warc.gz"
    empty.touch()
    report = past.read(empty, good)
    assert report.failed == [(str(empty), "the file is empty")]
    assert (report.files, report.left) == (1, 0)
    assert past.read(empty).failed == []
    warc(empty, record(f"{URL}2", page("둘")))
    assert past.read(retry_failed=True).reasons == {"covered": 1}


def test_damage_is_named_and_kept_with_the_file(past: Past, tmp_path: Path) -> None:
    file = warc(tmp_path / "a.warc.gz", record(f"{URL}1", page("하나")), record(f"{URL}2", page("둘")))
    file.write_bytes(file.read_bytes()[:-50])
    report = past.read(file)
    assert report.reasons == {"covered": 1}
    assert [why for _, why in report.remarks] == past.rows(warc_file.c.error)[0][0].split("\n")
    assert "record at byte" in report.remarks[0][1]


# --- who does it, and what happens to them


class Stopping(OwnWorkers):
    """Is told to stop when the first file is begun."""

    stop: asyncio.Event

    async def judge(self, task: Task) -> JudgedFile:
        self.stop.set()
        return await super().judge(task)


def several(folder: Path, count: int) -> list[Path]:
    records = [record(f"{URL}{number}", page(f"소식 {number}")) for number in range(count)]
    return [warc(folder / f"{number}.warc.gz", one) for number, one in enumerate(records)]


def test_who_is_told_to_stop_finishes_the_files_in_hand(past: Past, tmp_path: Path) -> None:
    workers, wanted = past.workers(), past.wanted(*several(tmp_path, 3))

    async def work(stop: asyncio.Event) -> BackfillReport:
        engine = Stopping(workers, 1, tmp_path / "spool", not_fetched)
        engine.stop = stop
        return await past.go(wanted, workers, engine, stop)

    report = run_on_reactor(work)
    assert (report.interrupted, report.files, report.left, report.new) == (True, 1, 2, 1)
    assert past.read().files == 2
    assert len(past.content()["article"]) == 3


def test_a_file_whose_worker_is_killed_is_done_again(past: Past, tmp_path: Path) -> None:
    pages = [record(f"{URL}{number}", page(f"소식 {number}")) for number in range(200)]
    file = warc(tmp_path / "a.warc.gz", *pages)
    workers, wanted, spool = past.workers(), past.wanted(file), tmp_path / "spool"

    async def work(stop: asyncio.Event) -> BackfillReport:
        await workers.do(load)  # else others take the place of the workers
        victim = await workers.do(number_of)
        going = asyncio.create_task(past.go(wanted, workers, past.engine(workers), stop))
        await so(lambda: any(Marker.read(mark).pages for mark in spool.glob("*.mark")))
        os.kill(victim, signal.SIGKILL)
        return await going

    assert run_on_reactor(work).reasons == {"covered": 200}


def number_of(_: object) -> int:
    return os.getpid()


def test_a_page_that_kills_workers_is_left_out(past: Past, tmp_path: Path) -> None:
    file = warc(tmp_path / "a.warc.gz", record(f"{URL}1", page("하나")), record(f"{URL}2", page("둘")))
    plan = past.plan()
    reader = Reader.of(plan.watchlist, plan.outlets)
    judged = judge_file(reader, Task("a", str(file), str(tmp_path / "spool" / "1.jsonl"), 10_000, skip=(0,)))
    assert judged.reasons == {"failed": 1, "covered": 1}
    assert judged.remarks == ("record at byte 0: it killed the process that read it, or took too long",)


def test_what_dead_processes_left_is_removed(past: Past, tmp_path: Path) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    for name in ("7-abc.draft", "7-abc.mark", "8-def.jsonl"):
        (spool / name).touch()
    past.read(*several(tmp_path, 1))


def test_a_spool_that_the_loader_cannot_see_is_named(past: Past, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"\[backfill\] folder"):
        list(read_spool(tmp_path / "elsewhere" / "1.jsonl"))
