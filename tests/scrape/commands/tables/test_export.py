"""`scrape export`, from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage.articles.rows import Judgement, save
from storage.database.open import open_database
from tests.scrape.shell import scrape, watch
from tests.storage.deeds import IDS, NOW, SOME, names_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database holds some articles."""
    folder = tmp_path_factory.mktemp("stored")
    watch(folder)
    database = open_database(f"sqlite:///{folder}/coverage.sqlite")
    sets = names_of(database)
    with database.write() as connection:
        for page in SOME:
            save(connection, page.outcome(), Judgement(IDS, sets.current), NOW)
    database.close()
    return folder


def test_json_lines_are_the_objects_of_json(folder: Path) -> None:
    whole = ("export", "--all", "--status", "all", "--format")
    lines = scrape(*whole, "jsonl", cwd=folder).out.splitlines()
    assert [json.loads(line) for line in lines] == json.loads(scrape(*whole, "json", cwd=folder).out)
    assert len(lines) > 1


def test_without_a_format_it_is_the_table_of_a_home_page(folder: Path) -> None:
    ended = scrape("export", "--status", "all", cwd=folder)
    assert ended == scrape("coverage", "--status", "all", "--format", "markdown", cwd=folder)
