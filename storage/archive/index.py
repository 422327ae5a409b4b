"""Where each page of some WARC files stands: what a replay answers from."""

from __future__ import annotations

import shutil
import weakref
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.errors import ArchiveError
from pipeline.items import Page
from pipeline.urls import canonical_url
from storage.archive.reader import read_at
from storage.archive.warc import Torn, WarcFile, is_response, looks_like_warc, parted, url_of

__all__ = ["ArchiveIndex", "is_archive"]


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
    """Whether a file is a WARC file: one that is empty, or has a whole or torn record somewhere. Raises
    ArchiveError when it cannot be read."""
    try:
        with file.open("rb") as stream:
            return not stream.read(1) or looks_like_warc(stream)
    except OSError as error:
        raise ArchiveError(f"archive {file}: {error.strerror}") from error


def _responses(file: Path, report: Callable[[str], None]) -> Iterator[tuple[str, str, int, int]]:
    """(URL, date, offset, HTTP status) of each whole response; what is torn is reported and stepped over."""

    def tell(offset: int, why: str) -> None:
        report(f"archive {file.name}: record at byte {offset} is torn and was skipped ({why})")

    try:
        with file.open("rb") as stream:
            yield from WarcFile(stream, _entry, tell)
    except OSError as error:
        raise ArchiveError(f"archive {file}: {error.strerror or error}") from error


def _entry(record: Any, offset: int) -> tuple[str, str, int, int] | None:
    if not is_response(record):
        return None
    length = record.content_length
    first = record.reader.readline()
    if len(first) + record.consume() < length:
        raise Torn("it is shorter than it says")
    status, _, _ = parted(first)
    return url_of(record), record.headers.get("WARC-Date") or "", offset, status or 0
