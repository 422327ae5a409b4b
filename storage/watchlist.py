"""Who is tracked, under which name forms: kept beside the coverage, for queries and later runs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from pipeline.items import Entity, Watchlist
from storage.database.statements import chunks, insert_all, insert_into
from storage.schema.tables import entity, entity_name, name_set, outlet

__all__ = ["MatchedForm", "NameSets", "known_ids", "known_names", "outlet_names", "save_watchlist"]


class MatchedForm(NamedTuple):
    """A name form that is looked for, and where it comes from in words."""

    entity_id: str
    form: str
    origin: str


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
    """Store who is tracked and the name forms in force.

    Entities that are no longer listed keep their coverage and are marked as not tracked.
    """
    _save_entities(connection, watchlist.entities, now)
    forms = tuple(forms)
    _save_names(connection, watchlist.entities, forms)
    return _name_sets(connection, {f"{form.entity_id}\t{form.form}" for form in forms})


def _save_entities(connection: sa.Connection, entities: tuple[Entity, ...], now: datetime) -> None:
    connection.execute(sa.update(entity).where(entity.c.tracked).values(tracked=False))
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


def _save_names(connection: sa.Connection, entities: tuple[Entity, ...], forms: tuple[MatchedForm, ...]) -> None:
    for chunk in chunks(entities):
        ids = [target.id for target in chunk]
        connection.execute(sa.delete(entity_name).where(entity_name.c.entity_id.in_(ids)))
    statement = insert_into(connection, entity_name).on_conflict_do_nothing()
    insert_all(connection, statement, [form._asdict() for form in forms])


def _name_sets(connection: sa.Connection, names: set[str]) -> NameSets:
    digest = hashlib.sha256("\n".join(sorted(names)).encode()).hexdigest()
    statement = insert_into(connection, name_set).values(digest=digest, forms=sorted(names))
    connection.execute(statement.on_conflict_do_nothing(index_elements=["digest"]))
    current = connection.execute(sa.select(name_set.c.id).where(name_set.c.digest == digest)).scalar_one()
    judged = {current}
    for key, forms in connection.execute(sa.select(name_set.c.id, name_set.c.forms)):
        if names.issubset(forms):
            judged.add(key)
    return NameSets(current, frozenset(judged))
