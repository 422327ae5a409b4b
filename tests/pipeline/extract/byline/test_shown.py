"""Whom a page shows as its authors, and whom it only mentions; pages and people are invented."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.extract.byline.names import clean_authors, names_in_pieces, opens_byline, read_byline

URL = "https://www.lakesideglobe.example/2024/05/06/bridge"
HEADLINE = "The new bridge opens a month early"
LINKED = (
    '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "The new bridge opens a month early",'
    '"author": {"@type": "%s", "name": "%s"}}</script>'
)
TEXT = "<p>The bridge over the lake opens on Monday, a month before it was to.</p>" * 3


def authors(
    under_headline: str, *, head: str = "", behind: str = "", around: str = "", url: str = URL
) -> list[str]:
    """The authors of a page with a headline, something under it, and an article."""
    return list(
        extract(
            f"<html><head><title>{HEADLINE}</title>{head}</head><body><div class='{around}'>"
            f"<h1>{HEADLINE}</h1>{under_headline}<div>{TEXT}</div></div>{behind}</body></html>",
            url,
        ).authors
    )


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ("<div><a rel='author' href='/p/a'>Ann Example</a> and <a rel='author' href='/p/o'>Otto Muster</a></div>",
         ["Ann Example", "Otto Muster"]),
        ("<div><a href='/about/editors/ann-example/'>Ann Example</a>, <a href='https://chat.example/annex'>@annex</a></div>",
         ["Ann Example"]),
        ("<div><a href='/tag/ann-example/'>Ann Example</a></div>", []),
        ("<p>A line of <a href='/people/ann-example/'>Ann Example</a>" + ", who built the bridge" * 4 + "</p>", []),
        ("<div><time datetime='2024-05-06'>May 6, 2024</time> by Ann Example in <a href='/c/town'>Town</a></div>",
         ["Ann Example"]),
        ("<div>See <i>Bridges and their makers</i> by Otto Muster, 1921.</div>", []),
        ("<div><h6>Author(s)</h6><ul><li><a href='/1'>Ann Example</a><li><a href='/2'>Otto Muster</a></ul></div>",
         ["Ann Example", "Otto Muster"]),
        ("<span class='section'>Posted by Annabel</span> <span>06.05.2024</span>", ["Annabel"]),
        ("<span class='section'>Posted by admin</span>", []),
    ],
)  # fmt: skip
def test_what_stands_under_the_headline(markup: str, names: list[str]) -> None:
    assert authors(markup) == names


def test_a_card_label_names_the_author() -> None:
    card = "<meta name='twitter:label{0}' content='{1}'><meta name='twitter:data{0}' content='{2}'>"
    head = card.format(1, "Est. reading time", "4 minutes") + card.format(2, "Written by", "Ann Example")
    assert authors("", head=head) == ["Ann Example"]


def test_an_author_comes_before_a_reviewer_wherever_they_stand() -> None:
    reviewed = (
        "<div class='by-line-box'><span>Peer reviewed by </span><a href='/authors/otto'>Dr Otto Muster</a></div>"
    )
    assert authors(reviewed) == ["Dr Otto Muster"]
    written = "<div><p>Authored by:</p><a href='/authors/ann'>Ann Example</a></div>"
    assert authors(reviewed, behind="<p>more</p>" * 130 + written) == ["Ann Example"]


def test_a_commenter_is_no_author() -> None:
    comment = (
        "<ul><li><span class='comment-author-link'><a href='/x'>Otto Muster</a></span> on The Bridge</li></ul>"
    )
    assert authors("", behind=comment) == []


def test_a_box_around_the_headline_is_not_aside_whatever_it_is_called() -> None:
    byline = "<div class='page-author'>Posted on May 6, 2024 by Ann Example</div>"
    assert authors(byline, around="popular") == ["Ann Example"]
    assert authors("", behind=f"<div class='popular'>{byline}</div>") == []
    assert authors("", behind=f"<div class='wrapper__with-sidebar'>{byline}</div>") == ["Ann Example"]


def test_a_byline_that_links_to_its_authors_page_outweighs_a_meta_tag() -> None:
    owner = "<meta name='author' content='Beispiel Nord'>"
    assert authors("<div class=byline>By <a href='/by/ann-example'>Ann Example</a></div>", head=owner) == [
        "Ann Example"
    ]
    assert authors("<div class=byline>By Ann Example</div>", head=owner) == ["Beispiel Nord"]


def test_a_byline_that_names_the_declared_author_and_more_completes_it() -> None:
    declared = "<meta name='author' content='Ann Example'>"
    assert authors("<p>By Dr Ann Example and Otto Muster</p>", head=declared) == ["Dr Ann Example", "Otto Muster"]
    assert authors("<p>By Eva Vzor and Otto Muster</p>", head=declared) == ["Ann Example"]


def test_the_word_that_the_address_bears_is_the_outlet() -> None:
    head = "<meta name='author' content='Globe'>"
    byline = "<div class='byline'>By <address>Ann Example</address>, Globe multimedia producer</div>"
    assert authors(byline, head=head, url="https://www.globe.example/bridge") == ["Ann Example"]


@pytest.mark.parametrize(
    "head",
    [
        "<meta name=author content='Waves at Night'><meta property=og:site_name content='Waves at Night'>",
        "<meta name=author content='Events and Sponsoring Coordinator'>",
        "<meta name=author content='Lakesideglobe Weekend Magazine'>",
        "<meta name=author content=lakesideglobe>",
        "<meta name=author content=GLB>",
        "<meta name=author content=lakeadmin>",
        "<meta name=author content='The Lake Watchers'>",
        "<meta name=author content='온라인편집부'>",
        LINKED % ("Organization", "Beispiel Nord"),
        LINKED % ("Person", "Lakeside Editorial Staff"),
    ],
)
def test_sites_desks_and_handles_of_the_house_are_no_authors(head: str) -> None:
    assert authors("", head=head) == []


def test_a_personal_site_bears_its_authors_name() -> None:
    head = "<meta name=author content='Ann Example'><meta property=og:site_name content='Ann Example'>"
    assert authors("", head=head) == []
    assert authors("<p>By Ann Example</p>", head=head) == ["Ann Example"]


@pytest.mark.parametrize(
    ("markup", "names"),
    [
        ("<ul><li><i class=user></i> 한도윤 기자</li><li><i class=clock></i> 승인 2024.05.06 15:30</li></ul>",
         ["한도윤"]),
        ("<div class=tags><div><strong>Contributors:</strong> Ann Example</div></div>", ["Ann Example"]),
        ("<p>Interview by <a href='/people/ann-example/'>Ann Example</a></p><ul><li><p>by Otto Muster</ul>",
         ["Ann Example"]),
        ("<div class=meta><p>by <a href='/author/tove/'>Tove</a> · May 6, 2024</p></div>", ["Tove"]),
        ("<div class=byline><a class=name>Sports Desk</a><ul><li>Share<li>AA<li>Type Size</ul></div>", []),
        ("<div class=author-box><b class=name>Ann Example</b><i class=title>Licensed Boat Builder</i></div>",
         ["Ann Example"]),
        ("<div class=author>GLOBE Weekend</div><p>By Ann Example</p>", ["Ann Example"]),
    ],
)  # fmt: skip
def test_persons_are_told_by_where_and_how_they_stand(markup: str, names: list[str]) -> None:
    assert authors(markup) == names


@pytest.mark.parametrize(
    "behind",
    [
        "<ol><li><cite>Muster, Otto. “Bridges”. <span class=author>Eva Vzor</span></cite></li></ol>",
        "<ul><li><p><b>Author:</b> E.V. Vzor <br><b>Released:</b> June 17 by Pier Books</p></li></ul>",
    ],
)
def test_the_authors_of_other_works_are_none(behind: str) -> None:
    assert authors("", behind=TEXT * 3 + behind) == []


def test_who_put_it_up_gives_way_to_the_byline() -> None:
    card = "<meta name='twitter:label1' content='Written by'><meta name='twitter:data1' content='Otto Muster'>"
    assert authors("<a class=author-link>Ann Example</a>", head=card) == ["Ann Example"]


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Ann (Muster) Example", ("Ann Muster Example",)),
        ("Ann Example (Example Agency)", ("Ann Example",)),
        ("Ann Example, Head of Marketing and Community Development", ("Ann Example",)),
        ("Ann Example, Trial Attorney at Sample Partners", ("Ann Example",)),
        ("Agencies", ()),
        ("No Author", ()),
        ("Ann Example, Bridges - 10+ Years in the Trade", ("Ann Example", "Bridges")),
        ("Ann Example, Head Diver, Sample Lake Lines - 10+ Years in the Trade", ("Ann Example",)),
        ("Ann Example | Lakeside Weekly", ("Ann Example",)),
        ("Ann Example Dr. Ann Example", ("Ann Example Dr.",)),
    ],
)
def test_offices_and_maiden_names(raw: str, names: tuple[str, ...]) -> None:
    assert clean_authors([raw]) == names


def test_an_outlet_is_told_by_its_whole_name() -> None:
    assert clean_authors(["Example & Sample"], ["Example & Sample"]) == ()


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("This post was written by Ann Example, Head of Marketing", ("Ann Example",)),
        ("This article was originally written by Ann Example", ("Ann Example",)),
        ("Posted by Annabel @ 12:00 am", ("Annabel",)),
        ("Posted by staff", ()),
        ("By the lake", ()),
    ],
)
def test_lines_that_say_who_wrote(line: str, names: tuple[str, ...]) -> None:
    assert read_byline(line) == names


def test_a_label_ends_the_names() -> None:
    assert names_in_pieces(["Ann Example", "Search for this author in:", "Pub Base"]) == ("Ann Example",)


@pytest.mark.parametrize("piece", ["By", "Written by:", "Authored by:", "Author(s)", "글쓴이"])
def test_words_that_a_name_follows(piece: str) -> None:
    assert opens_byline(piece)
