"""`scrape stories`: which articles are one story, and by how much; joined and split by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from scrape.config.settings import Settings
from scrape.output.console import print_rows
from scrape.output.export import one_line
from scrape.plan.people import choose, refuse_unknown
from storage.database.open import existing_database
from storage.stories.by_hand import Story, join, split, stories_about
from storage.stories.related import related_to
from storage.watchlist import known_ids

__all__ = ["join_stories", "list_stories", "split_story"]


def list_stories(
    settings: Settings, people: Sequence[str], companies: Sequence[str], *, every: bool, limit: int | None = None
) -> None:
    """Print the stories of several articles, or every one, with their members, the newest first; with `limit`, so
    many. Raises StorageError, UsageError."""
    chosen = choose(settings.watchlist(), people, companies)
    with existing_database(settings.database) as database, database.read() as connection:
        refuse_unknown(chosen, known_ids(connection))
        stories = stories_about(connection, [entity.id for entity in chosen.entities], 1 if every else 2, limit)
        related = related_to(connection, [story.id for story in stories])
    if not stories:
        print("no story of several articles" if not every else "no stories")
        return
    print_rows(
        ("story", "article", "published", "outlet", "as", "alike", "headline"),
        [row for story in stories for row in _rows(story)],
    )
    for key, keys in related.items():
        same = f"story {keys[0]}" if len(keys) == 1 else f"stories {', '.join(map(str, keys))}"
        print(f"story {key} may be the same news as {same}, in another language")


def join_stories(settings: Settings, first: int, second: int) -> None:
    """Make two stories one. Raises StorageError, UsageError."""
    with existing_database(settings.database) as database, database.write() as connection:
        kept = join(connection, first, second)
    print(f"stories {first} and {second} are now one story: {kept}")


def split_story(settings: Settings, article_id: int) -> None:
    """Give an article a story of its own. Raises StorageError, UsageError."""
    with existing_database(settings.database) as database, database.write() as connection:
        new = split(connection, article_id, datetime.now(UTC))
    print(f"article {article_id} is now a story of its own: {new}; later runs keep it that way")


def _rows(story: Story) -> list[tuple[str, ...]]:
    return [
        (
            str(story.id) if number == 0 else "",
            str(member.article_id),
            f"{member.published_at:%Y-%m-%d %H:%M}" if member.published_at else "unknown",
            one_line(member.outlet),
            "first" if member.role == "new" else member.role,
            f"{member.score:.2f}" if member.role != "new" else "",
            one_line(member.headline),
        )
        for number, member in enumerate(story.members)
    ]
