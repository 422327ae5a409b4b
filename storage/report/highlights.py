"""What stands out in a month: the stories that most outlets ran, first appearances, and quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Generic, NamedTuple, TypeVar

import sqlalchemy as sa

from pipeline.identity import quoted_sentences
from pipeline.items import Coverage, CoverageStatus, OutletRole
from storage.coverage.read import of_stories, stored_mentions
from storage.database.statements import chunks
from storage.report.counting import MonthTally
from storage.report.hand_rows import HandRows
from storage.report.tellings import told_row, told_rows
from storage.report.values import FirstArticle, Quote, TopStory
from storage.schema.tables import article, entity, media_coverage

__all__ = ["FirstOf", "read_firsts", "read_quotes", "read_top_stories"]

T = TypeVar("T")
MOST_STORIES, MOST_FIRSTS, MOST_QUOTES = 10, 20, 10
_LOOKED_AT = 3  # as many articles are searched for sentences as are shown: some say the same

Names = Mapping[str, str]


class FirstOf(NamedTuple, Generic[T]):
    """The first of a list, and how long it is in all."""

    shown: tuple[T, ...]
    in_all: int


def read_top_stories(
    connection: sa.Connection, tally: MonthTally, by_hand: HandRows, names: Names, prefer: Sequence[str]
) -> tuple[TopStory, ...]:
    """The stories that most outlets of the press ran in the month."""
    keys = sorted(tally.of_story, key=lambda key: _weight(tally, key))[:MOST_STORIES]
    rows: dict[int, list[Coverage]] = {key: [] for key in keys}
    for row in of_stories(connection, (key for key in keys if key > 0)):
        rows[row.story_id].append(row)
    return tuple(_top_story(key, rows[key], tally, by_hand, names, prefer) for key in keys)


def _weight(tally: MonthTally, key: int) -> tuple[int, int, date, int]:
    """By which the least story comes first: most outlets, most articles, early; rows by hand in their order."""
    outlets, articles = tally.outlets_of_story.get(key, ()), tally.of_story[key]
    return -len(outlets), -len(articles), tally.first_of_story[key], abs(key)


def _top_story(
    key: int, rows: Sequence[Coverage], tally: MonthTally, by_hand: HandRows, names: Names, prefer: Sequence[str]
) -> TopStory:
    articles = tally.of_story[key]
    own = sorted((who, at) for who, at in by_hand.words if at in articles and who in tally.of_entity)
    inside = [row for row in rows if row.article_id in articles]
    rank = {name: place for place, name in enumerate(prefer)}
    inside.sort(key=lambda row: (rank.get(row.outlet, len(rank)), row.precedence, row.article_id, row.entity_id))
    pair = own[0] if own else (inside[0].entity_id, inside[0].article_id)
    ours = next((row for row in inside if (row.entity_id, row.article_id) == pair), None)
    told = by_hand.words[pair] if ours is None else told_row(ours, by_hand)
    lead = told.outlet if ours is None else ours.outlet
    outlets = tally.outlets_of_story.get(key, set())
    order = dict.fromkeys(row.outlet for row in inside) | dict.fromkeys(sorted(outlets))
    days = [row.published_on for row in rows if row.published_on is not None]
    press = {row.outlet for row in rows if row.outlet_role == OutletRole.PRESS}
    who = {row.entity_name for row in rows} | {names[one] for one, _ in own}
    return TopStory(
        told=told,
        outlets=len(outlets),
        others=tuple(name for name in order if name in outlets and name != lead) if inside else (),
        outlets_in_all=len(press | outlets),
        articles=len(articles),
        first=min(days, default=told.day),
        last=max(days, default=told.day),
        who=tuple(sorted(who)),
    )


def read_firsts(
    connection: sa.Connection, tally: MonthTally, by_hand: HandRows, names: Names, month: str
) -> FirstOf[FirstArticle]:
    """First appearances in the month: of somebody at all, and at an outlet of the press."""
    begin = date.fromisoformat(f"{month}-01")
    earlier = [row for other, rows in by_hand.placed.items() if other < month for row in rows]
    known = _named_before(connection, tally.of_entity, begin) | {row.entity_id for row in earlier}
    ever = {who: first for who, first in tally.first_of_entity.items() if who not in known}
    pairs = [pair for pair in tally.first_of_pair if pair[0] in known]
    met = _met_before(connection, pairs, begin) | {(row.entity_id, row.outlet) for row in earlier}
    found: dict[tuple[bool, date, int], list[str]] = {}
    for who, first in ever.items():
        found.setdefault((False, first.day, first.article), []).append(who)
    for pair in pairs:
        if pair not in met:
            first = tally.first_of_pair[pair]
            found.setdefault((True, first.day, first.article), []).append(pair[0])
    shown = [(key, sorted(found[key])) for key in sorted(found)[:MOST_FIRSTS]]
    told = told_rows(connection, {(who[0], article_id) for (_, _, article_id), who in shown}, by_hand)
    return FirstOf(
        tuple(
            FirstArticle(tuple(names[one] for one in who), told[who[0], article_id], ever=not is_at_outlet)
            for (is_at_outlet, _, article_id), who in shown
        ),
        len(found),
    )


def _named_before(connection: sa.Connection, entity_ids: Iterable[str], begin: date) -> set[str]:
    """Who of these was in the press before that day."""
    column = media_coverage.c
    is_before = (
        (column.entity_id == entity.c.id)
        & (column.status == CoverageStatus.CONFIRMED.value)
        & (column.published_on < begin)
    )
    found: set[str] = set()
    for chunk in chunks(sorted(entity_ids)):
        statement = sa.select(entity.c.id).where(entity.c.id.in_(chunk), sa.exists().where(is_before))
        found.update(connection.execute(statement).scalars())
    return found


def _met_before(connection: sa.Connection, pairs: Iterable[tuple[str, str]], begin: date) -> set[tuple[str, str]]:
    """Which of these outlets wrote of whom before that day."""
    outlets: dict[str, list[str]] = {}
    for who, outlet in pairs:
        outlets.setdefault(who, []).append(outlet)
    column = media_coverage.c
    met: set[tuple[str, str]] = set()
    for who, names in outlets.items():
        for chunk in chunks(sorted(names)):
            statement = (
                sa.select(column.outlet)
                .where(
                    column.entity_id == who,
                    column.status == CoverageStatus.CONFIRMED.value,
                    column.outlet_role == OutletRole.PRESS.value,
                    column.outlet.in_(chunk),
                    column.published_on < begin,
                )
                .group_by(column.outlet)
            )
            met.update((who, outlet) for outlet in connection.execute(statement).scalars())
    return met


def read_quotes(connection: sa.Connection, tally: MonthTally, by_hand: HandRows, names: Names) -> FirstOf[Quote]:
    """Sentences in which the tracked speak, those of the stories that most outlets ran first."""
    ranked = sorted(tally.quoting, key=lambda pair: (_weight(tally, pair[1]), pair[0]))
    looked_at = [(who, tally.quoting[who, story].article) for who, story in ranked[: MOST_QUOTES * _LOOKED_AT]]
    told = told_rows(connection, looked_at, by_hand)
    quotes: dict[tuple[str, str], Quote] = {}
    for who, key in looked_at:
        for words in _sentences(connection, who, key)[:1]:
            quotes.setdefault((who, words), Quote(names[who], words, told[who, key]))
    return FirstOf(tuple(quotes.values())[:MOST_QUOTES], len(quotes) + len(ranked) - len(looked_at))


def _sentences(connection: sa.Connection, entity_id: str, article_id: int) -> tuple[str, ...]:
    text = connection.execute(sa.select(article.c.text).where(article.c.id == article_id)).scalar_one_or_none()
    return quoted_sentences(text or "", stored_mentions(connection, article_id, entity_id))
