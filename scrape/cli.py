"""The command line. Results go to standard output, progress and complaints to standard error.

Exit codes: 0 done, 1 the run broke off, 2 wrong usage or configuration, 3 not one source could be read,
130 interrupted (what was fetched is kept).
"""

from __future__ import annotations

import logging
import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from pipeline.errors import ConfigError, SchemaError, ScrapeError, UsageError
from pipeline.urls import without_secrets
from scrape.groups import db_app, sources_app, stories_app
from scrape.logs import default_log_file, secrets_in, start_logging
from scrape.options import Companies, Globals, People, Since, Until, config_of, settings_of
from scrape.output.export import shown

__all__ = ["app", "main"]

log = logging.getLogger("unexpected")  # for the file alone: the screen shows records of our packages


class _Commands(TyperGroup):
    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]
        """Run a command. Raises Abort for Ctrl-C, of which Typer makes an exit that says nothing."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise typer.Abort from None


app = typer.Typer(
    cls=_Commands,
    help="Watch the Korean and English press and keep the media-coverage table of the people and companies "
    "you track.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(db_app, name="db")
app.add_typer(sources_app, name="sources")
app.add_typer(stories_app, name="stories")


ExtractAll = Annotated[
    bool, typer.Option("--extract-all", help="Understand every page, also those that name nobody; slower.")
]


class Format(StrEnum):
    """Output formats of `scrape coverage`."""

    TABLE = "table"
    MARKDOWN = "markdown"
    CSV = "csv"
    JSON = "json"


class LogFormat(StrEnum):
    """Values of `scrape --log-format`."""

    TEXT = "text"
    JSON = "json"


class StatusChoice(StrEnum):
    """Values of `scrape coverage --status`."""

    CONFIRMED = "confirmed"
    REVIEW = "review"
    REJECTED = "rejected"
    ALL = "all"


@app.callback()
def options(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(metavar="PATH", help="Configuration file; else $SCRAPE_CONFIG, else ./scrape.toml."),
    ] = None,
    log_file: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Where details of failures are kept.")
    ] = None,
    log_format: Annotated[
        LogFormat, typer.Option(help="How details are written: lines of text, or JSON objects.")
    ] = LogFormat.TEXT,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Say more on standard error.")] = False,
) -> None:
    """Read the options that stand before the command."""
    file = log_file or default_log_file()
    context.obj = Globals(config, file)
    as_json = log_format is LogFormat.JSON
    start_logging(file, verbose=verbose, as_json=as_json, secrets=secrets_in(os.environ))


@app.command()
def init(
    path: Annotated[Path, typer.Argument(help="The file to write.")] = Path("scrape.toml"),
) -> None:
    """Write a commented configuration file."""
    from scrape.commands.setup.init import write_template

    write_template(path)
    typer.echo(f"wrote {path}; add the people and companies to track, then: scrape watchlist")


@app.command()
def watchlist(context: typer.Context) -> None:
    """Show who is tracked, and every name form that is matched."""
    from scrape.commands.setup.watchlist import show_watchlist

    show_watchlist(settings_of(context).watchlist())


@app.command()
def run(
    context: typer.Context,
    person: People = [],  # noqa: B006 - typer copies it
    company: Companies = [],  # noqa: B006
    replay: Annotated[
        list[Path],
        typer.Option(metavar="FILE", help="Answer every request from this WARC file; may be repeated."),
    ] = [],  # noqa: B006
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Page searches and sitemaps back to this day as far as they go."),
    ] = None,
    extract_all: ExtractAll = False,
    more_replays: Annotated[
        list[Path] | None, typer.Argument(metavar="[FILE]...", help="Further files for --replay.")
    ] = None,
) -> None:
    """Read the sources now and store what they say about those who are tracked."""
    from scrape.commands.collect.run import run_now
    from scrape.config.days import begin_of_day, parse_day

    if more_replays and not replay:
        raise UsageError(f"unexpected argument {str(more_replays[0])!r}; did you mean --replay {more_replays[0]}?")
    code = run_now(
        settings_of(context),
        people=person,
        companies=company,
        replay=[*replay, *(more_replays or [])],
        since=None if since is None else begin_of_day(parse_day("--since", since, last=False)),
        extract_all=extract_all,
    )
    raise typer.Exit(code)


@app.command()
def daemon(context: typer.Context) -> None:
    """Watch the press until told to stop: every source in its own rhythm."""
    from scrape.commands.collect.daemon import serve

    raise typer.Exit(serve(settings_of(context), config_of(context)))


@app.command()
def status(context: typer.Context) -> None:
    """Show how the sources fare, what is due, and who is at work."""
    from scrape.commands.maintain.status import show_status

    show_status(settings_of(context))


@app.command()
def reprocess(context: typer.Context, extract_all: ExtractAll = False) -> None:
    """Run the current rules over the archive again and update what is stored."""
    from scrape.commands.maintain.reprocess import reprocess_now

    raise typer.Exit(reprocess_now(settings_of(context), extract_all=extract_all))


@app.command()
def coverage(
    context: typer.Context,
    person: People = [],  # noqa: B006
    company: Companies = [],  # noqa: B006
    every: Annotated[bool, typer.Option("--all", help="Every article; else one row a story.")] = False,
    since: Since = None,
    until: Until = None,
    status: Annotated[
        list[StatusChoice],
        typer.Option(help="Which rows: confirmed (the default), review, rejected, all; may be repeated."),
    ] = [],  # noqa: B006
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="So many lines, the newest.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    output: Annotated[Path | None, typer.Option(metavar="FILE", help="Write to a file instead.")] = None,
    completeness: Annotated[
        bool, typer.Option("--completeness", help="Instead, how many articles are still missed, by estimate.")
    ] = False,
) -> None:
    """Print the media-coverage table."""
    from scrape.commands.read.coverage import CoverageRequest, show_completeness, show_coverage

    request = CoverageRequest(
        people=tuple(person),
        companies=tuple(company),
        every_article=every,
        since=since,
        until=until,
        statuses=tuple(choice.value for choice in status) or ("confirmed",),
        limit=limit,
        form=form.value,
        output=output,
    )
    show = show_completeness if completeness else show_coverage
    show(settings_of(context), request)


@app.command()
def sql(
    context: typer.Context,
    statement: Annotated[str, typer.Argument(help="One SELECT; see docs/database.md.")],
) -> None:
    """Run one read-only SQL statement on the coverage database."""
    from scrape.commands.read.sql import show_sql

    show_sql(settings_of(context), statement)


@app.command(name="try")
def try_(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="An address, or a file that holds a page or a text.")],
    replay: Annotated[list[Path], typer.Option(metavar="FILE", help="Take the page from a WARC file.")] = [],  # noqa: B006
) -> None:
    """Show what is made of one page: each field and where it came from. Stores nothing."""
    from scrape.commands.read.try_page import try_page

    try_page(settings_of(context), url, replay)


@app.command()
def why(context: typer.Context, url: Annotated[str, typer.Argument(help="The address of an article.")]) -> None:
    """Say why an article is in the table, in review, or out."""
    from scrape.commands.read.why import show_why

    show_why(settings_of(context), url)


@app.command()
def profile(
    context: typer.Context,
    target: Annotated[str, typer.Argument(metavar="FILE|URL", help="A home page or CV: Markdown, HTML or text.")],
    name: Annotated[
        str | None, typer.Option(metavar="NAME", help="The person's name, if the page has none.")
    ] = None,
) -> None:
    """Propose a watchlist entry from somebody's home page or CV."""
    from scrape.commands.setup.profile import show_profile

    show_profile(settings_of(context), target, name)


@app.command()
def review(
    context: typer.Context,
    person: People = [],  # noqa: B006
    company: Companies = [],  # noqa: B006
    accept: Annotated[list[int], typer.Option(metavar="ID", help="It is the one who is tracked.")] = [],  # noqa: B006
    reject: Annotated[list[int], typer.Option(metavar="ID", help="It is somebody else.")] = [],  # noqa: B006
    explain: Annotated[int | None, typer.Option(metavar="ID", help="Show why a row is doubted.")] = None,
) -> None:
    """Decide what the program was not sure of; no later run changes it."""
    from scrape.commands.read.review import decide_rows, explain_row
    from scrape.commands.read.review import review as review_rows

    if explain is not None:
        explain_row(settings_of(context), explain)
    elif accept or reject:
        decide_rows(settings_of(context), accept, reject)
    else:
        review_rows(settings_of(context), person, company)


@app.command()
def demo(
    folder: Annotated[Path | None, typer.Option(metavar="DIR", help="Keep database and archive here.")] = None,
) -> None:
    """Run everything on a small invented press on this machine."""
    from scrape.demo.play import play

    raise typer.Exit(play(folder))


@app.command()
def outlets(
    context: typer.Context,
    query: Annotated[str | None, typer.Argument(help="Part of a name or domain, or an address.")] = None,
) -> None:
    """List the outlets we know: names, language, time zone, domains, feeds."""
    from scrape.commands.setup.outlets import list_outlets

    list_outlets(settings_of(context), query)


def main() -> None:
    """Entry point: every failure becomes one line and an exit code."""
    try:
        # Outside its standalone mode typer gives back the code of an Exit, and None when a command just ended.
        sys.exit(app(standalone_mode=False) or 0)
    except TyperException as error:
        print(without_secrets(_usage_line(error)), file=sys.stderr)
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        print("interrupted", file=sys.stderr)
        sys.exit(130)
    except ScrapeError as error:
        print(shown(f"scrape: {error}"), file=sys.stderr)
        sys.exit(2 if isinstance(error, ConfigError | UsageError | SchemaError) else 1)
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        log.exception("unexpected")
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        print(shown(f"scrape: internal error ({what}); details in {default_log_file()}"), file=sys.stderr)
        sys.exit(1)


def _usage_line(error: TyperException) -> str:
    context = getattr(error, "ctx", None)
    command = "scrape" if context is None else context.command_path
    message = error.format_message().strip()
    if "\n" in message:  # the help of a group that was called without a command
        return message
    return f"{command}: {message.rstrip('.')}; see {command} --help"


if __name__ == "__main__":
    main()
