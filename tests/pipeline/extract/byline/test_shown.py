"""Whom a page shows as its authors, and whom it only mentions; pages and people are invented."""

from __future__ import annotations

import pytest

from pipeline.extract import extract
from pipeline.extract.byline.names import clean_authors, names_in_pieces, opens_byline, read_byline

URL = "https://www.lakesideglobe.example/2024/05/06/bridge"
HEADLINE = "The new bridge opens a month early"
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
    ("raw", "names"),
    [
        ("Ann (Muster) Example", ("Ann Muster Example",)),
        ("Ann Example (Example Agency)", ("Ann Example",)),
        ("Ann Example, Head of Marketing and Community Development", ("Ann Example",)),
        ("Ann Example, Trial Attorney at Sample Partners", ("Ann Example",)),
        ("Agencies", ()),
        ("No Author", ()),
        ("Ann Example, Bridges - 10+ Years in the Trade", ("Ann Example", "Bridges")),
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
