"""The responses in a WARC file of any origin, one after the other.

No more than two responses are in memory. What is torn, larger than allowed or does not match its digest is
reported with its place, and reading goes on behind it. The bodies come as they were recorded, with their transfer
and content encodings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import ArchiveError
from pipeline.items import Page
from storage.archive.warc import (
    Torn,
    WarcFile,
    digest_matches,
    is_response,
    looks_like_warc,
    parted,
    time_of,
    url_of,
)

__all__ = ["Response", "responses"]

_MOST_HEADERS = 1 << 20  # bytes before the body of a response


class Response(NamedTuple):
    """A recorded response and where it begins, in bytes; `page` is None when it is larger than allowed."""

    offset: int
    url: str
    page: Page | None


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
            if not stream.read(1):
                raise ArchiveError(f"{file}: the file is empty")
            if not looks_like_warc(stream):
                raise ArchiveError(f"{file}: this is no WARC file")
            reading = _Reading(_Bounds(wanted, most), report)
            yield from WarcFile(stream, reading.response, reading.tell)
    except OSError as error:
        raise ArchiveError(f"{file}: {error.strerror or error}") from error


class _Reading:
    """What is made of the records of a file."""

    def __init__(self, bounds: _Bounds, report: Callable[[str], None]) -> None:
        self._bounds = bounds
        self._report = report

    def response(self, record: Any, offset: int) -> Response | None:
        """The response of a record; None when it is none that is wanted. Raises Torn."""
        if not is_response(record):
            return None
        url = url_of(record)
        if not url:
            self.tell(offset, "it has no address")
        if not url or not self._bounds.wanted(url):
            return None
        length = record.content_length
        if length > self._bounds.most + _MOST_HEADERS:
            if record.consume() < length:
                raise Torn("it is shorter than it says")
            self.tell(offset, f"left out, it has {length} bytes")
            return Response(offset, url, None)
        block = record.reader.read(length)
        if len(block) < length:
            raise Torn("it is shorter than it says")
        return self._parsed(record, block, url, offset)

    def _parsed(self, record: Any, block: bytes, url: str, offset: int) -> Response | None:
        status, headers, body = parted(block)
        if not digest_matches(record, block, body):
            self.tell(offset, "its digest does not match")
            return None
        if status is None:
            if block:  # a response without a payload says nothing
                self.tell(offset, "it is no response of HTTP")
            return None
        at = time_of(record)
        if at is None:
            self.tell(offset, f"its WARC-Date is no time: {record.headers.get('WARC-Date', '')[:40]!r}")
            return None
        if len(body) > self._bounds.most:
            self.tell(offset, f"left out, its body has {len(body)} bytes")
            return Response(offset, url, None)
        return Response(offset, url, Page(url, url, status, headers, body, at))

    def tell(self, offset: int, why: str) -> None:
        """Report what is wrong at a place."""
        self._report(f"record at byte {offset}: {why}")
