"""Which sources a run asks: those of the configuration, or the useful default when it names none.

The default is every search that needs no key, those whose key is set, and the feeds of the outlets we know that
write in a language of the names.
"""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.errors import ConfigError
from pipeline.items import Entity, Outlet, Source
from scrape.config.settings import OUTLET_FEEDS, Settings, SourceTable
from scrape.plan.outlets import known_outlets
from spiders.sources.kinds import SEARCHES
from spiders.sources.names import SEARCH_KEYS, has_key
from storage.archive import ArchivePlace, RemoteFolder, is_address, why_unusable

__all__ = ["archive_folder", "default_tables", "find_sources", "service_keys", "sources_about"]


def archive_folder(settings: Settings) -> ArchivePlace | None:
    """Where fetched pages are kept; None when they are not. Raises ConfigError when it is an address that cannot be
    reached with what is installed."""
    archive = settings.archive
    if not archive.enabled:
        return None
    if not is_address(archive.folder):
        return Path(archive.folder)
    missing = why_unusable(archive.folder)
    if missing is not None:
        raise ConfigError(f"[archive]: key 'folder': {missing}")
    return RemoteFolder(archive.folder, Path(archive.spool))


def sources_about(settings: Settings, entities: Sequence[Entity] = ()) -> tuple[Source, ...]:
    """The sources to ask about `entities`, or about everybody who is tracked, with the keys in the environment."""
    tracked = entities or settings.watchlist().entities
    return find_sources(settings, tracked, known_outlets(settings), service_keys())


def find_sources(
    settings: Settings, entities: Sequence[Entity], outlets: Iterable[Outlet], keys: Mapping[str, str]
) -> tuple[Source, ...]:
    """The sources to ask about `entities`, each once; `keys` are the secrets that are set."""
    outlets = tuple(outlets)
    sources: list[Source] = []
    for table in settings.source or default_tables(keys):
        if table.kind in SEARCHES:
            for entity in entities:
                sources.extend(SEARCHES[table.kind].searches(entity, table.url))
        elif table.kind == OUTLET_FEEDS:
            languages = set(table.languages) or {code for entity in entities for code in _languages(entity)}
            sources.extend(_outlet_feeds(outlets, languages))
        elif table.url is not None:
            sources.append(Source(table.kind, table.url, table.name or ""))
    return tuple({(source.kind, source.url): source for source in reversed(sources)}.values())[::-1]


def default_tables(keys: Mapping[str, str]) -> tuple[SourceTable, ...]:
    """What is asked when the configuration names no source."""
    kinds = [name for name in SEARCH_KEYS if has_key(name, keys)]
    return tuple(SourceTable(kind=kind) for kind in (*kinds, OUTLET_FEEDS))


def service_keys(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The secrets of services that are set in the environment."""
    names = {name for groups in SEARCH_KEYS.values() for group in groups for name in group}
    return {name: environment[name] for name in sorted(names) if environment.get(name)}


def _languages(entity: Entity) -> frozenset[str]:
    """The languages in which an entity's names are written."""
    return frozenset("ko" if _is_korean(name) else "en" for name in (entity.name, *entity.aliases))


def _is_korean(name: str) -> bool:
    return any("HANGUL" in unicodedata.name(character, "") for character in name)


def _outlet_feeds(outlets: Iterable[Outlet], languages: Iterable[str]) -> list[Source]:
    wanted = set(languages)
    return [
        Source("feed", url, outlet.name) for outlet in outlets if outlet.language in wanted for url in outlet.feeds
    ]
