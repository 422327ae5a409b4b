"""`scrape web`: the pages, until Ctrl-C."""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec

from pipeline.errors import UsageError
from pipeline.outlets import OutletRegistry
from scrape.config.settings import Settings
from scrape.plan.outlets import known_outlets
from scrape.plan.sources import archive_folder, sources_about
from storage.database.engine import Database
from storage.database.open import existing_database

__all__ = ["PagesRequest", "need_packages", "show_pages"]

_PATIENCE = 5  # seconds that a visitor waits for a database that is locked


@dataclass(frozen=True, slots=True)
class PagesRequest:
    """The options of `scrape web`."""

    host: str
    port: int
    lang: str | None
    read_only: bool


def need_packages() -> None:
    """Raise UsageError when what the pages need is not installed."""
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        raise UsageError("the pages need more packages; run: pip install 'press-scrape[web]'")


def show_pages(settings: Settings, request: PagesRequest, opens: Callable[[str], object] | None = None) -> None:
    """Serve the pages until the user ends it; `opens` is given their address. Raises UsageError, ConfigError,
    StorageError."""
    need_packages()
    from scrape.web.safety.access import Access, is_loopback, read_tokens, refuse_open_door  # noqa: PLC0415
    from scrape.web.safety.guard import Doors  # noqa: PLC0415
    from scrape.web.serve import bind, serve_pages  # noqa: PLC0415
    from scrape.web.site import Site  # noqa: PLC0415

    tokens = read_tokens(os.environ)
    refuse_open_door(request.host, tokens)
    with existing_database(settings.database):
        pass  # it is there, and its schema is ours
    with (
        closing(Database(settings.database, _PATIENCE)) as database,
        bind(request.host, request.port) as listening,
    ):
        site = Site(
            settings=settings,
            database=database,
            access=Access(tokens, _owner()),
            outlets=OutletRegistry(known_outlets(settings)),
            sources=frozenset((source.kind, source.url) for source in sources_about(settings)),
            archive=archive_folder(settings),
            now=lambda: datetime.now(UTC),
            lang=request.lang,
            read_only=request.read_only or database.is_read_only,
            sql_open=is_loopback(request.host) if settings.web.sql is None else settings.web.sql,
        )
        doors = Doors.at(request.host, tuple(settings.web.hosts))

        def tell(address: str) -> None:
            print(f"{address} shows the table; Ctrl-C ends it", flush=True)
            if opens is not None:
                opens(address)

        serve_pages(site, doors, listening, tell)


def _owner() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"
