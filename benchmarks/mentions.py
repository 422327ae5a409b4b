"""How well tracked names are linked, beside two naive ways, and how fast raw text is scanned for them.

    python benchmarks/mentions.py DATASET_DIR [--predictions FILE]

DATASET_DIR holds `watchlist.jsonl` (id, kind, names, lang, stratum) and `texts.jsonl` (id, text, lang, gold,
ignore).
A link is a (text, entity) pair. Confidence 0.5 and more counts as found, less as sent to review.
Every figure is given for the whole set and for its halves by a hash of the text's id: rules are made on half a and
tried on half b.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from pipeline.items import Entity, EntityKind, Watchlist
from pipeline.language.scripts import lower
from pipeline.mentions import Matcher
from pipeline.mentions.automaton import Automaton

Row = dict[str, Any]
Found = tuple[str, int, int, float]  # entity, start, end, confidence
SURE = 0.5
SCAN_BYTES = 10_000_000
PAGE = 100_000
RATES = (
    "link_precision",
    "link_recall",
    "link_f1",
    "link_recall_with_review",
    "span_precision",
    "span_recall",
    "span_f1",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--predictions", type=Path, help="write our links as JSON lines")
    arguments = parser.parse_args()
    watch = read(arguments.dataset / "watchlist.jsonl")
    texts = read(arguments.dataset / "texts.jsonl")
    languages = {row["id"]: row["lang"] for row in watch}
    names = {row["id"]: row["names"] for row in watch}
    ways = {
        "substring": by_pattern(names, ""),
        "word boundary": by_pattern(names, r"\b"),
        "this matcher": by_matcher(watch),
    }
    figures: Row = {}
    links: list[list[Found]] = []
    for way, find in ways.items():
        started = time.process_time()
        links = [[link for link in find(row) if languages[link[0]] == row["lang"]] for row in texts]
        seconds = time.process_time() - started
        size = sum(len(row["text"].encode()) for row in texts)
        figures[way] = score(texts, links, watch) | {"mb_per_s": round(size / seconds / 1e6, 3)}
        show(way, figures[way])
        for half in (0, 1):
            pairs = [pair for pair in zip(texts, links, strict=True) if half_of(pair[0]) == half]
            name = f"{way}, half {'ab'[half]}"
            figures[name] = score([row for row, _ in pairs], [found for _, found in pairs], watch)
            show(name, figures[name] | {"mb_per_s": figures[way]["mb_per_s"]})
    if arguments.predictions:
        write(arguments.predictions, texts, links)
    figures["scan"] = scan(watch, texts)
    print(json.dumps(figures, ensure_ascii=False))


def half_of(row: Row) -> int:
    """The half a text belongs to, for ever: 0 or 1."""
    return zlib.crc32(row["id"].encode()) % 2


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def write(path: Path, texts: list[Row], all_links: list[list[Found]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row, links in zip(texts, all_links, strict=True):
            keys = ("entity_id", "start", "end", "confidence")
            listed = [dict(zip(keys, link, strict=True)) for link in links]
            file.write(json.dumps({"id": row["id"], "links": listed}, ensure_ascii=False) + "\n")


def by_matcher(watch: list[Row]) -> Callable[[Row], list[Found]]:
    matcher = Matcher(Watchlist(tuple(entity(row) for row in watch)))
    matcher.find("", "이름을 찾는다.", "ko")

    def find(row: Row) -> list[Found]:
        mentions = matcher.find("", row["text"], row["lang"])
        return [
            (mention.entity_id, mention.span.start, mention.span.end, mention.confidence) for mention in mentions
        ]

    return find


def entity(row: Row) -> Entity:
    first, *rest = row["names"]
    return Entity(row["id"], EntityKind(row["kind"]), first, tuple(rest))


def by_pattern(names: dict[str, list[str]], edge: str) -> Callable[[Row], list[Found]]:
    """Every name as it is written; with `edge`, only between word boundaries of the regular-expression engine."""
    owners: dict[str, list[str]] = defaultdict(list)
    for key, spellings in names.items():
        for spelling in spellings:
            owners[spelling].append(key)
    heads: dict[str, list[str]] = defaultdict(list)
    for spelling in sorted(owners, key=len, reverse=True):
        heads[spelling[0]].append(spelling)
    patterns = {
        head: re.compile(f"{edge}(?:{'|'.join(map(re.escape, words))}){edge}") for head, words in heads.items()
    }

    def find(row: Row) -> list[Found]:
        text = row["text"]
        return [
            (key, hit.start(), hit.end(), 1.0)
            for head in patterns.keys() & set(text)
            for hit in patterns[head].finditer(text)
            for key in owners[hit.group()]
        ]

    return find


def score(texts: list[Row], all_links: list[list[Found]], watch: list[Row]) -> Row:
    strata = {row["id"]: row["stratum"] for row in watch}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row, links in zip(texts, all_links, strict=True):
        gold = {(span["entity_id"], span["start"], span["end"]) for span in row["gold"]}
        ignored = {(span["entity_id"], span["start"], span["end"]) for span in row.get("ignore", ())}
        sure = {link[:3] for link in links if link[3] >= SURE}
        everything = {link[:3] for link in links}
        for unit, right, wrong_free, ours, ours_too in (
            ("span", gold, ignored, sure, everything),
            ("link", entities(gold), entities(ignored), entities(sure), entities(everything)),
        ):
            for kind, keys in (
                ("tp", right & ours),
                ("fp", ours - right - wrong_free),
                ("fn", right - ours),
                ("reached", right & ours_too),
                ("review", ours_too - ours - wrong_free),
            ):
                for key in keys:
                    owner = key if isinstance(key, str) else key[0]
                    for group in (row["lang"], f"{row['lang']} {strata[owner]}"):
                        counts[group][f"{unit}_{kind}"] += 1
    return {group: rates(counts[group]) for group in sorted(counts)}


def entities(spans: Iterable[tuple[Any, ...]]) -> set[str]:
    return {span[0] for span in spans}


def rates(count: Counter[str]) -> Row:
    made: Row = {"links": count["link_tp"] + count["link_fn"], "review": count["link_review"]}
    for unit in ("link", "span"):
        right, wrong, missed = (count[f"{unit}_{kind}"] for kind in ("tp", "fp", "fn"))
        made[f"{unit}_precision"] = percent(right, right + wrong)
        made[f"{unit}_recall"] = percent(right, right + missed)
        made[f"{unit}_f1"] = percent(2 * right, 2 * right + wrong + missed)
        made[f"{unit}_recall_with_review"] = percent(count[f"{unit}_reached"], right + missed)
    return made


def percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def show(way: str, figures: Row) -> None:
    print(f"{way} ({figures['mb_per_s']} MB/s)")
    heads = ("link P", "R", "F1", "+review", "span P", "R", "F1", "links", "review")
    print(" " * 20 + "".join(f"{head:>8}" for head in heads))
    for group, rate in figures.items():
        if isinstance(rate, dict):
            row = "".join(f"{rate[key]:8.2f}" for key in RATES)
            print(f"  {group:<18}{row}{rate['links']:8d}{rate['review']:8d}")


def scan(watch: list[Row], texts: list[Row]) -> Row:
    """Megabytes a second by the number of names, in CPU time: the bare automaton, and the scan of raw pages."""
    joined = "\n".join(row["text"] for row in texts)
    size = len(joined.encode())
    haystack = joined * max(1, SCAN_BYTES // max(1, size))
    pages = [haystack[at : at + PAGE] for at in range(0, len(haystack), PAGE)]
    megabytes = len(haystack.encode()) / 1e6
    lowered = lower(haystack).encode()
    figures: Row = {}
    for count in (10, 1_000, 50_000):
        people = tracked(watch, count)
        started = time.process_time()
        matcher = Matcher(Watchlist(people))
        built = time.process_time() - started
        automaton = Automaton(list(dict.fromkeys(lower(form.text) for form in matcher.forms)))
        bare = min(timed(lambda: automaton.search(lowered)) for _ in range(3))  # noqa: B023
        whole = min(timed(lambda: [matcher.names_in(page) for page in pages]) for _ in range(3))  # noqa: B023
        figures[str(count)] = {
            "forms": len(matcher.forms),
            "automaton_mb_per_s": round(megabytes / bare, 1),
            "names_in_mb_per_s": round(megabytes / whole, 1),
            "build_s": round(built, 2),
        }
        print(
            f"scan, {count:>6} entities, {len(matcher.forms):>6} forms: automaton {megabytes / bare:6.1f} MB/s,"
            f" names_in {megabytes / whole:6.1f} MB/s, built in {built:.2f} s"
        )
    for what in ("automaton", "names_in"):
        speeds = [figures[count][f"{what}_mb_per_s"] for count in ("1000", "50000")]
        figures[f"{what}_fall_1000_to_50000"] = round(speeds[0] / speeds[1], 2)
    return figures


def timed(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def tracked(watch: list[Row], count: int) -> tuple[Entity, ...]:
    """So many entities: a sample of the watchlist, filled up with Korean names put together by chance."""
    chance = random.Random(count)
    rows = chance.sample(watch, min(count, len(watch)))
    people = [entity(row) for row in rows]
    family = "김이박최정강조윤장임한오서신권황안송류홍"
    given = "가강경관광규근기나다단대도동래리마명무문미민범병보복상석선설성세소수숙순승시신아안애양언연영예옥완용"
    given += "우운원유윤은의인일자재정제조종주준중지진찬창채천철춘태하학한해향현형혜호홍화환회효훈휘희"
    while len(people) < count:
        name = chance.choice(family) + chance.choice(given) + chance.choice(given)
        people.append(Entity(f"person:{len(people)}", EntityKind.PERSON, name))
    return tuple(people)


if __name__ == "__main__":
    main()
