"""One statement typed by a person, on a connection that cannot write; ten questions to begin with."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from threading import BoundedSemaphore
from typing import Any

from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipeline.errors import DatabaseBusy, ScrapeError, StorageError, UsageError
from scrape.output.export import one_line, shown
from scrape.web.doors import page_at
from scrape.web.site import Visit
from scrape.web.spreadsheet import csv_answer
from storage.database.read_only import Answer, query

__all__ = ["ROUTES", "ten_questions"]

_ROWS_SHOWN = 200
_ROWS_EXPORTED = 100_000
_SECONDS = 10
_LONGEST_CELL = 500  # characters
_LONGEST_STATEMENT = 10_000
_TURNS = BoundedSemaphore(2)  # so that statements that take long leave threads for the pages
_EXAMPLE = "person:윤서하"


@cache
def ten_questions() -> tuple[dict[str, str], ...]:
    """The questions of docs/database.md: `ko` and `en` in words, and `sql`."""
    stored = tomllib.loads(files("scrape.web").joinpath("questions.toml").read_text("utf-8"))
    return tuple(stored["question"])


def _show(visit: Visit) -> Response:
    statement = _statement(visit)
    answer, complaint = None, ""
    if statement:
        try:
            answer = _ask(visit, statement, _ROWS_SHOWN)
        except (UsageError, StorageError) as error:
            if isinstance(error, DatabaseBusy):
                raise
            complaint = shown(str(error))
    return visit.page(
        "sql.html",
        200 if not complaint else 400,
        statement=statement,
        answer=answer,
        rows=[] if answer is None else [list(map(_cell, row)) for row in answer.rows],
        complaint=complaint,
        questions=[(one[visit.texts.lang], _about_ours(visit, one["sql"])) for one in ten_questions()],
    )


def _send_csv(visit: Visit) -> Response:
    statement = _statement(visit)
    if not statement:
        raise HTTPException(404)
    answer = _ask(visit, statement, _ROWS_EXPORTED)
    return csv_answer("answer.csv", answer.columns, answer.rows)


def _statement(visit: Visit) -> str:
    """What was typed. Raises UsageError where nothing may be typed, or another site sent it."""
    if not visit.site.sql_open:
        raise UsageError(visit.texts("sql.closed"))
    statement = visit.asked.get("q", "").strip()[:_LONGEST_STATEMENT]
    if statement and visit.request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}:
        raise UsageError(visit.texts("sql.foreign"))
    return statement


def _ask(visit: Visit, statement: str, most: int) -> Answer:
    if not _TURNS.acquire(blocking=False):
        raise DatabaseBusy(visit.texts("sql.many"))
    try:
        return query(visit.site.database, statement, most, _SECONDS)
    except UnicodeError as error:
        raise UsageError("the statement cannot be run: it holds half a character") from error
    except ScrapeError:
        raise
    finally:
        _TURNS.release()


def _cell(value: Any) -> tuple[str, bool]:
    """A value as it is shown, and whether it is a number."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    text = "" if value is None else one_line(str(value))
    return (text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"), is_number


def _about_ours(visit: Visit, statement: str) -> str:
    """A question about an invented person, asked of one who is tracked."""
    people: Sequence[Any] = visit.site.settings.watchlist().entities
    ours = next((entity.id for entity in people if entity.kind.value == "person"), None)
    return statement if ours is None else statement.replace(_EXAMPLE, ours.replace("'", "''"))


ROUTES = [page_at("/sql", _show), page_at("/sql.csv", _send_csv)]
