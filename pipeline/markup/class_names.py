"""Which elements are not the article, by what their class and id say.

Words are read out of class and id names (``relatedArticles``, ``article_related-box`` both say "related"). The
vocabulary is that of content management systems in general; no site is named.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

__all__ = ["BODY", "CAPTION", "CREDIT", "NOISE", "read_names"]

# What an element's names say: it is an author's, none of the article, the article's text, under a picture.
CREDIT, NOISE, BODY, CAPTION = 1, 2, 4, 8

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORDS = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")
# Letters and digits in turn spell no words: css-1ad6x, a UUID, a hash.
_HASH = re.compile(r"(?<![^\W_])(?=[a-z]*\d+[a-z]|\d)[a-z\d]{4,}(?![^\W_])")
_PARTS = re.compile(r"[a-z]+|__")  # what a double underscore divides is no pair

# What such an element holds is never the article's own text.
_NOISE = frozenset({
    "comment", "comments", "commentlist", "disqus", "replies", "related", "recommend", "recommended",
    "recommendation", "recommendations", "recirc", "popular", "trending", "ranking", "carousel", "swiper",
    "footer", "copyright", "disclaimer", "nav", "navigation", "navbar", "menu", "breadcrumb", "breadcrumbs",
    "pagination", "sidebar", "cookie", "cookies", "consent", "modal", "popup", "newsletter", "subscribe", "signup",
    "share", "sharing", "social", "promo", "ad", "ads", "advertisement", "sponsored", "outbrain", "taboola",
    "author", "byline", "bio", "caption", "tags",
})  # fmt: skip
# Pairs such as "article-body", "entryContent", "news_text" name the container of an article's text ...
_BODY_PAIRS = frozenset((word, after) for word, following in {
    "article": frozenset({"body", "text", "content", "contents", "view", "txt", "copy"}),
    "art": frozenset({"body", "text", "content", "cont", "txt"}),
    "entry": frozenset({"body", "text", "content"}),
    "post": frozenset({"body", "text", "content", "article"}),
    "story": frozenset({"body", "text", "content", "article"}),
    "news": frozenset({"body", "text", "content", "article", "view"}),
    "page": frozenset({"body", "text", "content", "article"}),
    "single": frozenset({"body", "text", "content", "article"}),
    "blog": frozenset({"body", "text", "content", "article"}),
    "view": frozenset({"body", "text", "content", "contents", "cont", "con", "article"}),
    "read": frozenset({"body", "text", "content", "article"}),
    "body": frozenset({"text", "copy", "content"}),
    "content": frozenset({"body", "text"}),
    "rich": frozenset(["text"]),
    "cms": frozenset(["content"]),
    "user": frozenset(["content"]),
    "dic": frozenset(["area"]),
    "newsct": frozenset(["article"]),
}.items() for after in following)  # fmt: skip
# ... and so do these words, written as one.
_BODY_WORDS = frozenset({
    "articlebody", "articletext", "articlecontent", "articlecontents", "articleview", "articletxt",
    "bodytext", "bodycopy", "bodycontent", "newsbody", "newstext", "newscontent", "newsview", "storybody",
    "storytext", "storycontent", "postbody", "posttext", "postcontent", "entrybody", "entrycontent",
    "contentbody", "contenttext", "richtext", "fulltext", "viewcont", "viewcontent", "prose", "wysiwyg",
    "gisa",
})  # fmt: skip
_CAPTION = re.compile(r"caption|(?:img|image|photo|pic)[_-]?desc")


_MOST_NAMES = 2_000  # characters of names that are read


def read_names(names: str) -> int:
    """What the class names, or ids, of an element say of it: the sum of `CREDIT`, `NOISE`, `BODY` and `CAPTION`."""
    said = 0
    for name in names[:_MOST_NAMES].split():
        said |= _read_name(name)
    return said


@lru_cache(maxsize=8192)  # the names of a template are those of all its pages
def _read_name(name: str) -> int:
    lowered = name.lower()
    divided = lowered if lowered == name else _CAMEL.sub("-", name).lower()
    spelt = _HASH.sub(" ", divided) if _DIGIT.search(divided) else divided
    words = (_PARTS if "__" in divided else _WORDS).findall(spelt)
    said = 0 if _NOISE.isdisjoint(words) else NOISE
    if _speaks_of_author(lowered):
        said |= CREDIT
    if ("capt" in lowered or "desc" in lowered) and _CAPTION.search(lowered):
        said |= CAPTION
    return said | BODY if _says_of_body(words) else said


def _speaks_of_author(said: str) -> bool:
    return (
        "author" in said or "byline" in said or "writer" in said or "reporter" in said or "journalist" in said
        or "contributor" in said or "columnist" in said or "creator" in said or "by-line" in said
        or "posted" in said or "written" in said or "기자" in said or "gija" in said
    )  # fmt: skip


def _says_of_body(words: list[str]) -> bool:
    return not _BODY_WORDS.isdisjoint(words) or not _BODY_PAIRS.isdisjoint(pairwise(words))
