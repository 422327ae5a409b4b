"""How requests are sent: `[crawl]` as the spiders take it, and the proxies of the environment."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress

from pipeline.errors import ConfigError, StorageError
from pipeline.urls import without_secrets
from scrape import __version__
from scrape.config.settings import Settings
from scrape.config.values import http_url
from spiders.safety.proxies import Proxies
from spiders.settings import MEBIBYTE, CrawlSettings
from storage.database.engine import Database
from storage.database.open import existing_database

__all__ = ["crawl_settings", "database_of_others"]

log = logging.getLogger(__name__)


def crawl_settings(
    settings: Settings, *, is_used: bool = True, environment: Mapping[str, str] = os.environ
) -> CrawlSettings:
    """The network behaviour that the configuration asks for; a warning names a proxy that it does not set. Whether
    the network `is_used` at all: an archive needs no proxy. Raises ConfigError."""
    table = settings.crawl
    proxies = Proxies(table.proxy, table.proxy)
    if table.proxy is None and is_used:
        proxies = _proxies_of(environment)
    return CrawlSettings(
        user_agent=f"press-scrape/{__version__}" + (f" (+{table.contact})" if table.contact else ""),
        delay=table.delay_seconds,
        per_host=table.per_host,
        pages_per_host=table.pages_per_host,
        concurrency=table.concurrency,
        timeout=table.timeout_seconds,
        retries=table.retries,
        max_bytes=int(table.max_mebibytes * MEBIBYTE),
        max_redirects=table.max_redirects,
        obey_robots=table.obey_robots,
        proxies=proxies,
        allow_private_addresses=table.allow_private_addresses,
    )


@contextmanager
def database_of_others(settings: Settings) -> Iterator[Database | None]:
    """The database of daemons and runs that may ask the same hosts meanwhile; None where there is none, or it
    cannot be used."""
    with ExitStack() as stack:
        database = None
        with suppress(StorageError):
            database = stack.enter_context(existing_database(settings.database, as_it_is=True))
        yield database


def _proxies_of(environment: Mapping[str, str]) -> Proxies:
    """The proxies that the environment sets, as curl reads it. Raises ConfigError for what is no HTTP proxy."""
    direct = environment.get("no_proxy") or environment.get("NO_PROXY") or ""
    if direct.strip() == "*":
        return Proxies()
    http, https = (_proxy_of(environment, scheme) for scheme in ("http", "https"))
    proxies = Proxies(http and http[1], https and https[1], direct)
    if proxies:
        names = " and ".join(dict.fromkeys(f"${named[0]}" for named in (http, https) if named))
        shown = without_secrets(", ".join(proxies.addresses()))
        log.warning("requests go through the proxy of %s: %s; [crawl] proxy sets another", names, shown)
    return proxies


def _proxy_of(environment: Mapping[str, str], scheme: str) -> tuple[str, str] | None:
    """The variable that sets the proxy for a scheme, and its address."""
    for name in (f"{scheme}_proxy", f"{scheme.upper()}_PROXY", "all_proxy", "ALL_PROXY"):
        value = environment.get(name, "").strip()
        if value:
            try:
                return name, http_url(value if "://" in value else f"http://{value}")
            except ValueError as error:
                raise ConfigError(
                    f"${name}: {error}; unset it, or set [crawl] proxy to the address of an HTTP proxy"
                ) from error
    return None
