"""`scrape audit` as people and jobs call it: what it says, its exit codes, and that it writes nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.cells import cell_len

from pipeline.urls import canonical_url
from scrape.table.read import read_table
from storage.by_hand.files import KeptRow, keep_rows
from storage.database.open import open_database
from tests.scrape.commands.collect.test_run import feed, page
from tests.scrape.shell import Ended, scrape, watch
from tests.scrape.table.stand_ins import Named, StandIn, archive_of, article_page, stand_ins
from tests.waiting import LIMIT, until
from tests.web import Answer, Web, open_web

ROOT = Path(__file__).resolve().parents[4]
WHO = Named("윤서하", "Seoha Yun", "온결연구소", "Ongyeol Lab")
OUTLETS = """
[[outlet]]
name = "누리통신"
domains = ["nuri.example"]

[[outlet]]
name = "새벽일보"
domains = ["saebyeok.example"]
"""
HEAD = "Year | Headline | Press\n:-----:|-------|-------\n"
ROWS = (
    "2024.09 | [온결연구소, 사투리 듣는 모델](https://nuri.example/view/20240903001) | 누리통신 외 다수 언론사\n",
    "2024.08 | [윤서하 “방언 자료 더 모은다”](https://saebyeok.example/news/812) | 새벽일보\n",
    "2024.07 | [소리결, 학회에서 발표](https://nuri.example/view/20240711004) | 누리통신\n",
)


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


def written(folder: Path, *rows: str) -> Path:
    """A table of `rows` in a folder that is configured for whom it is about."""
    (folder / "scrape.toml").write_text(WHO.watchlist() + OUTLETS, encoding="utf-8")
    file = folder / "coverage.md"
    file.write_text(HEAD + "".join(rows), encoding="utf-8")
    return file


def replayed(folder: Path, file: Path, **changes: tuple[int, ...]) -> Path:
    """An archive of stand-ins for the pages of a table."""
    return archive_of(stand_ins(read_table(file).rows, WHO, **changes), folder / "pages")


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and "state" not in path.parts}


def test_a_sound_table_has_nothing_wrong_and_nothing_is_written(tmp_path: Path) -> None:
    file = written(tmp_path, *ROWS)
    archive = replayed(tmp_path, file)
    before = files(tmp_path)
    ended = scrape("audit", file, "--person", "윤서하", "--replay", archive, cwd=tmp_path)
    assert (ended.code, ended.out) == (0, "3 rows: nothing is wrong\n")
    assert "no coverage database yet" in ended.err
    assert files(tmp_path) == before


WRONG = (
    ROWS[0].replace("누리통신", "누리 통신"),
    ROWS[1].replace("새벽일보", "누리통신"),
    ROWS[2].replace("2024.07", "2024.06"),
    "2024.03 | [사라진 기사](https://nuri.example/view/9) | 누리통신\n",
    "2024.02 | [남의 이야기](https://saebyeok.example/news/9) | 새벽일보\n",
)


def test_what_is_wrong_is_grouped_with_its_proof_in_lines_of_80_columns(tmp_path: Path) -> None:
    file = written(tmp_path, *WRONG)
    archive = replayed(tmp_path, file, gone=(3,), unnamed=(4,))
    ended = scrape("audit", file, "--replay", archive, cwd=tmp_path)  # the only one who is tracked
    assert ended.code == 1
    lines = ended.out.splitlines()
    assert lines[0] == "5 rows: 5 things are wrong"
    assert [line for line in lines if line.endswith(" (1)")] == [
        "Label and address name different outlets (1)",
        "One outlet, spelled in several ways (1)",
        "Wrong month (1)",
        "Dead links (1)",
        "The article does not name the person (1)",
    ]
    assert "    known     2024-07-11 (the page declares it)" in lines
    assert max(map(cell_len, lines)) <= 80
    assert "\n\n\n" not in ended.out


def test_json_has_the_same_for_machines(tmp_path: Path) -> None:
    file = written(tmp_path, *WRONG, "2024.01 | 종이 신문에만 난 기사 | 새벽일보\n")
    archive = replayed(tmp_path, file, gone=(3,), unnamed=(4,))
    ended = scrape("audit", file, "--replay", archive, "--format", "json", cwd=tmp_path)
    found = json.loads(ended.out)
    assert ended.code == 1
    assert list(found) == ["file", "name", "rows", "findings", "missing", "unchecked", "interrupted"]
    assert [finding["kind"] for finding in found["findings"]] == [
        "outlet", "spelling", "month", "dead-link", "not-named",
    ]  # fmt: skip
    assert set(found["findings"][0]) == {"kind", "rows", "written", "known", "source", "advice"}
    assert found["findings"][0]["rows"][0]["line"] == 4
    assert found["unchecked"] == [
        {"line": 8, "month": "2024.01", "headline": "종이 신문에만 난 기사", "url": "", "label": "새벽일보"}
        | {"reason": "it has no link"}
    ]


def stored(folder: Path, web: Web, url: str) -> tuple[list[str], Path]:
    """Three articles that a run stored, and a table that has the first and the second of them."""
    host = web.host(1)
    urls = [
        host.at(f"/news/2026112000{number}", page(headline, body))
        for number, headline, body in (
            (
                1,
                "온결연구소, 모델 공개",
                "윤서하 수석연구원은 20일 새 음성인식 모델을 소개했다고 밝혔다. 사투리도 듣는다.",
            ),
            (2, "등대의 하루", "윤서하 작가는 등대지기 서른 명을 만나 그 하루를 적었다. 책은 봄에 나온다."),
            (3, "염전 지킨다", "윤서하 위원은 소금밭 넓이를 재어 지도로 그렸다. 군청이 비용 절반을 댄다."),
        )
    ]
    watch(folder, web.host(2).at("/rss", feed(*urls)))
    assert scrape("run", cwd=folder, SCRAPE_DATABASE=url).code == 0
    listed = scrape("coverage", "--all", "--status", "all", "--format", "json", cwd=folder, SCRAPE_DATABASE=url)
    decide = [f"--accept={row['id']}" for row in json.loads(listed.out)]
    assert scrape("review", *decide, cwd=folder, SCRAPE_DATABASE=url).code == 0
    file = folder / "coverage.md"
    lines = [f"2026.11 | [기사 {at}]({url}) | 누리\n" for at, url in enumerate(urls[:2])]
    file.write_text(HEAD + "".join(lines), encoding="utf-8")
    return urls, file


def audited(folder: Path, url: str, *options: str) -> Ended:
    """`scrape audit` of that table, with a database that cannot be written; neither it nor a file is changed."""
    before = files(folder)
    read_only = "-c default_transaction_read_only=on"
    ended = scrape("audit", "coverage.md", *options, cwd=folder, SCRAPE_DATABASE=url, PGOPTIONS=read_only)
    assert files(folder) == before
    return ended


def test_what_the_table_lacks_is_listed_and_is_not_wrong(web: Web, database_url: str, tmp_path: Path) -> None:
    urls, _ = stored(tmp_path, web, database_url)
    ended = audited(tmp_path, database_url)
    assert ended.code == 0, ended
    assert ended.out.splitlines() == [
        "2 rows: nothing is wrong",
        "",
        "Coverage that the table lacks (1)",
        "  2026.11  염전 지킨다 | 127.0.0.1",
        f"           {urls[2]}",
    ]


def test_a_dead_link_is_seen_now_and_its_page_is_read_from_the_archive(
    web: Web, database_url: str, tmp_path: Path
) -> None:
    urls, file = stored(tmp_path, web, database_url)
    web.host(1).at("/news/20261120002", Answer(404))
    file.write_text(
        file.read_text(encoding="utf-8").replace("2026.11 | [기사 1", "2026.10 | [기사 1"), encoding="utf-8"
    )
    ended = audited(tmp_path, database_url, "--format", "json")
    month, dead = json.loads(ended.out)["findings"]
    assert (ended.code, month["kind"], dead["kind"], dead["source"]) == (1, "month", "dead-link", "HTTP 404")
    assert dead["advice"] == f"its archived copy: scrape why {urls[1]} --copy FILE"
    assert scrape("why", urls[1], "--copy", "copy.html", cwd=tmp_path, SCRAPE_DATABASE=database_url).code == 0


def test_offline_asks_nobody_and_names_what_it_could_not_check(web: Web, database_url: str, tmp_path: Path) -> None:
    _, file = stored(tmp_path, web, database_url)
    never_seen = web.host(1).at("/news/20261120009", page("처음 보는 기사"))
    with file.open("a", encoding="utf-8") as out:
        out.write(f"2026.11 | [처음 보는 기사]({never_seen}) | 누리\n")
    asked = len(web.host(1).asked())
    assert audited(tmp_path, database_url, "--offline").code == 0
    assert len(web.host(1).asked()) == asked
    (unchecked,) = json.loads(audited(tmp_path, database_url, "--offline", "--format", "json").out)["unchecked"]
    assert (unchecked["line"], unchecked["reason"]) == (
        5,
        "its page was not asked for, and the archive holds no copy",
    )


def test_without_page_and_archive_what_is_stored_is_judged(web: Web, database_url: str, tmp_path: Path) -> None:
    _, file = stored(tmp_path, web, database_url)
    for archived in (tmp_path / "archive").iterdir():
        archived.unlink()
    file.write_text(
        file.read_text(encoding="utf-8").replace("2026.11 | [기사 1", "2026.09 | [기사 1"), encoding="utf-8"
    )
    ended = audited(tmp_path, database_url, "--offline", "--format", "json")
    (month,) = json.loads(ended.out)["findings"]
    assert (month["kind"], month["known"], month["source"]) == ("month", "2026-11-20", "it is stored")
    assert not json.loads(ended.out)["unchecked"]


def test_what_a_person_removed_from_the_file_is_not_missing(web: Web, database_url: str, tmp_path: Path) -> None:
    urls, file = stored(tmp_path, web, database_url)
    with (
        closing(open_database(database_url)) as database,
        database.write() as connection,
    ):
        removed = KeptRow(canonical_url(urls[2]), removed_at=datetime(2026, 11, 21, tzinfo=UTC))
        keep_rows(connection, "person:윤서하", str(file.resolve()), [removed], datetime(2026, 11, 21, tzinfo=UTC))
    assert audited(tmp_path, database_url).out == "2 rows: nothing is wrong\n"


def test_a_row_that_links_to_a_copy_has_the_story(web: Web, database_url: str, tmp_path: Path) -> None:
    urls, file = stored(tmp_path, web, database_url)
    text = "윤서하 위원은 소금밭 넓이를 재어 지도로 그렸다. 군청이 비용 절반을 댄다."
    copy = web.host(3).at("/copied/20261120003", page("염전 지킨다…군청도", text))
    with file.open("a", encoding="utf-8") as out:
        out.write(f"2026.11 | [염전 지킨다…군청도]({copy}) | 누리\n")
    assert audited(tmp_path, database_url).out == "3 rows: nothing is wrong\n"
    with file.open("a", encoding="utf-8") as out:
        out.write(f"2026.11 | [염전 지킨다]({urls[2]}) | 누리\n")
    ended = audited(tmp_path, database_url, "--format", "json")
    (twice,) = json.loads(ended.out)["findings"]
    assert (twice["kind"], twice["known"], twice["written"]) == ("twice", "one text", "lines 5 and 6")


def test_what_a_page_tells_besides_its_article_and_its_day_is_no_error(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "2024.09 | [소리결 새 판](https://saebyeok.example/news/1) | 새벽일보\n",
        "2024.08 | [항만 소식](https://saebyeok.example/news/2) | 새벽일보\n",
    )
    first, second = read_table(file).rows
    changed = article_page(first, WHO, "2024-07-20T10:00:00+09:00").replace(
        "</h1>", "</h1><p>입력 2024.07.20. 10:00 수정 2024.09.03. 11:00</p>"
    )
    beside = article_page(second, None).replace("</body>", "<p><a href='/9'>윤서하 인터뷰</a></p></body>")
    pages = [StandIn(first.url, changed), StandIn(second.url, beside)]
    ended = scrape("audit", file, "--replay", archive_of(pages, tmp_path / "pages"), cwd=tmp_path)
    assert ended.code == 0
    assert ended.out.splitlines() == [
        "2 rows: nothing is wrong",
        "",
        "Rows whose page could not be checked (1)",
        "  line 4: the name stands on its page, but outside headline and text",
    ]


def test_an_interrupted_audit_says_so_and_tells_what_it_knows(web: Web, tmp_path: Path) -> None:
    held = threading.Event()
    quick = web.host(1).at("/news/1", Answer(404))
    slow = web.host(2).at("/news/2", replace(page("느린 기사"), held=held))
    late = web.host(2).at("/news/3", page("늦은 기사"))
    watch(tmp_path)
    lines = [f"2026.11 | [기사]({url}) | 누리\n" for url in (quick, slow, late)]
    (tmp_path / "coverage.md").write_text(HEAD + "".join(lines), encoding="utf-8")
    typed = [sys.executable, "-m", "scrape.cli", "audit", "coverage.md"]
    with subprocess.Popen(
        typed,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        until(lambda: web.host(1).began("/news/1") and web.host(2).began("/news/2"))
        process.send_signal(signal.SIGINT)
        held.set()
        out, err = process.communicate(timeout=LIMIT)
    assert process.returncode == 130, out + err
    assert "Dead links (1)" in out
    assert "interrupted: not every page was asked for" in err
    assert not web.host(2).asked("/news/3")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing.md"], "nothing.md"),
        (["coverage.md", "--person", "윤서하", "--company", "온결연구소"], "say whom the table is about"),
        (["coverage.md", "--person", "윤서한"], "did you mean 윤서하?"),
        (["coverage.md", "--replay", "coverage.md"], "this is no WARC file"),
        (["coverage.md", "--replay", "none.warc.gz"], "no such file"),
        (["coverage.md", "--replay", "none.warc.gz", "--offline"], "only one of them"),
        (["coverage.md", "--columns", "month=9,headline=2"], "columns"),
        (["coverage.txt2"], "expected a file that ends in"),
    ],
)
def test_wrong_input_is_one_line(tmp_path: Path, arguments: list[str], said: str) -> None:
    written(tmp_path, *ROWS)
    ended = scrape("audit", *arguments, cwd=tmp_path)
    assert ended.code == 2
    assert said in ended.err
    assert len(ended.err.splitlines()) == 1


def test_what_strangers_wrote_reaches_no_terminal_as_it_is(tmp_path: Path) -> None:
    file = written(tmp_path, "2024.09 | [a\u202e\x1b[31mb](https://saebyeok.example/1) | 누리통신\x1b[0m\n")
    ended = scrape("audit", file, "--offline", cwd=tmp_path)
    assert "\x1b" not in ended.out
    assert "\u202e" not in ended.out


def test_a_headline_without_end_is_one_line(tmp_path: Path) -> None:
    file = written(tmp_path, f"2024.09 | [{'긴 ' * 20_000}](https://saebyeok.example/1) | 누리통신\n")
    ended = scrape("audit", file, "--offline", cwd=tmp_path)
    assert ended.code == 1
    assert max(map(cell_len, ended.out.splitlines())) <= 80
