"""The programs on docs/python.md run as they are written there."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.items import Page, Source
from spiders.sources.base import Scope, SourceKind
from storage.database.open import open_database
from tests.storage.coverage.test_review import page, process, stored

TEXT = (Path(__file__).parents[2] / "docs" / "python.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
SENTENCE = "해솔랩 서다인 연구원은 20일 사투리를 알아듣는 음성인식 모델을 무료로 공개했다."


def program(heading: str) -> str:
    section = TEXT.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    (block,) = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    return str(block)


def run(heading: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": heading}
    exec(compile(program(heading), heading, "exec"), names)
    return names


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_coverage_table_is_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = open_database(f"sqlite:///{folder / 'coverage.sqlite'}")
    stored(database, process(1, SENTENCE))
    database.close()
    run("Read the coverage table")
    printed = capsys.readouterr().out
    assert "소식 1 https://maru.example/news/00000001" in printed
    assert " confirmed " in printed


def test_one_page_is_judged(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "page.html").write_bytes(page(1, SENTENCE).body)
    run("Judge one page")
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "covered 소식 1"
    assert printed[1].startswith("person:서다인 confirmed ")


def test_a_source_kind_is_added() -> None:
    kind: SourceKind = run("Add a source kind")["KIND"]
    source = Source(kind.name, "https://maru.example/list.txt")
    scope = Scope(zone=UTC, now=NOW)
    assert kind.first(source, scope).url == source.url
    body = "https://maru.example/1 첫째 소식\nhttps://maru.example/2 Second item\n".encode()
    listed = kind.read(source, Page(source.url, source.url, 200, (), body, NOW), scope)
    assert [(link.url, link.headline) for link in listed.links] == [
        ("https://maru.example/1", "첫째 소식"),
        ("https://maru.example/2", "Second item"),
    ]
