"""The tables that stand in a file are brought up to date where they stand."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.items import Entity, EntityKind
from pipeline.outlets import OutletRegistry
from scrape.config.settings import Settings
from scrape.output.clock import on_its_clock
from scrape.output.export import shown
from scrape.plan.outlets import known_outlets
from scrape.plan.people import choose, refuse_unknown
from scrape.table.keeping.lines import tables_in
from scrape.table.keeping.markers import Block, find_blocks, marker_lines
from scrape.table.keeping.swap import TextFile, line_end, read_text_file, replace_text_file
from scrape.table.keeping.update import Changes, Known, Updated, addresses_of, updated
from scrape.table.listing import listed_rows
from scrape.table.reading.markdown import markdown_grids
from storage.by_hand.files import at_addresses, keep_rows, kept_paths, kept_rows
from storage.coverage.read import CoverageFilter
from storage.database.engine import Database
from storage.watchlist import known_ids

__all__ = ["KeptTable", "KeptTables", "change_lines", "update_file"]

_ENDINGS = (".md", ".markdown", ".mdown", ".mdx", ".qmd", ".rmd", ".txt")


@dataclass(frozen=True, slots=True)
class KeptTable:
    """What was done to the table of somebody in a file."""

    entity: Entity
    changes: Changes


@dataclass(frozen=True, slots=True)
class KeptTables:
    """What was done to a file, and whether it was written. In `missing`, for each of whom it has no place for the
    table, the lines that make one: then nothing was done."""

    tables: tuple[KeptTable, ...] = ()
    is_written: bool = False
    missing: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class _Task:
    """A place of a file, what should stand in it, and where the file was until now if it was moved."""

    block: Block
    entity: Entity
    result: Updated
    is_new: bool
    moved_from: str | None


def update_file(
    database: Database, settings: Settings, file: Path, now: datetime, only: Sequence[Entity] = ()
) -> KeptTables:
    """Bring the tables in a Markdown file up to date, or those of `only`. Raises UsageError and StorageError; then
    the file is as it was.

    What stands outside of the markers stays byte for byte, as do the lines that people wrote or touched. Nothing is
    written when nothing is new.
    """
    if file.suffix.lower() not in _ENDINGS and not file.is_dir():
        raise UsageError(f"{file}: a table is kept up to date in Markdown: expected a file that ends in .md")
    text = read_text_file(file)
    blocks = find_blocks(text.shown, [line.rstrip("\r\n").removeprefix("\ufeff") for line in text.lines])
    with database.read() as connection:
        stored = known_ids(connection)
    places = _whose(text, blocks, settings, stored)
    missing = _without_place(settings, places, only)
    if missing:
        return KeptTables(missing=missing)
    wanted = {entity.id for entity in only} or {entity.id for _, entity in places}
    tasks = _tasks(database, settings, text, [place for place in places if place[1].id in wanted], now)
    changed = [task for task in tasks if task.is_new and task.entity.id in stored]
    is_written = _write(database, text, _joined(text, tasks), changed, now)
    return KeptTables(tuple(KeptTable(task.entity, task.result.changes) for task in tasks), is_written)


def _whose(
    text: TextFile, blocks: Iterable[Block], settings: Settings, stored: Collection[str]
) -> list[tuple[Block, Entity]]:
    """Whose table each place is for. Raises UsageError for a name that nobody knows, and for two places of one."""
    places: list[tuple[Block, Entity]] = []
    watchlist = settings.watchlist()
    for block in blocks:
        is_person = block.kind is EntityKind.PERSON
        try:
            chosen = choose(watchlist, [block.name] if is_person else [], [] if is_person else [block.name])
            refuse_unknown(chosen, stored)
        except UsageError as error:
            raise UsageError(f"{text.shown}: line {block.begin + 1}: {error}") from error
        entity = chosen.entities[0]
        for other, earlier in places:
            if earlier.id == entity.id:
                raise UsageError(
                    f"{text.shown}: line {block.begin + 1}: a second place for {entity.name}; the first is "
                    f"in line {other.begin + 1}"
                )
        places.append((block, entity))
    return places


def _without_place(
    settings: Settings, places: Sequence[tuple[Block, Entity]], only: Sequence[Entity]
) -> tuple[tuple[str, str], ...]:
    there = {entity.id for _, entity in places}
    absent = [entity for entity in only if entity.id not in there]
    if not only and not places:
        absent = list(settings.watchlist().entities)[:1]
        if not absent:
            return (marker_lines(EntityKind.PERSON, "NAME"),)
    return tuple(marker_lines(entity.kind, entity.name) for entity in absent)


def _tasks(
    database: Database, settings: Settings, text: TextFile, places: Iterable[tuple[Block, Entity]], now: datetime
) -> list[_Task]:
    registry = OutletRegistry(known_outlets(settings))
    path = str(text.path)
    tasks = []
    with database.read() as connection:
        for block, entity in places:
            lines = [line.rstrip("\r\n") for line in text.lines[block.begin + 1 : block.end]]
            if not tables_in(lines) and any(True for _ in markdown_grids(lines)):
                raise UsageError(
                    f"{text.shown}: line {block.begin + 1}: the columns of this table cannot be told; head them "
                    "Year, Headline, Press or 연월, 제목, 언론사"
                )
            paths = kept_paths(connection, entity.id)
            moved_from = None if path in paths else _moved(paths, text.path)
            remembered = kept_rows(connection, entity.id, moved_from or path)
            rows = listed_rows(connection, CoverageFilter(entity_ids=(entity.id,)), settings.prefer_outlets)
            known = Known(
                rows=[on_its_clock(row, registry) for row in rows],
                remembered=remembered,
                at=at_addresses(connection, entity.id, addresses_of(lines, remembered)),
            )
            result = updated(lines, known, now, lang=block.lang, since=block.since)
            is_new = path not in paths or result.remembered != tuple(sorted(remembered))
            tasks.append(_Task(block, entity, result, is_new, moved_from))
    return tasks


def _moved(paths: Iterable[str], path: Path) -> str | None:
    """The path under which a file was known that has been moved: of the same name, and no longer there."""
    # Path.exists raises where it may not look
    gone = [known for known in paths if Path(known).name == path.name and not os.path.exists(known)]  # noqa: PTH110
    return gone[0] if len(gone) == 1 else None


def _joined(text: TextFile, tasks: Iterable[_Task]) -> str:
    lines = list(text.lines)
    for task in sorted(tasks, key=lambda task: task.block.begin, reverse=True):
        inside = text.lines[task.block.begin + 1 : task.block.end]
        end = text.usual_end(task.block.begin)
        lines[task.block.begin + 1 : task.block.end] = [
            f"{line.text}{end if line.number is None else line_end(inside[line.number])}"
            for line in task.result.lines
        ]
    return "".join(lines)


def _write(database: Database, text: TextFile, content: str, tasks: Sequence[_Task], now: datetime) -> bool:
    """Write the file and remember its rows: both, or neither. Should the last step of it fail, the rows of ours are
    known by their lines the next time."""
    if not tasks:
        return replace_text_file(text, content)
    with database.write() as connection:
        for task in tasks:
            keep_rows(
                connection, task.entity.id, str(text.path), task.result.remembered, now, moved_from=task.moved_from
            )
        return replace_text_file(text, content)


def change_lines(file: Path, done: KeptTables) -> Iterator[str]:
    """What was done to a file, a line for each table that was changed."""
    lines = [
        f"{file}: {shown(table.entity.name)}: {', '.join(_parts(table.changes))}"
        for table in done.tables
        if table.changes != Changes()
    ]
    yield from lines or [f"{file}: nothing is new"]


def _parts(changes: Changes) -> Iterator[str]:
    for number, what in (
        (changes.added, "added"),
        (changes.mended, "mended"),
        (changes.taken_out, "taken out"),
        (changes.deleted, "deleted by you and not put back"),
    ):
        if number:
            yield f"{number} {'row' if number == 1 else 'rows'} {what}"
