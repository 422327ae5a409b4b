"""Which of a page's lines is its headline; outlets are invented."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.extract.headline import Heading, Headline, choose_headline
from pipeline.items import HeadlineSource

STORY = "The new bridge opens a month early"
PROSE = (
    "<p>" + "</p><p>".join(["The bridge over the lake opens in June, the town said, a month early."] * 4) + "</p>"
)


def headline_of(head: str, body: str) -> str:
    page = f"<html lang=en><head>{head}</head><body>{body}{PROSE}</body></html>"
    return extract(page, "https://lakeside-globe.example/news/new-bridge-opens").headline


def shown(*top: str, lower: tuple[str, ...] = ()) -> list[Heading]:
    return [*map(Heading, top), *(Heading(text, level=2) for text in lower)]


@pytest.mark.parametrize(
    "banner",
    ["A message from those who made the Lakeside Globe:", "Ann Example's Notes from the Lake Shore", "Our blog"],
)
def test_a_declared_headline_that_stands_lower_beats_a_banner_on_top(banner: str) -> None:
    declared = [(HeadlineSource.OG, "A bridge for the lake - Lakeside Globe"), (HeadlineSource.TWITTER, STORY)]
    assert choose_headline(shown(banner, lower=(STORY,)), declared, ["Lakeside Globe"]) == Headline(
        STORY, HeadlineSource.TWITTER
    )


def test_a_top_heading_that_is_worded_otherwise_stays() -> None:
    top = "New bridge over the lake opens a month before its time"
    assert choose_headline(shown(top, lower=(STORY,)), [(HeadlineSource.OG, STORY)], []).text == top


def test_the_first_step_of_a_trail_is_the_site() -> None:
    trail = f"Notes from the Lake » Blog Archive » {STORY}"
    headings = shown("Notes from the Lake", lower=(STORY, "Leave a comment"))
    assert choose_headline(headings, [(HeadlineSource.TITLE, trail)], []) == Headline(STORY, HeadlineSource.TITLE)


def test_what_follows_the_bar_goes_when_another_declaration_is_without_it() -> None:
    slogan = "I write of bridges, lakes and those who build the ones across the others"
    declared = [(HeadlineSource.OG, f"{STORY} | {slogan}"), (HeadlineSource.META, STORY)]
    assert choose_headline([], declared, []) == Headline(STORY, HeadlineSource.OG)
    assert choose_headline([], declared[:1], []).text == f"{STORY} | {slogan}"


def test_a_section_behind_the_title_goes_when_the_page_shows_the_rest() -> None:
    assert headline_of(f"<title>{STORY} | Bridges and Roads</title>", f"<h1>{STORY}</h1>") == STORY


@pytest.mark.parametrize(
    "head",
    [
        f"<title>Lake Notes: {STORY}</title><meta property=og:title content='{STORY}'>",
        f"<title>Lake Notes: {STORY}</title>",
        f"<title>{STORY} – The Notes of a Lake</title>",
    ],
)
@pytest.mark.parametrize("top", ["<h1><a href='/'>{}</a></h1>", "<h1>{}</h1>"])
def test_the_name_of_a_blog_on_top_of_every_page_is_no_headline(head: str, top: str) -> None:
    name = "The Notes of a Lake" if "Notes of a Lake" in head else "Lake Notes"
    assert headline_of(head, f"{top.format(name)}<h3 class=post-title>{STORY}</h3>") == STORY


@pytest.mark.parametrize(
    "top",
    [
        f"<h1><span>Bridges</span><span>{STORY}</span></h1>",
        f"<h1><div>Bridges</div>{STORY}</h1>",
        f"<h1>Bridges | {STORY}</h1>",
        f"<h1><span>Dec 18 2025</span> <a href=/x>{STORY}</a></h1>",
        f"<h1><a href=/x>{STORY}</a> <span>(lake-times.example)</span> <span><a href=#c>87</a></span></h1>",
        f"<h1>{STORY}<small>Boats may pass from June</small></h1>",
    ],
)
def test_what_shares_the_heading_with_the_headline_is_cut_off_where_markup_sets_it_apart(top: str) -> None:
    assert headline_of(
        f"<title>{STORY} | Lakeside Globe</title><meta property=og:title content='{STORY}'>", top
    ) == (STORY)


def test_a_heading_that_goes_on_stays_whole() -> None:
    top = f"{STORY}, but not for boats"
    assert headline_of(f"<meta property=og:title content='{STORY}'>", f"<h1>{top}</h1>") == top
    in_two = f"<h1><span>{STORY},</span> <span>but not for boats</span></h1>"
    assert headline_of(f"<meta property=og:title content='{STORY}'><title>{top}</title>", in_two) == top


@pytest.mark.parametrize(
    "cut", ["다리가 한 달 일찍 열리고 배는 유월부터 지...", "다리가 한 달 일찍 열리고 배는 유월부터 지"]
)
def test_a_declaration_that_is_cut_gives_way_to_the_whole(cut: str) -> None:
    whole = "다리가 한 달 일찍 열리고 배는 유월부터 지나간다…“값은 그대로”"
    head = (
        f"<title>{whole} - 호숫가일보</title><meta property=og:site_name content=호숫가일보>"
        f"<meta property=og:title content='{cut}'>"
    )
    assert headline_of(head, "") == whole


def test_a_site_name_that_is_the_title_is_none() -> None:
    title = "호수 다리, 한 달 일찍 열린다"
    head = (
        f"<title>{title} - 호숫가일보</title><meta property=og:title content='{title}'>"
        f"<meta property=og:site_name content='{title}'>"
    )
    assert headline_of(head, f"<div class=gnb><h1>호숫가일보</h1></div><h1>{title}</h1>") == title


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("연극 &lt;Bridge&gt; 개막, 배우 윤서하 주연", "연극 <Bridge> 개막, 배우 윤서하 주연"),
        ("연극 &amp;lt;Bridge&amp;gt; 개막, 배우 윤서하 주연", "연극 <Bridge> 개막, 배우 윤서하 주연"),
        ("R&amp;amp;D 다리, 한 달 일찍 &amp;quot;개통&amp;quot;", 'R&D 다리, 한 달 일찍 "개통"'),
        ("&lt;![CDATA[호수 다리, 한 달 일찍 열린다]]&gt;", "호수 다리, 한 달 일찍 열린다"),
    ],
)
def test_titles_that_are_escaped_twice_or_hold_brackets(written: str, read: str) -> None:
    assert headline_of(f'<meta property="og:title" content="{written}">', "") == read


def test_a_title_that_is_all_the_page_declares_beats_the_heading_of_a_box() -> None:
    head = f"<title>{STORY}</title><meta property=og:site_name content='{STORY}'>"
    assert headline_of(head, "") == STORY
    assert headline_of(head, "<h2>More in Bridges and Roads</h2>") == STORY
