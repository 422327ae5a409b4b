"""`scrape audit`: what is wrong with a table that somebody keeps by hand, and what it lacks."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.cells import cell_len

from pipeline.errors import UsageError
from pipeline.items import Coverage
from scrape.config.settings import Settings
from scrape.output.console import complain
from scrape.output.export import json_text, month_cell, one_line, press_cell, shown
from scrape.output.progress import ProgressView
from scrape.output.table import fitted
from scrape.plan.people import about_one
from scrape.plan.replay import replayed
from scrape.table.audit import Audit, Finding, FindingKind, Ways, audit_table
from scrape.table.read import read_table
from scrape.table.written import WrittenRow
from storage.database.engine import parse_url
from storage.database.open import existing_database
from storage.database.sqlite_file import file_of

__all__ = ["AuditRequest", "audit_file"]

SOUND, WRONG, INTERRUPTED = 0, 1, 130
_WIDTH = 80  # where no terminal says how wide it is
_TITLES = {
    FindingKind.UNREADABLE: "Rows that cannot be read",
    FindingKind.OUTLET: "Label and address name different outlets",
    FindingKind.SPELLING: "One outlet, spelled in several ways",
    FindingKind.MONTH: "Wrong month",
    FindingKind.DEAD_LINK: "Dead links",
    FindingKind.TWICE: "One story, twice",
    FindingKind.ORDER: "Out of order",
    FindingKind.NOT_NAMED: "The article does not name the person",
    FindingKind.SOMEBODY_ELSE: "The article names somebody else",
}


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """The options of `scrape audit`, as given."""

    file: Path
    person: str | None = None
    company: str | None = None
    columns: str | None = None
    replay: tuple[str, ...] = ()
    offline: bool = False
    form: str = "text"


def audit_file(settings: Settings, request: AuditRequest) -> int:
    """Print what is wrong with the table in a file, then what it lacks; the exit code. Nothing is written.

    Raises ScrapeError.
    """
    if request.offline and request.replay:
        raise UsageError("--offline asks nobody, --replay answers from a file: only one of them")
    chosen = about_one(settings.watchlist(), request.person, request.company, or_the_only=True)
    if chosen.entities[0].ad_hoc:
        complain(f"{chosen.entities[0].name} is not on the watchlist: matched by that name alone")
    table = read_table(request.file, request.columns)
    index = replayed(request.replay)
    lookup = None if index is None else index.find
    with ExitStack() as stack:
        database = None
        if _is_there(settings):
            database = stack.enter_context(existing_database(settings.database, as_it_is=True))
        else:
            complain("there is no coverage database yet: what the table lacks is not known")
        view = stack.enter_context(ProgressView())
        ways = Ways(lookup, request.offline, lambda done, total: view.count("pages", done, total))
        audit = audit_table(settings, request.file, table, chosen, ways, database)
    if request.form == "json":
        print(json_text(_as_json(request.file, chosen.entities[0].name, audit)))
    else:
        print("\n".join(_text(audit, _width())))
    if audit.interrupted:
        complain("interrupted: not every page was asked for")
        return INTERRUPTED
    return WRONG if audit.findings else SOUND


def _is_there(settings: Settings) -> bool:
    file = file_of(parse_url(settings.database))
    return file is None or file.exists()


# --- words for people


def _width() -> int:
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns) > 0:
        return int(columns)
    return os.get_terminal_size().columns if sys.stdout.isatty() else _WIDTH


def _text(audit: Audit, width: int) -> Iterator[str]:
    wrong = f"{len(audit.findings)} things are wrong" if len(audit.findings) != 1 else "1 thing is wrong"
    yield f"{audit.rows} rows: {wrong if audit.findings else 'nothing is wrong'}"
    for kind, found in groupby(audit.findings, key=lambda finding: finding.kind):
        group = list(found)
        yield f"\n{_TITLES[kind]} ({len(group)})"
        for finding in group:
            yield from _finding_lines(finding, width)
    if audit.missing:
        yield f"\nCoverage that the table lacks ({len(audit.missing)})"
        for row in audit.missing:
            yield from _missing_lines(row, width)
    if audit.unchecked:
        yield f"\nRows whose page could not be checked ({len(audit.unchecked)})"
        by_reason: dict[str, list[int]] = {}
        for unread, why in audit.unchecked:
            by_reason.setdefault(why, []).append(unread.number)
        for why, lines in by_reason.items():
            word = "lines" if len(lines) > 1 else "line"
            yield from _folded(f"{word} {', '.join(_runs(lines))}: {why}", "  ", width)


def _runs(numbers: Sequence[int]) -> Iterator[str]:
    """Ascending numbers, those that follow each other as ``3-79``."""
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        (_, first), *others = run
        yield f"{first}-{others[-1][1]}" if others else str(first)


def _finding_lines(finding: Finding, width: int) -> Iterator[str]:
    if finding.kind is not FindingKind.SPELLING:  # that tells its lines itself
        for row in finding.rows:
            label = f"  line {row.number:<5}"
            yield label + _short(row.headline, width - len(label))
    yield from _folded(finding.written, "    written   ", width)
    yield from _folded(f"{finding.known} ({finding.source})", "    known     ", width)
    if finding.advice:
        yield from _folded(finding.advice, "    mend      ", width)


def _missing_lines(row: Coverage, width: int) -> Iterator[str]:
    yield from _folded(f"{one_line(row.headline)} | {press_cell(row)}", f"  {month_cell(row) or '?':<9}", width)
    yield f"           {shown(row.url)}"


def _short(text: str, width: int) -> str:
    """The beginning of `text` that fits into so many cells."""
    return fitted(one_line(text) or "(no headline)", width)


def _folded(text: str, label: str, width: int) -> Iterator[str]:
    """`text` beside `label`, in lines of so many cells; an address is never cut."""
    line = label
    room = False
    for word in shown(text).split():
        if room and cell_len(line) + 1 + cell_len(word) > width:
            yield line.rstrip()
            line, room = " " * len(label), False
        line += f" {word}" if room else word
        room = True
    yield line.rstrip()


# --- JSON for machines


def _as_json(file: Path, name: str, audit: Audit) -> dict[str, Any]:
    return {
        "file": str(file),
        "name": name,
        "rows": audit.rows,
        "findings": [
            {
                "kind": finding.kind.value,
                "rows": [_row(row) for row in finding.rows],
                "written": finding.written,
                "known": finding.known,
                "source": finding.source,
                "advice": finding.advice,
            }
            for finding in audit.findings
        ],
        "missing": [
            {
                "month": row.month,
                "headline": row.headline,
                "url": row.url,
                "outlet": row.outlet,
                "other_outlets": list(row.other_outlets),
                "story_id": row.story_id,
            }
            for row in audit.missing
        ],
        "unchecked": [{**_row(row), "reason": why} for row, why in audit.unchecked],
        "interrupted": audit.interrupted,
    }


def _row(row: WrittenRow) -> dict[str, Any]:
    return {"line": row.number, "month": row.month, "headline": row.headline, "url": row.url, "label": row.label}
