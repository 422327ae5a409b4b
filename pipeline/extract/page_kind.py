"""Is a page an article at all, or a front page, a list, a search result?"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.extract.metadata import Metadata
from pipeline.extract.stand_in import stand_in_of
from pipeline.extract.text.body import Body
from pipeline.items import DateSource
from pipeline.markup.declared import Survey
from pipeline.markup.lines import weight
from pipeline.urls import looks_like_article

__all__ = ["PageKind", "judge_page"]

_NEWS_TYPES = frozenset({
    "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "opinionnewsarticle",
    "backgroundnewsarticle", "reviewnewsarticle", "article", "blogposting", "liveblogposting", "report",
    "scholarlyarticle", "techarticle", "review", "satiricalarticle", "recipe",
})  # fmt: skip
_ARTICLE_TYPES = frozenset({"article", "news", "newsarticle", "blog"})
_LIST_PATH = re.compile(
    r"^/?(?:[a-z]{2}(?:-[a-z]{2})?/?)?(?:index\.\w+|home|main|default\.\w+)?$|"
    r"/(?:tags?|topics?|categor(?:y|ies)|sections?|search|authors?|archives?|page/\d+|list|lists|newsList|articleList)(?:/|\.|$)|"
    r"(?:news|article)_?List(?:\.|$)|/(?:feed|rss)/?$",
    re.IGNORECASE,
)
_HOME = re.compile(r"/?(?:index\.\w+|home|main|default\.\w+)?/?", re.IGNORECASE)
# Dates that the page itself tells; a number in its address tells little.
_OWN_DATES = frozenset(
    {DateSource.JSON_LD, DateSource.META, DateSource.VISIBLE, DateSource.TIME_TAG, DateSource.PAYLOAD}
)
_DECLARED_DATES = frozenset({DateSource.JSON_LD, DateSource.META})
_SOME, _MUCH = 200, 800  # weight of text


class PageKind(NamedTuple):
    """Whether a page is an article, and the evidence in words, for and against; `is_list` says that it is a list of
    other pages instead."""

    is_article: bool
    why: tuple[str, ...]
    is_list: bool = False


def judge_page(page: Survey, meta: Metadata, text: str, body: Body) -> PageKind:
    """What kind of page it is."""
    is_dated = meta.date_source in _OWN_DATES
    if not (is_dated and _calls_itself_article(page)):
        is_claimed = is_dated or _calls_itself_article(page)
        instead = stand_in_of(page, meta.headline, text.split("\n"), is_claimed=is_claimed)
        if instead:
            return PageKind(is_article=False, why=(f"- {instead}",))
    score, why = 0, []
    for points, reason in _evidence(page, meta, weight(text), body):
        score += points
        why.append(f"{'+' if points > 0 else '-'} {reason}")
    # What calls itself an article is believed even when it is a few lines: briefs and photo captions are.
    least = 0 if _calls_itself_article(page) else 1
    is_list = (
        page.linked.is_list or _is_list(body) or (_is_list_address(page.url) and not _may_name_one(page.url, meta))
    )
    return PageKind(score >= least and bool(text or meta.headline), tuple(why), is_list)


def _calls_itself_article(page: Survey) -> bool:
    declared = page.meta("og:type").lower() in _ARTICLE_TYPES
    return declared or not _NEWS_TYPES.isdisjoint(page.linked.types)


def _evidence(page: Survey, meta: Metadata, amount: int, body: Body) -> list[tuple[int, str]]:
    evidence: list[tuple[int, str]] = []
    types = _NEWS_TYPES.intersection(page.linked.types)
    if types:
        evidence.append((3, f"JSON-LD {min(types)}"))
    if page.meta("og:type").lower() in _ARTICLE_TYPES:
        evidence.append((2, "og:type article"))
    if page.linked.is_list:
        evidence.append((-3, "JSON-LD says it is a list"))
    if meta.published_at is not None:
        evidence.append((1, f"published {meta.published_at.date()} ({meta.date_source})"))
    if amount >= _MUCH:
        evidence.append((2, f"{amount} characters of text"))
    elif amount >= _SOME:
        evidence.append((1, f"{amount} characters of text"))
    else:
        evidence.append((-2, f"{amount} characters of text"))
    if _is_list_address(page.url):
        is_page = (
            _may_name_one(page.url, meta)
            and amount >= _SOME
            and meta.published_at is not None
            and bool(meta.headline)
            and body.teasers < 4
        )
        evidence.append((-1 if is_page else -4, "address of a front page or list"))
    if _is_list(body):
        evidence.append((-3, f"{body.teasers} headings link to other pages"))
    return evidence


def _is_list(body: Body) -> bool:
    return body.teasers >= 4 and body.teasers * 3 > max(1, len(body.lines))


def _may_name_one(url: str, meta: Metadata) -> bool:
    """May an address that holds the word of a list be that of one article? Its folder is called archives, or it is
    as short as a language's."""
    path = urlsplit(url).path
    if _HOME.fullmatch(path):
        return False
    return path.rstrip("/").count("/") >= 3 or looks_like_article(url) or meta.date_source in _DECLARED_DATES


def _is_list_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.query and bool(_LIST_PATH.search(parts.path))
