"""The article in the script data of a page that the browser is to render.

Frameworks hide it in many places (``__NEXT_DATA__``, ``self.__next_f``, ``Fusion.globalContent``,
``window.__INITIAL_STATE__``, arguments of a ``push``), but it has one shape everywhere: a long text with markup, or
a list of paragraph objects, in an object that also holds the headline. It is found by that shape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pipeline.extract.text.body import TextReader
from pipeline.extract.text.furniture import is_furniture
from pipeline.language.scripts import comparable
from pipeline.markup.html import fragment_text, parse, squeeze
from pipeline.markup.lines import weight
from pipeline.markup.script_json import MAX_VALUES, script_values
from pipeline.markup.tree import read_tree

__all__ = ["Payload", "lines_of_markup", "read_payload"]

_MIN_TEXT = 200
_MAX_NESTING = 6
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
_AUTHOR_KEY = re.compile(
    r"^(?:authors?|by_?lines?|by|writers?|reporters?|journalists?|credits)$|(?:writer|author|reporter)_?(?:name|display)",
    re.IGNORECASE,
)
_BLOCK_KEYS = re.compile(r"items|paragraphs?|blocks?|\w*elements?|sections?|rows?", re.IGNORECASE)
_DATE_KEY = re.compile(
    r"(?:publish|publication|deploy|first|posted|regist|reg|creat|input|issue|service|release|display|write|article|news)\w*?(?:_?(?:at|dt|date|time|ymdt|datetime|on))$"
    r"|^(?:published|pubdate|date|datetime)$",
    re.IGNORECASE,
)
_CHANGED_KEY = re.compile(r"modif|updat|^re[A-Z_]|last|expire|end", re.IGNORECASE)
_BEST_DATE_KEY = re.compile(r"publish|publication|deploy|first|posted|^pub", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Payload:
    """An article found in script data: its lines, and the raw authors and publication date beside it."""

    lines: tuple[str, ...]
    authors: tuple[str, ...]
    published: str
    weight: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    lines: tuple[str, ...]
    score: float
    owners: tuple[dict[str, object], ...]


def read_payload(scripts: Sequence[str], headline: str) -> Payload | None:
    """The article text in a page's scripts, or None when they hold none of at least a few sentences."""
    wanted = comparable(headline)
    best: _Candidate | None = None
    for value in script_values(scripts):
        for candidate in _candidates(value, wanted):
            if best is None or candidate.score > best.score:
                best = candidate
    if best is None:
        return None
    return Payload(
        best.lines, _authors_beside(best.owners), _date_beside(best.owners), sum(map(weight, best.lines))
    )


def lines_of_markup(markup: str, headline: str = "") -> tuple[str, ...]:
    """The lines of a text that may hold markup, as of an article alone on its page."""
    if _MARKUP.search(markup):
        root = parse(markup)
        if root is not None:
            return TextReader(read_tree(root), headline).read(both=False).lines
    lines = (fragment_text(line) for line in re.split(r"\n+|<br\s*/?>", markup))
    return tuple(line for line in lines if line and not is_furniture(line))


def _candidates(root: object, headline: str) -> Iterator[_Candidate]:
    """Every text or list of paragraphs that could be the article, scored by what its sentences are worth."""
    queue: list[tuple[object, str, tuple[dict[str, object], ...]]] = [(root, "", ())]
    seen = 0
    while queue and seen < MAX_VALUES:
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
                if isinstance(child, dict | list | str) and not _is_beside(str(name))
            )
        if lines and (amount := _amount(lines)) >= _MIN_TEXT:
            yield _Candidate(lines, amount * (3 if _bears(owners, headline) else 1), owners)


@lru_cache(maxsize=1024)  # script data repeats its keys
def _is_beside(key: str) -> bool:
    """Does a key name what stands beside an article's text: captions, comments, settings?"""
    return _OTHER_KEYS.search(key) is not None


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
    if depth > _MAX_NESTING:
        return
    if isinstance(item, str):
        yield from _string_lines(item, nested=depth > 0)
    elif isinstance(item, list):
        if joined := squeeze("".join(text for part in item for text in _inline(part, 0))):
            yield joined
    elif isinstance(item, dict) and not _SKIPPED_TYPES.search(_kind(item)):
        for key, child in item.items():
            if isinstance(child, list) and _BLOCK_KEYS.fullmatch(str(key)):
                for part in child:
                    yield from _paragraphs(part, depth + 1)
            elif isinstance(child, str | list | dict) and _CONTENT_KEYS.fullmatch(str(key)) and child:
                yield from _paragraphs(child, depth + 1)


def _kind(item: dict[str, object]) -> str:
    return " ".join(str(item.get(key, "")) for key in ("type", "_type", "kind", "component", "__typename", "name"))


def _string_lines(text: str, *, nested: bool) -> Iterator[str]:
    """The lines of a string in a list of paragraphs; one that stands there bare must be prose."""
    if _MARKUP.search(text):
        if nested or _is_prose(text):
            yield from lines_of_markup(text)
    elif (nested or (" " in text and _is_prose(text))) and (plain := fragment_text(text)):
        yield plain


def _inline(part: object, depth: int) -> Iterator[str]:
    """The pieces of one line: strings, and objects that carry marked-up pieces of it."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, list) and depth < _MAX_NESTING:
        for child in part:
            yield from _inline(child, depth + 1)
    elif isinstance(part, dict) and depth < _MAX_NESTING:
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
                isinstance(value, str) and len(value) < 500 and comparable(fragment_text(value)) == headline
                for value in values
            ):
                return True
    return False


def _authors_beside(owners: tuple[dict[str, object], ...]) -> tuple[str, ...]:
    """Who the nearest object that names authors says they are."""
    for owner in owners:
        names = [name for key, value in owner.items() if _AUTHOR_KEY.search(key) for name in _names(value, 0)]
        if names:
            return tuple(dict.fromkeys(names))
    return ()


def _names(value: object, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        if 0 < len(value) <= 120:
            yield fragment_text(value)
    elif isinstance(value, list):
        for item in value[:20]:
            yield from _names(item, depth + 1)
    elif isinstance(value, dict) and depth < 4:
        keys = [key for key in value if key == "name" or _AUTHOR_KEY.search(key)]
        for key in keys[:3]:
            yield from _names(value[key], depth + 1)


def _date_beside(owners: tuple[dict[str, object], ...]) -> str:
    dates: list[tuple[int, int, str]] = []
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
                dates.append((distance, 0 if _BEST_DATE_KEY.search(key) else 1, text))
    return min(dates, key=lambda entry: entry[:2])[2] if dates else ""
