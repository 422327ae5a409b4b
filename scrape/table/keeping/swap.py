"""A text file that is read, and replaced in one step if nobody has touched it meanwhile."""

from __future__ import annotations

import os
import re
import stat
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError

__all__ = ["TextFile", "line_end", "read_text_file", "replace_text_file"]

_MARK = "\ufeff"
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|\Z)")
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH
_MOST_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file as it was read: `path` leads to the file itself, `shown` is the name it was asked for by; `lines` are
    its lines with their ends, a byte-order mark with the first."""

    path: Path
    shown: str
    content: bytes
    lines: tuple[str, ...]

    def usual_end(self, at: int) -> str:
        """How the line at this place ends, or the first one that has an end."""
        return next(filter(None, map(line_end, (self.lines[at], *self.lines))), "\n")


def line_end(line: str) -> str:
    """The characters that end a line; empty for the last one of a file that has none."""
    return line[len(line.rstrip("\r\n")) :]


def read_text_file(file: Path) -> TextFile:
    """The text of a file in UTF-8. Raises UsageError when it cannot be read, is none, or may not be written."""
    try:
        path = file.resolve(strict=True)
        if path.is_dir():
            raise UsageError(f"{file} is a folder: name the file in it that holds the table")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UsageError(f"{file} is no file that can be replaced")
        if status.st_size > _MOST_BYTES:
            raise UsageError(f"{file}: more than {_MOST_BYTES // 2**20} MB, no page that a person keeps")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise UsageError(f"{file}: there is no such file") from error
    except (OSError, RuntimeError) as error:  # a RuntimeError: links in a circle
        raise UsageError(f"{file} cannot be read ({getattr(error, 'strerror', None) or error})") from error
    except ValueError as error:  # a NUL in its name
        raise UsageError(f"{str(file)!r} is no name of a file") from error
    if not status.st_mode & _WRITABLE or not os.access(path, os.W_OK):
        raise UsageError(f"{file} is read-only; it is left as it is")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{file} is not UTF-8 (byte {error.start}); save it as UTF-8 and run this again"
        ) from error
    return TextFile(path, str(file), content, tuple(filter(None, _LINE.findall(text))))


def replace_text_file(file: TextFile, text: str) -> bool:
    """Write `text` beside the file and rename it; False, and nothing is written, when it stands there already.

    Permissions stay. Raises UsageError when it cannot be written, or the file was changed since it was read.
    """
    content = text.encode("utf-8")
    if content == file.content:
        return False
    beside = None
    try:
        handle, name = tempfile.mkstemp(prefix=".scrape-", dir=file.path.parent)
        beside = Path(name)
        with os.fdopen(handle, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        _copy_rights(file.path, beside)
        if file.path.read_bytes() != file.content:
            raise UsageError(f"{file.shown} was changed meanwhile; it is left as it is")
        beside.replace(file.path)
    except FileNotFoundError as error:
        raise UsageError(f"{file.shown} was removed while it was brought up to date") from error
    except OSError as error:
        raise UsageError(f"{file.shown} cannot be replaced ({error.strerror}); it is left as it is") from error
    else:
        beside = None
    finally:
        if beside is not None:
            with suppress(OSError):
                beside.unlink()
    return True


def _copy_rights(source: Path, target: Path) -> None:
    status = source.stat()
    target.chmod(stat.S_IMODE(status.st_mode))
    if hasattr(os, "chown"):
        with suppress(PermissionError):
            os.chown(target, status.st_uid, status.st_gid)
