"""An affiliation under every name of the company that it is, where that is tracked: 가람소프트 and Garamsoft."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.items import Affiliation, Entity, EntityKind
from pipeline.language.scripts import lower
from pipeline.names.forms import name_forms

__all__ = ["with_company_names"]


def with_company_names(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """The same entities; people who belong to a company among them belong to it under each of its names."""
    entities = tuple(entities)
    known: dict[str, tuple[str, ...]] = {}
    for entity in entities:
        if entity.kind is EntityKind.COMPANY:
            names = tuple(form.text for form in name_forms(entity, suggestions=False) if not form.derived)
            for name in names:
                known.setdefault(lower(name), names)
    return tuple(_completed(entity, known) if entity.affiliations else entity for entity in entities)


def _completed(entity: Entity, known: dict[str, tuple[str, ...]]) -> Entity:
    written = {lower(affiliation.name) for affiliation in entity.affiliations}
    added = {
        Affiliation(name, affiliation.since, affiliation.until): None
        for affiliation in entity.affiliations
        for name in known.get(lower(affiliation.name), ())
        if lower(name) not in written
    }
    return replace(entity, affiliations=(*entity.affiliations, *added)) if added else entity
