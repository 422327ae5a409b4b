"""Documents that list articles: feeds, sitemaps and section pages."""

from pipeline.feeds.damaged_json import read_rows
from pipeline.feeds.documents import linked_feeds, read_feed
from pipeline.feeds.outlines import Outline, read_outlines
from pipeline.feeds.section_pages import section_links
from pipeline.feeds.sitemaps import newest_first, read_sitemap
from pipeline.feeds.values import FeedEntry, plain_text

__all__ = [
    "FeedEntry",
    "Outline",
    "linked_feeds",
    "newest_first",
    "plain_text",
    "read_feed",
    "read_outlines",
    "read_rows",
    "read_sitemap",
    "section_links",
]
