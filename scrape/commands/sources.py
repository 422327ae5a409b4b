"""`scrape sources` and `scrape outlets`: what is asked, how it fares, and what an address can be asked as."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pipeline.errors import ConfigError, PageError, StorageError, UsageError
from pipeline.items import Outlet, Source
from pipeline.outlets import OutletRegistry
from pipeline.urls import is_fetchable
from scheduler.check import Checked, check
from scheduler.fetch import fetch
from scheduler.processes import run_on_reactor
from scheduler.run import Plan
from scrape.commands.recognise_source import Candidate, recognise, robots_url, sitemaps_of
from scrape.commands.run import make_plan
from scrape.commands.show import open_existing
from scrape.config.settings import Settings, SourceTable
from scrape.config.source_tables import add_source, remove_source
from scrape.output.console import print_rows
from scrape.plan.sources import default_tables, service_keys
from spiders.sources.names import ADDRESS_KINDS
from storage.sources.memory import SourceState, states

__all__ = ["add", "check_sources", "list_outlets", "list_sources", "remove"]

_NOTHING_WORKS = 3


def list_sources(settings: Settings) -> None:
    """Print every source a run asks, and how it fares. Raises StorageError."""
    plan = _plan(settings)
    known = _states(settings)
    rows = [(one.kind, one.name or "-", one.url, _in_words(known.get((one.kind, one.url)))) for one in plan.sources]
    print_rows(("kind", "name", "address", "state"), rows)
    if not settings.source:
        print(f"{len(rows)} sources, the default: scrape.toml has no [[source]]", file=sys.stderr)


def check_sources(settings: Settings, wanted: Sequence[str]) -> int:
    """Ask every source once, or those whose kind, name or address holds one of `wanted`; print what they answer.

    Gives 3 when none works.
    """
    plan = _plan(settings)
    chosen = [one for one in plan.sources if not wanted or any(_answers_to(one, word) for word in wanted)]
    if not chosen:
        raise UsageError(f"no source is called {', '.join(wanted)}; see: scrape sources list")
    registry = OutletRegistry(plan.outlets)
    found = run_on_reactor(lambda stop: check(chosen, plan.crawl, registry, plan.keys, stop=stop))
    rows = [
        (
            one.source.kind,
            one.source.url,
            "-" if one.status is None else str(one.status),
            str(one.items) + (f" + {one.documents} documents" if one.documents else ""),
            _minute(one.newest),
            _verdict(one),
        )
        for one in found
    ]
    print_rows(("kind", "address", "status", "items", "newest", "what is wrong"), rows)
    working = sum(not one.why for one in found)
    print(f"{working} of {len(found)} work", file=sys.stderr)
    return 0 if working else _NOTHING_WORKS


def add(settings: Settings, config: Path | None, url: str, kind: str | None) -> None:
    """Find out what `url` is and write it into the configuration. Raises ConfigError, PageError, UsageError."""
    path = _config(config)
    if not is_fetchable(url):
        raise UsageError(f"{url!r} is no http(s) address that can be fetched")
    if kind is not None and kind not in ADDRESS_KINDS:
        allowed = ", ".join(ADDRESS_KINDS)
        raise UsageError(f"--kind {kind!r}: an address is one of {allowed}")
    found = (Candidate(kind, url),) if kind else _candidates(settings, url)
    if not found:
        raise PageError(f"{url} is no feed, no sitemap and no page that lists articles or declares a feed")
    chosen = found[0] if len(found) == 1 else _choice(found)
    if chosen is None:
        print(f"{url} is a web page. It can be added as one of:")
        for one in found:
            print(f"  scrape sources add --kind {one.kind} {one.url}")
        return
    table = SourceTable(kind=chosen.kind, url=chosen.url)
    if not add_source(path, table, default_tables(service_keys(os.environ))):
        print(f"{chosen.url} stands in {path} already")
        return
    listed = "" if chosen.items is None else f" ({chosen.items} items now)"
    print(f"added to {path}: {chosen.kind} {chosen.url}{listed}")


def remove(config: Path | None, what: str) -> None:
    """Take a source out of the configuration file. Raises ConfigError, UsageError."""
    path = _config(config)
    removed = remove_source(path, what)
    print(f"removed from {path}: {removed} source{'s' if removed > 1 else ''}; what they found stays stored")


def list_outlets(settings: Settings, query: str | None) -> None:
    """Print the outlets we know whose name or domain holds `query`. Raises UsageError when there is none."""
    wanted = (query or "").casefold()
    outlets = _plan(settings).outlets
    found = [one for one in outlets if any(wanted in text.casefold() for text in _texts(one))]
    if query and not found:
        named = OutletRegistry(outlets).of_url(query if "//" in query else f"https://{query}")
        found = [] if named is None else [named]
    if not found:
        raise UsageError(f"no outlet is called {query!r}; add one as [[outlet]] to scrape.toml")
    rows = [
        (
            one.name,
            one.name_en or "-",
            one.language or "-",
            one.time_zone or "-",
            one.naver_oid or "-",
            " ".join(one.domains),
            str(len(one.feeds)),
        )
        for one in found
    ]
    print_rows(("outlet", "English", "language", "time zone", "Naver", "domains", "feeds"), rows)


def _plan(settings: Settings) -> Plan:
    return make_plan(settings, settings.watchlist())


def _states(settings: Settings) -> dict[tuple[str, str], SourceState]:
    try:
        database = open_existing(settings)
    except StorageError:
        return {}
    try:
        with database.read() as connection:
            return states(connection)
    finally:
        database.close()


def _in_words(state: SourceState | None) -> str:
    if state is None or (state.last_success_at is None and not state.failures):
        return "not read yet"
    words = []
    if state.last_success_at is not None:
        words.append(f"read {_minute(state.last_success_at)}, {state.last_items or 0} links")
    if state.failures:
        words.append(f"failed {state.failures} times in a row: {state.failure}")
        if state.retry_at is not None:
            words.append(f"left alone until {_minute(state.retry_at)}")
    if state.moved_to:
        words.append(f"moved to {state.moved_to}")
    return "; ".join(words)


def _answers_to(source: Source, word: str) -> bool:
    return any(word.casefold() in text.casefold() for text in (source.kind, source.name, source.url))


def _verdict(one: Checked) -> str:
    moved = [f"it moved to {one.moved_to}"] if one.moved_to else []
    return "; ".join([*([one.why] if one.why else []), *moved, *one.warnings]) or "nothing"


def _minute(when: datetime | None) -> str:
    return "-" if when is None else when.astimezone().strftime("%Y-%m-%d %H:%M")


def _config(config: Path | None) -> Path:
    if config is None:
        raise ConfigError("there is no scrape.toml to write into; make one with: scrape init")
    return config


def _candidates(settings: Settings, url: str) -> tuple[Candidate, ...]:
    """What `url` is; for a web page also the sitemaps that its site's robots.txt names."""
    crawl = replace(_plan(settings).crawl, obey_robots=False)  # one page, for a person who names it
    page = run_on_reactor(lambda stop: fetch(url, crawl, lookup=None, stop=stop))
    found = recognise(page)
    if len(found) == 1 and found[0].kind in {"feed", "sitemap"} and found[0].items is not None:
        return found
    try:
        address = robots_url(page.url_answered)
        robots = run_on_reactor(lambda stop: fetch(address, crawl, lookup=None, stop=stop))
    except PageError:
        return found
    feeds = [one for one in found if one.kind == "feed"]
    pages = [one for one in found if one.kind != "feed"]
    return (*feeds, *sitemaps_of(robots), *pages)


def _choice(found: Sequence[Candidate]) -> Candidate | None:
    """What a person at a terminal chooses; None when nobody is there."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        return None
    for number, one in enumerate(found, start=1):
        print(f"{number}  {one.kind:8} {one.url}")
    answer = input(f"Which one (1-{len(found)}, empty for none)? ").strip()
    if not answer:
        raise UsageError("nothing was added")
    if not answer.isdigit() or not 1 <= int(answer) <= len(found):
        raise UsageError(f"{answer!r} is not a number between 1 and {len(found)}; nothing was added")
    return found[int(answer) - 1]


def _texts(outlet: Outlet) -> tuple[str, ...]:
    return (outlet.name, outlet.name_en or "", *outlet.aliases, *outlet.domains, outlet.naver_oid or "")
