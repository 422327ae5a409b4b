"""robots.txt conformance: python benchmarks/robots.py DATASET_DIR

Reads cases.jsonl and crawl_delay.jsonl of the public suites of google/robotstxt and scrapy/protego, and prints how
many of the undisputed cases our reader and bare Protego decide as the suites say.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from protego import Protego

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.json_lines import read_rows
from spiders.politeness.robots import Robots


def rows(file: Path) -> list[dict[str, Any]]:
    return read_rows(file)


def ours(case: dict[str, Any]) -> bool:
    return Robots.parse(case["robots_txt"].encode(), case["user_agent"]).allows(case["url"])


def bare(case: dict[str, Any]) -> bool:
    return bool(Protego.parse(case["robots_txt"]).can_fetch(case["url"], case["user_agent"]))


def wrong(cases: list[dict[str, Any]], judge: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    return [case for case in cases if judge(case) != case["allowed"]]


def main(folder: Path) -> None:
    cases = [case for case in rows(folder / "cases.jsonl") if not case["disputed"]]
    delays = rows(folder / "crawl_delay.jsonl")
    missed = wrong(cases, ours)
    missed_bare = wrong(cases, bare)
    right_delays = sum(
        Robots.parse(case["robots_txt"].encode(), case["user_agent"]).crawl_delay == case["crawl_delay"]
        for case in delays
    )
    for case in missed:
        print(f"wrong: {case['id']} {case['test']}: {case['user_agent']!r} {case['url'][:80]!r}")
    print(f"{'suite':24}{'cases':>7}{'ours':>7}{'Protego':>9}")
    for suite in sorted({case["suite"] for case in cases}):
        own = [case for case in cases if case["suite"] == suite]
        right, right_bare = len(own) - len(wrong(own, ours)), len(own) - len(wrong(own, bare))
        print(f"{suite:24}{len(own):7}{right:7}{right_bare:9}")
    print(f"{'crawl delays':24}{len(delays):7}{right_delays:7}")
    figures = {
        "cases": len(cases),
        "right": len(cases) - len(missed),
        "right_protego": len(cases) - len(missed_bare),
        "crawl_delays": len(delays),
        "crawl_delays_right": right_delays,
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
