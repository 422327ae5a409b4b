"""The archived copy of an article, in a frame in which nothing runs."""

from __future__ import annotations

from starlette.responses import HTMLResponse, Response

from pipeline.errors import ArchiveError
from pipeline.items import Page
from scrape.web.doors import page_at
from scrape.web.safety.archived_page import HEADERS, harmless
from scrape.web.site import Visit
from storage.archive import Archive
from storage.articles.read import ArchivedCopy, article_of, copies_of

__all__ = ["ROUTES"]


def _show(visit: Visit) -> Response:
    key = visit.number()
    with visit.read() as connection:
        article = article_of(connection, key)
    copy = _copy(visit, key)
    if article is None or copy is None:
        raise visit.missing()
    version = visit.asked.get("version", "")
    frame = f"/archive/{key}/page" + (f"?version={copy.version}" if version else "")
    return visit.page("archive.html", article=article, copy=copy, frame=frame)


def _show_framed(visit: Visit) -> Response:
    copy = _copy(visit, visit.number())
    if copy is None:
        raise visit.missing()
    try:
        page = _read(visit, copy)
    except ArchiveError:
        page = None
    text = None if page is None else harmless(page)
    if text is None:
        said = visit.texts("archived.torn" if page is None else "archived.no_text")
        text = f"<!doctype html><meta charset=utf-8><p>{said}"
    return HTMLResponse(text.encode("utf-8", "replace"), headers=HEADERS)


def _copy(visit: Visit, key: int) -> ArchivedCopy | None:
    """The copy that the address asks for: of a version by its id, else the newest."""
    with visit.read() as connection:
        copies = copies_of(connection, key)
    asked = visit.asked.get("version", "")
    fitting = [copy for copy in copies if str(copy.version) == asked] if asked else copies
    return next(iter(fitting), None)


def _read(visit: Visit, copy: ArchivedCopy) -> Page:
    if visit.site.archive is None:
        raise ArchiveError("no archive is kept")
    return Archive(visit.site.archive).read(copy.ref, url=copy.url)


ROUTES = [page_at("/archive/{key:int}", _show), page_at("/archive/{key:int}/page", _show_framed)]
