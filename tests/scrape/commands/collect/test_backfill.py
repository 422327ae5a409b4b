"""`scrape backfill` as a user types it: files, months of CC-NEWS from a mirror, and what is wrong with them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scrape.shell import Ended, scrape, watch
from tests.warcs import article, gzipped, record, warc
from tests.web import Answer, Host, open_web

URL = "https://nuri.example/view/2024080700"
FOUND = record(f"{URL}1", article("새 모델 공개"))
NOBODY = record(f"{URL}2", article("날씨", who="한가람"))


@pytest.fixture
def host() -> Iterator[Host]:
    with open_web() as web:
        yield web.host(1)


def backfill(folder: Path, *arguments: str | Path, mirror: str = "", code: int = 0) -> Ended:
    watch(folder, more=f"\n[backfill]\nmirror = '{mirror}'\n" if mirror else "")
    ended = scrape("backfill", *arguments, cwd=folder)
    assert ended.code == code, ended
    return ended


def headlines(folder: Path) -> list[str]:
    found = json.loads(scrape("coverage", "--all", "--status", "all", "--format", "json", cwd=folder).out)
    return sorted(row["headline"] for row in found)


def test_a_folder_is_read_once(tmp_path: Path) -> None:
    warc(tmp_path / "old" / "a.warc.gz", FOUND, NOBODY)
    ended = backfill(tmp_path, "old")
    assert ended.out.splitlines() == [
        "run 1: 1 files read; pages 2 = covered 1 + no-name 1; new coverage 1",
        "see it with: scrape coverage",
    ]
    assert headlines(tmp_path) == ["새 모델 공개"]
    assert backfill(tmp_path, "old").out == "run 2: 0 files read; pages 0 = 0; new coverage 0\n"
    status = scrape("backfill", "--status", cwd=tmp_path).out.splitlines()
    assert status == ["files: 1 done", "pages 2 = covered 1 + no-name 1; articles stored 1"]


def test_files_are_read_again_for_a_name_that_came_later(tmp_path: Path) -> None:
    warc(tmp_path / "a.warc.gz", FOUND, NOBODY)
    backfill(tmp_path, "a.warc.gz")
    watch(tmp_path, people=("윤서하", "한가람"))
    assert "covered 2; new coverage 1" in scrape("backfill", "a.warc.gz", cwd=tmp_path).out
    assert headlines(tmp_path) == ["날씨", "새 모델 공개"]


def test_what_is_wrong_with_a_file_is_a_line_and_stays_known(tmp_path: Path) -> None:
    warc(tmp_path / "b.warc.gz", FOUND, NOBODY)
    torn = (tmp_path / "b.warc.gz").read_bytes()[:-40]
    (tmp_path / "b.warc.gz").write_bytes(torn)
    (tmp_path / "a.warc.gz").touch()
    ended = backfill(tmp_path, "a.warc.gz", "b.warc.gz")
    place = re.escape(str(tmp_path))
    said = ended.err.splitlines()
    assert re.fullmatch(rf"warning: {place}/b\.warc\.gz: record at byte \d+: .*", said[0])
    assert said[1:] == [f"failed: {tmp_path}/a.warc.gz: the file is empty"]
    status = scrape("backfill", "--status", cwd=tmp_path).out
    assert "1 done, 1 failed; try those that failed again with: scrape backfill --retry-failed" in status
    assert f"failed: {tmp_path}/a.warc.gz: the file is empty" in status
    warc(tmp_path / "a.warc.gz", record(f"{URL}3", article("이사장 연임")))
    assert "1 files read" in scrape("backfill", "--retry-failed", cwd=tmp_path).out


def test_a_file_that_failed_alone_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_text("<html>")
    assert "this is no WARC file" in backfill(tmp_path, "a.warc.gz", code=1).err


def test_the_pages_of_an_outlet_alone(tmp_path: Path) -> None:
    warc(tmp_path / "a.warc.gz", FOUND, record("https://dawn.example/view/2024080703", article("이사장 연임")))
    watch(tmp_path, more="\n[[outlet]]\nname = '새벽일보'\ndomains = ['dawn.example']\n")
    ended = scrape("backfill", "--outlets", "dawn.example", "a.warc.gz", cwd=tmp_path)
    assert "pages 1 = covered 1" in ended.out
    assert headlines(tmp_path) == ["이사장 연임"]


# --- CC-NEWS


def serve_month(host: Host, month: str, names: list[str], packed: bytes | None = None) -> None:
    lines = "".join(f"crawl-data/CC-NEWS/{month}/{name}\n" for name in names)
    body = gzip.compress(lines.encode()) if packed is None else packed
    host.at(f"/crawl-data/CC-NEWS/{month}/warc.paths.gz", Answer(200, body, headers=()))


def serve_file(host: Host, month: str, name: str, *records: bytes) -> None:
    host.at(f"/crawl-data/CC-NEWS/{month}/{name}", Answer(200, gzipped(*records), headers=()))


def test_months_of_cc_news_come_from_a_mirror(host: Host, tmp_path: Path) -> None:
    for month, headline in (("2024/01", "첫 소식"), ("2024/02", "둘째 소식")):
        name = f"CC-NEWS-{month.replace('/', '')}01-1.warc.gz"
        serve_month(host, month, [name])
        serve_file(host, month, name, record(f"{URL}{month[-1]}", article(headline)))
    ended = backfill(tmp_path, "--cc-news", "2024-01..2024-02", mirror=host.url)
    assert "2 files read; pages 2 = covered 2; new coverage 2" in ended.out
    assert headlines(tmp_path) == ["둘째 소식", "첫 소식"]
    assert list((tmp_path / "backfill").iterdir()) == []


def test_a_list_that_lists_itself_and_a_file_that_is_not_there(host: Host, tmp_path: Path) -> None:
    serve_month(host, "2024/01", ["warc.paths.gz", "CC-NEWS-20240101-1.warc.gz", "gone.warc.gz"])
    serve_file(host, "2024/01", "CC-NEWS-20240101-1.warc.gz", FOUND)
    ended = backfill(tmp_path, "--cc-news", "2024-01", mirror=host.url)
    assert "1 files read; pages 1 = covered 1" in ended.out
    folder = f"{host.url}/crawl-data/CC-NEWS/2024/01"
    itself = "crawl-data/CC-NEWS/2024/01/warc.paths.gz"
    assert ended.err.splitlines() == [
        f"warning: {folder}/warc.paths.gz: names what is no WARC file, left out: {itself}",
        f"failed: {folder}/gone.warc.gz: HTTP 404",
    ]


@pytest.mark.parametrize(
    ("packed", "why"),
    [(gzip.compress(b"crawl-data/x.warc.gz\n" * 99)[:-12], "torn"), (b"<html>", "no gzip file"), (b"", "torn")],
    ids=["cut off", "a page", "empty"],
)
def test_a_list_that_cannot_be_read_is_one_line(host: Host, tmp_path: Path, packed: bytes, why: str) -> None:
    serve_month(host, "2024/01", [], packed)
    ended = backfill(tmp_path, "--cc-news", "2024-01", mirror=host.url, code=1)
    assert len(ended.err.splitlines()) == 1
    assert ended.err.startswith("scrape: CC-NEWS 2024-01: ")
    assert why in ended.err


def test_a_month_that_is_not_there_is_one_line(host: Host, tmp_path: Path) -> None:
    ended = backfill(tmp_path, "--cc-news", "2031-01", mirror=host.url, code=1)
    assert ended.err == f"scrape: CC-NEWS 2031-01: {host.url}/crawl-data/CC-NEWS/2031/01/warc.paths.gz: HTTP 404\n"


WRONG = {
    ("--cc-news", "2024"): "--cc-news '2024': expected a month such as 2024-01, or months such as 2024-01..2024-06",
    ("--cc-news", "2024-13"): "--cc-news '2024-13': expected a month",
    ("--cc-news", "2024-06..2024-01"): "did you mean 2024-01..2024-06?",
    ("nowhere.warc.gz",): "nowhere.warc.gz: no such file",
    (".",): ".: no WARC file (.warc.gz, .warc) is in this folder",
    ("--outlets", "없는신문"): "--outlets '없는신문': no outlet of that name or address; see: scrape outlets",
    ("--workers", "0"): "scrape backfill",
}


@pytest.mark.parametrize("arguments", WRONG, ids=" ".join)
def test_wrong_arguments_are_one_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    ended = backfill(tmp_path, *arguments, code=2)
    assert len(ended.err.splitlines()) == 1
    assert WRONG[arguments] in ended.err


def test_without_anybody_to_look_for_nothing_is_read(tmp_path: Path) -> None:
    watch(tmp_path, people=())
    assert "nobody is tracked" in scrape("backfill", cwd=tmp_path).err


def test_the_state_of_nothing(tmp_path: Path) -> None:
    watch(tmp_path)
    assert "there is no coverage database" in scrape("backfill", "--status", cwd=tmp_path).err
    scrape("backfill", cwd=tmp_path)
    assert scrape("backfill", "--status", cwd=tmp_path).out == (
        "no file was ever entered; begin with: scrape backfill FILE…\n"
    )
