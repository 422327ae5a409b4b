"""However its address is written, the frame that is the page is found; frames of others change nothing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.items import Page
from pipeline.markup.frames import article_frame

SITE = "https://nuri.example"
FRAME = f"{SITE}/view/7"
OTHERS = (
    '<iframe src="https://tags.other.example/ns.html?id=G-1" height="0"></iframe>',
    "<IFRAME SRC='//films.other.example/7'></IFRAME>",
    '<iframe data-src="/later"></iframe>',
    '<iframe title="a > b" src="https://other.example/"></iframe>',
)


def frame_of(body: str) -> str | None:
    url = f"{SITE}/news/7"
    return article_frame(Page(url, url, 200, (("Content-Type", "text/html; charset=utf-8"),), body.encode(), AT))


AT = datetime(2026, 11, 20, tzinfo=UTC)
WRITTEN = (
    'src="/view/7"',
    "src=/view/7",
    "SRC = '/view/7'",
    f"src='{FRAME}'",
    'src=" /view/7 "',
    'src="//nuri.example/view/7"',
    'src="&#47;view/7"',
    'src="https:&#x2f;/nuri.example/view/7"',
    'src="//nuri.exam\nple/view/7"',
    'title="소식 src=http://other.example/" src="/view/7"',
    'src="/view/7" title=" src=https://other.example/"',
    'data-src="https://other.example/" src="/view/7"',
)


@pytest.mark.parametrize("written", WRITTEN)
def test_the_address_may_be_written_in_any_way(written: str) -> None:
    assert frame_of(f"<html><body><iframe {written}></iframe></body></html>") == FRAME


@given(st.lists(st.sampled_from(OTHERS)), st.lists(st.sampled_from(OTHERS)))
def test_frames_of_other_sites_change_nothing(before: list[str], after: list[str]) -> None:
    others = "".join(before), "".join(after)
    assert frame_of(f"<html><body>{others[0]}{others[1]}<p>글</p></body></html>") is None
    assert frame_of(f"<html><body>{others[0]}<iframe src=/view/7></iframe>{others[1]}</body></html>") == FRAME
