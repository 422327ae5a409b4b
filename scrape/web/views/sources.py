"""The sources and their health, what is wrong first; and what each offered last. For programs that watch: all of it
at a glance."""

from __future__ import annotations

import json
from datetime import datetime

from starlette.responses import Response

from pipeline.errors import UsageError
from scheduler.trouble import describe, problems_of
from scrape.output.export import shown
from scrape.web.doors import page_at
from scrape.web.site import Visit
from storage.runs import newest_runs
from storage.sources.offers import newest_offers
from storage.status import SourceStatus, free_bytes, read_sources, read_status, status_of_source, troubled_sources

__all__ = ["ROUTES"]

_OFFERS = 100
_SHOWN = 100


def _show(visit: Visit) -> Response:
    now, site = visit.site.now(), visit.site
    begin = _begin(visit)
    with visit.read() as connection:
        status = read_status(connection, site.database, now, site.sources)
        read = read_sources(connection, now, site.sources, start=begin, most=_SHOWN)
    is_more = status.sources.asked + status.sources.former > begin + _SHOWN
    return visit.page(
        "sources.html",
        monitor=status,
        number=status.sources.asked,
        groups=[[one for one, is_ours in read if is_ours], [one for one, is_ours in read if not is_ours]],
        more=begin + _SHOWN if is_more else None,
        problems=problems_of,
    )


def _begin(visit: Visit) -> int:
    begin = visit.asked.get("after", "") or "0"
    if not (begin.isascii() and begin.isdigit() and len(begin) < 9):
        raise UsageError(f"after: {begin[:50]!r} is no number of a source")
    return int(begin)


def _show_one(visit: Visit) -> Response:
    key = visit.number()
    with visit.read() as connection:
        source = status_of_source(connection, key)
        if source is None:
            raise visit.missing()
        offers = newest_offers(connection, key, _OFFERS)
    return visit.page("source.html", source=source, offers=offers, problems=problems_of)


def _status(visit: Visit) -> Response:
    """What `scrape status` says, as JSON."""
    now, site = visit.site.now(), visit.site
    with visit.read() as connection:
        status = read_status(connection, site.database, now, site.sources)
        troubled = troubled_sources(connection, site.sources)
        run = next(iter(newest_runs(connection, now, 1)), None)
    answer = {
        "at": _moment(now),
        "sources": status.sources.asked,
        "in_trouble": [_as_told(source, now) for source in troubled],
        "daemons": status.daemons,
        "last_run": None if run is None else {"began": _moment(run.started_at), "ended": _moment(run.finished_at)},
        "links_unread": status.unread,
        "links_late": status.late,
        "articles": status.articles,
        "rows_in_review": status.in_review,
        "notices_lost": status.lost,
        "notices_refused_by": [one.name for one in status.refusing],
        "database_bytes": status.size,
        "free_bytes": free_bytes(site.database, site.archive),
    }
    return Response(json.dumps(answer), media_type="application/json")


def _as_told(source: SourceStatus, now: datetime) -> dict[str, object]:
    return {
        "kind": source.kind,
        "url": shown(source.url),
        "problems": problems_of(source),
        "told": shown(describe(source, now)),
        "last_success_at": _moment(source.last_success_at),
    }


def _moment(when: datetime | None) -> str | None:
    return None if when is None else when.isoformat(timespec="seconds")


ROUTES = [
    page_at("/sources", _show),
    page_at("/sources/{key:int}", _show_one),
    page_at("/status.json", _status),
]
