"""The report of a month in words: what HTML and Markdown both say, and where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from scrape.output.export import one_line, safe_address
from scrape.output.pages.month_words import MonthWords, month_words_of
from scrape.output.words import Words, words_of
from storage.report import Correction, Counts, FirstArticle, Gone, MonthReport, Told, TopStory

__all__ = ["MonthView", "view_of"]

_MOST_SHARES = 15
_MOST_NAMES = 20  # of outlets below a story
_LONGEST = 300  # characters of a headline


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of the month, and that of the month before in words."""

    label: str
    number: str
    before: str


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month among the twelve."""

    month: str
    counts: Counts
    is_this: bool


@dataclass(frozen=True, slots=True)
class CountLine:
    """Somebody or an outlet, with numbers of the month and the month before. Outlets have no share and stories."""

    name: str
    articles: int
    before: int
    share: str = ""
    stories: int = 0


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """A headline with its address (empty where it is none that may be opened), and in `meta` what is said of it.

    `lead` stands before it: a number of outlets, or what happened; `below` further lines.
    """

    headline: str
    href: str
    language: str
    meta: tuple[str, ...]
    lead: str = ""
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthView:
    """The parts of the report, in their order. Lists that are empty have no section; `more` says how much of a list
    is left out."""

    words: MonthWords
    lang: str
    title: str
    whose: str
    as_of: str
    is_unfinished: bool
    advice: tuple[str, ...]
    figures: tuple[Figure, ...]
    months: tuple[MonthLine, ...]
    stories: tuple[ArticleLine, ...]
    shares: tuple[CountLine, ...]
    shares_notes: tuple[str, ...]
    outlets: tuple[CountLine, ...]
    outlets_notes: tuple[str, ...]
    firsts: tuple[ArticleLine, ...]
    firsts_more: str
    firsts_note: str
    quotes: tuple[ArticleLine, ...]
    quotes_more: str
    gone: tuple[ArticleLine, ...]
    gone_more: str
    corrections: tuple[ArticleLine, ...]
    corrections_more: str
    notes: tuple[str, ...]


def view_of(report: MonthReport, lang: str) -> MonthView:
    """The report in words of ``ko`` or ``en``."""
    return _Writer(report, lang).view()


class _Writer:
    def __init__(self, report: MonthReport, lang: str) -> None:
        self._report = report
        self._words = month_words_of(lang)
        self._shared = words_of(lang)

    def view(self) -> MonthView:
        report, words = self._report, self._words
        return MonthView(
            words=words,
            lang=self._shared.lang,
            title=self._shared.month(report.month),
            whose=", ".join(map(one_line, report.whose)) or words.everybody,
            as_of=words.no_data if report.as_of is None else words.as_of.format(_minute(report.as_of)),
            is_unfinished=_is_unfinished(report),
            advice=self._advice(),
            figures=self._figures(),
            months=tuple(MonthLine(one.month, one.counts, one.month == report.month) for one in report.months),
            stories=tuple(map(self._story, report.stories)),
            shares=self._shares(),
            shares_notes=self._shares_notes(),
            outlets=tuple(CountLine(one_line(one.outlet), one.articles, one.before) for one in report.outlets),
            outlets_notes=self._outlets_notes(),
            firsts=tuple(map(self._first, report.firsts)),
            firsts_more=self._more(report.firsts_in_all, report.firsts),
            firsts_note="" if all(one.ever for one in report.firsts) else words.firsts_note,
            quotes=tuple(
                self._line(one.told, [], one_line(one.who), [one_line(one.words)]) for one in report.quotes
            ),
            quotes_more=self._more(report.quotes_in_all, report.quotes),
            gone=tuple(map(self._gone, report.gone)),
            gone_more=self._more(report.gone_in_all, report.gone),
            corrections=tuple(map(self._correction, report.corrections)),
            corrections_more=self._more(report.corrections_in_all, report.corrections),
            notes=self._notes(),
        )

    def _advice(self) -> tuple[str, ...]:
        """What to do about a month of which nothing is known."""
        report, words = self._report, self._words
        if report.counts.articles:
            return ()
        lines = [words.nothing.format(self._shared.month(report.month)), words.nothing_to_do.format(report.month)]
        if report.waiting:
            lines.append(words.nothing_waiting.format(_grouped(report.waiting)))
        return tuple(lines)

    def _figures(self) -> tuple[Figure, ...]:
        report, words = self._report, self._words
        pairs = (
            (words.articles, report.counts.articles, report.before.articles),
            (words.stories, report.counts.stories, report.before.stories),
            (words.outlets, report.outlet_count, report.outlet_count_before),
        )
        month = _month_name(self._shared, report.months[-2].month)
        return tuple(
            Figure(
                label,
                _grouped(now),
                f"{words.before.format(month, _grouped(before))} ({self._change(now - before)})",
            )
            for label, now, before in pairs
        )

    def _change(self, number: int) -> str:
        return f"{number:+,}".replace("-", "−") if number else self._words.unchanged

    def _story(self, story: TopStory) -> ArticleLine:
        words = self._words
        outlet = one_line(story.told.outlet)
        label = outlet if story.told.is_written else self._shared.with_others(outlet, len(story.others))
        meta = [label, _days(story.first, story.last), ", ".join(map(one_line, story.who))]
        if story.outlets_in_all > story.outlets:
            meta.insert(1, words.in_all.format(_grouped(story.outlets_in_all)))
        names = [one_line(name) for name in story.others[:_MOST_NAMES]]
        if len(story.others) > _MOST_NAMES:
            names.append(f"+{_grouped(len(story.others) - _MOST_NAMES)}")
        return self._line(story.told, meta, _grouped(story.outlets), [", ".join(names)] if names else [], bare=True)

    def _shares(self) -> tuple[CountLine, ...]:
        """Empty where nothing is shared."""
        report = self._report
        if len(report.shares) + len(report.silent) < 2 or not report.counts.articles:
            return ()
        total = sum(one.counts.articles for one in report.shares) or 1
        return tuple(
            CountLine(
                one_line(one.name),
                one.counts.articles,
                one.before.articles,
                f"{100 * one.counts.articles / total:.0f}%",
                one.counts.stories,
            )
            for one in report.shares[:_MOST_SHARES]
        )

    def _shares_notes(self) -> tuple[str, ...]:
        report, words = self._report, self._words
        notes = [words.share_note]
        if len(report.shares) > _MOST_SHARES:
            notes.append(words.more.format(_grouped(len(report.shares) - _MOST_SHARES)))
        if report.silent:
            names = ", ".join(map(one_line, report.silent[:_MOST_NAMES]))
            notes.append(words.silent.format(f"{names} …" if len(report.silent) > _MOST_NAMES else names))
        return tuple(notes)

    def _outlets_notes(self) -> tuple[str, ...]:
        report, words = self._report, self._words
        notes = []
        if report.outlet_count > len(report.outlets):
            notes.append(words.more.format(_grouped(report.outlet_count - len(report.outlets))))
        if report.beside_press:
            notes.append(words.beside_press.format(_grouped(report.beside_press)))
        return tuple(notes)

    def _first(self, first: FirstArticle) -> ArticleLine:
        """With the outlet before it, where it is the first there."""
        if first.ever:
            return self._line(first.told, _names(first.who), self._words.first_ever)
        meta = [_day(first.told.day), *_names(first.who)]
        return self._line(first.told, meta, one_line(first.told.outlet), bare=True)

    def _gone(self, gone: Gone) -> ArticleLine:
        return self._line(gone.told, _names(gone.who), self._words.gone_on.format(_day(gone.at.date())))

    def _correction(self, made: Correction) -> ArticleLine:
        words = self._words
        is_new = one_line(made.before) != one_line(made.after)
        below = words.was.format(_cut(made.before)) if is_new else words.text_changed
        told = Told(made.after, made.told.url, made.told.outlet, made.told.language, made.told.day)
        return self._line(told, _names(made.who), words.corrected_on.format(_day(made.at.date())), [below])

    def _line(
        self, told: Told, meta: Iterable[str], lead: str, below: Iterable[str] = (), *, bare: bool = False
    ) -> ArticleLine:
        """A line about an article; its outlet and day are in `meta` already when it is `bare`."""
        said = list(meta) if bare else [one_line(told.outlet), _day(told.day), *meta]
        return ArticleLine(
            headline=_cut(told.headline) or _cut(told.url),
            href=safe_address(told.url),
            language=told.language if told.language in {"ko", "en"} else "",
            meta=tuple(filter(None, said)),
            lead=lead,
            below=tuple(below),
        )

    def _more(self, in_all: int, shown: Sequence[object]) -> str:
        return self._words.more.format(_grouped(in_all - len(shown))) if in_all > len(shown) else ""

    def _notes(self) -> tuple[str, ...]:
        report, words = self._report, self._words
        notes = [words.counted]
        if report.waiting and report.counts.articles:
            notes.append(words.waiting.format(_grouped(report.waiting)))
        if report.undated:
            notes.append(words.undated.format(_grouped(report.undated)))
        return tuple(notes)


def _is_unfinished(report: MonthReport) -> bool:
    return report.as_of is not None and f"{report.as_of.astimezone(UTC):%Y-%m}" <= report.month


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _month_name(words: Words, month: str) -> str:
    """``10월``, ``October``."""
    name = words.month(month)
    return name.rsplit(" ", 1)[0] if words.months else name.rsplit(" ", 1)[1]


def _day(day: date | None) -> str:
    return f"{day:%Y.%m.%d}" if day is not None else ""


def _days(first: date | None, last: date | None) -> str:
    return _day(first) if first == last else f"{_day(first)} – {_day(last)}"


def _names(who: Iterable[str]) -> list[str]:
    return [", ".join(map(one_line, who))]


def _grouped(number: int) -> str:
    return f"{number:,}"


def _cut(text: str) -> str:
    """What others wrote, on one line; of what is too long for a headline, the beginning."""
    line = one_line(text)
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
