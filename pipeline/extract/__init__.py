"""From HTML to an article: headline, byline, date and text."""

from pipeline.extract.article import Extract, PageReader, extract
from pipeline.extract.date.shown import Claim
from pipeline.extract.plain_text import extract_plain
from pipeline.extract.stand_in import document_kind, says_gone
from pipeline.extract.text.witness import load_stop_words

__all__ = [
    "Claim",
    "Extract",
    "PageReader",
    "document_kind",
    "extract",
    "extract_plain",
    "load_stop_words",
    "says_gone",
]
