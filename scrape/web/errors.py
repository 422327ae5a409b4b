"""What went wrong, as a page: in one line, and with what to do."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pipeline.errors import DatabaseBusy, ScrapeError, UsageError
from scrape.output.export import shown
from scrape.web.safety.guard import FOR_PROGRAMS
from scrape.web.site import Visit

__all__ = ["HANDLERS"]

log = logging.getLogger(__name__)

_RETRY_SECONDS = 5
_WORDED = {400, 403, 404, 405, 413}


def _told(visit: Visit, status: int, title: str, line: str = "") -> Response:
    """A page that says what went wrong; a program is told in JSON."""
    if visit.request.url.path.startswith(FOR_PROGRAMS):
        return Response(json.dumps({"error": line or title}), status, media_type="application/json")
    return visit.page("error.html", status, title=title, line=visit.texts.said("error", line))


def _wrong_request(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    visit = Visit.of(request)
    said = visit.texts(f"error.{status}") if status in _WORDED else HTTPStatus(status).phrase
    return _told(visit, status, said)


def _misused(request: Request, error: Exception) -> Response:
    visit = Visit.of(request)
    return _told(visit, 400, visit.texts("error.400"), shown(str(error)).replace("--", ""))


def _busy(request: Request, error: Exception) -> Response:
    visit = Visit.of(request)
    answer = _told(visit, 503, visit.texts("error.busy"), shown(str(error)))
    answer.headers["Retry-After"] = str(_RETRY_SECONDS)
    return answer


def _refused(request: Request, error: Exception) -> Response:
    log.error("page %s: %s", request.url.path, error)
    visit = Visit.of(request)
    return _told(visit, 500, visit.texts("error.refused"), shown(str(error)))


def _unexpected(request: Request, error: Exception) -> Response:
    log.error("page %s: %s", request.url.path, type(error).__name__, exc_info=error)
    visit = Visit.of(request)
    return _told(visit, 500, visit.texts("error.500"), visit.texts("error.logged"))


HANDLERS: dict[Any, Any] = {
    HTTPException: _wrong_request,
    UsageError: _misused,
    DatabaseBusy: _busy,
    ScrapeError: _refused,
    Exception: _unexpected,
}
