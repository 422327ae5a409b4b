"""Watchlists of several machines on one database, as their users see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scrape.shell import Ended, scrape

RUNS = 3  # no source answers, but the run began


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/coverage.sqlite"


def machine(folder: Path, *names: str, more: str = "") -> Path:
    folder.mkdir(exist_ok=True)
    people = "".join(f"[[person]]\nname = '{name}'\n" for name in names)
    source = "[[source]]\nkind = 'feed'\nurl = 'http://127.0.0.1:9/rss'\n" if names else ""
    crawl = "[crawl]\nretries = 0\nworkers = 1\nallow_private_addresses = true\n"
    (folder / "scrape.toml").write_text(crawl + more + people + source, encoding="utf-8")
    return folder


def run(folder: Path, database: str) -> Ended:
    return scrape("run", cwd=folder, SCRAPE_DATABASE=database)


def tracked(folder: Path, database: str) -> str:
    statement = "SELECT name FROM entity WHERE tracked ORDER BY name"
    return scrape("sql", statement, cwd=folder, SCRAPE_DATABASE=database).out


def test_an_old_file_is_refused_until_it_is_put_in_force(tmp_path: Path, database: str) -> None:
    one, two = machine(tmp_path / "one", "윤서하"), machine(tmp_path / "two", "윤서하", "박하람")
    assert [run(one, database).code, run(two, database).code] == [RUNS, RUNS]
    refused = run(one, database)
    assert refused.code == 2
    assert refused.err.startswith(
        f"scrape: {one / 'scrape.toml'}: its watchlist is older than that of {two / 'scrape.toml'},"
    )
    assert refused.err.count("\n") == 1
    assert "박하람" in tracked(one, database)
    assert "its watchlist is older" in scrape("status", cwd=one, SCRAPE_DATABASE=database).out
    assert "its watchlist is older" not in scrape("status", cwd=two, SCRAPE_DATABASE=database).out
    ended = scrape("watchlist", "--make-newest", cwd=one, SCRAPE_DATABASE=database)
    assert ended == Ended(0, "1 names and 1 sources are in force\n", "")
    assert "박하람" not in tracked(one, database)
    assert [run(one, database).code, run(two, database).code] == [RUNS, 2]


def test_one_file_may_go_back_and_forth(tmp_path: Path, database: str) -> None:
    for names in (("윤서하",), ("윤서하", "박하람"), ("윤서하",)):
        assert run(machine(tmp_path / "one", *names), database).code == RUNS
        assert ("박하람" in tracked(tmp_path / "one", database)) == ("박하람" in names)


def test_a_machine_takes_the_watchlist_from_the_database(tmp_path: Path, database: str) -> None:
    one = machine(tmp_path / "one", "윤서하")
    two = machine(tmp_path / "two", more="[watchlist]\nfrom = 'database'\n")
    assert "there is no" in run(two, database).err
    run(one, database)
    assert "윤서하" in scrape("watchlist", cwd=two, SCRAPE_DATABASE=database).out
    assert "http://127.0.0.1:9/rss" in scrape("sources", "list", cwd=two, SCRAPE_DATABASE=database).out
    assert run(two, database).code == RUNS
    run(machine(tmp_path / "one", "윤서하", "박하람"), database)
    assert run(two, database).code == RUNS
    assert "박하람" in tracked(two, database)


def test_lists_stand_in_one_place(tmp_path: Path, database: str) -> None:
    two = machine(tmp_path / "two", "윤서하", more="[watchlist]\nfrom = 'database'\n")
    ended = run(two, database)
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "take them out here" in ended.err
    ended = run(machine(tmp_path / "three", "윤서하", more="[watchlist]\nfrom = 'elsewhere'\n"), database)
    assert "expected 'file' or 'database'; got 'elsewhere'" in ended.err
