"""The article in the script data of a page that the browser is to render.

Frameworks hide it in many places (``__NEXT_DATA__``, ``self.__next_f``, ``Fusion.globalContent``,
``window.__INITIAL_STATE__``, arguments of a ``push``), but it has one shape everywhere: a long text with markup, or
a list of paragraph objects, in an object that also holds the headline. It is found by that shape.

The chunks of ``self.__next_f`` are React's flight format: rows ``id:json`` and ``id:Thexlength,text``, where a
string ``$id`` refers to another row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.body import find_body
from pipeline.furniture import is_furniture
from pipeline.jsonld import load_json
from pipeline.markup import fold, fragment_text, parse, squeeze
from pipeline.runs import weight
from pipeline.tree import read_tree

__all__ = ["Payload", "lines_of_markup", "read_payload"]

_MAX_SCRIPT = 6_000_000
_MAX_VALUES = 150_000
_MAX_STARTS = 60
_MIN_TEXT = 200
_NEXT_CHUNK = re.compile(r'self\.__next_f\.push\(\[1,\s*("(?:[^"\\]|\\.)*")\s*\]\)', re.DOTALL)
_JSON_START = re.compile(r'(?:[=(,]|JSON\.parse\()\s*(?=[{\[]\s*["{\[])|(?<=JSON\.parse\()\s*(?=")')
_UNDEFINED = re.compile(r"(?<=[:,\[])\s*(?:undefined|new Date\([^()]*\)|void 0)(?=\s*[,}\]])")
_REFERENCE = re.compile(r"\$[0-9a-f]{1,4}")
_MARKUP = re.compile(r"<(?:p|br|div|h[1-6]|ul|li|blockquote|strong|span)\b", re.IGNORECASE)
_SENTENCES = re.compile(r"[.!?。]['\"”’)]*(?:\s|$)")
_CONTENT_KEYS = re.compile(
    r"content|contents|text|html|value|body|paragraphs?|children|nodes?|blocks?|elements?|data|items?|spans?|model|raw|document|article|story",
    re.IGNORECASE,
)
_OTHER_KEYS = re.compile(
    r"comment|related|recommend|teaser|promo|newsletter|author|byline|caption|image|photo|video|credit|seo|meta|description|summary|"
    r"policy|terms|privacy|legal|footer|header|menu|navigation|translation|i18n|config|style|script|css|tooltip|disclaimer|consent",
    re.IGNORECASE,
)
_SKIPPED_TYPES = re.compile(
    r"image|photo|video|gallery|embed|ad\b|advert|related|link_list|interstitial|promo|newsletter|caption|author",
    re.IGNORECASE,
)
_DATE_KEY = re.compile(
    r"(?:publish|publication|deploy|first|posted|regist|reg|creat|input|issue|service|release|display|write|article|news)\w*?(?:_?(?:at|dt|date|time|ymdt|datetime|on))$"
    r"|^(?:published|pubdate|date|datetime)$",
    re.IGNORECASE,
)
_CHANGED_KEY = re.compile(r"modif|updat|^re[A-Z_]|last|expire|end", re.IGNORECASE)
_BEST_DATE_KEY = re.compile(r"publish|publication|deploy|first|posted|^pub", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Payload:
    """An article found in script data: its lines, and the raw publication date beside it ("" if there is none)."""

    lines: tuple[str, ...]
    published: str
    weight: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    lines: tuple[str, ...]
    score: float
    owners: tuple[dict[str, object], ...]


def read_payload(scripts: Sequence[str], headline: str) -> Payload | None:
    """The article text in a page's scripts, or None when they hold none of at least a few sentences."""
    wanted = fold(headline)
    best: _Candidate | None = None
    for value in _values(scripts):
        for candidate in _candidates(value, wanted):
            if best is None or candidate.score > best.score:
                best = candidate
    if best is None:
        return None
    return Payload(best.lines, _date_beside(best.owners), sum(map(weight, best.lines)))


def lines_of_markup(markup: str, headline: str = "") -> tuple[str, ...]:
    """The lines of a text that may hold markup, as of an article alone on its page."""
    if _MARKUP.search(markup):
        root = parse(markup)
        if root is not None:
            return find_body(read_tree(root), headline=headline).lines
    lines = (fragment_text(line) for line in re.split(r"\n+|<br\s*/?>", markup))
    return tuple(line for line in lines if line and not is_furniture(line))


def _values(scripts: Sequence[str]) -> Iterator[object]:
    """The JSON values in scripts, whatever they are wrapped in."""
    flight: list[str] = []
    for whole in scripts:
        script = whole[:_MAX_SCRIPT]
        if "__next_f" in script:
            flight.extend(_NEXT_CHUNK.findall(script))
            continue
        stripped = script.lstrip()
        if stripped.startswith(("{", "[")) and (value := load_json(stripped)) is not None:
            yield value
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
    while position < len(stream) and len(rows) < _MAX_VALUES:
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
    while queue and seen < _MAX_VALUES:
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


def _candidates(root: object, headline: str) -> Iterator[_Candidate]:
    """Every text or list of paragraphs that could be the article, scored by what its sentences are worth."""
    queue: list[tuple[object, str, tuple[dict[str, object], ...]]] = [(root, "", ())]
    seen = 0
    while queue and seen < _MAX_VALUES:
        value, key, owners = queue.pop()
        seen += 1
        lines: tuple[str, ...] = ()
        if isinstance(value, str):
            if len(value) >= _MIN_TEXT and _is_prose(value):
                lines = lines_of_markup(value, headline)
        elif isinstance(value, list):
            if len(value) > 1 and not _is_listing(value):
                lines = tuple(line for item in value for line in _paragraphs(item, 0))
            queue.extend((item, key, owners) for item in value if isinstance(item, dict | list | str))
        elif isinstance(value, dict):
            inner = (value, *owners[:3])
            queue.extend(
                (child, str(name), inner)
                for name, child in value.items()
                if isinstance(child, dict | list | str) and not _OTHER_KEYS.search(str(name))
            )
        if lines and (amount := _amount(lines)) >= _MIN_TEXT:
            yield _Candidate(lines, amount * (3 if _bears(owners, headline) else 1), owners)


def _is_prose(text: str) -> bool:
    """Sentences, not code, an address or encoded data."""
    sample = text[:3000]
    blanks = sample.count(" ")
    return (
        blanks * 25 > len(sample)
        and bool(_SENTENCES.search(sample) or _MARKUP.search(sample))
        and "function(" not in sample
    )


def _is_listing(items: list[object]) -> bool:
    """Is a list one of other articles: objects with a title and an address each?"""
    objects = [item for item in items if isinstance(item, dict)]
    titled = sum(
        any(key in item for key in ("title", "headline", "headlines", "heading"))
        and any(key in item for key in ("url", "link", "href", "slug", "canonical_url", "id", "path"))
        for item in objects
    )
    return titled * 2 > len(items)


def _paragraphs(item: object, depth: int) -> Iterator[str]:
    """The text of one element of a list of paragraphs."""
    if depth > 6:
        return
    if isinstance(item, str):
        if depth and (text := fragment_text(item)):
            yield from (line for line in lines_of_markup(item) if line) if _MARKUP.search(item) else (text,)
        elif " " in item and _is_prose(item):
            yield from lines_of_markup(item)
        return
    if isinstance(item, list):
        joined = squeeze("".join(text for part in item for text in _inline(part, 0)))
        if joined:
            yield joined
        return
    if not isinstance(item, dict):
        return
    kind = " ".join(str(item.get(key, "")) for key in ("type", "_type", "kind", "component", "__typename", "name"))
    if _SKIPPED_TYPES.search(kind):
        return
    for key, child in item.items():
        if isinstance(child, str | list | dict) and _CONTENT_KEYS.fullmatch(str(key)) and child:
            yield from _paragraphs(child, depth + 1)


def _inline(part: object, depth: int) -> Iterator[str]:
    """The pieces of one line: strings, and objects that carry marked-up pieces of it."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list) and depth < 6:
        for child in part:
            yield from _inline(child, depth + 1)
    elif isinstance(part, dict) and depth < 6:
        for key in ("text", "value", "content", "children"):
            if key in part:
                yield from _inline(part[key], depth + 1)
                break


def _amount(lines: tuple[str, ...]) -> float:
    return sum(weight(line) for line in lines if weight(line) >= 40 and _SENTENCES.search(line + " "))


def _bears(owners: tuple[dict[str, object], ...], headline: str) -> bool:
    """Does an object around the text hold the page's headline?"""
    if not headline:
        return False
    for owner in owners:
        for child in owner.values():
            values = child.values() if isinstance(child, dict) and len(child) < 12 else (child,)
            if any(
                isinstance(value, str) and len(value) < 500 and fold(fragment_text(value)) == headline
                for value in values
            ):
                return True
    return False


def _date_beside(owners: tuple[dict[str, object], ...]) -> str:
    found: list[tuple[int, int, str]] = []
    for distance, owner in enumerate(owners):
        for key, value in owner.items():
            if (
                not isinstance(value, str | int)
                or isinstance(value, bool)
                or not _DATE_KEY.search(key)
                or _CHANGED_KEY.search(key)
            ):
                continue
            text = str(value)
            if 8 <= len(text) <= 40 and any(char.isdigit() for char in text):
                found.append((distance, 0 if _BEST_DATE_KEY.search(key) else 1, text))
    return min(found, key=lambda entry: entry[:2])[2] if found else ""
