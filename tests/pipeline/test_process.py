"""The one path from a page to its outcome."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.items import Entity, EntityKind, Page, Reason, Watchlist
from pipeline.process import Reader

LINES = (
    "The ferry over the lake sails at night from Monday on, the town of Fennimore said on Friday.",
    "The toll is two crowns for a car and nothing for those who walk, as the council had promised.",
)
NAMED = "Ann Example, who runs the ferry, shows the pier to visitors from the other shore."


@pytest.mark.parametrize(
    ("above", "picture", "text"),
    [
        ("", f"<figure><figcaption>{NAMED}</figcaption></figure>", (*LINES, NAMED)),
        (f"<h2 class=standfirst>{NAMED}</h2>", "", (NAMED, *LINES)),
        ("", "<figure><figcaption>The pier in the harbour of Fennimore</figcaption></figure>", None),
    ],
    ids=["caption", "standfirst", "caption of nobody"],
)
def test_names_beside_the_text_are_looked_for(above: str, picture: str, text: tuple[str, ...] | None) -> None:
    url = "https://www.lakesideglobe.example/news/ferry"
    paragraphs = "".join(f"<p>{line}</p>" for line in LINES)
    body = (
        f"<html lang=en><title>The ferry sails at night</title><meta property=og:type content=article>"
        f"<article><h1>The ferry sails at night</h1>{above}"
        f"<div class=article-body>{picture}{paragraphs}</div></article>"
        "<footer>Ann Example Ltd</footer>"
    )
    page = Page(url, url, 200, (("Content-Type", "text/html"),), body.encode(), datetime(2026, 1, 1, tzinfo=UTC))
    reader = Reader.of(Watchlist((Entity("p", EntityKind.PERSON, "Ann Example"),)), ())
    outcome = reader.process(page)
    assert (outcome.reason is Reason.COVERED) == (text is not None)
    if text is not None:
        assert outcome.article is not None
        assert outcome.article.text.split("\n") == list(text)
