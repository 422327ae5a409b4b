"""Where an export goes: to a file whose ending names its format, or to standard output."""

from __future__ import annotations

import errno
import io
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import UsageError

__all__ = ["form_of", "is_of_system", "print_export", "written_file"]

_FORMS = {".csv": "csv", ".json": "json", ".md": "markdown", ".markdown": "markdown", ".txt": "table"}
_MARK = "\ufeff"  # by which spreadsheets know a CSV file for UTF-8


def form_of(form: str | None, output: Path | None) -> str:
    """The format that is asked for: `form`, else that of the file's ending, else a table.

    Raises UsageError when the two disagree, or the ending is of no format.
    """
    if output is None or is_of_system(output):
        return form or "table"
    named = _FORMS.get(output.suffix.lower())
    if form is None and named is None:
        raise UsageError(
            f"--output {output}: expected a file that ends in {', '.join(_FORMS)}, or --format with it"
        )
    if form is not None and named not in {None, form}:
        raise UsageError(f"--output {output}: its ending is that of {named}, and --format asks for {form}")
    return form or str(named)


def is_of_system(output: Path) -> bool:
    """Whether `output` is a device, the name of which says nothing of the format."""
    return str(output).startswith("/dev/")


@contextmanager
def written_file(output: Path) -> Iterator[BinaryIO]:
    """A file to write to, which takes the place of `output` when all is written: nobody finds half of it.

    What is no ordinary file, or stands in a folder that may not be written, is written in its place. Raises
    UsageError.
    """
    try:
        target = output.resolve()
        is_there = target.exists()
        if is_there and not (target.is_file() and os.access(target.parent, os.W_OK)):
            with target.open("wb") as file:
                yield file
            return
        with _beside(target) as file:
            yield file
    except OSError as error:
        raise UsageError(f"{output} cannot be written ({error.strerror})") from error


@contextmanager
def _beside(target: Path) -> Iterator[BinaryIO]:
    """A new file in the folder of `target`, renamed to it at the end, with the permissions that it had."""
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:60]}.", dir=target.parent)
    made = Path(name)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 - it is a number
            made.chmod(stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o666 & ~_umask())
            yield file
        made.replace(target)
    except BaseException:
        with suppress(OSError):
            made.unlink()
        raise


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def print_export(pieces: Iterable[str], *, marked: bool) -> None:
    """Print text to standard output. One that is `marked` begins with a byte-order mark when the shell makes a file
    of standard output, as it does in a file of ours; what goes into a pipe does not."""
    if marked and _is_new_file():
        sys.stdout.buffer.write(_MARK.encode())
        for piece in pieces:
            sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(newline="")  # the line ends of the format, on every system
    for piece in pieces:
        sys.stdout.write(piece)


def _is_new_file() -> bool:
    """Whether standard output was led into a file in which nothing stands yet."""
    try:
        status = os.fstat(sys.stdout.fileno())
    except (OSError, ValueError):  # it is none of the system's
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size == 0
