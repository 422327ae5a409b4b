"""The sources and their health, what is wrong first; and what each offered last. For programs that watch: all of it
at a glance."""

from __future__ import annotations

import json
from datetime import datetime

from starlette.responses import Response

from pipeline.errors import UsageError
from scheduler.trouble import Problem, describe, problems_of
from scrape.output.export import shown
from scrape.web.doors import page_at
from scrape.web.site import Visit
from storage.runs import newest_runs
from storage.sources.offers import newest_offers
from storage.status import SourceStatus, free_bytes, read_sources, read_status

__all__ = ["ROUTES"]

_OFFERS = 100
_SHOWN = 100
# In this order: what is silent or yields little is noticed by nobody else.
_FIRST = (Problem.SILENT, Problem.YIELD, Problem.GONE, Problem.FAILING)


def _show(visit: Visit) -> Response:
    now = visit.site.now()
    with visit.read() as connection:
        status = read_status(connection, visit.site.database, now)
    ours = [source for source in status.sources if visit.site.asks(source)]
    former = [source for source in status.sources if not visit.site.asks(source)]
    begin = _begin(visit)
    listed = [*((one, True) for one in sorted(ours, key=_urgency)), *((one, False) for one in former)]
    shown = listed[begin : begin + _SHOWN]
    return visit.page(
        "sources.html",
        monitor=status,
        number=len(ours),
        groups=[[one for one, is_ours in shown if is_ours], [one for one, is_ours in shown if not is_ours]],
        more=begin + _SHOWN if len(listed) > begin + _SHOWN else None,
        problems=problems_of,
    )


def _begin(visit: Visit) -> int:
    begin = visit.asked.get("after", "") or "0"
    if not (begin.isascii() and begin.isdigit() and len(begin) < 9):
        raise UsageError(f"after: {begin[:50]!r} is no number of a source")
    return int(begin)


def _urgency(source: SourceStatus) -> int:
    return min(map(_FIRST.index, problems_of(source)), default=len(_FIRST))


def _show_one(visit: Visit) -> Response:
    key = visit.number()
    with visit.read() as connection:
        sources = read_sources(connection, visit.site.now(), often=False)
        source = next((source for source in sources if source.id == key), None)
        if source is None:
            raise visit.missing()
        offers = newest_offers(connection, key, _OFFERS)
    return visit.page("source.html", source=source, offers=offers, problems=problems_of)


def _status(visit: Visit) -> Response:
    """What `scrape status` says, as JSON."""
    now, site = visit.site.now(), visit.site
    with visit.read() as connection:
        status = read_status(connection, site.database, now)
        run = next(iter(newest_runs(connection, now, 1)), None)
    ours = [source for source in status.sources if site.asks(source)]
    answer = {
        "at": _moment(now),
        "sources": len(ours),
        "in_trouble": [_as_told(source, now) for source in sorted(ours, key=_urgency) if problems_of(source)],
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
