"""The rows of the first page in every format of `scrape export`: what stands in the address is what is exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from starlette.responses import Response, StreamingResponse

from pipeline.items import Coverage
from scrape.formats.options import ExportOptions
from scrape.formats.registry import ExportFormat, format_named, format_of_file
from scrape.output.clock import on_its_clock
from scrape.table.listing import listed_rows, rows_found_last
from scrape.web.doors import page_at
from scrape.web.question import Question, known_to
from scrape.web.site import Visit
from scrape.web.spreadsheet import BYTE_ORDER_MARK

__all__ = ["ROUTES"]

_IN_MEMORY = 4 << 20  # bytes
_PIECE = 1 << 16
_OF_A_FEED, _MOST_OF_A_FEED = "7d", 1000  # rows found so lately


def _send(visit: Visit) -> Response:
    form = format_of_file(Path(f"coverage.{visit.request.path_params['ending']}"))
    if form is None:
        raise visit.missing()
    headers = {"Content-Disposition": f'attachment; filename="coverage{form.endings[0]}"'}
    return _answer(visit, form, headers)


def _feed(visit: Visit) -> Response:
    """What was found of late, for a reader of feeds, which asks again and again."""
    return _answer(visit, format_named("atom"), {}, found=_OF_A_FEED)


def _answer(visit: Visit, form: ExportFormat, headers: dict[str, str], found: str = "") -> Response:
    # It is closed when it was sent.
    content = cast(BinaryIO, SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
    try:
        _write(visit, form, content, found)
    except BaseException:
        content.close()
        raise
    return StreamingResponse(_pieces(content), media_type=form.media_type, headers=headers)


def _write(visit: Visit, form: ExportFormat, out: BinaryIO, found: str) -> None:
    prefer, outlets = visit.site.settings.prefer_outlets, visit.site.outlets
    newest = _MOST_OF_A_FEED if found else form.newest
    with visit.read() as connection:
        known = known_to(visit, connection)
        question = Question.of(visit, known)
        question = replace(question, found=question.found or found)
        wanted, every = question.wanted(visit.site.now()), question.every

        def rows() -> Iterator[Coverage]:
            if newest:
                listed = iter(rows_found_last(connection, wanted, prefer, newest, every_article=every))
            else:
                listed = listed_rows(connection, wanted, prefer, every_article=every)
            return (on_its_clock(row, outlets) for row in listed)

        options = ExportOptions(
            names=tuple(name for key, name in known.names.items() if key in question.who),
            since=wanted.since,
            until=wanted.until,
            every_article=every,
            limit=newest or None,
        )
        if form.name == "csv":
            out.write(BYTE_ORDER_MARK)
        form.write(rows, out, options)


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    with content:
        content.seek(0)
        while piece := content.read(_PIECE):
            yield piece


ROUTES = [page_at("/coverage.{ending}", _send), page_at("/feed.atom", _feed)]
