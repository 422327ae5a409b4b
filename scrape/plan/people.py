"""Who a command is about: names given on the command line, looked up on the watchlist."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pipeline.errors import UsageError
from pipeline.items import Entity, EntityKind, Watchlist

__all__ = ["Chosen", "choose"]


class Chosen(NamedTuple):
    """Those the command is about, and the watchlist with those added who stand on none."""

    entities: tuple[Entity, ...]
    watchlist: Watchlist


def choose(watchlist: Watchlist, people: Sequence[str], companies: Sequence[str]) -> Chosen:
    """Look up names, aliases or ids. A name nobody on the watchlist bears becomes an entity of its own, known by
    that name alone (`ad_hoc`). Raises UsageError for an empty name."""
    chosen: list[Entity] = []
    added: list[Entity] = []
    for kind, names in ((EntityKind.PERSON, people), (EntityKind.COMPANY, companies)):
        for name in names:
            clean = " ".join(name.split())
            if not clean:
                raise UsageError(f"--{kind.value} needs a name; it is empty")
            of_kind = [entity for entity in watchlist.entities if entity.kind is kind]
            matches = [entity for entity in of_kind if _answers_to(entity, clean)]
            if not matches:
                matches = [Entity(f"{kind.value}:{clean}", kind, clean, ad_hoc=True)]
                added.extend(matches)
            chosen.extend(matches)
    return Chosen(_unique(chosen), Watchlist((*watchlist.entities, *_unique(added))))


def _answers_to(entity: Entity, name: str) -> bool:
    return _fold(name) in {_fold(entity.id), _fold(entity.name), *map(_fold, entity.aliases)}


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _unique(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple({entity.id: entity for entity in entities}.values())
