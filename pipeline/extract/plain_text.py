"""A plain text as an article: a press release in a file, a page of type text/plain."""

from __future__ import annotations

import unicodedata

from pipeline.extract.article import Extract
from pipeline.items import HeadlineSource, TextSource

__all__ = ["extract_plain"]

_LONGEST_HEADLINE = 150  # characters; a longer first line is the first paragraph


def extract_plain(text: str) -> Extract:
    """Read `text`: its first line is the headline when it is short and stands alone, the rest are paragraphs."""
    lines = [line for raw in unicodedata.normalize("NFC", text).splitlines() if (line := " ".join(raw.split()))]
    if not lines:
        return Extract(why=("an empty text",))
    has_headline = len(lines) > 1 and len(lines[0]) <= _LONGEST_HEADLINE and lines[0][-1] not in ".。"
    body = lines[1:] if has_headline else lines
    return Extract(
        text="\n".join(body),
        text_source=TextSource.PLAIN_TEXT,
        headline=lines[0] if has_headline else "",
        headline_source=HeadlineSource.FIRST_LINE if has_headline else HeadlineSource.NONE,
        is_article=True,
        why=("a plain text",),
    )
