"""Commands for eyes: what is looked at in a browser. They stand beside those of scrape/cli.py."""

from __future__ import annotations

from typing import Annotated

import typer

from scrape.help import examples
from scrape.options import Lang, settings_of

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
