"""One article: its text with every mention marked, why each was judged as it was, how it changed, and what people
note on its rows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from starlette.responses import Response

from pipeline.errors import UsageError
from pipeline.items import Coverage, CoverageStatus, Mention, Place
from scrape.output.clock import on_its_clock
from scrape.output.export import neutral
from scrape.web.doors import Form, form_at, page_at
from scrape.web.marks import Word, marked, word_changes
from scrape.web.site import Visit
from scrape.web.views.review import last_decision
from storage.articles.read import EarlierVersion, StoredArticle, article_of
from storage.by_hand.notes import LONGEST_NOTE, add_note, notes_on, remove_note

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
        notes = notes_on(connection, [row.id for row in article.coverage] if article else ())
        last = last_decision(visit, connection)
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
        notes=notes,
        published=_published(visit, article),
        headline=marked(" ".join(article.headline.split("\n")), in_headline),
        text=marked(article.text[:_LONGEST], in_text),
        looks=_looks(coverage),
        named=_named(article.mentions),
        changes=list(_changes(article)),
        last=last,
        can_decide=visit.may_write,
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
        row.entity_id: (f"series-{number % _COLOURS + 1} {row.status.value}", row.entity_name)
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


def _note(visit: Visit, form: Form) -> Response:
    key, text = visit.number(), _written(form.get("text", ""))
    if not text:
        raise UsageError(visit.texts("note.empty"))
    if len(text) > LONGEST_NOTE:
        raise UsageError(visit.texts("note.long", most=LONGEST_NOTE, n=len(text)))
    with visit.site.database.write() as connection:
        if not add_note(connection, key, text, str(visit.user), visit.site.now()):
            raise visit.missing()
    return _back(visit, form, key)


def _remove(visit: Visit, form: Form) -> Response:
    with visit.site.database.write() as connection:
        key = remove_note(connection, visit.number(), str(visit.user))
        if key is None:
            raise visit.missing()
    return _back(visit, form, key)


def _written(text: str) -> str:
    """What was typed, without characters that nobody sees and without blanks around it."""
    return "\n".join(neutral(line).rstrip() for line in text.splitlines()).strip()


def _back(visit: Visit, form: Form, key: int) -> Response:
    """To where the form stood: on an article's page, else where the row is reviewed."""
    page = form.get("page", "")
    return visit.go(f"{page if re.fullmatch(r'/article/[0-9]+', page) else f'/review/{key}'}#notes-{key}")


ROUTES = [
    page_at("/article/{key:int}", _show),
    form_at("/row/{key:int}/notes", _note),
    form_at("/note/{key:int}/remove", _remove),
]
