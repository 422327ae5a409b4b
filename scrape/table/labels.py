"""The outlets that a label names: ``서울경제 외 다수 언론사``, ``A, B 등 30개 이상 언론사``, ``A and 3 others``.

A label is a list of names, then what stands for the outlets that are not named. A point or a word may join two
names or belong to one (``한경·비즈``, ``Science and Technology News``): who knows the outlets decides.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.items import Outlet
from pipeline.outlets import OutletRegistry

__all__ = ["NamedOutlet", "outlets_in", "outlets_of"]

# 외 and 등 are words of their own, or stand at once before a number or the end.
_KOREAN_REST = re.compile(r"(?:(?<=\S)\s+|\s*\()(?:외|등)(?=[\s)\d,.]|$).*$")
_ENGLISH_REST = re.compile(
    r"\s*(?:[,(&+]|\b(?:and|plus)\b)[\s(]*(?:(?:and|\d[\d,]*\+?|many|several|various|some|the|over|more than)\s+)*"
    r"(?:others?|more|elsewhere)\b.*$|\s*,?\s+et al\.?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[,、，;；|/／]\s*|\s+및\s+")
_PERHAPS_BETWEEN = re.compile(r"\s*[·ㆍ・&]\s*|\s+and\s+", re.IGNORECASE)
_LAST = re.compile(r"^(?:and|&)\s+", re.IGNORECASE)  # A, B, and C


class NamedOutlet(NamedTuple):
    """A name as it is written, and the outlet of that name if it is known."""

    name: str
    outlet: Outlet | None


def outlets_of(label: str) -> tuple[str, ...]:
    """The names in `label` in their order, each once; empty when it names none."""
    named = _ENGLISH_REST.sub("", _KOREAN_REST.sub("", " ".join(label.split())))
    names = (_LAST.sub("", name).strip(" .:") for name in _BETWEEN.split(named))
    return tuple(dict.fromkeys(name for name in names if any(map(str.isalnum, name))))


def outlets_in(label: str, outlets: OutletRegistry) -> tuple[NamedOutlet, ...]:
    """The names in `label` with the outlets they mean; spacing, case and width do not matter. A name with a joint
    in it is taken apart when it is not known whole, and all its parts are."""
    found: list[NamedOutlet] = []
    for name in outlets_of(label):
        whole = NamedOutlet(name, outlets.of_name(name))
        parts = [NamedOutlet(part, outlets.of_name(part)) for part in _PERHAPS_BETWEEN.split(name)]
        apart = whole.outlet is None and len(parts) > 1 and all(part.outlet is not None for part in parts)
        found += parts if apart else [whole]
    return tuple(found)
