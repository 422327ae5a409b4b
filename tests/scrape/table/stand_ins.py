"""Stand-ins for the pages that a table links to: invented texts at its addresses, in an archive to replay.

    archive_of(stand_ins(rows, WHO), folder)      # a WARC file; `scrape … --replay FILE` answers from it

The text of each page is its own (no two are copies of each other), has the headline of its row, names whom the
table is about and was published when the address says, else in the middle of the month of its row. Videos look like
those of YouTube.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.dates import month_of
from pipeline.items import Page
from scrape.table.written import WrittenRow
from storage.archive import ArchiveWriter

__all__ = ["SEED", "Named", "StandIn", "archive_of", "article_page", "stand_ins", "video_page"]

FETCHED = datetime(2026, 11, 20, 9, tzinfo=UTC)
_DAY = re.compile(r"(?<!\d)(20[12]\d)[-/.]?(0[1-9]|1[0-2])[-/.]?(0[1-9]|[12]\d|3[01])")
_HANGUL = re.compile("[가-힣]")
_SENTENCES = 9
# One text of such words is as unlike another as two articles are.
_NOUNS = (
    "전력망 항만 교량 습지 종자 서고 악보 빙하 철길 염전 도자기 나침반 온실 등대 관측소 방파제 수문 기록관 제재소 "
    "활판 돛단배 연구동 식물원 천문대 저수지 목장 포구 공방 서원 과수원 양묘장 측우기 활주로 합창단 사구 갯벌"
).split()
_DEEDS = (
    "옮겼다 고쳤다 나눴다 늘렸다 줄였다 세웠다 비웠다 채웠다 닫았다 열었다 이었다 잘랐다 덮었다 실었다 건넸다 "
    "맡겼다 살폈다 재었다 모았다 그렸다 엮었다 붙였다 떼었다 말렸다 식혔다 데웠다 갈았다 다듬었다 묶었다 풀었다"
).split()
_WHERE = (
    "강릉 목포 남해 서천 봉화 정선 고흥 태안 양구 통영 영덕 부안 횡성 곡성 의령 완도 단양 무주 함양 진도".split()
)
_THINGS = (
    "harbour orchard bridge ledger kiln lighthouse archive meadow quarry compass foundry reservoir glacier lantern "
    "sawmill observatory causeway granary workshop marsh viaduct pasture telescope printing-house"
).split()
_ACTIONS = (
    "moved rebuilt divided measured emptied opened closed joined covered loaded surveyed gathered drew trimmed "
    "repaired counted painted lowered drained replanted"
).split()
_PLACES = "Ridgewater Hollowmere Stonebeck Ashford Larkhill Easthaven Millbrook Cobham Fernley Westmoor".split()


class Named(NamedTuple):
    """Whom pages name, in Korean and English, with where they belong; how a watchlist has them."""

    korean: str
    english: str
    at: str
    at_english: str

    def watchlist(self) -> str:
        """Their entry in scrape.toml."""
        return (
            f"[[person]]\nname = '{self.korean}'\naliases = ['{self.english}']\n"
            f"affiliations = ['{self.at}', '{self.at_english}']\n"
        )


SEED = Named("박찬준", "Chanjun Park", "업스테이지", "Upstage")  # whom the seed table is about


@dataclass(frozen=True, slots=True)
class StandIn:
    """What stands at an address."""

    url: str
    body: str = ""
    status: int = 200

    def page(self) -> Page:
        """As it was fetched."""
        kind = (("Content-Type", "text/html; charset=utf-8"),)
        return Page(self.url, self.url, self.status, kind, self.body.encode(), FETCHED)


def stand_ins(
    rows: Iterable[WrittenRow], who: Named, *, gone: Sequence[int] = (), unnamed: Sequence[int] = ()
) -> Iterator[StandIn]:
    """What stands at the addresses of `rows`: nothing any more at those whose places in the table (from 0) are in
    `gone`, an article about others at those in `unnamed`."""
    for place, row in enumerate(rows):
        if not row.url:
            continue
        if place in gone:
            yield StandIn(row.url, "<html><head><title>404</title></head><body>Not found</body></html>", 404)
        elif "youtube.com" in row.url:
            yield StandIn(row.url, video_page(row, who))
        else:
            yield StandIn(row.url, article_page(row, None if place in unnamed else who))


def archive_of(pages: Iterable[StandIn], folder: Path) -> Path:
    """A WARC file in `folder` that answers for the addresses of `pages`."""
    writer = ArchiveWriter(folder)
    for page in pages:
        writer.write(page.page())
    writer.close()
    (file,) = folder.glob("*.warc.gz")
    return file


def article_page(row: WrittenRow, who: Named | None, published: str | None = None) -> str:
    """A page with an article that has the headline of `row` and names `who`, published on `published`."""
    published = published or day_of(row)
    text = list(_english(row, who) if not _HANGUL.search(row.headline + row.label) else _korean(row, who))
    declared = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": row.headline,
        "datePublished": published,
    }
    paragraphs = "\n".join(f"<p>{html.escape(line)}</p>" for line in text)
    title = html.escape(row.headline)
    return (
        f"<html><head><meta charset='utf-8'><title>{title}</title>"
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        f'<meta property="article:published_time" content="{published}">'
        f"<script type='application/ld+json'>{_script(declared)}</script></head>\n"
        f"<body><article><h1>{title}</h1>\n{paragraphs}</article></body></html>"
    )


def video_page(row: WrittenRow, who: Named) -> str:
    """A page of a video whose description names `who`."""
    title, told = html.escape(row.headline), html.escape(f"{who.at} {who.korean}의 발표 영상.")
    declared = {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": row.headline,
        "description": told,
        "uploadDate": day_of(row),
    }
    return (
        f"<html><head><meta charset='utf-8'><title>{title} - YouTube</title>"
        f'<meta property="og:type" content="video.other"><meta property="og:title" content="{title}">'
        f'<meta property="og:site_name" content="YouTube"><meta property="og:description" content="{told}">'
        f"<script type='application/ld+json'>{_script(declared)}</script></head>"
        "<body><div id='player'></div></body></html>"
    )


def day_of(row: WrittenRow) -> str:
    """When the page of `row` was published: the day that its address tells, else the middle of its month."""
    parts = urlsplit(row.url)
    told = _DAY.search(f"{parts.path}?{parts.query}")
    if told is not None:
        return f"{told[1]}-{told[2]}-{told[3]}T10:00:00+09:00"
    return f"{month_of(row.month) or '2024-08'}-15T10:00:00+09:00"


def _korean(row: WrittenRow, who: Named | None) -> Iterator[str]:
    words = Random(row.url)
    name = f"{who.at} {who.korean} 책임은" if who is not None else "시청 관계자는"
    yield f"{name} 15일 {words.choice(_WHERE)}에서 열린 행사에서 {words.choice(_NOUNS)} 자료를 소개했다고 밝혔다."
    for _ in range(_SENTENCES):
        first, second, third = words.sample(_NOUNS, 3)
        number = words.randint(3, 980)
        yield f"{words.choice(_WHERE)} {first}에서는 {second} {number}곳의 {third}을 새로 {words.choice(_DEEDS)}."
    if who is not None:
        yield f"{who.korean} 책임은 “{words.choice(_NOUNS)}부터 {words.choice(_NOUNS)}까지 살피겠다”고 말했다."


def _english(row: WrittenRow, who: Named | None) -> Iterator[str]:
    words = Random(row.url)
    name = f"{who.english}, who leads research at {who.at_english}," if who is not None else "A town clerk"
    yield f"{name} presented a study of the {words.choice(_THINGS)} in {words.choice(_PLACES)} on Friday."
    for _ in range(_SENTENCES):
        first, second = words.sample(_THINGS, 2)
        number = words.randint(3, 980)
        yield (
            f"In {words.choice(_PLACES)} the {first} was {words.choice(_ACTIONS)} after {number} days, "
            f"and {words.choice(_PLACES)} {words.choice(_ACTIONS)} its {second}."
        )
    if who is not None:
        yield f'"The {words.choice(_THINGS)} comes before the {words.choice(_THINGS)}," {who.english} said.'


def _script(declared: dict[str, str]) -> str:
    return json.dumps(declared, ensure_ascii=False).replace("</", "<\\/")
