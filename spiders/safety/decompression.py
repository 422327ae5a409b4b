"""Decompressing bodies within limits: of the size, counted while decompressing, and of the number of layers.

A page beyond the limit is refused. A document that lists articles is of use in part: it is cut there.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.utils._compression import brotli, zstd  # type: ignore[attr-defined]

from pipeline.errors import PageError

__all__ = ["CUT_AT", "MAX_LAYERS", "WAS_CUT", "Unpacking", "reading_to", "unpacked"]

MAX_LAYERS = 5  # as curl allows
GROWTH = 2  # a decompressed body may be this many times the largest size
CUT_AT, WAS_CUT = "cut_at", "was_cut"  # in the meta of a request: the limit in bytes, and that it was reached
_STEP = 65_536
_KNOWN = frozenset({b"gzip", b"x-gzip", b"deflate", b"br", b"zstd"})
_BROKEN = "its compression is broken"


def reading_to(limit: int) -> dict[str, Any]:
    """The meta of a request whose answer is read up to `limit` bytes, and cut there."""
    return {CUT_AT: limit, "download_maxsize": 0}  # no limit of Scrapy's own, which would keep nothing


def unpacked(body: bytes, encodings: str, limit: int) -> bytes:
    """The first `limit` bytes of a body that is packed as a Content-Encoding header says. Raises PageError when it
    is broken from the start, or packed too often."""
    layers = [name.strip().lower().encode() for name in encodings.split(",") if name.strip()]
    if len(layers) > MAX_LAYERS:
        raise PageError(f"compressed {len(layers)} times")
    for layer in reversed(layers):
        if layer in _KNOWN:
            body = _beginning(body, layer, limit)
    return body


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
            except (zlib.error, brotli.error, zstd.ZstdError, EOFError, OSError) as error:
                raise PageError(_BROKEN) from error
        layers, kept = self._split_encodings(written)
        _refuse_many(layers)
        limit = GROWTH * request.meta[CUT_AT]
        body = response.body
        for encoding in layers:
            body = _beginning(body, encoding, limit + 1)
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


def _beginning(packed: bytes, encoding: bytes, limit: int) -> bytes:
    """The first `limit` bytes of what was packed; of what is cut off or broken, as much as can be had. Raises
    PageError when that is nothing."""
    pieces, size = [], 0
    unpack = {b"br": _unbrotli, b"zstd": _unzstd}.get(encoding, _inflate)
    try:
        for piece in unpack(packed):
            pieces.append(piece)
            size += len(piece)
            if size >= limit:
                break
    except (zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
        if not pieces:
            raise PageError(_BROKEN) from error
    return b"".join(pieces)[:limit]


def _inflate(packed: bytes) -> Iterator[bytes]:
    """The content of gzip or zlib; what is neither is taken for bare deflate."""
    rest = packed
    while rest:
        is_zlib = rest[0] & 15 == 8 and int.from_bytes(rest[:2], "big") % 31 == 0
        is_headed = is_zlib or rest.startswith(b"\x1f\x8b")
        inflater = zlib.decompressobj(32 + zlib.MAX_WBITS if is_headed else -zlib.MAX_WBITS)
        while rest and not inflater.eof:
            yield inflater.decompress(rest, _STEP)
            rest = inflater.unconsumed_tail
        rest = inflater.unused_data if inflater.unused_data.startswith(b"\x1f\x8b") else b""


def _unbrotli(packed: bytes) -> Iterator[bytes]:
    decoder = brotli.Decompressor()
    piece = decoder.process(packed, output_buffer_limit=_STEP)
    while piece:
        yield piece
        piece = b"" if decoder.is_finished() else decoder.process(b"", output_buffer_limit=_STEP)


def _unzstd(packed: bytes) -> Iterator[bytes]:
    reader = zstd.ZstdFile(io.BytesIO(packed))
    while piece := reader.read(_STEP):
        yield piece
