"""Western names with initials in the middle: Oliver J. Bennett for Oliver Bennett.

There is no end of initials to look for, so the automaton looks for the given name, and what follows is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.items import EntityKind
from pipeline.language.romanize import reads_korean
from pipeline.language.scripts import Script, lower
from pipeline.names.forms import NameForm

__all__ = ["Initials"]

_GIVEN = re.compile(r"[^\W\d_]{2,}")


class Initials:
    """The given names of a watchlist's Western people, each with the surnames that may follow its initials."""

    def __init__(self, forms: Iterable[NameForm], kinds: dict[str, EntityKind]) -> None:
        self._forms: dict[str, list[tuple[str, NameForm]]] = {}
        for form in forms:
            given, _, surname = lower(form.text).partition(" ")
            western = form.script is Script.LATIN and not form.derived and not reads_korean(form.text)
            two = kinds[form.entity_id] is EntityKind.PERSON and " " not in surname and len(surname) > 1
            if western and two and _GIVEN.fullmatch(given):
                self._forms.setdefault(f"{given} ", []).append((surname, form))
        self._following = {
            pattern: re.compile(
                r"(?:[a-z]\.? ){1,2}(" + "|".join(re.escape(surname) for surname, _ in pairs) + r")(?![^\W\d_])"
            )
            for pattern, pairs in self._forms.items()
        }

    @property
    def patterns(self) -> tuple[str, ...]:
        """What to look for, in lower case: given names, each with the space behind it."""
        return tuple(self._forms)

    def may_follow(self, pattern: str, data: bytes, end: int) -> bool:
        """Whether initials and a surname follow the given name that ends at byte `end` of lower-case UTF-8."""
        following = data[end : end + 80].decode("utf-8", "ignore")
        return self._following[pattern].match(following) is not None

    def after(self, pattern: str, text: str, end: int) -> Iterator[tuple[NameForm, int]]:
        """The forms whose initials and surname follow at `end` of folded text, each with its own end."""
        match = self._following[pattern].match(lower(text[end : end + 80]))
        if match and text[end].isupper():
            for surname, form in self._forms[pattern]:
                if surname == match[1]:
                    yield form, end + match.end()
