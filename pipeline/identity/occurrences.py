"""Whether a word stands in an article, and whether near the name."""

from __future__ import annotations

import re

from pipeline.items import EntityKind, Mention, Place
from pipeline.language.scripts import Script, fold, is_hangul, lower, script_of, spell
from pipeline.names import EdgeKind, left_edge, right_edge

__all__ = ["Occurrences"]

_NEAR = 60
"""Code points on either side of a name that count as near, beside its whole sentence."""

_STOP = re.compile(r"[.!?。]\s|\n")


class Occurrences:
    """Looks words up in one article, around the mentions of one entity."""

    def __init__(self, headline: str, text: str, mentions: tuple[Mention, ...]) -> None:
        self._parts = []
        for source, is_headline in ((headline, True), (text, False)):
            folded = fold(source)
            own = [mention for mention in mentions if (mention.place is Place.HEADLINE) == is_headline]
            spans = [(folded.folded(mention.span.start), folded.folded(mention.span.end)) for mention in own]
            self._parts.append(
                (folded.text, lower(folded.text), spans, [_around(folded.text, *span) for span in spans])
            )

    def of_name(self, name: str) -> str:
        """``near``, ``far`` or nothing: where the name of an organisation stands, as a word of its own."""
        return self._where(name, whole=True)

    def of_topic(self, topic: str) -> str:
        """The same for a topic; a Korean one may be part of a longer word (축구 in 프로축구)."""
        return self._where(topic, whole=script_of(topic) is not Script.HANGUL)

    def _where(self, word: str, *, whole: bool) -> str:
        wanted = lower(spell(word))
        if not wanted:
            return ""
        where = ""
        for text, low, spans, windows in self._parts:
            at = low.find(wanted)
            while at >= 0:
                end = at + len(wanted)
                own = any(start <= at and end <= stop for start, stop in spans)
                if not own and (not whole or _stands_alone(text, at, end, word)):
                    if any(start <= at and end <= stop for start, stop in windows):
                        return "near"
                    where = "far"
                at = low.find(wanted, at + 1)
        return where


def _stands_alone(text: str, start: int, end: int, word: str) -> bool:
    left = left_edge(text, start, word, EntityKind.COMPANY)
    right = right_edge(text, end, word, EntityKind.COMPANY)
    if right.kind is EdgeKind.GLUED and is_hangul(text[end - 1]) and len(word) >= 4:
        return left.fits  # 한빛전자연구소: long names are not parts of other words by chance
    return left.fits and right.fits


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence of a mention, and at least `_NEAR` on either side within the paragraph."""
    opening = max(
        (mark.end() for mark in _STOP.finditer(text, max(0, start - 400), start)), default=max(0, start - 400)
    )
    closing = _STOP.search(text, end, end + 400)
    stop = closing.start() if closing else min(len(text), end + 400)
    paragraph_start = text.rfind("\n", 0, start) + 1
    paragraph_end = text.find("\n", end)
    paragraph_end = len(text) if paragraph_end < 0 else paragraph_end
    return max(paragraph_start, min(opening, start - _NEAR)), min(paragraph_end, max(stop, end + _NEAR))
