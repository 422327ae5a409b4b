"""`scrape export`: the table in the format of a page, program or reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.items import Coverage
from pipeline.outlets import OutletRegistry
from scrape.config.settings import Settings
from scrape.output.clock import on_its_clock
from scrape.output.export import as_csv, as_json, as_json_lines, as_markdown
from scrape.output.files import write_export
from scrape.plan.outlets import known_outlets
from scrape.plan.people import refuse_unknown
from scrape.plan.selection import Selection, select
from storage.coverage.read import find, find_stories
from storage.database.open import existing_database
from storage.stories.related import with_elsewhere
from storage.watchlist import known_ids

__all__ = ["ExportRequest", "write_table"]

_WRITERS: dict[str, Callable[[Sequence[Coverage]], str]] = {
    "md": as_markdown,
    "csv": as_csv,
    "json": as_json,
    "jsonl": as_json_lines,
}


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """The options of `scrape export`, as given."""

    selection: Selection = Selection()  # noqa: RUF009 - it is frozen
    form: str | None = None
    output: Path | None = None


def write_table(settings: Settings, request: ExportRequest) -> None:
    """Write the table that was asked for. Raises UsageError, StorageError."""
    form = _form(request.form, request.output)
    chosen, wanted = select(settings, request.selection)
    with existing_database(settings.database) as database, database.read() as connection:
        refuse_unknown(chosen, known_ids(connection))
        if request.selection.every_article:
            rows = find(connection, wanted, request.selection.limit)
        else:
            rows = find_stories(connection, wanted, settings.prefer_outlets, request.selection.limit)
        rows = with_elsewhere(connection, rows)
    registry = OutletRegistry(known_outlets(settings))
    write_export(_WRITERS[form]([on_its_clock(row, registry) for row in rows]), form, request.output)


def _form(form: str | None, output: Path | None) -> str:
    if output is None:
        return form or "md"
    named = output.suffix.lower().removeprefix(".")
    if form is None and named not in _WRITERS:
        raise UsageError(
            f"--output {output}: expected a file that ends in .{', .'.join(_WRITERS)}, or --format with it"
        )
    if form is not None and named in _WRITERS and named != form:
        raise UsageError(f"--output {output}: its ending is that of {named}, and --format asks for {form}")
    return form or named
