"""Pages, feeds and sitemaps made after public bug reports: each is read as the report says is right."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract import Extract, extract
from pipeline.feeds import read_feed, read_sitemap
from pipeline.items import Entity, EntityKind, Page, Watchlist
from pipeline.markup.encoding import decode
from pipeline.markup.frames import article_frame
from pipeline.mentions import Matcher
from tests.scrape.shell import scrape

pytestmark = pytest.mark.shared

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SAEBIT, HARBOUR = "https://www.saebit-ilbo.example", "https://www.harbour-post.example"
CHIP = "/news/gaon-shows-a-small-chip"
# Judged otherwise than the case says, and why.
OTHERWISE: dict[str, str] = {}

DAY, MINUTE = "%Y-%m-%d", "%Y-%m-%d %H:%M"
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "angle-brackets-in-headline": (SAEBIT + CHIP, {"headline": "영화 <Home> 개봉, 배우 윤서하 주연"}),
    "blog-name-as-headline": (
        "https://silicon-harbour.example/2016/05/gaon-shows-small-chip.html",
        {"headline": "Gaon shows a small chip for speech", "authors": []},
    ),
    "byline-behind-an-icon": (SAEBIT + CHIP, {"authors": ["한도윤"]}),
    "call-to-join-as-author": (HARBOUR + CHIP, {"authors": []}),
    "clock-in-brackets": (SAEBIT + "/sub_read.html?uid=12345", {"shown": "2024-08-07 15:30"}),
    "date-of-a-comment": (HARBOUR + "/2019/03/gaon-chip/", {"shown": "2019-03-13"}),
    "declared-time-is-the-change": (SAEBIT + CHIP, {"shown": "2024-07-31 15:30"}),
    "jsonld-of-a-home-page": (SAEBIT + CHIP, {"shown": "2024-08-07 15:30", "authors": ["한도윤"]}),
    "jsonld-of-a-video": (SAEBIT + CHIP, {"shown": "2024-08-07 15:30", "authors": ["한도윤"]}),
    "jsonld-of-other-articles": (SAEBIT + CHIP, {"shown": "2024-08-07 15:30", "authors": ["한도윤"]}),
    "kicker-in-the-h1": (HARBOUR + CHIP, {"headline": "Gaon shows a small chip for speech"}),
    "live-blog-in-jsonld": (HARBOUR + "/live/harbour-strike", {"contains": ["Mina Park", "Tom Reed"], "lines": 4}),
    "meta-time-of-rendering": (SAEBIT + CHIP, {"shown": "2024-08-07 15:30"}),
    "month-day-point-year": (SAEBIT + CHIP, {"shown": "2024-08-07"}),
    "nuxt2-function-payload": (SAEBIT + CHIP, {"shown": "2024-08-07 15:30", "lines": 4}),
    "og-title-cut-off": (
        SAEBIT + CHIP,
        {"headline": "가온전자, 소형 번역 칩 공개하고 내년 봄 첫 제품 낸다…“전력은 절반”"},
    ),
    "payload-date-of-dotnet": (SAEBIT + CHIP, {"shown": "2024-08-07 15:30"}),
    "share-buttons-as-authors": (HARBOUR + CHIP, {"authors": ["Jono Gale"]}),
    "site-name-is-the-headline": (SAEBIT + CHIP, {"headline": "가온전자, 번역 칩 공개"}),
    "subject-as-author": (HARBOUR + CHIP, {"authors": []}),
    "time-in-title-attribute": (SAEBIT + CHIP, {"shown": "2024-08-07 15:19"}),
}
AUTHORS: dict[str, list[list[str]]] = {
    "korean-desks-as-authors": [[]] * 6,
    "korean-titles-around-names": [["한도윤"], ["한도윤"], ["한도윤"], ["Han Do-yoon"]],
}
FRAMES = {
    "text-in-a-frame": ("https://gaon-lab.example/", "https://gaon-lab.example/post/12"),
    "text-in-an-iframe": (
        "https://blog.naver.com/example-gaon-lab/223456789012",
        "https://blog.naver.com/PostView.naver?blogId=example-gaon-lab&logNo=223456789012&redirect=Dlog",
    ),
}
Entries = Sequence[Any]
FEEDS: dict[str, tuple[str, Callable[[Entries], bool]]] = {
    "atom-with-updated-alone": ("feed.xml", lambda entries: entries[0].updated_at is not None),
    "escaped-cdata-title": ("feed.xml", lambda entries: entries[0].headline == "가온전자 번역 칩 공개"),
    "json-feed-without-version": ("feed.json", lambda entries: len(entries) == 1),
    "link-with-blanks": (
        "feed.xml",
        lambda entries: entries[0].url == f"{SAEBIT}/news/1001/Gaon%20Shows%20A%20Small%20Chip",
    ),
    "pubdate-in-korean-locale": (
        "feed.xml",
        lambda entries: f"{entries[0].published_at}" == "2024-08-07 15:30:00+09:00",
    ),
    "rss-as-sitemap": ("sitemap.xml", lambda entries: len(entries) == 1),
    "sitemap-cut-off": ("sitemap.xml", lambda entries: [e.url for e in entries] == [f"{SAEBIT}/news/1001"]),
    "twice-escaped-title": ("feed.xml", lambda entries: entries[0].headline == 'AT&T와 가온전자 "번역 칩" 공개'),
}
RUNS: dict[str, set[tuple[str, str]]] = {  # month and address of every row of the company
    "canonical-one-for-all": {
        ("2024-08", SAEBIT + path)
        for path in (CHIP, "/news/gaon-opens-a-new-lab", "/news/yoon-wins-the-saebit-prize")
    },
    "every-item-links-to-the-home-page": {
        ("2024-08", SAEBIT + path)
        for path in (CHIP, "/news/gaon-opens-a-new-lab", "/news/yoon-wins-the-saebit-prize")
    },
    "feed-time-against-consent-script": {("2024-08", SAEBIT + CHIP)},
    "feed-time-against-masthead": {("2024-08", SAEBIT + CHIP)},
    "jsonld-of-a-video": {("2024-08", SAEBIT + CHIP)},
    "ogurl-without-scheme": {("2024-08", SAEBIT + CHIP)},
}


def read(folder: Path, url: str, name: str = "page.html") -> Extract:
    return extract(decode((folder / name).read_bytes(), "text/html; charset=utf-8").text, url, now=NOW)


def differences(article: Extract, wanted: dict[str, Any]) -> list[str]:
    """What of an article is not as wanted."""
    when, text = article.published_at, article.text
    shown = None if when is None else when.strftime(MINUTE if article.has_time else DAY)
    published = None if when is None else when.astimezone(UTC).isoformat() if article.has_time else f"{when:{DAY}}"
    given: dict[str, Any] = {
        "text": text,
        "lines": text.count("\n") + 1,
        "authors": list(article.authors),
        "headline": article.headline,
        "is_article": article.is_article,
        "shown": shown,
        "published": published,
        "contains": [piece for piece in wanted.get("contains", ()) if piece in text],
        "absent": [piece for piece in wanted.get("absent", ()) if piece not in text],
    }
    return [f"{key}: {given[key]!r}" for key, value in wanted.items() if given[key] != value]


def the_day_alone(wanted: dict[str, Any], article: Extract) -> dict[str, Any]:
    """A case that names but the day says nothing of the clock."""
    if len(str(wanted.get("published"))) != len("2024-08-07") or article.published_at is None:
        return wanted
    bare = {key: value for key, value in wanted.items() if key != "published"}
    return bare if article.published_at.strftime(DAY) == wanted["published"] else wanted


@pytest.fixture
def cases(shared_data: Path) -> Path:
    return shared_data.parent / "cases"


def test_every_case_is_tried(cases: Path) -> None:
    with_expectation = {path.parent.name.removeprefix("page-") for path in cases.glob("page-*/case.json")}
    tried = {*PAGES, *AUTHORS, *FRAMES, *FEEDS, *RUNS, "sitemap-index-without-dates", "scan-hostile-splits"}
    assert {path.name.removeprefix("page-") for path in cases.glob("page-*")} == with_expectation | tried
    assert OTHERWISE.keys() <= with_expectation | tried


def test_pages_that_say_what_is_expected(cases: Path) -> None:
    wrong: dict[str, list[str]] = {}
    for path in sorted(cases.glob("page-*/case.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        said = case["expected"]
        article = read(path.parent, case["url"])
        wanted = the_day_alone(said if isinstance(said, dict) else {"text": said}, article)
        if differing := differences(article, wanted):
            wrong[path.parent.name.removeprefix("page-")] = differing
    assert {name: why for name, why in wrong.items() if name not in OTHERWISE} == {}


@pytest.mark.parametrize("name", PAGES)
def test_page(cases: Path, name: str) -> None:
    url, wanted = PAGES[name]
    assert name in OTHERWISE or differences(read(cases / f"page-{name}", url), wanted) == []


@pytest.mark.parametrize("name", AUTHORS)
def test_authors(cases: Path, name: str) -> None:
    folder = cases / f"page-{name}"
    shown = [read(folder, SAEBIT + CHIP, f"page{at}.html").authors for at, _ in enumerate(AUTHORS[name], 1)]
    assert [list(authors) for authors in shown] == AUTHORS[name]


@pytest.mark.parametrize("name", FRAMES)
def test_frame(cases: Path, name: str) -> None:
    url, frame = FRAMES[name]
    body = (cases / f"page-{name}" / "page.html").read_bytes()
    assert article_frame(Page(url, url, 200, (("Content-Type", "text/html"),), body, NOW)) == frame


@pytest.mark.parametrize("name", FEEDS)
def test_list_of_articles(cases: Path, name: str) -> None:
    file, is_right = FEEDS[name]
    body = (cases / f"page-{name}" / file).read_bytes()
    address = f"{SAEBIT}/{file}"
    if file == "sitemap.xml":
        assert is_right(read_sitemap(body, None, address, None, now=NOW).entries)
    else:
        assert is_right(read_feed(body, None, address, None, now=NOW).entries)


@pytest.mark.parametrize("name", [*RUNS, "sitemap-index-without-dates"])
def test_run(cases: Path, tmp_path: Path, name: str) -> None:
    folder = shutil.copytree(cases / f"page-{name}", tmp_path / "case")
    assert scrape("run", "--replay", "case.warc.gz", cwd=folder).code == 0
    query = "select month, url from media_coverage where entity_name = '가온전자'"
    with closing(sqlite3.connect(folder / "c.sqlite")) as database:
        rows = set(database.execute(query).fetchall())
    if name in RUNS:
        assert name in OTHERWISE or rows == RUNS[name]
    else:  # of sixty sitemaps fifty are read: the newest ten are among them
        assert {f"{SAEBIT}/news/story-{n}-about-a-chip-100{n}" for n in range(51, 61)} <= {url for _, url in rows}


def test_names_that_are_spelled_in_hostile_ways_are_seen(cases: Path) -> None:
    file = cases / "page-scan-hostile-splits" / "strings.jsonl"
    missed = []
    for row in map(json.loads, file.read_text(encoding="utf-8").split("\n")[:-1]):
        kinds = (Entity(kind, kind, row["name"]) for kind in EntityKind)
        if row["names_in"] and not Matcher(Watchlist(tuple(kinds))).names_in(row["markup"]):
            missed.append(row["markup"])
    # A name that an escaped line break parts is two lines in every text that can be read off the page.
    assert [markup for markup in missed if "한\\n빛" not in markup] == []
