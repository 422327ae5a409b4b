"""Reads an article for how it presents the bearer of a name, place by place."""

from __future__ import annotations

from pipeline.language.scripts import has_hangul
from pipeline.presentation.after import read_after, read_sequel
from pipeline.presentation.before import read_before
from pipeline.presentation.blocks import read_block
from pipeline.presentation.english import read_english
from pipeline.presentation.moves import read_move
from pipeline.presentation.shared import read_list
from pipeline.presentation.text import Text
from pipeline.presentation.values import Draft, Presentation

__all__ = ["present"]

_NEAR = 20


def present(text: Text, start: int, end: int, headline: str = "") -> Presentation:
    """What is said of the bearer of the name at `start` to `end` of a text.

    `headline` is the article's, where the text is its body: the heading of a list may stand there.
    """
    draft = Draft()
    if not has_hangul(text.text[max(0, start - _NEAR) : end + _NEAR]):
        read_english(text, start, end, draft)
        return draft.finished()
    first, last = text.stretch(start, end)
    read_after(text, end, last, draft)
    read_before(text, start, first, draft)
    read_list(text, start, end, (first, last), draft)
    read_move(text, (start, end), (first, last), draft)
    if not draft.bindings:
        read_sequel(text, end, last, draft)
    if not draft.bindings:
        read_block(text, start, headline, draft)
    return draft.finished()
