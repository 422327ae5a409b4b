"""What search services are asked about an entity: its names, and the words that tell it from its namesakes.

Two questions for each language: the names alone, which finds everything up to the service's limit, and for those
who share a name also the names with their context, which finds what the limit would have cut off.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.items import Entity, EntityKind
from pipeline.language.scripts import has_hangul
from pipeline.names.forms import name_forms

__all__ = ["Query", "Syntax", "phrased", "queries"]

_FOLDED = re.compile(r"[\s\-‐‑·.,()㈜'’\"“”]+")
_MOST_CONTEXT = 6


@dataclass(frozen=True, slots=True)
class Query:
    """Any of `names`, together with any of `context` unless that is empty. `language` is that of the names."""

    names: tuple[str, ...]
    context: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Syntax:
    """How a service wants its queries: the most characters and words of one, the least of a phrase, and whether
    alternatives may stand in one query (``OR``), with or without brackets."""

    max_length: int
    max_words: int = 32
    min_phrase: int = 1
    alternatives: bool = True
    brackets: bool = True


def queries(entity: Entity) -> tuple[Query, ...]:
    """What to ask about `entity`, Korean first."""
    terms = []
    for language in ("ko", "en"):
        names = _names(entity, language)
        if names:
            terms.append(Query(names, (), language))
            context = _context(entity, names)
            if context:
                terms.append(Query(names, context, language))
    return tuple(terms)


def phrased(query: Query, syntax: Syntax) -> tuple[str, ...]:
    """`query` in the words of a service, in as many questions as its limits ask for; empty when its names are too
    short for it."""
    names = [_quoted(name) for name in query.names if len(name) >= syntax.min_phrase]
    context = [_quoted(word) for word in query.context if len(word) >= syntax.min_phrase]
    if not names or (query.context and not context):
        return ()
    if not syntax.alternatives:
        pairs = [f"{name} {word}" for name in names for word in context] if context else names
        return tuple(pair for pair in pairs if len(pair) <= syntax.max_length)
    terms = []
    tail = f" {_any(context, syntax)}" if context else ""
    batch: list[str] = []
    for name in names:
        longer = _any([*batch, name], syntax) + tail
        if batch and (len(longer) > syntax.max_length or _words(longer) > syntax.max_words):
            terms.append(_any(batch, syntax) + tail)
            batch = []
        batch.append(name)
    terms.append(_any(batch, syntax) + tail)
    return tuple(query for query in terms if len(query) <= syntax.max_length)


def _names(entity: Entity, language: str) -> tuple[str, ...]:
    """The forms that find all others: the one with fewer marks of each spelling, none that holds another."""
    forms = [
        form.text
        for form in name_forms(entity, suggestions=False)
        if not (form.derived and form.needs_context and entity.kind is EntityKind.PERSON)
        and has_hangul(form.text) == (language == "ko")
    ]
    distinct: dict[str, str] = {}
    for text in forms:
        distinct.setdefault(_FOLDED.sub("", text).casefold(), text)
    return tuple(
        text
        for folded, text in distinct.items()
        if not any(longer != folded and longer in folded for longer in distinct)
    )


def _context(entity: Entity, names: Iterable[str]) -> tuple[str, ...]:
    words = (*(affiliation.name for affiliation in entity.affiliations), *entity.topics, *entity.titles)
    plain = dict.fromkeys(" ".join(word.replace('"', " ").split()) for word in words)
    return tuple(word for word in plain if word and word not in names)[:_MOST_CONTEXT]


def _quoted(text: str) -> str:
    return '"' + " ".join(text.replace('"', " ").split()) + '"'


def _any(terms: list[str], syntax: Syntax) -> str:
    joined = " OR ".join(terms)
    return f"({joined})" if syntax.brackets and len(terms) > 1 else joined


def _words(text: str) -> int:
    return len(re.findall(r"[^\s()\"]+", text))
