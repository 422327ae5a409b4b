"""`scrape sources`: which sources a run reads and how healthy they are; check, add and remove them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline.errors import ConfigError, PageError, StorageError, UsageError
from pipeline.items import Page, Source
from pipeline.outlets import OutletRegistry
from pipeline.urls import is_fetchable
from scheduler.processes import run_on_reactor
from scrape.config.settings import Settings, SourceTable
from scrape.config.source_tables import add_source, remove_source
from scrape.output.console import print_rows
from scrape.plan.crawl import crawl_settings, database_of_others
from scrape.plan.outlets import known_outlets
from scrape.plan.recognise_source import SourceCandidate, recognise, robots_url, sitemaps_of
from scrape.plan.sources import default_tables, service_keys, sources_about
from spiders.sources.names import ADDRESS_KINDS
from storage.database.open import existing_database, is_missing
from storage.sources.listed import drop_imported, imported_sources
from storage.sources.memory import SourceState, states

__all__ = ["add", "check_sources", "list_sources", "remove"]

_NONE_WORKS = 3


def list_sources(settings: Settings) -> None:
    """Print every source that a run reads, and its health. Raises StorageError."""
    known = _states(settings)
    listed = sources_about(settings)
    imported = _imported(settings, listed)
    rows = [
        (source.kind, source.name or "-", source.url, _in_words(known.get((source.kind, source.url))) + mark)
        for sources, mark in ((listed, ""), (imported, "; imported"))
        for source in sources
    ]
    print_rows(("kind", "name", "address", "state"), rows)
    if not settings.source:
        print(f"{len(listed)} sources are the default: scrape.toml has no [[source]]", file=sys.stderr)


def check_sources(settings: Settings, words: Sequence[str]) -> int:
    """Ask every source once, or those whose kind, name or address contains one of `words`; print what they answer.

    Gives 3 when none works.
    """
    from scheduler.check import Checked, check  # noqa: PLC0415

    listed = sources_about(settings)
    every = (*listed, *_imported(settings, listed))
    sources = [source for source in every if not words or _matches(source, words)]
    if not sources:
        raise UsageError(f"no source matches {', '.join(words)}; see: scrape sources list")
    crawl, registry = crawl_settings(settings), OutletRegistry(known_outlets(settings))
    keys = service_keys()
    with database_of_others(settings) as others:
        answers = run_on_reactor(lambda stop: check(sources, crawl, registry, keys, stop=stop, database=others))

    def problems(answer: Checked) -> str:
        moved = f"moved to {answer.moved_to}" if answer.moved_to else ""
        return "; ".join(filter(None, (answer.why, moved, *answer.warnings))) or "none"

    rows = [
        (
            answer.source.kind,
            answer.source.url,
            "-" if answer.status is None else str(answer.status),
            str(answer.items) + (f" + {answer.documents} documents" if answer.documents else ""),
            _minute(answer.newest),
            problems(answer),
        )
        for answer in answers
    ]
    print_rows(("kind", "address", "status", "items", "newest", "problems"), rows)
    working = sum(not answer.why for answer in answers)
    print(f"{working} of {len(answers)} sources work", file=sys.stderr)
    return 0 if working else _NONE_WORKS


def add(settings: Settings, config: Path | None, url: str, kind: str | None) -> None:
    """Find out what `url` is and write it into the configuration. Raises ConfigError, PageError, UsageError."""
    path = _existing(config)
    if not is_fetchable(url):
        raise UsageError(f"{url!r} is not an http(s) address that can be fetched")
    if kind is not None and kind not in ADDRESS_KINDS:
        raise UsageError(f"--kind {kind!r}: expected one of {', '.join(ADDRESS_KINDS)}")
    candidates = (SourceCandidate(kind, url),) if kind else _candidates(settings, url)
    if not candidates:
        raise PageError(f"{url} is neither a feed nor a sitemap, nor a page that lists articles or declares a feed")
    chosen = candidates[0] if len(candidates) == 1 else _choice(candidates)
    if chosen is None:
        print(f"{url} is a web page. Add one of these:")
        for candidate in candidates:
            print(f"  scrape sources add --kind {candidate.kind} {candidate.url}")
        return
    table = SourceTable(kind=chosen.kind, url=chosen.url)
    if not add_source(path, table, default_tables(service_keys())):
        print(f"{chosen.url} is already in {path}")
        return
    listed = "" if chosen.items is None else f" ({chosen.items} items now)"
    print(f"added to {path}: {chosen.kind} {chosen.url}{listed}")


def remove(settings: Settings, config: Path | None, what: str) -> None:
    """Take a source out of the configuration file, and out of those that were imported. Raises ConfigError,
    UsageError."""
    imported = _drop_imported(settings, what)
    if imported:
        print(f"{what} is not among the imported sources any more; articles already found stay stored")
    if imported and not any(what == table.url for table in settings.source):
        return
    path = _existing(config)
    removed = remove_source(path, what)
    print(f"removed {removed} source{'s' if removed > 1 else ''} from {path}; articles already found stay stored")


def _drop_imported(settings: Settings, url: str) -> int:
    if is_missing(settings.database):
        return 0
    with existing_database(settings.database) as database, database.write() as connection:
        return drop_imported(connection, url, sources_about(settings))


def _imported(settings: Settings, listed: Iterable[Source]) -> list[Source]:
    """The sources that were imported, beside those listed."""
    known = {(source.kind, source.url) for source in listed}
    if is_missing(settings.database):
        return []
    with existing_database(settings.database) as database, database.read() as connection:
        return [one for one in imported_sources(connection) if (one.kind, one.url) not in known]


def _states(settings: Settings) -> dict[tuple[str, str], SourceState]:
    try:
        with existing_database(settings.database) as database, database.read() as connection:
            return states(connection)
    except StorageError:
        return {}


def _in_words(state: SourceState | None) -> str:
    if state is None or (state.last_success_at is None and not state.failures):
        return "not read yet"
    words = []
    if state.last_success_at is not None:
        words.append(f"read {_minute(state.last_success_at)}, {state.last_items or 0} links")
    if state.failures:
        words.append(f"failed {state.failures} times in a row: {state.failure}")
        if state.retry_at is not None:
            words.append(f"not asked again before {_minute(state.retry_at)}")
    if state.moved_to:
        words.append(f"moved to {state.moved_to}")
    return "; ".join(words)


def _matches(source: Source, words: Sequence[str]) -> bool:
    texts = [text.casefold() for text in (source.kind, source.name, source.url)]
    return any(word.casefold() in text for word in words for text in texts)


def _minute(moment: datetime | None) -> str:
    return "-" if moment is None else moment.astimezone().strftime("%Y-%m-%d %H:%M")


def _existing(config: Path | None) -> Path:
    if config is None:
        raise ConfigError("there is no scrape.toml here to write to; create one with: scrape init")
    return config


def _candidates(settings: Settings, url: str) -> tuple[SourceCandidate, ...]:
    """What `url` is; for a web page also the sitemaps that its site's robots.txt names."""
    from scheduler.fetch import fetch  # noqa: PLC0415

    crawl = replace(crawl_settings(settings), obey_robots=False)  # one page, for a person who names it

    def page_at(address: str) -> Page:
        with database_of_others(settings) as others:
            return run_on_reactor(lambda stop: fetch(address, crawl, lookup=None, stop=stop, database=others))

    page = page_at(url)
    candidates = recognise(page)
    if len(candidates) == 1 and candidates[0].kind in {"feed", "sitemap"} and candidates[0].items is not None:
        return candidates
    try:
        robots = page_at(robots_url(page.url_answered))
    except PageError:
        return candidates
    feeds = [candidate for candidate in candidates if candidate.kind == "feed"]
    pages = [candidate for candidate in candidates if candidate.kind != "feed"]
    return (*feeds, *sitemaps_of(robots), *pages)


def _choice(candidates: Sequence[SourceCandidate]) -> SourceCandidate | None:
    """What a person at a terminal chooses; None when nobody is there."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    for number, candidate in enumerate(candidates, start=1):
        print(f"{number}  {candidate.kind:8} {candidate.url}")
    answer = input(f"Which one (1-{len(candidates)}, empty for none)? ").strip()
    if not answer:
        raise UsageError("nothing was added")
    if not answer.isdigit() or not 1 <= int(answer) <= len(candidates):
        raise UsageError(f"{answer!r} is not a number between 1 and {len(candidates)}; nothing was added")
    return candidates[int(answer) - 1]
