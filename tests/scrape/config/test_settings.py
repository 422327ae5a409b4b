"""scrape.toml: what is read, and what is said about mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.errors import ConfigError
from pipeline.items import Affiliation, EntityKind, Source
from scrape.commands.setup.init import write_template
from scrape.config.settings import find_config, load_settings
from scrape.plan.sources import find_sources


def written(folder: Path, text: str) -> Path:
    path = folder / "scrape.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_settings(written(folder, text), {})
    return str(caught.value)


def test_a_watchlist_is_read(tmp_path: Path) -> None:
    text = """
    [[person]]
    name = "윤서하"
    aliases = ["Seoha Yoon"]
    affiliations = ["온결연구소", { name = "새벽대학교", since = 2015, until = 2019 }]

    [[company]]
    name = "온결연구소"

    [[source]]
    kind = "feed"
    url = "https://news.example/rss"
    """
    settings = load_settings(written(tmp_path, text), {})
    person, company = settings.watchlist().entities
    assert (person.id, person.kind, person.aliases) == ("person:윤서하", EntityKind.PERSON, ("Seoha Yoon",))
    assert person.affiliations == (Affiliation("온결연구소"), Affiliation("새벽대학교", 2015, 2019))
    assert company.id == "company:온결연구소"
    assert find_sources(settings, (), (), {}) == (Source("feed", "https://news.example/rss"),)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ("who = ['윤서하']", "(x): key 'who': nobody is tracked as '윤서하'"),
        ("[[view]]\nname = 'x'", ': 2 views have the name "x"; give each its own'),
        ("place = 'foot'", "number 1 (x): key 'place': expected 'headline', 'lead' or 'body'; got 'foot'"),
        ("since = 2025\nuntil = 2024", "since 2025 is after until 2024; did you mean since 2024 until 2025?"),
        ("words = '-날씨'", "nothing is searched for but what is left out: give a word beside -word"),
        ("shown = true", "number 1 (x): key 'shown': no such key"),
    ],
)
def test_a_view_that_cannot_be_asked_is_told_when_it_is_read(tmp_path: Path, keys: str, said: str) -> None:
    line = complaint(tmp_path, f"[[view]]\nname = 'x'\n{keys}")
    assert line.startswith(f"{tmp_path / 'scrape.toml'}: [[view]]")
    assert said in line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("databse = 'x'", "key 'databse': no such key; did you mean 'database'?"),
        ("[crawl]\ndelay_seconds = 'fast'", "[crawl]: key 'delay_seconds': expected a number; got 'fast'"),
        (
            "[crawl]\ntmeout_seconds = 3",
            "[crawl]: key 'tmeout_seconds': no such key; did you mean 'timeout_seconds'?",
        ),
        ("[[person]]\naliases = []", "[[person]] number 1: key 'name': this key is required"),
        (
            "[[person]]\nname = '윤서하'\naliases = 'x'",
            "[[person]] number 1 (윤서하): key 'aliases': expected a list such as [\"one\", \"two\"]; got 'x'",
        ),
        (
            "[[person]]\nname = 'A'\naffiliations = [{ nam = 'x', name = 'y' }]",
            "[[person]] number 1 (A): key 'affiliations.1.nam': no such key; did you mean 'name'?",
        ),
        (
            "[[source]]\nkind = 'feed'\nurl = 'ftp://x'",
            (
                "[[source]] number 1 (ftp://x): key 'url': "
                "expected an address that begins with http:// or https://; got 'ftp://x'"
            ),
        ),
        (
            "[[outlet]]\nname = 'x'\ndomains = ['x.example']\ntime_zone = 'Mars/X'",
            "[[outlet]] number 1 (x): key 'time_zone': expected a time zone name such as Asia/Seoul; got 'Mars/X'",
        ),
        (
            "[[person]]\nname = 'A'\n[[person]]\nname = 'A'",
            '[[person]]: 2 entries have the id "person:A"; give each its own, e.g. id = "person:A-2"',
        ),
    ],
)
def test_a_mistake_is_named_with_file_table_key_and_expectation(tmp_path: Path, text: str, said: str) -> None:
    assert complaint(tmp_path, text) == f"{tmp_path / 'scrape.toml'}: {said}"


def test_broken_toml_and_wrong_encoding_are_one_line(tmp_path: Path) -> None:
    assert "not valid TOML" in complaint(tmp_path, "x = [")
    path = tmp_path / "cp949.toml"
    path.write_bytes("name = '윤서하'".encode("cp949"))
    with pytest.raises(ConfigError, match="not UTF-8 text"):
        load_settings(path, {})
    with pytest.raises(ConfigError, match="no such file; write one with: scrape init"):
        load_settings(tmp_path / "none.toml", {})


def test_paths_in_the_file_are_relative_to_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, 'database = "sqlite:///a.sqlite"\n[archive]\nfolder = "kept"')
    settings = load_settings(path, {})
    assert settings.database == f"sqlite:///{tmp_path / 'a.sqlite'}"
    assert settings.archive.folder == str(tmp_path / "kept")
    without = load_settings(written(tmp_path, ""), {})
    assert without.database == f"sqlite:///{tmp_path / 'coverage.sqlite'}"
    assert without.archive.folder == str(tmp_path / "archive")


def test_the_environment_overrides_the_database(tmp_path: Path) -> None:
    path = written(tmp_path, 'database = "sqlite:///a.sqlite"')
    assert load_settings(path, {"SCRAPE_DATABASE": "postgresql://db/x"}).database == "postgresql://db/x"


def test_the_configuration_is_looked_up_in_the_promised_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert find_config(None, {}) is None
    (tmp_path / "scrape.toml").touch()
    assert find_config(None, {}) == Path("scrape.toml")
    assert find_config(None, {"SCRAPE_CONFIG": "b.toml"}) == Path("b.toml")
    assert find_config(Path("a.toml"), {"SCRAPE_CONFIG": "b.toml"}) == Path("a.toml")


def test_the_template_is_valid_also_with_its_comments_removed(tmp_path: Path) -> None:
    path = tmp_path / "scrape.toml"
    write_template(path)
    load_settings(path, {})
    uncommented = [
        line.removeprefix("# ")
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("# ") or "= " in line or line.startswith("# [[")
    ]
    settings = load_settings(written(tmp_path, "\n".join(uncommented)), {})
    assert settings.person
    assert settings.company
    assert settings.source
    assert settings.outlet


def test_the_template_overwrites_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, "mine")
    with pytest.raises(ConfigError, match="already exists and was not changed"):
        write_template(path)
    assert path.read_text() == "mine"
