"""Where each page of some WARC files stands: what a replay answers from."""

from __future__ import annotations

import mmap
import shutil
import weakref
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from pipeline.errors import ArchiveError
from pipeline.items import Page
from pipeline.urls import canonical_url
from storage.archive.reader import read_at
from storage.archive.records import entry_of

__all__ = ["ArchiveIndex", "is_archive"]

_GZIP_MEMBER = b"\x1f\x8b\x08"
_PIECE = 1 << 16


@dataclass(slots=True, weakref_slot=True, eq=False)
class ArchiveIndex:
    """Where each response of some WARC files stands, by URL: what a replay answers from.

    Of several responses of one URL the last fetched counts. A URL that is not there in so many letters is
    looked up by its canonical form. `problems` holds a line for each record that could not be read.
    """

    problems: list[str] = field(default_factory=list)
    _exact: dict[str, tuple[str, Path, int]] = field(default_factory=dict)
    _canonical: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, files: Iterable[Path], *, copied_to: Path | None = None) -> ArchiveIndex:
        """Read the headers of every record in `files`. Raises ArchiveError when a file cannot be opened.

        `copied_to` is a folder of copies, which is removed with the index."""
        index = cls()
        if copied_to is not None:
            weakref.finalize(index, shutil.rmtree, copied_to, ignore_errors=True)
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
        return read_at(file, offset, offered_url=url)


def is_archive(file: Path) -> bool:
    """Whether a file is a WARC or ARC file: one that is empty, or has a whole or torn record somewhere. Raises
    ArchiveError when it cannot be read."""
    try:
        with file.open("rb") as stream:
            begin = stream.read(8)
        return not begin or begin.startswith((b"WARC/", b"filedesc")) or _next_member(file, 0) >= 0
    except OSError as error:
        raise ArchiveError(f"archive {file}: {error.strerror}") from error


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
                        entry = entry_of(record, offset)
                torn, why, start = _torn_end(stream, offset), "the file ends in it", -1
            except (ArchiveLoadFailed, EOFError, zlib.error, ValueError):
                end = None if entry is None else _member_end(stream, offset)
                torn, why = offset if end is None else end, "its bytes make no record"
                start = _next_member(file, torn + 1)
            if entry is not None and torn != offset:
                yield entry
            if torn is not None:
                report(f"archive {file.name}: record at byte {torn} is torn and was skipped ({why})")


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
