"""Answer requests from an archive instead of the network: real host names, no socket opened."""

from __future__ import annotations

from collections.abc import Callable

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.http import Headers, Response

from pipeline.errors import ArchiveError
from pipeline.items import Page

__all__ = ["Lookup", "NotInArchive", "ReplayHandler"]

Lookup = Callable[[str], Page | None]


class NotInArchive(ArchiveError):
    """The archive that is replayed holds no answer to this URL."""


class ReplayHandler(BaseDownloadHandler):
    """A Scrapy download handler that asks the spider's `lookup`."""

    async def download_request(self, request: Request) -> Response:
        """The archived response, or NotInArchive."""
        lookup: Lookup = self.crawler.spider.lookup  # type: ignore[union-attr]
        page = lookup(request.url)
        if page is None:
            raise NotInArchive("not in archive")
        headers = Headers([(name, value) for name, value in page.headers])
        return Response(request.url, status=page.status, headers=headers, body=page.body)
