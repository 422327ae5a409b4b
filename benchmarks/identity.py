"""Whether the right one of several people with the same name is taken.

    python benchmarks/identity.py DATASET_DIR [--predictions FILE]

DATASET_DIR holds `profiles.jsonl` (name, identity, orgs, titles, topics) and `cases.jsonl` (id, name, identity,
text).
Every case is judged against every profile of its name: by its one sentence, and with two more sentences about the
same person, which is nearer to an article. Naive ways: the name alone; the name with any known word in the text.
`review share` counts rows, `group share` the groups that `scrape review` makes of them, which are decided at once.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pipeline.identity import bearer_of, judge
from pipeline.items import Affiliation, CoverageStatus, Entity, EntityKind, Watchlist
from pipeline.mentions import Matcher

Row = dict[str, Any]
Judged = tuple[CoverageStatus | None, float, str]
Judge = Callable[[Row, str, list[Row]], Judged]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset", type=Path)
    parser.add_argument("--predictions", type=Path, help="write every judgement as JSON lines")
    arguments = parser.parse_args()
    profiles: dict[str, list[Row]] = defaultdict(list)
    for row in read(arguments.dataset / "profiles.jsonl"):
        profiles[row["name"]].append(row)
    cases = read(arguments.dataset / "cases.jsonl")
    ways: dict[str, Judge] = {
        "name alone": by_name,
        "any known word": by_any_word,
        "this judge": by_judge,
        "the same, knowing namesakes": by_judge_of_all,
    }
    figures: Row = {}
    for unit, rows in (("one sentence", cases), ("three", threes(cases))):
        for way, judged_by in ways.items():
            made = judgements(rows, profiles, judged_by)
            figures[f"{unit}, {way}"] = rates(made)
            show(f"{unit}, {way}", figures[f"{unit}, {way}"])
            if unit == "one sentence" and judged_by is by_judge and arguments.predictions:
                lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in made)
                arguments.predictions.write_text("".join(lines), encoding="utf-8")
    print(json.dumps(figures, ensure_ascii=False))


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def threes(cases: list[Row]) -> list[Row]:
    """Sentences about one person put together by three, as an article would have them; the rest stays as it is."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for case in cases:
        groups[case["name"], case["identity"]].append(case)
    return [
        group[at] | {"text": "\n".join(sentence["text"] for sentence in group[at : at + 3])}
        for group in groups.values()
        for at in range(0, len(group), 3)
    ]


def judgements(cases: list[Row], profiles: dict[str, list[Row]], judged_by: Judge) -> list[Row]:
    made = []
    for case in cases:
        for profile in profiles[case["name"]]:
            status, confidence, presented = judged_by(profile, case["text"], profiles[case["name"]])
            made.append(
                {
                    "id": case["id"],
                    "name": case["name"],
                    "profile": profile["identity"],
                    "right": profile["identity"] == case["identity"],
                    "status": status.value if status else "missed",
                    "confidence": confidence,
                    "presented": presented,
                }
            )
    return made


def by_name(profile: Row, text: str, _: list[Row]) -> Judged:
    return (CoverageStatus.CONFIRMED, 1.0, "") if profile["name"] in text else (None, 0.0, "")


def by_any_word(profile: Row, text: str, _: list[Row]) -> Judged:
    words = [*profile["orgs"], *profile["titles"], *profile["topics"]]
    known = any(word in text for word in words)
    return (CoverageStatus.CONFIRMED, 1.0, "") if known else (CoverageStatus.REVIEW, 0.5, "")


def by_judge(profile: Row, text: str, _: list[Row]) -> Judged:
    return by_judge_of_all(profile, text, [])


def by_judge_of_all(profile: Row, text: str, everybody: list[Row]) -> Judged:
    tracked = person(profile)
    mentions = Matcher(Watchlist((tracked,))).find("", text, "ko")
    if not mentions:
        return None, 0.0, ""
    namesakes = tuple(person(namesake) for namesake in everybody if namesake is not profile)
    verdict = judge(tracked, "", text, mentions, namesakes=namesakes)
    bearer = bearer_of(verdict.evidence)
    return verdict.status, verdict.confidence, " ".join(bearer.key)


def person(profile: Row) -> Entity:
    return Entity(
        id=f"person:{profile['name']} ({profile['identity']})",
        kind=EntityKind.PERSON,
        name=profile["name"],
        affiliations=tuple(Affiliation(name) for name in profile["orgs"]),
        titles=tuple(profile["titles"]),
        topics=tuple(profile["topics"]),
    )


def rates(made: list[Row]) -> Row:
    count = Counter((row["right"], row["status"]) for row in made)
    right = sum(number for (is_right, _), number in count.items() if is_right)
    confirmed = count[True, "confirmed"] + count[False, "confirmed"]
    review = count[True, "review"] + count[False, "review"]
    groups = {(row["name"], row["profile"], row["presented"]) for row in made if row["status"] == "review"}
    return {
        "judged": len(made),
        "confirmed_precision": percent(count[True, "confirmed"], confirmed),
        "confirmed_recall": percent(count[True, "confirmed"], right),
        "recall_with_review": percent(count[True, "confirmed"] + count[True, "review"], right),
        "review_share": percent(review, len(made)),
        "group_share": percent(len(groups), len(made)),
        "others_rejected": percent(count[False, "rejected"] + count[False, "missed"], len(made) - right),
    }


def percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2) if whole else 0.0


def show(way: str, figures: Row) -> None:
    print(f"{way:<42}" + "".join(f"  {name.replace('_', ' ')} {value}" for name, value in figures.items()))


if __name__ == "__main__":
    main()
