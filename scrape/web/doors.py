"""How an address of ours becomes a view: pages that are read, and forms that are sent."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipeline.errors import UsageError
from scrape.web.site import Visit

__all__ = ["Form", "form_at", "page_at"]

Form = dict[str, str]
_LARGEST_FORM = 64 * 1024  # bytes
_MOST_FIELDS = 1000


def page_at(path: str, view: Callable[[Visit], Response]) -> Route:
    """A view that reads: it runs in a thread."""

    def endpoint(request: Request) -> Response:
        return view(Visit.of(request))

    return Route(path, endpoint, methods=["GET"])


def form_at(path: str, view: Callable[[Visit, Form], Response], *, writes: bool = True) -> Route:
    """A view that acts on a form that one of our pages sent, else 403; one that `writes` is refused by a server
    that only reads."""

    async def endpoint(request: Request) -> Response:
        visit = Visit.of(request)
        form = await _form(request)
        if not visit.site.access.fits(visit.session, form.get("token", "")):
            raise HTTPException(403)
        if writes and not visit.may_write:
            raise UsageError(visit.texts("error.read_only"))
        return await run_in_threadpool(view, visit, form)

    return Route(path, endpoint, methods=["POST"])


async def _form(request: Request) -> Form:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST_FORM:
            raise HTTPException(413)
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError as error:
        raise HTTPException(400) from error
