"""Behind the table of the first page lies the export of just its rows."""

from __future__ import annotations

import csv
import io
import json

import pytest

from scrape.formats.registry import FORMATS, ExportFormat
from storage.database.engine import Database
from tests.scrape.web.serving import Pages
from tests.storage.report.newsroom import HARAM, Newsroom


@pytest.fixture
def newsroom(database: Database) -> Newsroom:
    with database.write() as connection:
        room = Newsroom(connection)
        for number in range(70):
            room.publish(f"2026-11-{number % 20 + 1:02}", headline=f"소식 {number}")
        room.publish("2026-10-02", who=(HARAM,), headline='=HYPERLINK("x")')
    return room


def test_the_whole_list_is_exported_and_nothing_else(newsroom: Newsroom, pages: Pages) -> None:
    page = pages.get("/?who=person:윤서하&since=2026-11-05")
    address = next(link for link in page.links if link.startswith("/coverage.json"))
    answer = pages.get(address)
    assert answer.headers["content-disposition"] == 'attachment; filename="coverage.json"'
    assert len(json.loads(answer.text)) == 54
    sheet = pages.get(address.replace(".json", ".csv")).text
    assert sheet.startswith("\ufeff")
    assert len(list(csv.reader(io.StringIO(sheet)))) == 55


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.name)
def test_every_format_is_there(newsroom: Newsroom, pages: Pages, form: ExportFormat) -> None:
    answer = pages.get(f"/coverage{form.endings[0]}?who=person:박하람")
    assert answer.status == 200
    assert answer.headers["content-type"].split(";")[0] == form.media_type.split(";")[0]
    assert "HYPERLINK" in answer.text or answer.text.startswith("PK")


def test_what_cannot_be_exported_is_said(newsroom: Newsroom, pages: Pages) -> None:
    assert pages.get("/coverage.doc").status == 404
    assert pages.get("/coverage.csv?since=2024.13").status == 400
