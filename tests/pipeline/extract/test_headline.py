"""Which of a page's lines is its headline; outlets are invented."""

from __future__ import annotations

import pytest

from pipeline.extract.headline import Headline, choose_headline
from pipeline.items import HeadlineSource

STORY = "The new bridge opens a month early"


@pytest.mark.parametrize(
    "banner",
    ["A message from those who made the Lakeside Globe:", "Ann Example's Notes from the Lake Shore", "Our blog"],
)
def test_a_declared_headline_that_stands_lower_beats_a_banner_on_top(banner: str) -> None:
    declared = [(HeadlineSource.OG, "A bridge for the lake - Lakeside Globe"), (HeadlineSource.TWITTER, STORY)]
    assert choose_headline([banner], declared, ["Lakeside Globe"], subheads=[STORY]) == Headline(
        STORY, HeadlineSource.TWITTER
    )


def test_a_top_heading_that_is_worded_otherwise_stays() -> None:
    shown = "New bridge over the lake opens a month before its time"
    assert choose_headline([shown], [(HeadlineSource.OG, STORY)], [], subheads=[STORY]).text == shown


def test_the_first_step_of_a_trail_is_the_site() -> None:
    trail = f"Notes from the Lake » Blog Archive » {STORY}"
    found = choose_headline(
        ["Notes from the Lake"], [(HeadlineSource.TITLE, trail)], [], subheads=[STORY, "Leave a comment"]
    )
    assert found == Headline(STORY, HeadlineSource.TITLE)


def test_what_follows_the_bar_goes_when_another_declaration_is_without_it() -> None:
    slogan = "I write of bridges, lakes and those who build the ones across the others"
    declared = [(HeadlineSource.OG, f"{STORY} | {slogan}"), (HeadlineSource.META, STORY)]
    assert choose_headline([], declared, []) == Headline(STORY, HeadlineSource.OG)
    assert choose_headline([], declared[:1], []).text == f"{STORY} | {slogan}"
