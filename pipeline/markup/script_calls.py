"""Object literals of JavaScript that are handed over through a function, made JSON.

Nuxt 2 writes ``window.__NUXT__=(function(a,b){return {title:a,…}}("…",…))``: names without quotes, values that
stand for the arguments of the call.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.markup.json_ld import load_json

__all__ = ["returned_value"]

_CALL = re.compile(r"\(function\s*\(([\w$,\s]*)\)\s*(?=\{)")
_TOKEN = re.compile(
    r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|void 0|![01]|new Date\([^()]*\)|[\w$.+-]+|[{}\[\]():,;]""", re.DOTALL
)
_NAME = re.compile(r"[A-Za-z_$][\w$]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_PAIRS = {"{": "}", "[": "]", "(": ")"}
_KNOWN = {"true": "true", "false": "false", "!0": "true", "!1": "false"}
_HEX_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\x(?=[0-9a-fA-F]{2})")
_MAX_LETTERS = 6_000_000  # of the JSON: an argument may be named any number of times


def returned_value(script: str) -> object | None:
    """What the first function of `script` that is called where it stands returns; None when that is no literal."""
    call = _CALL.search(script)
    if call is None:
        return None
    pieces = [match[0] for match in _TOKEN.finditer(script, call.end())]
    end = _closing(pieces, 0)
    if end + 1 >= len(pieces) or pieces[end + 1] != "(" or "return" not in pieces[:end]:
        return None
    given = pieces[end + 2 : _closing(pieces, end + 1)]
    arguments = load_json(f"[{_json(given, {})}]")
    if not isinstance(arguments, list):
        return None
    names = [name.strip() for name in call[1].split(",")]
    values = {name: json.dumps(value) for name, value in zip(names, arguments, strict=False)}
    return load_json(_json(pieces[pieces.index("return") + 1 : end], values))


def _closing(pieces: Sequence[str], start: int) -> int:
    """The place of the bracket that closes the one at `start`; the last place when none does."""
    depth = 0
    for at in range(start, len(pieces)):
        depth += (pieces[at] in _PAIRS) - (pieces[at] in _PAIRS.values())
        if depth == 0:
            return at
    return len(pieces) - 1


def _json(pieces: Sequence[str], values: Mapping[str, str]) -> str:
    """A literal as JSON, cut at a length that no page needs."""
    parts: list[str] = []
    letters = 0
    for part in _parts(pieces, values):
        letters += len(part)
        if letters > _MAX_LETTERS:
            break
        parts.append(part)
    return "".join(parts)


def _parts(pieces: Sequence[str], values: Mapping[str, str]) -> Iterator[str]:
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece == "(":  # of a call: what it gives is not known
            at = _closing(pieces, at)
        elif piece[0] in "\"'":
            yield _string(piece)
        elif piece in "{}[]:,":
            yield piece
        elif at + 1 < len(pieces) and pieces[at + 1] == ":":
            yield json.dumps(piece)
        elif piece != ";":
            yield _word(piece, values)
        at += 1


def _word(piece: str, values: Mapping[str, str]) -> str:
    if piece in _KNOWN:
        return _KNOWN[piece]
    if _NUMBER.fullmatch(piece):
        return piece
    return values.get(piece, "null") if _NAME.fullmatch(piece) else "null"


def _string(piece: str) -> str:
    inside = piece[1:-1]
    if piece[0] == "'":
        inside = inside.replace("\\'", "'").replace('"', '\\"')
    inside = _HEX_ESCAPE.sub(r"\1\\u00", inside)
    return f'"{inside}"'
