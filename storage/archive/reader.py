"""Single pages, read back from the archive."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

from pipeline.errors import ArchiveError
from pipeline.items import ArchiveRef, Page
from storage.archive.place import ArchivePlace, local_folder
from storage.archive.records import read_page

__all__ = ["Archive", "read_at"]


class Archive:
    """Reads single pages back from an archive."""

    def __init__(self, place: ArchivePlace) -> None:
        self._place = place

    def read(self, ref: ArchiveRef, *, url: str) -> Page:
        """The page at `ref`, as the answer to `url`. Raises ArchiveError when it is not there or torn, ArchiveAway
        when the archive cannot be reached.

        Of an archive elsewhere the bytes of the record alone are asked for, if its file is not on this machine yet.
        """
        local = local_folder(self._place) / ref.file
        if isinstance(self._place, Path):
            return read_at(local, ref.offset, offered_url=url)
        with suppress(FileNotFoundError):  # it may have been taken away a moment ago
            return _read_at(local, ref.offset, url)
        piece = self._place.read(ref.file, ref.offset, ref.length)
        return read_page(io.BytesIO(piece), _where(ref.file, ref.offset), offered_url=url)


def read_at(file: Path, offset: int, *, offered_url: str) -> Page:
    """The page in the record at byte `offset` of `file`. Raises ArchiveError."""
    try:
        return _read_at(file, offset, offered_url)
    except OSError as error:
        raise ArchiveError(f"{_where(file.name, offset)}: {error.strerror or error}") from error


def _read_at(file: Path, offset: int, offered_url: str) -> Page:
    with file.open("rb") as stream:
        stream.seek(offset)
        return read_page(stream, _where(file.name, offset), offered_url=offered_url)


def _where(name: str, offset: int) -> str:
    return f"archive {name}: record at byte {offset}"
