"""From HTML to an article: headline, byline, date and text."""

from pipeline.extract.article import Extract, extract
from pipeline.extract.plain_text import extract_plain

__all__ = ["Extract", "extract", "extract_plain"]
