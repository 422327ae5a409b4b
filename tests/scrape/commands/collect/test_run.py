"""`scrape run` from end to end: its exit codes, what it says, and what it leaves behind."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.scrape.shell import Ended, scrape, watch
from tests.web import Answer, Web, open_web

BODY = "윤서하 수석연구원은 20일 새 음성인식 모델을 소개했다고 밝혔다. 연구소는 방언 자료를 더 모은다고 덧붙였다."


def page(headline: str, body: str = BODY) -> Answer:
    """An article page."""
    paragraphs = f"<p>{body}</p>" * 4
    html = (
        f"<html lang=ko><head><meta charset=utf-8><title>{headline}</title><meta property='og:title' "
        f"content='{headline}'><meta property='og:type' content='article'>"
        "<meta property='article:published_time' content='2026-11-20T10:00:00+09:00'></head>"
        f"<body><article><h1>{headline}</h1>{paragraphs}</article></body></html>"
    )
    return Answer(body=html.encode())


def feed(*urls: str) -> Answer:
    """A feed that lists `urls`."""
    items = "".join(f"<item><title>소식</title><link>{url}</link></item>" for url in urls)
    body = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>"
    return Answer(body=body.encode(), headers=(("Content-Type", "application/rss+xml; charset=utf-8"),))


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


def outcomes(ended: Ended) -> dict[str, int]:
    """The account of a run, which must add up."""
    seen, parts = re.search(r"links seen (\d+) = ([^;]+);", ended.out).groups()  # type: ignore[union-attr]
    counts = {
        name: int(count) for name, count in (part.rsplit(" ", 1) for part in parts.split(" + ") if " " in part)
    }
    assert int(seen) == sum(counts.values()), ended.out
    return counts


def rows(folder: Path) -> list[dict[str, object]]:
    found = json.loads(scrape("coverage", "--all", "--status", "all", "--format", "json", cwd=folder).out)
    assert isinstance(found, list)
    return found


# --- exit codes


def test_a_source_that_fails_is_named_once_and_the_rest_is_read(web: Web, tmp_path: Path) -> None:
    article = web.host(1).at("/news/20261120001", page("윤서하 인터뷰"))
    bad, good = web.host(2).at("/rss", Answer(503)), web.host(3).at("/rss", feed(article))
    watch(tmp_path, bad, good)
    ended = scrape("run", cwd=tmp_path)
    assert ended.code == 0
    assert ended.err.splitlines() == [f"source failed: feed {bad}: HTTP 503"]
    assert "1 of 2 sources read" in ended.out
    assert outcomes(ended) == {"covered": 1}
    assert [row["headline"] for row in rows(tmp_path)] == ["윤서하 인터뷰"]


def test_not_one_source_could_be_read(web: Web, tmp_path: Path) -> None:
    with socket.socket() as taken:  # bound, never listening: a connection is refused
        taken.bind(("127.0.0.1", 0))
        silent = f"http://127.0.0.1:{taken.getsockname()[1]}/rss"
        page_url = web.host().at("/rss", page("이것은 목록이 아니다"))
        watch(tmp_path, silent, page_url)
        ended = scrape("run", cwd=tmp_path)
    assert ended.code == 3
    failures = ended.err.splitlines()
    assert [line.split(": ", 2)[1] for line in failures] == [f"feed {silent}", f"feed {page_url}"]
    assert "0 of 2 sources read; links seen 0 = 0; new coverage 0" in ended.out


def test_a_source_with_nothing_in_it_was_read(web: Web, tmp_path: Path) -> None:
    watch(tmp_path, web.host().at("/rss", feed()))
    ended = scrape("run", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    assert "1 of 1 sources read" in ended.out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[crawl]\nretries = 'many'\n", "[crawl]: key 'retries': expected a whole number; got 'many'"),
        ("[crawl]\nretries = 99\n", "[crawl]: key 'retries': "),
        ("[archive]\nfolder = 3\n", "[archive]: key 'folder': expected text in quotes; got 3"),
        ("[[company]]\nname = ' '\n", "[[company]] number 1 ( ): key 'name': it is empty"),
        (
            "[[source]]\nurl = 'http://a.example/'\n",
            "[[source]] number 1 (http://a.example/): key 'kind': this key is required",
        ),
        ("[[source]]\nkind = 'feed'\n", "[[source]] number 1"),
        ("person = 3\n", "'person'"),
        ("database = 'nonsense'\n", "key 'database': expected a database URL such as sqlite:///coverage.sqlite"),
        ("database = 'mysql://me:secret@host/x'\n", "key 'database': expected a database URL"),
        ("database = 'postgresql://me:secret@host:port/x'\n", "key 'database': expected a database URL"),
        ("database = 'sqlite://'\n", "key 'database': a database in a file is needed"),
    ],
)
def test_bad_configuration_is_one_line_that_names_file_table_key_and_expectation(
    tmp_path: Path, text: str, says: str
) -> None:
    (tmp_path / "scrape.toml").write_text(text + "[[person]]\nname = '윤서하'\n" * ("person" not in text), "utf-8")
    ended = scrape("run", cwd=tmp_path)
    assert (ended.code, ended.out) == (2, "")
    (line,) = ended.err.splitlines()
    assert line.startswith("scrape: scrape.toml: ")
    assert says in line
    assert "secret" not in line


# --- what a second run does


def test_a_second_run_reads_again_and_adds_nothing(web: Web, tmp_path: Path) -> None:
    host = web.host()
    one, two = (host.at(f"/news/2026112000{n}", page(f"윤서하 소식 {n}")) for n in (1, 2))
    watch(tmp_path, host.at("/rss", feed(one, two)))
    scrape("run", cwd=tmp_path)
    before = rows(tmp_path)
    host.at("/rss", feed(two, one))  # the same links, another document
    again = scrape("run", cwd=tmp_path)
    assert (again.code, outcomes(again)) == (0, {"known": 2})
    assert "new coverage 0" in again.out
    assert rows(tmp_path) == before
    assert [len(host.asked(url.removeprefix(host.url))) for url in (one, two)] == [1, 1]


def test_what_failed_is_tried_again_by_the_next_run(web: Web, tmp_path: Path) -> None:
    host = web.host()
    answers = [Answer(500), page("윤서하 인터뷰")]
    article = host.at("/news/20261120001", lambda before: answers[min(before, 1)])
    watch(tmp_path, host.at("/rss", feed(article)))
    assert outcomes(scrape("run", cwd=tmp_path)) == {"failed": 1}
    again = scrape("run", cwd=tmp_path)
    assert outcomes(again) == {"covered": 1}
    assert "new coverage 1" in again.out


# --- somebody who is not on the watchlist


def test_a_name_on_no_watchlist_is_matched_by_itself_and_told_so(web: Web, tmp_path: Path) -> None:
    host = web.host()
    article = host.at(
        "/news/20261120001", page("마루전자, 새 공장 착공", "한도경 대표는 20일 새 공장을 짓는다고 밝혔다. " * 4)
    )
    watch(tmp_path, host.at("/rss", feed(article)))
    ended = scrape("run", "--person", "한도경", cwd=tmp_path)
    assert ended.code == 0
    assert "한도경 is not on the watchlist: matched by that name alone" in ended.err.splitlines()
    assert [(row["entity_id"], row["headline"]) for row in rows(tmp_path)] == [
        ("person:한도경", "마루전자, 새 공장 착공")
    ]


def test_a_name_on_the_watchlist_is_not_called_unknown(web: Web, tmp_path: Path) -> None:
    watch(tmp_path, web.host().at("/rss", feed()))
    ended = scrape("run", "--person", " 윤서하 ", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    assert "no new coverage of 윤서하" in ended.out


# --- what is on a page


def test_a_headline_whose_page_hides_the_article_is_kept_for_review(web: Web, tmp_path: Path) -> None:
    """The page is a shell that scripts are to fill, and the feed's headline is all there is."""
    shell = Answer(body=b"<html><head><title>News</title></head><body><div id=app></div></body></html>")
    link = web.host().at("/news/20261120001", shell)
    item = f"<item><title>윤서하 수석연구원 대담</title><link>{link}</link></item>"
    body = f"<rss version='2.0'><channel><title>t</title>{item}</channel></rss>".encode()
    watch(tmp_path, web.host().at("/rss", Answer(body=body, headers=(("Content-Type", "application/rss+xml"),))))
    assert scrape("run", cwd=tmp_path).code == 0
    (row,) = rows(tmp_path)
    assert (row["headline"], row["status"], row["url"]) == ("윤서하 수석연구원 대담", "review", link)


def test_every_page_is_understood_when_asked_for(web: Web, tmp_path: Path) -> None:
    link = web.host().at(
        "/news/20261120001", page("한도경 강연", "한도경 대표는 강연에서 새 제품을 소개했다고 밝혔다.")
    )
    watch(tmp_path, web.host().at("/rss", feed(link)))
    assert outcomes(scrape("run", "--extract-all", cwd=tmp_path)) == {"no-name": 1}
    assert rows(tmp_path) == []


# --- replay


def test_a_replay_needs_no_network_and_tells_what_the_archive_lacks(web: Web, tmp_path: Path) -> None:
    made, again = tmp_path / "made", tmp_path / "again"
    made.mkdir()
    again.mkdir()
    host = web.host()
    kept, lost = host.at("/news/20261120001", page("윤서하 인터뷰")), host.url + "/news/20261120002"
    listed = host.at("/rss", feed(kept))
    watch(made, listed)
    assert scrape("run", cwd=made).code == 0
    archives = sorted((made / "archive").glob("*.warc.gz"))
    watch(again, listed, lost)
    asked = [len(one.log) for one in (host,)]
    ended = scrape("run", "--replay", *archives, cwd=again)
    assert [len(one.log) for one in (host,)] == asked  # not one request reached the press
    assert ended.code == 0
    assert f"source failed: feed {lost}: not in archive" in ended.err.splitlines()
    assert outcomes(ended) == {"covered": 1}
    assert not (again / "archive").exists()
    keys = ("entity_id", "headline", "url", "month", "status", "mention_count", "snippet")
    assert [[row[key] for key in keys] for row in rows(again)] == [[row[key] for key in keys] for row in rows(made)]
    assert outcomes(scrape("run", "--replay", *archives, cwd=again)) == {"known": 1}


def test_a_torn_record_is_told_and_the_rest_is_replayed(web: Web, tmp_path: Path) -> None:
    host = web.host()
    links = [host.at(f"/news/2026112000{n}", page(f"윤서하 소식 {n}")) for n in (1, 2, 3)]
    watch(tmp_path, host.at("/rss", feed(*links)))
    scrape("run", cwd=tmp_path)
    (archive,) = (tmp_path / "archive").glob("*.warc.gz")
    archive.write_bytes(archive.read_bytes()[:-40])  # as a full disk or a power cut leaves it
    (tmp_path / "coverage.sqlite").unlink()
    ended = scrape("run", "--replay", archive, cwd=tmp_path)
    assert ended.code == 0
    assert outcomes(ended) == {"covered": 2, "failed": 1}
    (line,) = [line for line in ended.err.splitlines() if "torn" in line]
    assert line.startswith(f"warning: archive {archive.name}: record at byte ")
