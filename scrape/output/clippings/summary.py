"""What stands at the top of a document: counts by name, outlet and month, and the newest rows. Pure.

Rows are read once and not kept: what is held grows with names, outlets and months, and by a number an article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.items import Coverage
from scrape.output.clippings.line import calendar_month
from scrape.output.clippings.options import ClippingOptions
from scrape.output.export import one_line
from scrape.output.words import Words, words_of

__all__ = ["NameCount", "Summary", "document_title", "summary_of"]

_NEWEST = 10
_NAMED = 5  # names in a title
_FILLED = 24  # months, the last ones, that are there also without coverage


@dataclass(frozen=True, slots=True)
class NameCount:
    """How many rows somebody has, also by month; `entity_id` is empty for a name that has none."""

    entity_id: str
    name: str
    rows: int
    by_month: Counter[str]


@dataclass(frozen=True, slots=True)
class Summary:
    """An article that is there for several names is one of `stories`; `rows` counts it for each of them.

    Names and outlets stand in the order of their counts, months (``2024-08``) in that of time: those with coverage
    and, of the last 24, also those without. An outlet counts that ran a story, not only the one that leads it; of
    the places where a story names somebody the most prominent counts, and it is not known of all. `period` is
    written as days, or months where no more is known; `newest` has the names for whom an article is there.
    """

    words: Words
    rows: int
    stories: int
    in_headline: int
    in_lead: int
    in_text: int
    quoted: int
    gone: int
    undated: int
    period: str
    by_name: tuple[NameCount, ...]
    by_outlet: tuple[tuple[str, int], ...]
    by_month: tuple[tuple[str, int], ...]
    newest: tuple[tuple[Coverage, tuple[str, ...]], ...]


def summary_of(rows: Iterable[Coverage], options: ClippingOptions) -> Summary:
    """Read `rows` once and count."""
    count = _Count()
    for row in rows:
        count.add(row)
    by_name = [
        NameCount(entity_id, name, months.total(), months) for entity_id, (name, months) in count.names.items()
    ]
    there = {name.name for name in by_name}
    by_name += [NameCount("", name, 0, Counter()) for name in dict.fromkeys(options.names) if name not in there]
    return Summary(
        words=words_of(options.lang or ("ko" if count.languages["ko"] * 2 >= count.rows else "en")),
        rows=count.rows,
        stories=len(count.seen),
        in_headline=count.facts["headline"],
        in_lead=count.facts["lead"],
        in_text=count.facts["text"],
        quoted=count.facts["quoted"],
        gone=count.facts["gone"],
        undated=count.months[""],
        period=_period(count, options),
        by_name=tuple(sorted(by_name, key=lambda name: (-name.rows, name.name, name.entity_id))),
        by_outlet=tuple(sorted(count.outlets.items(), key=lambda item: (-item[1], item[0]))),
        by_month=tuple(_months(count.months)),
        newest=tuple((row, tuple(names)) for row, names in count.newest_first()[:_NEWEST]),
    )


def document_title(summary: Summary, options: ClippingOptions) -> str:
    """The title of a document, on one line: that which was asked for, else the names."""
    names = [name.name for name in summary.by_name]
    more = f" +{len(names) - _NAMED}" if len(names) > _NAMED else ""
    return one_line(options.title) or one_line(", ".join(names[:_NAMED]) + more) or summary.words.coverage


class _Count:
    def __init__(self) -> None:
        self.rows = 0
        self.seen: set[int | str] = set()
        self.names: dict[str, tuple[str, Counter[str]]] = {}
        self.outlets: Counter[str] = Counter()
        self.months: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.facts: Counter[str] = Counter()
        self.first: date | None = None
        self.last: date | None = None
        self._newest: dict[int | str, tuple[Coverage, dict[str, None]]] = {}

    def add(self, row: Coverage) -> None:
        month = calendar_month(row)
        self.rows += 1
        self.languages[row.language] += 1
        self.names.setdefault(row.entity_id, (row.entity_name, Counter()))[1][month] += 1
        key = row.article_id or row.url or row.headline
        if key in self.seen:
            if key in self._newest:
                self._newest[key][1][row.entity_name] = None
            return
        self.seen.add(key)
        self.months[month] += 1
        self.outlets.update({row.outlet, *row.other_outlets} - {""})
        self.facts["headline"] += row.in_headline
        self.facts["lead"] += row.in_lead and not row.in_headline
        self.facts["text"] += bool(row.mention_count) and not row.in_lead and not row.in_headline
        self.facts["quoted"] += row.quoted
        self.facts["gone"] += row.gone_at is not None
        if row.published_on is not None:
            self.first = min(self.first or row.published_on, row.published_on)
            self.last = max(self.last or row.published_on, row.published_on)
        self._newest[key] = (row, {row.entity_name: None})
        if len(self._newest) > _NEWEST * 10:
            kept = {id(row) for row, _ in self.newest_first()[:_NEWEST]}
            self._newest = {key: newest for key, newest in self._newest.items() if id(newest[0]) in kept}

    def newest_first(self) -> list[tuple[Coverage, dict[str, None]]]:
        """Rows and their names; those of one day in the order in which they came."""
        return sorted(self._newest.values(), key=lambda newest: _when(newest[0]), reverse=True)


def _when(row: Coverage) -> str:
    return row.published_on.isoformat() if row.published_on else calendar_month(row)


def _period(count: _Count, options: ClippingOptions) -> str:
    months = sorted(filter(None, count.months))
    since = options.since or _earlier(count.first, months[:1])
    until = options.until or _later(count.last, months[-1:])
    ends = [end.isoformat() if isinstance(end, date) else end for end in (since, until) if end]
    return " – ".join(dict.fromkeys(end.replace("-", ".") for end in ends))


def _earlier(day: date | None, months: Sequence[str]) -> date | str | None:
    """The first of a day and of a month that may have begun before it."""
    return months[0] if months and (day is None or months[0] < f"{day:%Y-%m}") else day


def _later(day: date | None, months: Sequence[str]) -> date | str | None:
    return months[0] if months and (day is None or months[0] > f"{day:%Y-%m}") else day


def _months(counts: Counter[str]) -> Iterator[tuple[str, int]]:
    with_coverage = sorted(filter(None, counts))
    if with_coverage:
        filled = {month for month in _back_from(with_coverage[-1]) if month >= with_coverage[0]}
        yield from ((month, counts[month]) for month in sorted(filled.union(with_coverage)))


def _back_from(month: str) -> Iterator[str]:
    last = int(month[:4]) * 12 + int(month[5:7]) - 1
    for number in range(last, max(last - _FILLED, 11), -1):
        yield f"{number // 12:04}-{number % 12 + 1:02}"
