"""What every command shares: the options before it, and those that many take."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import ConfigError, StorageError
from scrape.config.settings import Settings, find_config, load_settings

__all__ = ["Companies", "Globals", "People", "Since", "Until", "config_of", "settings_of"]

People = Annotated[list[str], typer.Option("--person", metavar="NAME", help="A person; may be repeated.")]
Companies = Annotated[list[str], typer.Option("--company", metavar="NAME", help="A company; may be repeated.")]
Since = Annotated[str | None, typer.Option(metavar="DATE", help="First day or month: 2024-08-01 or 2024-08.")]
Until = Annotated[str | None, typer.Option(metavar="DATE", help="Last day or month.")]


@dataclass(frozen=True, slots=True)
class Globals:
    """Options before the command."""

    config: Path | None
    log_file: Path


def config_of(context: typer.Context) -> Path | None:
    """The configuration file in force, None when there is none."""
    chosen: Globals = context.obj
    return find_config(chosen.config, os.environ)


def settings_of(context: typer.Context) -> Settings:
    """The settings in force. Raises ConfigError."""
    from storage.database.engine import parse_url  # noqa: PLC0415 - SQLAlchemy is slow to load, and help needs none

    config = config_of(context)
    settings = load_settings(config)
    try:
        parse_url(settings.database)
    except StorageError as error:
        place = "$SCRAPE_DATABASE" if os.environ.get("SCRAPE_DATABASE") else config
        raise ConfigError(f"{place}: key 'database': {error}") from error
    return settings
