"""JSON that is damaged, read as far as it goes: one bad escape or an end that is missing must not lose the rest."""

from __future__ import annotations

import json
import re
from typing import Any

__all__ = ["read_rows"]

_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})?')
_FOLLOWING = re.compile(r"\s{0,99}(?:,\s{0,99}(?={)|(\]))")
_MOST_BROKEN = 200  # rows; in each the decoder may look far ahead
_DECODER = json.JSONDecoder(strict=False)  # control characters may stand in its texts


def read_rows(text: str, name: str) -> tuple[Any, int]:
    """The JSON value in `text`, and how many objects in its list `name` could not be read.

    Backslashes that begin no escape are taken as they are. What is still broken is read object by object, those of
    the list alone, and an end that was cut off is not missed. Raises ValueError for what is no JSON at all.
    """
    text = text.strip()
    mended = _ESCAPE.sub(lambda match: match[0] if len(match[0]) > 1 else "\\\\", text)
    try:
        return _decoded(mended), 0
    except ValueError:
        opening = re.search(rf'"{name}"\s{{0,99}}:\s{{0,99}}\[\s{{0,99}}(?=({{\s{{0,99}}"[^"\\]{{0,99}}"))', mended)
        if opening is None:
            raise
    rows, broken = _rows(mended, opening.end(), re.compile(_spaced(opening[1])))
    document = {name: rows}
    try:
        head = _decoded(f"{mended[: opening.end()]}]}}")
    except ValueError:
        head = None
    return ({**head, **document} if isinstance(head, dict) else document), broken


def _decoded(text: str) -> Any:
    try:
        value, end = _DECODER.raw_decode(text)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if text[end:].strip():
        raise ValueError("more follows")
    return value


def _rows(text: str, at: int, opening: re.Pattern[str]) -> tuple[list[Any], int]:
    """The objects from `at` on; after a broken one, from where the next begins as the first does."""
    rows: list[Any] = []
    broken = 0
    while broken < _MOST_BROKEN:
        try:
            row, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            broken += 1
            at += 1
        else:
            rows.append(row)
            following = _FOLLOWING.match(text, at)
            if following is not None and following[1] == "]":
                break
            if following is not None:
                at = following.end()
                continue
        again = opening.search(text, at)
        if again is None:
            break
        at = again.start()
    return rows, broken


def _spaced(opening: str) -> str:
    """A pattern for an object that begins like this, however its parts are set apart."""
    return r"{\s{0,99}" + re.escape(opening.removeprefix("{").strip())
