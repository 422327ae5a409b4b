"""Unpacking bodies within bounds: of size, counted while it is done, and of how often one thing is packed."""

from __future__ import annotations

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest

__all__ = ["MAX_LAYERS", "Unpacking"]

MAX_LAYERS = 5  # as curl allows
GROWTH = 2  # a body may be so many times the largest size when it is unpacked


class Unpacking(HttpCompressionMiddleware):
    """Scrapy's own, which unpacks as many layers as a header can name."""

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._max_size *= GROWTH

    def _handle_encoding(
        self, body: bytes, content_encoding: list[bytes], max_size: int
    ) -> tuple[bytes, list[bytes]]:
        layers, _ = self._split_encodings(content_encoding)
        if len(layers) > MAX_LAYERS:
            raise IgnoreRequest(f"packed {len(layers)} times: more than DOWNLOAD_MAXSIZE may come of it")
        return super()._handle_encoding(body, content_encoding, max_size)
