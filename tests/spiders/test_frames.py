"""A page whose text stands in a frame is fetched with it: one more request, with the same manners."""

from __future__ import annotations

import pytest

from tests.spiders.crawling import visit
from tests.web import Answer, Web

POST = b"<html><body><h1>A garden on the roof</h1><p>Ann Example has planted leeks on the mill.</p></body></html>"
BLOG = b"<html><body><a href=/>Mill blog</a><iframe id=mainFrame src='/view?no=7'></iframe></body></html>"
TEXT = b"<p>" + b"The mill stands, and its wheel turns as it did a hundred years ago. " * 5 + b"</p>"


@pytest.mark.parametrize(
    "page",
    [
        BLOG,
        b"<html><frameset rows='0,*'><frame name=top src=/top><frame src='/view?no=7'></frameset></html>",
        b"<iframe src=/ads width=0></iframe><iframe src='https://v.example/1'></iframe><iframe src='/view?no=7'>",
        b"<iframe src=/menu name=left></iframe><iframe src='/view?no=7' name=content></iframe>",
    ],
    ids=["iframe", "frameset", "beside hidden and foreign ones", "beside a menu"],
)
def test_the_frame_that_holds_the_text_is_read_under_the_address_of_the_page(web: Web, page: bytes) -> None:
    host = web.host()
    url = host.at("/blog/7", Answer(body=page))
    host.at("/view?no=7", Answer(body=POST))
    read = visit(url).pages[url]
    assert (read.body, read.url, read.url_answered) == (POST, url, url)
    assert [asked.path for asked in host.asked()] == ["/blog/7", "/view?no=7"]


@pytest.mark.parametrize(
    "page",
    [TEXT + BLOG, BLOG.replace(b"/view", b"http://127.0.0.2/view"), BLOG.replace(b"id=", b"hidden id=")],
    ids=["a text of its own", "another site's", "hidden"],
)
def test_other_frames_are_not_asked_for(web: Web, page: bytes) -> None:
    host = web.host()
    url = host.at("/blog/7", Answer(body=page))
    assert visit(url).pages[url].body == page
    assert len(host.asked()) == 1


def test_a_frame_that_cannot_be_had_leaves_the_page_as_it_is(web: Web) -> None:
    host = web.host()
    gone = host.at("/blog/7", Answer(body=BLOG))
    denied = host.at("/blog/8", Answer(body=BLOG.replace(b"/view", b"/private")))
    leaves = host.at("/blog/9", Answer(body=BLOG.replace(b"/view", b"/leaves")))
    host.at("/leaves", Answer(302, headers=(("Location", web.host(2).at("/else", Answer(body=POST))),)))
    host.at("/robots.txt", Answer(body=b"User-agent: *\nDisallow: /private"))
    handler = visit(gone, denied, leaves)
    assert [handler.pages[url].body for url in (gone, denied, leaves)] == [
        BLOG,
        BLOG.replace(b"/view", b"/private"),
        BLOG.replace(b"/view", b"/leaves"),
    ]
    assert not host.asked("/private?no=7")


def test_frames_within_a_frame_are_not_followed(web: Web) -> None:
    host = web.host()
    url = host.at("/blog/7", Answer(body=BLOG))
    host.at("/view?no=7", Answer(body=BLOG.replace(b"/view", b"/deeper")))
    assert visit(url).pages[url].body == BLOG.replace(b"/view", b"/deeper")
    assert len(host.asked()) == 2
