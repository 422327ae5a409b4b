"""Pages as WARC records, one gzip member each (ISO 28500), written and read."""

from __future__ import annotations

import io
import zlib
from datetime import UTC, datetime
from typing import Any, BinaryIO

from isal import isal_zlib
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.errors import ArchiveError
from pipeline.items import Page

__all__ = ["entry_of", "page_record", "read_page", "redirect_records"]

_HOP_BY_HOP = {"transfer-encoding", "content-encoding", "content-length", "connection", "keep-alive"}


def redirect_records(page: Page) -> bytes:
    """The redirects that led to a page, each a record of its own."""
    return b"".join(
        _record(hop.url, hop.status, [("Location", hop.location)], b"", page.fetched_at) for hop in page.hops
    )


def page_record(page: Page) -> bytes:
    """A page as a record."""
    return _record(page.url_answered, page.status, _kept_headers(page), page.body, page.fetched_at)


def read_page(stream: BinaryIO, where: str, *, offered_url: str) -> Page:
    """The page in the record at which `stream` stands. Raises ArchiveError, which begins with `where`, when there
    is none or it is torn; OSError as the stream does."""
    try:
        record = next(iter(ArchiveIterator(stream, check_digests=True)), None)
        if record is None or record.http_headers is None:
            raise ArchiveError(f"{where} holds no response")
        body = record.content_stream().read()
        if getattr(record.raw_stream, "limit", 0) > 0:
            raise ArchiveError(f"{where} is torn: the file ends in it")
        if record.digest_checker is not None and record.digest_checker.passed is False:
            raise ArchiveError(f"{where} is torn: its digest does not match")
        return _page(record, body, offered_url)
    except (ArchiveLoadFailed, EOFError, zlib.error, ValueError) as error:
        raise ArchiveError(f"{where} is torn") from error


def entry_of(record: Any, offset: int) -> tuple[str, str, int, int]:
    """The URL, the date as written, the given offset and the HTTP status of a response."""
    header = record.rec_headers.get_header
    status = record.http_headers.get_statuscode()
    uri = (header("WARC-Target-URI") or "").strip("<>")
    return uri, header("WARC-Date") or "", offset, int(status) if status.isdigit() else 0


def _kept_headers(page: Page) -> list[tuple[str, str]]:
    encoding = page.header("content-encoding")
    kept = [(name, value) for name, value in page.headers if name.lower() not in _HOP_BY_HOP]
    if encoding:
        kept.append(("X-Archive-Orig-Content-Encoding", encoding))
    return [*kept, ("Content-Length", str(len(page.body)))]


def _record(url: str, status: int, headers: list[tuple[str, str]], body: bytes, at: datetime) -> bytes:
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=False, warc_version="1.1")
    clean = [(_one_line(name), _one_line(value)) for name, value in headers]
    http = StatusAndHeaders(f"{status} ", clean, protocol="HTTP/1.1")
    date_header = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    writer.write_record(
        writer.create_warc_record(
            _one_line(url),
            "response",
            payload=io.BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict={"WARC-Date": date_header},
        )
    )
    # A tenth of zlib's time at its usual level, for files 15 % larger.
    packer = isal_zlib.compressobj(2, isal_zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return packer.compress(buffer.getvalue()) + packer.flush()


def _one_line(value: str) -> str:
    return value.replace("\r", " ").replace("\n", " ")


def _page(record: Any, body: bytes, offered_url: str) -> Page:
    uri, fetched, _, status = entry_of(record, 0)
    headers = tuple((name, value) for name, value in record.http_headers.headers if name.lower() not in _HOP_BY_HOP)
    try:
        fetched_at = datetime.fromisoformat(fetched)
    except ValueError:
        fetched_at = datetime(1970, 1, 1, tzinfo=UTC)
    if fetched_at.tzinfo is None:
        fetched_at = fetched_at.replace(tzinfo=UTC)
    return Page(offered_url, uri or offered_url, status, headers, body, fetched_at)
