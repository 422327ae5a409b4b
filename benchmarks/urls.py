"""Identity of addresses: python benchmarks/urls.py URL_EQUIVALENCE.jsonl [--seed SEED_COVERAGE.json]

Prints how many groups of spellings come out as one address and how many near-misses stay apart, beside two common
ways (w3lib's canonicalisation, dropping the query), and what is made of the groups that are neither. With --seed,
how many outlets of a hand-made table are resolved as its author wrote them; each difference is listed with what we
say and by which fact.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from w3lib.url import canonicalize_url

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.json_lines import read_rows
from pipeline.outlets import OutletRegistry
from pipeline.urls import canonical_url, looks_like_article
from spiders.outlets import bundled_outlets

_NAVER_NUMBER = re.compile(r"naver\.com/\w*/?article/(\d{3})/")


def figures(groups: list[dict[str, Any]], identity: Callable[[str], str]) -> dict[str, int]:
    same = [group for group in groups if group["kind"] == "same"]
    different = [group for group in groups if group["kind"] == "different"]
    return {
        "same_merged": sum(len({identity(url) for url in group["urls"]}) == 1 for group in same),
        "same_total": len(same),
        "different_kept": sum(
            len({identity(url) for url in set(group["urls"])}) == len(set(group["urls"])) for group in different
        ),
        "different_total": len(different),
    }


def without_query(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc}{parts.path}"


def explain(groups: list[dict[str, Any]]) -> None:
    for group in groups:
        ours = [canonical_url(url) for url in group["urls"]]
        if group["kind"] == "same" and len(set(ours)) > 1:
            print("not merged:", *sorted(set(ours)))
        elif group["kind"] == "different" and len(set(ours)) < len(set(group["urls"])):
            print("wrongly merged:", *group["urls"])
        elif group["kind"] not in {"same", "different"}:
            shapes = ["article" if looks_like_article(url) else "no article" for url in group["urls"]]
            print(
                f"{group['kind']}: {len(set(ours))} addresses of {len(ours)}, {', '.join(shapes)} ({group['note']})"
            )


def seed(file: Path) -> dict[str, int]:
    registry = OutletRegistry(bundled_outlets())
    rows = json.loads(file.read_text(encoding="utf-8"))
    right = 0
    for row in rows:
        ours = registry.published(row["url"]).name
        if any(_is_same(registry, label, ours) for label in _labels(row["press"])):
            right += 1
        else:
            fact = _NAVER_NUMBER.search(row["url"]) or re.search(r"//(?:www\.)?([^/]+)", row["url"])
            by = fact.group(1) if fact else "nothing"
            print(f"outlet differs: table {row['press']!r}, we say {ours!r} by {by}: {row['url'][:80]}")
    return {"seed_right": right, "seed_total": len(rows)}


def _labels(press: str) -> list[str]:
    """The outlets a press cell names, without the words for "and many others"."""
    names = re.sub(r"\s*(?:외|등)\s.*언론사$", "", press)
    # A channel on YouTube is called "… Youtube" there; which channel it is, the address does not tell.
    return [re.sub(r"^.* (?=Youtube$)", "", name.strip()) for name in names.split(",")]


def _is_same(registry: OutletRegistry, label: str, ours: str) -> bool:
    named = registry.of_name(label)
    return _fold(ours) == _fold(label if named is None else named.name)


def _fold(name: str) -> str:
    return re.sub(r"[\s.]+", "", name).casefold()


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", type=Path)
    arguments.add_argument("--seed", type=Path)
    options = arguments.parse_args()
    groups = read_rows(options.file)
    explain(groups)
    print(f"{'':16}{'same merged':>14}{'different kept':>16}")
    for name, identity in (("ours", canonical_url), ("w3lib", canonicalize_url), ("no query", without_query)):
        counts = figures(groups, identity)
        merged, kept = (
            f"{counts['same_merged']} / {counts['same_total']}",
            f"{counts['different_kept']} / {counts['different_total']}",
        )
        print(f"{name:16}{merged:>14}{kept:>16}")
    result = figures(groups, canonical_url)
    if options.seed:
        result |= seed(options.seed)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
