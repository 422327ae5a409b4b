"""The forms under which the press writes a name, derived from what the user wrote.

A user writes ``박찬준`` and ``Chanjun Park``; the press writes 박 찬 준, Park Chan-jun and PARK CHANJUN as well.
Each form says where it came from, so that the watchlist can show every string that will be looked for.
Case and letter marks are not forms: matching folds them (`pipeline.language.scripts`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.items import Entity, EntityKind
from pipeline.language.korean_names import is_korean_name, split_hangul_name
from pipeline.language.lexicon import ENGLISH_WORDS, KOREAN_COMPANY_FORMS, LATIN_COMPANY_FORMS, ORGANISATION_HEADS
from pipeline.language.romanize import (
    given_splits,
    reads_as,
    suggest,
    surname_spellings,
)
from pipeline.language.scripts import Script, script_of, spell

__all__ = ["NameForm", "name_forms", "not_names"]


@dataclass(frozen=True, slots=True)
class NameForm:
    """One string that is looked for, and what it takes to believe it.

    `derived`: not written by the user. `suggestion`: shown to the user, not matched. `needs_context`: an
    ordinary word, or too short to stand for the entity by itself: without support it goes to review.
    `case_sensitive`: only this very casing counts.
    """

    text: str
    entity_id: str
    origin: str
    script: Script
    derived: bool = False
    suggestion: bool = False
    needs_context: bool = False
    case_sensitive: bool = False


@dataclass(frozen=True, slots=True)
class _Draft:
    text: str
    origin: str
    derived: bool = True
    suggestion: bool = False
    needs_context: bool = False


def name_forms(entity: Entity, *, suggestions: bool = True) -> tuple[NameForm, ...]:
    """Every form of `entity`'s name and aliases: as written first, then what is derived from each.

    `suggestions` adds the usual romanisations of a Korean name that has no Latin alias, marked as such. A form
    that the entity's `exclude` names is left out, as is a second way to arrive at the same string.
    """
    excluded = {spell(text).casefold() for text in entity.exclude}
    forms: dict[str, NameForm] = {}
    for draft in _drafts(entity, suggestions=suggestions):
        text = spell(draft.text)
        if not any(char.isalnum() for char in text) or text.casefold() in excluded or text in forms:
            continue
        script = script_of(text)
        forms[text] = NameForm(
            text=text,
            entity_id=entity.id,
            origin=draft.origin,
            script=script,
            derived=draft.derived,
            suggestion=draft.suggestion,
            needs_context=draft.needs_context or _says_little(text, script, entity.kind),
            case_sensitive=script is Script.LATIN and _is_case_sensitive(text),
        )
    return tuple(forms.values())


def not_names(entity: Entity) -> tuple[str, ...]:
    """The entity's exclusions that contain one of its names: longer names that are somebody else (카카오뱅크)."""
    names = [form.text.casefold() for form in name_forms(entity, suggestions=False)]
    return tuple(
        text
        for text in map(spell, entity.exclude)
        if any(name in text.casefold() and name != text.casefold() for name in names)
    )


def _drafts(entity: Entity, *, suggestions: bool) -> Iterator[_Draft]:
    person = entity.kind is EntityKind.PERSON
    written = [*_written(entity)]
    for text, origin in written:
        yield _Draft(text, origin, derived=False)
    hangul = next((text for text, _ in written if person and split_hangul_name(text)), None)
    for text, origin in written:
        variants = _person_variants(text, hangul) if person else _company_variants(text)
        for variant, how in variants:
            yield _Draft(variant, f"{how} of {origin} {text}", needs_context=_is_doubtful(variant))
    latin = [text for text, _ in written if script_of(text) is Script.LATIN]
    if suggestions and person and hangul and not any(reads_as(text, hangul) for text in latin):
        for text in suggest(hangul):
            yield _Draft(text, f"suggested romanisation of {hangul}", suggestion=True)


def _written(entity: Entity) -> Iterator[tuple[str, str]]:
    """The name and aliases; ``업스테이지(Upstage)`` is two names."""
    for text, origin in ((entity.name, "name"), *((alias, "alias") for alias in entity.aliases)):
        text = spell(text)  # noqa: PLW2901
        both = re.fullmatch(r"([^()]{2,}?) ?\(([^()]{2,})\)", text)
        if both and script_of(both[1]) is not script_of(both[2]):
            yield both[1], origin
            yield both[2], origin
        elif text:
            yield text, origin


# --- people ----------------------------------------------------------------------------------------------------


def _person_variants(text: str, hangul: str | None) -> Iterator[tuple[str, str]]:
    script = script_of(text)
    if script is Script.HANGUL:
        yield from _hangul_person(text)
    elif script is Script.LATIN:
        yield from _latin_person(text, hangul)


def _hangul_person(text: str) -> Iterator[tuple[str, str]]:
    split = split_hangul_name(text)
    if split and is_korean_name(text):
        surname, given = split
        if given in ("모", "전", "현"):
            return  # 박 모 씨 is not named, 박 전 대표 was in office, 박 현 대표 is
        yield f"{surname} {given}", "spacing variant"
        if len(text) == 3:
            yield " ".join(text), "letter-spaced form"
    elif " " in text:
        parts = text.split(" ")
        if len(parts) == 2 and len("".join(parts)) == 3 and split_hangul_name("".join(parts)):
            yield "".join(parts), "spacing variant"
        if len("".join(parts)) >= 4:
            yield "".join(parts), "spacing variant"
            yield "·".join(parts), "spacing variant"
            yield "-".join(parts), "spacing variant"
        if len(parts) > 2:
            for at in range(len(parts) - 1):
                yield " ".join([*parts[:at], parts[at] + parts[at + 1], *parts[at + 2 :]]), "spacing variant"


def _latin_person(text: str, hangul: str | None) -> Iterator[tuple[str, str]]:
    plain = _without_marks(text)
    if plain != text:
        yield plain, "form without accents"
    if "," in text:
        family, _, first = (part.strip() for part in text.partition(","))
        if family and first:
            text = f"{first} {family}"
            yield text, "given-family order"
    parts = text.split(" ")
    if len(parts) < 2:
        return
    korean = _korean_order(parts, hangul)
    if korean is None:
        yield f"{parts[-1]}, {' '.join(parts[:-1])}", "family-given order"
        if any("-" in part for part in parts):
            yield text.replace("-", " "), "hyphen variant"
        return
    surname, given = korean
    for spelling in _given_spellings(given, hangul):
        for variant, how in (
            (f"{spelling} {surname}", "given-family order"),
            (f"{surname} {spelling}", "family-given order"),
            (f"{surname}, {spelling}", "family-given order"),
        ):
            if spelling != given:
                how = "hyphen or spacing variant"  # noqa: PLW2901
            yield variant, how


def _korean_order(parts: list[str], hangul: str | None) -> tuple[str, str] | None:
    """Surname and given name of a Korean name in Latin letters, whichever comes first; None for other names."""
    surnames = surname_spellings()
    readings = []
    if parts[-1].lower() in surnames and len(parts) <= 3:
        readings.append((parts[-1], " ".join(parts[:-1])))
    if parts[0].lower() in surnames and len(parts) <= 3:
        readings.append((parts[0], " ".join(parts[1:])))
    if hangul is not None:
        return next((r for r in readings if reads_as(f"{r[0]} {r[1]}", hangul)), None)
    return next((r for r in readings if _two_syllables(r[1])), None)


def _two_syllables(given: str) -> bool:
    pieces = re.split(r"[- ]", given)
    if len(pieces) == 2:
        return bool(given_splits("".join(pieces)))
    return len(pieces) == 1 and bool(given_splits(given))


def _given_spellings(given: str, hangul: str | None) -> Iterator[str]:
    yield given
    pieces = re.split(r"[- ]", given)
    if len(pieces) == 2:
        cuts: tuple[tuple[str, str], ...] = ((pieces[0], pieces[1]),)
    else:
        split = split_hangul_name(hangul) if hangul else None
        cuts = given_splits(given, split[1] if split else None)
    for first, second in cuts:
        yield first + second.lower()
        yield f"{first}-{second.lower()}"
        yield f"{first} {second.capitalize()}"


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    kept = "".join(char for char in decomposed if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", kept)


# --- companies -------------------------------------------------------------------------------------------------

_LEGAL_PREFIX = re.compile("^(?:" + "|".join(map(re.escape, KOREAN_COMPANY_FORMS)) + ") ?")
_LEGAL_SUFFIX = re.compile(" ?(?:" + "|".join(map(re.escape, KOREAN_COMPANY_FORMS)) + ")$")
_LATIN_SUFFIX = re.compile(
    r",? (?:" + "|".join(map(re.escape, sorted(LATIN_COMPANY_FORMS, key=len, reverse=True))) + r")\.?$",
    re.IGNORECASE,
)
_HEADS = tuple(sorted((head for head in ORGANISATION_HEADS if len(head) >= 2), key=len, reverse=True))


def _company_variants(text: str) -> Iterator[tuple[str, str]]:
    bare = _bare_company(text)
    if bare != text:
        yield bare, "company form"
    script = script_of(bare)
    if script is Script.LATIN:
        plain = _without_marks(bare)
        if plain != bare:
            yield plain, "form without accents"
        if "-" in bare:
            yield bare.replace("-", " "), "hyphen variant"
        if " & " in bare:
            yield bare.replace(" & ", " and "), "spelling variant"
        elif " and " in bare:
            yield bare.replace(" and ", " & "), "spelling variant"
    else:
        yield from _spaced_company(bare)


def _bare_company(text: str) -> str:
    bare = _LEGAL_SUFFIX.sub("", _LEGAL_PREFIX.sub("", text))
    stripped = _LATIN_SUFFIX.sub("", bare)
    while stripped != bare:
        bare, stripped = stripped, _LATIN_SUFFIX.sub("", stripped)
    return bare if len(bare) >= 2 else text


def _spaced_company(bare: str) -> Iterator[tuple[str, str]]:
    if " " in bare:
        joined = bare.replace(" ", "")
        if len(joined) >= 4:
            yield joined, "spacing variant"
        return
    for head in _HEADS:
        if bare.endswith(head) and len(bare) - len(head) >= 2:
            yield f"{bare[: -len(head)]} {head}", "spacing variant"
            return
    change = re.fullmatch(r"([A-Za-z&.]{2,})([가-힣]{2,})|([가-힣]{2,})([A-Za-z&.]{2,})", bare)
    if change:
        yield " ".join(part for part in change.groups() if part), "spacing variant"


# --- how much a form says --------------------------------------------------------------------------------------


def _is_doubtful(text: str) -> bool:
    """``이 하나``, which is two words more often than a name, and ``Tusk, Donald`` in a list."""
    parts = text.split(" ")
    spaced = len(parts) > 1 and is_korean_name("".join(parts))
    return spaced or "," in text


def _says_little(text: str, script: Script, kind: EntityKind) -> bool:
    letters = [char for char in text if char.isalnum()]
    if len(letters) < 2:
        return True
    if script is Script.LATIN and " " not in text:
        return text.lower() in ENGLISH_WORDS and not text.isupper()
    return script is Script.HANGUL and len(letters) < 2 and kind is EntityKind.PERSON


def _is_case_sensitive(text: str) -> bool:
    """Ordinary words and acronyms of up to three letters count in their own casing only."""
    if " " in text:
        return False
    return text.lower() in ENGLISH_WORDS or sum(char.isalpha() for char in text) <= 3
