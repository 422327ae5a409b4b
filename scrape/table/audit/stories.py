"""Which rows of a table are one story: as stored, else as their pages tell. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from pipeline.items import Article, StoryRole
from pipeline.stories import (
    Likeness,
    LinkKind,
    Member,
    StoryCandidate,
    StoryInput,
    link_between,
    links_of,
    same_article,
    stories_of,
)
from scrape.table.audit.facts import Alike
from scrape.table.audit.known import KnownRow

__all__ = ["alike_rows"]

_MOST_HOLDERS = 256  # a key that more articles hold is a phrase of many texts


def alike_rows(articles: Sequence[Article | None], known: Sequence[KnownRow]) -> tuple[Alike, ...]:
    """Pairs of rows whose articles are one story, the first row of a story with each of its others. `articles` and
    `known` are what was read and what is stored of each row."""
    found: dict[tuple[int, int], Alike] = {}
    for alike in (*_as_stored(known), *_as_read(articles, known)):
        found.setdefault((alike.first, alike.second), alike)
    return tuple(found[pair] for pair in sorted(found))


def _as_stored(known: Sequence[KnownRow]) -> Iterator[Alike]:
    first_of: dict[int, int] = {}
    for at, row in enumerate(known):
        if row.story_id is None:
            continue
        first = first_of.setdefault(row.story_id, at)
        if first != at:
            one = known[first]
            is_same = one.article_id == row.article_id
            role = StoryRole.NEW if is_same else row.role if row.role is not StoryRole.NEW else one.role
            yield Alike(first, at, role)


def _as_read(articles: Sequence[Article | None], known: Sequence[KnownRow]) -> Iterator[Alike]:
    """Of rows that are not both stored: what is stored is decided, perhaps by a person."""
    read = {at: article for at, article in enumerate(articles) if article is not None}
    inputs = {at: StoryInput.of(article) for at, article in read.items()}
    likeness: dict[tuple[int, int], Likeness] = {}
    same: set[tuple[int, int]] = set()
    for first, second in _sharing(read):
        compared = links_of(inputs[first], [StoryCandidate(second, inputs[second])])
        for _, how in compared:
            likeness[first, second] = how
        if same_article(inputs[first], compared) is not None:
            same.add((first, second))
    members = [Member(at, article.text_digest, article.canonical_url) for at, article in read.items()]
    links = [link_between(*pair, how) for pair, how in likeness.items()]
    for story in stories_of(members, links):
        first, *others = sorted(story)
        for other in others:
            if known[first].story_id is None or known[other].story_id is None:
                yield Alike(first, other, _role((first, other), likeness, same))


def _sharing(read: dict[int, Article]) -> list[tuple[int, int]]:
    """The pairs of articles that share a key, or an address."""
    holders: defaultdict[int | str, list[int]] = defaultdict(list)
    for at, article in read.items():
        keys: list[int | str] = [*article.sketch, article.canonical_url]
        for key in keys:
            holders[key].append(at)
    few = (places for places in holders.values() if 1 < len(places) <= _MOST_HOLDERS)
    return sorted({pair for places in few for pair in combinations(places, 2)})


def _role(
    pair: tuple[int, int], likeness: dict[tuple[int, int], Likeness], same: set[tuple[int, int]]
) -> StoryRole:
    if pair in same:
        return StoryRole.NEW
    how = likeness.get(pair)
    return StoryRole.REWRITE if how is None or how.kind is LinkKind.REWRITE else StoryRole.COPY
