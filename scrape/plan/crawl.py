"""How requests are sent: `[crawl]` as the spiders take it."""

from __future__ import annotations

from scrape import __version__
from scrape.config.settings import Settings
from spiders.settings import MEBIBYTE, CrawlSettings

__all__ = ["crawl_settings"]


def crawl_settings(settings: Settings) -> CrawlSettings:
    """The network behaviour that the configuration asks for."""
    table = settings.crawl
    return CrawlSettings(
        user_agent=f"press-scrape/{__version__}" + (f" (+{table.contact})" if table.contact else ""),
        delay=table.delay_seconds,
        per_host=table.per_host,
        concurrency=table.concurrency,
        timeout=table.timeout_seconds,
        retries=table.retries,
        max_bytes=int(table.max_mebibytes * MEBIBYTE),
        max_redirects=table.max_redirects,
        obey_robots=table.obey_robots,
        proxy=table.proxy,
        allow_private_addresses=table.allow_private_addresses,
    )
