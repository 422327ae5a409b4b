"""Discovery from end to end: every kind of source on a loopback web, asked as the real services would be."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa

from pipeline.items import CoverageStatus, Reason, TextSource
from scheduler.processes import Workers, run_on_reactor
from scheduler.run import RunReport, run
from scrape.config.settings import load_settings
from scrape.plan.run import make_plan
from storage.archive import ArchiveIndex
from storage.coverage.read import CoverageFilter, find
from storage.database.engine import Database
from storage.schema.tables import article, article_url, article_version, ledger, media_coverage, offer, source
from tests.web import Answer, Host, Web, open_web

XML = (("Content-Type", "application/rss+xml; charset=utf-8"),)
JSON = (("Content-Type", "application/json"),)
BODY = "서다인 해솔랩 대표는 20일 새 음성인식 모델을 공개했다. 이 모델은 사투리를 알아듣는다고 밝혔다. "


@pytest.fixture
def web() -> Iterator[Web]:
    with open_web() as opened:
        yield opened


@pytest.fixture(scope="module")
def crew() -> Iterator[dict[str, Workers]]:
    kept: dict[str, Workers] = {}
    yield kept
    for workers in kept.values():
        workers.close()


Monitor = Callable[..., RunReport]


@pytest.fixture
def monitor(
    database: Database, tmp_path: Path, crew: dict[str, Workers], monkeypatch: pytest.MonkeyPatch
) -> Monitor:
    """Runs once over sources given as lines of TOML."""

    def go(*sources: str, since: datetime | None = None, replay: bool = False, **keys: str) -> RunReport:
        for name, value in keys.items():
            monkeypatch.setenv(name, value)
        config = tmp_path / "scrape.toml"
        tables = "\n".join(f"[[source]]\n{lines}" for lines in sources)
        config.write_text(
            "[archive]\nfolder = 'archive'\n[crawl]\ndelay_seconds = 0\nretries = 0\n"
            "allow_private_addresses = true\n"
            "[[person]]\nname = '서다인'\naffiliations = ['해솔랩']\n" + tables,
            encoding="utf-8",
        )
        settings = load_settings(config, {})
        lookup = ArchiveIndex.of((tmp_path / "archive").glob("*.warc.gz")).find if replay else None
        plan = make_plan(settings, settings.watchlist(), since=since, lookup=lookup)
        workers = (
            crew.setdefault("one", Workers(plan.watchlist, plan.outlets, 1)) if "one" not in crew else crew["one"]
        )
        return run_on_reactor(lambda stop: run(database, plan, workers, stop=stop))

    return go


def page(headline: str, when: str = "2026-11-20T09:00:00+09:00", text: str = BODY) -> Answer:
    ld = json.dumps({"@type": "NewsArticle", "headline": headline, "datePublished": when}, ensure_ascii=False)
    html = (
        f"<html><head><title>{headline}</title><script type='application/ld+json'>{ld}</script></head>"
        f"<body><article><h1>{headline}</h1>" + f"<p>{text}</p>" * 3 + "</article></body></html>"
    )
    return Answer(body=html.encode())


def rss(*items: tuple[str, str], extra: str = "") -> Answer:
    entries = "".join(f"<item><title>{title}</title><link>{url}</link>{extra}</item>" for title, url in items)
    body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{entries}</channel></rss>"
    return Answer(body=body.encode(), headers=XML)


def rows(database: Database) -> list[tuple[str, str, str]]:
    with database.read() as connection:
        coverage = find(connection, CoverageFilter((), statuses=tuple(CoverageStatus)))
    return [(row.headline, row.url, row.status.value) for row in coverage]


def count(database: Database, table: sa.Table) -> int:
    with database.read() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


# --- searches


def google(service: Host, outlet: Host, headline: str, key: str = "CBMiAUyqLopaque1") -> str:
    """A Google News that knows one article by an id that does not tell its address."""
    named = f"<source url='{outlet.url}'>마루신문</source><pubDate>Fri, 20 Nov 2026 00:00:00 GMT</pubDate>"
    url = f"{service.url}/rss/articles/{key}?oc=5"
    service.at("/rss/search", rss((f"{headline} - 마루신문", url), extra=named))
    return url


def test_a_google_link_is_resolved_to_the_publishers_page(monitor: Monitor, database: Database, web: Web) -> None:
    service, outlet = web.host(1), web.host(2)
    there = outlet.at("/news/20261120001", page("서다인 대표, 새 모델 공개"))
    offered = google(service, outlet, "서다인 대표, 새 모델 공개")
    service.at("/articles/CBMiAUyqLopaque1", Answer(body=b'<c-wiz><div data-n-a-sg="AU_s" data-n-a-ts="17"></div>'))
    payload = json.dumps(["garturlres", there, 1])
    answer = ")]}'\n\n" + json.dumps([["wrb.fr", "Fbv4je", payload, None, None, None, "1"]])
    service.at("/_/DotsSplashUi/data/batchexecute", Answer(body=answer.encode(), headers=JSON))
    report = monitor(f'kind = "google-news"\nurl = "{service.url}"')
    assert rows(database) == [("서다인 대표, 새 모델 공개", there, "confirmed")]
    assert report.outcomes == {Reason.COVERED: 1, Reason.KNOWN: 2}  # two questions gave the one link
    with database.read() as connection:
        urls = set(connection.execute(sa.select(article_url.c.url)).scalars())
    assert {there, offered} <= urls
    (question,) = service.asked("/_/DotsSplashUi/data/batchexecute")
    assert b"AU_s" in question.body
    monitor(f'kind = "google-news"\nurl = "{service.url}"')
    assert len(service.asked("/articles/CBMiAUyqLopaque1")) == 1
    assert len(outlet.asked()) == 1


def test_a_google_link_is_matched_with_what_a_feed_found(monitor: Monitor, database: Database, web: Web) -> None:
    service, outlet = web.host(1), web.host(2)
    there = outlet.at("/news/20261120001", page("서다인 대표, 새 모델 공개"))
    feed = outlet.at("/rss", rss(("서다인 대표, 새 모델 공개", there)))
    google(service, outlet, "서다인 대표, 새 모델 공개")
    monitor(f'kind = "google-news"\nurl = "{service.url}"', f'kind = "feed"\nurl = "{feed}"')
    assert len(rows(database)) == 1
    assert service.asked("/articles/CBMiAUyqLopaque1") == []


def test_a_google_link_that_cannot_be_resolved_is_kept_and_replaced_later(
    monitor: Monitor, database: Database, web: Web
) -> None:
    service, outlet = web.host(1), web.host(2)
    offered = google(service, outlet, "서다인 대표, 새 모델 공개")
    report = monitor(f'kind = "google-news"\nurl = "{service.url}"')
    assert rows(database) == [("서다인 대표, 새 모델 공개", offered, "review")]
    assert report.outcomes[Reason.FAILED] == 1
    there = outlet.at("/news/20261120001", page("서다인 대표, 새 모델 공개"))
    feed = outlet.at("/rss", rss(("서다인 대표, 새 모델 공개", there)))
    monitor(f'kind = "google-news"\nurl = "{service.url}"', f'kind = "feed"\nurl = "{feed}"')
    assert rows(database) == [("서다인 대표, 새 모델 공개", there, "confirmed")]


def test_a_replay_follows_what_google_told(monitor: Monitor, database: Database, web: Web) -> None:
    test_a_google_link_is_resolved_to_the_publishers_page(monitor, database, web)
    with database.write() as connection:
        for table in (media_coverage, article, ledger):
            connection.execute(sa.delete(table))
    monitor(f'kind = "google-news"\nurl = "{web.host(1).url}"', replay=True)
    assert [(headline, status) for headline, _, status in rows(database)] == [
        ("서다인 대표, 새 모델 공개", "confirmed")
    ]


def test_bing_and_gdelt_and_naver_lead_to_one_row(monitor: Monitor, database: Database, web: Web) -> None:
    service, outlet = web.host(1), web.host(2)
    there = outlet.at("/news/20261120001", page("서다인 대표, 새 모델 공개"))
    click = f"{service.url}/news/apiclick.aspx?ref=x&amp;url={quote(there, safe='')}"
    service.at("/news/search", rss(("서다인 대표, 새 모델 공개", click)))
    copy = "https://n.news.naver.com/article/999/0000000001"
    item = {"title": "<b>서다인</b> 대표", "originallink": there, "link": copy}
    service.at("/search/v1/news", Answer(body=json.dumps({"total": 1, "items": [item]}).encode(), headers=JSON))
    report = monitor(
        f'kind = "bing-news"\nurl = "{service.url}"',
        f'kind = "naver-news"\nurl = "{service.url}"',
        NAVER_API_KEY_ID="one",
        NAVER_API_KEY="two",
    )
    assert rows(database) == [("서다인 대표, 새 모델 공개", there, "confirmed")]
    assert report.failures == ()
    keys = {request.headers["x-ncp-apigw-api-key"] for request in service.asked() if "/search/v1" in request.path}
    assert keys == {"two"}
    with database.read() as connection:
        urls = set(connection.execute(sa.select(article_url.c.url)).scalars())
        channels = connection.execute(
            sa.select(source.c.kind).join(offer, offer.c.source_id == source.c.id)
        ).scalars()
        assert set(channels) == {"bing-news", "naver-news"}
    assert copy in urls
    assert len(outlet.asked("/news/20261120001")) == 1


def test_services_that_fail_are_named_and_stop_nothing(monitor: Monitor, database: Database, web: Web) -> None:
    service, outlet = web.host(1), web.host(2)
    there = outlet.at("/news/20261120001", page("서다인 대표, 새 모델 공개"))
    feed = outlet.at("/rss", rss(("서다인 대표, 새 모델 공개", there)))
    service.at("/news/search", Answer(body=b"<html><body>Are you a robot?</body></html>"))
    service.at("/search/v1/news", Answer(401, b'{"errorMessage":"Authentication failed","errorCode":"024"}', JSON))
    report = monitor(
        f'kind = "google-news"\nurl = "{service.url}"',
        f'kind = "bing-news"\nurl = "{service.url}"',
        f'kind = "naver-news"\nurl = "{service.url}"',
        f'kind = "feed"\nurl = "{feed}"',
        NAVER_API_KEY_ID="one",
        NAVER_API_KEY="two",
    )
    why = {failure.source.kind: failure.why for failure in report.failures}
    assert "HTTP 404" in why["google-news"]
    assert "web page" in why["bing-news"]
    assert why["naver-news"] == "HTTP 401 (Authentication failed)"
    assert len(rows(database)) == 1


def test_naver_without_a_key_says_which_to_set(monitor: Monitor, web: Web) -> None:
    report = monitor(f'kind = "naver-news"\nurl = "{web.host().url}"')
    assert "NAVER_API_KEY_ID" in report.failures[0].why
    assert web.host().asked() == []


def test_a_run_back_in_time_pages_a_search_and_says_how_far_it_went(monitor: Monitor, web: Web) -> None:
    service = web.host()

    def results(start: int) -> Answer:
        items = [
            {
                "title": "다른 소식",
                "originallink": f"{service.url}/a/{number:07}",
                "pubDate": (datetime(2026, 11, 20, tzinfo=UTC) - timedelta(days=number)).strftime(
                    "%a, %d %b %Y %H:%M:%S +0000"
                ),
            }
            for number in range(start, min(start + 100, 251))
        ]
        return Answer(body=json.dumps({"total": 250, "items": items}).encode(), headers=JSON)

    query = "/search/v1/news?query=%22%EC%84%9C%EB%8B%A4%EC%9D%B8%22&display=100&start={}&sort=date&format=json"
    for start in (1, 101, 201):
        service.at(query.format(start), results(start))
    service.at("/search/v1/news", Answer(body=b'{"total": 0, "items": []}', headers=JSON))
    source_line = f'kind = "naver-news"\nurl = "{service.url}"'
    report = monitor(source_line, since=datetime(2026, 1, 1, tzinfo=UTC), NAVER_API_KEY_ID="1", NAVER_API_KEY="2")
    assert report.oldest == datetime(2026, 11, 20, tzinfo=UTC) - timedelta(days=250)
    assert report.links_seen == 250


# --- addresses


def test_a_section_page_without_a_feed(monitor: Monitor, database: Database, web: Web) -> None:
    outlet = web.host()
    there = outlet.at("/news/20261120001", page("서다인 대표, 새 음성인식 모델 공개"))
    menu = "".join(f"<a href='/section/{name}'>{name}</a>" for name in ("정치", "경제", "사회", "문화"))
    others = "".join(f"<a href='/news/2026112000{n}'>아무 관련 없는 다른 소식 제목 {n}</a>" for n in range(2, 6))
    for number in range(2, 6):
        outlet.at(f"/news/2026112000{number}", page("아무 관련 없는 다른 소식", text="관련 없는 소식이다. " * 20))
    item = "<a href='/news/20261120001'>서다인 대표, 새 음성인식 모델 공개</a>"
    listing = f"<html><body>{menu}{item}{others}</body></html>"
    section = outlet.at("/section", Answer(body=listing.encode()))
    report = monitor(f'kind = "site"\nurl = "{section}"')
    assert rows(database) == [("서다인 대표, 새 음성인식 모델 공개", there, "confirmed")]
    assert report.links_seen == 5


def test_a_section_page_that_robots_txt_denies_is_not_read(monitor: Monitor, web: Web) -> None:
    outlet = web.host()
    outlet.at("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /section\n"))
    section = outlet.at("/section", Answer(body=b"<html></html>"))
    report = monitor(f'kind = "site"\nurl = "{section}"')
    assert "robots.txt" in report.failures[0].why
    assert outlet.asked() == []


# --- never twice, never stale


def test_a_feed_that_did_not_change_is_not_sent_again(monitor: Monitor, web: Web) -> None:
    outlet = web.host()
    there = outlet.at("/news/20261120001", page("서다인 대표, 새 모델 공개"))
    answer = rss(("서다인 대표, 새 모델 공개", there))
    feed = outlet.at("/rss", Answer(body=answer.body, headers=(*XML, ("ETag", '"a"'))))
    line = f'kind = "feed"\nurl = "{feed}"'
    monitor(line)
    report = monitor(line)
    assert [request.headers.get("if-none-match") for request in outlet.asked("/rss")] == [None, '"a"']
    assert report.sources_unchanged == 1
    assert len(outlet.asked("/news/20261120001")) == 1


def test_a_feed_whose_bytes_are_the_same_is_not_read_again(monitor: Monitor, web: Web) -> None:
    outlet = web.host()
    feed = outlet.at("/rss", rss(("아무 소식", outlet.at("/news/20261120001", Answer(404)))))
    line = f'kind = "feed"\nurl = "{feed}"'
    monitor(line)
    assert monitor(line).sources_unchanged == 1


def test_a_feed_that_moved_for_good_is_asked_where_it_is(monitor: Monitor, web: Web) -> None:
    outlet = web.host()
    feed = outlet.at("/old", Answer(301, headers=(("Location", "/new"),)))
    outlet.at("/new", lambda before: rss(("소식", f"{outlet.url}/news/2026112000{before}")))
    line = f'kind = "feed"\nurl = "{feed}"'
    assert not monitor(line).warnings  # said once
    assert any("moved permanently" in warning for _, warning in monitor(line).warnings)
    monitor(line)
    assert len(outlet.asked("/old")) == 2
    assert len(outlet.asked("/new")) == 3


def test_a_feed_that_is_gone_is_left_alone(monitor: Monitor, web: Web) -> None:
    outlet = web.host()
    feed = outlet.at("/rss", Answer(410))
    line = f'kind = "feed"\nurl = "{feed}"'
    assert monitor(line).failures[0].why == "HTTP 410"
    assert "left alone until" in monitor(line).failures[0].why
    assert len(outlet.asked("/rss")) == 1


def test_a_host_that_says_too_many_requests_is_left_alone_as_long_as_it_asks(monitor: Monitor, web: Web) -> None:
    outlet = web.host()
    busy = Answer(429, headers=(("Retry-After", "3600"),))
    first, second = outlet.at("/news/20261120001", busy), outlet.at("/news/20261120002", busy)
    feed = web.host(2).at("/rss", rss(("소식", first), ("다른 소식", second)))
    report = monitor(f'kind = "feed"\nurl = "{feed}"')
    assert report.outcomes == {Reason.BLOCKED: 2}
    assert len(outlet.asked()) == 1


def test_a_corrected_article_keeps_its_earlier_version(monitor: Monitor, database: Database, web: Web) -> None:
    outlet = web.host()
    versions = [
        page("서다인 대표, 새 모델 공개"),
        page("서다인 대표, 새 모델 공개(종합)", text=BODY + "값은 그대로다. "),
    ]
    there = outlet.at("/news/20261120001", lambda before: versions[min(before, 1)])
    feed = outlet.at("/rss", rss(("서다인 대표, 새 모델 공개", there)))
    line = f'kind = "feed"\nurl = "{feed}"'
    monitor(line)
    with database.write() as connection:  # an hour later
        connection.execute(sa.update(ledger).values(revisit_at=datetime.now(UTC) - timedelta(minutes=1)))
    report = monitor(line)
    assert (report.revisited, report.corrected) == (1, 1)
    assert rows(database) == [("서다인 대표, 새 모델 공개(종합)", there, "confirmed")]
    with database.read() as connection:
        kept = connection.execute(sa.select(article_version.c.headline)).scalars().all()
    assert kept == ["서다인 대표, 새 모델 공개"]


def test_what_is_known_by_its_headline_alone_says_so(monitor: Monitor, database: Database, web: Web) -> None:
    outlet = web.host()
    feed = outlet.at("/rss", rss(("서다인 대표, 새 모델 공개", f"{outlet.url}/news/20261120001")))
    outlet.at("/news/20261120001", Answer(403))
    monitor(f'kind = "feed"\nurl = "{feed}"')
    with database.read() as connection:
        assert connection.execute(sa.select(article.c.text_source)).scalars().all() == [TextSource.OFFER]
    assert [status for _, _, status in rows(database)] == ["review"]
