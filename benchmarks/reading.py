"""Pages per CPU second that one process reads: python benchmarks/reading.py DATASET_DIR [--relevant R] [--rounds N]

The pages of press-dev.warc.gz are decoded, scanned and, where a name may stand, extracted, matched and judged, all
in this process and without network or database. As many entities of the watchlist beside it are watched as make the
share R of the pages relevant, as in throughput.py. In the same run trafilatura alone extracts the pages that are
read in full, with dates and authors.

Told are milliseconds of CPU time a page and pages a CPU second, by what became of the page: "no-name" pages are
those that the scan screened out. The best of N rounds counts; other work on the machine still shows.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import trafilatura

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.press import archived, watched
from pipeline.items import Page, Reason, Watchlist
from pipeline.process import Reader
from spiders.outlets import bundled_outlets


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--relevant", type=float, default=0.05)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    reader = Reader.of(Watchlist(watched(options.folder, options.relevant)), bundled_outlets())
    by_end: dict[str, list[Page]] = defaultdict(list)
    for _, page in archived(options.folder):
        by_end[reader.process(page).reason.value].append(page)  # also loads what is loaded once
    figures: dict[str, Any] = {}
    for end, pages in sorted(by_end.items()):
        figures[end] = told(end, pages, timed(reader.process, pages, options.rounds))
    full = [page for end, pages in by_end.items() if end != Reason.NO_NAME.value for page in pages]
    figures["read in full"] = told("read in full", full, timed(reader.process, full, options.rounds))
    figures["trafilatura"] = told("trafilatura", full, timed(alone, full, options.rounds))
    print(json.dumps(figures))


def alone(page: Page) -> object:
    return trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True)


def timed(read: Callable[[Page], object], pages: Sequence[Page], rounds: int) -> float:
    """CPU seconds of the quickest round over all pages."""
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        for page in pages:
            read(page)
        spent.append(time.process_time() - began)
    return min(spent)


def told(what: str, pages: Sequence[Page], seconds: float) -> dict[str, float]:
    mean, rate = 1000 * seconds / len(pages), len(pages) / seconds
    kilobytes = sum(len(page.body) for page in pages) / len(pages) / 1000
    print(
        f"{what:20} {len(pages):5} pages of {kilobytes:4.0f} kB {mean:8.2f} ms {rate:8.1f} a CPU second", flush=True
    )
    return {"pages": len(pages), "milliseconds": round(mean, 2), "a_cpu_second": round(rate, 1)}


if __name__ == "__main__":
    main()
