"""`scrape add URL`: one article that a person names: fetched, judged, dated, and in the table on her word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from pipeline.errors import ArchiveAway, ArchiveError, UsageError
from pipeline.items import ArchiveRef, Article, CoverageStatus, Link, Page, Reason
from pipeline.outlets import OutletRegistry
from pipeline.process import Reader
from pipeline.urls import is_fetchable
from scheduler.run import run
from scrape.commands.collect.run import DONE, INTERRUPTED, carry_out
from scrape.commands.read.decisions import decided_now
from scrape.config.settings import Settings
from scrape.output.console import complain
from scrape.output.evidence import evidence_lines
from scrape.output.export import neutral, one_line, shown
from scrape.plan.outlets import known_outlets
from scrape.plan.people import Chosen, choose, refuse_typos
from scrape.plan.replay import replayed
from scrape.plan.run import make_plan
from scrape.plan.sources import archive_folder
from scrape.table.adding import Adder, Named
from scrape.table.editable import OwnRow, facts_of
from scrape.table.importing import kept_by_hand
from scrape.table.words_by_hand import words_by_hand
from spiders.replay import Lookup
from storage.archive import Archive
from storage.by_hand.pages import HandPage
from storage.coverage.read import of_article, of_stories
from storage.database import Connection
from storage.database.engine import Database
from storage.database.open import open_database
from storage.why import account_of

__all__ = ["AddRequest", "add_article"]

_NOT_KEPT = 1  # exit code
_READ = frozenset({Reason.COVERED, Reason.KNOWN, None})


@dataclass(frozen=True, slots=True)
class AddRequest:
    """The options of `scrape add`, as given."""

    url: str
    people: Sequence[str] = ()
    companies: Sequence[str] = ()
    headline: str | None = None
    outlet: str | None = None
    date: str | None = None
    replay: Sequence[str] = ()


def add_article(settings: Settings, request: AddRequest) -> int:
    """Fetch an article, unless it is stored, and put it into the table; print what stands there. The exit code.

    Raises ScrapeError.
    """
    if not is_fetchable(request.url):
        raise UsageError(f"{shown(request.url)!r} is not an http(s) address that can be fetched")
    chosen = choose(settings.watchlist(), request.people, request.companies)
    if len(chosen.entities) != 1:
        raise UsageError("say whose coverage it is: one --person NAME or one --company NAME")
    refuse_typos(chosen)
    registry = OutletRegistry(known_outlets(settings))
    decision = decided_now(CoverageStatus.CONFIRMED)
    words = words_by_hand(request.headline, request.outlet, request.date, registry, decision.at.date())
    adder = Adder(chosen.entities[0], request.url, words, decision.by, decision.at)
    index = replayed(request.replay)
    lookup = None if index is None else index.find
    with closing(open_database(settings.database)) as database:
        if not _is_stored(database, adder) and _fetch(settings, chosen, adder, lookup) == INTERRUPTED:
            return INTERRUPTED
        return _add(settings, database, chosen, adder, registry, lookup)


def _is_stored(database: Database, adder: Adder) -> bool:
    """Whether the page was read, and is coverage of the entity."""
    with database.read() as connection:
        page = adder.page(connection)
    return page.row_id is not None and page.reason in _READ


def _fetch(settings: Settings, chosen: Chosen, adder: Adder, lookup: Lookup | None) -> int:
    links = (Link(adder.url, kept_by_hand(adder.entity)),)
    plan = make_plan(settings, chosen.watchlist, lookup=lookup, links=links)
    report = carry_out(settings, plan, run, extract_all=False)
    return INTERRUPTED if report.interrupted else DONE


def _add(
    settings: Settings,
    database: Database,
    chosen: Chosen,
    adder: Adder,
    registry: OutletRegistry,
    lookup: Lookup | None,
) -> int:
    with database.read() as connection:
        page = adder.page(connection)
        entry = account_of(connection, adder.url).entry
    read = None
    if adder.is_readable(page):
        found = lookup(adder.url) if lookup is not None else _archived(settings, entry)
        read = None if found is None else _article_on(settings, chosen, found)
    with database.write() as connection:
        named = adder.confirm(connection, page) if page.row_id else adder.keep(connection, page, read, registry)
        lines = list(_lines(connection, adder, named, page))
    if named.row is None and named.own is None:
        complain(f"not added: {adder.why_not(page)}; to keep it as a row of your own, give --headline")
        return _NOT_KEPT
    print("\n".join(map(neutral, lines)))
    return DONE


def _archived(settings: Settings, entry: Any) -> Page | None:
    """The archived page of a link, if there is one."""
    folder = archive_folder(settings)
    if entry is None or entry.archive_file is None or folder is None:
        return None
    ref = ArchiveRef(entry.archive_file, entry.archive_offset, entry.archive_length)
    try:
        return Archive(folder).read(ref, url=entry.offered_url)
    except ArchiveAway:
        raise
    except ArchiveError:
        return None


def _article_on(settings: Settings, chosen: Chosen, page: Page) -> Article | None:
    """What a page says that names nobody, or is no article: it may have a headline all the same."""
    return Reader.of(chosen.watchlist, known_outlets(settings)).process(page, extract_all=True).article


def _lines(connection: Connection, adder: Adder, named: Named, page: HandPage) -> Iterator[str]:
    """What stands there now."""
    unchanged = "" if named.is_changed else "nothing changed: "
    if named.own is not None:
        yield f"{unchanged}row h{named.own} of your own table: {one_line(adder.entity.name)}"
        yield from _fact_lines(OwnRow(named.own).facts(connection))
        yield f"  kept as your own row: {adder.why_not(page)}"
    if named.row is None or page.article_id is None:
        return
    (row,) = [row for row in of_article(connection, page.article_id) if row.id == named.row]
    said = f"said {row.decided_by} on {row.decided_at:%Y-%m-%d}" if row.decided_at else ""
    yield f"{unchanged}row {row.id}: {one_line(row.entity_name)}, {row.status.value}, {said}"
    yield from _fact_lines(facts_of(connection, row.article_id))
    if row.month is None:
        yield f"            no date was found; set it: scrape edit {row.id} --date 2024-08-07"
    others = {one_line(other.outlet) for other in of_stories(connection, [row.story_id])} - {one_line(row.outlet)}
    told = f"also in {', '.join(sorted(others))}" if others else "no other outlet has it yet"
    yield f"  story     {row.story_id}: {told}"
    yield "  evidence"
    yield from evidence_lines(row.evidence, indent="    ")


def _fact_lines(facts: Mapping[str, str]) -> Iterator[str]:
    return (f"  {field:<9} {one_line(value) or '-'}" for field, value in facts.items())
