"""The first page: what is new, and the coverage table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote

from starlette.responses import Response

from pipeline.items import Coverage, OutletRole
from scrape.table.paging import PageRow, listing_page
from scrape.web.doors import page_at
from scrape.web.question import MOST_WITH_WORDS, PERIODS, Question, known_to
from scrape.web.site import Visit
from storage.coverage.front import count_new, waiting
from storage.coverage.pages import Ran
from storage.coverage.search import with_words
from storage.runs import newest_runs
from storage.status import count_sources
from storage.watchlist import outlet_names

__all__ = ["ROUTES"]

_NAMES_SHOWN = 8
_NAMES_OFFERED = 100
_FEW_NAMES = 12  # so many have a link each
_NAMED_AT_MOST = 60  # others of a story that a line unfolds
_NAMED_ALWAYS = 3
_ROOM = 10_000  # bytes of a page for the links to others, so that it has 60 kB
_LINK = 36  # bytes around a name


class Line(NamedTuple):
    """A line of the table, under its month: an article, the others of its story, and whoever is in it (a row each).
    One that is kept by hand is a line of its own."""

    row: Coverage
    others: tuple[Ran, ...]
    rows: list[Coverage]
    month: str | None


def _show(visit: Visit) -> Response:
    now = visit.site.now()
    with visit.read() as connection:
        known = known_to(visit, connection)
        question = Question.of(visit, known)
        wanted, is_cut = with_words(connection, question.wanted(now), MOST_WITH_WORDS)
        page = listing_page(
            connection,
            wanted,
            visit.site.settings.prefer_outlets,
            folded=not question.every,
            after=question.after,
        )
        front = _front(visit, connection) if question.is_plain else None
        outlets = outlet_names(connection, _NAMES_OFFERED)
    lines = list(_lines(page.rows))
    return visit.page(
        "coverage.html",
        question=question,
        page=page,
        months=[(month, list(some)) for month, some in groupby(zip(lines, _ran(lines), strict=True), key=_month)],
        several=len({one.row.entity_id for one in page.rows}) > 1,
        names=known.names,
        new_names=[name for key, name in known.not_yet if key in question.who],
        offered=[name for _, name in known.looked_for[:_NAMES_OFFERED]],
        few=known.looked_for if 1 < len(known.looked_for) <= _FEW_NAMES else [],
        outlets=outlets,
        saved=_saved(visit, question),
        cut_to=MOST_WITH_WORDS if is_cut else None,
        front=front,
        tracked=bool(visit.site.settings.person or visit.site.settings.company),
    )


def _saved(visit: Visit, question: Question) -> list[tuple[str, str, bool]]:
    """The views of scrape.toml: name, address, and whether it is the one that is shown."""
    settings, asked = visit.site.settings, replace(question, after="")
    views = [(one.name, Question.of_view(one, settings)) for one in settings.view]
    return [(name, f"/view/{quote(name, safe='')}", view == asked) for name, view in views]


def _month(line: tuple[Line, _Others]) -> str | None:
    return line[0].month


def _lines(rows: Iterable[PageRow]) -> Iterable[Line]:
    """Rows of one article that follow each other are a line."""
    for _, those in groupby(rows, key=lambda one: (one.row.article_id, one.row.status, one.hand)):
        first, *more = those
        longest = max((first, *more), key=lambda one: len(one.others))
        yield Line(first.row, longest.others, [first.row, *(one.row for one in more)], first.month)


def _front(visit: Visit, connection: Any) -> dict[str, Any]:
    now = visit.site.now()
    sources = count_sources(connection, visit.site.sources)
    new = count_new(connection, now - PERIODS["24h"])
    return {
        "new": new,
        "shown": new.by_name[:_NAMES_SHOWN],
        "waiting": waiting(connection),
        "sources": sources.asked,
        "troubled": sources.troubled,
        "run": next(iter(newest_runs(connection, now, 1)), None),
    }


class _Others(NamedTuple):
    """The other articles of a line's story, one of each other outlet: of the press, and of those who announced it.
    `named` are those that are linked; the page of the story has them all."""

    press: list[Ran]
    announced: list[Ran]
    named: list[Ran]


def _ran(lines: Sequence[Line]) -> list[_Others]:
    """What each line unfolds: all, of as many lines as a page has room for, else the first few."""
    found = [_others(one) for one in lines]
    room = _ROOM - sum(_bytes(one.named[:_NAMED_ALWAYS]) for one in found)
    shown = []
    for one in found:
        more = _bytes(one.named[_NAMED_ALWAYS:])
        fits = more <= room and len(one.named) <= _NAMED_AT_MOST
        room -= more if fits else 0
        shown.append(one if fits else one._replace(named=one.named[:_NAMED_ALWAYS]))
    return shown


def _bytes(named: Sequence[Ran]) -> int:
    return sum(_LINK + len(one.outlet.encode("utf-8", "replace")) for one in named)


def _others(one: Line) -> _Others:
    press = list(_one_each(one, {OutletRole.PRESS}))
    announced = list(_one_each(one, {OutletRole.WIRE, OutletRole.NEWSROOM}))
    return _Others(press, announced, [*press, *announced] or list(one.others))


def _one_each(one: Line, roles: set[OutletRole]) -> Iterable[Ran]:
    seen = {one.row.outlet}
    for ran in one.others:
        if ran.outlet_role in roles and ran.outlet not in seen:
            seen.add(ran.outlet)
            yield ran


ROUTES = [page_at("/", _show)]
