"""Commands on tables as files: exports, and tables kept by hand. They stand beside those of scrape/cli.py."""

from __future__ import annotations

import gc
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from scrape.help import examples
from scrape.options import (
    AboutCompany,
    AboutPerson,
    Companies,
    Every,
    ExportForm,
    Lang,
    Limit,
    People,
    Since,
    Statuses,
    TableColumns,
    TableReplay,
    Until,
    Words,
    selected,
    settings_of,
)

__all__ = ["app"]

TABLES = "Tables"  # the folder of scrape/commands

_USUALLY = gc.get_threshold()  # new objects between two looks for garbage

app = typer.Typer()

Headline = Annotated[str | None, typer.Option(metavar="TEXT", help="The headline, whatever the page says.")]
OutletName = Annotated[
    str | None, typer.Option("--outlet", metavar="NAME", help="The outlet, whatever the page says.")
]
Day = Annotated[
    str | None, typer.Option("--date", metavar="DATE", help="The day, 2024-08-07, or the month alone, 2024-08.")
]


@app.command(
    rich_help_panel=TABLES,
    epilog=examples(
        'scrape export --person "Gilseo Hong" --output coverage.md',
        "scrape export --since 2026-11 --format jsonl",
        "scrape export --update index.md",
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
    words: Words = None,
    form: Annotated[
        ExportForm | None, typer.Option("--format", help="The format: by the ending of --output, else md.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write to this file, not to standard output.")
    ] = None,
    lang: Annotated[
        Lang | None,
        typer.Option(help="The language of headers, labels and notes: by default that of each row."),
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(metavar="NAMES", help="These columns, in this order; docs/tables.md has them."),
    ] = None,
    template: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write by this template (Jinja2); see docs/tables.md.")
    ] = None,
    link: Annotated[
        str, typer.Option(metavar="URL", help="Where the file will be found: a feed names it.", show_default=False)
    ] = "",
    update: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Bring the tables in this page up to date, and touch nothing else in it."
        ),
    ] = None,
) -> None:
    """Write the table in the format of a page, program or reader."""
    from scrape.commands.tables.export import ExportRequest, write_table

    request = ExportRequest(
        selected(person, company, every=every, since=since, until=until, statuses=status, limit=limit, words=words),
        form=None if form is None else form.value,
        output=output,
        lang=None if lang is None else lang.value,
        columns=columns,
        template=template,
        link=link,
    )
    if update is not None:
        from scrape.commands.tables.update import update_tables

        update_tables(settings_of(context), update, request)
        return
    write_table(settings_of(context), request)


@app.command(
    name="import",
    rich_help_panel=TABLES,
    epilog=examples(
        'scrape import coverage.md --person "Gilseo Hong"',
        'scrape import list.csv --company "Naru Lab" --columns month=1,headline=3,outlet=2,url=4',
    ),
)
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table: .md, .csv, .xlsx or .html.")],
    person: AboutPerson = None,
    company: AboutCompany = None,
    columns: TableColumns = None,
    replay: TableReplay = [],  # noqa: B006
) -> None:
    """Take in a table kept by hand: its rows become known coverage.

    Each row keeps its words; its page is fetched, archived and judged. The same command goes on after Ctrl-C, and
    adds nothing a second time.
    """
    from scrape.commands.tables.importing import ImportRequest, import_table

    gc.set_threshold(*_USUALLY)
    request = ImportRequest(file, person, company, columns, tuple(replay))
    raise typer.Exit(import_table(settings_of(context), request))


@app.command(
    rich_help_panel=TABLES,
    epilog=examples(
        'scrape edit 12 --headline "As it was printed" --date 2024-08-07',
        "scrape edit https://news.example.org/123 --undo",
    ),
)
def edit(
    context: typer.Context,
    target: Annotated[
        str,
        typer.Argument(metavar="ID|URL", help="A row (12), one of your own table (h12), or an article's address."),
    ],
    headline: Headline = None,
    outlet: OutletName = None,
    date: Day = None,
    undo: Annotated[
        bool, typer.Option("--undo", help="Take back what was set by hand: what the page says stands again.")
    ] = False,
) -> None:
    """Set headline, outlet or date of a row by hand, for good.

    No later run undoes it.
    """
    from scrape.commands.tables.edit import EditRequest, edit_row

    edit_row(settings_of(context), EditRequest(target, headline, outlet, date, undo))


@app.command(
    rich_help_panel=TABLES,
    epilog=examples(
        'scrape add https://news.example.org/123 --person "Gilseo Hong"',
        'scrape add https://news.example.org/9 --person "Gilseo Hong" --headline "As printed" --date 2024-08',
    ),
)
def add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="The article's address.")],
    person: Annotated[list[str], typer.Option(metavar="NAME", help="Whose coverage it is.")] = [],  # noqa: B006
    company: Annotated[list[str], typer.Option(metavar="NAME", help="Whose coverage it is.")] = [],  # noqa: B006
    headline: Headline = None,
    outlet: OutletName = None,
    date: Day = None,
    replay: TableReplay = [],  # noqa: B006
) -> None:
    """Put one article into the table by hand: fetched, judged and dated."""
    from scrape.commands.tables.add import AddRequest, add_article

    request = AddRequest(url, person, company, headline, outlet, date, replay)
    raise typer.Exit(add_article(settings_of(context), request))


class AuditForm(StrEnum):
    """Output formats of `scrape audit`."""

    TEXT = "text"
    JSON = "json"


@app.command(
    rich_help_panel=TABLES,
    epilog=examples(
        'scrape audit coverage.md --person "Gilseo Hong"',
        "scrape audit coverage.csv --offline --format json",
    ),
)
def audit(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A table: Markdown, CSV, Excel or HTML.")],
    person: AboutPerson = None,
    company: AboutCompany = None,
    columns: TableColumns = None,
    offline: Annotated[bool, typer.Option("--offline", help="Ask nobody: judge by what is stored.")] = False,
    replay: TableReplay = [],  # noqa: B006
    form: Annotated[AuditForm, typer.Option("--format", help="The format.", show_default=False)] = AuditForm.TEXT,
) -> None:
    """Say what is wrong with a table kept by hand, and what it lacks.

    Writes nothing. The exit code is 1 when something is wrong, 0 when the table is sound; what it merely lacks is
    listed and does not count as wrong.
    """
    from scrape.commands.tables.audit import AuditRequest, audit_file

    gc.set_threshold(*_USUALLY)
    request = AuditRequest(file, person, company, columns, tuple(replay), offline=offline, form=form.value)
    raise typer.Exit(audit_file(settings_of(context), request))


@app.command(
    rich_help_panel=TABLES,
    epilog=examples(
        "scrape report --output october.html",
        'scrape report --month 2026-11 --person "Gilseo Hong" --output november.pdf',
    ),
)
def report(
    context: typer.Context,
    person: People = [],  # noqa: B006 - typer copies it
    company: Companies = [],  # noqa: B006
    month: Annotated[
        str | None, typer.Option(metavar="MONTH", help="The month, such as 2026-11; else the last that is over.")
    ] = None,
    lang: Annotated[
        Lang | None, typer.Option(help="The language of its words; else that of most of the month's articles.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write to this file (.html, .md or .pdf), not Markdown to the screen."),
    ] = None,
    browser: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The browser that prints the PDF; else Chromium, Chrome or Edge."),
    ] = None,
) -> None:
    """Write what a month brought: counts, stories, outlets, quotes."""
    from scrape.commands.tables.report import ReportRequest, write_report

    request = ReportRequest(
        people=tuple(person),
        companies=tuple(company),
        month=month,
        lang=None if lang is None else lang.value,
        output=output,
        browser=browser,
    )
    write_report(settings_of(context), request)
