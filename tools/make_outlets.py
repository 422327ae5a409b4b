"""Make spiders/data/outlets.toml from lists of facts: python tools/make_outlets.py OUTLETS.jsonl NAVER_OID.tsv

Each row of OUTLETS.jsonl names an outlet, its domains, its feeds with the day they were last seen alive, and how
many independent lists say so. Rules:

- A row that rests on one list is kept and marked `weak`: the name a page declares comes before it.
- A Naver number is kept when at least two independent lists give it to the outlet; single votes are often invented.
- A feed is kept when it was seen alive, or is listed by somebody who keeps his list up to date (not in 2022).
- A hosting platform is kept as `weak`: the page says who publishes there.
- Where lists copy one mistake, the curated table below decides.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).resolve().parents[1] / "spiders" / "data" / "outlets.toml"

# Names that most lists have wrong, and what the outlet calls itself.
NAMES = {"aitimes.kr": "인공지능신문", "upstage.ai": "Upstage"}
# Names of a section or a feed, not of the outlet.
RENAMED = {
    "The Register AI/ML": "The Register",
    "AWS ML Blog": "AWS Machine Learning Blog",
    "MIT News AI": "MIT News",
    "arXiv cs.CL": "arXiv",
    "BAIR": "Berkeley AI Research",
}
# Platforms where others publish: what the page says of its author comes first.
PLATFORMS = {"youtube.com"}
ALIASES = {"marktechpost.com": ["Marktechpost Media"]}
# Home zones of outlets that write in English; those that publish around the clock from many places have none.
ZONES = {
    "America/New_York": "apnews.com bloomberg.com businessinsider.com cnbc.com cnn.com coindesk.com "
    "forbes.com fortune.com npr.org nytimes.com wsj.com washingtonpost.com technologyreview.com news.mit.edu "
    "restofworld.org "
    "scientificamerican.com spectrum.ieee.org tomshardware.com finance.yahoo.com",
    "America/Los_Angeles": "techcrunch.com theinformation.com venturebeat.com wired.com bair.berkeley.edu "
    "openai.com semiengineering.com",
    "Europe/London": "bbc.com bbc.co.uk ft.com theguardian.com independent.co.uk newscientist.com nature.com "
    "theregister.com artificialintelligence-news.com datacenterdynamics.com",
    "Asia/Qatar": "aljazeera.com",
    "Asia/Kolkata": "analyticsvidhya.com",
    "Europe/Berlin": "the-decoder.com",
}
# What is no press: who carries releases for pay, and who carries the articles of others.
WIRES = {
    "뉴스와이어": ["newswire.co.kr"],
    "PR Newswire": ["prnewswire.com", "prnewswire.co.uk", "prnasia.com"],
    "Business Wire": ["businesswire.com"],
    "GlobeNewswire": ["globenewswire.com"],
    "EurekAlert!": ["eurekalert.org"],
    "ACN Newswire": ["acnnewswire.com"],
}
PORTALS = {
    "다음": ["daum.net"],
    "네이트": ["nate.com"],
    "ZUM": ["zum.com"],
    "MSN": ["msn.com"],
    "Yahoo": ["yahoo.com"],
}
NAMES_OF_PORTALS = {
    "다음": ["다음뉴스", "Daum", "Daum 뉴스", "카카오"],
    "네이트": ["네이트 뉴스", "NATE", "Nate News"],
    "ZUM": ["줌", "ZUM 뉴스", "줌 뉴스"],
    "MSN": ["Microsoft Start", "MSN News"],
    "Yahoo": ["Yahoo News", "Yahoo! News", "Yahoo Finance", "Yahoo! Finance"],
}
ZONE_OF = {domain: zone for zone, domains in ZONES.items() for domain in domains.split()}


def main(outlets: Path, numbers: Path) -> None:
    """Write the file and say what is in it."""
    votes = {row[0]: (row[1], int(row[2])) for row in _table(numbers)}
    rows = [json.loads(line) for line in outlets.read_text(encoding="utf-8").splitlines()]
    made = [_entry(row, votes) for row in rows]
    others = [entry for entry in made if entry and not {*_domains_of_no_press()} & {*entry["domains"]}]
    entries = sorted([*others, *_no_press()], key=lambda entry: (entry.get("language") != "ko", entry["name"]))
    text = "# Facts about the press, made by tools/make_outlets.py. Corrections belong there or into scrape.toml.\n"
    TARGET.write_text(text + "".join(map(_toml, entries)), encoding="utf-8")
    print(f"{len(entries)} outlets, {sum('weak' in entry for entry in entries)} of them weak -> {TARGET}")


def _table(file: Path) -> list[list[str]]:
    return [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines()[1:]]


def _entry(row: dict[str, Any], votes: dict[str, tuple[str, int]]) -> dict[str, Any] | None:
    domains = row["domains"]
    number = row["naver_oid"] if votes.get(row["naver_oid"], ("", 0))[1] >= 2 else None
    if not domains and number is None:
        return None
    korean = row["country"] == "KR"
    listed = row["name_ko"] if korean else row["name_en"] or row["name_ko"]
    name = next((NAMES[domain] for domain in domains if domain in NAMES), RENAMED.get(listed, listed))
    zone = "Asia/Seoul" if korean else next((ZONE_OF[domain] for domain in domains if domain in ZONE_OF), None)
    curated = [alias for domain in domains for alias in ALIASES.get(domain, ())]
    entry: dict[str, Any] = {"name": name}
    if row["name_en"] and row["name_en"] != name and korean:
        entry["name_en"] = row["name_en"]
    others = {*row["aliases"], *curated, row["name_ko"] or name} - {name}
    aliases = sorted(name for name in others if "(" not in name)
    entry |= {"domains": domains}
    if aliases:
        entry["aliases"] = aliases
    if row["lang"]:
        entry["language"] = row["lang"]
    if zone:
        entry["time_zone"] = zone
    if number:
        entry["naver_oid"] = number
    feeds = [feed["url"] for feed in row["rss"] if _is_kept(feed["status"])]
    if feeds:
        entry["feeds"] = feeds
    if "weak" in row["evidence"] or PLATFORMS & set(domains):
        entry["weak"] = True
    return entry


def _domains_of_no_press() -> list[str]:
    return [domain for table in (WIRES, PORTALS) for domains in table.values() for domain in domains]


def _no_press() -> list[dict[str, Any]]:
    entries = []
    for role, table in (("wire", WIRES), ("portal", PORTALS)):
        for name, domains in table.items():
            entry: dict[str, Any] = {"name": name, "domains": domains}
            if name in NAMES_OF_PORTALS:
                entry["aliases"] = NAMES_OF_PORTALS[name]
            if not name.isascii():
                entry |= {"language": "ko", "time_zone": "Asia/Seoul"}
            entries.append(entry | {role: True})
    return entries


def _is_kept(status: str) -> bool:
    return status.startswith("live") or (status.startswith("listed") and "2022" not in status)


def _toml(entry: dict[str, Any]) -> str:
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items()]
    return "\n[[outlet]]\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
