"""The table of a place in a text is brought up to date where it stands. Pure.

A line that a person wrote or touched stays as it is and where it is. A line that stands exactly as we wrote it is
ours: it is mended where its story has changed, and taken out when that is no coverage any more. A row that is gone
although it was there is wanted no more, and neither is its story.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from pipeline.dates import month_of
from pipeline.items import Coverage, CoverageStatus
from pipeline.urls import canonical_url, is_fetchable
from scrape.table.keeping.lines import Layout, LinedTable, new_table, tables_in
from scrape.table.merge import interleaved
from scrape.table.written import WrittenRow
from storage.by_hand.files import AtAddress, KeptRow
from storage.by_hand.order import is_oldest_first
from storage.by_hand.rows import keys_of

__all__ = ["Changes", "Known", "PlacedLine", "Updated", "addresses_of", "updated"]

_NUMBER = re.compile(r"#\d+\Z")  # of one of several rows with one address
_STANDS = {CoverageStatus.CONFIRMED, CoverageStatus.REVIEW}


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the table of an entity: `rows`, which it should have, in their order; `remembered`, which
    stood in the file; `at`, what stands at the addresses of both (`addresses_of`)."""

    rows: Sequence[Coverage]
    remembered: Sequence[KeptRow] = ()
    at: Mapping[str, AtAddress] = field(default_factory=dict)


class PlacedLine(NamedTuple):
    """A line of a place as it should be: the `number` of the one that stood there, None for one that is put in, and
    whether it is a row of ours."""

    text: str
    number: int | None
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """How many rows were put in, mended, taken out, and seen to be deleted by a person."""

    added: int = 0
    mended: int = 0
    taken_out: int = 0
    deleted: int = 0


@dataclass(frozen=True, slots=True)
class Updated:
    """The lines of a place as they should be, the rows to remember, and what was changed."""

    lines: tuple[PlacedLine, ...]
    remembered: tuple[KeptRow, ...]
    changes: Changes


def addresses_of(lines: Sequence[str], remembered: Iterable[KeptRow]) -> set[str]:
    """The canonical addresses of the rows in the lines of a place, and of those that stood there."""
    written = {canonical_url(row.url) for table in tables_in(lines) for row in table.rows if is_fetchable(row.url)}
    return written | {base for row in remembered if (base := _base(row.key)).startswith("http")}


def updated(
    lines: Sequence[str], known: Known, now: datetime, *, lang: str | None = None, since: date | None = None
) -> Updated:
    """The lines of a place, without their ends, brought up to date. Rows from before `since` are not put in; `lang`
    is the language of labels, without it each has that of its article."""
    place = _Place(tables_in(lines), known, lang)
    fresh = place.missing(since)
    text = place.text(lines, fresh)
    remembered = tuple(sorted(place.remembered(text, now)))
    deleted = len(_removed(remembered) - _removed(known.remembered))
    moved = len(place.moved)
    changes = Changes(len(fresh) - moved, len(place.mended) + moved, len(place.dropped) - moved, deleted)
    return Updated(tuple(text), remembered, changes)


def _removed(rows: Iterable[KeptRow]) -> set[str]:
    return {row.key for row in rows if row.removed_at is not None}


def _base(key: str) -> str:
    return _NUMBER.sub("", key)


def _is_before(row: Coverage, since: date) -> bool:
    when = row.published_on.isoformat() if row.published_on is not None else month_of(row.month or "") or ""
    return when < since.isoformat()[: len(when)]


@dataclass(frozen=True, slots=True)
class _Line:
    """A row in the text: where it stands (`row.number`), its keys, its story if it is known, and whether it stands
    there as we wrote it."""

    row: WrittenRow
    key: str
    story_id: int
    layout: Layout
    is_ours: bool

    @property
    def base(self) -> str:
        return _base(self.key)

    @property
    def keys(self) -> set[str | int]:
        return {self.base, self.story_id} if self.story_id else {self.base}


class _Place:
    """What becomes of each line of a place: on the lines of the text, counted from 0."""

    def __init__(self, tables: Sequence[LinedTable], known: Known, lang: str | None) -> None:
        self.tables = tables
        self.known = known
        self.lang = lang
        self.mended: dict[int, str] = {}
        self.dropped: set[int] = set()
        self.moved: list[Coverage] = []
        self._by_base: dict[str, Coverage] = {}
        self._by_story: dict[int, Coverage] = {}
        self._bases: dict[int, str] = {}
        layout = tables[0].layout if tables else _head(lang).layout
        for row in known.rows:
            self._bases[id(row)] = _key(layout.read(layout.line(row, lang)))
            self._by_base.setdefault(self._bases[id(row)], row)
            self._by_story.setdefault(row.story_id, row)
        self._by_story.pop(0, None)
        self.lines = list(self._lines())
        self._taken = {key for line in self.lines if not line.is_ours for key in line.keys}
        for line in self.lines:
            if line.is_ours:
                self._decide(line)

    def _lines(self) -> Iterator[_Line]:
        rows = [(row, table.layout) for table in self.tables for row in table.rows]
        keys = keys_of((row.url, _words(row)) for row, _ in rows)
        remembered = {kept.key: kept for kept in self.known.remembered}
        for (row, layout), key in zip(rows, keys, strict=True):
            kept = remembered.get(key)
            is_ours = row.line == kept.written if kept is not None else self._looks_like_ours(row, key, layout)
            story = self.known.at.get(_base(key))
            yield _Line(row, key, story.story_id if story is not None else 0, layout, is_ours)

    def _looks_like_ours(self, row: WrittenRow, key: str, layout: Layout) -> bool:
        """Whether a line that is not remembered is one we wrote: an update ended before it was remembered."""
        found = self._by_base.get(key)
        return found is not None and not _is_by_hand(found) and layout.line(found, self.lang) == row.line

    def _decide(self, line: _Line) -> None:
        """Whether a line of ours stays, is mended, is written anew in another place, or is taken out."""
        row = self._by_base.get(line.base) or self._by_story.get(line.story_id)
        if row is None:
            stands = self.known.at.get(line.base)
            if stands is not None and stands.status in _STANDS:
                self._taken |= line.keys
            else:
                self.dropped.add(line.row.number)
            return
        if self._taken & self._keys(row):
            self.dropped.add(line.row.number)
            return
        text = line.layout.line(row, self.lang)
        if month_of(line.layout.read(text).month) != month_of(line.row.month):
            self.dropped.add(line.row.number)
            self.moved.append(row)
            return
        self._taken |= self._keys(row) | line.keys
        if text != line.row.line:
            self.mended[line.row.number] = text

    def _keys(self, row: Coverage) -> set[str | int]:
        """By what a row is known: as its own line will be read, so that it is known again; and by its story."""
        base = self._bases[id(row)]
        return {base, row.story_id} if row.story_id else {base}

    def missing(self, since: date | None) -> list[Coverage]:
        """The rows that are to be put in, in the order of the table."""
        gone = self._gone() - {line.base for line in self.lines}
        stories = {self.known.at[base].story_id for base in gone if base in self.known.at}
        unwanted = self._taken | gone | stories
        rows = [
            row
            for row in self.known.rows
            if not unwanted & self._keys(row) and (since is None or row in self.moved or not _is_before(row, since))
        ]
        return rows[::-1] if is_oldest_first(map(_month_of_coverage, rows)) and self.lines else rows

    def _gone(self) -> set[str]:
        """The keys of rows that stood in the file before; when the whole table is gone, it is made anew
        without those alone that were gone before."""
        return {_base(kept.key) for kept in self.known.remembered if self.tables or kept.removed_at is not None}

    def text(self, lines: Sequence[str], fresh: Sequence[Coverage]) -> list[PlacedLine]:
        """The lines of the place as they should be."""
        ours = {line.row.number for line in self.lines if line.is_ours}
        before, after = self._put_in(fresh)
        text: list[PlacedLine] = []
        for number, line in enumerate(lines):
            text += [PlacedLine(new, None, is_ours=True) for new in before.get(number, ())]
            if number not in self.dropped:
                text.append(PlacedLine(self.mended.get(number, line), number, number in ours))
            text += [PlacedLine(new, None, is_ours=True) for new in after.get(number, ())]
        if fresh and not self.tables:
            text += self._new_table(lines, fresh)
        return text

    def _put_in(self, fresh: Sequence[Coverage]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
        """The lines that are put in before and after lines of the text."""
        before: dict[int, list[str]] = {}
        after: dict[int, list[str]] = {}
        if not self.tables:
            return before, after
        kept = [line for line in self.lines if line.row.number not in self.dropped]
        last: _Line | None = None
        items: Iterator[_Line | Coverage] = interleaved([kept], fresh, _month)
        for item in items:
            if isinstance(item, _Line):
                last = item
            elif last is not None:
                after.setdefault(last.row.number, []).append(last.layout.line(item, self.lang))
            elif kept:
                before.setdefault(kept[0].row.number, []).append(kept[0].layout.line(item, self.lang))
            else:
                table = self.tables[0]
                after.setdefault(table.head, []).append(table.layout.line(item, self.lang))
        return before, after

    def _new_table(self, lines: Sequence[str], fresh: Sequence[Coverage]) -> Iterator[PlacedLine]:
        head = new_table(self.lang)
        table = _head(self.lang)
        if not lines or lines[-1].strip():
            yield PlacedLine("", None)
        yield from (PlacedLine(line, None) for line in head)
        yield from (PlacedLine(table.layout.line(row, self.lang), None, is_ours=True) for row in fresh)
        yield PlacedLine("", None)

    def remembered(self, text: Sequence[PlacedLine], now: datetime) -> Iterator[KeptRow]:
        """The rows of the new text, and those that are gone from it by a person's hand."""
        rows = [row for table in tables_in([line.text for line in text]) for row in table.rows]
        keys = keys_of((row.url, _words(row)) for row in rows)
        before = {kept.key: kept for kept in self.known.remembered}
        changed = {line.key for line in self.lines if line.row.number in self.dropped | self.mended.keys()}
        for row, key in zip(rows, keys, strict=True):
            kept = before.pop(key, None)
            is_ours = text[row.number].is_ours
            yield KeptRow(key, row.line if is_ours else kept.written if kept is not None else None)
        for key, kept in before.items():
            if key not in changed and (self.tables or kept.removed_at is not None):
                yield kept._replace(removed_at=kept.removed_at or now)


def _key(row: WrittenRow) -> str:
    (key,) = keys_of([(row.url, _words(row))])
    return key


def _words(row: WrittenRow) -> str:
    return row.headline or row.label or row.month


def _head(lang: str | None) -> LinedTable:
    (table,) = tables_in(new_table(lang))
    return table


def _is_by_hand(row: Coverage) -> bool:
    return bool(row.label or row.written)


def _month(item: _Line | Coverage) -> str | None:
    return month_of(item.row.month) if isinstance(item, _Line) else _month_of_coverage(item)


def _month_of_coverage(row: Coverage) -> str | None:
    return month_of(row.month or "")
