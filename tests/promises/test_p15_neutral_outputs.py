"""Promise 15: what strangers write is data in every output: no markup, formula, second row, or terminal command."""

from __future__ import annotations

import csv
import io
import json
import logging
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import StorageError
from scheduler.daemon.notice_text import News, coverage_notice
from scrape.formats.registry import FORMATS
from scrape.logs import start_logging
from storage.coverage.read import CoverageFilter, find
from storage.database.engine import Database
from storage.database.read_only import query
from tests.promises.internet import Internet
from tests.promises.press import configure
from tests.scrape.shell import scrape
from tests.web import Answer, Web

HOSTILE = [
    "윤서하 <script>alert(1)</script>",
    '=HYPERLINK("http://evil.example","윤서하")',
    "+윤서하+1",
    "-윤서하-1",
    "@SUM(윤서하)",
    "\t=윤서하",
    "\r=윤서하",
    "＝윤서하",
    "윤서하 | 둘째 칸 | 셋째",
    "윤서하](javascript:alert(1)) [x",
    "윤서하\n둘째 줄\r\n| 새 | 행 |",
    "윤서하\u2028새 줄\u0085새 줄\x0b",
    "윤서하 \x1b[31m빨강\x1b]0;제목\x07",
    "윤서하 \x9b31m 여덟 비트",
    "윤서하 \u202e뒤집힌\u2066 \u200b",
    "윤서하 \x00 없음 \ud800 반쪽",
    "윤서하 `코드` *굵게* ![](http://evil.example/x.png)",
    "윤서하 <img src=x onerror=alert(1)>&lt;b&gt;",
]
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def unseen(text: str) -> set[str]:
    return {f"U+{ord(one):04X}" for one in text if unicodedata.category(one) in UNSEEN and one not in "\r\n"}


@pytest.fixture
def hostile(net: Internet, web: Web, tmp_path: Path, database_url: str) -> dict[str, str]:
    """A run over a JSON feed that carries every hostile title: in the feed alone, in a page, and in its JSON-LD."""
    host = web.host(1)
    root = net.place("news.example", host)
    items = []
    for number, title in enumerate(HOSTILE):
        day = f"2026112{number:04}"
        data = {"@type": "NewsArticle", "headline": title, "author": {"name": title}, "publisher": {"name": title}}
        script = f"<script type='application/ld+json'>{json.dumps(data)}</script>"
        escaped = "".join(f"&#{ord(one)};" for one in title)
        body = "".join(f"<p>{escaped} 윤서하 대표는 {number}번 행사를 연다고 밝혔다.</p>" for _ in range(4))
        head = f"<html lang=ko><head><meta charset=utf-8>{script}</head>"
        page = f"{head}<body><article><h1>{escaped}</h1>{body}</article>"
        host.at(f"/{day}1", Answer(body=page.encode()))
        items += [{"id": f"{number}a", "url": f"{root}/{day}1", "title": title}]
        items += [{"id": f"{number}b", "url": f"{root}/{day}2?x=\u202e{number}\x9b", "title": title}]
        host.at(f"/{day}2", Answer(403))  # kept for review under what the feed says
    items += [{"id": "j", "url": "javascript:alert('윤서하')", "title": "윤서하"}]
    document = {"version": "https://jsonfeed.org/version/1.1", "title": HOSTILE[12], "items": items}
    host.at("/feed", Answer(body=json.dumps(document).encode(), headers=(("Content-Type", "application/json"),)))
    complaint = json.dumps({"message": HOSTILE[12] + HOSTILE[14]}).encode()
    configure(tmp_path, f"{root}/feed", host.at("/bad", Answer(400, complaint)).replace(host.url, root))
    return {"SCRAPE_DATABASE": database_url}


def test_promise_15_no_title_is_active_in_any_output(
    hostile: dict[str, str], tmp_path: Path, database_url: str
) -> None:
    ended = scrape("run", cwd=tmp_path, **hostile)
    assert ended.code == 0, ended
    said = ended.out + ended.err + (tmp_path / "state/press-scrape/scrape.log").read_text("utf-8")
    whole = ("coverage", "--all", "--status", "all")
    found = json.loads(scrape(*whole, "--format", "json", cwd=tmp_path, **hostile).out)
    assert len(found) == 2 * len(HOSTILE)
    address = found[0]["url"]
    commands: list[tuple[str | Path, ...]] = [
        whole,
        *((*whole, "--format", form) for form in ("json", "csv", "markdown")),
        ("coverage", "--completeness"),
        ("status",),
        ("sources", "list"),
        ("stories", "list", "--all"),
        ("review",),
        *(("review", "--explain", str(row["id"])) for row in found),
        *(("why", row["url"]) for row in found),
        ("sql", "SELECT headline, byline, text FROM article"),
        ("sql", "SELECT url, detail FROM ledger"),
        ("try", address),
    ]
    for command in commands:
        shown = scrape(*command, cwd=tmp_path, **hostile)
        assert shown.code == 0, (command, shown)
        said += shown.out + shown.err
    for one in (form for form in FORMATS if form.name != "xlsx"):  # that is held by tests/scrape/output/clippings
        file = tmp_path / f"export{one.endings[0]}"
        ended = scrape("export", *whole[1:], "--output", file, cwd=tmp_path, **hostile)
        assert (ended.code, ended.out, ended.err) == (0, "", ""), one.name
        said += file.read_text("utf-8-sig" if one.name == "csv" else "utf-8")
    for form in ("table", "csv", "markdown", "json"):
        scrape(*whole, "--format", form, "--output", f"out.{form}", cwd=tmp_path, **hostile)
        said += (tmp_path / f"out.{form}").read_text("utf-8-sig" if form == "csv" else "utf-8")
    assert unseen(said) == set()
    assert "javascript:alert('윤서하')" not in said


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_promise_15_tables_keep_their_rows_and_cells(hostile: dict[str, str], tmp_path: Path) -> None:
    scrape("run", cwd=tmp_path, **hostile)
    whole = ("coverage", "--all", "--status", "all", "--format")
    markdown = scrape(*whole, "markdown", cwd=tmp_path, **hostile).out
    lines = markdown.splitlines()[2:]
    rows = json.loads(scrape(*whole, "json", cwd=tmp_path, **hostile).out)
    assert len(lines) == len(rows)
    for line in lines:
        bare = line.replace("\\\\", "").replace("\\|", "").replace("\\]", "").replace("\\[", "")
        assert (bare.count("|"), bare.count("](")) == (2, 1)
        assert "](http://news.example/" in bare
        assert "<" not in line
    cells = list(csv.reader(io.StringIO(scrape(*whole, "csv", cwd=tmp_path, **hostile).out, newline="")))
    assert {len(row) for row in cells} == {len(cells[0])}
    assert len(cells) == len(rows) + 1
    assert not [one for row in cells for one in row if one.startswith(tuple("=+-@\t\r＝＋－＠"))]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_promise_15_notices_are_plain_text(hostile: dict[str, str], tmp_path: Path, database_url: str) -> None:
    scrape("run", cwd=tmp_path, **hostile)
    database = Database(database_url)
    with database.read() as connection:
        rows = find(connection, CoverageFilter(statuses=()))
    database.close()
    subject, text = coverage_notice(News(new=rows), rows)
    assert unseen(subject + text) == set()
    assert all(line.startswith(("윤서하: ", "http://news.example/")) for line in text.split("\n") if line)


@pytest.mark.parametrize("as_json", [False, True])
def test_promise_15_one_event_is_one_log_line(
    tmp_path: Path, as_json: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    root.handlers.clear()  # what pytest kept of half a character it could not report
    start_logging(tmp_path / "log", as_json=as_json)
    log = logging.getLogger("scheduler.test")
    try:
        for title in HOSTILE:
            log.warning("page %s", title)
        try:
            int(HOSTILE[10])
        except ValueError:
            log.exception("unexpected")
    finally:
        for one in root.handlers:
            one.close()
        root.handlers[:] = before
        root.setLevel(level)
        logging.captureWarnings(capture=False)
    lines = (tmp_path / "log").read_text("utf-8").removesuffix("\n").split("\n")
    assert len(lines) == len(HOSTILE) + 1
    assert unseen("".join(lines)) == set()
    assert "Traceback" in lines[-1]
    if as_json:
        assert [json.loads(line)["event"] for line in lines[:-1]] == [f"page {title}" for title in HOSTILE]
    screen = capsys.readouterr().err.removesuffix("\n").split("\n")
    assert unseen("".join(screen)) == set()
    assert len(screen) == len(HOSTILE) + 1


def test_promise_15_sql_can_only_read_and_ends_by_itself(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rest is held by tests/storage/database/test_read_only.py."""
    monkeypatch.setattr("storage.database.read_only.STATEMENT_TIMEOUT_SECONDS", 1)
    endless = "WITH RECURSIVE x(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM x) SELECT count(*) FROM x"
    began = datetime.now(UTC)
    with pytest.raises(StorageError, match=r"took more than|timeout"):
        query(database, endless)
    assert (datetime.now(UTC) - began).total_seconds() < 5
