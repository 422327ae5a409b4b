"""A limit on the status line and headers of an answer.

Twisted limits the length of a header line but not the number of lines, and Scrapy's size limit counts the body
alone: a server that sends headers without end would fill memory until the time limit.
"""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _LenientHTTP11ClientFactory
from scrapy.crawler import Crawler
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure

__all__ = ["MAX_HEAD_BYTES", "BoundedHandler", "HeadTooLarge"]

MAX_HEAD_BYTES = 256 * 1024


class HeadTooLarge(Exception):
    """Status line and headers are longer than `MAX_HEAD_BYTES`."""

    def __init__(self) -> None:
        super().__init__(f"headers are longer than {MAX_HEAD_BYTES // 1024} KiB")


class _Factory(_LenientHTTP11ClientFactory):
    """Builds connections that count the bytes before each body."""

    def buildProtocol(self, addr: IAddress | None) -> Any:  # noqa: N802 - Twisted's name
        connection: Any = super().buildProtocol(addr)
        receive = connection.dataReceived
        parser, seen = None, 0

        def bounded(data: bytes) -> None:
            nonlocal parser, seen
            if connection._parser is not parser:  # noqa: SLF001 - a kept connection begins its next answer
                parser, seen = connection._parser, 0  # noqa: SLF001
            if parser is not None and parser.state in {"STATUS", "HEADER"}:
                seen += len(data)
                if seen > MAX_HEAD_BYTES + len(data):  # one piece may contain the head and the start of the body
                    connection._giveUp(Failure(HeadTooLarge()))  # type: ignore[no-untyped-call]  # noqa: SLF001
                    return
            receive(data)

        connection.dataReceived = bounded
        return connection


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's own handler for http and https, with the limit."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _Factory  # noqa: SLF001 - as its base class sets it
