"""Covered articles whose pages are taken down: marked, shown, told, and there again when they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.database.engine import Database
from storage.schema.tables import ledger
from tests.promises.press import article, configure, feed, rows
from tests.scrape.shell import scrape
from tests.web import Answer, Web, open_web

CROWD = "allow_private_addresses = true"
WHO = "affiliations = ['온결연구소']\n"
BODY = "온결연구소 윤서하 수석연구원은 20일 새 음성인식 모델을 소개했다고 밝혔다. 방언 자료를 더 모은다고 덧붙였다."
PAGE = article("온결연구소 윤서하, 새 모델 소개", body=BODY)
GONE = Answer(404, body=b"<h1>404 Not Found</h1>")


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


def visit(folder: Path, *, first: bool = False) -> None:
    """A run at a time when all articles are due to be visited again."""
    if not first:
        database = Database(f"sqlite:///{folder / 'coverage.sqlite'}")
        with database.write() as connection:
            due = datetime.now(UTC) - timedelta(minutes=1)
            connection.execute(sa.update(ledger).where(ledger.c.reason == "covered").values(revisit_at=due))
        database.close()
    assert scrape("run", cwd=folder).code == 0


def test_a_page_that_is_taken_down_is_shown_so_with_its_copy_until_it_is_there_again(
    web: Web, tmp_path: Path
) -> None:
    outlet = web.host()
    answers = iter([PAGE, GONE, GONE, PAGE])
    url = outlet.at("/news/20261120001", lambda before: next(answers))
    configure(tmp_path, outlet.at("/rss", feed(url)), crawl=CROWD)
    visit(tmp_path, first=True)
    assert rows(tmp_path)[0]["gone_at"] is None
    visit(tmp_path)
    since = rows(tmp_path)[0]["gone_at"]
    assert since is not None
    visit(tmp_path)
    assert rows(tmp_path)[0]["gone_at"] == since
    day = since[:10]
    everything = ("coverage", "--status", "all")
    assert f"{day} 이후 삭제됨; its copy: scrape why --copy FILE URL" in scrape(*everything, cwd=tmp_path).out
    markdown = scrape(*everything, "--format", "markdown", cwd=tmp_path).out
    assert f"~~[온결연구소 윤서하, 새 모델 소개]({url})~~ ({day} 이후 삭제됨)" in markdown
    assert "taken down" in scrape("why", url, cwd=tmp_path).out
    assert "page as fetched" in scrape("why", url, "--copy", "copy.html", cwd=tmp_path).out
    assert (tmp_path / "copy.html").read_bytes() == PAGE.body
    visit(tmp_path)
    assert rows(tmp_path)[0]["gone_at"] is None


def answered_later_by(title: str, web: Web, folder: Path) -> dict[str, object]:
    """The row of an article whose address answers a second visit with a page of that title, and status 200."""
    outlet = web.host()
    page = Answer(body=f"<html><title>{title}</title><body><h1>{title}</h1><p>새빛일보</p></body></html>".encode())
    url = outlet.at("/news/20261120001", lambda before: page if before else PAGE)
    configure(folder, outlet.at("/rss", feed(url)), crawl=CROWD)
    visit(folder, first=True)
    visit(folder)
    (row,) = rows(folder)
    return row


@pytest.mark.parametrize(
    "title",
    ["삭제된 기사입니다", "페이지를 찾을 수 없습니다 | 새빛일보", "Page not found", "410 Gone - Lakeside Globe"],
)
def test_a_page_that_says_so_with_status_200_is_taken_down_too(web: Web, tmp_path: Path, title: str) -> None:
    row = answered_later_by(title, web, tmp_path)
    assert row["gone_at"] is not None
    assert row["headline"] == "온결연구소 윤서하, 새 모델 소개"


@pytest.mark.parametrize("title", ["로그인 | 새빛일보", "새빛일보", "호수에서 다리를 찾을 수 없다는 주민들"])
def test_what_says_something_else_is_not_taken_down(web: Web, tmp_path: Path, title: str) -> None:
    row = answered_later_by(title, web, tmp_path)
    assert row["gone_at"] is None


def test_a_first_404_is_looked_at_again_soon(web: Web, tmp_path: Path) -> None:
    outlet = web.host()
    url = outlet.at("/news/20261120001", lambda before: GONE if before else PAGE)
    configure(tmp_path, outlet.at("/rss", feed(url)), crawl=CROWD)
    visit(tmp_path, first=True)
    visit(tmp_path)
    database = Database(f"sqlite:///{tmp_path / 'coverage.sqlite'}")
    with database.read() as connection:
        again = connection.execute(sa.select(ledger.c.revisit_at)).scalar_one()
    database.close()
    assert again is not None
    assert again <= datetime.now(UTC) + timedelta(hours=3)


def test_an_article_that_lives_at_another_known_address_links_there(web: Web, tmp_path: Path) -> None:
    outlet = web.host()
    canonical = f"<link rel=canonical href='{outlet.url}/news/20261120001'>"
    page = article("온결연구소 윤서하, 새 모델 소개", body=BODY, head=canonical)
    url = outlet.at("/news/20261120001", lambda before: GONE if before else page)
    other = outlet.at("/economy/20261120001/abc", page)
    configure(tmp_path, outlet.at("/rss", feed(url)), outlet.at("/rss2", feed(other)), crawl=CROWD)
    visit(tmp_path, first=True)
    (row,) = rows(tmp_path)
    assert row["url"] == url
    visit(tmp_path)
    (row,) = rows(tmp_path)
    assert (row["url"], row["gone_at"]) == (other, None)


def test_there_is_no_copy_of_what_was_never_fetched(tmp_path: Path) -> None:
    configure(tmp_path)
    scrape("db", "upgrade", cwd=tmp_path)
    ended = scrape("why", "https://paper.example/1", "--copy", "x.html", cwd=tmp_path)
    assert ended.code != 0
    assert "https://paper.example/1" in ended.err
