"""Real pages that are changed where their article is not: what is read of them stays."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from benchmarks.extraction import NOW, read_pages
from benchmarks.extraction_changes import CHANGES
from benchmarks.extraction_scoring import score
from pipeline.extract import Extract, extract
from pipeline.items import DateSource, HeadlineSource

pytestmark = pytest.mark.shared

PAGES = 24
FALL = 0.02  # of body F1
# What a change takes away. Where a field was read there, or guessed from all there is, it was the only witness;
# it may also be what told a label (Title:) or the outlet's name from the headline, which then stay beside it.
TAKEN: dict[str, set[DateSource | HeadlineSource]] = {
    "no-jsonld": {DateSource.JSON_LD, HeadlineSource.JSON_LD},
    "no-meta": {DateSource.META, DateSource.CHANGE, HeadlineSource.OG},
}
Read = dict[str, Extract]


def sampled(shared_data: Path) -> list[tuple[dict[str, Any], str]]:
    pages = [(row, html) for row, html in read_pages(shared_data / "pages-dev") if row["kind"] == "body"]
    pages.sort(key=lambda page: hashlib.sha256(page[0]["id"].encode()).hexdigest())
    return pages[:PAGES]


def read(pages: list[tuple[dict[str, Any], str]]) -> Read:
    return {row["id"]: extract(html, row["url"] or "", now=NOW) for row, html in pages}


def body_f1(pages: list[tuple[dict[str, Any], str]], articles: Read) -> float:
    figures = score([row for row, _ in pages], {key: {"text": article.text} for key, article in articles.items()})
    return float(figures.figures()["body_f1"] or 0)


def day(article: Extract) -> str:
    return "" if article.published_at is None else f"{article.published_at:%Y-%m-%d}"


def _stays(headline: str, other: str, *, alone: bool) -> bool:
    return headline == other if alone else headline in other


@pytest.fixture(scope="module")
def pages(shared_data: Path) -> list[tuple[dict[str, Any], str]]:
    return sampled(shared_data)


@pytest.fixture(scope="module")
def before(pages: list[tuple[dict[str, Any], str]]) -> Read:
    return read(pages)


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_read_of_a_changed_page_stays(
    pages: list[tuple[dict[str, Any], str]], before: Read, name: str
) -> None:
    changed = [(row, CHANGES[name](html)) for row, html in pages]
    after = read(changed)
    taken = TAKEN.get(name, set())
    moved = {
        key: (article.headline, after[key].headline, day(article), day(after[key]))
        for key, article in before.items()
        if not (article.headline_source in taken or _stays(article.headline, after[key].headline, alone=not taken))
        or (day(article) != day(after[key]) and article.date_source not in taken | {DateSource.HTMLDATE})
    }
    assert moved == {}
    assert body_f1(pages, after) >= body_f1(pages, before) - FALL
