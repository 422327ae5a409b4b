"""CC-NEWS: which WARC files Common Crawl has of the news of a month.

The list of a month is ``crawl-data/CC-NEWS/2024/01/warc.paths.gz``, a path a line, below the address of Common
Crawl or of a mirror (https://commoncrawl.org/blog/news-dataset-available).
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from pipeline.errors import PageError
from spiders.files import fetch_file
from spiders.politeness.hosts import Hosts
from spiders.settings import CrawlSettings

__all__ = ["files_of_months"]

_LIST = "warc.paths.gz"
_MOST = 16 << 20  # bytes of a list; there are some 500 paths in one
_PATH = re.compile(r"crawl-data/[\w./-]+\.warc(?:\.gz)?")


async def files_of_months(
    months: Sequence[str],
    mirror: str,
    settings: CrawlSettings,
    *,
    stop: asyncio.Event,
    report: Callable[[str], None],
) -> list[str]:
    """The addresses of the WARC files of each of `months` (``2024-01``), in order; `report` is told what a list has
    that is none. Raises PageError when a list cannot be had or read. Needs a running reactor."""
    hosts = Hosts()
    found: list[str] = []
    for month in months:
        year, number = month.split("-")
        url = f"{mirror.rstrip('/')}/crawl-data/CC-NEWS/{year}/{number}/{_LIST}"
        with tempfile.TemporaryDirectory(prefix="press-scrape-") as folder:
            file = Path(folder) / _LIST
            try:
                if not await fetch_file(url, file, settings, stop=stop, hosts=hosts):
                    return []
                paths = _paths(file.read_bytes(), url)
            except PageError as error:
                raise PageError(f"CC-NEWS {month}: {error}") from error
        found += [f"{mirror.rstrip('/')}/{path}" for path in paths if _is_file(path, url, report)]
    return list(dict.fromkeys(found))


def _paths(packed: bytes, url: str) -> list[str]:
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
    try:
        text = unpacker.decompress(packed, _MOST)
    except zlib.error as error:
        raise PageError(f"{url}: the list is no gzip file, or torn") from error
    if not unpacker.eof:
        raise PageError(f"{url}: the list is torn")
    return [line.strip() for line in text.decode("utf-8", "replace").splitlines() if line.strip()]


def _is_file(path: str, url: str, report: Callable[[str], None]) -> bool:
    if _PATH.fullmatch(path) is not None and ".." not in path:
        return True
    report(f"{url}: names what is no WARC file, left out: {path[:200]}")
    return False
