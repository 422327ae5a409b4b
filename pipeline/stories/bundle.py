"""Stories, cut from the links between articles: a pure function of what hangs together by links.

A chain of links is not a story: two announcements of one company are linked by the article that tells both. So
copies are joined first (cores), then the two groups whose members hang together most, on the average of all pairs
(average linkage: Sokal and Michener 1958), as long as that is enough. A text that holds parts of two stories
belongs to neither. What a person joined or split stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.stories.likeness import Likeness, LinkKind

__all__ = ["JOINING", "Member", "StoryLink", "link_between", "stories_of"]

# Links by which articles come into one bundle.
JOINING = frozenset({LinkKind.JOINED, LinkKind.CORE, LinkKind.PART, LinkKind.REWRITE})
_CORES = (LinkKind.JOINED, LinkKind.CORE)
_WEIGHTS = {LinkKind.NEAR: 0.5, LinkKind.APART: 0.0}
_LEAST_MEAN = 0.25
_HALF = 0.5
_NO_PAIR = -1.0

Matrix = npt.NDArray[np.float64]


class Member(NamedTuple):
    """An article of a bundle. `digest` and `address` order it, whenever it arrived."""

    article_id: int
    digest: str
    address: str


class StoryLink(NamedTuple):
    """How two articles hang together; of a PART, the first one holds the other."""

    article_id: int
    other_id: int
    kind: LinkKind
    score: float


def link_between(article_id: int, other_id: int, likeness: Likeness) -> StoryLink:
    """The link that says how two articles are alike, written one way whichever came first."""
    assert likeness.kind is not None
    swapped = not likeness.holds if likeness.kind is LinkKind.PART else article_id > other_id
    ends = (other_id, article_id) if swapped else (article_id, other_id)
    return StoryLink(*ends, likeness.kind, likeness.score)


def stories_of(members: Iterable[Member], links: Iterable[StoryLink]) -> tuple[tuple[int, ...], ...]:
    """The stories of a bundle, each as the ids of its articles; the same whatever the order of what is given."""
    ordered = sorted(members, key=lambda member: (member.digest, member.address))
    place = {member.article_id: at for at, member in enumerate(ordered)}
    inside = [link for link in links if link.article_id in place and link.other_id in place]
    apart = {(place[link.article_id], place[link.other_id]) for link in inside if link.kind is LinkKind.APART}
    cores = _cores(len(ordered), inside, place, apart)
    alone = _between_stories(cores, inside, place, apart)
    shared = [core for at, core in enumerate(cores) if at not in alone]
    groups = [*_joined(shared, inside, place, apart), *(cores[at] for at in alone)]
    return tuple(tuple(ordered[at].article_id for at in sorted(group)) for group in sorted(groups, key=min))


def _cores(
    count: int, links: Sequence[StoryLink], place: dict[int, int], apart: set[tuple[int, int]]
) -> list[list[int]]:
    """Places that hang together by copies, strongest first, with no pair that a person told apart."""
    core_of = list(range(count))
    cores = {at: [at] for at in range(count)}
    copies = [link for link in links if link.kind in _CORES]
    ends = {link: tuple(sorted((place[link.article_id], place[link.other_id]))) for link in copies}
    for link in sorted(copies, key=lambda link: (_CORES.index(link.kind), -link.score, ends[link])):
        first, second = sorted(core_of[at] for at in ends[link])
        if first == second or (apart and _are_apart(cores[first], cores[second], apart)):
            continue
        for at in cores[second]:
            core_of[at] = first
        cores[first] += cores.pop(second)
    return [sorted(cores[at]) for at in sorted(cores)]


def _are_apart(group: Iterable[int], other: Sequence[int], apart: set[tuple[int, int]]) -> bool:
    return any((one, two) in apart or (two, one) in apart for one in group for two in other)


def _between_stories(
    cores: Sequence[list[int]], links: Sequence[StoryLink], place: dict[int, int], apart: set[tuple[int, int]]
) -> list[int]:
    """The cores whose text holds parts of two stories, told from the stories of the others."""
    core_of = {at: number for number, core in enumerate(cores) for at in core}
    parts: defaultdict[int, set[int]] = defaultdict(set)
    for link in links:
        holder, held = place[link.article_id], place[link.other_id]
        if link.kind is LinkKind.PART and core_of[holder] != core_of[held]:
            parts[core_of[holder]].add(held)
    holders = {core for core, held in parts.items() if len({core_of[at] for at in held}) > 1}
    if not holders:
        return []
    others = [core for number, core in enumerate(cores) if number not in holders]
    stories = _joined(others, links, place, apart)
    return sorted(
        core
        for core in holders
        if sum(len(parts[core] & set(story)) >= _HALF * len(story) for story in stories) > 1
    )


def _joined(
    cores: Sequence[list[int]], links: Sequence[StoryLink], place: dict[int, int], apart: set[tuple[int, int]]
) -> list[list[int]]:
    """Groups of cores that hang together on the average of their members."""
    groups: list[list[int] | None] = [list(core) for core in cores]
    if len(groups) < 2:
        return [group for group in groups if group]
    weights, scores = _sums(cores, links, place)
    sizes = np.array([len(core) for core in cores], dtype=np.float64)
    forbidden = np.eye(len(cores), dtype=bool)
    if apart:
        for one, core in enumerate(cores):
            for two in range(one + 1, len(cores)):
                if _are_apart(core, cores[two], apart):
                    forbidden[one, two] = forbidden[two, one] = True
    pairs = np.outer(sizes, sizes)
    means = np.where(forbidden, _NO_PAIR, weights / pairs)
    while (best := means.max()) > _LEAST_MEAN:
        one, two = _most_alike(means, scores / pairs, best)
        joined, taken = groups[one], groups[two]
        assert joined is not None
        assert taken is not None
        joined += taken
        groups[two] = None
        for table in (weights, scores, pairs):
            table[one] += table[two]
            table[:, one] += table[:, two]
        forbidden[one] |= forbidden[two]
        forbidden[:, one] |= forbidden[:, two]
        forbidden[two] = forbidden[:, two] = forbidden[one, one] = True
        row = np.where(forbidden[one], _NO_PAIR, weights[one] / pairs[one])
        means[one] = means[:, one] = row
        means[two] = means[:, two] = _NO_PAIR
    return [group for group in groups if group is not None]


def _most_alike(means: Matrix, scores: Matrix, best: float) -> tuple[int, int]:
    """The pair with the highest mean weight; of those, with the highest mean score; of those, the first."""
    rows, columns = np.nonzero(means >= best)
    at = int(np.argmax(scores[rows, columns]))
    return tuple(sorted((int(rows[at]), int(columns[at]))))  # type: ignore[return-value]


def _sums(cores: Sequence[list[int]], links: Sequence[StoryLink], place: dict[int, int]) -> tuple[Matrix, Matrix]:
    """Weight and score of the links between each two cores."""
    core_of = {at: number for number, core in enumerate(cores) for at in core}
    weights = np.zeros((len(cores), len(cores)))
    scores = np.zeros_like(weights)
    for link in sorted(links, key=lambda link: sorted((place[link.article_id], place[link.other_id]))):
        one, two = core_of.get(place[link.article_id]), core_of.get(place[link.other_id])
        if one is None or two is None or one == two:
            continue
        weight = _WEIGHTS.get(link.kind, 1.0)
        for table, value in ((weights, weight), (scores, link.score * bool(weight))):
            table[one, two] += value
            table[two, one] += value
    return weights, scores
