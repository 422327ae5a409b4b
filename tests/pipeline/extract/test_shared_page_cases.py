"""Small pages that were read wrongly once, which are no part of the project."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.extract import Extract, extract
from pipeline.markup.encoding import decode

pytestmark = pytest.mark.shared

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
KO = "https://www.saebit-ilbo.example/news/gaon-shows-a-small-chip"
EN = "https://www.harbour-post.example/news/gaon-shows-a-small-chip"
CHIP, CHIP_EN = "가온전자, 번역 칩 공개", "Gaon shows a small chip for speech"
AFTERNOON = "2024-08-07T15:30:00+09:00"
# What the descriptions of cases without a machine-readable expectation say.
DESCRIBED: dict[str, tuple[str, dict[str, Any]]] = {
    "page-angle-brackets-in-headline": (KO, {"headline": "영화 <Home> 개봉, 배우 윤서하 주연"}),
    "page-blog-name-as-headline": (
        "https://silicon-harbour.example/2016/05/gaon-shows-small-chip.html",
        {"headline": CHIP_EN, "authors": []},
    ),
    "page-byline-behind-an-icon": (KO, {"authors": ["한도윤"]}),
    "page-call-to-join-as-author": (EN, {"authors": []}),
    "page-clock-in-brackets": (KO, {"published": AFTERNOON}),
    "page-date-of-a-comment": ("https://www.harbour-post.example/2019/03/gaon-chip/", {"published": "2019-03-13"}),
    "page-declared-time-is-the-change": (KO, {"published": "2024-07-31T15:30:00+09:00"}),
    "page-jsonld-of-a-home-page": (KO, {"published": AFTERNOON, "authors": ["한도윤"]}),
    "page-jsonld-of-a-video": (KO, {"published": AFTERNOON, "authors": ["한도윤"]}),
    "page-jsonld-of-other-articles": (KO, {"published": AFTERNOON, "authors": ["한도윤"], "headline": CHIP}),
    "page-kicker-in-the-h1": (EN, {"headline": CHIP_EN}),
    "page-meta-time-of-rendering": (KO, {"published": AFTERNOON}),
    "page-month-day-point-year": (KO, {"published": "2024-08-07"}),
    "page-og-title-cut-off": (
        KO,
        {"headline": "가온전자, 소형 번역 칩 공개하고 내년 봄 첫 제품 낸다…“전력은 절반”"},
    ),
    "page-payload-date-of-dotnet": (KO, {"published": AFTERNOON}),
    "page-share-buttons-as-authors": (EN, {"authors": ["Jono Gale"]}),
    "page-site-name-is-the-headline": (KO, {"headline": CHIP}),
    "page-subject-as-author": (EN, {"authors": []}),
    "page-time-in-title-attribute": (KO, {"published": "2024-08-07T15:19:04+09:00"}),
}


@pytest.fixture(scope="session")
def cases(shared_data: Path) -> Path:
    folder = shared_data.parent / "cases"
    if not folder.is_dir():
        pytest.skip("the cases do not lie beside this checkout")
    return folder


def read(page: Path, url: str) -> Extract:
    return extract(decode(page.read_bytes(), "text/html; charset=utf-8").text, url, now=NOW)


def is_told(article: Extract, field: str, expected: Any) -> bool:
    if field == "published":
        when = article.published_at
        if when is None or expected is None:
            return when is expected
        return when == datetime.fromisoformat(expected) if "T" in expected else when.date().isoformat() == expected
    found = getattr(article, field, expected)
    return bool((list(found) if isinstance(found, tuple) else found) == expected)


@pytest.mark.parametrize("name", DESCRIBED)
def test_described(cases: Path, name: str) -> None:
    url, expected = DESCRIBED[name]
    article = read(cases / name / "page.html", url)
    assert [field for field, value in expected.items() if not is_told(article, field, value)] == []


def test_headlines_bylines_and_dates_of_the_cases(cases: Path) -> None:
    wrong = []
    for case in sorted(cases.glob("page-*/case.json")):
        told = json.loads(case.read_text(encoding="utf-8"))
        if isinstance(told["expected"], dict):
            article = read(case.with_name("page.html"), told["url"])
            wanted = {
                key: told["expected"][key]
                for key in ("headline", "authors", "published")
                if key in told["expected"]
            }
            wrong += [case.parent.name for field, value in wanted.items() if not is_told(article, field, value)]
    assert wrong == []


def test_desks_and_titles_around_korean_names(cases: Path) -> None:
    desks = [list(read(page, KO).authors) for page in sorted(cases.glob("page-korean-desks-as-authors/*.html"))]
    names = [list(read(page, KO).authors) for page in sorted(cases.glob("page-korean-titles-around-names/*.html"))]
    assert desks == [[]] * 6
    assert names == [["한도윤"], ["한도윤"], ["한도윤"], ["Han Do-yoon"]]
