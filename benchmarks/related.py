"""How often the hint that two stories in two languages are one announcement is right: python benchmarks/related.py

Forty written pairs, half of them near-misses, in two halves by the hash of the announcement. `-v` names what is
wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from zlib import crc32

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.json_lines import read_rows
from pipeline.stories import anchors, are_related

PAIRS = Path(__file__).with_name("data") / "related_pairs.jsonl"


def main() -> None:
    counts: dict[int, Counter[tuple[bool, bool]]] = {0: Counter(), 1: Counter()}
    for pair in read_rows(PAIRS):
        half = crc32(pair["id"].split("-")[0].encode()) % 2
        said = are_related(anchors(*pair["ko"]), anchors(*pair["en"]))
        counts[half][pair["related"], said] += 1
        if "-v" in sys.argv and said != pair["related"]:
            print(half, pair["id"], pair["kind"], "hinted at" if said else "missed")
    for half, count in counts.items():
        right, wrong, missed = count[True, True], count[False, True], count[True, False]
        print(
            f"half {half}: {right} of {right + missed} hinted at, {wrong} of {wrong + count[False, False]} wrongly"
        )


if __name__ == "__main__":
    main()
