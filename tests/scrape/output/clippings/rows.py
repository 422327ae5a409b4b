"""Invented coverage for documents, and words that try to be something else."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipeline.items import Coverage, CoverageStatus, EntityKind

HOSTILE = [
    '=HYPERLINK("http://evil.example","윤서하")',
    "=cmd|' /C calc'!A0",
    "+SUM(1)",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "＝1",
    "</table><script>alert(1)</script>",
    "</style></title><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "{{ 7 * 7 }}{% raw %}",
    "윤서하 | 둘째 칸\n둘째 줄\r\n셋째",
    "윤서하 \x1b[31m \x00 \ud800 \ufffe\uffff 끝",
    "\u202e뒤집힌\u2066 \u200b",
    "_x0041_ &amp; &lt;b&gt;",
    "가" * 40_000,
    "🗞" * 20_000,
]
_FIRST = Coverage(
    id=1,
    entity_id="person:윤서하",
    entity_kind=EntityKind.PERSON,
    entity_name="윤서하",
    month="2026-11",
    published_at=datetime(2026, 11, 26, 1, 12, tzinfo=UTC),
    published_on=date(2026, 11, 26),
    headline="온결연구소, ‘소리결’ 공개",
    url="https://nuri.example/view?no=1&page=2#top",
    outlet="누리통신",
    language="ko",
    mention_count=2,
    in_headline=False,
    snippet="윤서하 수석연구원은 “방언이 가장 어렵다”고 말했다.",
    confidence=0.97,
    status=CoverageStatus.CONFIRMED,
    evidence=(),
    story_id=1,
    article_id=1,
    first_seen_at=datetime(2026, 11, 26, 2, 0, tzinfo=UTC),
)


def row(number: int = 1, **changes: Any) -> Coverage:
    """The row of an article, a day older for each number."""
    day = date(2026, 11, 27) - timedelta(days=number)
    own = replace(
        _FIRST,
        id=number,
        article_id=number,
        story_id=number,
        url=f"https://nuri.example/view?no={number}&page=2#top",
        month=f"{day:%Y-%m}",
        published_on=day,
        published_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
    )
    return replace(own, **changes)


def of(name: str, number: int = 1, **changes: Any) -> Coverage:
    """The row of an article for somebody else."""
    return row(number, entity_id=f"person:{name}", entity_name=name, **changes)
