"""Judge one WARC file: the work of a worker, whoever hands it out.

Each response goes through the very same `pipeline.process` as in a run. What names somebody is put into the spool;
everything else is only counted, by its reason.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from fastwarc.stream_io import ChunkedReader

from pipeline.errors import PageError
from pipeline.items import Outcome, Page, Reason
from pipeline.language.morphology import AnalyserNeeded, analyse
from pipeline.language.scripts import is_hangul
from pipeline.process import Reader
from scheduler.backfill.spool import Mark, Marker, Spool
from scheduler.processes.cpu_limit import OutOfTime, limited
from scheduler.processes.workers import give_back
from spiders.safety.unpacking import GROWTH, unpacked
from spiders.status import reason_of_status
from storage.backfill.warc import Response, responses

__all__ = ["JudgedFile", "Task", "judge_file", "load"]

log = logging.getLogger(__name__)

_MOST_CPU = 8.0  # seconds of the processor for one page
_PAGES_TO_TRIM = 500
_MOST_REMARKS = 10
_REDIRECTS = range(300, 400)


@dataclass(frozen=True, slots=True)
class Task:
    """A WARC file to judge: `address` is a path or an address, `file` where it lies, `spool` where the result goes.

    Bodies have `most` bytes at most; `outlets` are the names of those whose pages are read, all without any. `skip`
    are places of responses that killed a worker.
    """

    address: str
    file: str
    spool: str
    most: int
    outlets: tuple[str, ...] = ()
    with_bodies: bool = True
    skip: tuple[int, ...] = ()

    @property
    def mark(self) -> Path:
        """Where the worker says how far it is."""
        return Path(self.spool).with_suffix(".mark")


@dataclass(frozen=True, slots=True)
class JudgedFile:
    """What came of a file: the counts, and where the spool with so many pages (`covered`) lies."""

    length: int
    digest: str
    pages: int
    covered: int
    reasons: dict[str, int]
    remarks: tuple[str, ...]
    spool: str


@dataclass(slots=True)
class _Remarks:
    """What was left out: the first of many lines, and how many more there are."""

    lines: list[str] = field(default_factory=list)
    more: int = 0

    def add(self, line: str) -> None:
        if len(self.lines) < _MOST_REMARKS:
            self.lines.append(line)
        else:
            self.more += 1

    def all(self) -> tuple[str, ...]:
        return (*self.lines, *([f"and {self.more} more"] if self.more else []))


def load(reader: Reader) -> None:
    """Load what files will need: a worker that lacks it in the middle of a file would begin anew."""
    names = (name for entity in reader.entities.values() for name in (entity.name, *entity.aliases))
    if any(is_hangul(char) for name in names for char in name):
        analyse("문장")


def judge_file(reader: Reader, task: Task) -> JudgedFile:
    """Judge every response of a file. Raises ArchiveError when it cannot be read or has no record."""
    reasons: Counter[Reason] = Counter()
    remarks = _Remarks()
    file = Path(task.file)
    with Marker(task.mark) as marker, Spool(Path(task.spool), with_bodies=task.with_bodies) as spool:
        found = responses(file, most=task.most, report=remarks.add, wanted=_wanted(reader, task.outlets))
        for response in found:
            marker.set(Mark(response.offset, reasons.total(), len(spool)))
            outcome, page = _outcome(reader, response, task, remarks)
            if outcome is None:
                continue
            reasons[outcome.reason] += 1
            if outcome.verdicts and page is not None and not _kept(spool, outcome, page):
                reasons[outcome.reason] -= 1
                reasons[Reason.FAILED] += 1
                remarks.add(f"record at byte {response.offset}: its text cannot be kept")
            if reasons.total() % _PAGES_TO_TRIM == 0:
                give_back()
        spool.finish()
        marker.set(Mark(-1, reasons.total(), len(spool)))
        covered = len(spool)
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "blake2b").hexdigest()[:32]
    counts = {reason.value: count for reason, count in reasons.items() if count}
    return JudgedFile(file.stat().st_size, digest, reasons.total(), covered, counts, remarks.all(), task.spool)


def _wanted(reader: Reader, outlets: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether a response at an address is read at all: seen from the address alone."""
    if not outlets:
        return lambda url: url.startswith(("http://", "https://"))
    names = frozenset(outlets)

    def is_theirs(url: str) -> bool:
        outlet = reader.outlets.of_url(url)
        return outlet is not None and outlet.name in names

    return is_theirs


def _outcome(
    reader: Reader, response: Response, task: Task, remarks: _Remarks
) -> tuple[Outcome | None, Page | None]:
    """How a response ends, with its page; None for a redirect, which is none."""
    page = response.page
    if page is None:
        return Outcome(response.url, Reason.TOO_LARGE), None
    if page.status in _REDIRECTS:
        return None, None
    if (reason := reason_of_status(page.status)) is not None:
        return Outcome(page.url, reason), None
    where = f"record at byte {response.offset}"
    if response.offset in task.skip:
        remarks.add(f"{where}: it killed the process that read it, or took too long")
        return Outcome(page.url, Reason.FAILED), None
    try:
        page = _decoded(page, task.most)
        if page is None:
            return Outcome(response.url, Reason.TOO_LARGE), None
        with limited(_MOST_CPU):
            return reader.process(page), page
    except AnalyserNeeded:  # the file is begun again by a worker that has it
        raise
    except OutOfTime:
        remarks.add(f"{where}: it could not be read within {_MOST_CPU:g} s of the processor")
    except PageError as error:
        remarks.add(f"{where}: {error}")
    except Exception as error:  # one page must not end the file
        log.exception("page %s", response.url)
        remarks.add(f"{where}: internal error ({type(error).__name__})")
    return Outcome(response.url, Reason.FAILED), None


def _decoded(page: Page, most: int) -> Page | None:
    """The page with its transfer and content encodings undone; None when it is larger than allowed then. Many
    archives keep the headers of encodings that they undid: what cannot be undone is taken as it stands."""
    limit = GROWTH * most
    body = page.body
    if "chunked" in (page.header("transfer-encoding") or "").lower():
        body = _joined(body, limit + 1)
    if encodings := page.header("content-encoding"):
        try:
            body = unpacked(body, encodings, limit + 1)
        except PageError:
            pass
        else:
            if len(body) > limit:
                return None
    return page if body is page.body else replace(page, body=body)


def _joined(chunked: bytes, limit: int) -> bytes:
    """A body that came in chunks (RFC 9112, 7.1), joined; as it was when it is not in chunks."""
    try:
        return bytes(ChunkedReader(io.BytesIO(chunked)).read(limit))
    except (OSError, ValueError):
        return chunked


def _kept(spool: Spool, outcome: Outcome, page: Page) -> bool:
    """Whether an outcome could be put into the spool: text with half of a surrogate pair cannot."""
    try:
        spool.add(outcome, page)
    except (UnicodeError, ValueError):
        return False
    return True
