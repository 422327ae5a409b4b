"""What a worker found in a WARC file, on its way to the database: lines of JSON in a folder that all machines see.

One file of lines is written for each WARC file, in the order of time, and is there whole or not at all. They are
JSON, so that nothing in a shared folder is ever executed.
"""

from __future__ import annotations

import os
import struct
import zlib
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from isal import isal_zlib
from pydantic import TypeAdapter

from pipeline.errors import ArchiveError
from pipeline.items import Outcome, Page

__all__ = ["LEFT", "Mark", "Marker", "Spool", "Spooled", "read_spool"]


LEFT = frozenset({".jsonl", ".draft", ".ordered", ".mark"})  # endings of what a worker leaves for a file


class Spooled(NamedTuple):
    """A page that names somebody, and what it is. The body is left out where pages are not kept."""

    outcome: Outcome
    page: Page


@cache
def _form() -> TypeAdapter[tuple[Outcome, Page, str]]:
    return TypeAdapter(tuple[Outcome, Page, str])


class Spool:
    """Takes what one worker finds in one WARC file, and puts it into `file` at the end."""

    def __init__(self, file: Path, *, with_bodies: bool) -> None:
        self._file = file
        self._with_bodies = with_bodies
        self._places: list[tuple[datetime, int, int]] = []
        self._draft = file.with_suffix(".draft")

    def __enter__(self) -> Self:
        """Begin a draft."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._out: BinaryIO = self._draft.open("w+b")
        return self

    def __exit__(self, *_: object) -> None:
        """Leave no draft behind."""
        self._out.close()
        self._draft.unlink(missing_ok=True)

    def __len__(self) -> int:
        return len(self._places)

    def add(self, outcome: Outcome, page: Page) -> None:
        """Add a page that names somebody."""
        packed = isal_zlib.compress(page.body, 1) if self._with_bodies else b""
        line = _form().dump_json((outcome, replace(page, body=b""), b64encode(packed).decode("ascii")))
        self._places.append((page.fetched_at, self._out.tell(), len(line)))
        self._out.write(line + b"\n")

    def finish(self) -> None:
        """Put everything in its place, in the order of time."""
        self._out.flush()
        ordered = self._file.with_suffix(".ordered")
        with ordered.open("wb") as out:
            for _, start, length in sorted(self._places):
                self._out.seek(start)
                out.write(self._out.read(length) + b"\n")
            out.flush()
            os.fsync(out.fileno())
        ordered.replace(self._file)


def read_spool(file: Path) -> Iterator[Spooled]:
    """What was put into `file`, in its order. Raises ArchiveError when it is not there or cannot be read."""
    try:
        with file.open("rb") as lines:
            for line in lines:
                outcome, page, packed = _form().validate_json(line)
                body = zlib.decompress(b64decode(packed)) if packed else b""
                yield Spooled(outcome, replace(page, body=body))
    except OSError as error:
        advice = "[backfill] folder must be seen by all machines under the same path"
        raise ArchiveError(f"{file}: {error.strerror or error}; {advice}") from error
    except (ValueError, zlib.error) as error:
        raise ArchiveError(f"{file}: this is not what a worker of this version writes") from error


class Mark(NamedTuple):
    """How far a worker is in a file: where the response in hand begins, pages read, those that name somebody."""

    offset: int = -1
    pages: int = 0
    covered: int = 0


_MARK = struct.Struct("<qqq")


class Marker:
    """A few bytes beside the spool that say how far a worker is: to show it, and to know what killed the worker."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def __enter__(self) -> Self:
        """Begin to mark."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._out = os.open(self._file, os.O_WRONLY | os.O_CREAT, 0o644)
        return self

    def __exit__(self, *_: object) -> None:
        """End."""
        os.close(self._out)

    def set(self, mark: Mark) -> None:
        """Say how far the worker is now."""
        os.lseek(self._out, 0, os.SEEK_SET)
        os.write(self._out, _MARK.pack(*mark))

    @staticmethod
    def read(file: Path) -> Mark:
        """How far it is; at the beginning when nothing was said yet."""
        try:
            return Mark(*_MARK.unpack(file.read_bytes()))
        except (OSError, struct.error):
            return Mark()
