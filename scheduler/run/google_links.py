"""Links that do not name the address of their article: matched with what other sources found, else resolved.

Matching comes first, after everything else in a run was read, because it costs no request. A link that can be
neither matched nor resolved is kept under its headline and tried again in a later run.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from pipeline.items import Link, Reason
from scheduler.run.handler import RunHandler
from spiders.crawl import Miss
from spiders.google_links import resolve_google_links
from spiders.politeness.hosts import Hosts
from spiders.settings import CrawlSettings

__all__ = ["MOST_RESOLVED", "find_articles"]

MOST_RESOLVED = 200  # in one run: each costs a request to one host
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


async def find_articles(
    handler: RunHandler, settings: CrawlSettings, stop: asyncio.Event, hosts: Hosts
) -> list[Link]:
    """The links to fetch instead of those the handler put aside; the others end here."""
    aside = [link for link in handler.opaque if not await handler.match(link)]
    aside.sort(key=lambda link: link.published_at or _LONG_AGO, reverse=True)
    chosen, left = aside[:MOST_RESOLVED], aside[MOST_RESOLVED:]
    addresses = await resolve_google_links([link.url for link in chosen], settings, stop=stop, hosts=hosts)
    wanted: list[Link] = []
    for link in chosen:
        if link.url in addresses.resolved:
            wanted.extend(await handler.lead(link, addresses.resolved[link.url]))
        elif link.url in addresses.failed:
            await handler.page_missed(link, Miss(Reason.FAILED, f"address not found: {addresses.failed[link.url]}"))
    for link in left:
        why = f"address not resolved yet: {MOST_RESOLVED} newer links came first"
        await handler.page_missed(link, Miss(Reason.FAILED, why))
    return wanted
