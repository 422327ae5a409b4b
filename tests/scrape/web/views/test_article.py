"""One article, one story, one archived copy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from pipeline.items import Page
from storage.archive import ArchiveWriter
from storage.database.engine import Database
from storage.schema.tables import article, ledger, media_coverage, mention, story
from tests.scrape.web.serving import NOW, Pages, serving
from tests.storage.report.newsroom import LAB, SEOHA, Newsroom

TEXT = "온결연구소는 19일 모델을 공개했다.\n윤서하 수석연구원은 <b>놀랍다</b>고 말했다.\n끝."


@pytest.fixture
def newsroom(database: Database) -> Iterator[Newsroom]:
    with database.write() as connection:
        yield Newsroom(connection)


def test_every_mention_is_marked_with_its_evidence(newsroom: Newsroom, pages: Pages) -> None:
    key = newsroom.publish("2026-11-19", who=(SEOHA, LAB), text=TEXT)
    reasons = [
        {"kind": "title", "detail": "수석연구원", "weight": 2.5},
        {"kind": "field", "detail": "x", "weight": -1.25},
    ]
    newsroom.connection.execute(sa.update(mention).values(evidence=reasons[:1]))
    newsroom.connection.execute(sa.update(media_coverage).values(evidence=reasons))
    newsroom.connection.commit()
    page = pages.get(f"/article/{key}").text
    text = page.split('<div class="text">')[1].split("</div>")[0]
    marks = re.findall(r'<mark class="(series-\d) confirmed" title="([^"]*)">([^<]*)</mark>', text)
    assert marks == [
        ("series-1", "온결연구소; title: 수석연구원", "온결연구소"),
        ("series-2", "윤서하; title: 수석연구원", "윤서하"),
    ]
    assert "&lt;b&gt;놀랍다&lt;/b&gt;" in text
    assert len(re.findall("<p>", text)) == 3
    assert "+2.5" in page
    assert "-1.2" in page


def test_what_was_corrected_is_seen_word_by_word(newsroom: Newsroom, pages: Pages) -> None:
    key = newsroom.publish("2026-11-19", headline="모델 공개", text="첫 줄이다.\n오류를 31% 줄였다.")
    newsroom.correct(key, NOW, "모델 발표", "첫 줄이다.\n오류를 13% 줄였다.")
    newsroom.connection.commit()
    page = pages.get(f"/article/{key}").text
    assert re.findall(r"<del>(.*?)</del>", page) == ["발표", "13"]
    assert re.findall(r"<ins>(.*?)</ins>", page) == ["공개", "31"]
    assert page.count("첫 줄이다.") == 1


@pytest.mark.parametrize("path", ["/article/99", "/story/99", "/archive/99", f"/article/{1 << 70}", "/article/x"])
def test_what_is_not_there_is_a_page(newsroom: Newsroom, pages: Pages, path: str) -> None:
    newsroom.connection.commit()
    answer = pages.get(path)
    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_a_story_is_told_in_the_order_of_time(newsroom: Newsroom, pages: Pages) -> None:
    newsroom.publish("2026-11-20", "둘째일보", headline="나중", of_story=7)
    newsroom.publish("2026-11-19", "첫째일보", headline="먼저", of_story=7)
    newsroom.connection.execute(sa.insert(story).values(id=9, created_at=NOW, merged_into=7))
    newsroom.connection.commit()
    page = pages.get("/story/7")
    assert page.text.rindex("먼저") < page.text.rindex("나중")
    assert "2 outlets" in page.text
    assert pages.get("/story/9").headers["location"] == "/story/7"


HOSTILE = """<html><head><meta http-equiv=refresh content="0;url=http://evil.example">
<base href="http://evil.example/"><link rel=stylesheet href=//evil.example/a.css><script>alert(1)</script>
<style>p{color:red}</style></head><body onload="alert(2)"><svg onload=alert(3)><script>alert(4)</script></svg>
<p onclick="alert(5)" class=a>한글 본문</p><a href="javascript:alert(6)">링크</a>
<a href="http://evil.example" ping=x>밖</a><iframe src=//evil.example></iframe>
<form action=//evil.example><input name=a><button>보내기</button>양식 글</form>
<img src=//evil.example/x.png onerror=alert(7)><img src="data:image/png;base64,AAAA"><object data=x></object>
<math><mtext><style><img src=x onerror=alert(8)></style></math><video src=x autoplay></video>
<noscript><p title="</noscript><img src=x onerror=alert(9)>"></noscript></body></html>"""


def archived(newsroom: Newsroom, folder: Path, body: bytes, content_type: str = "text/html") -> int:
    key = newsroom.publish("2026-11-19", headline="보관된 글")
    url = "https://outlet.example/1"
    page = Page(url, url, 200, (("Content-Type", content_type),), body, NOW)
    with closing(ArchiveWriter(folder)) as writer:
        ref = writer.write(page)
    values: dict[str, Any] = {
        "url": url, "offered_url": url, "first_offered_at": NOW, "last_offered_at": NOW, "fetched_at": NOW,
        "reason": "covered", "article_id": key, "archive_file": ref.file, "archive_offset": ref.offset,
        "archive_length": ref.length,
    }  # fmt: skip
    newsroom.connection.execute(sa.insert(ledger).values(values))
    newsroom.connection.commit()
    return key


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("encoding", ["utf-8", "euc-kr"])
def test_an_archived_page_does_nothing(
    newsroom: Newsroom, database: Database, tmp_path: Path, encoding: str
) -> None:
    key = archived(newsroom, tmp_path, HOSTILE.encode(encoding), f"text/html; charset={encoding}")
    with serving(database, archive=tmp_path) as up:
        assert f"/archive/{key}" in up.get(f"/article/{key}").links
        outside = up.get(f"/archive/{key}").text
        assert re.search(r"<iframe [^>]*\bsandbox src=", outside)
        framed = up.get(f"/archive/{key}/page")
    assert framed.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert "frame-ancestors 'self'" in framed.headers["content-security-policy"]
    assert framed.headers["x-content-type-options"] == "nosniff"
    assert "한글 본문" in framed.text
    assert "양식 글" in framed.text
    assert "data:image/png;base64,AAAA" in framed.text
    lowered = framed.text.lower()
    assert not re.search(r"<(script|iframe|form|input|base|link|object|svg|video|noscript)\b", lowered)
    assert not re.search(r"\son\w+\s*=|javascript:|http-equiv|\b(href|action|ping)\s*=", lowered)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_copy_that_cannot_be_read_is_said_to_be_so(
    newsroom: Newsroom, database: Database, tmp_path: Path
) -> None:
    key = archived(newsroom, tmp_path, b"\x00\x01\x02\xff\xd8", "application/octet-stream")
    with serving(database, archive=tmp_path) as up:
        assert "is no text" in up.get(f"/archive/{key}/page").text
        for file in tmp_path.glob("*.warc.gz"):
            file.unlink()
        assert "cannot be read" in up.get(f"/archive/{key}/page").text


def test_a_time_stands_on_the_clock_of_the_outlet(newsroom: Newsroom, pages: Pages) -> None:
    """Half an hour after midnight in Seoul it is the day before in UTC."""
    key = newsroom.publish("2026-11-19")
    for table in (article, media_coverage):
        newsroom.connection.execute(
            sa.update(table).values(published_at=datetime(2026, 11, 18, 15, 30, tzinfo=UTC))
        )
    newsroom.connection.commit()
    assert "2026.11.19 00:30" in pages.get(f"/article/{key}").text
