"""Stories, cut from the links between articles: a pure function of what hangs together by links.

A chain of links is not a story: two announcements of one company are linked by the article that tells both. So
copies are joined first (cores), then the two groups whose members hang together most, on the average of all pairs
(average linkage: Sokal and Michener 1958), as long as that is enough. A text that holds parts of two stories
belongs to neither. What a person joined or split stays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from pipeline.stories.likeness import Likeness, LinkKind

__all__ = ["JOINING", "Member", "StoryLink", "link_between", "stories_of"]

# Links by which articles come into one bundle.
JOINING = frozenset({LinkKind.JOINED, LinkKind.CORE, LinkKind.PART, LinkKind.REWRITE})
_CORES = frozenset({LinkKind.JOINED, LinkKind.CORE})
_STRONGEST = list(LinkKind)
_WEIGHTS = {LinkKind.NEAR: 0.5, LinkKind.APART: 0.0}
_LEAST_MEAN = 0.25
_HALF = 0.5


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


class Tie(NamedTuple):
    """What links two groups: the sums over the pairs of their members."""

    weight: float
    score: float


_NO_TIE = Tie(0.0, 0.0)


def link_between(article_id: int, other_id: int, likeness: Likeness) -> StoryLink:
    """The link that says how two articles are alike, written one way whichever came first."""
    assert likeness.kind is not None
    is_ordered = likeness.holds if likeness.kind is LinkKind.PART else article_id < other_id
    ends = (article_id, other_id) if is_ordered else (other_id, article_id)
    return StoryLink(*ends, likeness.kind, likeness.score)


def stories_of(members: Iterable[Member], links: Iterable[StoryLink]) -> tuple[tuple[int, ...], ...]:
    """The stories of a bundle, each as the ids of its articles; the same whatever the order of what is given."""
    ordered = sorted(members, key=lambda member: (member.digest, member.address))
    place = {member.article_id: at for at, member in enumerate(ordered)}
    inside = _without_shared_cores([link for link in links if link.article_id in place and link.other_id in place])
    apart = {(place[link.article_id], place[link.other_id]) for link in inside if link.kind is LinkKind.APART}
    # What held together by an article that left is given as one bundle, and by near links would stay one story.
    bundles = _linked(len(ordered), inside, place, set(), kinds=JOINING)
    bundle_of = {at: number for number, bundle in enumerate(bundles) for at in bundle}
    inside = [link for link in inside if len({bundle_of[place[key]] for key in link[:2]}) == 1]
    cores = _linked(len(ordered), inside, place, apart, kinds=_CORES)
    alone = _between_stories(cores, inside, place, apart)
    shared = [core for at, core in enumerate(cores) if at not in alone]
    groups = [*_joined(shared, inside, place, apart), *(cores[at] for at in alone)]
    return tuple(tuple(ordered[at].article_id for at in sorted(group)) for group in sorted(groups, key=min))


def _without_shared_cores(links: Sequence[StoryLink]) -> list[StoryLink]:
    """The links, but that a text which is nearly another and holds a third that the other does not know is no copy
    of it: it holds both."""
    held: defaultdict[int, set[int]] = defaultdict(set)
    for link in links:
        if link.kind is LinkKind.PART:
            held[link.article_id].add(link.other_id)
    if not held:
        return list(links)
    linked = {frozenset((link.article_id, link.other_id)) for link in links}

    def reread(link: StoryLink) -> StoryLink:
        if link.kind is LinkKind.CORE:
            for holder, partner in ((link.article_id, link.other_id), (link.other_id, link.article_id)):
                if any(frozenset((part, partner)) not in linked for part in held[holder] - {partner}):
                    return StoryLink(holder, partner, LinkKind.PART, link.score)
        return link

    return [reread(link) for link in links]


def _linked(
    count: int,
    links: Sequence[StoryLink],
    place: dict[int, int],
    apart: set[tuple[int, int]],
    *,
    kinds: Collection[LinkKind],
) -> list[list[int]]:
    """Places that hang together by some kinds of links, strongest first, with no pair that a person told apart."""
    core_of = list(range(count))
    cores = {at: [at] for at in range(count)}
    copies = [link for link in links if link.kind in kinds]
    ends = {link: tuple(sorted((place[link.article_id], place[link.other_id]))) for link in copies}
    for link in sorted(copies, key=lambda link: (_STRONGEST.index(link.kind), -link.score, ends[link])):
        first, second = sorted(core_of[at] for at in ends[link])
        if first == second or (apart and _are_apart(cores[first], cores[second], apart)):
            continue
        for at in cores[second]:
            core_of[at] = first
        cores[first] += cores.pop(second)
    return [sorted(cores[at]) for at in sorted(cores)]


def _are_apart(group: Iterable[int], other: Sequence[int], apart: set[tuple[int, int]]) -> bool:
    return any((first, second) in apart or (second, first) in apart for first in group for second in other)


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
    """Groups of cores that hang together on the average of their members. Only linked pairs are kept, so a long
    chain costs no more than its links."""
    groups = {number: list(core) for number, core in enumerate(cores)}
    ties = _ties(cores, links, place)
    if apart:
        for first, second in list(_pairs(ties)):
            if _are_apart(groups[first], groups[second], apart):
                del ties[first][second], ties[second][first]
    waiting = [_ranked(first, second, ties[first][second], groups) for first, second in _pairs(ties)]
    waiting = [pair for pair in waiting if -pair[0] > _LEAST_MEAN]
    heapify(waiting)
    while waiting:
        *_, first, second, size = heappop(waiting)
        if first not in groups or second not in groups or size != len(groups[first]) + len(groups[second]):
            continue  # one of them has joined another since
        groups[first] += groups.pop(second)
        taken = ties.pop(second)
        del taken[first], ties[first][second]
        for third, tie in taken.items():
            del ties[third][second]
            known = ties[first].get(third, _NO_TIE)
            joined = Tie(known.weight + tie.weight, known.score + tie.score)
            ties[first][third] = ties[third][first] = joined
        for third in list(ties[first]):
            if apart and _are_apart(groups[first], groups[third], apart):
                del ties[first][third], ties[third][first]
                continue
            pair = _ranked(min(first, third), max(first, third), ties[first][third], groups)
            if -pair[0] > _LEAST_MEAN:
                heappush(waiting, pair)
    return list(groups.values())


def _pairs(ties: Mapping[int, Mapping[int, Tie]]) -> Iterator[tuple[int, int]]:
    """Each tied pair once."""
    return ((first, second) for first, others in ties.items() for second in others if first < second)


def _ranked(
    first: int, second: int, tie: Tie, groups: Mapping[int, list[int]]
) -> tuple[float, float, int, int, int]:
    """The pair with the highest mean weight comes first; of those, with the highest mean score; then the first."""
    sizes = len(groups[first]), len(groups[second])
    pairs = sizes[0] * sizes[1]
    return -tie.weight / pairs, -tie.score / pairs, first, second, sum(sizes)


def _ties(
    cores: Sequence[list[int]], links: Sequence[StoryLink], place: dict[int, int]
) -> dict[int, dict[int, Tie]]:
    """Weight and score of the links between each two cores, summed in one order whatever the order given."""
    core_of = {at: number for number, core in enumerate(cores) for at in core}
    ties: dict[int, dict[int, Tie]] = {number: {} for number in range(len(cores))}
    for link in sorted(links, key=lambda link: sorted((place[link.article_id], place[link.other_id]))):
        first, second = core_of.get(place[link.article_id]), core_of.get(place[link.other_id])
        weight = _WEIGHTS.get(link.kind, 1.0)
        if first is None or second is None or first == second or not weight:
            continue
        known = ties[first].get(second, _NO_TIE)
        ties[first][second] = ties[second][first] = Tie(known.weight + weight, known.score + link.score)
    return ties
