"""Whether something was in force when an article appeared, by year, month or day."""

from __future__ import annotations

from pipeline.items import Affiliation, Entity

__all__ = ["are_in_force", "is_current", "is_outdated"]


def is_current(spell: Affiliation, when: str) -> bool:
    """Whether somebody belonged there at the time (``2026``, ``2026-03`` or ``2026-03-14``; unknown when empty).

    An end that is only a year has a year's grace: the press is slow and careers overlap.
    """
    if not when:
        return True
    until = spell.until + 1 if isinstance(spell.until, int) else spell.until
    return _reaches(spell.since, when) and _reaches(when, until)


def is_outdated(name: str, entity: Entity, when: str) -> bool:
    """Whether an alias or title of the entity was not in force at the time."""
    spells = [spell for spell in entity.spells if spell.name.casefold() == name.casefold()]
    return bool(spells) and bool(when) and not any(are_in_force(spell, when) for spell in spells)


def are_in_force(spell: Affiliation, when: str) -> bool:
    """The same as `is_current`, without grace."""
    return _reaches(spell.since, when) and _reaches(when, spell.until)


def _reaches(first: int | str | None, last: int | str | None) -> bool:
    """Whether `last` is not before `first`, as far as both are known; True where one is not known."""
    if first is None or last is None:
        return True
    early, late = str(first), str(last)
    length = min(len(early), len(late))
    return early[:length] <= late[:length]
