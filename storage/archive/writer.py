"""Pages on their way into the archive."""

from __future__ import annotations

import secrets
import threading
from concurrent.futures import Future
from datetime import UTC, date
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import ArchiveError
from pipeline.items import ArchiveRef, Page
from storage.archive.place import ENDING, ArchivePlace, local_folder
from storage.archive.records import page_record, redirect_records
from storage.archive.remote import RemoteFolder
from storage.archive.uploads import Uploads, lock_file

__all__ = ["ArchiveWriter"]

_LARGEST = 1 << 30  # bytes; a file that has as many is closed, and the next page opens another


class ArchiveWriter:
    """Adds pages to the archive at `place`, in files that it alone writes; several threads may use it.

    Of an archive elsewhere a file is taken there once it is closed, in a thread of its own, and with it what an
    earlier process left behind.
    """

    def __init__(self, place: ArchivePlace, *, largest: int = _LARGEST) -> None:
        self.place = place
        self._folder = local_folder(place)
        self._largest = largest
        self._lock = threading.Lock()
        self._day: date | None = None
        self._file: BinaryIO | None = None
        self._uploads = Uploads(place) if isinstance(place, RemoteFolder) else None

    def write(self, page: Page) -> ArchiveRef:
        """Store `page` and the redirects that led to it; the reference is that of the page itself.

        The bytes have reached the operating system when this returns. Raises ArchiveError.
        """
        hops, record = redirect_records(page), page_record(page)
        with self._lock:
            try:
                out = self._file_for(page.fetched_at.astimezone(UTC).date())
                out.write(hops)
                offset = out.tell()
                out.write(record)
                out.flush()
            except OSError as error:
                raise ArchiveError(f"archive {self._folder}: {error.strerror or error}") from error
            ref = ArchiveRef(Path(out.name).name, offset, len(record))
        if self._uploads is not None:
            self._uploads.go_on()
        return ref

    def _file_for(self, day: date) -> BinaryIO:
        if self._file is not None and (day != self._day or self._file.tell() >= self._largest):
            self._end_file()
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._file = self._new_file(day)
            self._day = day
        return self._file

    def _new_file(self, day: date) -> BinaryIO:
        while True:
            file = self._folder / f"{day.isoformat()}-{secrets.token_hex(4)}{ENDING}"
            out = file.open("xb")
            if self._uploads is None or (lock_file(out) and file.exists()):
                return out
            out.close()  # another process thought that nobody writes it, before it was held

    def _end_file(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            if self._uploads is not None:
                self._uploads.begin()

    def close(self) -> None:
        """Close the file in hand; the next page opens one again."""
        with self._lock:
            self._end_file()

    def finish(self) -> Future[None]:
        """Close the file in hand. The future is done when everything is where the archive is, is taken there by
        another process, or cannot be now: then it lies in the folder of this machine, for the next start."""
        self.close()
        if self._uploads is not None:
            return self._uploads.begin()
        done: Future[None] = Future()
        done.set_result(None)
        return done
