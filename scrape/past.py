"""The command that reads years of past press: `scrape backfill`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scrape.help import CommandGroup, examples
from scrape.options import settings_of

__all__ = ["app"]

app = typer.Typer(cls=CommandGroup)


@app.command(
    rich_help_panel="Collect",
    epilog=examples(
        "scrape backfill old/*.warc.gz",
        "scrape backfill --cc-news 2024-01..2024-06 --outlets 누리통신",
        "scrape backfill --cc-news 2024-01 --dask tcp://10.0.0.1:8786",
        "scrape backfill --status",
    ),
)
def backfill(
    context: typer.Context,
    files: Annotated[
        list[Path] | None, typer.Argument(metavar="FILE", help="WARC files, or folders that hold some.")
    ] = None,
    cc_news: Annotated[
        str | None, typer.Option(metavar="MONTHS", help="CC-NEWS of these months: 2024-01, or 2024-01..2024-06.")
    ] = None,
    outlets: Annotated[
        list[str], typer.Option(metavar="OUTLET", help="Read only pages of this outlet; may be repeated.")
    ] = [],  # noqa: B006 - typer copies it
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Have the workers of this Dask scheduler judge the pages.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=1, max=256, help="Worker processes [default: as for scrape run].")
    ] = None,
    status: Annotated[bool, typer.Option("--status", help="Only show how far it is.")] = False,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Try the files that failed again.")] = False,
) -> None:
    """Read the press of past years from WARC files or CC-NEWS.

    A file is read once, however often and on however many machines the command is started. Ctrl-C finishes the
    files in hand; without files, the command goes on with what waits.
    """
    from scrape.commands.collect.backfill import backfill_now, show_backfill

    if status:
        show_backfill(settings_of(context))
        return
    code = backfill_now(
        settings_of(context),
        paths=files or [],
        months=cc_news,
        outlets=outlets,
        dask=dask,
        count=workers,
        retry_failed=retry_failed,
    )
    raise typer.Exit(code)
