"""The archive: every fetched page in WARC files, so that coverage outlives the page.

Records follow ISO 28500 (WARC 1.1). A page is stored with its content encoding undone, the original named in
`X-Archive-Orig-Content-Encoding`; a redirect on the way is a record of its own. Each process writes files of
its own, a new one every day: what a killed process left half-written is never appended to.
"""

from __future__ import annotations

import io
import mmap
import secrets
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from isal import isal_zlib
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.errors import ArchiveError
from pipeline.items import ArchiveRef, Page
from pipeline.urls import canonical_url

__all__ = ["Archive", "ArchiveIndex", "ArchiveWriter", "is_archive"]

_GZIP_MEMBER = b"\x1f\x8b\x08"
_PIECE = 1 << 16
_HOP_BY_HOP = {"transfer-encoding", "content-encoding", "content-length", "connection", "keep-alive"}


class ArchiveWriter:
    """Adds pages to the archive in `folder`, in files that it alone writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._day: date | None = None
        self._file: BinaryIO | None = None

    def write(self, page: Page) -> ArchiveRef:
        """Store `page` and the redirects that led to it; the reference is that of the page itself.

        The bytes have reached the operating system when this returns. Raises ArchiveError.
        """
        try:
            out = self._file_for(page.fetched_at.astimezone(UTC).date())
            for hop in page.hops:
                headers = [("Location", hop.location)]
                out.write(_record(hop.url, hop.status, headers, b"", page.fetched_at))
            record = _record(page.url_answered, page.status, _kept_headers(page), page.body, page.fetched_at)
            offset = out.tell()
            out.write(record)
            out.flush()
        except OSError as error:
            raise ArchiveError(f"archive {self._folder}: {error.strerror or error}") from error
        return ArchiveRef(Path(out.name).name, offset, len(record))

    def _file_for(self, day: date) -> BinaryIO:
        if self._file is None or day != self._day:
            self.close()
            self._folder.mkdir(parents=True, exist_ok=True)
            name = f"{day.isoformat()}-{secrets.token_hex(4)}.warc.gz"
            self._file = (self._folder / name).open("xb")
            self._day = day
        return self._file

    def close(self) -> None:
        """Close the file in hand; the next page opens one again."""
        if self._file is not None:
            self._file.close()
            self._file = None


class Archive:
    """Reads single pages back from the archive in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, ref: ArchiveRef, *, url: str) -> Page:
        """The page at `ref`, as the answer to `url`. Raises ArchiveError when it is not there or torn."""
        return _read_at(self._folder / ref.file, ref.offset, offered_url=url)


@dataclass(slots=True)
class ArchiveIndex:
    """Where each response of some WARC files stands, by URL: what a replay answers from.

    Of several responses of one URL the last fetched counts. A URL that is not there in so many letters is
    looked up by its canonical form. `problems` holds a line for each record that could not be read.
    """

    problems: list[str] = field(default_factory=list)
    _exact: dict[str, tuple[str, Path, int]] = field(default_factory=dict)
    _canonical: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Iterable[Path]) -> ArchiveIndex:
        """Read the headers of every record in `files`. Raises ArchiveError when a file cannot be opened."""
        index = cls()
        for file in files:
            for url, fetched, offset, status in _responses(file, index.problems.append):
                index._add(url, fetched, file, offset, status)
        return index

    def _add(self, url: str, fetched: str, file: Path, offset: int, status: int) -> None:
        known = self._exact.get(url)
        if known is None or known[0] <= fetched:
            self._exact[url] = (fetched, file, offset)
        if status == 200:
            self._canonical.setdefault(canonical_url(url), url)

    def __len__(self) -> int:
        return len(self._exact)

    def urls(self) -> tuple[str, ...]:
        """Every URL of the index, in the order of the files."""
        return tuple(self._exact)

    def find(self, url: str) -> Page | None:
        """What the archive answers to `url`, or None. Raises ArchiveError when the record is torn."""
        key = url if url in self._exact else self._canonical.get(canonical_url(url))
        if key is None:
            return None
        _, file, offset = self._exact[key]
        return _read_at(file, offset, offered_url=url)


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


def _responses(file: Path, report: Callable[[str], None]) -> Iterator[tuple[str, str, int, int]]:
    """(URL, date, offset, HTTP status) of each whole response; what is torn is reported and stepped over."""
    try:
        stream = file.open("rb")
    except OSError as error:
        raise ArchiveError(f"archive {file}: {error.strerror}") from error
    with stream:
        start = 0
        while start >= 0:
            stream.seek(start)
            offset, entry = start, None
            try:
                iterator = ArchiveIterator(stream)
                for record in iterator:  # going on reads the record before to its end
                    if entry is not None:
                        yield entry
                    offset, entry = iterator.get_record_offset(), None
                    if record.rec_type == "response" and record.http_headers is not None:
                        entry = _entry(record, offset)
                torn, why, start = _torn_end(stream, offset), "the file ends in it", -1
            except (ArchiveLoadFailed, EOFError, zlib.error, ValueError):
                end = None if entry is None else _member_end(stream, offset)
                torn, why = offset if end is None else end, "its bytes make no record"
                start = _next_member(file, torn + 1)
            if entry is not None and torn != offset:
                yield entry
            if torn is not None:
                report(f"archive {file.name}: record at byte {torn} is torn and was skipped ({why})")


def is_archive(file: Path) -> bool:
    """Whether a file is a WARC or ARC file: one that is empty, or has a whole or torn record somewhere. Raises
    ArchiveError when it cannot be read."""
    try:
        with file.open("rb") as stream:
            begin = stream.read(8)
        return not begin or begin.startswith((b"WARC/", b"filedesc")) or _next_member(file, 0) >= 0
    except OSError as error:
        raise ArchiveError(f"archive {file}: {error.strerror}") from error


def _torn_end(stream: BinaryIO, last: int) -> int | None:
    """Where a record begins that the end of the file cuts off, `last` being the last one that was read; the reader
    takes such an end for the end of the file. None when there is none, or the file is not compressed."""
    stream.seek(last)
    if stream.read(len(_GZIP_MEMBER)) != _GZIP_MEMBER:
        return None
    end = _member_end(stream, last)
    if end is None:
        return last
    stream.seek(end)
    return end if stream.read(1) else None


def _member_end(stream: BinaryIO, start: int) -> int | None:
    """Where the gzip member that begins at `start` ends; None when it is torn, or there is none."""
    stream.seek(start)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    position = start
    while piece := stream.read(1 << 16):
        position += len(piece)
        try:
            unpacker.decompress(piece)
        except zlib.error:
            return None
        if unpacker.eof:
            return position - len(unpacker.unused_data)
    return None


def _entry(record: Any, offset: int) -> tuple[str, str, int, int]:
    header = record.rec_headers.get_header
    status = record.http_headers.get_statuscode()
    uri = (header("WARC-Target-URI") or "").strip("<>")
    return uri, header("WARC-Date") or "", offset, int(status) if status.isdigit() else 0


def _next_member(file: Path, start: int) -> int:
    """Offset of the next gzip member that opens a WARC record, or -1."""
    with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return _member_in(content, start)


def _member_in(content: mmap.mmap, start: int) -> int:
    position = content.find(_GZIP_MEMBER, start)
    while position >= 0:
        try:
            piece = content[position : position + _PIECE]
            if zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(piece, 8).startswith((b"WARC/", b"filedesc")):
                return position
        except zlib.error:
            pass
        position = content.find(_GZIP_MEMBER, position + 1)
    return -1


def _read_at(file: Path, offset: int, *, offered_url: str) -> Page:
    where = f"archive {file.name}: record at byte {offset}"
    try:
        with file.open("rb") as stream:
            stream.seek(offset)
            record = next(iter(ArchiveIterator(stream, check_digests=True)), None)
            if record is None or record.http_headers is None:
                raise ArchiveError(f"{where} holds no response")
            body = record.content_stream().read()
            if getattr(record.raw_stream, "limit", 0) > 0:
                raise ArchiveError(f"{where} is torn: the file ends in it")
            if record.digest_checker is not None and record.digest_checker.passed is False:
                raise ArchiveError(f"{where} is torn: its digest does not match")
            return _page(record, body, offered_url)
    except OSError as error:
        raise ArchiveError(f"{where}: {error.strerror or error}") from error
    except (ArchiveLoadFailed, EOFError, zlib.error, ValueError) as error:
        raise ArchiveError(f"{where} is torn") from error


def _page(record: Any, body: bytes, offered_url: str) -> Page:
    uri, fetched, _, status = _entry(record, 0)
    headers = tuple((name, value) for name, value in record.http_headers.headers if name.lower() not in _HOP_BY_HOP)
    try:
        fetched_at = datetime.fromisoformat(fetched)
    except ValueError:
        fetched_at = datetime(1970, 1, 1, tzinfo=UTC)
    if fetched_at.tzinfo is None:
        fetched_at = fetched_at.replace(tzinfo=UTC)
    return Page(offered_url, uri or offered_url, status, headers, body, fetched_at)
