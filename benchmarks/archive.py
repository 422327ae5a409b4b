"""Milliseconds a page of writing to the archive and reading it back: python benchmarks/archive.py DATASET_DIR

The pages of press-dev.warc.gz, every other one with Korean text, are made records; then the responses of that file
are listed, and each is found and unpacked with its digest checked. Processor time of this process, the best of
--rounds N.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.press import pages_of
from storage.archive import ArchiveIndex
from storage.archive.records import page_record


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--rounds", type=int, default=5)
    options = arguments.parse_args()
    pages = pages_of(options.folder, korean=True)
    files = [options.folder / "press-dev.warc.gz"]
    index = ArchiveIndex.of(files)
    works: dict[str, tuple[Callable[[], object], int]] = {
        "record": (lambda: [page_record(page) for page in pages], len(pages)),
        "list": (lambda: ArchiveIndex.of(files), len(index)),
        "find": (lambda: [index.find(url) for url in index.urls()], len(index)),
    }
    figures = {name: best(work, count, options.rounds) for name, (work, count) in works.items()}
    for name, milliseconds in figures.items():
        print(f"{name:8} {milliseconds:6.3f}")
    print(json.dumps(figures))


def best(work: Callable[[], object], count: int, rounds: int) -> float:
    """Milliseconds each of `count` things takes."""
    seconds = []
    for _ in range(rounds):
        began = time.process_time()
        work()
        seconds.append(time.process_time() - began)
    return round(1000 * min(seconds) / count, 3)


if __name__ == "__main__":
    main()
