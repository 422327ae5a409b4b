"""Commands that come in groups: `scrape sources …`, `scrape stories …`, `scrape db …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scrape.help import CommandGroup, examples
from scrape.options import Companies, People, config_of, settings_of

__all__ = ["db_app", "sources_app", "stories_app"]

db_app = typer.Typer(
    cls=CommandGroup, help="Upgrade, back up, compact and check the coverage database.", no_args_is_help=True
)
sources_app = typer.Typer(
    cls=CommandGroup, help="List, check, add, import and remove sources.", no_args_is_help=True
)
stories_app = typer.Typer(
    cls=CommandGroup, help="List stories with their articles; join and split them by hand.", no_args_is_help=True
)


@sources_app.command("list")
def sources_list(context: typer.Context) -> None:
    """List every source that a run reads, with its health."""
    from scrape.commands.setup.sources import list_sources

    list_sources(settings_of(context))


@sources_app.command("check", epilog=examples("scrape sources check", "scrape sources check google news.example"))
def sources_check(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="WORD", help="Only sources whose kind, name or address contains one of these."),
    ] = None,
) -> None:
    """Ask each source once and show what it answers; store nothing."""
    from scrape.commands.setup.sources import check_sources

    raise typer.Exit(check_sources(settings_of(context), words or ()))


@sources_app.command("add", epilog=examples("scrape sources add https://news.example.org/"))
def sources_add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The address of a feed, sitemap, section page or home page.")],
    kind: Annotated[
        str | None, typer.Option(help="Add it as this kind without looking: feed, sitemap or site.")
    ] = None,
) -> None:
    """Find out what an address is and add it to the configuration."""
    from scrape.commands.setup.sources import add

    add(settings_of(context), config_of(context), url, kind)


@sources_app.command(
    "import", epilog=examples("scrape sources import feeds.opml", "scrape sources import feeds.csv")
)
def sources_import(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="CSV with the columns url, kind and name, or OPML.")],
) -> None:
    """Enter the sources of a file in the database, to be asked like those of the configuration."""
    from scrape.commands.setup.source_import import import_file

    raise typer.Exit(import_file(settings_of(context, as_in_file=True), file))


@sources_app.command("remove")
def sources_remove(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="The source's url, or its kind if it has no url.")],
) -> None:
    """Remove a source from the configuration or the database; its articles stay stored."""
    from scrape.commands.setup.sources import remove

    remove(settings_of(context), config_of(context), url)


@stories_app.command("list")
def stories_list(
    context: typer.Context,
    person: People = [],  # noqa: B006
    company: Companies = [],  # noqa: B006
    every: Annotated[bool, typer.Option("--all", help="Also list stories of a single article.")] = False,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="Show only the N newest stories.")] = None,
) -> None:
    """List stories with their articles and how alike these are."""
    from scrape.commands.read.stories import list_stories

    list_stories(settings_of(context), person, company, every=every, limit=limit)


@stories_app.command("join")
def stories_join(
    context: typer.Context,
    first: Annotated[int, typer.Argument(help="The number of a story.")],
    second: Annotated[int, typer.Argument(help="The number of another story.")],
) -> None:
    """Make two stories one; it keeps the lower number."""
    from scrape.commands.read.stories import join_stories

    join_stories(settings_of(context), first, second)


@stories_app.command("split")
def stories_split(
    context: typer.Context,
    article: Annotated[int, typer.Argument(help="The article's number, from: scrape stories list")],
) -> None:
    """Give an article a story of its own."""
    from scrape.commands.read.stories import split_story

    split_story(settings_of(context), article)


@db_app.command("upgrade")
def db_upgrade(context: typer.Context) -> None:
    """Upgrade the database to the schema this program needs."""
    from scrape.commands.maintain.database import upgrade_database

    upgrade_database(settings_of(context, as_in_file=True))


@db_app.command("backup")
def db_backup(context: typer.Context, file: Annotated[Path, typer.Argument(help="The copy to write.")]) -> None:
    """Copy the database to a file, even while it is in use (SQLite)."""
    from scrape.commands.maintain.database import backup_database

    backup_database(settings_of(context, as_in_file=True), file)


@db_app.command("vacuum")
def db_vacuum(context: typer.Context) -> None:
    """Return unused space to the disk."""
    from scrape.commands.maintain.database import vacuum_database

    vacuum_database(settings_of(context, as_in_file=True))


@db_app.command("check")
def db_check(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Correct the counts that are wrong.")] = False,
) -> None:
    """Compare the stored counts with the rows they count."""
    from scrape.commands.maintain.database import check_database

    raise typer.Exit(check_database(settings_of(context, as_in_file=True), repair=repair))


@db_app.command("current")
def db_current(context: typer.Context) -> None:
    """Show the schema the database has and the one this program needs."""
    from scrape.commands.maintain.database import show_revision

    show_revision(settings_of(context, as_in_file=True))
