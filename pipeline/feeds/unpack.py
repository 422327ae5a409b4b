"""The text of a feed or sitemap from the bytes as served, gzip undone within bounds."""

from __future__ import annotations

import zlib

from pipeline.errors import FeedError, Undecodable
from pipeline.markup.encoding import Decoded, decode

__all__ = ["MAX_BYTES", "document_text", "losses"]

MAX_BYTES = 20_971_520  # 20 MiB: fifty thousand pages of a news sitemap
_GZIP = b"\x1f\x8b"
_LAYERS = 2  # a .gz file that a server has compressed once more
_STEP = 1_048_576


def document_text(body: bytes, content_type: str | None, url: str, what: str) -> Decoded:
    """The text of the document served from `url`.

    `what` names it in errors: feed or sitemap. What is longer than 20 MiB without its compression is cut there, as
    one that breaks off. Raises FeedError when the bytes are empty or no text.
    """
    for _ in range(_LAYERS):
        if body.startswith(_GZIP):
            body = _inflated(body, url)
    is_cut = len(body) > MAX_BYTES
    body = body[:MAX_BYTES]
    if not body.strip():
        why = f"it is too large: nothing in the first {MAX_BYTES >> 20} MiB" if is_cut else "it is empty"
        raise FeedError(f"{url} is not a {what}: {why}")
    try:
        return decode(body, content_type, markup="xml")
    except Undecodable as error:
        raise FeedError(f"{url} is not a {what}: {error}") from error


def losses(document: Decoded) -> list[str]:
    """A warning about characters that could not be read, if there are any."""
    return [f"{document.replaced} characters could not be read in {document.encoding}"] if document.replaced else []


def _inflated(body: bytes, url: str) -> bytes:
    """The content of a gzip file, of one that breaks off as far as it goes, of none beyond the bound."""
    pieces: list[bytes] = []
    size = 0
    rest = body
    while rest.startswith(_GZIP):
        inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)
        while rest and not inflater.eof:
            try:
                piece = inflater.decompress(rest, _STEP)
            except zlib.error as error:
                if pieces:
                    return b"".join(pieces)
                raise FeedError(f"{url} is a broken gzip file") from error
            rest = inflater.unconsumed_tail
            size += len(piece)
            pieces.append(piece)
            if size > MAX_BYTES:
                return b"".join(pieces)
        rest = inflater.unused_data
    return b"".join(pieces)
