"""`scrape review`: what waits for a decision, grouped by whom the articles present, and why each is doubted."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import typer

from pipeline.errors import UsageError
from pipeline.identity import BearerKind
from pipeline.items import CoverageStatus, Mention, Place
from scrape.commands.read.decisions import WHAT, decided_now, outcome_of, row_of
from scrape.config.settings import Settings
from scrape.output.console import print_rows
from scrape.output.evidence import evidence_lines
from scrape.output.export import neutral, one_line
from scrape.plan.people import choose, refuse_unknown
from storage.coverage.review import Explained, Group, coverage_rows, decide_group, explain, groups, kept_bearers
from storage.database.engine import Database
from storage.database.open import existing_database
from storage.watchlist import known_ids

__all__ = ["explain_row", "list_kept", "review_rows"]

_AROUND = 120  # characters of text shown on either side of a mention
_SHOWN = 8  # headlines of a group
_MOST_IDS = 12
# What a row in review is there for, in this order.
_TELLING = (
    "former name",
    "bound affiliation",
    "comes to",
    "another's organisation",
    "private person",
    "another's title",
)
_KEYS = {"a": CoverageStatus.CONFIRMED, "r": CoverageStatus.REJECTED}


def review_rows(settings: Settings, people: Sequence[str], companies: Sequence[str]) -> None:
    """List what waits for a decision; at a terminal ask for it group by group. Raises StorageError, UsageError."""
    watchlist = settings.watchlist()
    asked = choose(watchlist, people, companies)
    chosen = asked.entities
    whose = [entity.id for entity in chosen or watchlist.entities]
    with existing_database(settings.database) as database:
        with database.read() as connection:
            refuse_unknown(asked, known_ids(connection))
            waiting = groups(connection, whose, every=not chosen)
            rows = coverage_rows(
                connection, {key for group in waiting for key in (group.key, *group.rows[:_SHOWN])}
            )
        if not waiting:
            print("nothing is waiting for review")
        elif sys.stdin.isatty() and sys.stdout.isatty():
            _ask(database, waiting, rows)
        else:
            _list(waiting, rows)


def list_kept(settings: Settings, people: Sequence[str], companies: Sequence[str]) -> None:
    """List who was recognised by group, and how that is taken back. Raises StorageError, UsageError."""
    watchlist = settings.watchlist()
    chosen = choose(watchlist, people, companies).entities
    with existing_database(settings.database) as database, database.read() as connection:
        kept = kept_bearers(connection, [entity.id for entity in chosen or watchlist.entities])
    if not kept:
        print("nobody was recognised by group yet; see: scrape review")
        return
    print_rows(
        ("group", "who", "presented as", "is", "since"),
        [
            (
                f"g{known.row}" if known.row is not None else "",
                one_line(known.entity_id.partition(":")[2]),
                one_line(known.bearer.shown),
                "who is tracked" if known.bearer.is_entity else "somebody else",
                known.bearer.since or "",
            )
            for known in kept
        ],
    )


def explain_row(settings: Settings, written: str) -> None:
    """Print the sentences, and each piece of evidence with its weight. Raises StorageError, UsageError."""
    key = row_of(written)
    with existing_database(settings.database) as database, database.read() as connection:
        explained = explain(connection, key)
    if explained is None:
        raise UsageError(f"there is no row {key}; see: scrape review")
    print("\n".join(map(neutral, _explanation(explained))))


def _list(waiting: Sequence[Group], rows: Mapping[int, Any]) -> None:
    print_rows(
        ("group", "articles", "who", "presented as", "newest headline", "outlet", "why", "rows"),
        [
            (
                f"g{group.key}",
                str(len(group.rows)),
                (row := rows[group.key]).entity_name,
                one_line(group.bearer.shown),
                one_line(row.headline),
                one_line(row.outlet),
                one_line(_proposed(group)) if group.proposal else _reason(row.evidence),
                _ids(group.rows),
            )
            for group in waiting
        ],
    )
    print(
        "decide with: scrape review --accept ID --reject ID, the id of a row (12) or of a whole group (g12);"
        "\nwhy: scrape review --explain ID; take back: scrape review --reopen ID",
        file=sys.stderr,
    )


def _ids(keys: Sequence[int]) -> str:
    return ", ".join(map(str, keys[:_MOST_IDS])) + (", …" if len(keys) > _MOST_IDS else "")


def _reason(evidence: Sequence[dict[str, Any]]) -> str:
    """Why a row waits: what is bound to the name, else what weighs most."""
    telling = [reason for kind in _TELLING for reason in evidence if reason["kind"] == kind]
    best = (telling or list(evidence))[:1]
    return one_line(f"{best[0]['kind']}: {best[0]['detail']}") if best else ""


def _proposed(group: Group) -> str:
    since = f" since {group.bearer.since}" if group.bearer.since else ""
    verb = "is renamed to" if group.bearer.kind is BearerKind.NAME else "moves to"
    return f"an article says: {verb} {group.bearer.shown}{since}"


def _ask(database: Database, waiting: Sequence[Group], rows: Mapping[int, Any]) -> None:
    left = sum(len(group.rows) for group in waiting)
    for group in waiting:
        print("\n".join(map(neutral, _group_lines(group, rows, left))))
        left -= len(group.rows)
        while (key := _key(_question(group))) == "e":
            with database.read() as connection:
                explained = explain(connection, group.key)
            print("\n".join(map(neutral, _explanation(explained))) if explained else "this row no longer exists")
        if key == "q":
            return
        if key in _KEYS:
            with database.write() as connection:
                decided = decide_group(connection, group.key, decided_now(_KEYS[key]))
            print(outcome_of(decided, _KEYS[key]) if decided else "this row no longer exists")


def _group_lines(group: Group, rows: Mapping[int, Any], left: int) -> Iterable[str]:
    count, first = len(group.rows), rows[group.key]
    shown = f", {one_line(group.bearer.shown)}" if group.bearer.shown else ""
    articles = f"{count} article{'' if count == 1 else 's'}"
    yield f"\n{left} to decide; g{group.key}: {first.entity_name}{shown}: {articles}"
    if group.proposal is not None:
        yield f"  {one_line(_proposed(group))} ({one_line(first.headline) if not group.rows else 'see below'})"
    for key in group.rows[:_SHOWN]:
        row = rows[key]
        yield f"  {row.id}: {row.month or 'no date'}, {one_line(row.outlet)}: {one_line(row.headline)}"
    if count > _SHOWN:
        yield f"  and {count - _SHOWN} more"
    yield f"  {one_line(first.snippet)}\n  {one_line(first.url)}"
    yield f"  {_reason(first.evidence)}"


def _question(group: Group) -> str:
    count = len(group.rows)
    if group.proposal is not None:
        since = f" since {group.bearer.since}" if group.bearer.since else ""
        what = f"{WHAT[group.bearer.kind]} {one_line(group.bearer.shown)}{since}"
        return f"(a)dd {what}, (r)eject it, (e)xplain, (s)kip, (q)uit? "
    what = f" all {count}" if count > 1 else ""
    return f"(a)ccept{what}, (r)eject{what}, (e)xplain, (s)kip, (q)uit? "


def _key(question: str) -> str:
    while True:
        typer.echo(question, nl=False)
        key = typer.getchar().lower()
        typer.echo(key if key.isprintable() else "")
        if key in {"a", "r", "e", "s", "q"}:
            return key


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
