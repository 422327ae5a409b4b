"""Who is tracked, under which name forms: kept beside the coverage, for queries and later runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.errors import OldWatchlist
from pipeline.items import Entity, Watchlist
from storage.database.statements import chunks, insert_all, insert_into
from storage.schema.tables import covering_set, entity, entity_name, lease, name_set, outlet
from storage.versions import (
    Listing,
    ListKind,
    Version,
    await_turn_of_lists,
    enter_list,
    is_old,
    version_in_force,
)

__all__ = [
    "LookedFor",
    "MatchedForm",
    "NameSets",
    "held_back",
    "keep_watchlist",
    "known_ids",
    "known_names",
    "note_going_on",
    "note_held_back",
    "outlet_names",
    "refuse_old",
    "save_watchlist",
]

_OLD = "old watchlist "  # leases of daemons whose watchlist is old are called so, and by its file


class MatchedForm(NamedTuple):
    """A name form that is looked for, and where it comes from in words."""

    entity_id: str
    form: str
    origin: str


@dataclass(frozen=True, slots=True)
class LookedFor:
    """Who is looked for by which name forms. The digests, of the names and of all that is stored, are made once:
    of thousands that takes longer than to compare them with what is stored."""

    watchlist: Watchlist
    forms: tuple[MatchedForm, ...]
    names: str
    stored: str

    @classmethod
    def of(cls, watchlist: Watchlist, forms: Iterable[MatchedForm]) -> LookedFor:
        """Everybody on a watchlist, and the forms that are looked for."""
        forms = tuple(forms)
        listed = {one.id for one in watchlist.entities if not one.ad_hoc}
        entities = [(one.id, one.kind.value, one.name) for one in watchlist.entities if not one.ad_hoc]
        stored = [*map("\t".join, entities), *("\t".join(form) for form in forms if form.entity_id in listed)]
        return cls(watchlist, forms, _digest(_names(forms)), _digest(stored))


class NameSets(NamedTuple):
    """Which names a page must have been searched for to count as judged.

    `current` is the set in force; `judged` holds it and every older set that already had all of its names.
    """

    current: int
    judged: frozenset[int]


def known_ids(connection: sa.Connection) -> frozenset[str]:
    """The ids of everybody who was ever looked for."""
    return frozenset(connection.scalars(sa.select(entity.c.id)))


def known_names(connection: sa.Connection) -> list[tuple[str, str]]:
    """The ids and names of everybody who was ever looked for; those who are tracked come first."""
    statement = sa.select(entity.c.id, entity.c.name).order_by(entity.c.tracked.desc(), entity.c.name, entity.c.id)
    return [(row.id, row.name) for row in connection.execute(statement)]


def outlet_names(connection: sa.Connection, limit: int) -> list[str]:
    """The names of outlets of which something is stored, so many at most."""
    statement = sa.select(outlet.c.name).where(outlet.c.role != "portal").order_by(outlet.c.name).limit(limit)
    return list(connection.execute(statement).scalars())


def save_watchlist(
    connection: sa.Connection, watchlist: Watchlist, forms: Iterable[MatchedForm], now: datetime
) -> NameSets:
    """Store who is tracked and the name forms in force, as a list of this moment that is in no file.

    Entities that are no longer listed keep their coverage and are marked as not tracked.
    """
    return keep_watchlist(connection, LookedFor.of(watchlist, forms), None, now)


def keep_watchlist(
    connection: sa.Connection, looked_for: LookedFor, listing: Listing | None, now: datetime
) -> NameSets:
    """Store who is tracked and the name forms in force, when that is not stored yet. `listing` is the watchlist as
    its file has it, None when no file has it. Entities that are not listed any more keep their coverage and are
    marked as not tracked; those that are looked for ad hoc are on no list.

    Raises OldWatchlist when the list in force is newer: then nothing is stored.
    """
    listed = tuple(one for one in looked_for.watchlist.entities if not one.ad_hoc)
    if listed:
        if listing is None:
            listing = Listing.of(ListKind.WATCHLIST, looked_for.stored, "", now)
        _keep_listed(connection, listed, looked_for, listing, now)
    ad_hoc = [one for one in looked_for.watchlist.entities if one.ad_hoc]
    if ad_hoc:
        _save_entities(connection, ad_hoc, now)
        _save_names(connection, ad_hoc, looked_for.forms)
    return _name_sets(connection, looked_for)


def _keep_listed(
    connection: sa.Connection, listed: tuple[Entity, ...], looked_for: LookedFor, listing: Listing, now: datetime
) -> None:
    to_store = enter_list(connection, listing, looked_for.stored, now)
    if to_store.newer is not None:
        raise _old(listing, to_store.newer)
    if to_store.is_new:
        connection.execute(sa.update(entity).where(entity.c.tracked).values(tracked=False))
    if to_store.anything:
        _save_entities(connection, listed, now)
        _save_names(connection, listed, looked_for.forms)


def refuse_old(connection: sa.Connection, listing: Listing) -> None:
    """Raise OldWatchlist when a watchlist is older than the one in force."""
    current = version_in_force(connection, listing.kind)
    if current is not None and is_old(connection, listing, current):
        raise _old(listing, current)


def _old(listing: Listing, current: Version) -> OldWatchlist:
    return OldWatchlist(
        f"{listing.place or 'here'}: its watchlist is older than that of {current.place or 'another'}, "
        f"in force since {current.entered_at:%Y-%m-%d %H:%M} UTC; bring the file up to date, or put it "
        "in force with: scrape watchlist --make-newest"
    )


def note_held_back(connection: sa.Connection, place: str, owner: str, until: datetime) -> None:
    """Note that until then a daemon makes no rounds, for its watchlist is old."""
    statement = insert_into(connection, lease).values(name=f"{_OLD}{place}", owner=owner, until=until)
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(index_elements=["name"], set_={"owner": new.owner, "until": new.until})
    )


def note_going_on(connection: sa.Connection, place: str) -> None:
    """Note that a daemon makes rounds again."""
    connection.execute(sa.delete(lease).where(lease.c.name == f"{_OLD}{place}"))


def held_back(connection: sa.Connection, now: datetime) -> list[str]:
    """The files of daemons that make no rounds, for their watchlists are old."""
    names = (
        sa.select(lease.c.name).where(lease.c.name.startswith(_OLD), lease.c.until >= now).order_by(lease.c.name)
    )
    return [name.removeprefix(_OLD) for name in connection.execute(names).scalars()]


def _save_entities(connection: sa.Connection, entities: Iterable[Entity], now: datetime) -> None:
    statement = insert_into(connection, entity)
    new = statement.excluded
    insert_all(
        connection,
        statement.on_conflict_do_update(
            index_elements=["id"], set_={"name": new.name, "kind": new.kind, "tracked": new.tracked}
        ),
        [
            {
                "id": target.id,
                "kind": target.kind.value,
                "name": target.name,
                "tracked": not target.ad_hoc,
                "first_seen_at": now,
            }
            for target in entities
        ],
    )


def _save_names(connection: sa.Connection, entities: Iterable[Entity], forms: tuple[MatchedForm, ...]) -> None:
    ids = {target.id for target in entities}
    for chunk in chunks(sorted(ids)):
        connection.execute(sa.delete(entity_name).where(entity_name.c.entity_id.in_(chunk)))
    statement = insert_into(connection, entity_name).on_conflict_do_nothing()
    insert_all(connection, statement, [form._asdict() for form in forms if form.entity_id in ids])


def _name_sets(connection: sa.Connection, looked_for: LookedFor) -> NameSets:
    known = sa.select(name_set.c.id).where(name_set.c.digest == looked_for.names)
    current = connection.execute(known).scalar()
    if current is None:
        await_turn_of_lists(connection)
        current = connection.execute(known).scalar() or _enter_names(connection, looked_for)
    more = sa.select(covering_set.c.name_set_id).where(covering_set.c.covered_id == current)
    return NameSets(current, frozenset({current, *connection.execute(more).scalars()}))


def _enter_names(connection: sa.Connection, looked_for: LookedFor) -> int:
    """Enter a set of names, and note which sets have all of its names, and all of which it has."""
    names = set(_names(looked_for.forms))
    others = [
        (row.id, frozenset(row.forms)) for row in connection.execute(sa.select(name_set.c.id, name_set.c.forms))
    ]
    entered = sa.insert(name_set).values(digest=looked_for.names, forms=sorted(names)).returning(name_set.c.id)
    key: int = connection.execute(entered).scalar_one()
    pairs = [(key, other) for other, forms in others if names <= forms]
    pairs += [(other, key) for other, forms in others if forms <= names]
    entries = [{"covered_id": covered, "name_set_id": covering} for covered, covering in pairs]
    insert_all(connection, sa.insert(covering_set), entries)
    return key


def _names(forms: Iterable[MatchedForm]) -> list[str]:
    return sorted({f"{form.entity_id}\t{form.form}" for form in forms})


def _digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
