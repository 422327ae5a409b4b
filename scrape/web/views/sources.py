"""The sources and their health, what is wrong first; and what each offered last."""

from __future__ import annotations

from starlette.responses import Response

from pipeline.errors import UsageError
from scheduler.trouble import Problem, problems_of
from scrape.web.doors import page_at
from scrape.web.site import Visit
from storage.sources.offers import newest_offers
from storage.status import SourceStatus, read_sources, read_status

__all__ = ["ROUTES"]

_OFFERS = 100
_SHOWN = 100
# In this order: what is silent or yields little is noticed by nobody else.
_FIRST = (Problem.SILENT, Problem.YIELD, Problem.GONE, Problem.FAILING)


def _show(visit: Visit) -> Response:
    now = visit.site.now()
    with visit.read() as connection:
        status = read_status(connection, visit.site.database, now)
    ours = [source for source in status.sources if (source.kind, source.url) in visit.site.sources]
    former = [source for source in status.sources if (source.kind, source.url) not in visit.site.sources]
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


ROUTES = [page_at("/sources", _show), page_at("/sources/{key:int}", _show_one)]
