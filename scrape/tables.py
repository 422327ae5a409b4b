"""Commands on tables as files: exports, and tables kept by hand. They stand beside those of scrape/cli.py."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scrape.help import examples
from scrape.options import (
    Companies,
    Every,
    ExportForm,
    Limit,
    People,
    Since,
    Statuses,
    Until,
    selected,
    settings_of,
)

__all__ = ["app"]

TABLES = "Tables"  # the folder of scrape/commands

app = typer.Typer()


@app.command(
    rich_help_panel=TABLES,
    epilog=examples(
        'scrape export --person "Gilseo Hong" --output coverage.md',
        "scrape export --since 2026-11 --format jsonl",
    ),
)
def export(
    context: typer.Context,
    person: People = [],  # noqa: B006 - typer copies it
    company: Companies = [],  # noqa: B006
    every: Every = False,
    since: Since = None,
    until: Until = None,
    status: Statuses = [],  # noqa: B006
    limit: Limit = None,
    form: Annotated[
        ExportForm | None, typer.Option("--format", help="The format: by the ending of --output, else md.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to this file, not to standard output.")
    ] = None,
) -> None:
    """Write the table in the format of a page, program or reader."""
    from scrape.commands.tables.export import ExportRequest, write_table

    request = ExportRequest(
        selection=selected(person, company, every=every, since=since, until=until, statuses=status, limit=limit),
        form=None if form is None else form.value,
        output=output,
    )
    write_table(settings_of(context), request)
