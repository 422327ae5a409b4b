"""What every command shares: the options before it, and those that many take."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import ConfigError, StorageError

if TYPE_CHECKING:
    from scrape.config.settings import Settings
    from scrape.plan.selection import Selection

__all__ = [
    "OUTPUT_HELP",
    "AboutCompany",
    "AboutPerson",
    "Companies",
    "Every",
    "ExportForm",
    "Format",
    "Globals",
    "Lang",
    "Limit",
    "LogFormat",
    "People",
    "Since",
    "StatusChoice",
    "Statuses",
    "TableColumns",
    "TableReplay",
    "Until",
    "Words",
    "config_of",
    "selected",
    "settings_of",
]

People = Annotated[list[str], typer.Option("--person", metavar="NAME", help="Only this person; may be repeated.")]
Companies = Annotated[
    list[str], typer.Option("--company", metavar="NAME", help="Only this company; may be repeated.")
]
AboutPerson = Annotated[str | None, typer.Option("--person", metavar="NAME", help="The person it is about.")]
AboutCompany = Annotated[str | None, typer.Option("--company", metavar="NAME", help="The company it is about.")]
TableColumns = Annotated[
    str | None,
    typer.Option(metavar="WHICH", help="Which column is what: month=1,headline=2,outlet=3,url=4."),
]
TableReplay = Annotated[
    list[str],
    typer.Option("--replay", metavar="FILE", help="Read pages from this WARC file, not the network."),
]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="From this day, month or year on: 2024-08-01, 2024-08 or 2024.")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to and including this day, month or year.")]
Every = Annotated[bool, typer.Option("--all", help="One row per article instead of one per story.")]
Words = Annotated[
    str | None,
    typer.Option("--words", metavar="WORDS", help="Only articles that hold these words, as in: scrape search"),
]
Limit = Annotated[int | None, typer.Option(metavar="N", min=1, help="Show only the N newest rows.")]
OUTPUT_HELP = (
    "Write to this file (.csv, .json, .md or .txt). Excel opens the CSV as it is, and what > table.csv makes of "
    "--format csv too: a byte-order mark stands in files, and never in a pipe."
)


class Format(StrEnum):
    """Output formats of `scrape coverage`."""

    TABLE = "table"
    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"


class ExportForm(StrEnum):
    """Output formats of `scrape export`, as scrape/formats has them."""

    MD = "md"
    CSV = "csv"
    JSON = "json"
    JSONL = "jsonl"
    XLSX = "xlsx"
    HTML = "html"
    ATOM = "atom"
    RSS = "rss"
    BIBTEX = "bibtex"
    CSL_JSON = "csl-json"


class Lang(StrEnum):
    """The languages that the words of documents and pages are there in."""

    KO = "ko"
    EN = "en"


class LogFormat(StrEnum):
    """Values of `scrape --log-format`."""

    TEXT = "text"
    JSON = "json"


class StatusChoice(StrEnum):
    """Values of `scrape coverage --status`."""

    CONFIRMED = "confirmed"
    REVIEW = "review"
    REJECTED = "rejected"
    ALL = "all"


Statuses = Annotated[
    list[StatusChoice],
    typer.Option(
        "--status", metavar="STATUS", help="confirmed (the default), review, rejected or all; may be repeated."
    ),
]


@dataclass(frozen=True, slots=True)
class Globals:
    """Options before the command."""

    config: Path | None
    log_file: Path


def config_of(context: typer.Context) -> Path | None:
    """The configuration file in force, None when there is none."""
    from scrape.config.settings import find_config

    chosen: Globals = context.obj
    return find_config(chosen.config, os.environ)


def selected(
    people: Sequence[str],
    companies: Sequence[str],
    *,
    every: bool,
    since: str | None,
    until: str | None,
    statuses: Sequence[StatusChoice],
    limit: int | None,
    words: str | None = None,
) -> Selection:
    """The rows that these options select."""
    from scrape.plan.selection import Selection

    return Selection(
        people=tuple(people),
        companies=tuple(companies),
        every_article=every,
        since=since,
        until=until,
        statuses=tuple(choice.value for choice in statuses) or ("confirmed",),
        limit=limit,
        words=words,
    )


def settings_of(context: typer.Context, *, as_in_file: bool = False) -> Settings:
    """The settings in force; `as_in_file` without the lists that the file leaves to the database. Raises
    ConfigError, StorageError."""
    from scrape.config.settings import load_settings
    from storage.database.engine import parse_url

    config = config_of(context)
    settings = load_settings(config)
    try:
        parse_url(settings.database)
    except StorageError as error:
        place = "$SCRAPE_DATABASE" if os.environ.get("SCRAPE_DATABASE") else config
        raise ConfigError(f"{place}: key 'database': {error}") from error
    if settings.are_lists_elsewhere and not as_in_file:
        from scrape.plan.listings import with_lists

        return with_lists(settings)
    return settings
