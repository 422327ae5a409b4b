"""Everything a run is to do, from the settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.identity import PastDecisions
from pipeline.items import Entity, Link, Source, Watchlist
from pipeline.names import name_forms
from scheduler.run import Plan
from scrape.config.settings import Settings
from scrape.plan.crawl import crawl_settings
from scrape.plan.listings import sources_listing, watchlist_listing
from scrape.plan.outlets import known_outlets
from scrape.plan.sources import archive_folder, service_keys, sources_about
from spiders.replay import Lookup
from storage.watchlist import LookedFor, MatchedForm

__all__ = ["make_plan", "matched_forms", "with_decisions", "with_imported"]


def make_plan(
    settings: Settings,
    watchlist: Watchlist,
    *,
    asked_for: Sequence[Entity] = (),
    lookup: Lookup | None = None,
    kind: str = "run",
    since: datetime | None = None,
    links: Sequence[Link] | None = None,
) -> Plan:
    """What a run is to do. Services are asked for those in `asked_for`, or for everybody. A replay is not archived
    again. With `links`, these addresses alone are fetched, and no source is asked."""
    sources = sources_about(settings, asked_for or watchlist.entities) if links is None else ()
    listing = watchlist_listing(settings)
    asks_all = kind != "reprocess" and links is None and not asked_for
    return Plan(
        looked_for=LookedFor.of(watchlist, matched_forms(watchlist)),
        outlets=known_outlets(settings),
        sources=sources,
        crawl=crawl_settings(settings, is_used=lookup is None and kind != "reprocess"),
        archive=archive_folder(settings) if lookup is None else None,
        lookup=lookup,
        hasty=True,
        kind=kind,
        since=since,
        keys=service_keys(),
        fetches_due=links is None,
        links=tuple(links or ()),
        listing=listing,
        sources_listing=sources_listing(settings, listing) if asks_all else None,
    )


def with_decisions(settings: Settings, plan: Plan, decisions: Mapping[str, PastDecisions]) -> Plan:
    """The plan with the names that were accepted in review: they are looked for, and services are asked for them
    where they are asked for the others of the entity."""
    known = [
        (entity, decisions.get(entity.id, PastDecisions()).complete(entity)) for entity in plan.watchlist.entities
    ]
    watchlist = Watchlist(tuple(complete for _, complete in known))
    sources = list(plan.sources)
    for entity, complete in known:
        if (
            plan.sources
            and complete.aliases != entity.aliases
            and set(sources_about(settings, [entity])) <= set(plan.sources)
        ):
            sources += [source for source in sources_about(settings, [complete]) if source not in sources]
    return replace(
        plan,
        looked_for=LookedFor.of(watchlist, matched_forms(watchlist)),
        sources=tuple(sources),
    )


def with_imported(plan: Plan, imported: Iterable[Source]) -> Plan:
    """The plan of a run with the sources that were imported besides; one that asks no source asks none of them."""
    if not plan.sources:
        return plan
    known = {(source.kind, source.url) for source in plan.sources}
    more = (source for source in imported if (source.kind, source.url) not in known)
    return replace(plan, sources=(*plan.sources, *more), listed=plan.sources)


def matched_forms(watchlist: Watchlist) -> tuple[MatchedForm, ...]:
    """Every name form that is looked for (suggestions are not)."""
    return tuple(
        MatchedForm(form.entity_id, form.text, form.origin)
        for entity in watchlist.entities
        for form in name_forms(entity)
        if not form.suggestion
    )
