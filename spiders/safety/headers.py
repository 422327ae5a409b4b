"""A limit on the status line and headers of an answer.

Twisted limits the length of a header line but not the number of lines, and Scrapy's size limit counts the body
alone: a server that sends headers without end would fill memory until the time limit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler, _LenientHTTP11ClientFactory
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure

__all__ = ["MAX_HEAD_BYTES", "BoundedHandler", "HeadTooLarge"]

MAX_HEAD_BYTES = 256 * 1024


class HeadTooLarge(Exception):
    """Status line and headers are longer than `MAX_HEAD_BYTES`."""

    def __init__(self) -> None:
        super().__init__(f"headers are longer than {MAX_HEAD_BYTES // 1024} KiB")


class _Factory(_LenientHTTP11ClientFactory):
    """Builds connections that count the bytes before each body, and call `sending` before each request."""

    def __init__(self, sending: Callable[[str], None], *of_the_pool: Any) -> None:
        super().__init__(*of_the_pool)  # type: ignore[no-untyped-call]
        self._sending = sending

    def buildProtocol(self, addr: IAddress | None) -> Any:  # noqa: N802 - Twisted's name
        connection: Any = super().buildProtocol(addr)
        receive, send = connection.dataReceived, connection.request
        parser, seen = None, 0

        def announced(request: Any) -> Any:
            try:
                self._sending(request.absoluteURI.decode("ascii"))
            except IgnoreRequest:
                connection.abort()
                raise
            return send(request)

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

        connection.dataReceived, connection.request = bounded, announced
        return connection


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's own handler for http and https, with the limit."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        pool: Any = self._pool
        pool._factory = partial(_Factory, self.sending)  # noqa: SLF001 - as its base class sets it

    def sending(self, url: str) -> None:
        """There is a connection, and the request for `url` is sent over it next. Raises IgnoreRequest to prevent
        that."""
