"""The archive that answers instead of the network: `--replay FILE`, on this machine or elsewhere."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.urls import without_secrets
from storage.archive import ArchiveIndex, RemoteFolder, is_address, is_archive, why_unusable

__all__ = ["replayed"]


def replayed(files: Sequence[str]) -> ArchiveIndex | None:
    """What stands in WARC files, each a path or an address (``s3://…``); None without any. Raises UsageError,
    ArchiveError."""
    if not files:
        return None
    copies = Path(tempfile.mkdtemp(prefix="press-scrape-")) if any(map(is_address, files)) else None
    try:
        here = [_here(file, copies, number) for number, file in enumerate(files)]
        return ArchiveIndex.of(here, copied_to=copies)
    except BaseException:
        if copies is not None:
            shutil.rmtree(copies, ignore_errors=True)
        raise


def _here(name: str, copies: Path | None, number: int) -> Path:
    """The file on this machine: itself or, of one elsewhere, a copy."""
    shown = without_secrets(name)
    file = Path(name)
    if copies is not None and is_address(name):
        missing = why_unusable(name)
        if missing is not None:
            raise UsageError(f"--replay {shown}: {missing}")
        folder, _, last = name.rpartition("/")
        file = copies / str(number) / last
        file.parent.mkdir()
        RemoteFolder(folder, copies).fetch(last, file)
    if not file.is_file():
        raise UsageError(f"--replay {shown}: no such file")
    if not is_archive(file):
        raise UsageError(f"--replay {shown}: this is no WARC file; runs keep them in the archive folder")
    return file
