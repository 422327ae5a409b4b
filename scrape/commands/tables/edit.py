"""`scrape edit`: headline, outlet and date of a row, set by hand or taken back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.errors import UsageError
from pipeline.items import CoverageStatus
from pipeline.outlets import OutletRegistry
from pipeline.urls import canonical_url, is_fetchable
from scrape.commands.read.decisions import decided_now
from scrape.config.settings import Settings
from scrape.output.export import neutral, one_line, shown
from scrape.plan.outlets import known_outlets
from scrape.table.editable import ArticleRow, OwnRow, ids_of
from scrape.table.words_by_hand import words_by_hand
from storage.articles.rows import article_at
from storage.by_hand.rows import rows_at_address
from storage.coverage.read import of_article
from storage.coverage.review import coverage_rows
from storage.database import Connection
from storage.database.open import existing_database

__all__ = ["EditRequest", "changed_lines", "edit_row"]

_UNCHANGED = {False: "nothing changed: this was set before", True: "nothing changed: nothing was set by hand"}
_ID = re.compile(r"(?P<mark>h?)(?P<row>[0-9]{1,18})")


@dataclass(frozen=True, slots=True)
class EditRequest:
    """The options of `scrape edit`, as given."""

    target: str
    headline: str | None = None
    outlet: str | None = None
    date: str | None = None
    undo: bool = False


def edit_row(settings: Settings, request: EditRequest) -> None:
    """Set what was given of a row, or take back what was set; print what was and what is. Raises UsageError,
    StorageError."""
    registry = OutletRegistry(known_outlets(settings))
    decision = decided_now(CoverageStatus.CONFIRMED)
    words = words_by_hand(request.headline, request.outlet, request.date, registry, decision.at.date())
    if request.undo and words:
        raise UsageError("--undo takes back what was set by hand: give it alone, or new values without it")
    if not request.undo and not words:
        raise UsageError("nothing to change: give --headline, --outlet or --date; --undo takes them back")
    with existing_database(settings.database) as database, database.write() as connection:
        row = _row(connection, request.target)
        before = row.facts(connection)
        is_set = row.take_back(connection) if request.undo else row.set(connection, words, decision.by, decision.at)
        lines = [row.title(connection), *changed_lines(before, row.facts(connection))]
        lines += row.notes(connection, undo=request.undo) if is_set else [_UNCHANGED[request.undo]]
    print("\n".join(map(neutral, lines)))


def _row(connection: Connection, written: str) -> ArticleRow | OwnRow:
    """The row that an id or an address names. Raises UsageError."""
    target = written.strip()
    if is_fetchable(target):
        return _at(connection, target)
    match = _ID.fullmatch(target)
    if match is None:
        raise UsageError(
            f"{shown(target)!r} is no id of a row (12, or h12 of your own table) and no http(s) address"
        )
    key = int(match["row"])
    if match["mark"]:
        return OwnRow(key)
    stored = coverage_rows(connection, [key])
    if key not in stored:
        raise UsageError(f"there is no row {key}; see: scrape coverage --format json, scrape review")
    return ArticleRow(stored[key].article_id, key)


def _at(connection: Connection, url: str) -> ArticleRow | OwnRow:
    canonical = canonical_url(url)
    key = article_at(connection, canonical)
    rows = () if key is None else of_article(connection, key)
    if rows:
        return ArticleRow(rows[0].article_id, rows[0].id)
    own = [row.id for row in rows_at_address(connection, canonical)]
    if len(own) > 1:
        raise UsageError(f"{shown(url)} stands in {ids_of(own)}; say which: scrape edit h{own[0]}")
    if own:
        return OwnRow(own[0])
    raise UsageError(f"no article is stored at {shown(url)}; store it: scrape add URL --person NAME")


def changed_lines(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    """Each field as it was, and below it as it is now where that differs."""
    for field, value in after.items():
        yield f"  {field:<9} {one_line(before[field]) or '-'}"
        if before[field] != value:
            yield f"  {'now':>8}: {one_line(value) or '-'}"
