"""What a configuration lists, as versions of it are told apart, and taken from the database instead of the file."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from pipeline.errors import ConfigError
from scrape.config.complaints import complaints
from scrape.config.origin import TakenLists
from scrape.config.settings import Settings, check_names
from storage.database import Connection
from storage.database.open import existing_database
from storage.versions import Listing, ListKind, version_in_force

__all__ = ["file_place", "sources_listing", "taken_from", "watchlist_listing", "with_lists"]


def file_place(settings: Settings) -> str:
    """Which file of which machine a configuration is; a database in a file is this machine's anyway."""
    file = settings.origin.file
    if file is None:
        return ""
    return str(file) if settings.database.startswith("sqlite") else f"{file} on {platform.node()}"


def watchlist_listing(settings: Settings) -> Listing:
    """Who is tracked, as the file has it."""
    content = _as_json({"person": _dumped(settings.person), "company": _dumped(settings.company)})
    taken = settings.origin.taken
    return _listing(settings, ListKind.WATCHLIST, content, None if taken is None else taken.watchlist)


def sources_listing(settings: Settings, watchlist: Listing) -> Listing:
    """Which sources the file asks for; with another watchlist other names are searched for."""
    content = _as_json({"source": _dumped(settings.source), "watchlist": watchlist.digest})
    taken = settings.origin.taken
    return _listing(settings, ListKind.SOURCES, content, None if taken is None else taken.sources)


def _listing(settings: Settings, kind: ListKind, content: str, taken: str | None) -> Listing:
    listing = Listing.of(kind, content, file_place(settings), settings.origin.read_at)
    return listing if taken is None else replace(listing, digest=taken)  # another program may write it otherwise


def with_lists(settings: Settings) -> Settings:
    """The settings, with the watchlist and the sources from the database where they ask for that. Raises
    ConfigError when the lists there cannot be used, StorageError."""
    if not settings.are_lists_elsewhere:
        return settings
    with existing_database(settings.database) as database, database.read() as connection:
        return taken_from(connection, settings)


def taken_from(connection: Connection, settings: Settings) -> Settings:
    """The settings with the newest lists of the database. Raises ConfigError when there are none."""
    watchlist, sources = (
        version_in_force(connection, ListKind.WATCHLIST),
        version_in_force(connection, ListKind.SOURCES),
    )
    file = settings.origin.file
    if watchlist is None or watchlist.content is None:
        raise ConfigError(
            f'{file}: [watchlist] from = "database": there is no watchlist yet; enter one from a machine whose '
            "scrape.toml has it, with: scrape watchlist --make-newest"
        )
    tables = json.loads(watchlist.content)
    tables["source"] = json.loads(sources.content)["source"] if sources and sources.content else []
    try:
        lists = Settings.model_validate(tables)
    except ValidationError as error:
        lines = complaints(file or Path("scrape.toml"), tables, error.errors(), Settings)
        raise ConfigError(
            f"the watchlist in the database, of {watchlist.place}, does not fit this program; update the program "
            f"({lines[0]})"
        ) from error
    origin = replace(
        settings.origin, taken=TakenLists(watchlist.digest, None if sources is None else sources.digest)
    )
    full = settings.read_from(origin, person=lists.person, company=lists.company, source=lists.source)
    check_names(file, full)
    return full


def _dumped(tables: Sequence[BaseModel]) -> list[dict[str, Any]]:
    return [table.model_dump(mode="json", exclude_defaults=True) for table in tables]


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
