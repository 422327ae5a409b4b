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
ALIASES = {
    "marktechpost.com": ["Marktechpost Media"],
    "apnews.com": ["AP", "The Associated Press", "AP통신"],
    "reuters.com": ["로이터", "로이터통신"],
    "yna.co.kr": ["Yonhap", "Yonhap News"],
}
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
# What is no press: who carries releases for others, who publishes its own, and who carries the articles of others.
# A part of an outlet's site is written as a domain with the beginning of a path.
WIRES = {
    "뉴스와이어": ["newswire.co.kr"],
    "연합뉴스 보도자료": ["yna.co.kr/view/RPR"],
    "정책브리핑": ["korea.kr"],
    "PR Newswire": ["prnewswire.com", "prnewswire.co.uk", "prnasia.com"],
    "Business Wire": ["businesswire.com"],
    "GlobeNewswire": ["globenewswire.com"],
    "EurekAlert!": ["eurekalert.org"],
    "ACN Newswire": ["acnnewswire.com"],
    "ACCESS Newswire": ["accessnewswire.com", "accesswire.com"],
    "EIN Presswire": ["einpresswire.com"],
    "Media OutReach Newswire": ["media-outreach.com"],
    "Newsfile": ["newsfilecorp.com"],
    "PRWeb": ["prweb.com"],
}
NEWSROOMS = {
    "네이버 보도자료": ["navercorp.com"],
    "삼성전자 뉴스룸": ["news.samsung.com", "news.samsungsemiconductor.com"],
    "카카오 보도자료": ["kakaocorp.com"],
    "LG전자 뉴스룸": ["live.lge.co.kr", "lgnewsroom.com"],
    "SK텔레콤 뉴스룸": ["news.sktelecom.com"],
    "SK하이닉스 뉴스룸": ["news.skhynix.co.kr", "news.skhynix.com"],
    "Amazon News": ["aboutamazon.com"],
    "Anthropic": ["anthropic.com"],
    "Apple Newsroom": ["apple.com/newsroom", "apple.com/kr/newsroom"],
    "Google Blog": ["blog.google"],
    "IBM Newsroom": ["newsroom.ibm.com"],
    "Intel Newsroom": ["newsroom.intel.com"],
    "Meta Newsroom": ["about.fb.com"],
    "Microsoft News Center": ["blogs.microsoft.com", "news.microsoft.com"],
    "NVIDIA Newsroom": ["blogs.nvidia.com", "nvidianews.nvidia.com"],
}
# Newsrooms among the listed outlets.
LISTED_NEWSROOMS = {
    "ai.meta.com", "aws.amazon.com", "bair.berkeley.edu", "deepmind.google", "huggingface.co", "news.mit.edu",
    "openai.com", "research.google", "upstage.ai",
}  # fmt: skip
PORTALS = {
    "네이버뉴스": ["naver.com"],
    "다음": ["daum.net"],
    "네이트": ["nate.com"],
    "빅카인즈": ["bigkinds.or.kr"],
    "AOL": ["aol.com"],
    "Flipboard": ["flipboard.com"],
    "Google News": ["news.google.com"],
    "Hacker News": ["news.ycombinator.com"],
    "LINE TODAY": ["today.line.me"],
    "MSN": ["msn.com"],
    "NewsBreak": ["newsbreak.com"],
    "PressReader": ["pressreader.com"],
    "SmartNews": ["smartnews.com"],
    "Yahoo": ["yahoo.com", "finance.yahoo.com"],
    "Yahoo! JAPAN": ["news.yahoo.co.jp"],
    "ZUM": ["zum.com"],
}
NAMES_OF_NO_PRESS = {
    "네이버뉴스": [
        "네이버",
        "NAVER",
        "Naver News",
        "네이버 연예",
        "네이버 스포츠",
        "네이버 엔터",
        "네이버 프리미엄콘텐츠",
    ],
    "다음": ["다음뉴스", "Daum", "Daum 뉴스"],
    "네이트": ["네이트 뉴스", "NATE", "Nate News"],
    "ZUM": ["줌", "ZUM 뉴스", "줌 뉴스"],
    "MSN": ["Microsoft Start", "MSN News"],
    "Yahoo": ["Yahoo News", "Yahoo! News", "Yahoo Finance", "Yahoo! Finance"],
    "Yahoo! JAPAN": ["Yahoo!ニュース", "Yahoo News Japan"],
    "연합뉴스 보도자료": ["연합뉴스 보도자료 배포서비스"],
    "EurekAlert!": ["EurekAlert"],
    "PR Newswire": ["PR Newswire Association LLC", "Cision PR Newswire"],
    "ACCESS Newswire": ["ACCESSWIRE"],
}
ZONE_OF = {domain: zone for zone, domains in ZONES.items() for domain in domains.split()}


def main(outlets: Path, numbers: Path) -> None:
    """Write the file and say what is in it."""
    votes = {row[0]: (row[1], int(row[2])) for row in _table(numbers)}
    rows = [json.loads(line) for line in outlets.read_text(encoding="utf-8").splitlines()]
    made = [_entry(row, votes) for row in rows]
    no_press = {*_domains_of_no_press()}
    others = [entry for entry in made if entry and not no_press & {*entry["domains"]}]
    listed = {domain: entry for entry in made if entry for domain in no_press & {*entry["domains"]}}
    entries = sorted(
        [*others, *_no_press(listed)], key=lambda entry: (entry.get("language") != "ko", entry["name"])
    )
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
    if LISTED_NEWSROOMS & set(domains):
        entry["newsroom"] = True
    return entry


NO_PRESS = {"wire": WIRES, "newsroom": NEWSROOMS, "portal": PORTALS}


def _domains_of_no_press() -> list[str]:
    return [domain for table in NO_PRESS.values() for domains in table.values() for domain in domains]


def _no_press(listed: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The entries of what is no press; what the lists say of them beside their names is kept."""
    entries = []
    for role, table in NO_PRESS.items():
        for name, places in table.items():
            entry: dict[str, Any] = {"name": name, "domains": [place for place in places if "/" not in place]}
            if name in NAMES_OF_NO_PRESS:
                entry["aliases"] = NAMES_OF_NO_PRESS[name]
            if not name.isascii():
                entry |= {"language": "ko", "time_zone": "Asia/Seoul"}
            for known in (listed[place] for place in places if place in listed):
                entry |= {key: known[key] for key in ("language", "time_zone", "feeds") if key in known}
            if sections := [place for place in places if "/" in place]:
                entry["sections"] = sections
            entries.append(entry | {role: True})
    return entries


def _is_kept(status: str) -> bool:
    return status.startswith("live") or (status.startswith("listed") and "2022" not in status)


def _toml(entry: dict[str, Any]) -> str:
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in entry.items()]
    return "\n[[outlet]]\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
