"""The application: every view, behind the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.routing import Route

from scrape.web import api
from scrape.web.assets import send_asset
from scrape.web.errors import HANDLERS
from scrape.web.safety.guard import Doors, Gate
from scrape.web.site import Site
from scrape.web.views import (
    archived,
    article,
    coverage,
    export,
    login,
    review,
    runs,
    saved,
    sources,
    sql,
    story,
    timeline,
)

__all__ = ["VIEWS", "make_app"]

# Each has a connection to the database, of which there are 15 at most.
_THREADS = 10
VIEWS = (login, coverage, export, timeline, story, article, archived, review, saved, sources, runs, sql, api)


def make_app(site: Site, doors: Doors) -> Gate:
    """The application of `site` (ASGI)."""
    routes = [Route("/static/{name}", send_asset)]
    for view in VIEWS:
        routes += view.ROUTES
    app = Starlette(routes=routes, exception_handlers=HANDLERS, lifespan=_few_threads)
    app.state.site = site
    return Gate(app, doors, site.access)


@asynccontextmanager
async def _few_threads(_app: Starlette) -> AsyncIterator[None]:
    current_default_thread_limiter().total_tokens = _THREADS
    yield
