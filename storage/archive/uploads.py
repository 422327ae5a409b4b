"""Closed files of an archive elsewhere, on their way there.

A file lies in the spool until it is there, whole: whoever dies before loses nothing, and the next start of any
process takes it along. A file that is written, or taken, is held by a lock that ends with its process.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from concurrent.futures import Future
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import ArchiveError
from storage.archive.place import ENDING
from storage.archive.remote import RemoteFolder

__all__ = ["Uploads", "lock_file", "not_uploaded"]

log = logging.getLogger(__name__)
_PAUSE = 300.0  # seconds between tries while the archive cannot be reached


class Uploads:
    """Takes the closed files in the spool of `there` to it, one after the other, in a thread that keeps no process
    from ending. While that fails, one line says so, and it is tried again now and then."""

    def __init__(self, there: RemoteFolder) -> None:
        self._there = there
        self._lock = threading.Lock()
        self._at_work: Future[None] | None = None
        self._more = False
        self._tried: float | None = None  # when it last failed, or began; monotonic seconds
        self._failure = ""

    def begin(self) -> Future[None]:
        """Take what lies there now, or as soon as what is under way is done; the future is done after that."""
        with self._lock:
            self._more = True
            if self._at_work is None:
                self._tried = time.monotonic()
                self._at_work = Future()
                self._at_work.set_running_or_notify_cancel()  # whoever waits may stop waiting; it goes on
                work = threading.Thread(target=self._work, args=(self._at_work,), name="uploads", daemon=True)
                work.start()
            return self._at_work

    def go_on(self) -> None:
        """Begin if nothing was tried yet, or what lies there could not be taken some time ago."""
        if self._tried is None or (self._failure and time.monotonic() - self._tried > _PAUSE):
            self.begin()

    def _work(self, future: Future[None]) -> None:
        while self._has_more():
            try:
                for file in not_uploaded(self._there):
                    _take(file, self._there)
            except ArchiveError as error:
                self._failed(str(error))
            except Exception:  # what it waits for stays where it is
                log.exception("uploads to %s", self._there)
            else:
                self._succeeded()

        future.set_result(None)

    def _has_more(self) -> bool:
        with self._lock:
            more, self._more = self._more, False
            if not more:
                self._at_work = None
            return more

    def _failed(self, why: str) -> None:
        self._tried = time.monotonic()
        if why != self._failure:
            self._failure = why
            files = len(not_uploaded(self._there))
            lies = f"{files} file{'s wait' if files > 1 else ' waits'} in {self._there.spool}"
            log.warning("%s; %s and will be uploaded later", why, lies)

    def _succeeded(self) -> None:
        if self._failure:
            self._failure = ""
            log.info("archive %s: everything is uploaded", self._there)


def not_uploaded(there: RemoteFolder) -> list[Path]:
    """The files in the spool: those to be taken, and those that are being written."""
    return sorted(there.spool.glob(f"*{ENDING}"))


def _take(file: Path, there: RemoteFolder) -> None:
    """Take a file there, and remove it here. One that somebody holds is left alone. Raises ArchiveError."""
    try:
        with file.open("rb") as held:
            if not lock_file(held) or not file.exists():  # another process may have taken it a moment ago
                return
            if file.stat().st_size:
                there.take(file)
            if sys.platform != "win32":  # there an open file cannot be removed
                file.unlink()
        if sys.platform == "win32":
            file.unlink(missing_ok=True)
    except FileNotFoundError:
        return
    except OSError as error:
        raise ArchiveError(f"archive {there}: {file}: {error.strerror or error}") from error


def lock_file(file: BinaryIO) -> bool:
    """Hold an open file until it is closed, also by the end of the process; False when somebody else holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - there alone

            at = file.tell()
            file.seek(1 << 40)  # far behind its end, so that it can be read
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            finally:
                file.seek(at)
        else:
            import fcntl  # noqa: PLC0415 - not on Windows

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
