"""How much was written of up to eight names, by months, weeks or days: a chart, and its numbers in a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from markupsafe import Markup
from starlette.responses import Response

from pipeline.errors import UsageError
from scrape.config.days import parse_days
from scrape.output.pages.charts import Column, bars
from scrape.web.doors import page_at
from scrape.web.question import KnownNames, known_to
from scrape.web.render import address
from scrape.web.site import Visit
from scrape.web.spreadsheet import csv_answer
from storage.report.timeline import Amount, Step, TimeSpan, newest_day, read_timeline, spans
from storage.watchlist import known_names

__all__ = ["ROUTES"]

_MOST_NAMES = 8  # there are so many colours
_NONE = Amount(0, 0)
_MOST = {Step.MONTH: 24, Step.WEEK: 26, Step.DAY: 31}
_USUAL = {Step.MONTH: 12, Step.WEEK: 12, Step.DAY: 14}  # when no day is given
_LENGTH = {Step.MONTH: 30, Step.WEEK: 7, Step.DAY: 1}
_FEW_COLUMNS = 14  # so many fit on a telephone
_HEIGHT = 240
_LONGEST = 200  # characters of a value


@dataclass(frozen=True, slots=True)
class _Asked:
    """The parameters of the page: `who` are ids; without any, those who come first."""

    who: tuple[str, ...] = ()
    by: Step = Step.MONTH
    count: str = "stories"
    share: bool = False
    since: str = ""
    until: str = ""

    def at(self, path: str = "/timeline", **changes: Any) -> str:
        """The address of the page with `changes`."""
        changed = replace(self, **changes)
        return address(path, {name: getattr(changed, name) for name in _Asked.__slots__})


@dataclass(frozen=True, slots=True)
class _Timeline:
    """What is shown: names by id, periods, and the amounts."""

    asked: _Asked
    names: Mapping[str, str]
    periods: Sequence[TimeSpan]
    amounts: Mapping[tuple[date, str], Amount]

    def number(self, period: TimeSpan, entity_id: str) -> int:
        """Stories or articles, as asked."""
        amount = self.amounts.get((period.first, entity_id), _NONE)
        return amount.stories if self.asked.count == "stories" else amount.articles

    def numbers(self, period: TimeSpan) -> list[int]:
        """Those of every name."""
        return [self.number(period, key) for key in self.names]

    def part(self, period: TimeSpan, entity_id: str) -> float:
        """The share of a name in a period, in percent."""
        return 100 * self.number(period, entity_id) / (sum(self.numbers(period)) or 1)

    def total(self, entity_id: str) -> int:
        """The sum of a name's numbers: a story counts in each period in which it was told."""
        return sum(self.number(period, entity_id) for period in self.periods)

    def rows_at(self, period: TimeSpan, who: Sequence[str]) -> str:
        """Where the rows are that are counted."""
        every = self.asked.count == "articles"
        return address("/", {"who": who, "since": period.first, "until": period.last, "every": every})

    def label(self, period: TimeSpan) -> str:
        """How a period is called: ``2026.11``, and the first day of a week or a day."""
        return f"{period.first:%Y.%m}" if self.asked.by is Step.MONTH else f"{period.first:%Y.%m.%d}"


def _read(visit: Visit) -> _Timeline:
    with visit.read() as connection:
        known = known_to(visit, connection)
        asked = _asked(visit, known)
        keys = asked.who or tuple(key for key, _ in known.looked_for[:_MOST_NAMES])
        names = known.names
        periods = _periods(asked, visit.site.now().astimezone().date(), partial(newest_day, connection, keys))
        amounts = read_timeline(connection, asked.by, periods, keys)
    return _Timeline(asked, {key: names[key] for key in keys}, periods, amounts)


def _asked(visit: Visit, known: KnownNames) -> _Asked:
    who = known.asked(visit, _MOST_NAMES)
    given = {name: visit.asked.get(name, "").strip()[:_LONGEST] for name in _Asked.__slots__}
    for name, values in {"by": (*Step,), "count": ("stories", "articles"), "share": ("1",)}.items():
        if given[name] not in ("", *values):
            raise UsageError(f"{name}: {given[name]!r} is no value that it can have")
    return _Asked(
        who,
        Step(given["by"] or Step.MONTH),
        given["count"] or "stories",
        bool(given["share"]),
        given["since"],
        given["until"],
    )


def _periods(asked: _Asked, today: date, newest: Callable[[], date | None]) -> list[TimeSpan]:
    """Those that are asked for; else the last up to today, or where all coverage is older, up to the newest."""
    since, until = parse_days(asked.since or None, asked.until or None)
    usual = timedelta(days=_LENGTH[asked.by] * (_USUAL[asked.by] - 1))
    try:
        if until is None:
            until = today if since is None else min(today, since + usual * 2)
            if since is None:
                last = newest()
                until = last if last is not None and last < until - usual else until
        periods = spans(asked.by, since or until - usual, max(until, since or until))
    except OverflowError as error:
        raise UsageError("since: expected a day of our time") from error
    if len(periods) > _MOST[asked.by]:
        raise UsageError(
            f"by={asked.by}: at most {_MOST[asked.by]} at a time; choose fewer days, or longer periods"
        )
    return periods


def _chart(visit: Visit, shown: _Timeline) -> Markup:
    columns = [_column(shown, place, period) for place, period in enumerate(shown.periods)]
    title = visit.texts("timeline.chart", by=visit.texts(f"timeline.{shown.asked.by}"))
    desc = ", ".join(f"{shown.label(one)}: {sum(shown.numbers(one)):,}" for one in shown.periods)
    return Markup(bars(columns, title=title, desc=desc, height=_HEIGHT))  # noqa: S704 - it escapes what it is given


def _column(shown: _Timeline, place: int, period: TimeSpan) -> Column:
    numbers = shown.numbers(period)
    is_month = shown.asked.by is Step.MONTH
    label = f"{period.first:%m}" if is_month else f"{period.first.day}"
    before = shown.periods[place - 1].first
    begins = place == 0 or (before.year != period.first.year if is_month else before.month != period.first.month)
    note = f"{period.first:%Y}" if is_month else f"{period.first:%m}."
    values = [shown.part(period, key) for key in shown.names] if shown.asked.share else numbers
    href = shown.rows_at(period, list(shown.names))
    return Column(label, tuple(map(float, values)), note if begins else "", href, value=f"{sum(numbers):,}")


def _show(visit: Visit) -> Response:
    shown = _read(visit)
    return visit.page(
        "timeline.html",
        shown=shown,
        asked=shown.asked,
        chart=_chart(visit, shown),
        is_wide=len(shown.periods) > _FEW_COLUMNS,
        is_empty=not shown.amounts,
        offered=_offered(visit),
    )


def _offered(visit: Visit) -> list[str]:
    with visit.read() as connection:
        return [name for _, name in known_names(connection)[:100]]


def _send_csv(visit: Visit) -> Response:
    shown = _read(visit)
    header = ("first_day", "last_day", "name", "articles", "stories", f"share_of_{shown.asked.count}")
    return csv_answer("timeline.csv", header, _csv_rows(shown))


def _csv_rows(shown: _Timeline) -> Iterator[tuple[Any, ...]]:
    for period in shown.periods:
        for key, name in shown.names.items():
            amount = shown.amounts.get((period.first, key), _NONE)
            yield period.first, period.last, name, *amount, f"{shown.part(period, key) / 100:.4f}"


ROUTES = [page_at("/timeline", _show), page_at("/timeline.csv", _send_csv)]
