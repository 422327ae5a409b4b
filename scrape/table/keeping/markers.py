"""The places of a text where a table is kept: between `<!-- coverage:begin person="…" -->` and
`<!-- coverage:end -->`, each on a line of its own. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape

from pipeline.errors import UsageError
from pipeline.items import EntityKind
from scrape.config.days import parse_day
from scrape.table.reading.markdown import code_lines

__all__ = ["Block", "find_blocks", "marker_lines"]

_MARKER = re.compile(r" {0,3}<!--\s*coverage\s*:\s*(?P<word>\w*)(?P<attributes>.*?)-->\s*")
_ATTRIBUTE = re.compile(r"""\s*([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|“([^”]*)”)""")
_LANGUAGES = ("ko", "en")
_KINDS = tuple(kind.value for kind in EntityKind)
_ASKED = '<!-- coverage:begin person="NAME" --> or company="NAME", with lang="ko" and since="2024-08" if wanted'


@dataclass(frozen=True, slots=True)
class Block:
    """A place for the table of `name`: the lines `begin` + 1 to `end` - 1 of a text, counted from 0. `lang` is the
    language of labels, `since` the first day of rows that are put in."""

    begin: int
    end: int
    kind: EntityKind
    name: str
    lang: str | None = None
    since: date | None = None


def marker_lines(kind: EntityKind, name: str) -> tuple[str, str]:
    """The two lines that make a place for the table of `name`."""
    quote = "'" if '"' in name else '"'
    return f"<!-- coverage:begin {kind.value}={quote}{name}{quote} -->", "<!-- coverage:end -->"


def find_blocks(file: str, lines: Sequence[str]) -> list[Block]:
    """The places in the lines of a Markdown text; what stands in a block of code is no marker.

    Raises UsageError, which names the file and the line, for markers that are no pair or cannot be read.
    """
    blocks: list[Block] = []
    opened: Block | None = None
    for at, in_code in enumerate(code_lines(lines)):
        marker = None if in_code else _MARKER.fullmatch(lines[at])
        if marker is None:
            continue
        place = f"{file}: line {at + 1}"
        if marker["word"] == "begin":
            if opened is not None:
                raise UsageError(f"{place}: a second coverage:begin; that of line {opened.begin + 1} has no end")
            opened = _opened(place, at, marker["attributes"])
        elif marker["word"] == "end":
            if opened is None:
                raise UsageError(f"{place}: coverage:end without a coverage:begin before it")
            blocks.append(Block(opened.begin, at, opened.kind, opened.name, opened.lang, opened.since))
            opened = None
        else:
            raise UsageError(f"{place}: coverage:{marker['word']} ; expected coverage:begin or coverage:end")
    if opened is not None:
        raise UsageError(f"{file}: line {opened.begin + 1}: coverage:begin without a coverage:end after it")
    return blocks


def _opened(place: str, at: int, text: str) -> Block:
    values: dict[str, str] = {}
    end = 0
    for match in _ATTRIBUTE.finditer(text):
        if match.start() != end or match[1] in values:
            break
        end = match.end()
        values[match[1]] = unescape(next(value for value in match.groups()[1:] if value is not None)).strip()
    kinds = [kind for kind in _KINDS if values.get(kind)]
    if text[end:].strip() or len(kinds) != 1 or not values.keys() <= {*_KINDS, "lang", "since"}:
        raise UsageError(f"{place}: this coverage:begin cannot be read; expected {_ASKED}")
    if values.get("lang") not in {None, *_LANGUAGES}:
        raise UsageError(f'{place}: lang="{values["lang"]}": expected one of {", ".join(_LANGUAGES)}')
    since = parse_day(f"{place}: since", values["since"], last=False) if "since" in values else None
    return Block(at, at, EntityKind(kinds[0]), values[kinds[0]], values.get("lang"), since)
