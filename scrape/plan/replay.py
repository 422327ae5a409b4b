"""The archive that answers instead of the network: `--replay FILE`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import UsageError
from storage.archive import ArchiveIndex, is_archive

__all__ = ["replayed"]


def replayed(files: Sequence[Path]) -> ArchiveIndex | None:
    """What stands in WARC files; None without any. Raises UsageError, ArchiveError."""
    for file in files:
        if not file.is_file():
            raise UsageError(f"--replay {file}: no such file")
        if not is_archive(file):
            raise UsageError(f"--replay {file}: this is no WARC file; runs keep them in the archive folder")
    return ArchiveIndex.of(files) if files else None
