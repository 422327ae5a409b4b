"""The runs, each with the account of its links."""

from __future__ import annotations

from starlette.responses import Response

from pipeline.errors import UsageError
from scrape.web.doors import page_at
from scrape.web.site import Visit
from storage.runs import newest_runs

__all__ = ["ROUTES"]

_SHOWN = 50


def _show(visit: Visit) -> Response:
    before = visit.asked.get("before", "")
    if before and not (before.isascii() and before.isdigit() and len(before) < 19):
        raise UsageError(f"before: {before[:50]!r} is no number of a run")
    with visit.read() as connection:
        runs = newest_runs(connection, visit.site.now(), _SHOWN + 1, int(before) if before else None)
    more = runs[_SHOWN - 1].id if len(runs) > _SHOWN else None
    return visit.page("runs.html", runs=runs[:_SHOWN], more=more, begun=not before)


ROUTES = [page_at("/runs", _show)]
