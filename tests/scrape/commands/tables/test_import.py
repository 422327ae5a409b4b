"""`scrape import` from end to end: rows keep their words, pages are judged, and a second time adds nothing."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.items import Coverage
from scrape.table.read import read_table
from scrape.table.written import WrittenRow
from storage.by_hand.coverage import hand_coverage
from storage.database.open import open_database
from storage.schema.tables import article, hand_row, ledger, media_coverage
from tests.scheduler.daemon.watching import ROOT
from tests.scrape.shell import Ended, scrape, watch
from tests.scrape.table.stand_ins import SEED, Named, StandIn, archive_of, article_page, stand_ins
from tests.waiting import LIMIT, until
from tests.web import Answer, Web, open_web

WHO = Named("박하람", "Haram Park", "온결연구소", "Ongyeol Lab")
HARAM = "person:박하람"
OURS = "https://nuri-tongsin.example/view/2024080700"
TABLE = f"""# 언론 보도

연월 | 기사 | 언론사
:---:|---|---
2024.09 | [박하람 "말은 물과 같다"]({OURS}1) |  누리 통신 외 다수 언론사
2024.08 | [강연 영상](https://www.youtube.com/watch?v=ongyeol0001) | 온결 유튜브
2024.08 | [사라진 기사]({OURS}2) | 누리통신
2024.08 | [남의 기사]({OURS}3) | 새벽일보
2024.08 | [동명이인의 기사]({OURS}4) | 새벽일보
2024.08 | [이름만 나온 기사]({OURS}5) | 한빛경제, 새벽일보 등
2024.07 | 사내 소식지 | 온결소식
2024.07 | [사내 게시판](http://intranet/notice/1) | 온결소식
2024.07 | [Speech that follows the speaker](https://harbor-tribune.example/news/2024071501) | Harbor Tribune
2024.06 | [못 받은 기사]({OURS}6) | 누리통신
2024.09 | [박하람 "말은 물과 같다" (다시)]({OURS}1?utm_source=home) | 누리통신
"""
ENDS = {
    5: "confirmed",
    6: "your own, its page is no article",
    7: "your own, its page is gone (HTTP 404)",
    8: "your own, it does not name 박하람",
    9: "your own, it names another 박하람",
    10: "confirmed",
    11: "your own, no link",
    12: "your own, its address cannot be fetched",
    13: "confirmed",
    14: "your own, not reachable: not in archive",
    15: "confirmed",
}


def pages(rows: Sequence[WrittenRow]) -> Iterator[StandIn]:
    """What stands at the addresses of TABLE."""
    actress = (
        "배우 박하람은 주말극 ‘봄이 오는 골목’의 주연을 맡았다. 박하람은 드라마 촬영을 시작했다고 소속사가 밝혔다."
    )
    mere = "이날 모임에는 박하람 씨도 왔다. 참석자들은 저녁까지 이야기를 나누었고 다음 모임을 기약했다."
    for found in stand_ins(rows[:-2], WHO, gone=[2], unnamed=[3]):
        stood = found
        if stood.url.endswith(("4", "5")) and stood.url.startswith(OURS):
            row = next(row for row in rows if row.url == stood.url)
            text = actress if stood.url.endswith("4") else mere
            body = re.sub(r"<p>.*</p>", f"<p>{text}</p>" * 4, article_page(row, None), flags=re.DOTALL)
            stood = replace(stood, body=body)
        yield stood


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a table, an archive of the pages that it links to, and a configuration."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "home.md").write_text(TABLE, encoding="utf-8")
    archive_of(pages(read_table(folder / "home.md").rows), folder / "pages")
    outlet = "[[outlet]]\nname = '누리통신'\ndomains = ['nuri-tongsin.example']\n"
    (folder / "scrape.toml").write_text(
        "[crawl]\nworkers = 1\n" + outlet + WHO.watchlist() + "exclude = ['주말극']\n", encoding="utf-8"
    )
    return folder


def take_in(folder: Path, database_url: str, *more: str | Path) -> Ended:
    (archive,) = (folder / "pages").glob("*.warc.gz")
    arguments = ("import", "home.md", "--replay", archive, *(more or ("--person", "박하람")))
    return scrape(*arguments, cwd=folder, SCRAPE_DATABASE=database_url)


def rows_of(database_url: str, entity_id: str = HARAM) -> tuple[Coverage, ...]:
    database = open_database(database_url)
    with database.read() as connection:
        rows = hand_coverage(connection, [entity_id])
    database.close()
    return rows


def counts(database_url: str) -> dict[str, int]:
    database = open_database(database_url)
    with database.read() as connection:
        found = {
            table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for table in (hand_row, article, media_coverage, ledger)
        }
    database.close()
    return found


def ends(ended: Ended) -> dict[int, str]:
    """What is said of each row, by line."""
    return {
        int(line): what
        for line, what in re.findall(r"^line (\d+): (.*?): ", ended.out.replace("reachable: ", "@"), re.MULTILINE)
    }


def test_each_row_keeps_its_words_and_says_what_became_of_it(kept: Path, database_url: str) -> None:
    ended = take_in(kept, database_url)
    assert ended.code == 0, ended
    assert ends(ended) == {line: what.replace("reachable: ", "@") for line, what in ENDS.items()}
    assert "home.md: 11 rows about 박하람 = known 0 + confirmed 4 + your own 7" in ended.out
    assert '박하람 "말은 물과 같다" (누리 통신 외 다수 언론사 = 누리통신)' in ended.out
    rows = rows_of(database_url)
    assert [(row.headline, row.label) for row in rows] == [
        (row.headline, row.label) for row in read_table(kept / "home.md").rows
    ]
    assert [row.written for row in rows] == TABLE.splitlines()[4:]
    assert [row.article_id > 0 for row in rows] == [what == "confirmed" for what in ENDS.values()]
    assert counts(database_url) == {"hand_row": 11, "article": 4, "media_coverage": 4, "ledger": 8}
    again = take_in(kept, database_url)
    assert "home.md: 11 rows about 박하람 = known 4 + confirmed 0 + your own 7" in again.out
    assert (rows_of(database_url), again.code) == (rows, 0)
    assert counts(database_url) == {"hand_row": 11, "article": 4, "media_coverage": 4, "ledger": 8}


def test_the_table_is_listed_in_its_own_words_and_order(kept: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/coverage.sqlite"
    take_in(kept, url)

    def listed(*options: str) -> str:
        return scrape("coverage", *options, cwd=kept, SCRAPE_DATABASE=url).out

    words = [row.headline for row in read_table(kept / "home.md").rows]
    found = sorted((listed().index(f"  {word} "), word) for word in words)
    assert [word for _, word in found] == words
    assert "누리 통신 외 다수 언론사" in listed()
    assert re.search(r"사라진 기사 .*\n.*\n +your own row h3: its page is gone \(HTTP 404\)\n", listed())
    assert [line[:7] for line in listed("--since", "2024-08-20").splitlines()[1:] if line[0] != " "] == [
        *["2024.09", *["2024.08"] * 4, "2024.09"]
    ]
    assert "사라진 기사" not in listed("--status", "rejected")


def test_why_tells_of_the_row_of_a_page(kept: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/coverage.sqlite"
    take_in(kept, url)
    told = scrape("why", f"{OURS}2", cwd=kept, SCRAPE_DATABASE=url).out.splitlines()
    assert "your own     row h3 of the table about 박하람: its page is gone (HTTP 404)" in told
    assert any(line.startswith(f"offered by   hand {HARAM}") for line in told)


def test_what_waited_in_review_is_confirmed_by_who_lists_it(kept: Path, tmp_path: Path) -> None:
    take_in(kept, f"sqlite:///{tmp_path}/coverage.sqlite")
    database = open_database(f"sqlite:///{tmp_path}/coverage.sqlite")
    with database.read() as connection:
        column = media_coverage.c
        decided = connection.execute(sa.select(column.headline, column.status, column.decided_by)).all()
    database.close()
    assert [(headline, status) for headline, status, by in decided if by is not None] == [
        ("이름만 나온 기사", "confirmed")
    ]


def test_a_row_that_a_person_rejected_stays_rejected(kept: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/coverage.sqlite"
    take_in(kept, url)
    listed = json.loads(scrape("coverage", "--format", "json", cwd=kept, SCRAPE_DATABASE=url).out)
    key = next(str(row["id"]) for row in listed if row["headline"] == "이름만 나온 기사")
    scrape("review", "--reject", key, cwd=kept, SCRAPE_DATABASE=url)
    assert ends(take_in(kept, url))[10] == "your own, you said that it names another 박하람"


def test_a_name_that_is_on_no_watchlist_may_have_a_table(kept: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/coverage.sqlite"
    ended = take_in(kept, url, "--person", "윤서하")
    assert ended.err.splitlines()[0] == "윤서하 is not on the watchlist: matched by that name alone"
    assert "= known 0 + confirmed 0 + your own 11" in ended.out
    assert "and 3 new rows about others on the watchlist" in ended.out
    assert [row.entity_name for row in rows_of(url, "person:윤서하")] == ["윤서하"] * 11


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (["home.md"], "say whom the table is about: --person NAME or --company NAME"),
        (["home.md", "--person", "박하람", "--company", "누리"], "박하람 and 누리 are two"),
        (["home.md", "--person", "박하란"], "박하란 is not on the watchlist; did you mean 박하람?"),
        (["home.md", "--company", "박하람"], "박하람 is tracked as a person; use --person"),
        (["away.md", "--person", "박하람"], "away.md"),
        (["scrape.toml", "--person", "박하람"], "scrape.toml: expected a file that ends in"),
        (["home.md", "--person", "박하람", "--columns", "month=9"], "--columns"),
        (["home.md", "--person", "박하람", "--replay", "home.md"], "--replay home.md: this is no WARC file"),
        (["home.md", "--person", "박하람", "--replay", "none.warc"], "--replay none.warc: no such file"),
    ],
)
def test_what_cannot_be_taken_in_is_said_in_one_line(
    kept: Path, tmp_path: Path, typed: list[str], says: str
) -> None:
    ended = scrape("import", *typed, cwd=kept, SCRAPE_DATABASE=f"sqlite:///{tmp_path}/coverage.sqlite")
    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert line.startswith("scrape: ")
    assert says in line
    assert not (tmp_path / "coverage.sqlite").exists()


# --- interrupted


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


def home_page(folder: Path, web: Web, held: threading.Event) -> None:
    """A table of eight articles on a web of loopback, the fifth of which is not answered until `held` is set; the
    first may not be fetched at all."""
    host = web.host()
    host.at("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /view/1\n"))
    lines = ["연월 | 기사 | 언론사", "---|---|---"]
    for number in range(1, 9):
        row = WrittenRow("2024.08", f"박하람 소식 {number}", f"{host.url}/view/{number}", "누리통신", number)
        page = Answer(body=article_page(row, WHO).encode(), held=held if number == 5 else None)
        host.at(f"/view/{number}", page)
        lines.append(f"2024.08 | [{row.headline}]({row.url}) | {row.label}")
    folder.mkdir()
    (folder / "home.md").write_text("\n".join(lines), encoding="utf-8")
    watch(folder, people=(), more="per_host = 1\n\n" + WHO.watchlist())


def state(database_url: str) -> list[Any]:
    """What is stored, but for ids and times."""
    database = open_database(database_url)
    with database.read() as connection:
        found = [
            sorted(map(tuple, connection.execute(sa.select(*columns)).all()))
            for columns in (
                (hand_row.c.position, hand_row.c.headline, hand_row.c.reason, hand_row.c.detail),
                (ledger.c.url, ledger.c.reason, ledger.c.detail),
                (media_coverage.c.headline, media_coverage.c.status, media_coverage.c.outlet, media_coverage.c.url),
            )
        ]
    database.close()
    return found


def test_an_import_that_was_interrupted_goes_on_where_it_was(web: Web, database_url: str, tmp_path: Path) -> None:
    held = threading.Event()
    folder = tmp_path / "interrupted"
    home_page(folder, web, held)
    typed = [sys.executable, "-m", "scrape.cli", "import", "home.md", "--person", "박하람"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SCRAPE_DATABASE": database_url}
    process = subprocess.Popen(
        typed, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    until(lambda: web.host().began("/view/5"))
    process.send_signal(signal.SIGINT)
    held.set()
    out, err = process.communicate(timeout=LIMIT)
    assert process.returncode == 130, out + err
    assert "interrupted: the same command goes on" in out
    assert int(re.findall(r"not checked yet (\d+)", out)[0]) >= 1
    assert len(web.host().asked()) < 7
    resumed = scrape("import", "home.md", "--person", "박하람", cwd=folder, SCRAPE_DATABASE=database_url)
    assert resumed.code == 0
    assert ends(resumed)[3] == "your own, not @robots.txt does not allow it"
    assert "not checked yet" not in resumed.out
    paths = [asked.path for asked in web.host().asked()]
    assert len(paths) == len(set(paths)) == 7
    undisturbed = f"sqlite:///{tmp_path}/undisturbed.sqlite"
    assert scrape("import", "home.md", "--person", "박하람", cwd=folder, SCRAPE_DATABASE=undisturbed).code == 0
    assert state(database_url) == state(undisturbed)


# --- a real table


@pytest.mark.shared
def test_the_seed_table_is_taken_in_whole(shared_data: Path, database_url: str, tmp_path: Path) -> None:
    """77 rows about 박찬준: one page gone, one that does not name him, three videos. They are exported byte for
    byte as they were."""
    shutil.copy(shared_data / "seed-coverage.md", tmp_path / "home.md")
    written = read_table(tmp_path / "home.md").rows
    archive_of(stand_ins(written, SEED, gone=[1], unnamed=[2]), tmp_path / "pages")
    (tmp_path / "scrape.toml").write_text("[crawl]\nworkers = 1\n" + SEED.watchlist(), encoding="utf-8")
    ended = take_in(tmp_path, database_url, "--person", "박찬준")
    assert "77 rows about 박찬준 = known 0 + confirmed 72 + your own 5" in ended.out
    rows = rows_of(database_url, "person:박찬준")
    assert [row.written for row in rows] == [row.line for row in written]
    assert [row.label for row in rows] == [row.label for row in written]
    exported = scrape("export", "--person", "박찬준", cwd=tmp_path, SCRAPE_DATABASE=database_url).out
    text = (tmp_path / "home.md").read_text(encoding="utf-8")
    assert exported == text[text.index("Year |") :]
    first = counts(database_url)
    again = take_in(tmp_path, database_url, "--person", "박찬준")
    assert "77 rows about 박찬준 = known 72 + confirmed 0 + your own 5" in again.out
    assert (counts(database_url), rows_of(database_url, "person:박찬준")) == (first, rows)
