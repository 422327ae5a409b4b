"""How well copies and stories are told: python benchmarks/dedup.py DATASET_DIR [--predictions FILE] [--no-peers]

DATASET_DIR holds docs.jsonl (id, title, text, url, lang, published), gold.jsonl (id, cluster_id, story_id, lang,
set) and ko_templates_trap.jsonl, form letters of which no two may be joined; a folder above it will do. Beside
ours, in the same run, stand MinHash (datasketch, installed into an environment of its own) and SimHash. Figures
are pairwise precision, recall and F1, adjusted Rand index and B-cubed F1; at the level of copies, a pair that is
the same story in other words counts neither way. Speed is documents per second of CPU, from text to decision.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.peers import peer_command
from benchmarks.story_index import StoryIndex
from pipeline.dates import parse_date
from pipeline.stories import LinkKind, StoryInput
from pipeline.urls import canonical_url, site_of

Row = dict[str, Any]
Labels = dict[str, str]
PORTALS = frozenset({"daum.net", "naver.com", "nate.com", "zum.com", "msn.com"})  # no outlet is told by them
PEER_REQUIREMENTS = ("datasketch==1.9.0",)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--predictions", type=Path, help="write {id, cluster_id, story_id} a line")
    arguments.add_argument("--no-peers", action="store_true")
    arguments.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "press-scrape-peers")
    options = arguments.parse_args()
    folder = options.folder if (options.folder / "docs.jsonl").exists() else options.folder / "dedup-dev"
    documents, gold = rows(folder / "docs.jsonl"), rows(folder / "gold.jsonl")
    copies, stories, seconds = ours(documents)
    if options.predictions:
        lines = ({"id": key, "cluster_id": copies[key], "story_id": stories[key]} for key in copies)
        options.predictions.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    results = {"press-scrape": (copies, stories, seconds)}
    if not options.no_peers:
        results |= peers(documents, options.cache)
    figures: Row = {"documents": len(documents)}
    print(f"{'':14} {'level':6} {'group':12} {'P':>7} {'R':>7} {'F1':>7} {'ARI':>7} {'B3 F1':>7} {'docs/s':>8}")
    for name, (as_copies, as_stories, spent) in results.items():
        figures[name] = {"documents_per_cpu_second": round(len(documents) / spent, 1)}
        for level, labels in (("copy", as_copies), ("story", as_stories)):
            for group, part in groups(gold).items():
                scores = score(labels, part, level)
                figures[name].setdefault(level, {})[group] = scores
                shown = " ".join(f"{scores[key]:7.4f}" for key in ("precision", "recall", "f1", "ari", "b3_f1"))
                print(f"{name:14} {level:6} {group:12} {shown} {len(documents) / spent:8.0f}")
    joined = trap(rows(folder / "ko_templates_trap.jsonl"))
    print(f"form letters joined: {joined}")
    print(json.dumps({**figures, "templates_joined": joined}))


def rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def groups(gold: list[Row]) -> dict[str, list[Row]]:
    """The rows of each set. Sets share texts that the gold tells apart only within each, so they are not pooled."""
    sets = sorted({row["set"] for row in gold})
    return {name: [row for row in gold if row["set"] == name] for name in sets}


def story_input(row: Row) -> StoryInput:
    published = parse_date(row["published"], UTC) if row.get("published") else None
    host = urlsplit(row.get("url") or "").hostname or ""
    return StoryInput(
        addresses=frozenset((canonical_url(row.get("url") or f"https://unknown.invalid/{row['id']}"),)),
        outlet="" if site_of(host) in PORTALS else host or str(row["id"]),
        headline=row.get("title") or "",
        text=row["text"],
        language=row.get("lang") or "",
        published_at=published.when if published else None,
        has_time=published is not None and published.has_time,
    )


def ours(documents: list[Row]) -> tuple[Labels, Labels, float]:
    """The cluster of copies and the story of each document, and the CPU seconds spent."""
    index, copies = StoryIndex(), Sets()
    inputs = [story_input(row) for row in documents]
    started = time.process_time()
    for number, article in enumerate(inputs, 1):
        index.add(article)
        for candidate, likeness in index.last_links:
            if likeness.kind in {LinkKind.CORE, LinkKind.PART}:
                copies.join(number, candidate.article_id)
    spent = time.process_time() - started
    numbered = list(enumerate(documents, 1))
    return (
        {row["id"]: str(copies.root(number)) for number, row in numbered},
        {row["id"]: str(index.story_of(number)) for number, row in numbered},
        spent,
    )


class Sets:
    """Disjoint sets of numbers."""

    def __init__(self) -> None:
        self._up: dict[int, int] = {}

    def root(self, number: int) -> int:
        """What stands for the set of `number`."""
        while (up := self._up.get(number, number)) != number:
            number = up
        return number

    def join(self, first: int, second: int) -> None:
        """Unite the sets of the two."""
        self._up[self.root(first)] = self.root(second)


def trap(letters: list[Row]) -> int:
    """How many form letters are joined to another."""
    index = StoryIndex()
    for row in letters:
        index.add(story_input(row))
    members = Counter(index.story_of(number) for number in range(1, len(letters) + 1))
    return sum(count - 1 for count in members.values())


def peers(documents: list[Row], cache: Path) -> dict[str, tuple[Labels, Labels, float]]:
    """MinHash and SimHash over the same documents."""
    command = peer_command(cache, "datasketch", PEER_REQUIREMENTS)
    if command is None:
        return {}
    interpreter, environment = command
    with tempfile.TemporaryDirectory() as folder:
        given = Path(folder) / "docs.jsonl"
        given.write_text("".join(json.dumps(row) + "\n" for row in documents), encoding="utf-8")
        script = str(Path(__file__).with_name("dedup_peer.py"))
        done = subprocess.run(
            [interpreter, script, str(given)], env=environment, capture_output=True, text=True, check=False
        )
    if done.returncode:
        print(f"the peers failed: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return {}
    results = json.loads(done.stdout)
    return {name: (labels, labels, seconds) for name, (labels, seconds) in results.items()}


def score(labels: Mapping[str, str], gold: Iterable[Row], level: str) -> dict[str, float]:
    """The figures of one level. A document without a label stands alone."""
    part = list(gold)
    wanted = [str(row["cluster_id" if level == "copy" else "story_id"]) for row in part]
    predicted = [labels.get(row["id"], f"alone {row['id']}") for row in part]
    stories = [str(row["story_id"]) for row in part]
    joint, ours_, gold_ = Counter(zip(predicted, wanted, strict=True)), Counter(predicted), Counter(wanted)
    right, ours_pairs, gold_pairs = (sum(map(pairs, counted.values())) for counted in (joint, ours_, gold_))
    ignored = 0
    if level == "copy":
        same_story = sum(map(pairs, Counter(zip(predicted, stories, strict=True)).values()))
        same_copy = sum(map(pairs, Counter(zip(predicted, stories, wanted, strict=True)).values()))
        ignored = same_story - same_copy
    precision = right / (ours_pairs - ignored) if ours_pairs - ignored else 1.0
    recall = right / gold_pairs if gold_pairs else 1.0
    expected = ours_pairs * gold_pairs / pairs(len(part)) if len(part) > 1 else 0.0
    best = (ours_pairs + gold_pairs) / 2
    b3_precision = sum(n * n / ours_[label] for (label, _), n in joint.items()) / len(part)
    b3_recall = sum(n * n / gold_[label] for (_, label), n in joint.items()) / len(part)
    figures = {
        "precision": precision,
        "recall": recall,
        "f1": harmonic(precision, recall),
        "ari": (right - expected) / (best - expected) if best != expected else 1.0,
        "b3_f1": harmonic(b3_precision, b3_recall),
    }
    return {name: round(value, 4) for name, value in figures.items()}


def pairs(count: int) -> int:
    return count * (count - 1) // 2


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


if __name__ == "__main__":
    main()
