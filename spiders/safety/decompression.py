"""Decompressing bodies within limits: of the size, counted while decompressing, and of the number of layers."""

from __future__ import annotations

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from pipeline.errors import PageError

__all__ = ["MAX_LAYERS", "Unpacking"]

MAX_LAYERS = 5  # as curl allows
GROWTH = 2  # a decompressed body may be this many times the largest size


class Unpacking(HttpCompressionMiddleware):
    """Scrapy's own middleware, which would decompress any number of layers."""

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._max_size *= GROWTH

    def _handle_encoding(
        self, body: bytes, content_encoding: list[bytes], max_size: int
    ) -> tuple[bytes, list[bytes]]:
        layers, _ = self._split_encodings(content_encoding)
        if len(layers) > MAX_LAYERS:
            raise IgnoreRequest(f"compressed {len(layers)} times: the result may exceed DOWNLOAD_MAXSIZE")
        return super()._handle_encoding(body, content_encoding, max_size)

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Undo the compression. Raises IgnoreRequest when the result is too large, PageError when it is broken."""
        try:
            return super().process_response(request, response)
        except IgnoreRequest:
            raise
        except Exception as error:  # each library of compression has errors of its own
            raise PageError("its compression is broken") from error
