"""An archive kept elsewhere: files in a bucket or on a server, reached through fsspec by their address.

What fsspec and the packages behind it raise becomes ours here; no secret stands in what is said.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from pipeline.errors import ArchiveAway, ArchiveError
from pipeline.urls import without_secrets

__all__ = ["RemoteFolder", "is_address", "why_unusable"]

# Which package reaches a protocol, and the extra of ours that brings it.
_EXTRAS = {"s3": ("s3fs", "s3"), "s3a": ("s3fs", "s3"), "gs": ("gcsfs", "gs"), "gcs": ("gcsfs", "gs")}
# Parts of 50 MB, one after the other: ten at once, as is usual, would be half a gigabyte in memory.
_OPTIONS: dict[str, dict[str, Any]] = {name: {"max_concurrency": 1} for name in ("s3", "s3a")}


def is_address(place: str) -> bool:
    """Whether a place is the address of a folder or file elsewhere, not a path."""
    return "://" in place


def why_unusable(address: str) -> str | None:
    """What is missing to reach an address of this kind, in words; None when nothing is."""
    protocol = _protocol(address)
    package, extra = _EXTRAS.get(protocol, ("fsspec", ""))
    if find_spec("fsspec") is None or find_spec(package) is None:
        wanted = f"'press-scrape[{extra}]'" if extra else package
        return f"{protocol}:// needs more packages; run: pip install {wanted}"
    if extra:
        return None  # its packages are loaded when they are needed
    import fsspec  # noqa: PLC0415 - few use it

    try:
        fsspec.get_filesystem_class(protocol)
    except ValueError:
        return f"{protocol}:// is no kind of address that fsspec knows"
    except ImportError as error:
        return f"{protocol}:// needs more packages; {error}"
    return None


@dataclass(frozen=True, slots=True)
class RemoteFolder:
    """A folder elsewhere, by its address; and `spool`, the folder of this machine in which its files are written
    and lie until they were taken there."""

    address: str
    spool: Path

    def __str__(self) -> str:
        return without_secrets(self.address)

    def read(self, name: str, offset: int, length: int) -> bytes:
        """`length` bytes of a file. Raises ArchiveError when it is not there, ArchiveAway."""
        with self._reached(name) as (system, path):
            try:
                piece: bytes = system.cat_file(path, start=offset, end=offset + length)
            except PermissionError as error:  # where files may not be listed, it is said of one that is not there
                raise ArchiveError(f"archive {self}: {name} may not be read") from error
            except OSError as error:
                if error.errno != errno.EINVAL:
                    raise
                raise ArchiveError(f"archive {self}: {name} ends before byte {offset}") from error
            return piece

    def take(self, file: Path) -> None:
        """Copy a file there, whole. Raises ArchiveAway."""
        with self._reached(file.name) as (system, path):
            try:
                system.put_file(str(file), path)
            except FileNotFoundError as error:
                raise ArchiveAway(f"archive {self}: there is no such bucket or folder; make it") from error
            there = system.info(path)["size"]
            if there != file.stat().st_size:
                raise ArchiveAway(f"archive {self}: {file.name} arrived with {there} bytes")

    def fetch(self, name: str, file: Path) -> None:
        """Copy a file from there. Raises ArchiveError when it is not there, ArchiveAway."""
        with self._reached(name) as (system, path):
            system.get_file(path, str(file))

    def names(self) -> list[str]:
        """The names of the files there; none where there is no such folder. Raises ArchiveAway."""
        with self._reached() as (system, path):
            system.invalidate_cache()
            try:
                found = system.ls(path, detail=False)
            except FileNotFoundError:
                return []
            return sorted(str(one).rsplit("/", 1)[-1] for one in found)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there. Raises ArchiveAway."""
        with self._reached(name) as (system, path):
            try:
                system.rm_file(path)
            except FileNotFoundError:
                return

    @contextmanager
    def _reached(self, name: str = "") -> Iterator[tuple[Any, str]]:
        """The file system, and the path in it of a file of the folder, or of the folder itself."""
        try:
            from fsspec.core import url_to_fs  # noqa: PLC0415 - few use it

            system, folder = url_to_fs(self.address, **_OPTIONS.get(_protocol(self.address), {}))
            yield system, f"{folder.rstrip('/')}/{name}".rstrip("/")
        except ArchiveError:
            raise
        except FileNotFoundError as error:
            raise ArchiveError(f"archive {self}: {name} is not there") from error
        except Exception as error:
            raise ArchiveAway(f"archive {self}: {_in_words(error)}") from error


def _protocol(address: str) -> str:
    return address.partition("://")[0].lower()


def _in_words(error: Exception) -> str:
    said = " ".join((str(error) or type(error).__name__).split())
    return without_secrets(said)
