"""How prominently an article names an entity, and the one sentence a reader should see first."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from pipeline.items import Mention, Place
from pipeline.language.scripts import has_hangul

__all__ = ["Prominence", "prominence", "quoted_sentences"]

_LONGEST = 240
_BREAK = re.compile(r"(?<=[.!?。])[\"'”’)\]]*\s+|\n+")
_CLOSING_MARKS = frozenset('”"')
_QUOTE = re.compile(r"[“\"][^“”\"]{4,}[”\"]")
_SAID = re.compile(
    r"(?:말했|밝혔|설명했|전했|강조했|덧붙였|지적했|주장했|평가했|전망했|분석했|답했|언급했|당부했|소감을|고 했"
    r"|\b(?:said|says|told|added|adds|explained|noted|according to|stressed|argued|wrote|commented)\b)"
)


@dataclass(frozen=True, slots=True)
class Prominence:
    """Where an entity stands in an article.

    `share` is the part of the text's sentences that name it, from 0 to 1; `quoted` whether it speaks in quotation
    marks in a sentence that names it.
    """

    count: int
    in_headline: bool
    in_lead: bool
    share: float
    quoted: bool
    snippet: str


def prominence(headline: str, text: str, mentions: tuple[Mention, ...]) -> Prominence:
    """Measure one entity's `mentions` in an article. Doubtful mentions count only when there are no others."""
    sure = _sure(mentions)
    spans = _sentences(text)
    named = _named(spans, sure)
    places = {mention.place for mention in sure}
    return Prominence(
        count=len(sure),
        in_headline=Place.HEADLINE in places,
        in_lead=Place.LEAD in places,
        share=round(len(named) / len(spans), 3) if spans else 0.0,
        quoted=any(_is_quoted(text, span, inside) for span, inside in named.items()),
        snippet=_snippet(headline, text, named),
    )


def quoted_sentences(text: str, mentions: tuple[Mention, ...]) -> tuple[str, ...]:
    """The sentences of an article in which one entity, by its `mentions`, speaks in quotation marks: each on one
    line, cut where it is long."""
    named = _named(_sentences(text), _sure(mentions))
    return tuple(
        _cut(text, _with_mark(text, span), inside[0])
        for span, inside in sorted(named.items())
        if _is_quoted(text, span, inside)
    )


def _with_mark(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A sentence with the closing mark that fell into the gap after it."""
    start, end = span
    return (start, end + 1) if text[end : end + 1] in _CLOSING_MARKS else span


def _sure(mentions: tuple[Mention, ...]) -> tuple[Mention, ...]:
    return tuple(mention for mention in mentions if mention.confidence >= 0.5) or mentions


def _named(spans: list[tuple[int, int]], mentions: tuple[Mention, ...]) -> dict[tuple[int, int], list[Mention]]:
    """The sentences that name the entity, each with the mentions in it."""
    starts = [start for start, _ in spans]
    named: dict[tuple[int, int], list[Mention]] = {}
    for mention in mentions:
        if mention.place is not Place.HEADLINE:
            at = bisect_right(starts, mention.span.start) - 1
            if at >= 0 and mention.span.start < spans[at][1]:
                named.setdefault(spans[at], []).append(mention)
    return named


def _sentences(text: str) -> list[tuple[int, int]]:
    spans = []
    start = 0
    for gap in _BREAK.finditer(text):
        if text[start : gap.start()].strip():
            spans.append((start, gap.start()))
        start = gap.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def _is_quoted(text: str, span: tuple[int, int], inside: list[Mention]) -> bool:
    """Whether the sentence quotes words and the entity stands outside them, where the speaker stands."""
    # A closing mark may fall into the gap between two sentences.
    sentence = text[span[0] : span[1] + 1]
    quote = _QUOTE.search(sentence)
    if quote is None or not _SAID.search(sentence):
        return False
    return any(not quote.start() <= mention.span.start - span[0] < quote.end() for mention in inside)


def _snippet(headline: str, text: str, named: dict[tuple[int, int], list[Mention]]) -> str:
    """The sentence that says most of the entity: quoted, early, with its full name, neither a scrap nor a page."""
    if not named:
        return headline.strip()

    def value(span: tuple[int, int]) -> float:
        inside = named[span]
        length = span[1] - span[0]
        korean = has_hangul(text[span[0] : span[1]])
        score = 2.0 * _is_quoted(text, span, inside)
        score += 1.5 * any(mention.place is Place.LEAD for mention in inside)
        score += 1.0 * any(not any(e.kind == "follow-up" for e in mention.evidence) for mention in inside)
        score += 0.5 * (inside[0].span.start - span[0] < length / 2)
        score -= 1.5 * (length < (15 if korean else 30))
        score -= 1.0 * (length > _LONGEST)
        return score - span[0] / (len(text) + 1)

    best = max(named, key=lambda span: (value(span), -span[0]))
    return _cut(text, best, named[best][0])


def _cut(text: str, span: tuple[int, int], mention: Mention) -> str:
    """A sentence, or the stretch of it around the name when it is too long, cut at spaces."""
    start, end = span
    if end - start <= _LONGEST:
        return " ".join(text[start:end].split())
    first = max(start, mention.span.start - _LONGEST // 2)
    last = min(end, first + _LONGEST)
    if first > start:
        space = text.find(" ", first, mention.span.start)
        first = space + 1 if space >= 0 else first
    if last < end:
        space = text.rfind(" ", mention.span.end, last)
        last = space if space >= 0 else last
    return ("…" if first > start else "") + " ".join(text[first:last].split()) + ("…" if last < end else "")
