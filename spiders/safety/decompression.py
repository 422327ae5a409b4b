"""Decompressing bodies within limits: of the size, counted while decompressing, and of the number of layers.

A page beyond the limit is refused. A document that lists articles is of use in part: it is cut there.
"""

from __future__ import annotations

from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from pipeline.errors import PageError
from spiders.safety.unpacking import BROKEN, GROWTH, MAX_LAYERS, beginning

__all__ = ["CUT_AT", "WAS_CUT", "Unpacking", "reading_to"]

CUT_AT, WAS_CUT = "cut_at", "was_cut"  # in the meta of a request: the limit in bytes, and that it was reached


def reading_to(limit: int) -> dict[str, Any]:
    """The meta of a request whose answer is read up to `limit` bytes, and cut there."""
    return {CUT_AT: limit, "download_maxsize": 0}  # no limit of Scrapy's own, which would keep nothing


class Unpacking(HttpCompressionMiddleware):
    """Scrapy's own middleware, which would decompress any number of layers, and keep nothing of what is large."""

    def __init__(self, *, crawler: Crawler) -> None:
        super().__init__(crawler=crawler)
        self._max_size *= GROWTH

    def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        """Unpack the body of `response`. Raises IgnoreRequest when it is too large, PageError when it is broken."""
        written = response.headers.getlist("Content-Encoding")
        if request.meta.get("download_maxsize") != 0 or not written:
            try:
                return super().process_response(request, response)
            except (*BROKEN, OSError) as error:
                raise PageError("its compression is broken") from error
        layers, kept = self._split_encodings(written)
        _refuse_many(layers)
        limit = GROWTH * request.meta[CUT_AT]
        body = response.body
        for encoding in layers:
            body = beginning(body, encoding, limit + 1)
        if len(body) > limit:
            request.meta[WAS_CUT] = True
        response = response.replace(body=body[:limit])
        response.headers["Content-Encoding"] = kept
        return response

    def _handle_encoding(
        self, body: bytes, content_encoding: list[bytes], max_size: int
    ) -> tuple[bytes, list[bytes]]:
        layers, _ = self._split_encodings(content_encoding)
        _refuse_many(layers)
        return super()._handle_encoding(body, content_encoding, max_size)


def _refuse_many(layers: list[bytes]) -> None:
    if len(layers) > MAX_LAYERS:
        raise IgnoreRequest(f"compressed {len(layers)} times: the result may exceed DOWNLOAD_MAXSIZE")
