"""What every command shares: the options before it, and those that many take."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import ConfigError, StorageError

if TYPE_CHECKING:
    from scrape.config.settings import Settings

__all__ = [
    "OUTPUT_HELP",
    "Companies",
    "Format",
    "Globals",
    "LogFormat",
    "People",
    "Since",
    "StatusChoice",
    "Until",
    "config_of",
    "settings_of",
]

People = Annotated[list[str], typer.Option("--person", metavar="NAME", help="Only this person; may be repeated.")]
Companies = Annotated[
    list[str], typer.Option("--company", metavar="NAME", help="Only this company; may be repeated.")
]
Since = Annotated[
    str | None, typer.Option(metavar="DATE", help="From this day, month or year on: 2024-08-01, 2024-08 or 2024.")
]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Up to and including this day, month or year.")]
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


def settings_of(context: typer.Context) -> Settings:
    """The settings in force. Raises ConfigError."""
    from scrape.config.settings import load_settings
    from storage.database.engine import parse_url

    config = config_of(context)
    settings = load_settings(config)
    try:
        parse_url(settings.database)
    except StorageError as error:
        place = "$SCRAPE_DATABASE" if os.environ.get("SCRAPE_DATABASE") else config
        raise ConfigError(f"{place}: key 'database': {error}") from error
    return settings
