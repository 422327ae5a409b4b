"""For programs: the table, with the rows kept by hand, its stories and the search as JSON, page by page;
`openapi.json` describes them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any

from starlette.responses import Response

from pipeline.errors import UsageError
from pipeline.items import Coverage, CoverageStatus
from pipeline.language.search_words import WordQuery
from scrape.formats.columns import STORED_COLUMNS, plain_value
from scrape.table.paging import PageRow, listing_page
from scrape.web.doors import page_at
from scrape.web.question import MOST_WITH_WORDS, Question, known_to
from scrape.web.site import Visit
from storage.coverage.read import of_article
from storage.coverage.search import search_articles, with_words

__all__ = ["ROUTES"]

_ON_A_PAGE, _MOST_ON_A_PAGE = 50, 500
# Of other articles a row of one article says nothing; a story has them in `others`.
_COLUMNS = tuple(name for name in STORED_COLUMNS if name not in {"other_outlets", "announced_by", "elsewhere"})
_OF_ROW = ("id", "entity_id", "entity_name", "status")
_OF_ARTICLE = ("article_id", "story_id", "published_on", "published_at", "headline", "url", "outlet", "language")


def _coverage(visit: Visit) -> Response:
    return _table(visit, folded=False)


def _stories(visit: Visit) -> Response:
    return _table(visit, folded=True)


def _table(visit: Visit, *, folded: bool) -> Response:
    limit = _limit(visit)
    with visit.read() as connection:
        question = Question.of(visit, known_to(visit, connection))
        wanted, is_cut = with_words(connection, question.wanted(visit.site.now()), MOST_WITH_WORDS)
        prefer = visit.site.settings.prefer_outlets
        page = listing_page(connection, wanted, prefer, folded=folded, after=question.after, limit=limit)
    rows = [_row(one, with_others=folded) for one in page.rows]
    looked_to = None if page.looked_to is None else page.looked_to.isoformat()
    return _answer({"rows": rows, "next": _next(visit, page.next), "looked_to": looked_to, "is_cut": is_cut})


def _row(listed: PageRow, *, with_others: bool) -> dict[str, Any]:
    row = {name: plain_value(listed.row, name) for name in _COLUMNS}
    row |= {"label": listed.row.label, "by_hand": listed.hand is not None}
    return row | {"others": [one._asdict() for one in listed.others]} if with_others else row


def _search(visit: Visit) -> Response:
    limit = _limit(visit)
    with visit.read() as connection:
        question = Question.of(visit, known_to(visit, connection))
        wanted = question.wanted(visit.site.now())
        query = wanted.words or WordQuery.parse("")
        if not question.status:
            wanted = replace(wanted, statuses=tuple(CoverageStatus))
        hits = search_articles(connection, query, replace(wanted, words=None), limit, question.after_row)
        articles = [_article(of_article(connection, key)) for key in hits.ids]
    return _answer({"articles": articles, "next": _next(visit, hits.below)})


def _article(rows: Sequence[Coverage]) -> dict[str, Any]:
    """An article with whom it covers."""
    covers = [{name: plain_value(row, name) for name in _OF_ROW} for row in rows]
    return {name: plain_value(rows[0], name) for name in _OF_ARTICLE} | {"covers": covers}


def _describe(_visit: Visit) -> Response:
    return _answer(json.loads(files("scrape.web").joinpath("openapi.json").read_text("utf-8")))


def _limit(visit: Visit) -> int:
    written = visit.asked.get("limit", "").strip() or str(_ON_A_PAGE)
    if not (written.isascii() and written.isdigit() and 1 <= int(written[:9]) <= _MOST_ON_A_PAGE):
        raise UsageError(f"limit: {written[:20]!r} is no number from 1 to {_MOST_ON_A_PAGE}")
    return int(written)


def _next(visit: Visit, after: int | str | None) -> str | None:
    """The path of the next page: this one's with another `after`."""
    if not after:
        return None
    url = visit.request.url.include_query_params(after=after)
    return f"{url.path}?{url.query}"


def _answer(value: Any) -> Response:
    return Response(json.dumps(value), media_type="application/json")


ROUTES = [
    page_at("/api/coverage", _coverage),
    page_at("/api/stories", _stories),
    page_at("/api/search", _search),
    page_at("/api/openapi.json", _describe),
]
