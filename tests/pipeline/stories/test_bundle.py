"""Stories are cut from links alone, whatever the order in which articles and links come."""

from __future__ import annotations

import random
import time
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.stories import LinkKind, Member, StoryLink, stories_of

CORE, PART, REWRITE, NEAR, JOINED, APART = (
    LinkKind.CORE,
    LinkKind.PART,
    LinkKind.REWRITE,
    LinkKind.NEAR,
    LinkKind.JOINED,
    LinkKind.APART,
)


def members(count: int) -> list[Member]:
    return [Member(key, f"digest {key}", f"https://outlet.example/{key}") for key in range(1, count + 1)]


def stories(count: int, *links: tuple[int, int, LinkKind]) -> set[frozenset[int]]:
    made = [StoryLink(one, other, kind, 0.9) for one, other, kind in links]
    return {frozenset(story) for story in stories_of(members(count), made)}


@pytest.mark.parametrize(
    ("links", "wanted"),
    [
        pytest.param([(1, 2, CORE), (2, 3, REWRITE)], [{1, 2, 3}], id="copies and a rewrite"),
        pytest.param([(3, 1, PART), (3, 2, PART)], [{1}, {2}, {3}], id="a text that holds two others"),
        pytest.param([(3, 1, CORE), (3, 2, PART)], [{1}, {2}, {3}], id="nearly one text, and holds another"),
        pytest.param([(3, 1, PART), (3, 2, PART), (1, 2, CORE)], [{1, 2, 3}], id="the whole of a text cut twice"),
        pytest.param([(1, 2, NEAR), (2, 3, CORE)], [{1}, {2, 3}], id="near a story, and linked to none of it"),
        pytest.param([(1, 2, JOINED), (2, 3, CORE)], [{1, 2, 3}], id="joined by hand"),
        pytest.param([(1, 2, CORE), (2, 3, CORE), (1, 3, APART)], [{1, 2}, {3}], id="told apart by hand"),
    ],
)
def test_stories_of_a_few_links(links: list[tuple[int, int, LinkKind]], wanted: list[set[int]]) -> None:
    assert stories(3, *links) == {frozenset(story) for story in wanted}


def test_a_chain_is_cut_where_it_is_thin() -> None:
    """Two stories of five, each article linked to each in its story, and one link between the two."""
    first = [(one, other, REWRITE) for one, other in combinations(range(1, 6), 2)]
    second = [(one, other, REWRITE) for one, other in combinations(range(6, 11), 2)]
    assert stories(10, *first, *second, (5, 6, REWRITE)) == {frozenset(range(1, 6)), frozenset(range(6, 11))}


LINKS = st.lists(
    st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from(LinkKind), st.sampled_from([0.3, 0.6, 0.9])),
    max_size=25,
    unique_by=lambda link: frozenset(link[:2]),
)


@settings(max_examples=200)
@given(drawn=LINKS, seed=st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_does_not_matter(
    drawn: list[tuple[int, int, LinkKind, float]], seed: random.Random
) -> None:
    links = [StoryLink(*link) for link in drawn if link[0] != link[1]]
    articles = members(9)
    wanted = stories_of(articles, links)
    assert sorted(key for story in wanted for key in story) == list(range(1, 10))
    for link in links:
        if link.kind is LinkKind.APART:
            assert not any({link.article_id, link.other_id} <= set(story) for story in wanted)
    seed.shuffle(links)
    seed.shuffle(articles)
    assert stories_of(articles, links) == wanted


def test_a_bundle_of_three_hundred_texts_is_cut_quickly() -> None:
    chance = random.Random(1)
    links = [
        StoryLink(one, other, chance.choice([REWRITE, NEAR]), chance.random())
        for one, other in combinations(range(1, 301), 2)
        if chance.random() < 0.3
    ]
    started = time.process_time()
    stories_of(members(300), links)
    assert time.process_time() - started < 1.5  # a tenth of it on a quiet machine
