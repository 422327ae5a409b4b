"""The entry that `scrape profile` prints: a watchlist that can be read, each line with its origin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.errors import PageError, UsageError
from pipeline.items import Affiliation
from scrape.commands.setup.profile import show_profile
from scrape.config.settings import Settings, load_settings

CV = """# 서다인 (Dain Seo)
## Experience
- 2023.03 ~ present: Head Researcher at Haesol "Sori" Lab
- 2019 - 2022: Engineer at Maru
## Research interests
- Speech Recognition, Dialects
"""


def proposed(capsys: pytest.CaptureFixture[str], page: Path, text: str, name: str | None = None) -> str:
    page.write_text(text, encoding="utf-8")
    show_profile(Settings(), str(page), name)
    return capsys.readouterr().out


def test_the_entry_is_a_watchlist(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    config = tmp_path / "scrape.toml"
    config.write_text(proposed(capsys, tmp_path / "cv.md", CV), encoding="utf-8")
    (person,) = load_settings(config, {}).watchlist().entities
    assert (person.name, person.aliases) == ("서다인", ("Dain Seo",))
    assert person.affiliations == (Affiliation('Haesol "Sori" Lab', 2023), Affiliation("Maru", 2019, 2022))
    assert person.titles == ("Head Researcher", "Engineer")
    assert person.topics == ("Speech Recognition", "Dialects")


def test_every_value_tells_where_it_came_from(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    lines = proposed(capsys, tmp_path / "cv.md", CV).splitlines()
    values = [line for line in lines if '"' in line and not line.startswith("#")]
    assert values
    assert all(re.search(r"# line \d+: ", line) for line in values)


def test_a_name_that_is_given_needs_no_page(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = proposed(capsys, tmp_path / "cv.txt", "nothing here", name="서다인")
    assert 'name = "서다인"  # given on the command line' in out


def test_a_page_that_says_nothing_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(PageError, match="--name NAME"):
        proposed(capsys, tmp_path / "cv.txt", "nothing here")
    with pytest.raises(UsageError, match="neither an http"):
        show_profile(Settings(), str(tmp_path / "absent.md"), None)
