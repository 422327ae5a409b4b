"""From HTML to an article: headline, byline, date and text."""

from pipeline.extract.article import Extract, PageReader, extract
from pipeline.extract.plain_text import extract_plain

__all__ = ["Extract", "PageReader", "extract", "extract_plain"]
