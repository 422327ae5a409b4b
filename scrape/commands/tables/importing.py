"""`scrape import`: a table kept by hand becomes known coverage, in its own words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.items import CoverageStatus, Entity
from pipeline.outlets import OutletRegistry
from scheduler.run import RunReport, run
from scrape.commands.collect.run import DONE, INTERRUPTED, carry_out
from scrape.commands.read.decisions import decided_now
from scrape.config.settings import Settings
from scrape.output.console import complain
from scrape.output.export import one_line, shown
from scrape.output.failures import failure_lines
from scrape.output.table import fitted
from scrape.plan.people import about_one
from scrape.plan.replay import replayed
from scrape.plan.run import make_plan
from scrape.table.importing import ImportedRow, RowEnd, known_before, links_to, settle_rows, store_rows
from scrape.table.read import read_table
from storage.database.open import existing_database, open_database

__all__ = ["ImportRequest", "import_table"]

_SHOWN = 60  # cells of a headline


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """The options of `scrape import`, as given."""

    file: Path
    person: str | None = None
    company: str | None = None
    columns: str | None = None
    replay: tuple[str, ...] = ()


def import_table(settings: Settings, request: ImportRequest) -> int:
    """Store the rows of a table, fetch and judge their pages, and print what became of each; the exit code. Raises
    ScrapeError."""
    chosen = about_one(settings.watchlist(), request.person, request.company)
    (entity,) = chosen.entities
    if entity.ad_hoc:
        complain(f"{entity.name} is not on the watchlist: matched by that name alone")
    index = replayed(request.replay)
    table = read_table(request.file, request.columns)
    for problem in table.problems:
        complain(f"warning: {request.file}: {problem}")
    plan = make_plan(settings, chosen.watchlist, lookup=None if index is None else index.find, links=())
    outlets = OutletRegistry(plan.outlets)
    now = datetime.now(UTC)
    with closing(open_database(settings.database)) as database, database.write() as connection:
        rows = store_rows(connection, plan, entity, table.rows, outlets, now)
        known = known_before(connection, entity, rows)
    report = carry_out(settings, replace(plan, links=links_to(rows, entity)), run, extract_all=False)
    numbered = [(written.number, row) for written, row in zip(table.rows, rows, strict=True)]
    decision = decided_now(CoverageStatus.CONFIRMED)
    with existing_database(settings.database) as database, database.write() as connection:
        settled = settle_rows(connection, entity, numbered, known, by=decision.by, now=decision.at)
    for line in failure_lines(report, plan.crawl.proxies):
        complain(line)
    print("\n".join(_lines(request.file, settled)))
    print(_sum(request.file, settled, report, entity))
    others = sum(row.entity_id != entity.id and row.status is not CoverageStatus.REJECTED for row in report.new)
    if others:
        print(f"and {others} new row{'s' if others > 1 else ''} about others on the watchlist: scrape coverage")
    return INTERRUPTED if report.interrupted else DONE


def _lines(file: Path, settled: Sequence[ImportedRow]) -> Iterator[str]:
    """A line for each row, in the order of the file; rows of the person's own come last, where they are read."""
    place = "row" if file.suffix.lower().startswith(".xls") else "line"
    for one in sorted(settled, key=lambda one: one.is_own):
        what = f"your own, {one.why}" if one.is_own else one.why or one.end.value
        headline = fitted(shown(one.row.headline or one.row.url), _SHOWN)
        yield f"{place} {one.number}: {shown(what)}: {headline}{_press(one)}"


def _press(one: ImportedRow) -> str:
    """The label as written, and the outlet that it stands for where that is called otherwise."""
    label, outlet = one_line(one.row.label), one_line(one.outlet)
    if not label or not outlet or label == outlet:
        return f" ({label or outlet})" if label or outlet else ""
    return f" ({label} = {outlet})"


def _sum(file: Path, settled: Sequence[ImportedRow], report: RunReport, entity: Entity) -> str:
    ends = Counter(one.end for one in settled)
    own = sum(one.is_own for one in settled)
    parts = [f"known {ends[RowEnd.KNOWN]}", f"confirmed {ends[RowEnd.CONFIRMED]}", f"your own {own}"]
    if ends[RowEnd.UNCHECKED]:
        parts.append(f"not checked yet {ends[RowEnd.UNCHECKED]}")
    line = f"{file.name}: {len(settled)} rows about {one_line(entity.name)} = {' + '.join(parts)}"
    if report.interrupted:
        return f"{line}; interrupted: the same command goes on"
    if ends[RowEnd.UNREACHED] or ends[RowEnd.UNCHECKED]:
        return f"{line}; the same command tries again what could not be reached"
    return line
