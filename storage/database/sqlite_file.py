"""The file of a SQLite database: may it be written, is it still there, and what is wrong with it."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

import sqlalchemy as sa

__all__ = ["explanation", "file_of", "identity_of", "is_writable", "read_only_uri"]

_EFFECTIVE = os.access in os.supports_effective_ids


def file_of(url: sa.URL) -> Path | None:
    """The file of a SQLite database that is named by a plain path; None for any other."""
    name = url.database
    if url.get_backend_name() != "sqlite" or not name or name.startswith("file:"):
        return None
    return Path(name)


def is_writable(file: Path) -> bool:
    """Whether this user may write the file, and the folder in which SQLite keeps what is not in it yet."""
    return _may(file, os.W_OK) and _may(file.parent, os.W_OK)


def read_only_uri(file: Path) -> str:
    """The file as a URI that opens it for reading.

    Where we cannot write beside it and nothing is left to be written into it, SQLite is told that it does not
    change: it would need a file of its own there otherwise.
    """
    is_still = not _may(file.parent, os.W_OK) and not _log_of(file).exists()
    return f"file:{quote(str(file))}?mode=ro" + ("&immutable=1" if is_still else "")


def identity_of(file: Path) -> tuple[int, int] | None:
    """What distinguishes the file from one that took its place; None when there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def explanation(file: Path, said: str) -> str:
    """What SQLite `said` of the file, with the reason and what to do."""
    folder = file.parent
    if "readonly" in said or "read-only" in said:
        what = f"its folder {folder}" if _may(file, os.W_OK) else "it"
        return f"{what} cannot be written by this user; it can be read: scrape coverage"
    if "unable to open" in said:
        return _why_closed(file, folder) or said
    if "not a database" in said:
        return "it is no SQLite database; key 'database' in scrape.toml names another"
    if "malformed" in said:
        return "it is damaged; restore a copy, or make a new one from the archive: scrape run --replay FILE"
    return said


def _why_closed(file: Path, folder: Path) -> str | None:
    if not folder.is_dir():
        return f"there is no folder {folder}"
    if file.is_dir():
        return "it is a folder; name a file in it"
    if not _may(folder, os.X_OK) or (file.exists() and not _may(file, os.R_OK)):
        return "it cannot be read by this user"
    if not _may(folder, os.W_OK):
        return (
            f"its folder {folder} cannot be written by this user, as is necessary while {_log_of(file).name} lies "
            "there; read a copy, made with: scrape db backup FILE"
        )
    return None


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")


def _may(path: Path, how: int) -> bool:
    return os.access(path, how, effective_ids=_EFFECTIVE)
