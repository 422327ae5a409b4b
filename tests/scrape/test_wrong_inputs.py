"""Wrong inputs: each is answered in words that say what is wrong, where, and what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.scrape.shell import Ended, scrape, watch

PERSON = "[[person]]\nname = '윤서하'\n"
A_TIME = 'expected a year such as 2020, a month such as "2020-06" or a day such as "2020-06-01"'
OUTLET = "[[outlet]]\nname = '새벽일보'\ndomains = ['saebyeok.example']\n"


@pytest.fixture
def stored(tmp_path: Path, sqlite_template: Path) -> Path:
    """A folder with a configuration and an empty database."""
    watch(tmp_path)
    shutil.copyfile(sqlite_template, tmp_path / "coverage.sqlite")
    return tmp_path


def refusal(ended: Ended) -> str:
    """The one line of a command that was refused for wrong usage or configuration."""
    (line,) = ended.err.splitlines()
    assert (ended.code, ended.out) == (2, "")
    return line.removeprefix("scrape: ").removeprefix("scrape.toml: ")


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("[crawl]\ndelay = 3\n", "[crawl]: key 'delay'", "no such key; did you mean 'delay_seconds'?"),
        (
            "[archive]\nzzz = 3\n",
            "[archive]: key 'zzz'",
            "no such key; known are enabled, folder, spool, keep_days",
        ),
        ("[person]\nname = 'x'\n", "key 'person'", "write [[person]], with two pairs of brackets"),
        ("[[crawl]]\nretries = 1\n", "[crawl]", "write [crawl], with one pair of brackets"),
        ("x = " + "[" * 5000 + "]" * 5000, "not valid TOML", "its lists or tables are nested too deeply"),
        (
            "[[person]]\nname = '...'\n",
            "[[person]] number 1 (...): key 'name'",
            "expected a name: it has no letter and no digit; got '...'",
        ),
        (
            PERSON + "aliases = ['-']\n",
            "[[person]] number 1 (윤서하): key 'aliases.1'",
            "expected a name: it has no letter and no digit; got '-'",
        ),
        (
            PERSON + "aliases = [3]\n",
            "[[person]] number 1 (윤서하): key 'aliases.1'",
            "expected text in quotes; got 3",
        ),
        (
            PERSON + "affiliations = [{ name = '새벽대학교', since = 2021, until = '2020-06' }]\n",
            "[[person]] number 1 (윤서하): key 'affiliations.1'",
            "since (2021) is after until (2020-06)",
        ),
        (
            PERSON + "titles = [{ name = '소장', since = 'May 2020' }]\n",
            "[[person]] number 1 (윤서하): key 'titles.1.since'",
            f"{A_TIME}; got 'May 2020'",
        ),
        (
            "[[outlet]]\nname = '새벽일보'\ndomains = []\n",
            "[[outlet]] number 1 (새벽일보): key 'domains'",
            "expected a list with something in it",
        ),
        (
            "[[outlet]]\nname = '새벽일보'\ndomains = ['https://saebyeok.example:81/news']\n",
            "[[outlet]] number 1 (새벽일보): key 'domains.1'",
            "expected a domain; did you mean 'saebyeok.example'?; got 'https://saebyeok.example:81/news'",
        ),
        (
            "[[outlet]]\nname = '새벽일보'\ndomains = ['새벽 일보']\n",
            "[[outlet]] number 1 (새벽일보): key 'domains.1'",
            "expected a domain such as \"news.example.org\"; got '새벽 일보'",
        ),
        (
            OUTLET + "wire = true\nportal = true\n",
            "[[outlet]] number 1 (새벽일보)",
            "only one of wire, newsroom and portal may be true",
        ),
        (
            OUTLET + "language = 'korean'\n",
            "[[outlet]] number 1 (새벽일보): key 'language'",
            'expected the two letters of a language, such as "ko" or "en"; got \'korean\'',
        ),
        (
            OUTLET + "naver_oid = '1'\n",
            "[[outlet]] number 1 (새벽일보): key 'naver_oid'",
            "expected three digits in quotes, such as \"001\"; got '1'",
        ),
        (
            "[[source]]\nkind = 'feed'\nurl = 'http://a.example:99999/rss'\n",
            "[[source]] number 1 (http://a.example:99999/rss): key 'url'",
            "not an address: its port is no number from 0 to 65535; got 'http://a.example:99999/rss'",
        ),
        (
            "[crawl]\nproxy = 'http://[::1'\n",
            "[crawl]: key 'proxy'",
            "not an address: its host name is malformed; got 'http://[::1'",
        ),
        ("[[source]]\nkind = 'feed'\n", "[[source]] number 1", "a source of kind 'feed' needs a url"),
        ("[crawl]\nretries = true\n", "[crawl]: key 'retries'", "expected a whole number; got true"),
        ("[crawl]\nper_host = 17\n", "[crawl]: key 'per_host'", "expected at most 16; got 17"),
        ("[crawl]\ndelay_seconds = nan\n", "[crawl]: key 'delay_seconds'", "expected at most 300; got nan"),
        ("[daemon]\nmetrics_port = 99999\n", "[daemon]: key 'metrics_port'", "expected at most 65535; got 99999"),
        (
            "[daemon]\nmin_interval_minutes = 120\nmax_interval_hours = 1\n",
            "[daemon]",
            "min_interval_minutes is longer than max_interval_hours",
        ),
        (
            "[notify]\ncoverage = 'weekly'\n",
            "[notify]: key 'coverage'",
            "expected 'off', 'new' or 'daily'; got 'weekly'",
        ),
    ],
)
def test_a_wrong_configuration(tmp_path: Path, text: str, where: str, said: str) -> None:
    (tmp_path / "scrape.toml").write_text(text, encoding="utf-8")
    assert refusal(scrape("watchlist", cwd=tmp_path)) == f"{where}: {said}"


def test_each_mistake_has_its_own_line(tmp_path: Path) -> None:
    (tmp_path / "scrape.toml").write_text("[crawl]\nretries = 99\nworkers = 'many'\n", encoding="utf-8")
    assert scrape("watchlist", cwd=tmp_path).err.splitlines() == [
        "scrape: scrape.toml: [crawl]: key 'retries': expected at most 10; got 99",
        "scrape: scrape.toml: [crawl]: key 'workers': expected a whole number; got 'many'",
    ]


def test_a_day_of_toml_is_a_day(tmp_path: Path) -> None:
    text = PERSON + "affiliations = [{ name = '새벽대학교', since = 2020-03-01, until = 2020-12-31 }]\n"
    (tmp_path / "scrape.toml").write_text(text, encoding="utf-8")
    assert scrape("watchlist", cwd=tmp_path).code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["coverage", "--person", "윤서핫"],
            "윤서핫 is not on the watchlist, and was never looked for; did you mean 윤서하?",
        ),
        (
            ["review", "--person", "한도경"],
            "한도경 is not on the watchlist, and was never looked for; see: scrape watchlist",
        ),
        (["stories", "list", "--company", "윤서하"], "윤서하 is tracked as a person; use --person"),
        (
            ["run", "--person", "윤서핫"],
            "윤서핫 is not on the watchlist; did you mean 윤서하? To look for 윤서핫 itself, add it to scrape.toml",
        ),
        (["run", "--person", "…"], "--person needs a name; '…' has no letter and no digit"),
        (["run", "--since", "2199"], "--since 2199-01-01 is in the future"),
        (
            ["coverage", "--since", "2024-08", "--until", "2024-07"],
            "--since 2024-08 is after --until 2024-07; did you mean --since 2024-07 --until 2024-08?",
        ),
    ],
)
def test_wrong_arguments(stored: Path, arguments: list[str], said: str) -> None:
    assert refusal(scrape(*arguments, cwd=stored)) == said


def test_somebody_who_was_once_looked_for_is_known(stored: Path) -> None:
    (stored / "scrape.toml").write_text(PERSON + "[[source]]\nkind = 'site'\nurl = 'http://a.example/'\n", "utf-8")
    (stored / "empty.warc.gz").touch()
    assert scrape("run", "--person", "한도경", "--replay", "empty.warc.gz", cwd=stored).code == 3
    assert scrape("coverage", "--person", "한도경", cwd=stored).code == 0


def test_the_database_without_a_word_in_the_file_is_beside_the_file(stored: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    ended = scrape("--config", "../scrape.toml", "coverage", cwd=elsewhere)
    assert (ended.code, ended.err) == (0, "no stored coverage matches\n")


def test_the_version_in_short(tmp_path: Path) -> None:
    assert scrape("-V", cwd=tmp_path).out == scrape("--version", cwd=tmp_path).out


def test_migrations_from_a_checkout_use_the_database_of_the_configuration(tmp_path: Path) -> None:
    def alembic(*arguments: str, **changes: str) -> tuple[int, str]:
        ended = subprocess.run(
            [sys.executable, "-m", "alembic.config", "-c", Path(__file__).parents[2] / "alembic.ini", *arguments],
            cwd=tmp_path,
            env={**os.environ, **changes},
            capture_output=True,
            text=True,
            check=False,
        )
        return ended.returncode, ended.stderr

    (tmp_path / "scrape.toml").write_text("database = 'sqlite:///kept.sqlite'\n", encoding="utf-8")
    assert alembic("upgrade", "head") == (0, "")
    assert scrape("db", "current", cwd=tmp_path).out.startswith(f"sqlite:///{tmp_path}/kept.sqlite: schema ")
    code, said = alembic("current", SCRAPE_DATABASE="nonsense")
    assert (code, said.startswith("alembic: expected a database URL")) == (1, True)
