"""The command line. Results go to standard output, progress and errors to standard error.

Exit codes: 0 done, 1 the command failed, 2 wrong usage or configuration, 3 no source could be read,
130 interrupted (what was fetched is kept).
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import UsageError
from scrape import __version__
from scrape.failures import in_one_line
from scrape.groups import db_app, sources_app, stories_app
from scrape.help import CommandGroup, examples
from scrape.logs import default_log_file, secrets_in, start_logging
from scrape.options import (
    OUTPUT_HELP,
    Companies,
    Every,
    Format,
    Globals,
    Limit,
    LogFormat,
    People,
    Since,
    Statuses,
    Until,
    Words,
    config_of,
    selected,
    settings_of,
)
from scrape.output.streams import prepare_streams
from scrape.pages import app as pages_app
from scrape.past import app as past_app
from scrape.tables import app as tables_app

__all__ = ["app", "main"]

app = typer.Typer(
    cls=CommandGroup,
    help="Watch the Korean and English press for the people and companies you track.",
    epilog=examples(
        "scrape init                      write scrape.toml, then add names to it",
        "scrape run                       read the sources once",
        'scrape coverage --person "Gilseo Hong" --output table.csv',
        "scrape why https://news.example.org/123",
    ),
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
_USUALLY, _SELDOM = gc.get_threshold(), 50_000  # new objects between two looks for garbage
SET_UP, COLLECT, READ, MAINTAIN = "Set up", "Collect", "Read", "Maintain"  # the folders of scrape/commands

ExtractAll = Annotated[
    bool,
    typer.Option("--extract-all", help="Extract every page, even pages that name nobody on the watchlist; slower."),
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"press-scrape {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Settings file, else $SCRAPE_CONFIG or scrape.toml.")
    ] = None,
    log_file: Annotated[Path | None, typer.Option(metavar="PATH", help="Where to write the detailed log.")] = None,
    log_format: Annotated[
        LogFormat, typer.Option(help="Write log lines as text or as JSON.", show_default=False)
    ] = LogFormat.TEXT,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Show details on standard error.")] = False,
    version: Annotated[
        bool,
        typer.Option("--version", "-V", help="Show the version and exit.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Read the options that stand before the command."""
    del version
    file = log_file or default_log_file()
    context.obj = Globals(config, file)
    start_logging(file, verbose=verbose, as_json=log_format is LogFormat.JSON, secrets=secrets_in(os.environ))


# --- Set up


@app.command(rich_help_panel=SET_UP)
def init(
    path: Annotated[Path, typer.Argument(help="The file to write.")] = Path("scrape.toml"),
) -> None:
    """Write a commented configuration file to start from."""
    from scrape.commands.setup.init import write_template

    write_template(path)
    typer.echo(f"wrote {path}; add the people and companies to track, then run: scrape watchlist")


@app.command(rich_help_panel=SET_UP)
def watchlist(
    context: typer.Context,
    make_newest: Annotated[
        bool,
        typer.Option(
            "--make-newest", help="Put this file's watchlist and sources in force, although another machine's are."
        ),
    ] = False,
) -> None:
    """Show who is tracked and every name form that is matched."""
    from scrape.commands.setup.watchlist import put_in_force, show_watchlist

    if make_newest:
        put_in_force(settings_of(context, as_in_file=True))
    else:
        show_watchlist(settings_of(context).watchlist())


@app.command(rich_help_panel=SET_UP)
def profile(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="FILE|URL", help="A home page or CV: Markdown, HTML or text.")],
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="The person's name, if the page does not give it.")
    ] = None,
) -> None:
    """Propose a watchlist entry from a person's home page or CV."""
    from scrape.commands.setup.profile import show_profile

    show_profile(settings_of(context), target, name)


app.add_typer(sources_app, name="sources", rich_help_panel=SET_UP)


@app.command(rich_help_panel=SET_UP)
def outlets(
    context: typer.Context,
    query: Annotated[str | None, typer.Argument(help="Part of a name or domain, or an address.")] = None,
) -> None:
    """List the known outlets with their languages, domains and feeds."""
    from scrape.commands.setup.outlets import list_outlets

    list_outlets(settings_of(context), query)


@app.command(rich_help_panel=SET_UP)
def demo(
    folder: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where to keep the database and archive [default: scrape-demo]"),
    ] = None,
    web: Annotated[bool, typer.Option("--web", help="Then show the table as pages, until Ctrl-C")] = False,
) -> None:
    """Try everything on a small invented press on this machine."""
    from scrape.demo.play import play

    gc.set_threshold(*_USUALLY)
    raise typer.Exit(play(folder, with_pages=web))


# --- Collect


@app.command(
    rich_help_panel=COLLECT,
    epilog=examples(
        "scrape run",
        'scrape run --person "Gilseo Hong" --since 2026-01',
        "scrape run --replay archive/*.warc.gz",
    ),
)
def run(
    context: typer.Context,
    person: People = [],  # noqa: B006 - typer copies it
    company: Companies = [],  # noqa: B006
    replay: Annotated[
        list[str],
        typer.Option(metavar="FILE", help="Read pages from this WARC file, not the network; may be repeated."),
    ] = [],  # noqa: B006
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Page searches and sitemaps back to this date, as far as they go."),
    ] = None,
    extract_all: ExtractAll = False,
    more_replays: Annotated[
        list[str] | None, typer.Argument(metavar="FILE", help="More files for --replay.")
    ] = None,
) -> None:
    """Read the sources once and store the new coverage."""
    from scrape.commands.collect.run import run_now
    from scrape.config.days import begin_of_day, parse_day

    if more_replays and not replay:
        raise UsageError(f"unexpected argument {more_replays[0]!r}; did you mean --replay {more_replays[0]}?")
    gc.set_threshold(*_USUALLY)
    code = run_now(
        settings_of(context),
        people=person,
        companies=company,
        replay=[*replay, *(more_replays or [])],
        since=None if since is None else begin_of_day(parse_day("--since", since, last=False)),
        extract_all=extract_all,
    )
    raise typer.Exit(code)


@app.command(rich_help_panel=COLLECT)
def daemon(context: typer.Context) -> None:
    """Keep watching: read each source as often as it publishes.

    Runs until stopped with Ctrl-C or SIGTERM. SIGHUP makes it read the configuration again.
    """
    from scrape.commands.collect.daemon import serve

    gc.set_threshold(*_USUALLY)
    raise typer.Exit(serve(settings_of(context), config_of(context)))


app.registered_commands += past_app.registered_commands


# --- Read


@app.command(
    rich_help_panel=READ,
    epilog=examples(
        'scrape coverage --person "Gilseo Hong" --since 2026-01',
        "scrape coverage --status review --status confirmed",
        "scrape coverage --all --output coverage.csv",
    ),
)
def coverage(
    context: typer.Context,
    person: People = [],  # noqa: B006
    company: Companies = [],  # noqa: B006
    every: Every = False,
    since: Since = None,
    until: Until = None,
    status: Statuses = [],  # noqa: B006
    limit: Limit = None,
    words: Words = None,
    form: Annotated[
        Format | None, typer.Option("--format", help="Output format: by the ending of --output, else a table.")
    ] = None,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help=OUTPUT_HELP)] = None,
    completeness: Annotated[
        bool,
        typer.Option(
            "--completeness", help="Estimate how many articles are missing instead of printing the table."
        ),
    ] = False,
) -> None:
    """Print the media-coverage table."""
    from scrape.commands.read.coverage import CoverageRequest, show_completeness, show_coverage

    request = CoverageRequest(
        selected(person, company, every=every, since=since, until=until, statuses=status, limit=limit, words=words),
        form=None if form is None else form.value,
        output=output,
    )
    show = show_completeness if completeness else show_coverage
    show(settings_of(context), request)


@app.command(rich_help_panel=READ)
def review(
    context: typer.Context,
    person: People = [],  # noqa: B006
    company: Companies = [],  # noqa: B006
    accept: Annotated[
        list[str],
        typer.Option(
            metavar="ID",
            help="Confirm: it is who is tracked. A row (12) or a group (g12); may be repeated.",
        ),
    ] = [],  # noqa: B006
    reject: Annotated[
        list[str],
        typer.Option(metavar="ID", help="Reject: it is somebody else. May be repeated."),
    ] = [],  # noqa: B006
    reopen: Annotated[
        list[str], typer.Option(metavar="ID", help="Take a decision back. A row or a group; may be repeated.")
    ] = [],  # noqa: B006
    explain: Annotated[
        str | None, typer.Option(metavar="ID", help="Show the evidence for and against a row.")
    ] = None,
    kept: Annotated[
        bool, typer.Option("--kept", help="List who was recognised by group, to take it back.")
    ] = False,
) -> None:
    """Confirm or reject what the program is unsure about.

    On a terminal it asks about one group after another; otherwise it lists them. Later runs never change a
    decision, and judge articles that present the same person by it.
    """
    from scrape.commands.read.decisions import decide_rows
    from scrape.commands.read.review import explain_row, list_kept, review_rows

    if explain is not None:
        explain_row(settings_of(context), explain)
    elif kept:
        list_kept(settings_of(context), person, company)
    elif accept or reject or reopen:
        decide_rows(settings_of(context), accept, reject, reopen)
    else:
        review_rows(settings_of(context), person, company)


app.add_typer(stories_app, name="stories", rich_help_panel=READ)


@app.command(rich_help_panel=READ)
def why(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The address of an article.")],
    copy: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the page as it was archived to this file.")
    ] = None,
) -> None:
    """Explain why an article is in the table, in review or left out."""
    from scrape.commands.read.why import show_why, write_copy

    if copy is None:
        show_why(settings_of(context), url)
    else:
        write_copy(settings_of(context), url, copy)


@app.command(name="try", rich_help_panel=READ)
def try_(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL|FILE", help="An address, or a file with a page or text.")],
    replay: Annotated[
        list[str], typer.Option(metavar="FILE", help="Take the page from this WARC file; may be repeated.")
    ] = [],  # noqa: B006
) -> None:
    """Show what is read from one page, without storing anything."""
    from scrape.commands.read.try_page import try_page

    try_page(settings_of(context), url, replay)


@app.command(
    rich_help_panel=READ,
    epilog=examples('scrape sql "SELECT month, outlet, headline FROM media_coverage ORDER BY month"'),
)
def sql(
    context: typer.Context,
    statement: Annotated[str, typer.Argument(help="One SELECT; docs/database.md describes the columns.")],
) -> None:
    """Run one read-only SQL statement on the coverage database."""
    from scrape.commands.read.sql import show_sql

    show_sql(settings_of(context), statement)


app.registered_commands += pages_app.registered_commands
app.registered_commands += tables_app.registered_commands  # here: panels stand in the order of their commands


# --- Maintain


@app.command(rich_help_panel=MAINTAIN)
def status(context: typer.Context) -> None:
    """Show source health, what is due and which daemons are running."""
    from scrape.commands.maintain.status import show_status

    show_status(settings_of(context))


@app.command(rich_help_panel=MAINTAIN)
def reprocess(context: typer.Context, extract_all: ExtractAll = False) -> None:
    """Apply the current names and rules to every archived page."""
    from scrape.commands.maintain.reprocess import reprocess_now

    gc.set_threshold(*_USUALLY)
    raise typer.Exit(reprocess_now(settings_of(context), extract_all=extract_all))


app.add_typer(db_app, name="db", rich_help_panel=MAINTAIN)


def main() -> None:
    """Entry point: every failure becomes one line and an exit code."""
    # What is loaded stays to the end: looking for garbage in it takes a sixth of the time of a short command.
    gc.set_threshold(_SELDOM, *_USUALLY[1:])
    prepare_streams()
    try:
        with in_one_line():
            # Outside its standalone mode typer gives back the code of an Exit, and None when a command just ended.
            sys.exit(app(prog_name="scrape", standalone_mode=False) or 0)
    finally:
        gc.set_threshold(*_USUALLY)


if __name__ == "__main__":
    main()
