"""What a notice says: which rows are new, and the lines about them. Pure: no clock, no database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.items import Coverage, OutletRole
from storage.coverage.read import fold_stories
from storage.notices import Change

__all__ = ["News", "coverage_notice", "on_one_line", "sort_news"]

_MOST_LINES = 50

StoryKey = tuple[str, int]  # an entity and a story


@dataclass(frozen=True, slots=True)
class News:
    """Rows that somebody was not told of: of stories that are `new`, further `copies` of stories that were told,
    and `earlier` articles, which were old when they were found; and `changes` of articles that were told."""

    new: tuple[Coverage, ...] = ()
    copies: tuple[Coverage, ...] = ()
    earlier: tuple[Coverage, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def rows(self) -> tuple[Coverage, ...]:
        """All of them."""
        return (*self.new, *self.copies, *self.earlier)


def sort_news(rows: Iterable[Coverage], told: Collection[StoryKey], new_since: date, late: Collection[int]) -> News:
    """Sort untold rows. A story in `told` is told; another is new when one of its rows was published on `new_since`
    or later, or has no date and its id is in `late`: a source that was known began to offer it."""
    stories: dict[StoryKey, list[Coverage]] = {}
    for row in rows:
        stories.setdefault((row.entity_id, row.story_id), []).append(row)
    new: list[Coverage] = []
    copies: list[Coverage] = []
    earlier: list[Coverage] = []
    for key, members in stories.items():
        if key in told:
            copies += members
        elif any(_is_new(row, new_since, late) for row in members):
            new += members
        else:
            earlier += members
    return News(tuple(new), tuple(copies), tuple(earlier))


def _is_new(row: Coverage, since: date, late: Collection[int]) -> bool:
    return row.id in late if row.published_on is None else row.published_on >= since


def coverage_notice(news: News, ran: Sequence[Coverage]) -> tuple[str, str]:
    """Subject and text. `ran` are all confirmed rows of the stories that are told or told again."""
    folded = {(row.entity_id, row.story_id): row for row in fold_stories(ran)}
    new = _by_story(news.new, folded)
    more = _by_story([row for row in news.copies if row.outlet_role == OutletRole.PRESS], folded)
    lines = [*map(_new_line, new), *map(_more_line, more), *map(_change_line, news.changes)]
    shown = lines[:_MOST_LINES]
    if len(lines) > len(shown):
        shown.append(f"and {len(lines) - len(shown)} more")
    if news.earlier:
        articles = len({row.article_id for row in news.earlier})
        shown.append(f"{articles} earlier article{'s were' if articles > 1 else ' was'} added")
    return _subject(news, new), "\n\n".join(shown)


def _subject(news: News, new: Sequence[Sequence[Coverage]]) -> str:
    names = _names(row.entity_name for row in news.rows)
    if new:
        return f"New coverage of {names}: {len(new)}"
    return f"More about earlier coverage of {names}" if names else "Coverage that changed"


def _by_story(rows: Sequence[Coverage], folded: dict[StoryKey, Coverage]) -> list[list[Coverage]]:
    """The row that stands for each story, once for each entity that is named in it; newest story first."""
    wanted = {(row.entity_id, row.story_id) for row in rows}
    stories: dict[int, list[Coverage]] = {}
    for key, row in folded.items():
        if key in wanted:
            stories.setdefault(row.story_id, []).append(row)
    return list(stories.values())


def _new_line(rows: Sequence[Coverage]) -> str:
    first = rows[0]
    others = f" (+{len(first.other_outlets)})" if first.other_outlets else ""
    day = first.published_on.isoformat() if first.published_on else "no date"
    return f"{_about(rows)}, {on_one_line(first.outlet)}{others}, {day}\n{first.url}"


def _more_line(rows: Sequence[Coverage]) -> str:
    first = rows[0]
    outlets = 1 + len(first.other_outlets)
    return f"{_about(rows)}, now {outlets} outlet{'s' if outlets > 1 else ''}\n{first.url}"


def _change_line(change: Change) -> str:
    about = f"{_names(change.names)}: {on_one_line(change.headline)}, {on_one_line(change.outlet)}"
    if change.was is None:
        return f"{about}, was taken down\n{change.url}"
    return f"{about}, was corrected; the headline was: {on_one_line(change.was)}\n{change.url}"


def _about(rows: Sequence[Coverage]) -> str:
    """Whom the rows of a story are about, and its headline."""
    return f"{_names(row.entity_name for row in rows)}: {on_one_line(rows[0].headline)}"


def _names(names: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def on_one_line(text: str) -> str:
    """Text from the press on one line, without control characters."""
    return "".join(character if character.isprintable() else " " for character in text)
