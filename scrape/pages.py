"""Commands for readers: what is looked at in a browser, and searching. They stand beside those of scrape/cli.py."""

from __future__ import annotations

from typing import Annotated

import typer

from scrape.help import examples
from scrape.options import Companies, Lang, Limit, People, Since, Until, selected, settings_of

__all__ = ["app"]

READ = "Read"  # the folder of scrape/commands

app = typer.Typer()


@app.command(
    rich_help_panel=READ,
    epilog=examples("scrape web", "SCRAPE_WEB_TOKEN=… scrape web --host 0.0.0.0"),
)
def web(
    context: typer.Context,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; another than loopback needs SCRAPE_WEB_TOKEN.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(metavar="N", min=0, max=65535, help="The port; 0 for any free one.")] = 8377,
    lang: Annotated[
        Lang | None, typer.Option(help="The language of the pages, not that of the browser.", show_default=False)
    ] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="Let nobody decide anything.")] = False,
) -> None:
    """Open the table as pages in a browser, until Ctrl-C."""
    from scrape.commands.read.web import PagesRequest, show_pages

    request = PagesRequest(host, port, None if lang is None else lang.value, read_only)
    show_pages(settings_of(context), request)


@app.command(
    rich_help_panel=READ,
    epilog=examples(
        "scrape search '\"speech recognition\" OR 음성인식 -demo'",
        'scrape search 온결연구소 --person "Gilseo Hong" --since 2026-11',
    ),
)
def search(
    context: typer.Context,
    words: Annotated[
        str,
        typer.Argument(metavar="WORDS", help='Words that all stand there; "a phrase", OR, -without.'),
    ],
    person: People = [],  # noqa: B006
    company: Companies = [],  # noqa: B006
    since: Since = None,
    until: Until = None,
    limit: Limit = None,
) -> None:
    """Search the stored articles, also those in review."""
    from scrape.commands.read.search import print_found

    chosen = selected(person, company, every=True, since=since, until=until, statuses=[], limit=limit, words=words)
    print_found(settings_of(context), chosen)
