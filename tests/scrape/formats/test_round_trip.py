"""What is exported is read back: import(export(x)) = x, whatever strangers wrote."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.dates import month_of
from pipeline.items import Coverage
from scrape.formats.options import ExportOptions
from scrape.output.export import one_line, press_cell
from scrape.table.read import read_table
from scrape.table.written import WrittenRow
from tests.scrape.formats.rows import HOSTILE, ROW, words, written

FORMS = ("md", "csv", "xlsx", "html")
Words = tuple[str, str, str, str]


def read_back(name: str, rows: list[Coverage], lang: str | None = None) -> tuple[WrittenRow, ...]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"table.{name}"
        content = written(name, rows, ExportOptions(lang=lang))
        file.write_bytes(content if name != "csv" else b"\xef\xbb\xbf" + content)
        return read_table(file).rows


def said(row: Coverage, lang: str | None = None) -> Words:
    """Month, headline, address and label of a row, without what is no character of XML."""
    words = (row.headline, press_cell(row, lang))
    headline, label = (one_line(text.translate(dict.fromkeys((0xFFFE, 0xFFFF)))) for text in words)
    return row.month or "", headline, row.url, label


def read(row: WrittenRow) -> Words:
    words = (row.headline, row.label)
    headline, label = (one_line(text.translate(dict.fromkeys((0xFFFE, 0xFFFF)))) for text in words)
    return month_of(row.month) or row.month, headline, row.url, label


@st.composite
def rows(draw: st.DrawFn) -> list[Coverage]:
    """Rows newest first, each with words and a month of its own, and an address that differs."""
    told = st.builds(
        lambda text, outlet, month, others, lang: replace(
            ROW,
            headline=text,
            outlet=outlet,
            month=month,
            published_on=None,
            published_at=None,
            other_outlets=others,
            language=lang,
        ),
        words().filter(lambda text: bool(one_line(text))),
        words().filter(lambda text: bool(one_line(text))),
        st.builds("{:04}-{:02}".format, st.integers(2000, 2026), st.integers(1, 12)),
        st.sampled_from([(), ("새벽일보",), ("새벽일보", "한빛경제")]),
        st.sampled_from(["ko", "en"]),
    )
    made = sorted(draw(st.lists(told, min_size=1, max_size=4)), key=lambda row: row.month or "", reverse=True)
    return [
        replace(row, id=key, article_id=key, story_id=key, url=f"https://nuri.example/view/{key}?a=1&b=%20x#top")
        for key, row in enumerate(made, 1)
    ]


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(made=rows())
def test_what_is_exported_is_read_back(name: str, made: list[Coverage]) -> None:
    assert list(map(read, read_back(name, made))) == list(map(said, made))


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_it_is_read_back_in_either_language(name: str, lang: str) -> None:
    one = replace(ROW, published_on=None, published_at=None)
    two = replace(one, id=2, story_id=2, article_id=2, headline="둘째", language="en", url="https://b.example/")
    assert [read(row) for row in read_back(name, [one, two], lang)] == [said(one, lang), said(two, lang)]


@pytest.mark.parametrize("name", FORMS)
def test_hostile_rows_are_read_back_row_by_row(name: str) -> None:
    at = replace(ROW, published_on=None, published_at=None)
    made = [
        replace(
            at, id=key, story_id=key, article_id=key, headline=text, outlet=text, url=f"https://b.example/{key}"
        )
        for key, text in enumerate(HOSTILE, 1)
        if len(text) < 1_000
    ]
    assert list(map(read, read_back(name, made))) == list(map(said, made))
