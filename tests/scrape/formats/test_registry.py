"""The list of formats, and what holds for each: bytes that depend on the rows alone, and nothing that is active."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from pipeline.errors import UsageError
from pipeline.items import Coverage
from scrape.formats.options import ExportOptions
from scrape.formats.registry import FORMATS, format_named, format_of_file
from scrape.options import ExportForm
from tests.scrape.formats.rows import hostile_rows, many, written

TEXT = [form.name for form in FORMATS if form.pieces is not None]
UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def test_the_command_offers_what_there_is() -> None:
    assert [form.value for form in ExportForm] == [form.name for form in FORMATS]


def test_no_two_formats_claim_one_ending() -> None:
    endings = [ending for form in FORMATS for ending in form.endings]
    assert len(set(endings)) == len(endings)
    assert all(format_of_file(Path(f"coverage{ending}")) is form for form in FORMATS for ending in form.endings)
    assert format_of_file(Path("COVERAGE.CSL.JSON")) is format_named("csl-json")
    assert format_of_file(Path("coverage.doc")) is None


def test_a_format_that_is_none_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean bibtex"):
        format_named("bibtx")


@pytest.mark.parametrize("name", [form.name for form in FORMATS])
def test_equal_rows_give_equal_bytes_that_are_never_empty(name: str) -> None:
    rows = [*hostile_rows(), *many(40)]
    assert written(name, rows) == written(name, [replace(row) for row in rows]) != written(name, rows[1:])
    assert written(name, []) == written(name, [])


@pytest.mark.parametrize("name", TEXT)
@pytest.mark.parametrize("lang", [None, "ko", "en"])
def test_nothing_that_is_not_seen_gets_into_a_text(name: str, lang: str | None) -> None:
    text = written(name, hostile_rows(), ExportOptions(lang=lang)).decode()
    assert {one for one in text if unicodedata.category(one) in UNSEEN} <= {"\n", "\r"}


@pytest.mark.parametrize("name", [form.name for form in FORMATS])
def test_rows_are_asked_for_and_not_kept(name: str) -> None:
    """A writer may go through the rows twice, and takes them one by one."""
    asked: list[int] = []

    def rows() -> Iterator[Coverage]:
        asked.append(1)
        yield from many(3)

    format_named(name).write(rows, BytesIO(), ExportOptions())
    assert 1 <= len(asked) <= 3
