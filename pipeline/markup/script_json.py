"""The JSON values in a page's scripts, whatever they are wrapped in.

Whole scripts of type JSON, assignments (``window.__STATE__ = {…}``), arguments of calls (``push({…})``,
``JSON.parse("…")``), and the chunks of ``self.__next_f``, which are React's flight format: rows ``id:json`` and
``id:Thexlength,text``, where a string ``$id`` refers to another row; what the function of Nuxt 2 returns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.markup.json_ld import load_json
from pipeline.markup.script_calls import returned_value

__all__ = ["MAX_VALUES", "script_values"]

MAX_VALUES = 150_000
_MIN_TEXT = 200
_MAX_SCRIPT = 6_000_000
_MAX_STARTS = 60
_NEXT_CHUNK = re.compile(r'self\.__next_f\.push\(\[1,\s*("(?:[^"\\]|\\.)*")\s*\]\)', re.DOTALL)
_JSON_START = re.compile(r'(?:[=(,]|JSON\.parse\()\s*(?=[{\[]\s*["{\[])|(?<=JSON\.parse\()\s*(?=")')
_UNDEFINED = re.compile(r"(?<=[:,\[])\s*(?:undefined|new Date\([^()]*\)|void 0)(?=\s*[,}\]])")
_REFERENCE = re.compile(r"\$[0-9a-f]{1,4}")


def script_values(scripts: Sequence[str]) -> Iterator[object]:
    """Every JSON value in the texts of a page's scripts; what cannot be read is passed over."""
    flight: list[str] = []
    for whole in scripts:
        script = whole[:_MAX_SCRIPT]
        if "__next_f" in script:
            flight.extend(_NEXT_CHUNK.findall(script))
            continue
        stripped = script.lstrip()
        if stripped.startswith(("{", "[")) and (value := load_json(stripped)) is not None:
            yield value
        elif "__NUXT__=(function(" in script:
            yield returned_value(script)
        elif '":' in script or '\\":' in script:
            yield from _embedded(script)
    if flight:
        yield from _flight_values(flight)


def _embedded(script: str) -> Iterator[object]:
    decoder = json.JSONDecoder(strict=False)
    if "undefined" in script or "new Date(" in script or "void 0" in script:
        script = _UNDEFINED.sub("null", script)
    position, starts = 0, 0
    while starts < _MAX_STARTS and (match := _JSON_START.search(script, position)):
        starts += 1
        try:
            value, position = decoder.raw_decode(script, match.end())
        except (ValueError, RecursionError):
            position = match.end()
            continue
        if isinstance(value, str) and len(value) > _MIN_TEXT:
            value = load_json(value)
        if value is not None:
            yield value


def _flight_values(chunks: Iterable[str]) -> Iterator[object]:
    texts = [text for chunk in chunks if isinstance(text := load_json(chunk), str)]
    stream = "".join(texts).encode("utf-8", "replace")
    rows: dict[str, object] = {}
    position = 0
    while position < len(stream) and len(rows) < MAX_VALUES:
        colon = stream.find(b":", position)
        if colon < 0 or colon - position > 8:
            line_end = stream.find(b"\n", position)
            if line_end < 0:
                break
            position = line_end + 1
            continue
        name = stream[position:colon].decode("ascii", "replace")
        if sized := re.match(rb"T([0-9a-f]{1,8}),", stream[colon + 1 : colon + 12]):
            start = colon + 1 + sized.end()
            position = start + int(sized[1], 16)
            rows[name] = stream[start:position].decode("utf-8", "replace")
            continue
        end = stream.find(b"\n", colon)
        end = len(stream) if end < 0 else end
        row = stream[colon + 1 : end].decode("utf-8", "replace")
        position = end + 1
        if row[:1] in {"{", "["} and (value := load_json(row)) is not None:
            rows[name] = value
    texts_by_id = {f"${name}": value for name, value in rows.items() if isinstance(value, str)}
    for value in rows.values():
        if not isinstance(value, str):
            yield _resolve(value, texts_by_id)


def _resolve(value: object, texts: dict[str, str]) -> object:
    """Put texts in the place of the references to them, in the value itself."""
    queue: list[object] = [value]
    seen = 0
    while queue and seen < MAX_VALUES:
        item = queue.pop()
        seen += 1
        pairs = item.items() if isinstance(item, dict) else enumerate(item) if isinstance(item, list) else ()
        for key, child in list(pairs):
            if isinstance(child, str):
                if _REFERENCE.fullmatch(child) and child in texts:
                    item[key] = texts[child]  # type: ignore[index]
            elif isinstance(child, dict | list):
                queue.append(child)
    return value
