"""Is a page an article at all, or a front page, a list, a search result?"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pipeline.extract.metadata import Metadata
from pipeline.extract.text.body import Body
from pipeline.markup.declared import Survey
from pipeline.markup.lines import weight

__all__ = ["judge_page"]

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
_SOME, _MUCH = 200, 800  # weight of text


def judge_page(page: Survey, meta: Metadata, text: str, body: Body) -> tuple[bool, tuple[str, ...]]:
    """Whether a page is an article, and the evidence in words, for and against."""
    score, why = 0, []
    for points, reason in _evidence(page, meta, weight(text), body):
        score += points
        why.append(f"{'+' if points > 0 else '-'} {reason}")
    # What calls itself an article is believed even when it is a few lines: briefs and photo captions are.
    least = 0 if _calls_itself_article(page) else 1
    return score >= least and bool(text or meta.headline), tuple(why)


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
        is_deep = urlsplit(page.url).path.rstrip("/").count("/") >= 3
        is_page = (
            is_deep
            and amount >= _SOME
            and meta.published_at is not None
            and bool(meta.headline)
            and body.teasers < 4
        )
        evidence.append((-1 if is_page else -4, "address of a front page or list"))
    sentences = max(1, len(body.lines))
    if body.teasers >= 4 and body.teasers * 3 > sentences:
        evidence.append((-3, f"{body.teasers} headings link to other pages"))
    return evidence


def _is_list_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.query and bool(_LIST_PATH.search(parts.path))
