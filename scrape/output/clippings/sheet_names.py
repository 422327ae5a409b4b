r"""Names of sheets that every spreadsheet program takes. Pure.

Excel allows 31 units of UTF-16, none of ``[]:*?/\``, no apostrophe at the ends, no two that differ in case alone,
and keeps ``History`` for itself.
"""

from __future__ import annotations

import re

from scrape.output.export import one_line

__all__ = ["SheetNames"]

_LONGEST = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")


class SheetNames:
    """The names that one workbook has so far."""

    def __init__(self) -> None:
        self._taken = {"history"}

    def take(self, wanted: str) -> str:
        """The name nearest to `wanted` that is allowed and free; a number follows what is taken."""
        clean = " ".join(_FORBIDDEN.sub(" ", one_line(wanted)).split()).strip("' ") or "-"
        name, number = _cut(clean, _LONGEST), 1
        while name.casefold() in self._taken:
            number += 1
            ending = f" ({number})"
            name = _cut(clean, _LONGEST - len(ending)) + ending
        self._taken.add(name.casefold())
        return name


def _cut(text: str, units: int) -> str:
    """As much of `text` as `units` of UTF-16 hold, without half a character or an apostrophe at its end."""
    return text.encode("utf-16-le")[: 2 * units].decode("utf-16-le", "ignore").rstrip("' ")
