"""One article: its text with every mention marked, why each was judged as it was, and how it changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.responses import Response

from pipeline.items import Coverage, CoverageStatus, Mention, Place
from scrape.output.clock import on_its_clock
from scrape.web.doors import page_at
from scrape.web.marks import Word, marked, word_changes
from scrape.web.site import Visit
from storage.articles.read import EarlierVersion, StoredArticle, article_of

__all__ = ["ROUTES"]

_COLOURS = 8  # series-1 … series-8 of the stylesheet
_LONGEST = 100_000  # characters of a text that is shown


class Rewording(NamedTuple):
    """An earlier version, and what became of its headline and text."""

    version: EarlierVersion
    headline: list[list[Word]]
    text: list[list[Word]]


def _show(visit: Visit) -> Response:
    with visit.read() as connection:
        article = article_of(connection, visit.number())
    if article is None:
        raise visit.missing()
    order = list(CoverageStatus)
    coverage = sorted(article.coverage, key=lambda row: (order.index(row.status), row.entity_id))
    in_headline = [mention for mention in article.mentions if mention.place is Place.HEADLINE]
    in_text = [mention for mention in article.mentions if mention.place is not Place.HEADLINE]
    return visit.page(
        "article.html",
        article=article,
        coverage=coverage,
        published=_published(visit, article),
        headline=marked(" ".join(article.headline.split("\n")), in_headline),
        text=marked(article.text[:_LONGEST], in_text),
        looks=_looks(coverage),
        named=_named(article.mentions),
        changes=list(_changes(article)),
    )


def _published(visit: Visit, article: StoredArticle) -> str:
    """When it was published, on its outlet's clock; the day alone where no more is known."""
    if article.published_at is None:
        return ""
    day = f"{article.published_on or article.published_at:%Y.%m.%d}"
    if not article.has_time or not article.coverage:
        return day
    return f"{on_its_clock(article.coverage[0], visit.site.outlets).published_at:%Y.%m.%d %H:%M}"


def _looks(coverage: list[Coverage]) -> Mapping[str, tuple[str, str]]:
    """Of everybody: the class of the colour, and the name with its status for the reader of a mark."""
    return {
        row.entity_id: (f"who-{number % _COLOURS + 1} {row.status.value}", row.entity_name)
        for number, row in enumerate(coverage)
    }


def _named(mentions: tuple[Mention, ...]) -> Mapping[str, list[Mention]]:
    named: dict[str, list[Mention]] = {}
    for mention in mentions:
        named.setdefault(mention.entity_id, []).append(mention)
    return named


def _changes(article: StoredArticle) -> Any:
    headline, text = article.headline, article.text
    for version in article.versions:
        yield Rewording(
            version,
            word_changes(version.headline, headline),
            word_changes(version.text[:_LONGEST], text[:_LONGEST]),
        )
        headline, text = version.headline, version.text


ROUTES = [page_at("/article/{key:int}", _show)]
