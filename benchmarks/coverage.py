"""The whole path on real pages: python benchmarks/coverage.py DATASET_DIR [--set NAME] [--errors N]

Reads press-NAME.warc.gz, watchlist-NAME.toml, coverage-NAME.jsonl and pages-NAME/index.jsonl, runs every page
through the path of `scrape run` and compares the (page, entity) links with those that a literal reading of the gold
texts gives. A link of ours on a page with a gold text that is not in the gold is listed as extra; the gold reads
names literally, so an extra may be right.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.json_lines import read_rows
from pipeline.items import CoverageStatus
from pipeline.process import Reader
from scrape.config.settings import load_settings
from spiders.outlets import bundled_outlets
from storage.archive import ArchiveIndex


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument(
        "--set", default="dev", metavar="NAME", help="the part of the files' names that is its own"
    )
    arguments.add_argument("--errors", type=int, default=0)
    options = arguments.parse_args()
    watchlist = load_settings(options.folder / f"watchlist-{options.set}.toml", {}).watchlist()
    names = {entity.id: (entity.kind.value, entity.name) for entity in watchlist.entities}
    gold = {
        (row["url"], row["kind"], row["entity"])
        for row in read_rows(options.folder / f"coverage-{options.set}.jsonl")
    }
    pages = read_rows(options.folder / f"pages-{options.set}" / "index.jsonl")
    with_text = {row["url"] for row in pages if row["kind"] == "body" and row["text"]}
    reader = Reader.of(watchlist, bundled_outlets())
    index = ArchiveIndex.of([options.folder / f"press-{options.set}.warc.gz"])
    confirmed: set[tuple[str, str, str]] = set()
    review: set[tuple[str, str, str]] = set()
    reasons: Counter[str] = Counter()
    started = process_time()
    for url in [url for url in index.urls() if not url.endswith("/press-sample.xml")]:
        page = index.find(url)
        assert page is not None
        outcome = reader.process(page)
        reasons[outcome.reason.value] += 1
        for verdict in outcome.verdicts:
            kept = {CoverageStatus.CONFIRMED: confirmed, CoverageStatus.REVIEW: review}.get(verdict.status)
            if kept is not None:
                kept.add((url, *names[verdict.entity_id]))
    seconds = process_time() - started
    judged = {link for link in confirmed if link[0] in with_text}
    for title, links in (("missed", gold - confirmed - review), ("extra", judged - gold)):
        for link in sorted(links)[: options.errors]:
            print(f"{title}: {link[2]}: {link[0]}")
    confirmed_gold = len(gold & confirmed)
    figures = {
        "pages": reasons.total(),
        "gold": len(gold),
        "confirmed": len(confirmed),
        "recall": round(confirmed_gold / len(gold), 4),
        "recall_with_review": round(len(gold & (confirmed | review)) / len(gold), 4),
        "confirmed_on_gold_pages": len(judged),
        "literal_precision": round(len(judged & gold) / len(judged), 4),
        "pages_per_cpu_second": round(reasons.total() / seconds, 1),
    }
    print(" ".join(f"{reason} {count}" for reason, count in sorted(reasons.items())))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
