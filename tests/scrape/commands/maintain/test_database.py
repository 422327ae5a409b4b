"""Commands that look after a large database: checking the counts it keeps, and listing but the newest."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from storage.articles.rows import Judgement, save
from storage.database.open import open_database
from storage.schema.tables import article, story
from storage.stories.by_hand import split
from tests.scrape.shell import scrape, watch
from tests.storage.deeds import IDS, NOW, SOME, names_of


@pytest.fixture
def folder(database_url: str, tmp_path: Path) -> Path:
    """A folder whose database holds some stories."""
    watch(tmp_path)
    database = open_database(database_url)
    sets = names_of(database)
    with database.write() as connection:
        for page in SOME:
            save(connection, page.outcome(), Judgement(IDS, sets.current), NOW)
        split(connection, connection.execute(sa.select(sa.func.min(article.c.id))).scalar_one(), NOW)
    database.close()
    return tmp_path


def test_wrong_counts_are_told_and_put_right(folder: Path, database_url: str) -> None:
    def check(*arguments: str) -> tuple[int, str]:
        ended = scrape("db", "check", *arguments, cwd=folder, SCRAPE_DATABASE=database_url)
        return ended.code, ended.out

    right = (0, "all stored counts are correct\n")
    assert check() == right
    database = open_database(database_url)
    with database.write() as connection:
        key = connection.execute(sa.select(sa.func.min(story.c.id))).scalar_one()
        connection.execute(sa.update(story).where(story.c.id == key).values(outlets=77))
    database.close()
    code, out = check()
    assert code == 1
    assert f"story {key}: 77 is stored, " in out
    assert "wrong counts: 1; correct them with: scrape db check --repair" in out
    code, out = check("--repair")
    assert (code, "wrong counts corrected: 1" in out) == (0, True)
    assert check() == right


def test_what_a_search_does_not_find_is_told_and_mended(folder: Path, database_url: str) -> None:
    def check(*arguments: str) -> tuple[int, str]:
        ended = scrape("db", "check", *arguments, cwd=folder, SCRAPE_DATABASE=database_url)
        return ended.code, ended.out

    database = open_database(database_url)
    with database.write() as connection:
        connection.execute(sa.update(article).values(text=article.c.text + " 덧붙인 말"))
    is_lost = database.is_sqlite  # PostgreSQL keeps its index itself
    database.close()
    code, out = check()
    assert code == int(is_lost)
    assert ("articles that a search does not find, of 1,000 at random: " in out) is is_lost
    assert check("--repair")[0] == 0
    assert check() == (0, "all stored counts are correct\n")


def test_the_newest_stories_are_listed(folder: Path, database_url: str) -> None:
    def stories(*arguments: str) -> list[str]:
        listed = scrape("stories", "list", "--all", *arguments, cwd=folder, SCRAPE_DATABASE=database_url)
        assert listed.code == 0, listed.err
        return listed.out.splitlines()

    everything = stories()
    newest = stories("--limit", "1")
    assert 1 < len(newest) < len(everything)
    assert [line.split() for line in newest] == [line.split() for line in everything[: len(newest)]]
    assert stories("--limit", "99") == everything
