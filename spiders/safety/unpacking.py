"""Unpacking bodies within limits: of the size, counted while unpacking, and of the number of layers.

A body that is cut off or broken is of use in part.
"""

from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Iterator

import brotli

from pipeline.errors import PageError

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["BROKEN", "GROWTH", "MAX_LAYERS", "beginning", "unpacked"]

MAX_LAYERS = 5  # as curl allows
GROWTH = 2  # an unpacked body may be this many times the largest size
BROKEN = (zlib.error, brotli.error, zstd.ZstdError, EOFError)  # what the unpackers raise
_STEP = 65_536
_KNOWN = frozenset({b"gzip", b"x-gzip", b"deflate", b"br", b"zstd"})


def unpacked(body: bytes, encodings: str, limit: int) -> bytes:
    """The first `limit` bytes of a body that is packed as a Content-Encoding header says. Raises PageError when it
    is broken from the start, or packed too often."""
    layers = [name.strip().lower().encode() for name in encodings.split(",") if name.strip()]
    if len(layers) > MAX_LAYERS:
        raise PageError(f"compressed {len(layers)} times")
    for layer in reversed(layers):
        if layer in _KNOWN:
            body = beginning(body, layer, limit)
    return body


def beginning(packed: bytes, encoding: bytes, limit: int) -> bytes:
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
    except BROKEN as error:
        if not pieces:
            raise PageError("its compression is broken") from error
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
