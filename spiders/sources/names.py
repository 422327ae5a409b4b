"""The source kinds by name, and what the configuration must give for each.

Plain data that imports nothing, so that the command line can check a configuration without loading Scrapy.
"""

from __future__ import annotations

from collections.abc import Container

__all__ = [
    "ADDRESS_KINDS",
    "BING_NEWS",
    "FEED",
    "GDELT",
    "GOOGLE_NEWS",
    "KIND_NAMES",
    "NAVER_HUB_KEYS",
    "NAVER_NEWS",
    "NAVER_OLD_KEYS",
    "SEARCH_KEYS",
    "SITE",
    "SITEMAP",
    "has_key",
]

FEED, SITEMAP, SITE = "feed", "sitemap", "site"
GOOGLE_NEWS, BING_NEWS, GDELT, NAVER_NEWS = "google-news", "bing-news", "gdelt", "naver-news"

NAVER_HUB_KEYS = ("NAVER_API_KEY_ID", "NAVER_API_KEY")
NAVER_OLD_KEYS = ("NAVER_CLIENT_ID", "NAVER_CLIENT_SECRET")

# Each of these needs a url.
ADDRESS_KINDS = (FEED, SITEMAP, SITE)
# Services that are searched for each tracked name, with the sets of environment variables of which one must be set
# completely; () for a service that needs no key. A url is optional: the address of the service.
SEARCH_KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    GOOGLE_NEWS: (),
    BING_NEWS: (),
    GDELT: (),
    NAVER_NEWS: (NAVER_HUB_KEYS, NAVER_OLD_KEYS),
}
KIND_NAMES = (*ADDRESS_KINDS, *SEARCH_KEYS)


def has_key(search: str, keys: Container[str]) -> bool:
    """Whether `search` can be asked when the environment variables `keys` are set."""
    groups = SEARCH_KEYS[search]
    return not groups or any(all(name in keys for name in group) for group in groups)
