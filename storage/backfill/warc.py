"""The responses in a WARC file of any origin, one after the other.

Files may be of any size: no more than two responses are in memory. What is torn, larger than allowed or does not
match its digest is reported with its place, and reading goes on behind it. The format is ISO 28500 (WARC 1.1); the
bodies come as they were recorded, with their transfer and content encodings.
"""

from __future__ import annotations

import mmap
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecordType

from pipeline.errors import ArchiveError
from pipeline.items import Page

__all__ = ["Response", "responses"]

_GZIP_MEMBER = b"\x1f\x8b\x08"
_RECORD = b"WARC/"
_PIECE = 1 << 16
_MOST_HEADERS = 1 << 20  # bytes before the body of a response
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_STATUS = re.compile(r"HTTP/[\d.]+ +(\d{3})(?: |$)")
_FOLDED = re.compile(r"\r?\n[ \t]+")
_DIGESTS = frozenset({"md5", "sha1", "sha256", "sha512"})  # others cannot be checked


class Response(NamedTuple):
    """A recorded response and where it begins, in bytes; `page` is None when it is larger than allowed."""

    offset: int
    url: str
    page: Page | None


class _Torn(Exception):
    """A record cannot be used; says why."""


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Which responses are read: those whose address is `wanted`, when their body has `most` bytes at most."""

    wanted: Callable[[str], bool]
    most: int


def responses(
    file: Path, *, most: int, report: Callable[[str], None], wanted: Callable[[str], bool] = lambda _: True
) -> Iterator[Response]:
    """Each whole response in `file` whose address is `wanted`, with a body of `most` bytes at most.

    `report` is told in a line what was left out, and where. Raises ArchiveError when the file cannot be read, is
    empty, or has no record.
    """
    try:
        with file.open("rb") as stream:
            begin = stream.read(8)
            if not begin:
                raise ArchiveError(f"{file}: the file is empty")
            if not begin.startswith((_RECORD, _GZIP_MEMBER)) and _next_record(stream, 0) < 0:
                raise ArchiveError(f"{file}: this is no WARC file")
            yield from _Reading(stream, _Bounds(wanted, most), report).responses()
    except OSError as error:
        raise ArchiveError(f"{file}: {error.strerror or error}") from error


class _Reading:
    """One pass over a file. After what makes no record it begins anew at the next place where one may begin."""

    def __init__(self, stream: BinaryIO, bounds: _Bounds, report: Callable[[str], None]) -> None:
        self._stream = stream
        self._bounds = bounds
        self._report = report
        self._is_gzip = stream.seek(0) == 0 and stream.read(len(_RECORD)) != _RECORD
        self._suspect: int | None = None  # its length is wrong, if a record follows it nevertheless

    def responses(self) -> Iterator[Response]:
        start = 0
        while start >= 0:
            start = yield from self._stretch(start)

    def _stretch(self, start: int) -> Generator[Response, None, int]:
        """The responses from `start` to the end, or to what makes no record; returns where to go on, or -1."""
        self._stream.seek(start)
        offset: int | None = None
        held: Response | None = None
        try:
            for record in ArchiveIterator(self._stream, parse_http=False, strict_mode=False):
                if held is not None:  # a whole record follows it: so it is whole itself
                    yield held
                offset, held = int(record.stream_pos), None
                self._clear_suspect()
                held = self._response(record, offset)
        except _Torn as torn:
            self._tell(offset or start, str(torn))
            return self._next(start if offset is None else offset, past=True)
        except (OSError, ValueError) as error:
            if getattr(error, "errno", None) is not None:  # of the disk, not of what is on it
                raise
            return (yield from self._after_trouble(start, offset, held))
        if held is not None:
            yield held
        end = None if offset is None else self._torn_end(offset)
        if end is not None or offset is None:
            self._tell(start if end is None else end, "the file ends in it")
        return -1

    def _after_trouble(
        self, start: int, offset: int | None, held: Response | None
    ) -> Generator[Response, None, int]:
        """Go on behind bytes that make no record, `offset` being the last record that did."""
        if offset is None:
            self._suspect = None
            self._tell(start, "its bytes make no record")
            return self._next(start, past=True)
        end = _member_end(self._stream, offset) if self._is_gzip else None
        if held is None or (self._is_gzip and end is None):
            self._tell(offset, "its bytes make no record")
            return self._next(offset, past=True)
        yield held
        if end is None:
            self._tell(offset, "its length is wrong, or what follows makes no record")
            return self._next(offset, past=True)
        start = self._next(end, past=False)
        if start != end:
            self._tell(end, "its bytes make no record")
        else:
            self._suspect = offset
        return start

    def _clear_suspect(self) -> None:
        """A record was found where trouble began: it is the one before it whose length is wrong."""
        if self._suspect is not None:
            self._tell(self._suspect, "its length is wrong")
            self._suspect = None

    def _response(self, record: Any, offset: int) -> Response | None:
        """The response of a record; None when it is none that is wanted. Raises _Torn."""
        if record.headers.get("Content-Length") is None:
            raise _Torn("the file ends in it")
        url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
        if record.record_type != WarcRecordType.response or not record.is_http:
            return None
        if not url:
            self._tell(offset, "it has no address")
        if not url or not self._bounds.wanted(url):
            return None
        length = record.content_length
        if length > self._bounds.most + _MOST_HEADERS:
            if record.consume() < length:
                raise _Torn("it is shorter than it says")
            self._tell(offset, f"left out, it has {length} bytes")
            return Response(offset, url, None)
        if not _has_right_digest(record):
            self._tell(offset, "its digest does not match")
            return None
        block = record.reader.read(length)
        if len(block) < length:
            raise _Torn("it is shorter than it says")
        return self._parsed(block, url, record.headers.get("WARC-Date") or "", offset)

    def _parsed(self, block: bytes, url: str, date: str, offset: int) -> Response | None:
        end = _END_OF_HEADERS.search(block)
        head, body = (block, b"") if end is None else (block[: end.start()], block[end.end() :])
        status, headers = _http(head)
        if status is None:
            if block:  # a response without a payload says nothing
                self._tell(offset, "it is no response of HTTP")
            return None
        at = _time(date)
        if at is None:
            self._tell(offset, f"its WARC-Date is no time: {date[:40]!r}")
            return None
        if len(body) > self._bounds.most:
            self._tell(offset, f"left out, its body has {len(body)} bytes")
            return Response(offset, url, None)
        return Response(offset, url, Page(url, url, status, headers, body, at))

    def _tell(self, offset: int, why: str) -> None:
        self._report(f"record at byte {offset}: {why}")

    def _next(self, start: int, *, past: bool) -> int:
        """Where the next record may begin, from `start`, or behind it (`past`); -1 when there is none."""
        return _next_record(self._stream, start + past, gzip=self._is_gzip)

    def _torn_end(self, last: int) -> int | None:
        """Where a record begins that the end of a compressed file cuts off, `last` being the last one read."""
        if not self._is_gzip:
            return None
        self._stream.seek(last)
        if self._stream.read(len(_GZIP_MEMBER)) != _GZIP_MEMBER:  # all records in one member: places are not known
            return None
        end = _member_end(self._stream, last)
        if end is None:
            return last
        self._stream.seek(end)
        return end if self._stream.read(1) else None


def _has_right_digest(record: Any) -> bool:
    """Whether the bytes match the digest of the block, else that of the payload; True when none can be checked."""
    if record.headers.get("WARC-Truncated") is not None:
        return True
    for name, check in (
        ("WARC-Block-Digest", record.verify_block_digest),
        ("WARC-Payload-Digest", record.verify_payload_digest),
    ):
        algorithm, _, value = (record.headers.get(name) or "").partition(":")
        if algorithm.lower().replace("-", "") in _DIGESTS and value:
            return bool(check())
    return True


def _http(head: bytes) -> tuple[int | None, tuple[tuple[str, str], ...]]:
    """The status and the headers of a response (RFC 9112, also with bare line feeds)."""
    first, *lines = _FOLDED.sub(" ", head.decode("latin-1")).splitlines() or [""]
    status = _STATUS.match(first)
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.strip(), value.strip()) for name, colon, value in pairs if colon and name.strip())
    return (None if status is None else int(status[1])), headers


def _time(date: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(date.strip())
    except ValueError:
        return None
    return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).astimezone(UTC)


def _member_end(stream: BinaryIO, start: int) -> int | None:
    """Where the gzip member that begins at `start` ends; None when it is torn."""
    stream.seek(start)
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    position = start
    while piece := stream.read(_PIECE):
        position += len(piece)
        try:
            while piece:  # in steps: a few bytes may stand for gigabytes
                unpacker.decompress(piece, _PIECE)
                piece = unpacker.unconsumed_tail
        except zlib.error:
            return None
        if unpacker.eof:
            return position - len(unpacker.unused_data)
    return None


def _next_record(stream: BinaryIO, start: int, *, gzip: bool = True) -> int:
    """Where the next record may begin, from `start` on: a line that opens one, or a gzip member that does; -1 when
    there is none."""
    with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if not gzip:
            found = content.find(b"\n" + _RECORD, max(0, start - 1))
            return found + 1 if found >= 0 else -1
        position = content.find(_GZIP_MEMBER, start)
        while position >= 0:
            try:
                unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
                if unpacker.decompress(content[position : position + _PIECE], len(_RECORD)) == _RECORD:
                    return position
            except zlib.error:
                pass
            position = content.find(_GZIP_MEMBER, position + 1)
        return -1
