"""WARC files as other programs write them, whole and damaged, with pages of an invented press."""

from __future__ import annotations

import gzip
from pathlib import Path

__all__ = ["AT", "LEE", "article", "gzipped", "record", "warc"]

AT = "2024-08-07T01:30:00Z"
LEE = "윤서하"


def article(headline: str, *, who: str = LEE, day: str = "2024-08-07", more: str = "") -> bytes:
    """The page of an article about somebody."""
    body = f"{who} 수석연구원은 {headline} 소식을 전하며 새 음성인식 모델을 소개했다고 밝혔다. {more}"
    return (
        f"<html lang=ko><head><meta charset=utf-8><title>{headline}</title><meta property='og:title' "
        f"content='{headline}'><meta property='og:type' content='article'>"
        f"<meta property='article:published_time' content='{day}T10:00:00+09:00'></head>"
        f"<body><article><h1>{headline}</h1>{f'<p>{body}</p>' * 4}</article></body></html>"
    ).encode()


def record(
    url: str,
    body: bytes = b"",
    *,
    at: str = AT,
    head: str = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n",
    kind: str = "response",
    content: str = "application/http; msgtype=response",
    length: int | None = None,
    more: str = "",
) -> bytes:
    """One record; `length` is what it says of itself, right or wrong."""
    block = head.encode() + body
    lines = (
        "WARC/1.0",
        f"WARC-Type: {kind}",
        "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>",
        f"WARC-Target-URI: {url}",
        f"WARC-Date: {at}",
        f"Content-Type: {content}",
        *([more] if more else []),
        f"Content-Length: {len(block) if length is None else length}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def gzipped(*records: bytes) -> bytes:
    """Records as most files hold them: each compressed by itself."""
    return b"".join(map(gzip.compress, records))


def warc(file: Path, *records: bytes) -> Path:
    """Write a file of whole records."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzipped(*records))
    return file
