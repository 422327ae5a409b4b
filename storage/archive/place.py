"""Where an archive is: a folder of this machine, or one elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.errors import ArchiveError
from storage.archive.remote import RemoteFolder

__all__ = ["ENDING", "ArchivePlace", "drop_files", "files_in", "local_folder"]

ENDING = ".warc.gz"

ArchivePlace = Path | RemoteFolder


def local_folder(place: ArchivePlace) -> Path:
    """The folder of this machine in which files of the archive are written."""
    return place if isinstance(place, Path) else place.spool


def files_in(place: ArchivePlace) -> tuple[str, ...]:
    """The names of the files of an archive, in order. Raises ArchiveAway when it cannot be reached."""
    names = {file.name for file in local_folder(place).glob(f"*{ENDING}")}
    if isinstance(place, RemoteFolder):
        names.update(name for name in place.names() if name.endswith(ENDING))
    return tuple(sorted(names))


def drop_files(place: ArchivePlace, names: Iterable[str]) -> None:
    """Remove files of an archive, those that are there. Raises ArchiveError."""
    for name in names:
        try:
            (local_folder(place) / name).unlink(missing_ok=True)
        except OSError as error:
            raise ArchiveError(f"archive {place}: {name} cannot be removed ({error.strerror})") from error
        if isinstance(place, RemoteFolder):
            place.remove(name)
