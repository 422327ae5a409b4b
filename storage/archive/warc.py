"""The records of a WARC file of any origin, one after the other (ISO 28500, WARC 1.1).

Files may be of any size: one record is in memory at once. What is torn is told with its place, and reading goes
on behind it.
"""

from __future__ import annotations

import base64
import hashlib
import mmap
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from typing import Any, BinaryIO, Generic, TypeVar

from fastwarc.warc import ArchiveIterator, WarcRecordType

__all__ = [
    "Torn",
    "WarcFile",
    "digest_matches",
    "is_response",
    "looks_like_warc",
    "parted",
    "time_of",
    "url_of",
]

T = TypeVar("T")

_GZIP_MEMBER = b"\x1f\x8b\x08"
_RECORD = b"WARC/"
_PIECE = 1 << 16
_END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
_END_OF_LINE = re.compile(r"\r?\n")
_STATUS = re.compile(r"HTTP/[\d.]+ +(\d{3})(?: |$)")
_FOLDED = re.compile(r"\r?\n[ \t]+")
_DIGESTS = frozenset({"md5", "sha1", "sha256", "sha512"})  # others cannot be checked


class Torn(Exception):
    """A record cannot be used; says why."""


class WarcFile(Generic[T]):
    """One pass over an open file. What `made` makes of a record and its place, in bytes, comes unless it is None,
    once the record has been read to its end; it raises Torn where that cannot be. `tell` is told what was left out:
    its place, and why. After what makes no record reading begins anew at the next place where one may begin."""

    def __init__(
        self, stream: BinaryIO, made: Callable[[Any, int], T | None], tell: Callable[[int, str], None]
    ) -> None:
        self._stream = stream
        self._made = made
        self._tell = tell
        self._is_gzip = stream.seek(0) == 0 and stream.read(len(_RECORD)) != _RECORD
        self._suspect: int | None = None  # its length is wrong, if a record follows it nevertheless

    def __iter__(self) -> Iterator[T]:
        start = 0
        while start >= 0:
            start = yield from self._stretch(start)

    def _stretch(self, start: int) -> Generator[T, None, int]:
        """What there is from `start` to the end, or to what makes no record; returns where to go on, or -1."""
        self._stream.seek(start)
        offset: int | None = None
        held: T | None = None
        try:
            for record in ArchiveIterator(self._stream, parse_http=False):
                if held is not None:  # a whole record follows it: so it is whole itself
                    yield held
                offset, held = int(record.stream_pos), None
                self._clear_suspect()
                held = self._made(_headed(record), offset)
        except Torn as torn:
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

    def _after_trouble(self, start: int, offset: int | None, held: T | None) -> Generator[T, None, int]:
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


def _headed(record: Any) -> Any:
    """A record whose header was read to its end. Raises Torn."""
    if record.headers.get("Content-Length") is None:
        raise Torn("the file ends in it")
    return record


def looks_like_warc(stream: BinaryIO) -> bool:
    """Whether a file that is not empty has a record somewhere, whole or torn."""
    stream.seek(0)
    return stream.read(len(_RECORD)) == _RECORD or _next_record(stream, 0) >= 0


def is_response(record: Any) -> bool:
    """Whether a record is a response of HTTP."""
    return record.record_type == WarcRecordType.response and bool(record.is_http)


def url_of(record: Any) -> str:
    """The URL of a record, empty when it has none."""
    return (record.headers.get("WARC-Target-URI") or "").strip("<> ")


def time_of(record: Any) -> datetime | None:
    """When a record was made; None when its date is no time."""
    try:
        at = datetime.fromisoformat((record.headers.get("WARC-Date") or "").strip())
    except ValueError:
        return None
    return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).astimezone(UTC)


def digest_matches(record: Any, block: bytes, body: bytes) -> bool:
    """Whether the bytes of a record match the digest of the block, else that of the payload, its `body`; True when
    none can be checked."""
    if record.headers.get("WARC-Truncated") is not None:
        return True
    for name, content in (("WARC-Block-Digest", block), ("WARC-Payload-Digest", body)):
        algorithm, _, value = (record.headers.get(name) or "").partition(":")
        algorithm = algorithm.strip().lower().replace("-", "")
        if algorithm in _DIGESTS and value:
            digest = hashlib.new(algorithm, content, usedforsecurity=False).digest()
            written = value.strip().upper().rstrip("=")
            return written in {base64.b32encode(digest).decode("ascii").rstrip("="), digest.hex().upper()}
    return True


def parted(block: bytes) -> tuple[int | None, tuple[tuple[str, str], ...], bytes]:
    """The status, the headers and the body of a response (RFC 9112, also with bare line feeds). The status is None
    when it is no response of HTTP."""
    end = _END_OF_HEADERS.search(block)
    head, body = (block, b"") if end is None else (block[: end.start()], block[end.end() :])
    first, *lines = _END_OF_LINE.split(_FOLDED.sub(" ", head.decode("latin-1")))
    status = _STATUS.match(first)
    pairs = (line.partition(":") for line in lines)
    headers = tuple((name.strip(), value.strip()) for name, colon, value in pairs if colon and name.strip())
    return (None if status is None else int(status[1])), headers, body


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
