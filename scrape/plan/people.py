"""Who a command is about: names given on the command line, looked up on the watchlist."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.errors import UsageError
from pipeline.items import Entity, EntityKind, Watchlist

__all__ = ["Chosen", "about_one", "choose", "refuse_typos", "refuse_unknown"]

# How much of two names must be alike to be taken for one, mistyped: of 김민수 and 김민준 it is 0.82.
_MISTYPED = 0.85
_SIMILAR = 0.6


class Chosen(NamedTuple):
    """Those the command is about, and the watchlist with those added who stand on none."""

    entities: tuple[Entity, ...]
    watchlist: Watchlist


def choose(watchlist: Watchlist, people: Sequence[str], companies: Sequence[str]) -> Chosen:
    """Look up names, aliases or ids. A name nobody on the watchlist bears becomes an entity of its own, known by
    that name alone (`ad_hoc`). Raises UsageError for what is no name."""
    chosen: list[Entity] = []
    added: list[Entity] = []
    for kind, names in ((EntityKind.PERSON, people), (EntityKind.COMPANY, companies)):
        for name in names:
            clean = " ".join(name.split())
            if not any(character.isalnum() for character in clean):
                what = f"{clean!r} has no letter and no digit" if clean else "it is empty"
                raise UsageError(f"--{kind.value} needs a name; {what}")
            of_kind = [entity for entity in watchlist.entities if entity.kind is kind]
            matches = [entity for entity in of_kind if _answers_to(entity, clean)]
            if not matches:
                matches = [Entity(f"{kind.value}:{clean}", kind, clean, ad_hoc=True)]
                added.extend(matches)
            chosen.extend(matches)
    return Chosen(_unique(chosen), Watchlist((*watchlist.entities, *_unique(added))))


def about_one(
    watchlist: Watchlist, person: str | None, company: str | None, *, or_the_only: bool = False
) -> Chosen:
    """The one whom a table is about; where no name is given `or_the_only` one who is tracked. Raises UsageError
    when it is not one, or a mistyped name."""
    if or_the_only and person is None and company is None and len(watchlist.entities) == 1:
        return Chosen(watchlist.entities, watchlist)
    people, companies = ([] if name is None else [name] for name in (person, company))
    chosen = choose(watchlist, people, companies)
    if len(chosen.entities) != 1:
        what = f"; {' and '.join(entity.name for entity in chosen.entities)} are two" if chosen.entities else ""
        raise UsageError(f"say whom the table is about: --person NAME or --company NAME{what}")
    refuse_typos(chosen)
    return chosen


def refuse_typos(chosen: Chosen) -> None:
    """Raise UsageError for a name on no watchlist that is nearly one that is tracked, or is tracked as the other
    kind. Any other name may be asked for."""
    for entity in _ad_hoc(chosen):
        _refuse_other_kind(entity, chosen.watchlist)
        near = _nearest(entity.name, _names(_tracked(chosen.watchlist, entity.kind)), _MISTYPED)
        if near is not None:
            raise UsageError(
                f"{entity.name} is not on the watchlist; did you mean {near}? "
                f"To look for {entity.name} itself, add it to scrape.toml"
            )


def refuse_unknown(chosen: Chosen, stored: Collection[str]) -> None:
    """Raise UsageError for a name that is on no watchlist, and of which nothing is stored: `stored` are the ids of
    those who were ever looked for."""
    for entity in _ad_hoc(chosen):
        if entity.id in stored:
            continue
        _refuse_other_kind(entity, chosen.watchlist)
        of_kind = [key.split(":", 1)[1] for key in stored if key.startswith(f"{entity.kind.value}:")]
        known = [*_names(_tracked(chosen.watchlist, entity.kind)), *of_kind]
        near = _nearest(entity.name, known, _SIMILAR)
        advice = f"did you mean {near}?" if near is not None else "see: scrape watchlist"
        raise UsageError(f"{entity.name} is not on the watchlist, and was never looked for; {advice}")


def _ad_hoc(chosen: Chosen) -> Iterator[Entity]:
    return (entity for entity in chosen.entities if entity.ad_hoc)


def _refuse_other_kind(entity: Entity, watchlist: Watchlist) -> None:
    for tracked in watchlist.entities:
        if not tracked.ad_hoc and tracked.kind is not entity.kind and _answers_to(tracked, entity.name):
            raise UsageError(f"{entity.name} is tracked as a {tracked.kind.value}; use --{tracked.kind.value}")


def _tracked(watchlist: Watchlist, kind: EntityKind) -> Iterator[Entity]:
    return (entity for entity in watchlist.entities if entity.kind is kind and not entity.ad_hoc)


def _names(entities: Iterable[Entity]) -> list[str]:
    return [name for entity in entities for name in (entity.name, *entity.aliases)]


def _nearest(name: str, known: Iterable[str], alike: float) -> str | None:
    """The name most like `name`, letter by letter: a Korean syllable is two or three of them."""
    spelled = {_letters(other): other for other in known}
    near = difflib.get_close_matches(_letters(name), spelled, n=1, cutoff=alike)
    return spelled[near[0]] if near else None


def _letters(name: str) -> str:
    return unicodedata.normalize("NFD", _fold(name))


def _answers_to(entity: Entity, name: str) -> bool:
    return _fold(name) in {_fold(entity.id), _fold(entity.name), *map(_fold, entity.aliases)}


def _fold(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _unique(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    return tuple({entity.id: entity for entity in entities}.values())
