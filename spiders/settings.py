"""How we behave on the network, and the settings of Scrapy that follow from it.

Scrapy's own defaults are made for crawling one's own site: certificates unchecked, bodies up to 1 GiB, a
remote control port. Every default that matters to us is written down here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spiders.safety.proxies import Proxies

if TYPE_CHECKING:  # a configuration is read without loading Scrapy
    from spiders.politeness.hosts import Hosts

__all__ = ["CrawlSettings", "scrapy_settings"]

MEBIBYTE = 1024 * 1024

# What of Scrapy has no use here, or is replaced by ours.
_WITHOUT = (
    "httpauth.HttpAuthMiddleware",
    "httpcompression.HttpCompressionMiddleware",
    "offsite.OffsiteMiddleware",
    "redirect.RedirectMiddleware",
    "robotstxt.RobotsTxtMiddleware",
    "stats.DownloaderStats",
)


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """Network behaviour, as configured.

    `delay` is the least time in seconds between two requests to one host, `timeout` the longest a request may
    take from its start to its last byte, `max_bytes` the largest body as it is sent (twice that when unpacked),
    `proxies` the HTTP proxies to go through. Addresses that are not of the public internet are refused
    unless `allow_private_addresses`. `pages_per_host` is how many links of one host a run fetches.
    """

    user_agent: str
    delay: float = 1.0
    per_host: int = 1
    concurrency: int = 64
    timeout: float = 30.0
    retries: int = 2
    max_bytes: int = 10 * MEBIBYTE
    max_redirects: int = 5
    obey_robots: bool = True
    pages_per_host: int = 1000
    proxies: Proxies = field(default_factory=Proxies)
    allow_private_addresses: bool = False


def scrapy_settings(settings: CrawlSettings, hosts: Hosts, *, replay: bool = False) -> dict[str, Any]:
    """Settings for Scrapy 2.19; `hosts` is the memory of what hosts asked for.

    A replay contacts nothing, so it does not wait either.
    """
    result: dict[str, Any] = {
        "CONCURRENT_ITEMS": 1,  # Scrapy starts this many tasks for every answer; ours yield requests, never items
        "CONCURRENT_REQUESTS": settings.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": settings.per_host,
        "COOKIES_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "ko,en;q=0.8",
        },
        "DOWNLOAD_DELAY": settings.delay,
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_MAXSIZE": settings.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_TIMEOUT": settings.timeout,
        "DOWNLOAD_HANDLERS": {
            **dict.fromkeys(("data", "file", "ftp", "s3")),
            **dict.fromkeys(("http", "https"), "spiders.politeness.pacing.PacedHandler"),
        },
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOADER_MIDDLEWARES": {
            **{f"scrapy.downloadermiddlewares.{name}": None for name in _WITHOUT},
            "spiders.politeness.manners.Manners": 560,
            "spiders.safety.decompression.Unpacking": 590,
            "spiders.safety.redirects.Redirects": 600,
            "spiders.safety.redirects.HopRecorder": 610,
            "spiders.crawl.ProxySetter": 740,
        },
        "EXTENSIONS_BASE": {},  # counters, limits and remote controls
        "LOG_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "PRESS_ALLOW_PRIVATE": settings.allow_private_addresses,
        "PRESS_HOSTS": hosts,
        "PRESS_OBEY_ROBOTS": settings.obey_robots and not replay,
        "PRESS_PROXIES": Proxies() if replay else settings.proxies,
        "REDIRECT_MAX_TIMES": settings.max_redirects,
        "RETRY_GIVE_UP_LOG_LEVEL": "DEBUG",  # it is reported as the outcome of the link
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],
        "RETRY_TIMES": settings.retries,
        "ROBOTSTXT_OBEY": False,
        "SCRAPER_SLOT_MAX_ACTIVE_SIZE": 4 * settings.max_bytes,  # one large page in progress delays no other host
        "SCHEDULER_MEMORY_QUEUE": "spiders.politeness.queue.Waiting",
        "SCHEDULER_PRIORITY_QUEUE": "spiders.politeness.queue.Turns",
        "SPIDER_MIDDLEWARES_BASE": {},  # what they would do to every request is done elsewhere, or not wanted
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "USER_AGENT": settings.user_agent,
    }
    if replay:
        handler = "spiders.replay.ReplayHandler"
        result |= {
            "CONCURRENT_REQUESTS_PER_DOMAIN": settings.concurrency,
            "DOWNLOAD_DELAY": 0,
            "DOWNLOAD_HANDLERS": {**result["DOWNLOAD_HANDLERS"], **dict.fromkeys(("http", "https"), handler)},
            "RETRY_ENABLED": False,
        }
    return result
