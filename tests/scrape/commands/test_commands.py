"""The commands as a user types them: what they print, where, and how they end."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from scrape.demo.play import typed, write_config
from scrape.demo.press import load_press, serve_press
from storage.database.engine import Database
from storage.database.open import open_database
from storage.schema.tables import HEAD, article
from tests.scrape.shell import Ended, scrape
from tests.waiting import LIMIT, until
from tests.web import Answer, open_web

PERSON = "윤서하"
KNOWN = "http://www.saebyeok-ilbo.example/news/articleView.html?idxno=50288"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Ended]]:
    """A folder in which the invented press was read once, and how that ended."""
    folder = tmp_path_factory.mktemp("watched")
    outlets = load_press()
    with serve_press(outlets) as proxy:
        write_config(folder, proxy, outlets)
        yield folder, scrape("run", cwd=folder)


@pytest.fixture
def folder(watched: tuple[Path, Ended]) -> Path:
    return watched[0]


# --- run


def test_a_run_prints_the_new_coverage_and_an_account_that_adds_up(watched: tuple[Path, Ended]) -> None:
    ended = watched[1]
    assert ended.code == 0
    assert "외 3개 언론사" in ended.out
    account = next(line for line in ended.out.splitlines() if line.startswith("run 1:"))
    seen, parts = account.split("links seen ", 1)[1].split(";", 1)[0].split(" = ")
    assert int(seen) == sum(int(part.rsplit(" ", 1)[1]) for part in parts.split(" + "))


def test_a_second_run_adds_nothing(folder: Path) -> None:
    ended = scrape("run", cwd=folder)
    assert ended.code == 0
    assert "no new coverage" in ended.out
    assert "new coverage 0" in ended.out


def test_a_name_that_is_not_on_the_watchlist_is_matched_by_itself(folder: Path, tmp_path: Path) -> None:
    ended = scrape(
        "run", "--person", "한도경", cwd=folder, SCRAPE_DATABASE=f"sqlite:///{tmp_path / 'other.sqlite'}"
    )
    assert ended.code == 0
    assert "한도경 is not on the watchlist: matched by that name alone" in ended.err


def test_a_replay_gives_the_same_table_without_the_network(folder: Path, tmp_path: Path) -> None:
    config = (folder / "scrape.toml").read_text(encoding="utf-8")
    lines = ['proxy = "http://127.0.0.1:9"' if line.startswith("proxy") else line for line in config.splitlines()]
    (tmp_path / "scrape.toml").write_text("\n".join(lines), encoding="utf-8")
    archives = sorted((folder / "archive").glob("*.warc.gz"))
    ended = scrape("run", "--replay", *archives, cwd=tmp_path)
    assert ended.code == 0
    tables = [scrape("coverage", "--format", "csv", cwd=one).out.splitlines() for one in (folder, tmp_path)]
    # Keys and times of the run differ; what was found does not.
    columns = [list(csv.DictReader(table)) for table in tables]
    keys = ("month", "headline", "url", "outlet", "status", "mention_count")
    assert [[row[key] for key in keys] for row in columns[0]] == [[row[key] for key in keys] for row in columns[1]]
    assert len(columns[0]) >= 4


def test_what_is_not_in_a_replayed_archive_is_named(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "scrape.toml").write_text(
        "[[person]]\nname = '윤서하'\n[[source]]\nkind = 'feed'\nurl = 'http://nowhere.example/rss'\n",
        encoding="utf-8",
    )
    archive = next(iter((folder / "archive").glob("*.warc.gz")))
    ended = scrape("run", "--replay", archive, cwd=tmp_path)
    assert ended.code == 3
    assert "source failed: feed http://nowhere.example/rss: not in archive" in ended.err


def test_no_source_could_be_read(tmp_path: Path) -> None:
    with open_web() as web:
        feed = web.host().at("/rss", Answer(500))
        write(tmp_path, feed)
        ended = scrape("run", cwd=tmp_path)
    assert ended.code == 3
    assert f"source failed: feed {feed}: HTTP 500" in ended.err


def test_a_source_that_fails_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    with open_web() as web:
        bad = web.host().at("/bad", Answer(body=b"<html>no feed</html>"))
        good = web.host().at("/good", Answer(body=b"<rss version='2.0'><channel><title>t</title></channel></rss>"))
        write(tmp_path, bad, good)
        ended = scrape("run", cwd=tmp_path)
    assert ended.code == 0
    assert f"source failed: feed {bad}" in ended.err


def test_an_interrupted_run_keeps_what_it_has(tmp_path: Path) -> None:
    page = (
        "<html><head><title>윤서하 인터뷰</title><meta property='og:type' content='article'></head><body><article>"
        "<h1>윤서하 인터뷰</h1>"
        + "<p>윤서하 수석연구원은 20일 새 음성인식 모델을 소개했다고 밝혔다.</p>" * 6
        + "</article></body></html>"
    )
    held = threading.Event()
    with open_web() as web:
        quick = web.host(1).at("/news/20261120001", Answer(body=page.encode()))
        slow = web.host(2).at("/news/20261120002", Answer(held=held))
        items = "".join(f"<item><title>윤서하</title><link>{url}</link></item>" for url in (quick, slow))
        body = f"<rss version='2.0'><channel><title>t</title>{items}</channel></rss>"
        write(tmp_path, web.host(3).at("/rss", Answer(body=body.encode())))
        open_database(f"sqlite:///{tmp_path}/coverage.sqlite").close()
        process = subprocess.Popen(
            [sys.executable, "-m", "scrape.cli", "run"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "XDG_STATE_HOME": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            until(lambda: web.host(2).began("/news/20261120002") and headlines(tmp_path) == ["윤서하 인터뷰"])
            process.send_signal(signal.SIGINT)
            held.set()
            out, err = process.communicate(timeout=LIMIT)
        finally:
            process.kill()
            process.communicate()
    assert process.returncode == 130, out + err
    assert "Traceback" not in out + err
    assert "윤서하 인터뷰" in headlines(tmp_path)


def headlines(folder: Path) -> list[str]:
    """The headlines of all articles in the database of a folder."""
    with closing(Database(f"sqlite:///{folder}/coverage.sqlite")) as database, database.read() as connection:
        return list(connection.execute(sa.select(article.c.headline)).scalars())


def write(folder: Path, *feeds: str) -> None:
    tables = "".join(f"\n[[source]]\nkind = 'feed'\nurl = '{feed}'\n" for feed in feeds)
    (folder / "scrape.toml").write_text(
        "[crawl]\ndelay_seconds = 0\nretries = 0\nallow_private_addresses = true\n[[person]]\nname = '윤서하'\n"
        + tables,
        encoding="utf-8",
    )


# --- wrong usage and configuration


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["run", "--person", ""], "--person needs a name"),
        (["run", "--since", "yesterday"], "--since"),
        (["run", "somefile.warc.gz"], "did you mean --replay somefile.warc.gz?"),
        (["run", "--replay", "nowhere.warc.gz"], "nowhere.warc.gz"),
        (["nonsense"], "nonsense"),
        (["coverage", "--format", "xml"], "xml"),
        (["coverage", "--since", "2024-13"], "2024-13"),
        (["sql", "DELETE FROM article"], "read"),
        (["sql", "SELECT 1; SELECT 2"], "one"),
        (["try", "no-such-file"], "no-such-file"),
        (["why", "not an address"], "not an address"),
        (["--config", "missing.toml", "run"], "missing.toml: no such file"),
        (["sources", "add", "ftp://files.example/x"], "ftp://files.example/x"),
        (["sources", "remove", "http://nowhere.example/rss"], "http://nowhere.example/rss"),
        (["outlets", "no such outlet"], "no such outlet"),
    ],
)
def test_wrong_usage_is_one_line_and_ends_with_2(folder: Path, arguments: list[str], says: str) -> None:
    ended = scrape(*arguments, cwd=folder)
    assert (ended.code, ended.out) == (2, "")
    assert says in ended.err
    assert len(ended.err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[[person]]\nnam = 'x'\n", "[[person]] number 1"),
        ("[crawl]\ndelay_seconds = 'much'\n", "[crawl]: key 'delay_seconds': expected a number"),
        ("[[source]]\nkind = 'fead'\nurl = 'http://x.example/'\n", "did you mean 'feed'?"),
        ("[[person\n", "not valid TOML"),
        ("[[person]]\nname = '가'\n[[person]]\nname = '가'\n", "give each its own, e.g. id"),
    ],
)
def test_bad_configuration_names_file_table_and_key(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "scrape.toml").write_text(text, encoding="utf-8")
    ended = scrape("run", cwd=tmp_path)
    assert ended.code == 2
    assert "scrape.toml" in ended.err
    assert says in ended.err


def test_nobody_is_tracked(tmp_path: Path) -> None:
    ended = scrape("run", cwd=tmp_path)
    assert ended.code == 2
    assert "nobody is tracked" in ended.err


def test_init_writes_a_configuration_and_never_over_one(tmp_path: Path) -> None:
    assert scrape("init", cwd=tmp_path).code == 0
    before = (tmp_path / "scrape.toml").read_bytes()
    again = scrape("init", cwd=tmp_path)
    assert again.code == 2
    assert "already exists and was not changed" in again.err
    assert (tmp_path / "scrape.toml").read_bytes() == before
    assert scrape("watchlist", cwd=tmp_path).code == 0


# --- what is stored


def test_the_table_for_a_home_page(folder: Path) -> None:
    lines = scrape("coverage", "--person", PERSON, "--format", "markdown", cwd=folder).out.splitlines()
    assert lines[0] == "Year | Headline | Press"
    assert all(line.count(" | ") == 2 for line in lines[2:])
    assert any("외 3개 언론사" in line for line in lines)


def test_json_rows_name_their_entity_and_the_other_outlets(folder: Path) -> None:
    rows = json.loads(scrape("coverage", "--person", PERSON, "--format", "json", cwd=folder).out)
    assert {row["entity"]["name"] for row in rows} == {PERSON}
    assert any(len(row["other_outlets"]) == 3 for row in rows)


def test_all_lists_every_article_and_output_goes_to_a_file(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    ended = scrape("coverage", "--all", "--format", "csv", "--output", file, cwd=folder)
    assert ended.out == ""
    folded = scrape("coverage", "--format", "csv", cwd=folder).out
    rows = [list(csv.reader(io.StringIO(text))) for text in (file.read_text(encoding="utf-8-sig"), folded)]
    assert len(rows[0]) > len(rows[1])


def test_since_and_until_are_days_or_months(folder: Path) -> None:
    def headlines(*options: str) -> list[str]:
        return [
            row["month"] for row in json.loads(scrape("coverage", *options, "--format", "json", cwd=folder).out)
        ]

    assert set(headlines("--since", "2024-09")) == {"2024-09"}
    assert set(headlines("--until", "2024-08")) == {"2024-08"}


def test_sql_answers_a_question(folder: Path) -> None:
    ended = scrape("sql", "SELECT count(*) AS n FROM media_coverage WHERE status = 'confirmed'", cwd=folder)
    assert ended.out.split()[0] == "n"
    assert int(ended.out.split()[-1]) >= 4


def test_try_shows_what_is_made_of_a_page_and_stores_nothing(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "press-release.txt"
    page.write_text(
        "온결연구소, 새 모델 공개\n\n윤서하 수석연구원은 20일 새 모델을 공개했다고 밝혔다.\n" * 3, encoding="utf-8"
    )
    before = scrape("sql", "SELECT count(*) FROM article", cwd=folder).out
    ended = scrape("try", page, cwd=folder)
    assert ended.code == 0
    assert PERSON in ended.out
    assert "covered" in ended.out
    assert scrape("sql", "SELECT count(*) FROM article", cwd=folder).out == before


def test_why_tells_how_an_article_came_in(folder: Path) -> None:
    url = json.loads(scrape("coverage", "--person", PERSON, "--format", "json", cwd=folder).out)[0]["url"]
    ended = scrape("why", url, cwd=folder)
    assert ended.code == 0
    assert all(word in ended.out for word in ("offered", "fetched", "confirmed"))


def test_why_tells_that_an_address_was_never_seen(folder: Path) -> None:
    ended = scrape("why", "https://nowhere.example/news/1", cwd=folder)
    assert ended.code == 0
    assert "never" in ended.out


def test_what_is_doubted_is_listed_explained_and_decided(folder: Path, tmp_path: Path) -> None:
    copy = f"sqlite:///{tmp_path / 'coverage.sqlite'}"
    (tmp_path / "coverage.sqlite").write_bytes((folder / "coverage.sqlite").read_bytes())
    found = scrape(
        "sql", "SELECT id FROM media_coverage WHERE status = 'rejected'", cwd=folder, SCRAPE_DATABASE=copy
    )
    key = found.out.splitlines()[1].split()[0]
    scrape("review", "--accept", key, cwd=folder, SCRAPE_DATABASE=copy)
    assert scrape("review", "--reopen", key, cwd=folder, SCRAPE_DATABASE=copy).out == "1 row waiting again\n"
    listed = scrape("review", cwd=folder, SCRAPE_DATABASE=copy).out.splitlines()
    groups = {line.split()[0] for line in listed if re.match(r"g\d+ ", line)}
    assert f"g{key}" in groups
    explained = scrape("review", "--explain", key, cwd=folder, SCRAPE_DATABASE=copy)
    assert "confidence" in explained.out
    assert "+" in explained.out
    decided = scrape("review", "--reject", key, cwd=folder, SCRAPE_DATABASE=copy)
    assert "1 row decided" in decided.out
    for group in groups - {f"g{key}"}:
        scrape("review", "--reject", group, cwd=folder, SCRAPE_DATABASE=copy)
    assert scrape("review", cwd=folder, SCRAPE_DATABASE=copy).out == "nothing is waiting for review\n"
    missing = scrape("review", "--accept", "999", cwd=folder, SCRAPE_DATABASE=copy)
    assert (missing.code, "there is no row 999" in missing.err) == (2, True)


def test_the_sources_and_how_they_fare(folder: Path) -> None:
    listed = scrape("sources", "list", cwd=folder)
    assert listed.code == 0
    assert "links" in listed.out
    checked = scrape("sources", "check", cwd=folder)
    assert checked.code == 0
    assert checked.out.count("none") == 5
    assert checked.err == "5 of 5 sources work\n"


def test_an_address_is_recognised_and_written_down(tmp_path: Path) -> None:
    (tmp_path / "scrape.toml").write_text(
        "# mine\n[crawl]\nallow_private_addresses = true\n[[person]]\nname = '윤서하'\n", encoding="utf-8"
    )
    with open_web() as web:
        rss = web.host().at("/rss", Answer(body=b"<rss version='2.0'><channel><title>t</title></channel></rss>"))
        home = web.host().at(
            "/",
            Answer(body=b"<html><head><link rel='alternate' type='application/rss+xml' href='/rss'></head></html>"),
        )
        found = scrape("sources", "add", home, cwd=tmp_path)
    assert f"added to scrape.toml: feed {rss}" in found.out
    text = (tmp_path / "scrape.toml").read_text(encoding="utf-8")
    assert text.startswith("# mine\n")
    assert text.count("[[source]]") >= 4  # the default ones stay in force
    removed = scrape("sources", "remove", rss, cwd=tmp_path)
    assert removed.code == 0
    assert rss not in (tmp_path / "scrape.toml").read_text(encoding="utf-8")


def test_reprocess_changes_nothing_when_nothing_changed(folder: Path) -> None:
    before = scrape("coverage", "--all", "--status", "all", "--format", "csv", cwd=folder).out
    assert scrape("reprocess", cwd=folder).code == 0
    assert scrape("coverage", "--all", "--status", "all", "--format", "csv", cwd=folder).out == before


def test_the_schema_is_told_and_brought_up_to_date(folder: Path) -> None:
    assert scrape("db", "upgrade", cwd=folder).code == 0
    assert f"schema {HEAD}, this program needs {HEAD}" in scrape("db", "current", cwd=folder).out


def test_the_demo_prints_the_table_and_commands_that_can_be_pasted(tmp_path: Path) -> None:
    ended = scrape("demo", "--folder", "a demo", cwd=tmp_path)
    assert ended.code == 0
    assert "Year | Headline | Press" in ended.out
    hints = ended.out.split("Ask further, for example:\n")[1]
    commands = [shlex.split(line) for line in hints.splitlines() if line.startswith("  ")]
    assert [words[3] for words in commands[:-1]] == ["sql", "coverage", "why"]
    for program, *words in commands:
        assert shutil.which(program, path=os.environ["PATH"]) is not None
        assert scrape(*words, cwd=tmp_path).code == 0


def test_a_command_is_shown_as_the_shell_can_find_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "environment" / "bin" / "scrape"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", "/nowhere")
    assert typed(program, tmp_path) == "./environment/bin/scrape"
    assert typed(program, tmp_path / "elsewhere") == str(program)
    monkeypatch.setenv("PATH", str(program.parent))
    assert typed(program, tmp_path) == "scrape"
