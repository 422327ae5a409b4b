"""`scrape review`: rows that wait for a person's word, one by one or by id, and why each is doubted."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import typer

from pipeline.errors import UsageError
from pipeline.identity import MOVES
from pipeline.items import CoverageStatus, Mention, Place
from scrape.config.settings import Settings
from scrape.output.console import print_rows
from scrape.output.evidence import evidence_lines
from scrape.output.export import neutral, one_line
from scrape.plan.people import choose
from storage.coverage.review import Explained, decide, explain, grouped, waiting
from storage.database.engine import Database
from storage.database.open import existing_database

__all__ = ["decide_rows", "explain_row", "review_rows"]

_AROUND = 120  # characters of text shown on either side of a mention
# What a row in review is there for, in this order.
_TELLING = ("former name", "bound affiliation", "another's organisation", "private person", "another's title")
_KEYS = {"a": CoverageStatus.CONFIRMED, "r": CoverageStatus.REJECTED}


def review_rows(settings: Settings, people: Sequence[str], companies: Sequence[str]) -> None:
    """List what waits for a word; at a terminal ask for it row by row. Raises StorageError, UsageError."""
    chosen = choose(settings.watchlist(), people, companies)
    with existing_database(settings.database) as database:
        with database.read() as connection:
            rows = waiting(connection, [entity.id for entity in chosen.entities])
        if not rows:
            print("nothing is waiting for review")
        elif sys.stdin.isatty() and sys.stdout.isatty():
            _ask(database, rows)
        else:
            _list(rows)


def decide_rows(settings: Settings, accepted: Sequence[int], rejected: Sequence[int]) -> None:
    """Accept and reject rows by id. Raises StorageError, UsageError when an id is given twice or there is no such
    row; the others are decided all the same."""
    both = sorted(set(accepted) & set(rejected))
    if both:
        raise UsageError(f"row {both[0]} cannot be both accepted and rejected")
    with existing_database(settings.database) as database:
        missing = [
            *_decide(database, accepted, CoverageStatus.CONFIRMED),
            *_decide(database, rejected, CoverageStatus.REJECTED),
        ]
    done = len({*accepted, *rejected}) - len(missing)
    print(f"{done} row{'' if done == 1 else 's'} decided; later runs leave {'it' if done == 1 else 'them'} so")
    if missing:
        raise UsageError(f"there is no row {', '.join(map(str, missing))}; see: scrape review")


def explain_row(settings: Settings, key: int) -> None:
    """Print the sentences, and each piece of evidence with its weight. Raises StorageError, UsageError."""
    with existing_database(settings.database) as database, database.read() as connection:
        explained = explain(connection, key)
    if explained is None:
        raise UsageError(f"there is no row {key}; see: scrape review")
    print("\n".join(map(neutral, _explanation(explained))))


def _list(rows: Sequence[Any]) -> None:
    print_rows(
        ("id", "month", "who", "headline", "outlet", "confidence", "why"),
        [
            (
                str(row.id),
                row.month or "unknown",
                row.entity_name,
                one_line(row.headline),
                one_line(row.outlet),
                f"{row.confidence:.2f}",
                _reason(row.evidence),
            )
            for row in rows
        ],
    )
    for group in grouped(rows):
        if len(group.rows) > 1:
            keys = ", ".join(str(row.id) for row in group.rows)
            shown = one_line(group.presented)
            print(
                f"{len(group.rows)} articles present {group.rows[0].entity_name} as {shown}: {keys}",
                file=sys.stderr,
            )
    print("decide with: scrape review --accept ID --reject ID; why: scrape review --explain ID", file=sys.stderr)


def _reason(evidence: Sequence[dict[str, Any]]) -> str:
    """Why a row waits: what is bound to the name, else what weighs most."""
    telling = [reason for kind in _TELLING for reason in evidence if reason["kind"] == kind]
    best = (telling or list(evidence))[:1]
    return one_line(f"{best[0]['kind']}: {best[0]['detail']}") if best else ""


def _ask(database: Database, rows: Sequence[Any]) -> None:
    done = 0
    for group in grouped(rows):
        row, count = group.rows[0], len(group.rows)
        where = f"{row.month or 'no date'}, {one_line(row.outlet)}"
        if count == 1:
            print(f"\n{done + 1} of {len(rows)}, row {row.id}: {row.entity_name}, {where}")
        else:
            print(f"\n{count} articles: {row.entity_name}, {one_line(group.presented)}; the first, {where}:")
        done += count
        print(f"  {one_line(row.headline)}\n  {one_line(row.snippet)}\n  {one_line(row.url)}")
        for proposal in _proposals(group.rows):
            print(f"  {proposal}")
        what = "" if count == 1 else f" all {count}"
        while (key := _key(f"(a)ccept{what}, (r)eject{what}, (e)xplain, (s)kip, (q)uit? ")) == "e":
            with database.read() as connection:
                explained = explain(connection, row.id)
            print("\n".join(map(neutral, _explanation(explained))) if explained else "this row no longer exists")
        if key == "q":
            return
        if key in _KEYS:
            _decide(database, [row.id for row in group.rows], _KEYS[key])


def _proposals(rows: Sequence[Any]) -> list[str]:
    """Affiliations that the articles propose: to add to the configuration if they are right."""
    moves = (reason["detail"] for row in rows for reason in row.evidence or () if reason["kind"] == MOVES)
    made = []
    for detail in dict.fromkeys(moves):
        name, _, since = one_line(detail).partition(" since ")
        made.append(f'proposes the affiliation {{name = "{name}", since = "{since}"}}')
    return made


def _key(question: str) -> str:
    while True:
        typer.echo(question, nl=False)
        key = typer.getchar().lower()
        typer.echo(key if key.isprintable() else "")
        if key in {"a", "r", "e", "s", "q"}:
            return key


def _decide(database: Database, keys: Sequence[int], status: CoverageStatus) -> list[int]:
    if not keys:
        return []
    with database.write() as connection:
        return decide(connection, keys, status, _who(), datetime.now(UTC))


def _who() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "somebody"


def _explanation(explained: Explained) -> Iterable[str]:
    row = explained.row
    where = f"{one_line(row.outlet)}, {row.month or 'no date'}"
    yield f"row {row.id}: {row.entity_name} in {one_line(row.headline)!r} ({where})"
    yield f"  {row.url}"
    said = f", said {row.decided_by} on {row.decided_at:%Y-%m-%d}" if row.decided_by else ""
    yield f"  {row.status}{said}, confidence {row.confidence:.2f}"
    yield from evidence_lines(explained.evidence)
    for mention in explained.mentions:
        yield f"  {mention.place.value}: {_sentence(explained, mention)}  [{mention.confidence:.2f}]"
        yield from evidence_lines(mention.evidence, indent="    ")


def _sentence(explained: Explained, mention: Mention) -> str:
    text = explained.headline if mention.place is Place.HEADLINE else explained.text
    span = mention.span
    start, end = max(0, span.start - _AROUND), span.end + _AROUND
    shown = f"{text[start : span.start]}>>{mention.form}<<{text[span.end : end]}"
    return one_line(f"{'…' if start else ''}{shown}{'…' if end < len(text) else ''}")
