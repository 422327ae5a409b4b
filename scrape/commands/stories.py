"""`scrape stories`: which articles are one story, and by how much; joined and split by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from scrape.commands.show import open_existing
from scrape.config.settings import Settings
from scrape.output.console import print_rows
from scrape.output.export import one_line
from scrape.plan.people import choose
from storage.stories.index import Story, join, split, stories_about
from storage.stories.related import related_to

__all__ = ["join_stories", "list_stories", "split_story"]


def list_stories(
    settings: Settings, people: Sequence[str], companies: Sequence[str], *, every: bool, limit: int | None = None
) -> None:
    """Print the stories of several articles, or every one, with their members, the newest first; with `limit`, so
    many. Raises StorageError, UsageError."""
    chosen = choose(settings.watchlist(), people, companies)
    database = open_existing(settings)
    try:
        with database.read() as connection:
            found = stories_about(connection, [one.id for one in chosen.entities], 1 if every else 2, limit)
            related = related_to(connection, [one.id for one in found])
    finally:
        database.close()
    if not found:
        print("no story of several articles" if not every else "no stories")
        return
    print_rows(
        ("story", "article", "published", "outlet", "as", "alike", "headline"),
        [row for story in found for row in _rows(story)],
    )
    for key, others in related.items():
        print(f"story {key} may tell of the same as {', '.join(map(str, others))}, in another language")


def join_stories(settings: Settings, one: int, other: int) -> None:
    """Make two stories one. Raises StorageError, UsageError."""
    database = open_existing(settings)
    try:
        with database.write() as connection:
            kept = join(connection, one, other)
    finally:
        database.close()
    print(f"stories {one} and {other} are one story now: {kept}")


def split_story(settings: Settings, article_id: int) -> None:
    """Give an article a story of its own. Raises StorageError, UsageError."""
    database = open_existing(settings)
    try:
        with database.write() as connection:
            new = split(connection, article_id, datetime.now(UTC))
    finally:
        database.close()
    print(f"article {article_id} is a story of its own now: {new}; later runs leave it so")


def _rows(story: Story) -> list[tuple[str, ...]]:
    return [
        (
            str(story.id) if number == 0 else "",
            str(one.article_id),
            f"{one.published_at:%Y-%m-%d %H:%M}" if one.published_at else "unknown",
            one_line(one.outlet),
            "first" if one.role == "new" else one.role,
            f"{one.score:.2f}" if one.role != "new" else "",
            one_line(one.headline),
        )
        for number, one in enumerate(story.members)
    ]
