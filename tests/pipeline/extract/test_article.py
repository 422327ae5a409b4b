"""A page in, an article out: whole pages of an invented press, and pages that are hardly pages at all."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.extraction import read_pages
from benchmarks.extraction_scoring import score
from pipeline.extract import Extract, extract
from pipeline.items import DateSource

CASES = Path(__file__).parents[2] / "cases"
FLOORS = Path(__file__).parents[3] / "benchmarks" / "floors.json"
SHARED = Path(__file__).resolve().parents[4] / "shared" / "data" / "pages-dev"
URL = "https://www.example.com/2024/05/06/story"
KOREA = timezone(timedelta(hours=9))


def case_folders() -> list[Path]:
    return sorted(
        folder.parent for folder in CASES.glob("*/page.html") if (folder.parent / "expected.json").exists()
    )


def read_case(folder: Path) -> tuple[Extract, dict[str, Any], dict[str, Any]]:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    return extract((folder / "page.html").read_text(encoding="utf-8"), meta["url"]), expected, meta


def published(article: Extract) -> str | None:
    when = article.published_at
    return None if when is None else when.isoformat() if article.has_time else when.date().isoformat()


@pytest.mark.parametrize("folder", case_folders(), ids=lambda folder: folder.name)
def test_case(folder: Path) -> None:
    article, expected, _ = read_case(folder)
    found = {
        "headline": article.headline,
        "authors": list(article.authors),
        "published": published(article),
        "is_article": article.is_article,
        "canonical": article.canonical,
        "standfirst": article.standfirst,
        "text_source": article.text_source,
        "text": article.text.split("\n"),
    }
    assert {key: found[key] for key in expected} == expected


def test_no_quality_floor_is_broken() -> None:
    """The figures of the benchmark, on the bundled cases."""
    rows, predictions = [], {}
    for folder in case_folders():
        article, expected, meta = read_case(folder)
        text = "\n".join(expected.get("text", []))
        kind = "body" if text else "meta"
        rows.append({"id": folder.name, "kind": kind, "text": text, "title": expected.get("headline"), **expected})
        rows[-1] |= {"lang": meta["lang"], "text": text}
        predictions[folder.name] = {
            "title": article.headline,
            "text": article.text,
            "authors": list(article.authors),
            "published": published(article),
        }
    figures = score(rows, predictions).figures()
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))["extraction"]
    assert floors
    assert {name: floor for name, floor in floors.items() if (figures[name] or 0) < floor} == {}


@pytest.mark.shared
def test_real_pages_hold_their_level() -> None:
    if not (SHARED / "index.jsonl").exists():
        pytest.skip("no real pages beside this checkout")
    pages = [page for page in read_pages(SHARED) if page[0]["source"] in {"fundus", "kohand"}]
    predictions = {row["id"]: {"text": extract(html, row["url"]).text} for row, html in pages}
    figures = score([row for row, _ in pages], predictions).figures()
    assert figures["body_empty"] == 0
    assert (figures["body_f1"] or 0) > 0.97


@pytest.mark.parametrize(
    "html",
    [
        "",
        "no markup",
        "<",
        "<html>",
        "<!-- -->",
        "\x00<p>\x00",
        "<p>\ud800 half a pair</p>",
        '<?xml version="1.0" encoding="euc-kr"?><html><p>글</p></html>',
        "<div>" * 5000 + "deep" + "</div>" * 5000,
        "<script type='application/ld+json'>" + "[" * 100_000,
        '<script>self.__next_f.push([1,"1:T99999999,"])</script>',
        "<title>" + "a | " * 5000,
        "<table>" * 300 + "<tr><td>x",
        "<p>" + "가나다 기자 " * 3000,
        "<p>" + "(" * 20_000,
        "<a href='http://[bad'>x</a><link rel=canonical href='http://[bad'>",
    ],
    ids=range(16),
)
def test_no_page_is_too_broken(html: str) -> None:
    assert isinstance(extract(html, URL), Extract)


@pytest.mark.parametrize(
    ("declared", "canonical"),
    [
        ("www.example.com/2024/05/06/story", "https://www.example.com/2024/05/06/story"),
        ("//www.example.com/2024/05/06/story", "https://www.example.com/2024/05/06/story"),
        ("example.com/2024/05/06/story", "https://example.com/2024/05/06/story"),
        ("javascript:void(0)", None),
        ("http://[bad", None),
    ],
)
def test_a_declared_address_is_whole_or_none(declared: str, canonical: str | None) -> None:
    assert extract(f"<meta property='og:url' content='{declared}'><p>x</p>", URL).canonical == canonical


PIECES = st.sampled_from(
    """<div class='article-body'>|</div>|<p>|</p>|<br>|<article>|</article>|<h1>|</h1>|<a href='/x'>|</a>|<table>
    <tr><td>|</table>|<time datetime='2024-01-02T03:04:05Z'>|<ul><li>|</ul>|<svg>|<figure>|</html>|</body>|&#0;|&lt;
    <script type='application/ld+json'>|</script>|<style>|</style>|<script>window.a={|"datePublished":"2024"|}
    <meta property='og:title' content='A - B'>|By Ann Example|홍길동 기자|2024.05.06. 오후 3:15|관련기사
    The council met on Friday and decided to wait for another year. |\x00
    회의는 금요일에 열렸고 한 해를 더 기다리기로 했다. """.replace("\n", "|").split("|")
)


@given(st.lists(PIECES | st.text(max_size=12), max_size=60).map("".join))
@settings(max_examples=150)
def test_any_string_gives_the_same_picklable_answer_twice(html: str) -> None:
    first = extract(html, URL)
    assert extract(html, URL) == first
    assert pickle.loads(pickle.dumps(first)) == first
    assert "\n\n" not in first.text
    assert first.published_at is None or first.published_at.tzinfo is not None


def page(head: str = "", body: str = "", lang: str = "en") -> str:
    return f"<html lang={lang}><head>{head}</head><body>{body}</body></html>"


STORY = "".join(
    f"<p>Paragraph {number} says something about the harbour, and says it at a length that no caption has.</p>"
    for number in range(8)
)


def test_the_outlets_zone_decides_the_day() -> None:
    html = page(
        '<meta property="article:published_time" content="2024-03-31T16:30:00Z">', "<h1>Night news</h1>" + STORY
    )
    assert extract(html, URL, zone=KOREA).published_at == datetime(2024, 4, 1, 1, 30, tzinfo=KOREA)
    there = extract(html, "https://www.example.kr/1").published_at
    assert there is not None
    assert there.date().isoformat() == "2024-04-01"
    assert there.utcoffset() == timedelta(hours=9)


def test_a_clock_that_readers_see_corrects_a_wrong_z() -> None:
    """Korean systems write Korean times with a Z: the date line says what is meant."""
    html = page(
        '<meta property="article:published_time" content="2024-03-31T23:30:00Z">',
        "<h1>밤 소식을 전한다</h1><p class=date>입력 2024.03.31 23:30</p>" + STORY,
        "ko",
    )
    article = extract(html, URL)
    assert article.published_at == datetime(2024, 3, 31, 23, 30, tzinfo=KOREA)
    assert article.date_source is DateSource.META


def test_the_day_in_the_address_corrects_a_time_told_in_utc() -> None:
    html = page(
        '<meta property="article:published_time" content="2024-05-07T02:30:00Z">', "<h1>Late news here</h1>" + STORY
    )
    article = extract(html, URL)
    assert article.published_at is not None
    assert article.published_at.date().isoformat() == "2024-05-06"
    assert article.published_at == datetime(2024, 5, 7, 2, 30, tzinfo=UTC)


def test_a_page_without_a_date_has_none() -> None:
    article = extract(page(body="<h1>Timeless advice for gardens</h1>" + STORY), "https://www.example.com/advice")
    assert article.published_at is None
    assert article.date_source is None


def test_names_of_the_outlet_are_neither_headline_nor_author() -> None:
    head = "<title>다리가 다시 열렸다 - 두루두루</title><meta name=author content=두루두루>"
    article = extract(page(head, STORY, "ko"), URL, outlet_names=("두루두루",))
    assert article.headline == "다리가 다시 열렸다"


def test_text_and_metadata_in_nfd_come_out_in_nfc() -> None:
    import unicodedata

    decomposed = unicodedata.normalize(
        "NFD", "다리가 다시 열렸다. 사람들은 넉 달 동안 배를 타고 강을 건넜다고 한다."
    )
    article = extract(
        page(body=f"<h1>{decomposed[:20]}</h1><div>{f'<p>{decomposed}</p>'}{STORY}</div>", lang="ko"), URL
    )
    assert unicodedata.is_normalized("NFC", article.text + article.headline)
    assert "넉 달 동안" in article.text


def test_a_list_of_teasers_is_no_article() -> None:
    cards = "".join(
        f"<div><h3><a href='/news/{n}'>Council votes on matter number {n} tonight</a></h3>"
        f"<p>A summary of about the length that summaries have on such pages, number {n}.</p></div>"
        for n in range(9)
    )
    article = extract(page("<title>Local news</title>", f"<main>{cards}</main>"), "https://www.example.com/local")
    assert not article.is_article
    assert any("headings link" in reason for reason in article.why)
