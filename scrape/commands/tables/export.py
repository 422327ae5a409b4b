"""`scrape export`: the table in the format of a page, program or reader."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.errors import UsageError
from pipeline.items import Coverage
from pipeline.outlets import OutletRegistry
from scrape.config.settings import Settings
from scrape.formats.columns import column_names
from scrape.formats.options import ExportOptions, Rows
from scrape.formats.registry import FORMATS, ExportFormat, format_named, format_of_file
from scrape.formats.template import load_template
from scrape.output.clock import on_its_clock
from scrape.output.export import safe_address
from scrape.output.files import is_of_system, print_export, written_file
from scrape.plan.outlets import known_outlets
from scrape.plan.people import refuse_unknown
from scrape.plan.selection import Selection, select
from scrape.table.listing import listed_rows
from storage.database.open import existing_database
from storage.watchlist import known_ids

__all__ = ["ExportRequest", "write_table"]


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """The options of `scrape export`, as given."""

    selection: Selection = Selection()  # noqa: RUF009 - it is frozen
    form: str | None = None
    output: Path | None = None
    lang: str | None = None
    columns: str | None = None
    template: Path | None = None
    link: str = ""


def write_table(settings: Settings, request: ExportRequest) -> None:
    """Write the table that was asked for. Raises UsageError, StorageError."""
    form = _form(request)
    with _selected_rows(settings, request.selection) as (rows, options):
        _write(form, rows, _with_request(options, request, form), request.output)


@contextmanager
def _selected_rows(settings: Settings, selection: Selection) -> Iterator[tuple[Rows, ExportOptions]]:
    """The rows that `selection` names, on the clocks of their outlets, and what it says of the export. Raises
    UsageError, StorageError."""
    chosen, wanted = select(settings, selection)
    registry = OutletRegistry(known_outlets(settings))
    with existing_database(settings.database) as database, database.read() as connection:
        refuse_unknown(chosen, known_ids(connection))

        def rows() -> Iterator[Coverage]:
            found = listed_rows(
                connection,
                wanted,
                settings.prefer_outlets,
                selection.limit,
                every_article=selection.every_article,
            )
            return (on_its_clock(row, registry) for row in found)

        yield (
            rows,
            ExportOptions(
                names=tuple(entity.name for entity in chosen.entities),
                since=wanted.since,
                until=wanted.until,
                limit=selection.limit,
                every_article=selection.every_article,
            ),
        )


def _with_request(options: ExportOptions, request: ExportRequest, form: ExportFormat) -> ExportOptions:
    if request.columns is not None and not form.has_columns:
        able = ", ".join(one.name for one in FORMATS if one.has_columns)
        raise UsageError(f"--columns: {form.name} has columns of its own; they can be chosen of {able}")
    columns = () if request.columns is None else column_names(request.columns)
    return replace(options, lang=request.lang, columns=columns, link=_address(request.link))


def _address(link: str) -> str:
    """Where the file will be found. Raises UsageError for what is no address of the web."""
    address = safe_address(link)
    try:
        host = urlsplit(link).hostname
    except ValueError:
        host = None
    if link and not (address and host):
        raise UsageError(f"--link {link}: expected the address of the file, such as https://example.org/x.atom")
    return address


def _form(request: ExportRequest) -> ExportFormat:
    """The format that is asked for: a template, that of `--format`, that of the file's ending, else Markdown."""
    output, form = request.output, request.form
    if request.template is not None:
        if form is not None or request.columns is not None:
            other = "--format" if form is not None else "--columns"
            raise UsageError(f"--template {request.template}: the template says what is written, {other} cannot")
        return ExportFormat("template", (), "", load_template(request.template))
    named = None if output is None or is_of_system(output) else format_of_file(output)
    if form is None:
        if output is not None and named is None and not is_of_system(output):
            endings = ", ".join(one.endings[0] for one in FORMATS)
            raise UsageError(f"--output {output}: expected a file that ends in {endings}, or --format with it")
        return named or format_named("md")
    if named is not None and named.name != form:
        raise UsageError(f"--output {output}: its ending is that of {named.name}, and --format asks for {form}")
    return format_named(form)


def _write(form: ExportFormat, rows: Rows, options: ExportOptions, output: Path | None) -> None:
    if output is not None:
        with written_file(output) as file:
            if form.name == "csv":
                file.write(codecs.BOM_UTF8)
            form.write(rows, file, options)
    elif form.pieces is not None:
        print_export(form.pieces(rows, options), marked=form.name == "csv")
    else:
        stream = getattr(sys.stdout, "buffer", None)
        if stream is None or sys.stdout.isatty():
            raise UsageError(f"{form.name} is no text for a terminal; name a file: --output coverage.{form.name}")
        form.write(rows, stream, options)
