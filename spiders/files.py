"""Fetch a large file to the disk, piece by piece, politely; what was cut off is resumed.

Each piece is a request for a range of bytes (RFC 9110, 14) and goes through the crawl as every other request does:
paced, retried, kept from private addresses. robots.txt is for pages, not for a file that a person names.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.errors import PageError
from pipeline.items import Link, Page, Source
from spiders.crawl import Miss, crawl
from spiders.politeness.hosts import Hosts
from spiders.settings import MEBIBYTE, CrawlSettings
from spiders.sources.base import Ask, DocumentReading

__all__ = ["fetch_file"]

_PIECE = 32 * MEBIBYTE
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")
_PARTIAL = 206


async def fetch_file(
    url: str, file: Path, settings: CrawlSettings, *, stop: asyncio.Event, hosts: Hosts, piece: int = _PIECE
) -> bool:
    """Fetch `url` into `file`; False when `stop` was set before it was whole. What an earlier attempt left in
    ``file.part`` is not fetched again. Raises PageError with the reason when it cannot be had. Needs Twisted's
    reactor to be running."""
    handler = _Pieces(file.with_name(f"{file.name}.part"), piece)
    settings = replace(settings, max_bytes=2 * piece)
    await crawl([Source("file", url)], handler, settings, stop=stop, hosts=hosts)
    if handler.failure is not None:
        raise PageError(f"{url}: {handler.failure}")
    if handler.is_whole:
        handler.part.replace(file)
    return handler.is_whole


class _Pieces:
    """Asks for one piece after the other, and appends them to a file."""

    def __init__(self, part: Path, piece: int) -> None:
        self.part = part
        self.failure: str | None = None
        self.is_whole = False
        self._piece = piece
        self._tag: str | None = None

    def begin(self, source: Source) -> Ask:
        """The first piece that is missing."""
        return self._ask(source)

    def _ask(self, source: Source) -> Ask:
        have = self.part.stat().st_size if self.part.exists() else 0
        start = max(0, have - 1)  # one byte again: a file that is whole has no piece behind it to ask for
        wanted = f"bytes={start}-{start + self._piece - 1}"
        return Ask(source.url, (("Range", wanted), ("Accept-Encoding", "identity")))

    async def read(self, source: Source, page: Page) -> DocumentReading:
        """Append a piece. Raises PageError when it is none."""
        if page.status != _PARTIAL:
            if len(page.body) > self._piece:
                raise PageError("the server gives no parts of files (byte ranges); fetch it with another program")
            self.part.write_bytes(page.body)
            self.is_whole = True
            return DocumentReading()
        given = _RANGE.fullmatch(page.header("content-range") or "")
        if given is None:
            raise PageError("the server does not say which part of the file it gives")
        start, end, total = map(int, given.groups())
        have = self.part.stat().st_size if self.part.exists() else 0
        tag = page.header("etag")
        if start != max(0, have - 1) or end - start + 1 != len(page.body) or self._tag not in {None, tag}:
            self.part.unlink(missing_ok=True)
            raise PageError("the file changed while it was fetched; try again")
        self._tag = tag
        with self.part.open("ab") as out:
            out.write(page.body[have - start :])
        if end + 1 < total:
            return DocumentReading(more=(self._ask(source),))
        self.is_whole = True
        return DocumentReading()

    async def offer(self, source: Source, links: Sequence[Link]) -> Sequence[Link]:
        """Nothing is offered."""
        del source, links
        return ()

    async def page_fetched(self, link: Link, page: Page) -> None:
        """Nothing is fetched."""

    async def page_missed(self, link: Link, miss: Miss) -> None:
        """Nothing is fetched."""

    async def left(self, what: Source | Link, name: str, holder: str) -> None:
        """Nobody is kept from a host here: a mirror is there to be read by many."""
        del what
        self.failure = f"{name} is being asked by {holder}"

    async def source_read(self, source: Source, links: int, warnings: Sequence[str]) -> None:
        """Nothing is left to do, unless there were more pieces than one crawl asks for."""
        del source, links
        if not self.is_whole and warnings:
            self.failure = warnings[0]

    async def source_failed(self, source: Source, why: str, wait: float = 0.0) -> None:
        """Keep the reason."""
        del source, wait
        self.failure = why
