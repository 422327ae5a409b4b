"""Every command and every setting is documented, and nothing that does not exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from scrape.cli import app
from scrape.config import settings as schema
from scrape.config.outlet_table import OutletTable
from scrape.config.view_table import ViewTable

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


def commands() -> dict[str, Any]:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return dict(group.commands)


def test_every_command_stands_in_the_readme() -> None:
    table = re.findall(r"^\| `scrape (\w+)", README, re.MULTILINE)
    assert sorted(table) == sorted(commands())


def test_every_option_of_the_main_commands_stands_in_the_readme() -> None:
    for name in ("run", "coverage"):
        options = [one for parameter in commands()[name].params for one in parameter.opts if one.startswith("--")]
        row = next(line for line in README.splitlines() if line.startswith(f"| `scrape {name}`"))
        assert [one for one in options if one not in row] == []


def test_every_command_has_help() -> None:
    assert all(command.help for command in commands().values())


def test_every_key_of_the_configuration_is_described() -> None:
    sections = {
        "Top level": ["database", "prefer_outlets"],
        "[crawl]": list(schema.CrawlTable.model_fields),
        "[archive]": list(schema.ArchiveTable.model_fields),
        "[backfill]": list(schema.BackfillTable.model_fields),
        "[daemon]": list(schema.DaemonTable.model_fields),
        "[web]": list(schema.WebTable.model_fields),
        "[[view]]": list(ViewTable.model_fields),
        "[notify]": [field.alias or name for name, field in schema.NotifyTable.model_fields.items()],
        "[watchlist]": [field.alias or name for name, field in schema.WatchlistTable.model_fields.items()],
        "[[person]] and [[company]]": list(schema.EntityTable.model_fields),
        "[[source]]": list(schema.SourceTable.model_fields),
        "[[outlet]]": list(OutletTable.model_fields),
    }
    for heading, keys in sections.items():
        section = CONFIGURATION.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
        assert sorted(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == sorted(keys), heading


def test_the_defaults_in_the_documentation_are_the_defaults() -> None:
    section = CONFIGURATION.split("## [crawl]\n", 1)[1].split("\n## ", 1)[0]
    stated = dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", section, re.MULTILINE))
    for name, field in schema.CrawlTable.model_fields.items():
        said = "none" if field.default is None else str(field.default).lower()
        assert said in {stated[name], f"{stated[name]}.0"}, name


def test_every_document_that_the_readme_points_to_is_there() -> None:
    targets = re.findall(r"\]\(([\w/.-]+\.md)\)", README)
    assert [target for target in targets if not (ROOT / target).is_file()] == []
