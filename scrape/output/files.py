"""Where an export goes: to a file whose ending names its format, or to standard output."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path

from pipeline.errors import UsageError

__all__ = ["form_of", "write_export"]

_FORMS = {".csv": "csv", ".json": "json", ".md": "markdown", ".markdown": "markdown", ".txt": "table"}
_MARK = b"\xef\xbb\xbf"  # by which spreadsheets know a CSV file for UTF-8


def form_of(form: str | None, output: Path | None) -> str:
    """The format that is asked for: `form`, else that of the file's ending, else a table.

    Raises UsageError when the two disagree, or the ending is of no format.
    """
    if output is None or str(output).startswith("/dev/"):
        return form or "table"
    named = _FORMS.get(output.suffix.lower())
    if form is None and named is None:
        raise UsageError(
            f"--output {output}: expected a file that ends in {', '.join(_FORMS)}, or --format with it"
        )
    if form is not None and named not in {None, form}:
        raise UsageError(f"--output {output}: its ending is that of {named}, and --format asks for {form}")
    return form or str(named)


def write_export(text: str, form: str, output: Path | None) -> None:
    """Write `text` to the file `output`, else to standard output. Raises UsageError.

    A file of CSV begins with a byte-order mark, also one that the shell made of standard output; what goes into a
    pipe does not.
    """
    content = text.encode("utf-8", "replace")
    if output is not None:
        try:
            output.write_bytes(_MARK + content if form == "csv" else content)
        except OSError as error:
            raise UsageError(f"{output} cannot be written ({error.strerror})") from error
    elif form == "csv" and _is_new_file():
        sys.stdout.buffer.write(_MARK + content)
    else:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(newline="")  # the line ends of the format, on every system
        sys.stdout.write(text)


def _is_new_file() -> bool:
    """Whether standard output was led into a file in which nothing stands yet."""
    try:
        status = os.fstat(sys.stdout.fileno())
    except (OSError, ValueError):  # it is none of the system's
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size == 0
