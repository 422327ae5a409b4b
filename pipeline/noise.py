"""Which elements are not the article, by what their class and id say.

Words are read out of class and id names (``relatedArticles``, ``article_related-box`` both say "related"). The
vocabulary is that of content management systems in general; no site is named.
"""

from __future__ import annotations

import re

__all__ = ["read_names"]

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORDS = re.compile(r"[a-z]+|__|\s")  # what a double underscore or a blank divides is no pair

# What such an element holds is never the article's own text.
_NOISE = frozenset({
    "paywall", "regwall", "restricted", "barrier",
    "comment", "comments", "commentlist", "commentform", "respond", "reply", "replies", "disqus", "related",
    "relation", "relate", "recommend", "recommended", "recommendation", "recommendations", "recirc",
    "recirculation", "footer", "foot", "colophon", "copyright", "legal", "disclaimer", "privacy", "policy",
    "cookie", "cookies", "consent", "gdpr", "modal", "popup", "popover", "dialog", "overlay", "tooltip",
    "toast", "newsletter", "newsletters", "subscribe", "subscription", "subscriber", "signup", "signin",
    "login", "register", "nav", "navigation",
    "navbar", "menu", "menus", "submenu", "megamenu", "dropdown", "flyout", "hamburger", "burger",
    "breadcrumb", "breadcrumbs", "pagination", "pager", "share", "sharing", "sharer", "sharedaddy",
    "sharebar", "addtoany", "addthis", "social", "socials", "sns", "author", "authors", "byline", "bylines",
    "bio", "vcard", "reporter", "journalist", "pubdate", "timestamp", "dateline", "datetime", "tags",
    "taglist", "taxonomy", "hashtag", "hashtags", "keyword", "keywords", "categories", "sidebar", "rail",
    "masthead", "promo", "promos", "promotion", "banner", "advert", "adverts", "advertisement",
    "advertising", "ad", "ads", "adsense", "adsbygoogle", "sponsor", "sponsored", "sponsors", "outbrain",
    "taboola", "dablena", "dable", "revcontent", "mgid", "popular", "trending", "ranking", "mostread",
    "carousel", "slider", "swiper", "slick", "caption", "captions", "credit", "credits", "logo", "cta",
    "toolbar", "skip", "feedback", "survey", "poll", "whatsapp", "telegram", "kakao", "rss", "follow",
    "widgets", "announcement", "offscreen", "gnb", "lnb", "snb", "floating", "toc", "tableofcontents",
    "backlink", "backtotop", "prevnext", "print", "scrap",
})  # fmt: skip
# Pairs such as "article-body", "entryContent", "news_text" name the container of an article's text ...
_BODY_PAIRS = {
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
}
# ... and so do these words, written as one.
_BODY_WORDS = frozenset({
    "articlebody", "articletext", "articlecontent", "articlecontents", "articleview", "articletxt",
    "bodytext", "bodycopy", "bodycontent", "newsbody", "newstext", "newscontent", "newsview", "storybody",
    "storytext", "storycontent", "postbody", "posttext", "postcontent", "entrybody", "entrycontent",
    "contentbody", "contenttext", "richtext", "fulltext", "viewcont", "viewcontent", "prose", "wysiwyg",
    "gisa",
})  # fmt: skip
_NOT_BODY = frozenset({"wrap", "wrapper", "header", "footer", "list"})


def read_names(names: str) -> tuple[bool, bool]:
    """What class and id names say of an element: whether it is none of the article; whether it holds its text."""
    words = _WORDS.findall(_CAMEL.sub("-", names).lower())
    return not _NOISE.isdisjoint(words), _names_body(words)


def _names_body(words: list[str]) -> bool:
    if not _BODY_WORDS.isdisjoint(words):
        return any(word in _BODY_WORDS and _goes_on_well(words, at + 1) for at, word in enumerate(words))
    return any(
        first in _BODY_PAIRS and words[at + 1] in _BODY_PAIRS[first] and _goes_on_well(words, at + 2)
        for at, first in enumerate(words[:-1])
    )


def _goes_on_well(words: list[str], start: int) -> bool:
    """Does a name not end as one of a wrapper, header or list?"""
    for word in words[start:]:
        if word.isspace():
            return True
        if word in _NOT_BODY:
            return False
    return True
