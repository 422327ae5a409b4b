"""Whom an article presents by a name, as far as a person can decide on all such articles at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from pipeline.items import Evidence
from pipeline.presentation import bare_name

__all__ = [
    "BOUND_AFFILIATION",
    "COMES_TO",
    "KNOWN_NAMESAKE",
    "MOVES",
    "RENAMES",
    "Bearer",
    "BearerKind",
    "KnownBearer",
    "bearer_of",
    "rests_on",
]

MOVES = "moves to"
"""Kind of the evidence that proposes a new affiliation: its detail is the organisation, since when."""

RENAMES = "renamed to"
"""Kind of the evidence that proposes a new name of a company, in the same shape."""

COMES_TO = "comes to"
"""Kind of the evidence that the bearer comes to an organisation, or is presented by an expected one."""

KNOWN_NAMESAKE = "a known namesake"
"""Kind of the evidence that a person rejected this bearer before."""

BOUND_AFFILIATION = "bound affiliation"
"""Kind of the evidence that an organisation of the entity's is bound to the name: its detail begins with it."""

_SINCE = " since "
_STRANGE, _TITLE = "another's organisation", "another's title"


class BearerKind(StrEnum):
    """What distinguishes a bearer of a name."""

    ORGANISATION = "organisation"
    TITLE = "title"
    NAME = "name"  # a company's new name
    OTHER = "other"  # nothing that later articles could be judged by


class Bearer(NamedTuple):
    """A bearer of a name as articles present it; `since` when it is there, where an article says so."""

    kind: BearerKind
    shown: str
    since: str = ""

    @property
    def key(self) -> tuple[BearerKind, str]:
        """Equal for the same bearer in other spellings."""
        is_organisation = self.kind is BearerKind.ORGANISATION
        return self.kind, (bare_name(self.shown) if is_organisation else "") or self.shown


@dataclass(frozen=True, slots=True)
class KnownBearer:
    """A bearer whom a person recognised: as the entity, since when if that is known, or as somebody else."""

    kind: BearerKind
    shown: str
    is_entity: bool
    since: str | None = None

    @property
    def key(self) -> tuple[BearerKind, str]:
        """That of the bearer as articles present it."""
        return Bearer(self.kind, self.shown).key


def bearer_of(evidence: Iterable[Evidence]) -> Bearer:
    """Whom an article presents, by the evidence of its verdict.

    That is the organisation to which the article says that the entity moves, or its new name; else another's
    organisation that is bound to the name, else another's title. Where there is none, what else is said there, or
    what it is about.
    """
    details: dict[str, str] = {}
    for reason in evidence:
        details.setdefault(reason.kind, reason.detail)
    for kind, proposed in ((MOVES, BearerKind.ORGANISATION), (RENAMES, BearerKind.NAME)):
        if kind in details:
            name, _, since = details[kind].partition(_SINCE)
            return Bearer(proposed, name, since)
    if COMES_TO in details:
        return Bearer(BearerKind.ORGANISATION, details[COMES_TO])
    if _STRANGE in details:
        shown = details[_STRANGE].removeprefix("perhaps ").removesuffix(", bound to the name")
        return Bearer(BearerKind.ORGANISATION, shown)
    if _TITLE in details:
        return Bearer(BearerKind.TITLE, details[_TITLE])
    telling = ("former name", BOUND_AFFILIATION, "presented as", "field")
    return Bearer(BearerKind.OTHER, next((details[kind] for kind in telling if kind in details), ""))


def rests_on(evidence: Iterable[Evidence], bearer: Bearer) -> bool:
    """Whether a verdict rests on what a person decided on a bearer."""
    evidence = tuple(evidence)
    if any(reason.kind == KNOWN_NAMESAKE for reason in evidence):
        return bearer_of(evidence).key == bearer.key
    bound = (reason.detail.partition(" (")[0] for reason in evidence if reason.kind == BOUND_AFFILIATION)
    return any(Bearer(BearerKind.ORGANISATION, organisation).key == bearer.key for organisation in bound)
