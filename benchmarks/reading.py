"""Pages per CPU second that one process reads: python benchmarks/reading.py DATASET_DIR [--relevant R] [--rounds N]

The pages of press-dev.warc.gz are decoded, scanned and, where a name may stand, extracted, matched and judged, all
in this process and without network or database. Every other page has Korean text, a third of these in CP949. As
many entities of the watchlist beside it are watched as make the share R of the pages relevant, as in throughput.py.
In the same run trafilatura alone extracts the pages that are read in full, with dates and authors.

Told are milliseconds of CPU time a page and pages a CPU second, by language and by what became of the page:
"no-name" pages are those that the scan screened out. Then the steps of a no-name page: half of the pages, each as
it is, in Korean, and in CP949, are decoded, scanned for the watchlist, also with --names N … more, and for
comparison parsed with lxml. The best of N rounds counts, in each of which everything is done once; other work on
the machine still shows.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import trafilatura
from lxml import etree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.korean import in_cp949, in_korean, with_korean_half
from benchmarks.press import invented, pages_of, watched
from pipeline.items import Entity, Page, Reason, Watchlist
from pipeline.markup.encoding import Decoded, decode
from pipeline.mentions import Matcher
from pipeline.process import Reader
from spiders.outlets import bundled_outlets


class Work(NamedTuple):
    """Something done with each of some things, and how many bytes of page these are."""

    name: str
    do: Callable[[Any], object]
    things: Sequence[Any]
    size: int


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--relevant", type=float, default=0.05)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--names", type=int, nargs="*", default=[1000, 50_000])
    options = arguments.parse_args()
    pages = pages_of(options.folder, korean=False)
    entities = watched(options.folder, options.relevant)
    reader = Reader.of(Watchlist(entities), bundled_outlets())
    figures = {
        work.name: told(work, seconds)
        for works in (
            whole(reader, with_korean_half(options.folder, pages)),
            steps(options.folder, pages[1::2], entities, options.names),
        )
        for work, seconds in timed(list(works), options.rounds)
    }
    print(json.dumps(figures))


def whole(reader: Reader, pages: Sequence[Page]) -> Iterable[Work]:
    """The reading of all pages, by language and by what becomes of them."""
    by_end: dict[str, list[Page]] = defaultdict(list)
    full: list[Page] = []
    for number, page in enumerate(pages):
        language = "English" if number % 2 == 0 else "CP949" if number % 6 == 5 else "Korean"
        end = reader.process(page).reason  # also loads what is loaded once
        by_end[f"{language} {end.value}"].append(page)
        if end is not Reason.NO_NAME:
            full.append(page)
            by_end[f"{language} read in full"].append(page)
    by_end["read in full"] = full
    for name, some in sorted(by_end.items()):
        yield Work(name, reader.process, some, size(some))
    yield Work("trafilatura", alone, full, size(full))


def steps(folder: Path, pages: Sequence[Page], entities: Sequence[Entity], names: Sequence[int]) -> Iterable[Work]:
    """The steps of the pages that name nobody, each of them in three ways."""
    matchers = {
        f"scan, {count + len(entities)} names": Matcher(Watchlist((*entities, *invented(count)))).names_in
        for count in (0, *names)
    }
    scan = next(iter(matchers.values()))
    korean = in_korean(folder, pages)
    versions = [
        versions
        for versions in zip(pages, korean, map(in_cp949, korean), strict=True)
        if not any(scan(decoded(page).utf8) for page in versions)
    ]
    for language, some in zip(("English", "Korean", "CP949"), zip(*versions, strict=True), strict=True):
        texts = [decoded(page).utf8 for page in some]
        yield Work(f"{language} decode", decoded, some, size(some))
        if language != "CP949":
            for step, names_in in matchers.items():
                yield Work(f"{language} {step}", names_in, texts, sum(map(len, texts)))
            yield Work(f"{language} lxml parse", parsed, texts, sum(map(len, texts)))


def decoded(page: Page) -> Decoded:
    return decode(page.body, page.header("content-type"))


def parsed(text: bytes) -> object:
    return etree.fromstring(text, etree.HTMLParser(encoding="utf-8"))


def alone(page: Page) -> object:
    return trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True)


def size(pages: Sequence[Page]) -> int:
    return sum(len(page.body) for page in pages)


def timed(works: Sequence[Work], rounds: int) -> list[tuple[Work, float]]:
    """CPU seconds that each took in its quickest round."""
    spent: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for work in works:
            began = time.process_time()
            for thing in work.things:
                work.do(thing)
            spent[work.name].append(time.process_time() - began)
    return [(work, min(spent[work.name])) for work in works]


def told(work: Work, seconds: float) -> dict[str, float]:
    count, kilobytes = len(work.things), work.size / 1000
    mean, rate = 1000 * seconds / count, count / seconds
    print(
        f"{work.name:28} {count:5} pages of {kilobytes / count:4.0f} kB {mean:8.2f} ms "
        f"{100_000 * seconds / kilobytes:8.3f} ms per 100 kB {rate:8.1f} a CPU second",
        flush=True,
    )
    return {"pages": count, "milliseconds": round(mean, 3), "a_cpu_second": round(rate, 1)}


if __name__ == "__main__":
    main()
