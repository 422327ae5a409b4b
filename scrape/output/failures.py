"""What went wrong in a run, in few lines: what has the same cause is one line, with a count and an example."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from pipeline.items import Source
from pipeline.urls import without_secrets
from scheduler.run import RunReport
from scheduler.run.tally import SourceFailure
from spiders.safety.proxies import Proxies

__all__ = ["failure_lines"]

T = TypeVar("T")

_MOST_ALIKE = 2  # lines of one kind; more are one
# What a machine without network, or without a proxy that works, says of every source.
_UNREACHED = (
    "host name not found",
    "connection refused",
    "no complete answer in time",
    "connection failed",
    "its network cannot be reached",
    "the proxy asks",
    "the proxy refused",
    "gave no answer",
)
_VARIABLE = re.compile(r"https?://\S+|\d{4}-\d\d-\d\d(?: \d\d:\d\d)?|\bbyte \d+|\d+ times|\S+\.warc(?:\.gz)?")


def failure_lines(report: RunReport, proxies: Proxies) -> Iterator[str]:
    """The lines for sources that failed, for warnings and for other problems of a run."""
    if _is_offline(report):
        way = f" through the proxy {', '.join(proxies.addresses())}" if proxies else ""
        ((why, _),) = Counter(_kind(failure.why) for failure in report.failures).most_common(1)
        yield without_secrets(
            f"no network: none of {len(report.failures)} sources could be reached{way} ({why}); see: scrape status"
        )
    else:
        yield from _grouped(report.failures, "source failed: ", "sources", _kind_of_failure, _failure)
    yield from _grouped(report.warnings, "warning: ", "sources", _kind_of_warning, _warning)
    yield from _grouped(report.problems, "warning: ", "times", _kind, str)


def _is_offline(report: RunReport) -> bool:
    """Whether no source was read, and each of several because it could not be reached."""
    failures = report.failures
    alone = not report.sources_read and len(failures) > 1
    return alone and all(any(words in _root(failure.why) for words in _UNREACHED) for failure in failures)


def _root(why: str) -> str:
    """Why a source failed; of one that is left alone, why it failed before."""
    return why.rpartition("in a row: ")[2]


def _grouped(
    items: Iterable[T], head: str, what: str, kind_of: Callable[[T], str], line_of: Callable[[T], str]
) -> Iterator[str]:
    groups: dict[str, list[T]] = {}
    for item in items:
        groups.setdefault(kind_of(item), []).append(item)
    for kind, alike in groups.items():
        if len(alike) <= _MOST_ALIKE:
            yield from (f"{head}{line_of(item)}" for item in alike)
        else:
            yield f"{head}{len(alike)} {what}: {kind}; for example {line_of(alike[0])}"


def _kind(why: str) -> str:
    """`why` without what differs from one source to the next."""
    return " ".join(_VARIABLE.sub("…", _root(why)).split())


def _kind_of_failure(failure: SourceFailure) -> str:
    return _kind(failure.why)


def _failure(failure: SourceFailure) -> str:
    return f"{failure.source.kind} {failure.source.url}: {failure.why}"


def _kind_of_warning(warning: tuple[Source, str]) -> str:
    return _kind(warning[1])


def _warning(warning: tuple[Source, str]) -> str:
    source, text = warning
    return f"{source.kind} {source.url}: {text}"
