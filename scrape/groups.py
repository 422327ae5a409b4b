"""Commands that come in groups: `scrape sources …`, `scrape stories …`, `scrape db …`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from scrape.options import Companies, People, config_of, settings_of

__all__ = ["db_app", "sources_app", "stories_app"]

db_app = typer.Typer(help="Look after the coverage database.", no_args_is_help=True)
sources_app = typer.Typer(help="List, check, add and remove what a run asks.", no_args_is_help=True)
stories_app = typer.Typer(
    help="List stories of several articles; join and split them by hand.", no_args_is_help=True
)


@sources_app.command("list")
def sources_list(context: typer.Context) -> None:
    """List every source a run asks, and how it fares."""
    from scrape.commands.setup.sources import list_sources

    list_sources(settings_of(context))


@sources_app.command("check")
def sources_check(
    context: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORD]...", help="Part of a kind, name or address.")
    ] = None,
) -> None:
    """Ask each source once and show what it answers; stores nothing."""
    from scrape.commands.setup.sources import check_sources

    raise typer.Exit(check_sources(settings_of(context), words or ()))


@sources_app.command("add")
def sources_add(
    context: typer.Context,
    url: Annotated[str, typer.Argument(help="A feed, a sitemap, a section page or a home page.")],
    kind: Annotated[str | None, typer.Option(help="Take it for this kind: feed, sitemap or site.")] = None,
) -> None:
    """Find out what an address is, and write it into the configuration."""
    from scrape.commands.setup.sources import add

    add(settings_of(context), config_of(context), url, kind)


@sources_app.command("remove")
def sources_remove(
    context: typer.Context, url: Annotated[str, typer.Argument(help="Its url, or its kind when it has none.")]
) -> None:
    """Take a source out of the configuration; what it found stays stored."""
    from scrape.commands.setup.sources import remove

    remove(config_of(context), url)


@stories_app.command("list")
def stories_list(
    context: typer.Context,
    person: People = [],  # noqa: B006
    company: Companies = [],  # noqa: B006
    every: Annotated[bool, typer.Option("--all", help="Also stories of one article.")] = False,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="So many stories, the newest.")] = None,
) -> None:
    """List stories with their articles, and how alike those are."""
    from scrape.commands.read.stories import list_stories

    list_stories(settings_of(context), person, company, every=every, limit=limit)


@stories_app.command("join")
def stories_join(context: typer.Context, first: int, second: int) -> None:
    """Make two stories one; the older number stays."""
    from scrape.commands.read.stories import join_stories

    join_stories(settings_of(context), first, second)


@stories_app.command("split")
def stories_split(
    context: typer.Context, article: Annotated[int, typer.Argument(help="Its number in the list.")]
) -> None:
    """Give an article a story of its own."""
    from scrape.commands.read.stories import split_story

    split_story(settings_of(context), article)


@db_app.command("upgrade")
def db_upgrade(context: typer.Context) -> None:
    """Bring the database to the newest schema."""
    from scrape.commands.maintain.database import upgrade_database

    upgrade_database(settings_of(context))


@db_app.command("backup")
def db_backup(context: typer.Context, file: Annotated[Path, typer.Argument(help="The copy to write.")]) -> None:
    """Copy the database to a file, also while others write to it."""
    from scrape.commands.maintain.database import backup_database

    backup_database(settings_of(context), file)


@db_app.command("vacuum")
def db_vacuum(context: typer.Context) -> None:
    """Give space that is not used any more back to the disk."""
    from scrape.commands.maintain.database import vacuum_database

    vacuum_database(settings_of(context))


@db_app.command("check")
def db_check(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Count everything anew.")] = False,
) -> None:
    """Compare the counts that are kept with what counting everything gives."""
    from scrape.commands.maintain.database import check_database

    raise typer.Exit(check_database(settings_of(context), repair=repair))


@db_app.command("current")
def db_current(context: typer.Context) -> None:
    """Say which schema the database has and which this program needs."""
    from scrape.commands.maintain.database import show_revision

    show_revision(settings_of(context))
