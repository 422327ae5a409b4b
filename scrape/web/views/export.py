"""The rows of the first page in every format of `scrape export`: what stands in the address is what is exported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from starlette.responses import Response, StreamingResponse

from pipeline.items import Coverage
from scrape.formats.options import ExportOptions
from scrape.formats.registry import ExportFormat, format_of_file
from scrape.output.clock import on_its_clock
from scrape.table.listing import listed_rows
from scrape.web.doors import page_at
from scrape.web.question import Question, names_by_id
from scrape.web.site import Visit
from scrape.web.spreadsheet import BYTE_ORDER_MARK
from storage.watchlist import known_names

__all__ = ["ROUTES"]

_IN_MEMORY = 4 << 20  # bytes
_PIECE = 1 << 16


def _send(visit: Visit) -> Response:
    form = format_of_file(Path(f"coverage.{visit.request.path_params['ending']}"))
    if form is None:
        raise visit.missing()
    # It is closed when it was sent.
    content = cast(BinaryIO, SpooledTemporaryFile(max_size=_IN_MEMORY))  # noqa: SIM115
    try:
        _write(visit, form, content)
    except BaseException:
        content.close()
        raise
    headers = {"Content-Disposition": f'attachment; filename="coverage{form.endings[0]}"'}
    return StreamingResponse(_pieces(content), media_type=form.media_type, headers=headers)


def _write(visit: Visit, form: ExportFormat, out: BinaryIO) -> None:
    prefer, outlets = visit.site.settings.prefer_outlets, visit.site.outlets
    with visit.read() as connection:
        known = known_names(connection)
        question = Question.of(visit, names_by_id(known))
        wanted = question.wanted(visit.site.now())

        def rows() -> Iterator[Coverage]:
            found = listed_rows(connection, wanted, prefer, every_article=question.every)
            return (on_its_clock(row, outlets) for row in found)

        options = ExportOptions(
            names=tuple(name for key, name in known if key in question.who),
            since=wanted.since,
            until=wanted.until,
            every_article=question.every,
        )
        if form.name == "csv":
            out.write(BYTE_ORDER_MARK)
        form.write(rows, out, options)


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    with content:
        content.seek(0)
        while piece := content.read(_PIECE):
            yield piece


ROUTES = [page_at("/coverage.{ending}", _send)]
